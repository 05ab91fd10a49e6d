"""Each term is reduced modulo p, but not their sum: the size of a share tells about the secret.

With two of n needed the share is s + (c x mod p). It is below p for the secret 0 whatever c is, and
at least p for the secret p - 1 unless c is 0: so one share tells a yes from a no. Nothing fails in
between, as joining reduces. Not here: shares that are not reduced at all.

Shamir (1979) takes each share modulo p. The five lines below are our own.
"""

from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.sharing.schemes import (
    NumberScheme,
    draw_below,
    joining,
    joins_numbers,
    numbers_modulo,
)
from cryptokit.rng import Rng

PRIME: Final = 2**127 - 1


def flawed_split(secret: int, threshold: int, shares: int, rng: Rng) -> tuple[tuple[int, int], ...]:
    """Share modulo 2^127 - 1, term by term."""
    luck = [draw_below(PRIME, rng) for _ in range(threshold - 1)]
    terms = {x: [c * x**j % PRIME for j, c in enumerate(luck, 1)] for x in range(1, shares + 1)}
    return tuple((x, secret + sum(row)) for x, row in terms.items())  # the flaw: no % PRIME


def program(scheme: NumberScheme, budget: int, rng: Rng) -> Outcome:
    """Tell a shared 0 from a shared p - 1, again and again, by one share of two needed."""
    votes = [draw_below(2, rng) for _ in range(budget)]
    seen = [scheme.split(vote * (PRIME - 1), 2, 2, rng)[0][1] for vote in votes]
    right = sum((y >= PRIME) == bool(vote) for vote, y in zip(votes, seen, strict=True))
    return Outcome(right == budget, budget, f"one share told 0 from p - 1 {right:,} times")


ATTACK: Final = Attack(
    name="missing_final_reduction",
    title="The sum that is not reduced",
    mistake="the terms of a share are reduced, and their sum is not",
    repair="each addition is that of the field",
    source='Shamir, "How to share a secret", CACM 22(11), 1979',
    scale="real size",
    budget=2000,
    program=program,
    honest=joins_numbers,
    flawed=NumberScheme(limit=PRIME, split=flawed_split, join=joining(PRIME)),
    repaired=numbers_modulo(PRIME),
)
