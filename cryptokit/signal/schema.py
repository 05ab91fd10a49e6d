"""A schema as data: numbered fields, and what a reader fills. Reading is in ``protobuf``.

A schema knows no required fields: who needs one asks for it, and its absence is an error then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NoReturn, TypeAlias

from cryptokit.errors import WireError
from cryptokit.signal import varint

Value: TypeAlias = "int | bytes | Fields"
"""What is read: numbers, bytes, messages."""
Given: TypeAlias = "int | bytes | Mapping[str, Given] | None"
"""What is written; None leaves a field out."""
Kind: TypeAlias = Literal["uint32", "uint64", "fixed64", "bytes"]

VARINT: Final = 0
FIXED64: Final = 1
LENGTH: Final = 2
FIXED32: Final = 5
_KINDS: Final = {
    "uint32": (VARINT, 32),
    "uint64": (VARINT, 64),
    "fixed64": (FIXED64, 64),
    "bytes": (LENGTH, 0),
}
"""The wire type of a kind, and how many bits its numbers may have."""
_SHORT: Final = ("uint32", "uint64", "bytes")


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a schema: a number, a name, and a kind of value or the schema of a message."""

    number: int
    name: str
    kind: "Kind | Message"
    wire: int = field(init=False, repr=False, compare=False)
    """The wire type, which says how long the value is."""
    tag: bytes = field(init=False, repr=False, compare=False)
    bits: int = field(init=False, repr=False, compare=False)
    """How large a number may be; none say that it is no number."""

    def __post_init__(self) -> None:
        wire, bits = (LENGTH, 0) if isinstance(self.kind, Message) else _KINDS[self.kind]
        object.__setattr__(self, "wire", wire)
        object.__setattr__(self, "tag", varint.write(self.number << 3 | wire))
        object.__setattr__(self, "bits", bits)


@dataclass(frozen=True, slots=True)
class Message:
    """A schema: fields in ascending order of their numbers, none of them repeated."""

    name: str
    fields: tuple[Field, ...]
    by_number: dict[int, Field] = field(init=False, repr=False, compare=False)
    names: frozenset[str] = field(init=False, repr=False, compare=False)
    short: dict[int, tuple[str, int]] = field(init=False, repr=False, compare=False)
    """What is read most, by its tag of one byte: the name of a field, and its bits."""

    def __post_init__(self) -> None:
        numbers = [one.number for one in self.fields]
        if numbers != sorted(set(numbers)):
            raise ValueError(f"the fields of {self.name} stand in ascending order")
        object.__setattr__(self, "by_number", {one.number: one for one in self.fields})
        object.__setattr__(self, "names", frozenset(one.name for one in self.fields))
        short = [one for one in self.fields if one.kind in _SHORT and len(one.tag) == 1]
        object.__setattr__(self, "short", {one.tag[0]: (one.name, one.bits) for one in short})


@dataclass(slots=True, eq=False)
class Fields(Mapping[str, "Value | None"]):
    """What was read: every field of the schema by its name, None where it was absent.

    ``number``, ``data`` and ``message`` ask for a field that must be there, and raise WireError
    where it is not. Not frozen, as reading fills it field by field.
    """

    schema: Message
    present: dict[str, Value]
    offset: int = 0

    def __getitem__(self, name: str) -> "Value | None":
        value = self.present.get(name)
        if value is None and name not in self.schema.names:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (one.name for one in self.schema.fields)

    def __len__(self) -> int:
        return len(self.schema.fields)

    def optional_number(self, name: str) -> int | None:
        """Give a number, or None."""
        value = self.present.get(name)
        if isinstance(value, int) or (value is None and name in self.schema.names):
            return value
        return self._missing(name)

    def optional_data(self, name: str) -> bytes | None:
        """Give bytes, or None."""
        value = self.present.get(name)
        if isinstance(value, bytes) or (value is None and name in self.schema.names):
            return value
        return self._missing(name)

    def number(self, name: str) -> int:
        """Give a number. Raises WireError if it is absent."""
        value = self.present.get(name)
        return value if isinstance(value, int) else self._missing(name)

    def data(self, name: str) -> bytes:
        """Give bytes. Raises WireError if they are absent."""
        value = self.present.get(name)
        return value if isinstance(value, bytes) else self._missing(name)

    def message(self, name: str) -> "Fields":
        """Give a message inside this one. Raises WireError if it is absent."""
        value = self.present.get(name)
        return value if isinstance(value, Fields) else self._missing(name)

    def _missing(self, name: str) -> NoReturn:
        """Say what is wrong: no such name, a value of another kind than was asked for, or none."""
        if self[name] is not None:
            raise TypeError(f"{name} of {self.schema.name} is of another kind")
        raise WireError(f"missing in {self.schema.name}", offset=self.offset, field=name)
