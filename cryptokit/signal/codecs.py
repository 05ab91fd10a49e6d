"""Readers and writers of small parts, which put together read and write whole records.

Little-endian. What a writer would not write is refused, so a record has one form only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from struct import pack, unpack
from typing import Any, Final, Generic, TypeVar

from cryptokit.errors import WireError
from cryptokit.keys import CurvePrivate, Secret
from cryptokit.signal.chains import MessageSeed
from cryptokit.signal.curve import RAW_SIZE, KeyPair, PublicKey
from cryptokit.signal.kept import Kept
from cryptokit.wire import Cursor

T = TypeVar("T")
K = TypeVar("K", bound=tuple[str, int])
U = TypeVar("U")
S = TypeVar("S", bound=Secret)
NUMBER_SIZE: Final = 5
"""A counter has 32 bits, and one that ran out is 2^32."""
LONGEST: Final = (1 << 16) - 1
"""Rows of a table, and bytes of a name: as many as two bytes count."""


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """How one part is read, under a name for the spans and errors, and written."""

    read: Callable[[Cursor, str], T]
    write: Callable[[T], bytes]


def record(make: Callable[..., T], **parts: Codec[Any]) -> Codec[T]:
    """Read and write a record part by part, in the order given.

    >>> from fractions import Fraction
    >>> fraction = record(Fraction, numerator=NUMBER, denominator=NUMBER)
    >>> data = fraction.write(Fraction(3, 4))
    >>> data.hex(" "), fraction.read(Cursor(data), "fraction")
    ('03 00 00 00 00 04 00 00 00 00', Fraction(3, 4))
    """

    def read(cursor: Cursor, name: str) -> T:
        with cursor.group(name):
            return make(**{part: codec.read(cursor, part) for part, codec in parts.items()})

    def write(value: T) -> bytes:
        return b"".join(codec.write(getattr(value, part)) for part, codec in parts.items())

    return Codec(read, write)


def many(one: Codec[T], limit: int) -> Codec[tuple[T, ...]]:
    """Read and write up to ``limit`` parts of one kind, their count in front.

    >>> many(FLAG, 2).write((True, False)).hex(" ")
    '02 00 01 00'
    >>> many(FLAG, 2).read(Cursor(bytes.fromhex("0300000000")), "flags")
    Traceback (most recent call last):
    cryptokit.errors.WireError: at byte 0, in flags: 3, but 2 at most...
    """

    def read(cursor: Cursor, name: str) -> tuple[T, ...]:
        with cursor.group(name):
            at, count = cursor.offset, cursor.uint(2, "count")
            if count > limit:
                raise WireError(f"{count}, but {limit} at most", offset=at, field=name)
            return tuple(one.read(cursor, "item") for _ in range(count))

    def write(values: tuple[T, ...]) -> bytes:
        return len(values).to_bytes(2, "little") + b"".join(map(one.write, values))

    return Codec(read, write)


def maybe(one: Codec[T]) -> Codec[T | None]:
    """Read and write something that may be None, after a byte that says so.

    >>> maybe(NUMBER).write(None).hex(), maybe(NUMBER).write(7).hex(" ")
    ('00', '01 07 00 00 00 00')
    """

    def read(cursor: Cursor, name: str) -> T | None:
        return one.read(cursor, name) if FLAG.read(cursor, f"{name} is there") else None

    def write(value: T | None) -> bytes:
        return b"\0" if value is None else b"\1" + one.write(value)

    return Codec(read, write)


def both(left: Codec[T], right: Codec[U]) -> Codec[tuple[T, U]]:
    """Read and write two parts, one after the other.

    >>> both(TEXT, NUMBER).write(("bob", 2)).hex(" ")
    '03 00 62 6f 62 02 00 00 00 00'
    """

    def read(cursor: Cursor, name: str) -> tuple[T, U]:
        with cursor.group(name):
            return left.read(cursor, "left"), right.read(cursor, "right")

    return Codec(read, lambda pair: left.write(pair[0]) + right.write(pair[1]))


def table(key: Codec[K], value: Codec[T]) -> Codec[Mapping[K, T]]:
    """Read and write a mapping, in ascending order of its keys.

    >>> table(both(TEXT, NUMBER), FLAG).write({("b", 1): True, ("a", 2): False}).hex(" ")
    '02 00 01 00 61 02 00 00 00 00 00 01 00 62 01 00 00 00 00 01'
    """
    rows = many(both(key, value), LONGEST)

    def read(cursor: Cursor, name: str) -> Mapping[K, T]:
        at, found = cursor.offset, rows.read(cursor, name)
        if any(one[0] >= other[0] for one, other in pairwise(found)):
            raise WireError("the keys do not ascend", offset=at, field=name)
        return dict(found)

    def write(mapping: Mapping[K, T]) -> bytes:
        return rows.write(tuple((one, mapping[one]) for one in sorted(mapping)))

    return Codec(read, write)


def checked(one: Codec[T], fits: Callable[[T], bool], what: str) -> Codec[T]:
    """Refuse a value that no honest writer writes.

    >>> checked(NUMBER, lambda number: number > 0, "zero").read(Cursor(bytes(5)), "pair")
    Traceback (most recent call last):
    cryptokit.errors.WireError: at byte 0, in pair: zero...
    """

    def read(cursor: Cursor, name: str) -> T:
        at = cursor.offset
        value = one.read(cursor, name)
        if not fits(value):
            raise WireError(what, offset=at, field=name)
        return value

    return Codec(read, one.write)


def secret(kind: type[S]) -> Codec[S]:
    """Read and write a secret, after a byte that says whether it comes from a lesson.

    >>> secret(CurvePrivate).read(Cursor(bytes(33)), "key")
    <CurvePrivate 32 bytes #b738>
    """

    def read(cursor: Cursor, name: str) -> S:
        from_lesson = FLAG.read(cursor, f"{name} from a lesson")
        return kind(cursor.take(kind.size or 0, name), from_lesson=from_lesson)

    def write(value: S) -> bytes:
        return FLAG.write(value.from_lesson) + value.reveal()

    return Codec(read, write)


def fixed(size: int) -> Codec[bytes]:
    """Read and write bytes of one length."""
    return Codec(lambda cursor, name: cursor.take(size, name), bytes)


def _read_flag(cursor: Cursor, name: str) -> bool:
    at, flag = cursor.offset, cursor.uint(1, name)
    if flag > 1:
        raise WireError("neither 0 nor 1", offset=at, field=name)
    return bool(flag)


def _read_number(cursor: Cursor, name: str) -> int:
    at, number = cursor.offset, cursor.uint(NUMBER_SIZE, name)
    if number > 1 << 32:
        raise WireError("more than 32 bits", offset=at, field=name)
    return number


def _read_time(cursor: Cursor, name: str) -> float:
    at, (value,) = cursor.offset, unpack("<d", cursor.take(8, name))
    if not isfinite(value):
        raise WireError("no point in time", offset=at, field=name)
    return float(value)


def _read_text(cursor: Cursor, name: str) -> str:
    at, size = cursor.offset, cursor.uint(2, f"length of {name}")
    try:
        return cursor.take(size, name).decode()
    except UnicodeDecodeError:
        raise WireError("not UTF-8", offset=at, field=name) from None


def _write_text(text: str) -> bytes:
    data = text.encode()
    if len(data) > LONGEST:
        raise ValueError(f"a name has {LONGEST:,} bytes at most")
    return len(data).to_bytes(2, "little") + data


def _read_pair(cursor: Cursor, name: str) -> KeyPair:
    at, private = cursor.offset, secret(CurvePrivate).read(cursor, name)
    pair = KeyPair.from_private(private)
    if pair.private() != private:
        raise WireError("not clamped", offset=at, field=name)
    return pair


FLAG: Final = Codec(_read_flag, lambda value: bytes([value]))
NUMBER: Final = Codec(_read_number, lambda value: value.to_bytes(NUMBER_SIZE, "little"))
TIME: Final = Codec(_read_time, lambda value: pack("<d", value))
TEXT: Final = Codec(_read_text, _write_text)
PUBLIC: Final = Codec(
    lambda cursor, name: PublicKey(cursor.take(RAW_SIZE, name)), lambda key: key.raw
)
PAIR: Final = Codec(_read_pair, lambda pair: secret(CurvePrivate).write(pair.private()))


def kept(limit: int) -> Codec[Kept]:
    """Read and write the seeds of messages that did not come yet, ``limit`` at most."""
    items = many(both(NUMBER, secret(MessageSeed)), limit)

    def read(cursor: Cursor, name: str) -> Kept:
        found = items.read(cursor, name)
        return Kept(tuple(number for number, _ in found), tuple(seed for _, seed in found))

    def write(held: Kept) -> bytes:
        return items.write(tuple(zip(held.numbers, held.seeds, strict=True)))

    return Codec(read, write)
