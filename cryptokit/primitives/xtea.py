"""XTEA, a block cipher of a few additions and shifts: 8-byte blocks, 16-byte key, 32 cycles.

Not here: modes of operation, or advice to use it. Blocks of 64 bits are too short for long texts.
It is here since ``sharing.diffusion`` needs it, and no maintained library offers it.
"""

import struct
from itertools import pairwise
from typing import Final

BLOCK: Final = 8
"""Bytes of a block."""
KEY_SIZE: Final = 16
CYCLES: Final = 32
"""A cycle is two Feistel rounds."""
_DELTA: Final = 0x9E3779B9
"""2^32 divided by the golden ratio: the multiples of it make every cycle differ."""
_WORD: Final = 0xFFFFFFFF

Schedule = tuple[tuple[int, int], ...]
"""What a key adds in each cycle: one word in its first round, and one in its second."""


def schedule(key: bytes) -> Schedule:
    """Prepare a key of 16 bytes.

    >>> [hex(word) for word in schedule(bytes(16))[1]]
    ['0x9e3779b9', '0x3c6ef372']

    See: Needham and Wheeler, "TEA extensions", 1997.
    """
    words = struct.unpack(">4I", key)
    sums = [_DELTA * cycle & _WORD for cycle in range(CYCLES + 1)]
    return tuple(
        (before + words[before & 3] & _WORD, after + words[after >> 11 & 3] & _WORD)
        for before, after in pairwise(sums)
    )


def encrypt(block: bytes, keys: Schedule) -> bytes:
    """Encrypt one block of 8 bytes, big-endian.

    >>> encrypt(b"ABCDEFGH", schedule(bytes(range(16)))).hex()
    '497df3d072612cb5'

    See: Needham and Wheeler, "TEA extensions", 1997.
    """
    left, right = struct.unpack(">2I", block)
    for first, second in keys:
        left = left + ((right << 4 ^ right >> 5) + right ^ first) & _WORD
        right = right + ((left << 4 ^ left >> 5) + left ^ second) & _WORD
    return struct.pack(">2I", left, right)


def decrypt(block: bytes, keys: Schedule) -> bytes:
    """Undo ``encrypt``: the same rounds backwards.

    >>> decrypt(bytes.fromhex("497df3d072612cb5"), schedule(bytes(range(16))))
    b'ABCDEFGH'
    """
    left, right = struct.unpack(">2I", block)
    for first, second in reversed(keys):
        right = right - ((left << 4 ^ left >> 5) + left ^ second) & _WORD
        left = left - ((right << 4 ^ right >> 5) + right ^ first) & _WORD
    return struct.pack(">2I", left, right)
