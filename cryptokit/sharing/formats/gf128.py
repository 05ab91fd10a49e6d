"""Shares of pycryptodome's ``Shamir``: secrets of 16 bytes, over GF(2^128).

The library gives pairs of a number and 16 bytes; ``index-hex`` is how they are written down here.
Not here: its mode ``ssss=True``, which is the format ``ssss-plain`` of 16 bytes.
"""

from collections.abc import Sequence
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.errors import WireError
from cryptokit.sharing.formats.format import Format, Part, Plan, Raw, Reading, Written
from cryptokit.sharing.formats.indexed import at_zero, deal, points, read_line, write

SIZE: Final = 16
"""Bytes of a secret and of a value."""


def read(raw: Raw) -> Reading:
    """Read ``index-hex`` with 32 hex digits."""
    part = read_line(raw, name=FORMAT.name, sizes=range(SIZE, SIZE + 1))
    if part.kind:
        raise WireError("a token in front, which only ssss has", offset=0, field="token")
    return Reading(part, Certainty.GUESSED, "an index and 32 hex digits, as ssss has them too")


def split(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Split 16 bytes. Raises ValueError for another length."""
    if len(secret) != SIZE:
        raise ValueError(f"pycryptodome shares {SIZE} bytes, not {len(secret)}")
    return write(deal(secret, plan), name=FORMAT.name)


def join(parts: Sequence[Part], _passphrase: bytes) -> bytes:
    """Interpolate all of the parts: too few give a wrong secret without an error."""
    return at_zero(points(parts), SIZE)


FORMAT: Final = Format(
    name="gf128",
    title="pycryptodome, Crypto.Protocol.SecretSharing",
    field="GF(2^128), polynomial z^128 + z^7 + z^2 + z + 1",
    layout="x in decimal (1 to n), the value in hex, 32 digits",
    detects="nothing",
    source="pycryptodome, Crypto/Protocol/SecretSharing.py",
    read=read,
    join=join,
    split=split,
)
