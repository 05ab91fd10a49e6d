"""The picture of a secret chat's key, which two people compare. It's a hash, so it tells no key.

Equal pictures prove that the two devices agreed on one key when the chat began, so that nobody sat
between them then. They prove nothing about later: the picture never changes, though the key does.
"""

from collections.abc import Iterator
from hashlib import sha1, sha256
from typing import Final

from cryptokit.keys import SecretChatKey

SIZE: Final = 36
"""Bytes of the hash: 16 of a SHA-1 and 20 of a SHA-256. See: Telegram, "Secret Chats"."""
SIDE: Final = 12
_OLD_SIZE, _OLD_SIDE = 16, 8
COLOURS: Final = ("ffffff", "d5e6f3", "2d5775", "2f99c9")
"""Red, green and blue of the pixels 0 to 3. See: Telegram, "Secret Chats", on key visualization."""
_ROW, _HALF, _ROWS = 8, 4, 4

Pixels = tuple[tuple[int, ...], ...]
"""Rows of numbers from 0 to 3, from the top."""


def key_hash(first: SecretChatKey, then: SecretChatKey | None = None) -> bytes:
    """Hash the first key of a chat; ``then`` is the key at the time the chat reached layer 46.

    36 bytes; today's chats start above that layer, so both keys are the first.

    See: Telegram, "Secret Chats, End-to-End Encryption", on key visualization.
    """
    old = sha1(first.reveal(), usedforsecurity=False).digest()
    return old[:_OLD_SIZE] + sha256((then or first).reveal()).digest()[: SIZE - _OLD_SIZE]


def pixels(hash36: bytes) -> Pixels:
    """Draw the hash: 12 rows of 12 pixels, two bits each, the lowest pair of a byte first.

    >>> pixels(bytes([0b11100100, *bytes(35)]))[0]
    (0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0)
    """
    _require(hash36)
    return _square(hash36, SIDE)


def old_pixels(hash36: bytes) -> Pixels:
    """Draw only the first 16 bytes, as before layer 46: 8 rows of 8 pixels."""
    _require(hash36)
    return _square(hash36[:_OLD_SIZE], _OLD_SIDE)


def hex_rows(hash36: bytes) -> tuple[str, ...]:
    """Write the first 32 bytes for reading aloud: four rows of eight.

    >>> hex_rows(bytes(range(36)))[0]
    '00 01 02 03  04 05 06 07'
    """
    _require(hash36)
    return tuple(_row(hash36[at : at + _ROW]) for at in range(0, _ROWS * _ROW, _ROW))


def _row(part: bytes) -> str:
    return f"{part[:_HALF].hex(' ')}  {part[_HALF:].hex(' ')}".upper()


def _square(data: bytes, side: int) -> Pixels:
    row = list(_pairs(data))
    return tuple(tuple(row[at : at + side]) for at in range(0, side * side, side))


def _pairs(data: bytes) -> Iterator[int]:
    for byte in data:
        yield from (byte >> shift & 3 for shift in (0, 2, 4, 6))


def _require(hash36: bytes) -> None:
    if not isinstance(hash36, bytes):
        raise TypeError(f"the picture is drawn from bytes, not {type(hash36).__name__}")
    if len(hash36) != SIZE:
        raise ValueError(f"the picture is drawn from the {SIZE} bytes of key_hash")
