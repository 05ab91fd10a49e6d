"""Rows as one run of bytes: the format of ``part.bin`` and ``memory.bin``, and of what is split.

image  = magic (8)  count (4)  row*  digest (8)
row    = kind (1)  value*                         kind: its place in rows.KINDS
value  = 8 bytes signed for a number, else a 4-byte length and the bytes; all little-endian
digest = the first 8 bytes of SHA-256 over everything before it
"""

import hashlib
from collections.abc import Iterable

from cryptokit.errors import WireError
from cryptokit.evidence.damage import Damage, Flaw, reason
from cryptokit.evidence.rows import KINDS, Key, Part, Row, State, Value
from cryptokit.wire import Cursor, Span

MAGIC = b"CKIMAGE\x01"
_DIGEST_SIZE = 8
_PROVEN = (Key, Part, State)
"""Rows that the examiner believes for what is in them, whatever they lie in."""


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


def salvage(image: bytes, damage: Damage) -> tuple[Row, ...]:
    """Read an image that may be damaged: its rows up to the first that does not parse.

    The digest tells that something changed and not where, so then the damage may lie before that
    row, and only rows count that something else proves: keys have their ids, parts their checksums
    and states the keys in them. All else is left out, and said so: zeros parse as a locked row.

    >>> from cryptokit.evidence.rows import Key
    >>> from cryptokit.keys import DataKey
    >>> cut, damage = encode([Key.of(DataKey(bytes(32)))])[:-3], Damage()
    >>> len(salvage(cut, damage)), str(damage).partition(" (")[0]
    (1, 'damaged from offset 72 or before')
    """
    try:
        return decode(image)
    except WireError:
        return _before_damage(Cursor(image), image, damage)


def spans(image: bytes) -> Span:
    """Give the named fields of an image, for an annotated view of its bytes."""
    cursor = Cursor(image)
    _read(cursor, image)
    return cursor.tree("image")


def _read(cursor: Cursor, image: bytes) -> tuple[Row, ...]:
    cursor.expect(MAGIC, "magic")
    if not _is_intact(image):
        raise WireError("does not match", offset=len(image) - _DIGEST_SIZE, field="digest")
    rows = tuple(_read_row(cursor) for _ in range(cursor.uint(4, "count")))
    cursor.take(_DIGEST_SIZE, "digest")
    cursor.finish()
    return rows


def _before_damage(cursor: Cursor, image: bytes, damage: Damage) -> tuple[Row, ...]:
    known, rows = _is_intact(image), list[Row]()
    try:
        cursor.expect(MAGIC, "magic")
        for _ in range(cursor.uint(4, "count")):
            rows.append(_read_row(cursor))  # one by one: those before an error are kept
        cursor.take(_DIGEST_SIZE, "digest")
        cursor.finish()
    except WireError as error:
        what = f"{_in_row(len(rows), error)}: {reason(error)}"
        damage.add(Flaw(error.offset, what, latest=not known))
    else:
        damage.add(Flaw(None, "every row parses, and the digest does not match"))
    proven = tuple(row for row in rows if known or isinstance(row, _PROVEN))
    if len(proven) < len(rows):
        left = f"{len(rows) - len(proven)} rows that nothing else proves are left out"
        damage.add(Flaw(None, left))
    damage.closed = not proven
    return proven


def _in_row(number: int, error: WireError) -> str:
    outside = {"magic", "count", "digest", "end"}
    return error.field if error.field in outside else f"{error.field} of row {number + 1}"


def _is_intact(image: bytes) -> bool:
    digest = hashlib.sha256(image[:-_DIGEST_SIZE]).digest()[:_DIGEST_SIZE]
    return image[-_DIGEST_SIZE:] == digest


def _read_row(cursor: Cursor) -> Row:
    with cursor.group("row"):
        start = cursor.offset
        place = cursor.uint(1, "kind")
        if place >= len(KINDS):
            raise WireError("no such kind of row", offset=start, field="kind")
        kind = KINDS[place]
        values = tuple(_read_value(cursor, *column) for column in kind.columns.items())
        try:
            return kind.parse(values)
        except WireError as error:
            raise WireError(reason(error), offset=start, field=error.field) from None


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
