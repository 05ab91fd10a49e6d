"""How both protocols begin and end: who takes part, what each party saw, and the sums at the end.

Not here: that all saw the same. For that, parties compare the hash over a channel that nobody can
split, or put it into a signed log; otherwise a cheat can tell each party something else.
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Final, Protocol, TypeVar

from cryptokit.errors import NotEnoughShares, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.group import ORDER
from cryptokit.sharing.feldman import Commitments
from cryptokit.sharing.share import SET_ID_SIZE
from cryptokit.threshold.public import PublicKeys, require_elements
from cryptokit.threshold.reading import MOST, numbered, sized

LABEL: Final = b"cryptokit dkg transcript v1"


class Said(Protocol):
    """A broadcast of some party."""

    @property
    def sender(self) -> int:
        """Whose it is."""
        ...

    def check(self, threshold: int) -> None:
        """Check what everybody can check. Raises Untrusted, naming the party."""
        ...

    def to_bytes(self) -> bytes:
        """Give the bytes that went out."""
        ...


B = TypeVar("B", bound=Said)


def require_shape(me: int, holders: int, threshold: int) -> None:
    """Refuse a protocol that cannot be. Raises ValueError.

    With a threshold of 1 every holder would hold the key.
    """
    if not 2 <= threshold <= holders <= MOST or not 1 <= me <= holders:
        what = f"2 <= threshold <= holders <= {MOST} and 1 <= me <= holders are needed"
        raise ValueError(f"{what}, not {threshold}, {holders} and {me}")


def in_order(own: B, heard: Iterable[B], *, holders: int, threshold: int) -> tuple[B, ...]:
    """Check the broadcasts of a round, and give them by sender, one from each.

    Raises Untrusted, naming the party, for a bad one, a stranger's, two different ones of one
    party, and if one's own came back changed; NotEnoughShares if fewer than ``threshold`` took
    part.
    """
    found = dict[int, B]()
    for one in (own, *heard):
        field = f"broadcast of party {one.sender}"
        if not 1 <= one.sender <= holders:
            raise Untrusted(f"the parties are 1 to {holders}", field=field)
        if found.setdefault(one.sender, one).to_bytes() != one.to_bytes():
            raise Untrusted("there are two, and they differ", field=field)
    if len(found) < threshold:
        raise NotEnoughShares(have=len(found), need=threshold)
    said = tuple(found[sender] for sender in sorted(found))
    for one in said:
        one.check(threshold)
    return said


def transcript_hash(
    broadcasts: Sequence[Said], *, holders: int, qualified: Iterable[int] = ()
) -> bytes:
    """Hash what a party saw: 32 bytes, for all to compare before anybody uses the key.

    See: BlockstreamResearch, bip-frost-dkg, "ChillDKG", on the equality check.
    """
    said = b"".join(sized(one.to_bytes(), 4) for one in broadcasts)
    heads = (sized(LABEL, 2), numbered(holders, len(broadcasts)), said, numbered(*qualified))
    return hashlib.sha256(b"".join(heads)).digest()


def set_id(broadcasts: Sequence[Said], holders: int, qualified: Iterable[int]) -> bytes:
    """Name the key shares by what was seen, 16 bytes, so that different views do not combine."""
    return transcript_hash(broadcasts, holders=holders, qualified=qualified)[:SET_ID_SIZE]


def added(values: Iterable[SecretScalar]) -> SecretScalar:
    """Add up secret scalars."""
    secrets = tuple(values)
    total = sum(value.reveal_number() for value in secrets) % ORDER
    return SecretScalar.of(total, from_lesson=any(value.from_lesson for value in secrets))


def public_keys(name: bytes, qualified: Sequence[Commitments], holders: int) -> PublicKeys:
    """Add up commitments: the public key is the sum of what the qualified committed to.

    Raises Untrusted for a sum that is the identity, which only cheats could have arranged.
    """
    total = reduce(Commitments.plus, qualified)
    require_elements(total.elements)
    return PublicKeys(set_id=name, commitments=total, xs=tuple(range(1, holders + 1)))
