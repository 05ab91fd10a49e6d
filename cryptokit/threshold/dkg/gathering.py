"""Put the broadcasts of a round together, and name with one hash what a party saw.

That all saw the same is not done here: parties compare the hash over a channel that nobody can
split, or put it into a signed log; without that, a cheat can tell each party something else.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar

from cryptokit.errors import NotEnoughShares, Untrusted
from cryptokit.sharing.share import SET_ID_SIZE
from cryptokit.threshold.reading import numbered, sized

LABEL: Final = b"cryptokit dkg transcript v1"


class Said(Protocol):
    """A broadcast of some party."""

    @property
    def sender(self) -> int:
        """Whose it is."""
        ...

    def to_bytes(self) -> bytes:
        """Give the bytes that went out."""
        ...


B = TypeVar("B", bound=Said)


def in_order(own: B, heard: Iterable[B], *, holders: int, threshold: int) -> tuple[B, ...]:
    """Give the broadcasts of a round by sender, one from each.

    Raises Untrusted, naming the party, for a stranger's, for two different ones of one party, and
    if one's own came back changed; NotEnoughShares if fewer than ``threshold`` took part.
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
    return tuple(found[sender] for sender in sorted(found))


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
