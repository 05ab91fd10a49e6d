"""The field GF(2^8), where a byte is a number. What it is good for is in ``sharing``.

A byte is a polynomial over GF(2): bit i is the coefficient of z^i. Adding is XOR; multiplying is
carry-less and reduced by the polynomial of the field. Strings are handled bytewise: one weight
for the whole string, so a file costs a few passes over memory and no loop in Python.

Python promises no constant time. What depends on secret bytes here are table reads within 256
bytes (short strings) or nothing at all (long ones); weights come from share numbers, which are
public, and are branched on and remembered freely.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import IntEnum
from functools import lru_cache
from typing import Final

LONG: Final = 4096
"""Bytes from which NumPy is faster than translation tables. Measured; the result is the same."""
_REMEMBERED: Final = 64
"""How many rows of weights are kept: one for each set of share numbers that was seen."""

Tables = tuple[bytes, ...]
"""For each weight, its products with all bytes, for ``bytes.translate``."""
Row = tuple[int, ...]
"""Elements of the field that anybody may see: share numbers, or weights made of them."""


class Field(IntEnum):
    """The polynomials in use for GF(2^8). The fields are isomorphic, but their bytes do not mix.

    See: FIPS 197, section 4.2, for AES. libgfshare, zfec and most Reed-Solomon codes use the other.
    """

    AES = 0x11B
    REED_SOLOMON = 0x11D


def add(a: int, b: int) -> int:
    """Add two bytes: XOR. Subtracting is the same.

    >>> add(0x57, 0x83) == 0xD4
    True
    """
    return a ^ b


def double(a: int, field: Field = Field.AES) -> int:
    """Multiply a byte by z: shift it, and reduce if it grew out of eight bits.

    >>> hex(double(0x57)), hex(double(0xAE))
    ('0xae', '0x47')

    See: FIPS 197, section 4.2.1.
    """
    return (a << 1) ^ (field * (a >> 7))


def multiply(a: int, b: int, field: Field = Field.AES) -> int:
    """Multiply two bytes: add up those doublings of ``a`` that the bits of ``b`` ask for.

    >>> hex(multiply(0x57, 0x13))
    '0xfe'

    See: FIPS 197, section 4.2.1.
    """
    total = 0
    for bit in range(8):
        total ^= a * (b >> bit & 1)
        a = double(a, field)
    return total


@lru_cache(maxsize=2 * 256)
def times(weight: int, field: Field = Field.AES) -> bytes:
    r"""Give the products of a public weight with 0, 1, ..., 255: a table for ``bytes.translate``.

    >>> bytes([1, 2, 3]).translate(times(2))
    b'\x02\x04\x06'
    """
    if not 0 <= weight <= 0xFF:
        raise ValueError(f"{weight} is not an element of GF(2^8)")
    table, power = [0], weight
    for _ in range(8):  # it is linear: the products with a new top bit are the old ones, shifted
        table += [power ^ product for product in table]
        power = double(power, field)
    return bytes(table)


def invert(a: int, field: Field = Field.AES) -> int:
    """Give the byte whose product with ``a`` is 1. Raises ZeroDivisionError for 0.

    >>> hex(invert(0x53))
    '0xca'
    """
    if a == 0:
        raise ZeroDivisionError("0 has no inverse in GF(2^8)")
    power = a
    for _ in range(6):  # a^254 = a^-1, as a^255 = 1 for all but 0; 254 is seven ones and a zero
        power = multiply(multiply(power, power, field), a, field)
    return multiply(power, power, field)


def divide(a: int, b: int, field: Field = Field.AES) -> int:
    """Divide a byte by another. Raises ZeroDivisionError for a divisor of 0.

    >>> divide(0xFE, 0x13) == 0x57
    True
    """
    return multiply(a, invert(b, field), field)


@lru_cache(maxsize=_REMEMBERED)
def power_weights(xs: Row, count: int, field: Field = Field.AES) -> tuple[Row, ...]:
    """Give 1, x, x^2, ... for each x: the weights of ``count`` coefficients in the value at x.

    >>> power_weights((1, 2, 3), 3)
    ((1, 1, 1), (1, 2, 4), (1, 3, 5))
    """
    rows = list[Row]()
    for x in xs:
        row = [1]
        for _ in range(count - 1):
            row.append(times(x, field)[row[-1]])
        rows.append(tuple(row[:count]))
    return tuple(rows)


@lru_cache(maxsize=_REMEMBERED)
def lagrange_weights(xs: Row, at: int = 0, field: Field = Field.AES) -> Row:
    """Give the weights with which the values at ``xs`` make up the value at ``at``.

    Raises ValueError for a repeated x, at which no polynomial is determined.

    >>> lagrange_weights((1, 2, 3)), lagrange_weights((1, 2))
    ((1, 1, 1), (247, 246))

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    if len(set(xs)) != len(xs):
        raise ValueError("the same x twice: no polynomial is determined")
    row = list[int]()
    for i, x in enumerate(xs):
        above = below = 1
        for other in xs[:i] + xs[i + 1 :]:
            above = times(other ^ at, field)[above]
            below = times(other ^ x, field)[below]
        row.append(divide(above, below, field))
    return tuple(row)


def weigh(
    rows: tuple[Row, ...], strings: Sequence[bytes], field: Field = Field.AES
) -> tuple[bytes, ...]:
    r"""Add up strings of one length, each times its public weight; one sum for each row of weights.

    >>> weigh(((2, 1), (0, 1)), (b"\x01\x80", b"\x10\x10"))
    (b'\x12\x0b', b'\x10\x10')
    """
    size = _one_length(strings)
    if size < LONG:
        return tuple([_weigh_short(_tables(row, field), strings, size) for row in rows])
    return _weigh_long(rows, strings, field)


def _one_length(strings: Sequence[bytes]) -> int:
    if len({*map(len, strings)}) != 1:
        raise ValueError("strings of different lengths, or none")
    return len(strings[0])


def _tables(row: Row, field: Field) -> Tables:
    return tuple([times(weight, field) for weight in row])


def _weigh_short(tables: Tables, strings: Sequence[bytes], size: int, start: int = 0) -> bytes:
    # A key takes a microsecond, so what happens here a string is counted: XOR of two numbers is
    # the fastest XOR of two strings, and lengths are compared while they are at hand.
    total, number = start, int.from_bytes
    for product in map(bytes.translate, strings, tables):
        if len(product) != size:
            raise ValueError("strings of different lengths")
        total ^= number(product, "little")
    return total.to_bytes(size, "little")


def _weigh_long(rows: tuple[Row, ...], strings: Sequence[bytes], field: Field) -> tuple[bytes, ...]:
    # A tenth of a second, which short strings never need.
    import numpy as np  # noqa: PLC0415

    from cryptokit.primitives.gf256_arrays import gather_long  # noqa: PLC0415

    inputs = [np.frombuffer(string, np.uint8) for string in strings]
    total = np.empty(len(strings[0]), np.uint8)  # for all rows: new memory is the slow part
    sums = list[bytes]()
    for row in rows:
        gather_long(total, row, inputs, field)
        sums.append(total.tobytes())
    return tuple(sums)


@dataclass(frozen=True, slots=True)
class Evaluator:
    r"""Evaluates polynomials with ``count`` coefficients at ``xs``; made once, it is faster.

    >>> at_three = Evaluator((0, 1, 3), 2)
    >>> at_three((b"\x2a", b"\x01"))
    (b'*', b'+', b')')
    """

    xs: Row
    count: int
    field: Field = Field.AES
    _rows: tuple[Tables, ...] = attribute(init=False, repr=False)

    def __post_init__(self) -> None:
        # Without the lowest coefficient, whose weight is 1 for every x.
        rows = [row[1:] for row in power_weights(self.xs, self.count, self.field)]
        object.__setattr__(self, "_rows", tuple([_tables(row, self.field) for row in rows]))

    def __call__(self, coefficients: Sequence[bytes]) -> tuple[bytes, ...]:
        """Give c0 + c1 x + c2 x^2 + ... for each x, bytewise; the coefficients have one length."""
        constant, *others = coefficients
        if len(coefficients) != self.count:
            raise ValueError(f"{len(coefficients)} coefficients, where {self.count} were announced")
        if not others:
            return (constant,) * len(self.xs)
        if len(constant) >= LONG:
            _one_length(coefficients)
            rows = power_weights(self.xs, self.count, self.field)
            return _weigh_long(rows, coefficients, self.field)
        size, start = len(constant), int.from_bytes(constant, "little")
        return tuple([_weigh_short(tables, others, size, start) for tables in self._rows])


@dataclass(frozen=True, slots=True)
class Interpolator:
    """Gives values at ``at`` from values at ``xs``; made once, it is faster.

    Raises ValueError for a repeated x.

    >>> values = evaluate((b"secret", b"abcdef"), (5, 9))
    >>> Interpolator((5, 9))(values)
    b'secret'
    """

    xs: Row
    at: int = 0
    field: Field = Field.AES
    _weights: Row = attribute(init=False, repr=False)
    _tables: Tables = attribute(init=False, repr=False)

    def __post_init__(self) -> None:
        weights = lagrange_weights(self.xs, self.at, self.field)
        object.__setattr__(self, "_weights", weights)
        object.__setattr__(self, "_tables", _tables(weights, self.field))

    def __call__(self, values: Sequence[bytes]) -> bytes:
        """Give the value at ``at`` of the polynomial of least degree with these values."""
        tables = self._tables
        if len(values) != len(tables):
            raise ValueError(f"{len(values)} values for {len(tables)} x")
        size = len(values[0])
        if size < LONG:
            return _weigh_short(tables, values, size)
        _one_length(values)
        return _weigh_long((self._weights,), values, self.field)[0]


_evaluator = lru_cache(maxsize=_REMEMBERED)(Evaluator)
_interpolator = lru_cache(maxsize=_REMEMBERED)(Interpolator)


def evaluate(coefficients: Sequence[bytes], xs: Row, field: Field = Field.AES) -> tuple[bytes, ...]:
    r"""Evaluate c0 + c1 x + c2 x^2 + ... at each x, bytewise; the coefficients have one length.

    >>> evaluate((b"\x2a", b"\x01"), (0, 1, 3))
    (b'*', b'+', b')')
    """
    return _evaluator(xs, len(coefficients), field)(coefficients)


def interpolate(points: Mapping[int, bytes], at: int = 0, field: Field = Field.AES) -> bytes:
    """Give the value at ``at`` of the polynomial of least degree through ``points`` (x -> string).

    >>> values = evaluate((b"secret", b"abcdef"), (5, 9))
    >>> interpolate(dict(zip((5, 9), values, strict=True)))
    b'secret'
    """
    return _interpolator(tuple(points), at, field)(tuple(points.values()))
