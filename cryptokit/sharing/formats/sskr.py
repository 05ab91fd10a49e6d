"""SSKR shares: the sharing of SLIP-39 as plain bytes, without passphrase, words and checksum.

Not here: the envelopes around the bytes (CBOR, UR, Bytewords), which do have a checksum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from cryptokit.certainty import Certainty
from cryptokit.errors import WireError
from cryptokit.keys import ShareValue
from cryptokit.rng import draw, is_lesson
from cryptokit.sharing.agreement import Kind
from cryptokit.sharing.formats.format import (
    GF256_AES,
    Format,
    Part,
    Plan,
    Raw,
    Reading,
    Written,
)
from cryptokit.sharing.formats.grouped import part_of
from cryptokit.sharing.slip39.levels import deal, gather
from cryptokit.sharing.slip39.place import Place, good_size, require_size
from cryptokit.wire import Cursor

IDENTIFIER_SIZE: Final = 2
LONGEST: Final = 32
"""Bytes of the longest secret. See: BlockchainCommons/bc-shamir, MAX_SECRET_LEN."""
CHANCE: Final = 187 / 8192
"""How often a header of random bytes does not contradict itself: once in 44 times."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SskrShare:
    """One member's part, and where it belongs. All but ``value`` may be seen by anyone.

    >>> share = SskrShare.from_bytes(bytes.fromhex("6f1a110102") + b"meet me at nine!")
    >>> share, share.place.member_threshold
    (<SskrShare group 1 member 3, 16 bytes, set 6f1a>, 2)

    See: Blockchain Commons, BCR-2020-011, "CDDL".
    """

    identifier: bytes
    place: Place
    value: ShareValue

    def __post_init__(self) -> None:
        if not isinstance(self.value, ShareValue):
            raise TypeError("the value of a share is a ShareValue, which does not show its bytes")
        if len(self.identifier) != IDENTIFIER_SIZE:
            raise ValueError(f"an identifier has {IDENTIFIER_SIZE} bytes")
        if not good_size(len(self.value), LONGEST):
            raise ValueError(f"a value has an even number of bytes from 16 to {LONGEST}")

    def __repr__(self) -> str:
        name, size = self.place.name, len(self.value)
        return f"<SskrShare {name}, {size} bytes, set {self.identifier.hex()}>"

    def kind(self) -> Kind:
        """Tell what all shares of one set have in common, whatever their group."""
        return (
            ("identifier", self.identifier.hex()),
            ("group threshold", self.place.group_threshold),
            ("group count", self.place.group_count),
            ("length", len(self.value)),
        )

    def to_bytes(self) -> bytes:
        """Give the share as bytes: 5 of header, then the value."""
        place = self.place
        groups = place.group_threshold - 1 << 4 | place.group_count - 1
        member = place.group << 4 | place.member_threshold - 1
        return self.identifier + bytes([groups, member, place.member]) + self.value.reveal()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError."""
        cursor = Cursor(data)
        identifier = cursor.take(IDENTIFIER_SIZE, "identifier")
        at = cursor.offset
        groups, member = cursor.uint(1, "groups"), cursor.uint(1, "group and threshold")
        reserved, index = divmod(cursor.uint(1, "member"), 16)
        if reserved:
            raise WireError("the reserved bits are not 0", offset=at + 2, field="member")
        place = _place(groups, member, index, at)
        at = cursor.offset
        value = ShareValue(cursor.rest("value"))
        if not good_size(len(value), LONGEST):
            what = f"{len(value)} bytes, not an even number of them from 16 to {LONGEST}"
            raise WireError(what, offset=at, field="value")
        return cls(identifier=identifier, place=place, value=value)


def _place(groups: int, member: int, index: int, at: int) -> Place:
    try:
        return Place(
            group=member >> 4,
            member=index,
            group_threshold=(groups >> 4) + 1,
            group_count=(groups & 15) + 1,
            member_threshold=(member & 15) + 1,
        )
    except ValueError as error:
        raise WireError(str(error), offset=at, field="groups") from None


def read(raw: Raw) -> Reading:
    """Read hex, base64 or bytes. Raises WireError."""
    data = raw.binary()
    if data is None:
        raise WireError("not hex, base64 or bytes", offset=0, field="share")
    share = SskrShare.from_bytes(data)
    part = part_of(
        raw,
        name=FORMAT.name,
        place=share.place,
        value=share.value,
        kind=(("identifier", share.identifier.hex()),),
        extra=share,
    )
    return Reading(part, Certainty.LIKELY, "a header of five bytes that does not contradict itself")


def split(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Split among the members of one group, and write hex. Raises ValueError."""
    require_size(secret, LONGEST)
    identifier = draw(plan.rng, IDENTIFIER_SIZE)
    hidden = ShareValue(secret, from_lesson=is_lesson(plan.rng))
    (members,) = deal(hidden, ((plan.threshold, plan.shares),), group_threshold=1, rng=plan.rng)
    shares = [SskrShare(identifier=identifier, place=at, value=value) for at, value in members]
    parts = [share.to_bytes() for share in shares]
    return tuple(Written(data.hex(), f".{i}.sskr", data) for i, data in enumerate(parts, 1))


def join(parts: Sequence[Part], _passphrase: bytes) -> bytes:
    """Join members of one group or of several. Raises Inconsistent, NotEnoughShares."""
    return gather([_share(part) for part in parts]).reveal()


def _share(part: Part) -> SskrShare:
    if not isinstance(part.extra, SskrShare):
        raise TypeError("this part was not read as SSKR")
    return part.extra


FORMAT: Final = Format(
    name="sskr",
    title="SSKR, bc-shamir",
    field=GF256_AES,
    layout="set id (2 bytes), groups, group and threshold, member, the value",
    detects="a wrong share of a set, by a digest of 32 bits",
    source="Blockchain Commons, BCR-2020-011",
    read=read,
    join=join,
    split=split,
)
