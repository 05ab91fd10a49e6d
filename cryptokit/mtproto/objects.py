"""Any TL object whose schema line is in ``schema``, written and read by that line alone.

Not here: what an object means, and the messages inside secret chats, which ``decrypted`` keeps as
records. Numbers are signed here, as Telegram's clients print them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar

from cryptokit.errors import WireError
from cryptokit.mtproto import kinds, schema, tl
from cryptokit.mtproto.kinds import Fields, Kind
from cryptokit.wire import Cursor

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


@cache
def _lines() -> tuple[Mapping[int, _Line], Mapping[str, _Line]]:
    # A vector is no object: the kind of a field says what is in it.
    lines = [_parse(at, line) for at, line in schema.LINES.items() if at != schema.VECTOR]
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
    plan = _plan(kind)
    if not plan.names.issuperset(fields):
        unknown = sorted(fields.keys() - plan.names)
        raise TypeError(f"{kind} has no field {', '.join(unknown)}")
    return plan.constructor + _write_fields(plan, fields)


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
    return _read_fields(_plan(line.name), cursor)


def read_all(data: bytes, *kinds: str) -> TlObject:
    """Read an object that fills some bytes. Raises WireError for bytes left over."""
    cursor = Cursor(data)
    found = read(cursor, *kinds)
    cursor.finish()
    return found


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a line: how to write it out of all fields, and how to read it.

    It is there if the flags have all bits of ``mask``. ``read`` is None for the flags themselves.
    """

    name: str
    write: Callable[[Fields], bytes]
    read: Callable[[Cursor, str, Fields], Any] | None
    mask: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """A line, made ready once, as most objects are written and read many times."""

    name: str
    constructor: bytes
    names: frozenset[str]
    fields: tuple[_Field, ...]


@cache
def _plan(name: str) -> _Plan:
    line = _named(name)
    fields = tuple(_field(line, field, kind) for field, kind in line.fields)
    return _Plan(name, tl.uint(line.constructor), frozenset(dict(line.fields)), fields)


def _named(kind: str) -> _Line:
    if kind not in _lines()[1]:
        raise ValueError(f"{kind} is not in the schema")
    return _lines()[1][kind]


def _write_fields(plan: _Plan, fields: Fields) -> bytes:
    return b"".join([field.write(fields) for field in plan.fields])


def _read_fields(plan: _Plan, cursor: Cursor) -> TlObject:
    fields = dict[str, Any]()
    bits = 0
    for field in plan.fields:
        if field.read is None:
            bits = cursor.uint(4, field.name)
        elif bits & field.mask == field.mask:
            fields[field.name] = field.read(cursor, field.name, fields)
    return TlObject(plan.name, fields)


def _field(line: _Line, name: str, kind: str) -> _Field:
    if kind == "#":
        return _Field(name, _write_flags(line, name), None)
    place, optional, inner = kind.partition("?")
    if not optional:
        return _needed(line.name, name, _kind(kind))
    return _optional(name, _kind(inner), mask=1 << int(place.partition(".")[2]))


def _needed(line: str, name: str, kind: Kind) -> _Field:
    def write_(fields: Fields) -> bytes:
        if name not in fields:
            raise TypeError(f"{line} needs a field {name}")
        return kind.write(fields[name])

    return _Field(name, write_, kind.read)


def _optional(name: str, kind: Kind, *, mask: int) -> _Field:
    def write_(fields: Fields) -> bytes:
        value = fields.get(name)
        return b"" if value is None else kind.write(value)

    return _Field(name, write_, kind.read, mask)


def _write_flags(line: _Line, flags: str) -> Callable[[Fields], bytes]:
    places = dict[str, tuple[int, bool]]()
    for name, kind in line.fields:
        place, optional, inner = kind.partition("?")
        if optional and place.startswith(f"{flags}."):
            places[name] = (1 << int(place.removeprefix(f"{flags}."))), inner == "true"

    def write_(fields: Fields) -> bytes:
        bits = 0
        for name, value in fields.items():
            bit, alone = places.get(name, (0, False))
            # A field of the kind "true" is nothing but its flag.
            bits |= bit * (bool(value) if alone else value is not None)
        return tl.uint(bits)

    return write_


@cache
def _kind(kind: str) -> Kind:
    if kind in kinds.SIMPLE:
        return kinds.SIMPLE[kind]
    if kind.lower().startswith("vector<"):
        return kinds.vector(_kind(kind[7:-1]), boxed=kind.startswith("V"))
    if kind == "Object":
        return _ANY
    if kind.startswith("%"):
        return _bare(next(line.name for line in _lines()[1].values() if line.result == kind[1:]))
    # A namespace is small letters in any case: auth.SentCode is boxed as SentCode would be.
    return _bare(kind) if kind.rpartition(".")[2][0].islower() else _boxed(kind)


def _bare(name: str) -> Kind:
    """Give the kind of an object that travels without its constructor id."""
    plan = _plan(name)

    def read_(cursor: Cursor, name: str, _before: Fields) -> TlObject:
        with cursor.group(name):
            return _read_fields(plan, cursor)

    return Kind(_or_written(lambda value: _write_fields(plan, value.fields)), read_)


def _boxed(kind: str) -> Kind:
    """Give the kind of an object of one type, with its constructor id.

    If any type would do, objects could lie in each other without end.
    """
    names = tuple(line.name for line in _lines()[1].values() if line.result == kind)

    def read_(cursor: Cursor, name: str, _before: Fields) -> TlObject:
        with cursor.group(name):
            return read(cursor, *(names or (f"{kind}, of which none is in the schema",)))

    return Kind(_or_written(rewrite), read_)


def _read_any(cursor: Cursor, name: str, before: Fields) -> bytes:
    # The result of a call, or the body of a message in a container, whose size stands before.
    return cursor.take(before["bytes"], name) if "bytes" in before else cursor.rest(name)


def _or_written(write_: Callable[[TlObject], bytes]) -> Callable[[TlObject | bytes], bytes]:
    """Let an object that was written already stand for itself."""
    return lambda value: value if isinstance(value, bytes) else write_(value)


_ANY: Final = Kind(_or_written(rewrite), _read_any)
