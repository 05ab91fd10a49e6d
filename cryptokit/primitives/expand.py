"""Stretch a message into as many uniform bytes as a hash to a group or to a scalar takes: XMD.

Only with SHA-512, and only the stretching: what becomes of the bytes, the group says.
"""

import hashlib
from typing import Final

_DIGEST: Final = 64
_BLOCK: Final = 128
"""Bytes that SHA-512 reads at a time."""
MOST: Final = 255 * _DIGEST
"""Bytes that can be asked for: blocks are counted in one byte."""
LONGEST_TAG: Final = 255
"""Bytes of a tag, whose length is hashed as one byte."""


def expand_message_xmd(message: bytes, tag: bytes, size: int) -> bytes:
    """Stretch a message to ``size`` bytes; under another tag, the bytes have nothing in common.

    >>> expand_message_xmd(b"abc", b"QUUX-V01-CS02-with-expander-SHA512-256", 32).hex()
    '0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc'

    See: RFC 9380, section 5.3.1.
    """
    if not 0 < size <= MOST:
        raise ValueError(f"1 to {MOST} bytes can be asked for, not {size}")
    if not 0 < len(tag) <= LONGEST_TAG:
        raise ValueError(f"a tag has 1 to {LONGEST_TAG} bytes, not {len(tag)}")
    ending = tag + bytes([len(tag)])
    first = _hash(bytes(_BLOCK) + message + size.to_bytes(2, "big") + b"\0" + ending)
    out = block = _hash(first + b"\1" + ending)
    for number in range(2, -(-size // _DIGEST) + 1):
        mixed = bytes(a ^ b for a, b in zip(first, block, strict=True))
        block = _hash(mixed + bytes([number]) + ending)
        out += block
    return out[:size]


def _hash(data: bytes) -> bytes:
    return hashlib.sha512(data).digest()
