"""How the price of a factor or a logarithm grows with the bits, to reach sizes nobody tries here.

Up to a constant for each method, so only ratios mean something. Not here: the methods.
"""

from math import exp, log, pi, sqrt
from typing import Final

_SIEVE: Final = (64 / 9) ** (1 / 3)
"""The constant in the exponent of the sieve for numbers of no special form."""


def rho(bits: int) -> float:
    """Count the steps of Pollard's rho, in the mean, for two primes of half the bits each.

    A walk over p values meets itself after sqrt(pi p / 2) steps. Squares walk less, and looking
    back at powers of two alone walks more; both together come out near it.

    >>> round(rho(56) / rho(48), 3), rho(512) > 2**128
    (4.0, True)

    See: Pollard, "A Monte Carlo Method for Factorization", BIT 15, 1975.
    """
    return sqrt(pi / 2 * 2 ** (bits / 2))


def sieve(bits: int) -> float:
    """Estimate the steps of the number field sieve, without what its formula leaves open.

    >>> 2**63 < sieve(512) < 2**64 < 2**86 < sieve(1024) < 2**87
    True

    See: Lenstra and Lenstra (editors), "The Development of the Number Field Sieve", 1993.
    """
    n = bits * log(2)
    return exp(_SIEVE * n ** (1 / 3) * log(n) ** (2 / 3))
