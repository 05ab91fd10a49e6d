"""Rows as one run of bytes: the format of ``part.bin`` and ``memory.bin``, and of what is split.

image  = magic (8)  count (4)  row*  digest (8)
row    = kind (1)  value*                         kind: its place in rows.KINDS
value  = 8 bytes signed for a number, else a 4-byte length and the bytes; all little-endian
digest = the first 8 bytes of SHA-256 over everything before it
"""

import hashlib
from collections.abc import Iterable

from cryptokit.errors import WireError
from cryptokit.evidence.rows import KINDS, Row, Value
from cryptokit.wire import Cursor, Span

MAGIC = b"CKIMAGE\x01"
_DIGEST_SIZE = 8


def encode(rows: Iterable[Row]) -> bytes:
    """Write rows as an image.

    >>> from cryptokit.evidence.rows import Plaintext
    >>> row = Plaintext(1, 0, "Alice", "hi")
    >>> decode(encode([row])) == (row,)
    True
    """
    written = [_encode_row(row) for row in rows]
    content = MAGIC + len(written).to_bytes(4, "little") + b"".join(written)
    return content + hashlib.sha256(content).digest()[:_DIGEST_SIZE]


def decode(image: bytes) -> tuple[Row, ...]:
    """Read the rows of an image; WireError if it was cut or changed."""
    return _read(Cursor(image), image)


def spans(image: bytes) -> Span:
    """Give the named fields of an image, for an annotated view of its bytes."""
    cursor = Cursor(image)
    _read(cursor, image)
    return cursor.tree("image")


def _read(cursor: Cursor, image: bytes) -> tuple[Row, ...]:
    cursor.expect(MAGIC, "magic")
    digest = hashlib.sha256(image[:-_DIGEST_SIZE]).digest()[:_DIGEST_SIZE]
    if image[-_DIGEST_SIZE:] != digest:
        raise WireError("does not match", offset=len(image) - _DIGEST_SIZE, field="digest")
    rows = tuple(_read_row(cursor) for _ in range(cursor.uint(4, "count")))
    cursor.take(_DIGEST_SIZE, "digest")
    cursor.finish()
    return rows


def _read_row(cursor: Cursor) -> Row:
    with cursor.group("row"):
        place = cursor.uint(1, "kind")
        if place >= len(KINDS):
            raise WireError("no such kind of row", offset=cursor.offset - 1, field="kind")
        kind = KINDS[place]
        return kind.parse(tuple(_read_value(cursor, *column) for column in kind.columns.items()))


def _read_value(cursor: Cursor, name: str, kind: type[Value]) -> Value:
    if kind is int:
        return cursor.sint(8, name)
    data = cursor.take(cursor.uint(4, f"length of {name}"), name)
    if kind is bytes:
        return data
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise WireError("not UTF-8", offset=cursor.offset - len(data), field=name) from None


def _encode_row(row: Row) -> bytes:
    values = b"".join(map(_encode_value, row.values()))
    return KINDS.index(type(row)).to_bytes(1, "little") + values


def _encode_value(value: Value) -> bytes:
    if isinstance(value, int):
        return value.to_bytes(8, "little", signed=True)
    data = value.encode() if isinstance(value, str) else value
    return len(data).to_bytes(4, "little") + data
