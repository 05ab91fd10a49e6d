"""How likely it is that a thief ends with enough shares: n safes, k needed, each robbed by chance.

The safes fall independently of each other: not so where one vendor, one building or one order has
them all, and then n safes count as one.
"""

from fractions import Fraction
from math import comb


def at_least(k: int, n: int, chance: Fraction) -> Fraction:
    """Give the chance that at least ``k`` of ``n`` shares are stolen, exactly.

    ``chance`` is that of one theft, from 0 to 1. Raises ValueError for another one, and unless
    1 <= k <= n.

    >>> tenth = Fraction(1, 10)
    >>> at_least(1, 1, tenth), at_least(2, 3, tenth), at_least(1, 3, tenth)
    (Fraction(1, 10), Fraction(7, 250), Fraction(271, 1000))

    See: Feller, "An Introduction to Probability Theory and Its Applications", volume 1, VI.2, on
    the binomial distribution.
    """
    if not 1 <= k <= n:
        raise ValueError(f"{k} of {n} shares: k is from 1 to n")
    if not 0 <= chance <= 1:
        raise ValueError(f"{chance} is no chance: a fraction from 0 to 1 is")
    return sum(
        (comb(n, i) * chance**i * (1 - chance) ** (n - i) for i in range(k, n + 1)), Fraction(0)
    )
