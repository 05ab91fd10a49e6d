"""One row as SQLite writes it: a header that says how long each value is, then the values.

Left out: which column a value belongs to; ``rows`` knows.
"""

from typing import Final

from cryptokit.errors import WireError

_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""How many bytes each kind of whole number has."""
_MOST: Final = 16
_REAL, _ZERO, _ONE, _BYTES = 7, 8, 9, 12


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Read a number of one to nine bytes, and give the place behind it; IndexError past the end.

    >>> varint(bytes([0x81, 0x00]), 0), varint(bytes([0xFF] * 9), 0)
    ((128, 2), (-1, 9))

    See: sqlite.org/fileformat2.html, section 1.6, "A variable-length integer".
    """
    value = data[at]
    if value < 0x80:
        return value, at + 1
    value &= 0x7F
    for place in range(at + 1, at + 8):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    value = value << 8 | data[at + 8]
    return (value - (1 << 64) if value >> 63 else value), at + 9


def record(payload: bytes) -> tuple[object, ...]:
    r"""Read the values of one row: None, numbers, texts and bytes; a real number comes as a float.

    Raises WireError, and IndexError if the header runs out.

    >>> record(bytes([4, 1, 15, 14]) + b"\x07ab")
    (7, 'a', b'b')

    See: sqlite.org/fileformat2.html, section 2.1.
    """
    size, at = varint(payload, 0)
    if not at <= size <= len(payload):
        raise WireError("its header is longer than the row", offset=0, field="row")
    values, place = list[object](), size
    while at < size:
        if len(values) == _MOST:
            raise WireError("more values than any row has", offset=at, field="row")
        kind, at = varint(payload, at)
        length = _length(kind)
        values.append(_value(kind, payload[place : place + length]))
        place += length
    if at != size or place != len(payload):
        raise WireError("its values do not fill it", offset=place, field="row")
    return tuple(values)


def _length(kind: int) -> int:
    if kind >= _BYTES:
        return (kind - _BYTES) // 2
    if kind in {10, 11} or kind < 0:
        raise WireError("a kind of value that is not there", offset=0, field="row")
    return 8 if kind == _REAL else _INTEGERS.get(kind, 0)


def _value(kind: int, data: bytes) -> object:
    if kind in _INTEGERS:
        return int.from_bytes(data, "big", signed=True)
    if kind >= _BYTES:
        return _text(data) if kind % 2 else data
    if kind == _REAL:
        return float("nan")  # no row of ours has one: only its type counts
    return {_ZERO: 0, _ONE: 1}.get(kind)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise WireError("a text that is not UTF-8", offset=0, field="row") from None
