"""Modular powers with a secret exponent, in a time that does not depend on its bits.

Not here: primality tests and public exponents, for which Python's ``pow`` is good enough.
"""

from collections.abc import Callable
from importlib import import_module
from typing import SupportsInt

_Power = Callable[[int, int, int], SupportsInt]


def power(base: int, exponent: int, modulus: int) -> int:
    """Compute base^exponent modulo an odd, public number.

    The time depends on the sizes of the three numbers alone, while the power itself is computed.
    Python still turns integers into GMP's and back, and promises nothing about that.

    Raises ValueError for a negative exponent, and for a modulus that is even or not positive.

    >>> power(3, 5, 7), power(3, 0, 7), power(3, 5, 1)
    (5, 1, 0)

    See: The GNU MP manual, "Exponentiation", on mpz_powm_sec; Kocher, "Timing Attacks on
    Implementations of Diffie-Hellman, RSA, DSS, and Other Systems", CRYPTO 1996.
    """
    # To go on with ``pow`` would take back the promise without a word, so these are refused.
    if modulus < 1 or modulus % 2 == 0:
        raise ValueError("the modulus must be odd and positive")
    if exponent < 0:
        raise ValueError("the exponent must not be negative")
    if exponent == 0:  # GMP refuses it; its power is 1 whatever the base, so no bit is left to hide
        return 1 % modulus
    # Imported here, as most of the package needs no powers; by name, as it brings no type stubs.
    powmod_sec: _Power = import_module("gmpy2").powmod_sec
    return int(powmod_sec(base, exponent, modulus))
