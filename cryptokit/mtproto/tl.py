"""TL, the byte language of Telegram: numbers, strings, vectors. Objects are in ``objects``.

Everything is little-endian and fills a multiple of four bytes. Reading is strict: every value has
exactly one encoding here, because two readings of one message are how parsers get fooled.
"""

from collections.abc import Iterable
from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto import schema
from cryptokit.wire import Cursor

SHORT_BELOW: Final = 254
"""Strings up to 253 bytes have one length byte. See: Telegram, "Binary Data Serialization"."""
LONG_MARK: Final = 254
"""This first byte says that three more hold the length."""
STRING_LIMIT: Final = 1 << 24
"""What three bytes can count to."""


def uint(number: int) -> bytes:
    """Write an int of 4 bytes.

    >>> uint(1).hex()
    '01000000'
    """
    return number.to_bytes(4, "little")


def long(number: int) -> bytes:
    """Write a signed long of 8 bytes.

    >>> long(-3).hex()
    'fdffffffffffffff'
    """
    return number.to_bytes(8, "little", signed=True)


def string(data: bytes) -> bytes:
    """Write bytes with their length in front and zeros behind, up to a multiple of 4.

    >>> string(b"abc").hex(), len(string(bytes(253))), len(string(bytes(254)))
    ('03616263', 256, 260)
    """
    if len(data) >= STRING_LIMIT:
        raise ValueError(f"a TL string has less than {STRING_LIMIT} bytes, not {len(data)}")
    short = len(data) < SHORT_BELOW
    head = bytes([len(data)]) if short else bytes([LONG_MARK]) + len(data).to_bytes(3, "little")
    return head + data + bytes(-(len(head) + len(data)) % 4)


def longs(numbers: Iterable[int]) -> bytes:
    """Write a vector of longs.

    >>> longs([1]).hex(" ", 4)
    '15c4b51c 01000000 01000000 00000000'
    """
    items = [long(number) for number in numbers]
    return uint(schema.VECTOR) + uint(len(items)) + b"".join(items)


def read_string(cursor: Cursor, name: str) -> bytes:
    """Read bytes; the spans of length, data and zeros lie inside the span ``name``.

    >>> cursor = Cursor(bytes.fromhex("03616263"))
    >>> read_string(cursor, "word"), [span.name for span in cursor.tree("all").leaves()]
    (b'abc', ['length', 'data'])
    """
    start = cursor.offset
    with cursor.group(name):
        size = _read_length(cursor, name)
        data = cursor.take(size, "data") if size else b""
        if filling := (start - cursor.offset) % 4:
            cursor.expect(bytes(filling), "zeros")
    return data


def read_text(cursor: Cursor, name: str) -> str:
    """Read a string of UTF-8."""
    offset = cursor.offset
    try:
        return read_string(cursor, name).decode()
    except UnicodeDecodeError:
        raise WireError("not UTF-8", offset=offset, field=name) from None


def read_longs(cursor: Cursor, name: str) -> tuple[int, ...]:
    """Read a vector of longs."""
    with cursor.group(name):
        cursor.expect(uint(schema.VECTOR), "vector")
        # A count is only a claim: the first item that is missing ends the loop.
        return tuple(cursor.sint(8, "item") for _ in range(cursor.uint(4, "count")))


def read_unread(cursor: Cursor) -> bytes:
    """Take all that is left of an object of a kind not read here; it may be nothing."""
    return cursor.rest("unread") if cursor.left else b""


def _read_length(cursor: Cursor, name: str) -> int:
    offset = cursor.offset
    size = cursor.uint(1, "length")
    if size < SHORT_BELOW:
        return size
    size = cursor.uint(3, "long length") if size == LONG_MARK else 0
    if size < SHORT_BELOW:
        raise WireError("a length that is not written so", offset=offset, field=name)
    return size
