"""Pollard's rho with its steps counted: a factor p takes about sqrt(p).

A walk x -> x^2 + c modulo n closes early modulo a factor, which a common divisor shows. Not here:
what such a walk costs for longer numbers, in ``growth``, and the number field sieve.
"""

from itertools import count
from math import gcd
from typing import Final

from cryptokit.attacks.backdoors.toy_session import quick

_BATCH: Final = 64
"""Differences that are multiplied before a common divisor is looked for."""


def factor(n: int, budget: int) -> tuple[int | None, int]:
    """Look for a factor by Pollard's rho, and count the steps; None if there are too many.

    >>> factor(101 * 103, 1000)[0] in (101, 103), factor(101 * 103, 0)
    (True, (None, 0))

    See: Pollard, BIT 15, 1975; Brent, "An Improved Monte Carlo Factorization Algorithm", 1980.
    """
    steps = 0
    for c in count(1):
        found, took = _walk(n, c, budget - steps)
        steps += took
        if found is not None or steps >= budget:
            return found, steps
    raise AssertionError("every number has been tried")


def _walk(n: int, c: int, budget: int) -> tuple[int | None, int]:
    """Walk x -> x^2 + c, comparing with the point at the last power of two; None if it closed."""
    modulus, x = quick(n), quick(2)
    left, length = budget, 1
    while left > 0:
        anchor = x
        for start in range(0, length, _BATCH):
            size = min(_BATCH, length - start, left)
            before, product = x, quick(1)
            for _ in range(size):
                x = (x * x + c) % modulus
                product = product * (x - anchor) % modulus
            left -= size
            if gcd(int(product), n) != 1:
                return _retrace(n, c, int(before), int(anchor)), budget - left
        length *= 2
    return None, budget


def _retrace(n: int, c: int, x: int, anchor: int) -> int | None:
    """Go through a batch again, one step at a time; None if both factors came at once."""
    while True:
        x = (x * x + c) % n
        found = gcd(x - anchor, n)
        if found != 1:
            return found if found != n else None
