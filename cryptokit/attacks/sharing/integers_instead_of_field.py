"""Shares are computed over the integers: size and parity of a share tell about the secret.

A share s + c1 x + c2 x^2 that is not reduced grows with the secret, and at x = 2 it is even exactly
if the secret is. The shares at 2 and 4 together tell the secret modulo 8, since twice the one less
the other is s - 8 c2. Not here: a sum that goes unreduced, in ``missing_final_reduction``.

Shamir (1979) computes modulo a prime for this reason: only in a finite field is there a uniform
coefficient that can hide a secret.
"""

from collections.abc import Sequence
from functools import reduce
from math import prod
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.sharing.schemes import (
    NumberScheme,
    draw_below,
    joins_numbers,
    numbers_modulo,
)
from cryptokit.rng import Rng

LIMIT: Final = 5003
"""A prime, for the repair. Secrets and coefficients are below it in both schemes."""


def flawed_split(secret: int, threshold: int, shares: int, rng: Rng) -> tuple[tuple[int, int], ...]:
    """Share over the integers."""
    polynomial = [secret, *(draw_below(LIMIT, rng) for _ in range(threshold - 1))]
    return tuple((x, _value(polynomial, x)) for x in range(1, shares + 1))


def _value(polynomial: Sequence[int], x: int) -> int:
    return reduce(lambda total, c: total * x + c, reversed(polynomial), 0)  # the flaw: no modulo


def _flawed_join(shares: Sequence[tuple[int, int]]) -> int:
    """Interpolate at 0 over the integers: each product is divided at the end, without a rest."""
    xs = [x for x, _ in shares]
    below = {x: prod(o - x for o in xs if o != x) for x in xs}
    common = prod(below.values())
    terms = (y * prod(o for o in xs if o != x) * common // below[x] for x, y in shares)
    return sum(terms) // common


def candidates(at_2: int, at_4: int) -> list[int]:
    """List the secrets below ``LIMIT`` that two integer shares of a 3-of-n sharing leave.

    >>> one, two, _, four, _ = flawed_split(42, 3, 5, lambda size: bytes([9] * size))
    >>> left = candidates(two[1], four[1])
    >>> 42 in left, {s % 8 for s in left}
    (True, {2})
    """
    first = (2 * at_2 - at_4) % 8
    return [s for s in range(first, LIMIT, 8) if _fits(s, at_2, at_4)]


def _fits(secret: int, at_2: int, at_4: int) -> bool:
    c2 = (at_4 - 2 * at_2 + secret) // 8
    c1, rest = divmod(at_2 - secret - 4 * c2, 2)
    return rest == 0 and 0 <= c1 < LIMIT and 0 <= c2 < LIMIT


def program(scheme: NumberScheme, budget: int, rng: Rng) -> Outcome:
    """Tell for many secrets whether they are odd, from the one share at x = 2 of three needed."""
    secrets = [draw_below(LIMIT, rng) for _ in range(budget)]
    dealt = [dict(scheme.split(secret, 3, 5, rng)) for secret in secrets]
    right = sum(y[2] % 2 == s % 2 for s, y in zip(secrets, dealt, strict=True))
    lists = [candidates(y[2], y[4]) for y in dealt]
    kept = sum(s in left for s, left in zip(secrets, lists, strict=True))
    left = sum(map(len, lists)) // budget
    told = f"one share told odd from even {right} times in {budget}; " + (
        f"two leave {left} of {LIMIT} secrets in the mean"
        if kept == budget
        else f"what two seem to leave holds the secret {kept} times"
    )
    return Outcome(right == budget, budget, told)


ATTACK: Final = Attack(
    name="integers_instead_of_field",
    title="Shares over the integers",
    mistake="nothing is reduced modulo a prime",
    repair="all arithmetic is that of a prime field",
    source='Shamir, "How to share a secret", CACM 22(11), 1979',
    scale="secrets below 5,003; parity leaks at any size",
    budget=64,
    program=program,
    honest=joins_numbers,
    flawed=NumberScheme(limit=LIMIT, split=flawed_split, join=_flawed_join),
    repaired=numbers_modulo(LIMIT),
)
