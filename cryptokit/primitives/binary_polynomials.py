"""Polynomials over GF(2) as whole numbers, bit i for z^i: what GF(2^m) is made of."""


def multiply(a: int, b: int) -> int:
    """Multiply without carries.

    >>> bin(multiply(0b11, 0b11))
    '0b101'
    """
    product = 0
    while b:
        lowest = b & -b
        product ^= a * lowest  # a shift: the lowest bit is a power of two
        b ^= lowest
    return product


def remainder(a: int, modulus: int) -> int:
    """Reduce ``a`` by ``modulus``.

    >>> hex(remainder(0x15EA, 0x11B))
    '0x36'
    """
    size = modulus.bit_length()
    while (excess := a.bit_length() - size) >= 0:
        a ^= modulus << excess
    return a


def invert(a: int, modulus: int) -> int:
    """Invert ``a`` modulo an irreducible polynomial, by the extended Euclidean algorithm."""
    low, high, u, v = a, modulus, 1, 0
    while low != 1:
        shift = low.bit_length() - high.bit_length()
        if shift < 0:
            low, high, u, v, shift = high, low, v, u, -shift
        low ^= high << shift
        u ^= v << shift
    return remainder(u, modulus)


def is_irreducible(polynomial: int) -> bool:
    """Tell whether a polynomial has no factors, by Ben-Or's test.

    >>> is_irreducible(0x11B), is_irreducible(0x101)
    (True, False)

    See: Gao and Panario, "Tests and constructions of irreducible polynomials over finite fields",
    1997.
    """
    power = 2
    for _ in range((polynomial.bit_length() - 1) // 2):
        power = remainder(_square(power), polynomial)
        if _common(power ^ 2, polynomial) != 1:
            return False
    return True


def _square(a: int) -> int:
    """Square: put a zero between each two bits, which is to read them in base 4."""
    return int(f"{a:b}", 4)


def _common(a: int, b: int) -> int:
    """Give the greatest common divisor."""
    while b:
        a, b = b, remainder(a, b)
    return a
