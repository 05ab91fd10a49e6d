"""Shares of early RustySecrets, the library behind Sunder: ``K-N-base64(y)-base64(CRC-24)``.

Only reading. Not here: the form without a checksum, since later releases wrote something else in
the same three fields, which would be read wrongly without an error.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.errors import NotEnoughShares, WireError
from cryptokit.keys import ShareValue
from cryptokit.sharing.formats.bytewise import LEAST, require_place, value_at_zero
from cryptokit.sharing.formats.format import GF256_REED_SOLOMON, Format, Part, Raw, Reading
from cryptokit.sharing.share import MOST

CRC24_START: Final = 0xB704CE
CRC24_POLYNOMIAL: Final = 0x1864CFB
"""The CRC-24 of OpenPGP. See: RFC 9580, section 6.1.1."""
_LINE: Final = re.compile(r"(\d{1,3})-(\d{1,3})-([A-Za-z0-9+/]+)-([A-Za-z0-9+/]{4})", re.ASCII)


def read(raw: Raw) -> Reading:
    """Read a line, whose checksum is the CRC-24 of OpenPGP over the bytes of the value.

    >>> read(Raw("line 1", b"2-7-bmluZQ-s/T6")).part
    <Part rustysecrets, x = 7, 4 bytes, from line 1>

    See: SpinResearch/RustySecrets, README, "Structure of the shares".
    """
    line = _LINE.fullmatch(raw.text() or "")
    if line is None:
        raise WireError("not K-N-base64-checksum", offset=0, field="share")
    threshold, x = int(line[1]), int(line[2])
    value = _from_base64(line[3], line.start(3))
    if crc24(value) != int.from_bytes(base64.b64decode(line[4]), "big"):
        raise WireError("mistyped or damaged", offset=line.start(4), field="checksum")
    require_place(x, raw.where)
    if not LEAST <= threshold <= MOST or x > MOST:
        what = f"K is not within {LEAST} to {MOST}, or N is more than {MOST}"
        raise WireError(what, offset=0, field="K-N")
    part = Part(
        format=FORMAT.name,
        field=FORMAT.field,
        x=x,
        value=ShareValue(value),
        where=raw.where,
        label=f"N = {x}",
        threshold=threshold,
    )
    return Reading(part, Certainty.CERTAIN, "four fields, and the CRC-24 fits")


def _from_base64(text: str, at: int) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise WireError("not base64", offset=at, field="value") from None


def crc24(data: bytes) -> int:
    """Give the CRC-24 of OpenPGP.

    >>> hex(crc24(b"123456789"))
    '0x21cf02'

    See: RFC 9580, section 6.1.1.
    """
    total = CRC24_START
    for byte in data:
        total ^= byte << 16
        for _ in range(8):
            total <<= 1
            total ^= CRC24_POLYNOMIAL * (total >> 24)
    return total


def join(parts: Sequence[Part], passphrase: bytes) -> bytes:
    """Interpolate as many shares as are needed. Raises NotEnoughShares."""
    need = parts[0].threshold if parts else LEAST
    if need is None or len(parts) < need:
        raise NotEnoughShares(have=len(parts), need=need or LEAST)
    return value_at_zero(parts[:need], passphrase)


FORMAT: Final = Format(
    name="rustysecrets",
    title="RustySecrets, early format (Sunder)",
    field=GF256_REED_SOLOMON,
    layout="the threshold, x (1 to n), the value in base64, its CRC-24 in base64",
    detects="slips of the pen in the value, too few",
    source="SpinResearch/RustySecrets, README",
    read=read,
    join=join,
    bytewise=True,
)
