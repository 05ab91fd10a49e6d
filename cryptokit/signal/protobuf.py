"""Protocol Buffers (proto2), as far as Signal's messages need them: read, write, leave spans.

Not here: repeated fields, signed numbers, floats and text (a text field is read as its bytes).

A message is a row of fields in any order, each a tag (number and wire type) and a value. What a
reader must decide is decided here as libsignal decides it:

- a field that comes twice: the last one wins, and two messages under one number are merged;
- a number that the schema does not know is skipped, so that old phones read new messages;
- a number written longer than it need be is read. So bytes, not fields, are what a MAC covers.

Stricter than most: a number too large for its field is refused, where others cut it to 32 bits.

See: Protocol Buffers documentation, "Encoding".
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from cryptokit.errors import WireError
from cryptokit.signal import varint
from cryptokit.signal.schema import (
    FIXED32,
    FIXED64,
    LENGTH,
    VARINT,
    Field,
    Fields,
    Given,
    Message,
    Value,
)
from cryptokit.wire import Cursor

__all__ = ["Field", "Fields", "Given", "Message", "Value", "read", "write"]

_FIXED_SIZES: Final = {FIXED64: 8, FIXED32: 4}
NUMBER_LIMIT: Final = 1 << 29
"""Field numbers are below this. See: Protocol Buffers documentation, "Assigning Field Numbers"."""


_Piece: TypeAlias = tuple[int, Field | None, int, int, int, int | bytes]
"""Number, field, then where the tag ends, where the value starts and ends, and the value: a tuple,
as a record would take longer than the reading."""


def write(schema: Message, values: Mapping[str, Given]) -> bytes:
    """Write the fields that are not None, in ascending order; a zero that is there is written.

    Raises ValueError for a name that the schema lacks and a number too large for its field, and
    TypeError for a value of another kind.

    >>> pair = Message("Pair", (Field(1, "left", "uint32"), Field(2, "right", "bytes")))
    >>> write(pair, {"left": 0, "right": b"hi"}).hex(" "), write(pair, {"right": None})
    ('08 00 12 02 68 69', b'')

    See: Protocol Buffers documentation, "Encoding".
    """
    if not schema.names.issuperset(values):
        strange = values.keys() - schema.names
        raise ValueError(f"{schema.name} has no field {', '.join(sorted(strange))}")
    data = b""
    for one in schema.fields:
        value = values.get(one.name)
        if isinstance(value, bytes) and one.kind == "bytes":
            data += one.tag + varint.write(len(value)) + value
        elif isinstance(value, int) and one.wire == VARINT and not value >> one.bits:
            data += one.tag + varint.write(value)
        elif value is not None:
            data += one.tag + _write_value(one, value)
    return data


def read(schema: Message, data: bytes, cursor: Cursor | None = None, *, offset: int = 0) -> Fields:
    r"""Read a message; a cursor that stands at its first byte is moved over it and keeps the spans.

    ``offset`` says where the message lies in what the caller reads, for the errors; a cursor knows
    by itself. Raises WireError with the offset and the field.

    >>> pair = Message("Pair", (Field(1, "left", "uint32"), Field(2, "right", "bytes")))
    >>> fields = read(pair, bytes.fromhex("0800 1a0178"), cursor := Cursor(b"\x08\x00\x1a\x01x"))
    >>> fields["left"], fields["right"], [one.name for one in cursor.tree("pair").parts]
    (0, None, ['left', 'unknown field 3'])
    >>> read(pair, bytes.fromhex("0a00"))
    Traceback (most recent call last):
    cryptokit.errors.WireError: at byte 0, in left: wire type 2, not 0...

    See: Protocol Buffers documentation, "Encoding" and "Last One Wins".
    """
    present: dict[str, Value] = {}
    fields = Fields(schema, present, offset if cursor is None else cursor.offset)
    short = schema.short if cursor is None else {}
    at, end = 0, len(data)
    while at < end:
        line = short.get(data[at])
        if line is None:
            at = _read_piece(fields, data, at, cursor)
            continue
        # Nearly every field is read here, in place: a call for each of them is felt.
        name, bits = line
        start = at + 1
        if start < end and (value := data[start]) < varint.MORE:
            at = start + 1
        else:
            value, at = varint.read(data, start, offset, name)
        if not bits:
            start, at = at, at + value
            if at > end:
                raise _cut_short(value, end - start, offset + start, name)
            present[name] = data[start:at]
        elif value >> bits:
            raise _too_large(offset + start, name)
        else:
            present[name] = value
    return fields


def _read_piece(fields: Fields, data: bytes, start: int, cursor: Cursor | None) -> int:
    """Read any field, known or not, and give the place behind it."""
    base = fields.offset
    piece = _piece(fields.schema, data, start, base)
    if cursor is not None:
        _leave_spans(piece, start, cursor)
    _, known, _, at, end, value = piece
    if known is not None:
        fields.present[known.name] = _merged_with(fields.present, known, value, base + at)
    return end


def _piece(schema: Message, data: bytes, start: int, base: int) -> _Piece:
    tag, tagged = data[start], start + 1
    if tag >= varint.MORE:
        tag, tagged = varint.read(data, start, base, "tag")
    number, wire = tag >> 3, tag & 7
    known = schema.by_number.get(number)
    name = f"unknown field {number}" if known is None else known.name
    if known is not None and wire != known.wire:
        raise WireError(f"wire type {wire}, not {known.wire}", offset=base + start, field=name)
    if not 0 < number < NUMBER_LIMIT:
        raise WireError(f"no field has number {number}", offset=base + start, field="tag")
    at, end, value = _value(data, tagged, wire, base, name)
    if isinstance(value, int) and value >> 32 and known is not None and known.kind == "uint32":
        raise _too_large(base + at, name)
    return number, known, tagged, at, end, value


def _value(data: bytes, at: int, wire: int, base: int, name: str) -> tuple[int, int, int | bytes]:
    """Give where a value starts and ends, and what it is."""
    if wire == VARINT:
        number, end = varint.read(data, at, base, name)
        return at, end, number
    if wire == LENGTH:
        size, start = varint.read(data, at, base, name)
    elif wire in _FIXED_SIZES:
        size, start = _FIXED_SIZES[wire], at
    else:
        raise WireError(f"wire type {wire} is not read", offset=base + at, field=name)
    end = start + size
    if end > len(data):
        raise _cut_short(size, len(data) - start, base + start, name)
    field = data[start:end]
    return start, end, field if wire == LENGTH else int.from_bytes(field, "little")


def _cut_short(size: int, left: int, offset: int, name: str) -> WireError:
    return WireError(f"{size} bytes wanted, {left} left", offset=offset, field=name)


def _too_large(offset: int, name: str) -> WireError:
    return WireError("more than 32 bits", offset=offset, field=name)


def _merged_with(present: dict[str, Value], known: Field, value: Value, at: int) -> Value:
    if not isinstance(known.kind, Message) or not isinstance(value, bytes):
        return value
    new, old = read(known.kind, value, offset=at), present.get(known.name)
    return _merged(old, new) if isinstance(old, Fields) else new


def _merged(old: Fields, new: Fields) -> Fields:
    values = dict(old.present)
    for name, value in new.present.items():
        before = values.get(name)
        if isinstance(before, Fields) and isinstance(value, Fields):
            values[name] = _merged(before, value)
        else:
            values[name] = value
    return Fields(new.schema, values, new.offset)


def _leave_spans(piece: _Piece, start: int, cursor: Cursor) -> None:
    number, known, tagged, at, end, value = piece
    with cursor.group(f"unknown field {number}" if known is None else known.name):
        cursor.take(tagged - start, "tag")
        if at > tagged:
            cursor.take(at - tagged, "length")
        if known is not None and isinstance(known.kind, Message) and isinstance(value, bytes):
            read(known.kind, value, cursor)
        elif end > at:
            cursor.take(end - at, "value")


def _write_value(one: Field, value: Given) -> bytes:
    if isinstance(value, int) and one.bits:
        if value >> one.bits:
            raise ValueError(f"{one.name} is a number of {one.bits} bits")
        return value.to_bytes(8, "little")
    if isinstance(value, Mapping) and isinstance(one.kind, Message):
        inside = write(one.kind, value)
        return varint.write(len(inside)) + inside
    raise TypeError(f"{one.name} does not take {type(value).__name__}")
