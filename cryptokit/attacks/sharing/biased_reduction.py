"""A random byte is reduced modulo 251: the coefficients 0 to 4 come twice as often as the others.

With two of n needed and x = 1, the share is s + c, so the shares of s, s + 1, ..., s + 4 come twice
as often: whoever counts the shares of many sharings sees where they heap up. Not here: a bias that
is too small to count, as in ``rejection_off_by_one``.

RFC 9380 (2023), section 5, reduces numbers that have 128 bits more than the prime, for a security
of 128 bits. Then the bias is below 2^-128, and nobody lives long enough to count it.
"""

from collections import Counter
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.sharing.schemes import (
    NumberScheme,
    draw_below,
    joining,
    joins_numbers,
    numbers_modulo,
    points_of,
)
from cryptokit.rng import Rng, draw

PRIME: Final = 251
HEAP: Final = 256 - PRIME
"""How many coefficients come twice as often: 0 to 4."""
_SECRETS: Final = 2


def flawed_split(secret: int, threshold: int, shares: int, rng: Rng) -> tuple[tuple[int, int], ...]:
    """Share modulo 251, with a byte for each coefficient."""
    luck = draw(rng, threshold - 1)
    coefficients = [byte % PRIME for byte in luck]  # the flaw: 256 values do not fit 251 evenly
    return points_of([secret, *coefficients], shares, PRIME)


def heaviest(scheme: NumberScheme, secret: int, rounds: int, rng: Rng) -> int:
    """Share a number again and again, and tell at which share the heap of five begins."""
    seen = Counter(scheme.split(secret, 2, 2, rng)[0][1] for _ in range(rounds))
    weight = [sum(seen[(s + c) % PRIME] for c in range(HEAP)) for s in range(PRIME)]
    return weight.index(max(weight))


def program(scheme: NumberScheme, budget: int, rng: Rng) -> Outcome:
    """Count one holder's shares of two numbers, and say what the numbers are."""
    secrets = [draw_below(scheme.limit, rng) for _ in range(_SECRETS)]
    guesses = [heaviest(scheme, secret, budget, rng) for secret in secrets]
    right = sum(s == guess for s, guess in zip(secrets, guesses, strict=True))
    told = f"{right} of {_SECRETS} numbers named by the heap in one holder's shares"
    return Outcome(right == _SECRETS, budget, told)


ATTACK: Final = Attack(
    name="biased_reduction",
    title="A byte modulo 251",
    mistake="a coefficient is a random byte modulo the prime",
    repair="16 bytes more than the prime has are reduced, so that the bias is below 2^-128",
    source="RFC 9380, section 5, 2023",
    scale="a prime of 8 bits; for others the bias lies between nothing and a factor of 2",
    budget=8000,
    program=program,
    honest=joins_numbers,
    flawed=NumberScheme(limit=PRIME, split=flawed_split, join=joining(PRIME)),
    repaired=numbers_modulo(PRIME),
)
