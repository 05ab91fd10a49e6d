"""Any TL object whose schema line is in ``schema``, written and read by that line alone.

Not here: what an object means, and the messages inside secret chats, which ``decrypted`` keeps as
records. Numbers are signed here, as Telegram's clients print them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeVar

from cryptokit.errors import WireError
from cryptokit.mtproto import schema, tl
from cryptokit.wire import Cursor

_ANY: Final = "Object"
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class TlObject:
    """An object: the name of its constructor, and its fields by name.

    Absent optional fields are left out. ``number``, ``data`` and ``inner`` give a field with its
    type checked, so that a caller needs no cast.

    >>> TlObject("ping", {"ping_id": 7})["ping_id"]
    7
    """

    kind: str
    fields: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]

    def number(self, name: str) -> int:
        """Give a field that is a number."""
        return _typed(self, name, int)

    def data(self, name: str) -> bytes:
        """Give a field that is bytes."""
        return _typed(self, name, bytes)

    def inner(self, name: str) -> "TlObject":
        """Give a field that is an object."""
        return _typed(self, name, TlObject)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Give a field that is a vector of numbers."""
        return tuple(int(number) for number in self.fields[name])


def _typed(of: TlObject, name: str, kind: type[V]) -> V:
    value = of.fields[name]
    if not isinstance(value, kind):
        raise TypeError(f"{of.kind} {name} is {type(value).__name__}, not {kind.__name__}")
    return value


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    constructor: int
    fields: tuple[tuple[str, str], ...]
    result: str


@lru_cache(maxsize=1)
def _lines() -> tuple[Mapping[int, _Line], Mapping[str, _Line]]:
    lines = [_parse(number, line) for number, line in schema.LINES.items()]
    return {one.constructor: one for one in lines}, {one.name: one for one in lines}


def _parse(constructor: int, line: str) -> _Line:
    left, _, result = line.partition(" = ")
    name, *fields = left.split(" ")
    pairs = tuple((field, kind) for field, _, kind in (one.partition(":") for one in fields))
    return _Line(name, constructor, pairs, result)


def write(kind: str, **fields: Any) -> bytes:
    """Write a boxed object: its constructor id, then its fields in the order of its line.

    >>> write("ping", ping_id=7).hex(" ", 4)
    'ec77be7a 07000000 00000000'

    See: Telegram, "Binary Data Serialization".
    """
    line = _named(kind)
    unknown = fields.keys() - {name for name, _ in line.fields}
    if unknown:
        raise TypeError(f"{kind} has no field {', '.join(sorted(unknown))}")
    return tl.uint(line.constructor) + _write_fields(line, fields)


def rewrite(of: TlObject) -> bytes:
    """Write an object that was read."""
    return write(of.kind, **of.fields)


def read(cursor: Cursor, *kinds: str) -> TlObject:
    """Read a boxed object, one of ``kinds`` if any are named; each field leaves a span.

    Raises WireError for another constructor, one that is not in the schema, and cut fields.

    >>> cursor = Cursor(bytes.fromhex("ec77be7a 07000000 00000000"))
    >>> read(cursor, "ping"), [span.name for span in cursor.tree("ping").parts]
    (TlObject(kind='ping', fields={'ping_id': 7}), ['constructor', 'ping_id'])
    """
    at, constructor = cursor.offset, cursor.uint(4, "constructor")
    line = _lines()[0].get(constructor)
    if line is None or (kinds and line.name not in kinds):
        wanted = f"not {' or '.join(kinds)}" if kinds else "not in the schema"
        raise WireError(
            f"constructor {constructor:08x} is {wanted}", offset=at, field="constructor"
        )
    return _read_fields(line, cursor)


def read_all(data: bytes, *kinds: str) -> TlObject:
    """Read an object that fills some bytes. Raises WireError for bytes left over."""
    cursor = Cursor(data)
    found = read(cursor, *kinds)
    cursor.finish()
    return found


def _named(kind: str) -> _Line:
    if kind not in _lines()[1]:
        raise ValueError(f"{kind} is not in the schema")
    return _lines()[1][kind]


def _write_fields(line: _Line, fields: Mapping[str, Any]) -> bytes:
    return b"".join(_write_field(line, name, kind, fields) for name, kind in line.fields)


def _write_field(line: _Line, name: str, kind: str, fields: Mapping[str, Any]) -> bytes:
    if kind == "#":
        return tl.uint(_flags(line, name, fields))
    flag, optional, inner = kind.partition("?")
    if optional and flag.startswith("flags"):
        return b"" if fields.get(name) is None or inner == "true" else _write(inner, fields[name])
    if name not in fields:
        raise TypeError(f"{line.name} needs a field {name}")
    return _write(kind, fields[name])


def _flags(line: _Line, flags: str, fields: Mapping[str, Any]) -> int:
    bits = 0
    for name, kind in line.fields:
        place, optional, inner = kind.partition("?")
        if optional and place.startswith(f"{flags}."):
            there = bool(fields.get(name)) if inner == "true" else fields.get(name) is not None
            bits |= there << int(place.removeprefix(f"{flags}."))
    return bits


def _write(kind: str, value: Any) -> bytes:
    if kind in _SIMPLE:
        return _SIMPLE[kind].write(value)
    if kind.lower().startswith("vector<"):
        items = b"".join(_write(kind[7:-1], one) for one in value)
        head = tl.uint(schema.VECTOR) if kind.startswith("V") else b""
        return head + tl.uint(len(value)) + items
    bare = _bare(kind)
    if isinstance(value, bytes):  # an object that was written already
        return value
    return _write_fields(bare, value.fields) if bare else rewrite(value)


def _bare(kind: str) -> _Line | None:
    """Give the line of a type that is written without its constructor id, if it is one."""
    if kind.startswith("%"):
        return next(line for line in _lines()[1].values() if line.result == kind[1:])
    # A namespace is small letters in any case: auth.SentCode is boxed as SentCode would be.
    return _named(kind) if kind.rpartition(".")[2][0].islower() else None


def _read_fields(line: _Line, cursor: Cursor) -> TlObject:
    fields = dict[str, Any]()
    bits = 0
    for name, kind in line.fields:
        if kind == "#":
            bits = cursor.uint(4, name)
            continue
        place, optional, inner = kind.partition("?")
        if not optional:
            fields[name] = _read(kind, cursor, name, fields)
        elif bits >> int(place.partition(".")[2]) & 1:
            fields[name] = True if inner == "true" else _read(inner, cursor, name, fields)
    return TlObject(line.name, fields)


def _read(kind: str, cursor: Cursor, name: str, before: Mapping[str, Any]) -> Any:
    if kind in _SIMPLE:
        return _SIMPLE[kind].read(cursor, name)
    if kind.lower().startswith("vector<"):
        with cursor.group(name):
            if kind.startswith("V"):
                cursor.expect(tl.uint(schema.VECTOR), "vector")
            count = cursor.uint(4, "count")
            # A count is only a claim: the first item that is missing ends the loop.
            return tuple(_read(kind[7:-1], cursor, "item", before) for _ in range(count))
    if kind == _ANY:
        # The result of a call, or the body of a message in a container, whose size stands before.
        return cursor.take(before["bytes"], name) if "bytes" in before else cursor.rest(name)
    with cursor.group(name):
        bare = _bare(kind)
        return _read_fields(bare, cursor) if bare else read(cursor)


@dataclass(frozen=True, slots=True)
class _Simple:
    write: Callable[[Any], bytes]
    read: Callable[[Cursor, str], Any]


def _raw(size: int) -> _Simple:
    def write_(value: bytes) -> bytes:
        if len(value) != size:
            raise ValueError(f"{size} bytes are needed, not {len(value)}")
        return value

    return _Simple(write_, lambda cursor, name: cursor.take(size, name))


def _int(value: int) -> bytes:
    return value.to_bytes(4, "little", signed=value < 1 << 31)


_STRING: Final = _Simple(tl.string, tl.read_string)
_SIMPLE: Final[Mapping[str, _Simple]] = {
    "int": _Simple(_int, lambda cursor, name: cursor.sint(4, name)),
    "long": _Simple(tl.long, lambda cursor, name: cursor.sint(8, name)),
    "int128": _raw(16),
    "int256": _raw(32),
    "string": _STRING,
    "bytes": _STRING,
}
