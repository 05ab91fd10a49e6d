"""The public half of a threshold key: who holds which share, and what answers are checked against.

Nothing here is secret, and nothing here says how the key was made: by a dealer, or by nobody.
Keys under another policy than k of n are in ``under_policy``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, Self

from cryptokit.errors import NotEnoughShares, WireError
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import Element
from cryptokit.sharing.feldman import Commitments, Dealing, require_length
from cryptokit.sharing.refresh import check_zero, refresh_public
from cryptokit.sharing.share import SET_ID_SIZE
from cryptokit.threshold.reading import GROUP, MOST, read_element, read_start, read_whole, start
from cryptokit.wire import Cursor

MAGIC: Final = b"CKtp"
_LONGEST_AGE: Final = 2**32


class Holders(Protocol):
    """The public half of a key, as far as its use goes. Every share has an index."""

    @property
    def key(self) -> Element:
        """The public key, to which boxes are made."""
        ...

    @property
    def set_id(self) -> bytes:
        """Which sharing it is, 16 bytes."""
        ...

    @property
    def epoch(self) -> int:
        """How often the shares were refreshed; the key itself stays."""
        ...

    def indices(self, holder: str) -> tuple[int, ...]:
        """Give the indices of a holder's shares; none for a stranger."""
        ...

    def share(self, index: int) -> Element:
        """Give the share of this index times the base point."""
        ...

    def weights(self, holders: Collection[str]) -> dict[int, int]:
        """Give the weights with which shares of these holders make up the key, by index.

        Raises NotEnoughShares if they may not use it together.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PublicKeys:
    """The public half of a k-of-n key: a holder has one share, and is called by its x.

    The commitments are to the polynomial that all shares lie on; there are as many as the
    threshold. In the literature on FROST this is the public key package.

    >>> from cryptokit.keys import SecretScalar
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing import feldman
    >>> dealt = feldman.deal(SecretScalar.of(42), threshold=2, shares=3, rng=lesson("public"))
    >>> from_dealing(dealt), sorted(from_dealing(dealt).weights(["3", "1"]))
    (<PublicKeys ce1a3299, 2 of 3, epoch 0>, [1, 3])
    """

    set_id: bytes
    commitments: Commitments
    xs: tuple[int, ...]
    epoch: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.threshold <= len(self.xs):
            what = f"1 <= threshold <= {len(self.xs)} holders is needed, not {self.threshold}"
            raise ValueError(what)
        if len(set(self.xs)) != len(self.xs) or not all(1 <= x <= MOST for x in self.xs):
            raise ValueError(f"holders have different numbers from 1 to {MOST}")
        if len(self.set_id) != SET_ID_SIZE or not 0 <= self.epoch < _LONGEST_AGE:
            raise ValueError(f"a set id has {SET_ID_SIZE} bytes, and an epoch 32 bits")
        if self.commitments.group.name != GROUP.name:
            raise ValueError(f"threshold keys live in {GROUP.name}")

    def __repr__(self) -> str:
        name, many = self.key[:4].hex(), len(self.xs)
        return f"<PublicKeys {name}, {self.threshold} of {many}, epoch {self.epoch}>"

    @property
    def threshold(self) -> int:
        """How many holders are needed."""
        return len(self.commitments.elements)

    @property
    def key(self) -> Element:
        """The public key, to which boxes are made."""
        return self.commitments.public_key

    def indices(self, holder: str) -> tuple[int, ...]:
        """Give the one index of a holder's share, its x; none for a stranger."""
        return tuple(x for x in self.xs if str(x) == holder)

    def share(self, index: int) -> Element:
        """Give the share at this x times the base point."""
        return self.commitments.public_share(index)

    def weights(self, holders: Collection[str]) -> dict[int, int]:
        """Give the weights of Lagrange for the first ``threshold`` of these holders."""
        xs = [x for x in self.xs if str(x) in holders][: self.threshold]
        if len(xs) < self.threshold:
            raise NotEnoughShares(have=len(xs), need=self.threshold)
        return dict(zip(xs, polynomials.weights(xs, SCALARS), strict=True))

    def to_bytes(self) -> bytes:
        """Give set id, epoch, holders and commitments as bytes."""
        head = start(MAGIC) + self.set_id + self.epoch.to_bytes(4, "little")
        counts = self.threshold.to_bytes(2, "little") + len(self.xs).to_bytes(2, "little")
        xs = (x.to_bytes(2, "little") for x in self.xs)
        return head + counts + b"".join((*xs, *self.commitments.elements))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError, and Untrusted for a bad element."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read the keys from a cursor, which keeps the spans of the fields."""
        read_start(cursor, MAGIC)
        set_id, epoch = cursor.take(SET_ID_SIZE, "set id"), cursor.uint(4, "epoch")
        at, threshold, many = cursor.offset, cursor.uint(2, "threshold"), cursor.uint(2, "holders")
        xs = tuple(cursor.uint(2, f"x of holder {i}") for i in range(many))
        elements = tuple(read_element(cursor, f"commitment {j}") for j in range(threshold))
        try:
            return cls(set_id=set_id, epoch=epoch, commitments=Commitments(elements, GROUP), xs=xs)
        except ValueError as error:
            raise WireError(str(error), offset=at, field="threshold and holders") from None


def require_elements(commitments: Sequence[Element]) -> None:
    """Refuse commitments of which one is the identity. Raises Untrusted.

    The first would be the key 0, and the last a polynomial of lower degree, which fewer shares
    than the threshold give away.
    """
    for j, element in enumerate(commitments):
        GROUP.decode(element, f"commitment {j}" if j else "public key")


def from_dealing(dealing: Dealing) -> PublicKeys:
    """Give the public half of a key that a trusted dealer split. The dealer knew the key.

    Raises Untrusted for a dealing with more or fewer commitments than its threshold, and for a
    commitment that is the identity: to a key that is 0, everybody holds the key.
    """
    hearing = dealing.hearing()
    require_length(len(dealing.commitments.elements), hearing.threshold)
    require_elements(dealing.commitments.elements)
    epoch = dealing.shares[0].epoch
    return PublicKeys(
        set_id=hearing.set_id, commitments=dealing.commitments, xs=hearing.holders, epoch=epoch
    )


def refreshed(public: PublicKeys, dealt: Mapping[int, Commitments]) -> PublicKeys:
    """Give the public half after a refresh: the key stays, the shares' halves move.

    ``dealt`` are the commitments of all dealers of the refresh, by their x. Raises Inconsistent,
    naming a dealer who did not share 0; Untrusted for commitments of a wrong length, or if some
    add up to the identity; ValueError if nobody dealt.

    >>> from cryptokit.keys import SecretScalar
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing import feldman
    >>> dealt = feldman.deal(SecretScalar.of(42), threshold=2, shares=3, rng=lesson("public"))
    >>> refreshed(from_dealing(dealt), {1: feldman.commit([0, 5])})
    <PublicKeys ce1a3299, 2 of 3, epoch 1>
    """
    if not dealt:
        raise ValueError("a refresh needs a dealer: without one the shares stay as they are")
    for dealer, commitments in dealt.items():
        check_zero(dealer, commitments, public.threshold)
    moved = refresh_public(public.commitments, dealt.values())
    require_elements(moved.elements)
    return replace(public, commitments=moved, epoch=public.epoch + 1)
