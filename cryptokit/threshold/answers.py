"""What holders answer when they are asked to open a box: a partial decryption, or that they refuse.

Each holder decides alone, on the context of the box. What a sender must prove first is not here:
``decryption`` checks it, ``plain`` does not.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Self

from cryptokit.errors import Inconsistent, Untrusted
from cryptokit.keys import DataKey, SecretScalar
from cryptokit.primitives.group import Element, draw_scalar
from cryptokit.rng import Rng
from cryptokit.sharing.policy import PolicyShare
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.threshold.box import Locked
from cryptokit.threshold.kem import Piece, check_piece, decapsulate, make_piece
from cryptokit.threshold.public import Holders
from cryptokit.threshold.reading import GROUP, read_name, read_start, read_whole, sized, start
from cryptokit.wire import Cursor

MAGIC: Final = b"CKta"
KeyShare = ScalarShare | PolicyShare
"""What one holder keeps: one number, or one for each row of a policy."""
Agrees = Callable[[bytes], bool]
"""The context of a box -> whether this holder agrees to open it."""


@dataclass(frozen=True, slots=True, repr=False)
class Partial:
    """A holder's agreement: one piece for each of its shares, with proofs.

    As many of these as open the box are as good as its key, so they go to the asker alone.
    """

    holder: str
    epoch: int
    pieces: tuple[Piece, ...]

    def __repr__(self) -> str:
        return f"<Partial of {self.holder}, epoch {self.epoch}>"

    def to_bytes(self) -> bytes:
        """Give the holder's name, the epoch, and the pieces as bytes."""
        head = start(MAGIC) + sized(self.holder.encode(), 1) + self.epoch.to_bytes(4, "little")
        many = len(self.pieces).to_bytes(2, "little")
        return head + many + b"".join(piece.to_bytes() for piece in self.pieces)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError, and Untrusted for a bad element."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read an answer from a cursor, which keeps the spans of its fields."""
        read_start(cursor, MAGIC)
        holder, epoch = read_name(cursor, "holder"), cursor.uint(4, "epoch")
        pieces = list[Piece]()
        for i in range(cursor.uint(2, "pieces")):
            with cursor.group(f"piece {i}"):
                pieces.append(Piece.read(cursor, holder))
        return cls(holder, epoch, tuple(pieces))


@dataclass(frozen=True, slots=True)
class Refused:
    """A holder's refusal: it was asked, it read the context, and it did not help."""

    holder: str
    context: bytes


Answer = Partial | Refused


def answer(share: KeyShare, public: Holders, box: Locked, *, agrees: Agrees, rng: Rng) -> Answer:
    """Answer as one holder: ask ``agrees`` about the context, then make the pieces or refuse.

    Raises Untrusted for a box made to another key, or with a bad R; Inconsistent for a share of
    another key or epoch. Neither gives anything away.
    """
    require_ours(public, box)
    _require_own(share, public)
    if not agrees(box.context):
        return Refused(holder_of(share), box.context)
    return Partial(holder_of(share), public.epoch, _pieces(share, box.element, rng))


def holder_of(share: KeyShare) -> str:
    """Name the holder of a share: by its x, or by its name in the policy."""
    return share.party if isinstance(share, PolicyShare) else str(share.x)


def require_ours(public: Holders, box: Locked) -> None:
    """Refuse a box with an R that is no element, or made to another key. Raises Untrusted."""
    GROUP.decode(box.element, "R")
    if box.public_key != public.key:
        raise Untrusted("the box was made to another key", field="public key")


def check(partial: Partial, public: Holders, box: Locked) -> None:
    """Check one answer. Raises Inconsistent or BadShare, naming the holder.

    Whoever combines can drop the answer of that holder, and go on with the others.
    """
    _require_epoch(partial.epoch, public, partial.holder)
    indices = tuple(piece.index for piece in partial.pieces)
    if not indices or indices != public.indices(partial.holder):
        raise Inconsistent("its pieces are not those of its shares", holder=partial.holder)
    for piece in partial.pieces:
        check_piece(piece, public.share(piece.index), box.element, partial.holder)


def box_key(public: Holders, box: Locked, answers: Iterable[Answer]) -> DataKey:
    """Combine answers to the data key of a box.

    Raises BadShare or Inconsistent for a bad answer, NotEnoughShares; refusals count as absent.
    """
    require_ours(public, box)
    agreed = [one for one in answers if isinstance(one, Partial)]
    for partial in agreed:
        check(partial, public, box)
    weights = public.weights([partial.holder for partial in agreed])
    pieces = {piece.index: piece for partial in agreed for piece in partial.pieces}
    return decapsulate(public.key, box.element, pieces, weights, box.context)


def _pieces(share: KeyShare, element: Element, rng: Rng) -> tuple[Piece, ...]:
    return tuple(
        make_piece(index, value, element, draw_scalar(rng)) for index, value in _values(share)
    )


def _values(share: KeyShare) -> tuple[tuple[int, SecretScalar], ...]:
    if isinstance(share, PolicyShare):
        return tuple(zip(share.rows, share.values, strict=True))
    return ((share.x, share.value),)


def _require_own(share: KeyShare, public: Holders) -> None:
    holder, indices = holder_of(share), tuple(index for index, _ in _values(share))
    if share.set_id != public.set_id or indices != public.indices(holder):
        raise Inconsistent("not a share of this key", holder=holder)
    if isinstance(share, ScalarShare):
        _require_epoch(share.epoch, public, holder)


def _require_epoch(epoch: int, public: Holders, holder: str) -> None:
    if epoch != public.epoch:
        what = f"of epoch {epoch}, while the public keys are of epoch {public.epoch}"
        raise Inconsistent(what, holder=holder)
