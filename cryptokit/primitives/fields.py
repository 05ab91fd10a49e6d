"""Finite fields whose elements are whole numbers: the integers modulo a prime, and GF(2^m).

Not here: GF(2^8) over long strings, which ``gf256`` does for many bytes at once.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final, Protocol

from cryptokit.primitives import binary_polynomials as bits


class FiniteField(Protocol):
    """What ``polynomials`` and ``linear`` need; elements are 0 to ``order`` - 1."""

    @property
    def order(self) -> int:
        """How many elements there are."""
        ...

    @property
    def size(self) -> int:
        """How many bytes hold one element."""
        ...

    def add(self, a: int, b: int) -> int:
        """Add two elements."""
        ...

    def subtract(self, a: int, b: int) -> int:
        """Subtract ``b`` from ``a``."""
        ...

    def multiply(self, a: int, b: int) -> int:
        """Multiply two elements."""
        ...

    def invert(self, a: int) -> int:
        """Give the element whose product with ``a`` is 1. Raises ZeroDivisionError for 0."""
        ...


@dataclass(frozen=True, slots=True)
class Prime:
    """The integers modulo a prime. That ``order`` is prime is not checked.

    >>> field = Prime(7)
    >>> field.add(5, 4), field.subtract(2, 5), field.multiply(3, 5), field.invert(3)
    (2, 4, 1, 5)
    """

    order: int

    @property
    def size(self) -> int:
        """How many bytes hold one element."""
        return ((self.order - 1).bit_length() + 7) // 8

    def add(self, a: int, b: int) -> int:
        """Add two elements."""
        return (a + b) % self.order

    def subtract(self, a: int, b: int) -> int:
        """Subtract ``b`` from ``a``."""
        return (a - b) % self.order

    def multiply(self, a: int, b: int) -> int:
        """Multiply two elements."""
        return a * b % self.order

    def invert(self, a: int) -> int:
        """Give the element whose product with ``a`` is 1. Raises ZeroDivisionError for 0."""
        if a % self.order == 0:
            raise ZeroDivisionError(f"0 has no inverse modulo {self.order}")
        return pow(a, -1, self.order)


@dataclass(frozen=True, slots=True)
class Binary:
    """GF(2^m): bit i of an element is the coefficient of z^i, reduced by ``modulus``.

    That ``modulus`` is irreducible is not checked; ``binary`` finds one that is, of few terms.

    >>> field = Binary(0x11B)
    >>> field.order, hex(field.multiply(0x57, 0x13)), hex(field.invert(0x53))
    (256, '0xfe', '0xca')
    """

    modulus: int

    @property
    def order(self) -> int:
        """How many elements there are."""
        return 1 << (self.modulus.bit_length() - 1)

    @property
    def size(self) -> int:
        """How many bytes hold one element."""
        return (self.modulus.bit_length() + 6) // 8

    def add(self, a: int, b: int) -> int:
        """Add two elements: XOR."""
        return a ^ b

    def subtract(self, a: int, b: int) -> int:
        """Subtract, which is the same as to add."""
        return a ^ b

    def multiply(self, a: int, b: int) -> int:
        """Multiply two elements."""
        return bits.fold(bits.multiply(a, b), self.modulus)

    def invert(self, a: int) -> int:
        """Give the element whose product with ``a`` is 1. Raises ZeroDivisionError for 0."""
        if a == 0:
            raise ZeroDivisionError("0 has no inverse in GF(2^m)")
        return bits.invert(a, self.modulus)


@lru_cache(maxsize=128)
def binary(degree: int) -> Binary:
    """Give GF(2^degree) by the first irreducible z^m + z^a + z^b + z^c + 1 (least a, b, c).

    It is found once and kept: at once for 128 bits, within a second or two up to 1024. Raises
    ValueError below 4, where there is none.

    >>> hex(binary(8).modulus), hex(binary(128).modulus)
    ('0x11b', '0x100000000000000000000000000000087')

    See: B. Poettering, ssss 0.5, whose table of 128 sizes follows this rule.
    """
    middles = ((a, b, c) for a in range(3, degree) for c, b in _pairs_below(a))
    for a, b, c in middles:
        modulus = 1 << degree | 1 << a | 1 << b | 1 << c | 1
        if bits.is_irreducible(modulus):
            return Binary(modulus)
    raise ValueError(f"no such polynomial of degree {degree}")


def _pairs_below(a: int) -> list[tuple[int, int]]:
    """Give pairs c < b below ``a``, by b and then by c."""
    return sorted(combinations(range(1, a), 2), key=lambda pair: (pair[1], pair[0]))


SCALARS: Final = Prime(2**252 + 27742317777372353535851937790883648493)
"""The exponents of edwards25519 and ristretto255. See: RFC 8032, section 5.1."""
ABOVE_32_BYTES: Final = Prime(2**256 + 297)
"""The smallest prime above 2^256, so that each string of 32 bytes is an element."""
