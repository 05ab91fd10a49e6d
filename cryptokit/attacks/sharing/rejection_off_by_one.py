"""A draw is accepted up to the prime itself: the coefficient 0 comes twice as often as others.

Rejection draws again what is not below p. With <= for <, p is accepted too, and p is 0. So with two
of n needed, the share equals the secret twice as often as it equals anything else. Not here: draws
that are reduced without any test, as in ``biased_reduction``.

FIPS 186-5 (2023), appendix A.2.2, draws private keys by rejection, and says which bound to compare.
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

PRIME: Final = 31
_MASK: Final = 0x1F
_SECRETS: Final = 4


def flawed_split(secret: int, threshold: int, shares: int, rng: Rng) -> tuple[tuple[int, int], ...]:
    """Share modulo 31, with five random bits for each coefficient."""
    return points_of([secret, *(_accept(rng) for _ in range(threshold - 1))], shares, PRIME)


def _accept(rng: Rng) -> int:
    while True:
        drawn = draw(rng, 1)[0] & _MASK
        if drawn <= PRIME:  # the flaw: < is needed, as 31 is 0 modulo 31
            return drawn


def commonest(scheme: NumberScheme, secret: int, rounds: int, rng: Rng) -> int:
    """Share a number again and again, and tell which share comes most often."""
    seen = Counter(scheme.split(secret, 2, 2, rng)[0][1] for _ in range(rounds))
    return seen.most_common(1)[0][0] % PRIME


def program(scheme: NumberScheme, budget: int, rng: Rng) -> Outcome:
    """Count one holder's shares of four numbers, and say what the numbers are."""
    secrets = [draw_below(scheme.limit, rng) for _ in range(_SECRETS)]
    guesses = [commonest(scheme, secret, budget, rng) for secret in secrets]
    right = sum(s == guess for s, guess in zip(secrets, guesses, strict=True))
    told = f"{right} of {_SECRETS} numbers named by the share that comes most often"
    return Outcome(right == _SECRETS, budget, told)


ATTACK: Final = Attack(
    name="rejection_off_by_one",
    title="One value too many",
    mistake="a draw is accepted if it is <= the prime",
    repair="draws are reduced from 16 bytes more than the prime has, so there is no bound to miss",
    source="FIPS 186-5, appendix A.2.2, 2023, on drawing by rejection",
    scale="a prime of 5 bits: over 256 bits the share would be the secret twice in 2^256",
    budget=2000,
    program=program,
    honest=joins_numbers,
    flawed=NumberScheme(limit=PRIME, split=flawed_split, join=joining(PRIME)),
    repaired=numbers_modulo(PRIME),
)
