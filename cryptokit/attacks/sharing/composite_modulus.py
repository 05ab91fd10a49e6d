"""The modulus is 15, which is no prime: a holder at x = 3 knows the secret modulo 3.

The share at 3 is s + 3 c modulo 15, and 3 c vanishes modulo 3. Holder 5 knows the secret modulo 5
likewise, so those two know it all. Most pairs join as if nothing was wrong, and some cannot:
1 and 4 differ by 3, which has no inverse. Not here: primes that are too small for the secret.

Shamir (1979) takes a prime so that the numbers form a field. A caller's modulus has to be checked,
or chosen by the library.
"""

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
from cryptokit.rng import Rng

MODULUS: Final = 15  # the flaw: 3 times 5
PRIME: Final = 17
_FACTOR: Final = 3


def flawed_split(secret: int, threshold: int, shares: int, rng: Rng) -> tuple[tuple[int, int], ...]:
    """Share modulo 15."""
    luck = [draw_below(MODULUS, rng) for _ in range(threshold - 1)]
    return points_of([secret, *luck], shares, MODULUS)


def program(scheme: NumberScheme, budget: int, rng: Rng) -> Outcome:
    """Tell many secrets modulo 3, from the one share at x = 3 of two that are needed."""
    secrets = [draw_below(MODULUS, rng) for _ in range(budget)]
    seen = [dict(scheme.split(secret, 2, 5, rng))[_FACTOR] for secret in secrets]
    right = sum(y % _FACTOR == s % _FACTOR for s, y in zip(secrets, seen, strict=True))
    return Outcome(right == budget, budget, f"one share told s modulo 3 {right} times in {budget}")


ATTACK: Final = Attack(
    name="composite_modulus",
    title="A modulus with factors",
    mistake="the modulus is not prime",
    repair="the modulus is prime",
    source='Shamir, "How to share a secret", CACM 22(11), 1979',
    scale="a modulus of 4 bits; a large one leaks modulo each factor that divides an x",
    budget=60,
    program=program,
    honest=joins_numbers,
    flawed=NumberScheme(limit=MODULUS, split=flawed_split, join=joining(MODULUS)),
    repaired=numbers_modulo(PRIME),
)
