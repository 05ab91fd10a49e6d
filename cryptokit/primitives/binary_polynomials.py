"""Polynomials over GF(2) as whole numbers, bit i for z^i: what GF(2^m) is made of.

Not here: GF(2^m) itself, which is ``fields.Binary``; factors, beyond whether there are any.
"""

from functools import lru_cache
from itertools import pairwise
from typing import Final

_SMALL: Final = range(2, 12)
"""Degrees of the factors that are looked for first. Measured: with fewer it is slower."""


def multiply(a: int, b: int) -> int:
    """Multiply without carries.

    >>> bin(multiply(0b11, 0b11))
    '0b101'
    """
    short, long = sorted((a, b))
    product = 0
    for bit in f"{short:b}":
        product <<= 1
        if bit == "1":
            product ^= long
    return product


def square(a: int) -> int:
    """Square: put a zero between each two bits, which is to read them in base 4.

    >>> bin(square(0b111))
    '0b10101'
    """
    return int(f"{a:b}", 4)


def remainder(a: int, modulus: int) -> int:
    """Divide ``a`` by ``modulus``, one bit of the quotient at a time, and give what is left.

    >>> hex(remainder(0x15EA, 0x11B))
    '0x36'
    """
    size = modulus.bit_length()
    while (excess := a.bit_length() - size) >= 0:
        a ^= modulus << excess
    return a


def fold(a: int, modulus: int) -> int:
    """Give the remainder by a modulus of few terms: z^m is the sum of its others, all at once.

    >>> hex(fold(0x15EA, 0x11B))
    '0x36'

    See: Hankerson, Menezes and Vanstone, "Guide to Elliptic Curve Cryptography", 2004, section
    2.3.5.
    """
    degree, others = _terms(modulus)
    while high := a >> degree:
        a ^= high << degree
        for exponent in others:
            a ^= high << exponent
    return a


@lru_cache(maxsize=256)
def _terms(modulus: int) -> tuple[int, tuple[int, ...]]:
    """Give the degree, and the exponents of the other terms. Moduli are public."""
    degree = modulus.bit_length() - 1
    return degree, tuple(i for i in range(degree) if modulus >> i & 1)


def invert(a: int, modulus: int) -> int:
    """Invert ``a`` modulo a polynomial. Raises ZeroDivisionError if they have a common factor.

    >>> hex(invert(0x53, 0x11B))
    '0xca'

    See: Hankerson, Menezes and Vanstone, "Guide to Elliptic Curve Cryptography", 2004, algorithm
    2.48: the extended Euclidean algorithm.
    """
    low, high, u, v = a, modulus, 1, 0
    while low != 1:
        if low == 0:
            raise ZeroDivisionError("no inverse: there is a common factor")
        shift = low.bit_length() - high.bit_length()
        if shift < 0:
            low, high, u, v, shift = high, low, v, u, -shift
        low ^= high << shift
        u ^= v << shift
    return remainder(u, modulus)


def is_irreducible(polynomial: int) -> bool:
    """Tell whether a polynomial has no factors, by Rabin's test; 0 and 1 are not irreducible.

    >>> is_irreducible(0x11B), is_irreducible(0x101)
    (True, False)

    See: Rabin, "Probabilistic algorithms in finite fields", SIAM Journal on Computing 9(2), 1980.
    """
    degree = polynomial.bit_length() - 1
    if degree < 1 or _has_small_factor(polynomial):
        return False
    checks = sorted(degree // prime for prime in _prime_factors(degree))
    z = power = remainder(2, polynomial)
    for done, step in pairwise([0, *checks, degree]):
        power = _frobenius(power, step - done, polynomial)
        # z^(2^step) - z is the product of all irreducible polynomials whose degree divides step.
        if step < degree and _common(power ^ z, polynomial) != 1:
            return False
    return power == z


def _frobenius(a: int, times: int, modulus: int) -> int:
    """Square ``times`` times, two at once where that is possible: in base 16 as in base 4."""
    for _ in range(times // 2):
        a = fold(int(f"{a:b}", 16), modulus)
    return fold(square(a), modulus) if times % 2 else a


def _has_small_factor(polynomial: int) -> bool:
    """Find most composites at once, in polynomials as short as z^(2^d - 1) - 1."""
    if polynomial.bit_count() % 2 == 0:
        return polynomial != 0b11  # the value at 1 is 0
    for degree in _SMALL:
        if degree >= polynomial.bit_length() - 1:
            return False
        # Its roots are all elements but 0 of GF(2^degree); modulo it, exponents wrap around.
        every = 1 << (1 << degree) - 1 | 1
        if _common(fold(polynomial, every), every) != 1:
            return True
    return False


def _prime_factors(number: int) -> set[int]:
    factors = set[int]()
    for divisor in range(2, number + 1):
        while number % divisor == 0:
            factors.add(divisor)
            number //= divisor
    return factors


def _common(a: int, b: int) -> int:
    """Give the greatest common divisor."""
    while b:
        a, b = b, remainder(a, b)
    return a
