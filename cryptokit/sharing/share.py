"""A share as a record, as bytes, and as a line that a person can copy. ``shamir`` makes them."""

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from cryptokit.errors import BadShare, WireError
from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.primitives.gf256 import Field
from cryptokit.wire import Cursor

MAGIC: Final = b"CKsh"
VERSION: Final = 1
SET_ID_SIZE: Final = 16
"""Bytes of a set id. Two sharings share one with probability 2^-128."""
MOST: Final = 255
"""The non-zero elements of GF(2^8): as many holders can have an x of their own."""
HEADER_SIZE: Final = 29
CHECKSUM_SIZE: Final = 4
AT_ZERO: Final = "the value at x = 0 is the secret itself, so no holder has it"
_GROUP = 4
"""Characters between two hyphens of the text form."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Share:
    """One holder's part: the value at ``x`` of a polynomial whose value at 0 is the secret.

    Shares that were made together have the same ``set_id`` (16 random bytes, public) and need
    ``threshold`` of them. All but ``value`` may be seen by anyone.

    Raises BadShare for x = 0, where the value is the secret itself.

    >>> share = Share(set_id=bytes(range(16)), threshold=3, x=2, value=ShareValue(b"ninety"))
    >>> share
    <Share 2, 3 needed, 6 bytes, set 00010203>
    >>> share.to_text()
    'cryptokit-share-2-needs-3:INFX-G2AB-DMAQ-AAIC-AMCA-KBQH-BAEQ-UCYM-BUHA-6AYC-AYAA-AADO-NFXG-K5DZ-U54X-QEY'
    >>> Share.from_text(share.to_text()) == share
    True
    """

    set_id: bytes
    threshold: int
    x: int
    value: ShareValue
    version: int = VERSION
    field: Field = Field.AES

    def __post_init__(self) -> None:
        if self.x == 0:
            raise BadShare(AT_ZERO, holder="0")
        if not isinstance(self.value, ShareValue):
            raise TypeError("the value of a share is a ShareValue, which does not show its bytes")
        if not (0 < self.x <= MOST and 0 < self.threshold <= MOST and len(self.value) > 0):
            raise ValueError("a share has 1 <= x <= 255, 1 <= threshold <= 255, and a value")
        if len(self.set_id) != SET_ID_SIZE or self.version != VERSION:
            raise ValueError(f"a share has version {VERSION} and a set id of {SET_ID_SIZE} bytes")

    def __repr__(self) -> str:
        size, name = len(self.value), self.set_id[:4].hex()
        return f"<Share {self.x}, {self.threshold} needed, {size} bytes, set {name}>"

    def kind(self) -> tuple[tuple[str, object], ...]:
        """Tell what all shares of one set have in common."""
        return (
            ("set id", self.set_id),
            ("field", self.field),
            ("threshold", self.threshold),
            ("length", len(self.value)),
        )

    @classmethod
    def interpolate(cls, shares: Sequence[Self], at: int) -> ShareValue:
        """Give the value at ``at`` of the polynomial of least degree through these shares."""
        points = {share.x: share.value.reveal() for share in shares}
        return ShareValue(gf256.interpolate(points, at, shares[0].field))

    def header(self) -> "Header":
        """Give what stands in front of the value; anybody may see it."""
        return Header(self.set_id, self.threshold, self.x, len(self.value), self.field)

    def to_bytes(self) -> bytes:
        """Give the share as bytes: 29 of header, the value, and 4 of checksum."""
        body = self.header().to_bytes() + self.value.reveal()
        return body + checksum(body)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError for a cut or damaged share.

        The checksum finds accidents. Whoever changes a share on purpose can make it fit.
        """
        cursor = Cursor(data)
        share = cls.read(cursor)
        cursor.finish()
        return share

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a share from a cursor, which keeps the spans of its fields."""
        header = Header.read(cursor)
        value = ShareValue(cursor.take(header.size, "value"))
        # An accident is told before anything is believed, so a torn page is not called a forgery.
        at, given = cursor.offset, cursor.take(CHECKSUM_SIZE, "checksum")
        if given != checksum(value.reveal(), checksum(header.to_bytes())):
            raise WireError("mistyped or damaged", offset=at, field="checksum")
        header.require_sense()
        return cls(
            set_id=header.set_id,
            threshold=header.threshold,
            x=header.x,
            value=value,
            field=header.field,
        )

    def to_text(self) -> str:
        """Give the share as one line: what it is, then base32 in groups of four.

        Base32 has no lower case and none of 0, 1, 8, 9, so that it survives handwriting.
        See: RFC 4648, section 6.
        """
        code = base64.b32encode(self.to_bytes()).decode().rstrip("=")
        groups = "-".join(code[i : i + _GROUP] for i in range(0, len(code), _GROUP))
        return f"cryptokit-share-{self.x}-needs-{self.threshold}:{groups}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what ``to_text`` wrote, in any case, with any spaces and hyphens.

        Raises WireError for a mistyped share.
        """
        label, colon, code = _squeeze(text).partition(":")
        if not colon:
            raise WireError("no colon; a share starts with what it is", offset=0, field="label")
        try:
            share = cls.from_bytes(base64.b32decode(code + "=" * (-len(code) % 8)))
        except ValueError:
            raise WireError("not base32", offset=len(label) + 1, field="code") from None
        if _squeeze(share.to_text()) != f"{label}:{code}":
            raise WireError("the label is not that of this share", offset=0, field="label")
        return share


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in front of the value of a share, 29 bytes: whoever streams a value reads it."""

    set_id: bytes
    threshold: int
    x: int
    size: int
    field: Field = Field.AES

    def to_bytes(self) -> bytes:
        """Give magic, version, field, set id, threshold, x, and the size of the value."""
        head = MAGIC + bytes([VERSION]) + self.field.to_bytes(2, "little") + self.set_id
        return head + bytes([self.threshold, self.x]) + self.size.to_bytes(4, "little")

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a header; whether its numbers make sense is asked once the checksum was seen."""
        cursor.expect(MAGIC, "magic")
        cursor.expect(bytes([VERSION]), "version")
        field = _field(cursor)
        set_id = cursor.take(SET_ID_SIZE, "set id")
        threshold, x = cursor.uint(1, "threshold"), cursor.uint(1, "x")
        return cls(set_id, threshold, x, cursor.uint(4, "size"), field)

    def require_sense(self) -> None:
        """Refuse a header that no sharing makes. Raises WireError, BadShare for x = 0."""
        if self.threshold == 0:
            at = HEADER_SIZE - 6
            raise WireError("a threshold of 0", offset=at, field="threshold")
        if self.size == 0:
            at = HEADER_SIZE - 4
            raise WireError("a share without a value", offset=at, field="size")
        if self.x == 0:
            raise BadShare(AT_ZERO, holder="0")


def _field(cursor: Cursor) -> Field:
    at, number = cursor.offset, cursor.uint(2, "field")
    if number not in set(Field):
        raise WireError(f"no field has the polynomial {number:#x}", offset=at, field="field")
    return Field(number)


def checksum(data: bytes | memoryview, before: bytes = b"") -> bytes:
    """Give the CRC-32 of what was summed up before and of more data, 4 bytes.

    It finds every burst of errors up to 32 bits, so every single slip of a pen. See: ISO 3309.
    """
    return zlib.crc32(data, int.from_bytes(before, "little")).to_bytes(CHECKSUM_SIZE, "little")


def _squeeze(text: str) -> str:
    return "".join(text.upper().split()).replace("-", "")
