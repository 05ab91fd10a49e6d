"""How a value of a simple TL type, or a vector, is written and read. Objects are in ``objects``.

A kind is made once for each type that the schema names, and used many times.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptokit.mtproto import schema, tl
from cryptokit.wire import Cursor

Fields = Mapping[str, Any]
"""The fields of an object by name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Write a value; read one as the field of this name, behind the fields before it.

    >>> SIMPLE["int"].write(-2).hex()
    'feffffff'
    """

    write: Callable[[Any], bytes]
    read: Callable[[Cursor, str, Fields], Any]


def vector(item: Kind, *, boxed: bool) -> Kind:
    """Give the kind of a vector; a boxed one has the constructor id of vectors in front.

    >>> vector(SIMPLE["int"], boxed=False).write([5, 6]).hex(" ", 4)
    '02000000 05000000 06000000'
    """
    head = tl.uint(schema.VECTOR) if boxed else b""

    def write(values: Sequence[Any]) -> bytes:
        return b"".join([head, tl.uint(len(values)), *map(item.write, values)])

    def read(cursor: Cursor, name: str, before: Fields) -> tuple[Any, ...]:
        with cursor.group(name):
            if boxed:
                cursor.expect(head, "vector")
            count = cursor.uint(4, "count")
            # A count is only a claim: the first item that is missing ends the loop.
            return tuple(item.read(cursor, "item", before) for _ in range(count))

    return Kind(write, read)


def _raw(size: int) -> Kind:
    def write(value: bytes) -> bytes:
        if len(value) != size:
            raise ValueError(f"{size} bytes are needed, not {len(value)}")
        return value

    return Kind(write, lambda cursor, name, _: cursor.take(size, name))


def _write_int(value: int) -> bytes:
    return value.to_bytes(4, "little", signed=value < 1 << 31)


_DOUBLE: Final = struct.Struct("<d")
_STRING: Final = Kind(tl.string, lambda cursor, name, _: tl.read_string(cursor, name))
SIMPLE: Final[Mapping[str, Kind]] = {
    "int": Kind(_write_int, lambda cursor, name, _: cursor.sint(4, name)),
    "long": Kind(tl.long, lambda cursor, name, _: cursor.sint(8, name)),
    "double": Kind(_DOUBLE.pack, lambda cursor, name, _: _DOUBLE.unpack(cursor.take(8, name))[0]),
    "int128": _raw(16),
    "int256": _raw(32),
    "string": _STRING,
    "bytes": _STRING,
    "true": Kind(lambda _: b"", lambda _cursor, _name, _before: True),
}
"""The kinds by their names. A number is signed; one of kind "true" is nothing but its flag."""
