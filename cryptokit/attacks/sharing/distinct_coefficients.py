"""All coefficients must differ, the secret among them: each new sharing rules out two values.

With two of n needed, y = s + c x. As c is not 0, s is not y; as c is not s, s is not y / (1 + x).
That is twice what ``nonzero_coefficient`` tells, so it takes half as long. Not here: schemes which
check more, such as that no value equals the secret, and which leak more.

Shamir (1979) asks for coefficients that are uniform and independent. Every further wish, however
tidy, is a hint to the holders of k - 1 shares.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.sharing.elimination import Elimination, eliminate
from cryptokit.attacks.sharing.schemes import (
    NumberScheme,
    draw_below,
    joining,
    joins_numbers,
    numbers_modulo,
    points_of,
)
from cryptokit.primitives.fields import Prime
from cryptokit.rng import Rng

PRIME: Final = 257
_SECRETS: Final = 4


def flawed_split(secret: int, threshold: int, shares: int, rng: Rng) -> tuple[tuple[int, int], ...]:
    """Share modulo 257, drawing anew what is 0 or was there before."""
    coefficients = [secret]
    while len(coefficients) < threshold:
        c = draw_below(PRIME, rng)
        if c != 0 and c not in coefficients:  # the flaw: two wishes that look tidy
            coefficients.append(c)
    return points_of(coefficients, shares, PRIME)


def watch(scheme: NumberScheme, secrets: Sequence[int], rounds: int, rng: Rng) -> Elimination:
    """Keep one share of each new sharing of some numbers, and strike out y and y / (1 + x)."""
    struck = _struck(scheme, secrets, rounds, rng)
    return eliminate(struck, candidates=scheme.limit, places=len(secrets))


def _struck(
    scheme: NumberScheme, secrets: Sequence[int], rounds: int, rng: Rng
) -> Iterator[Sequence[tuple[int, int]]]:
    field = Prime(scheme.limit)
    half = field.invert(2)  # the watched share lies at x = 1
    for _ in range(rounds):
        values = [scheme.split(secret, 2, 2, rng)[0][1] for secret in secrets]
        yield [(y, field.multiply(y, half)) for y in values]


def program(scheme: NumberScheme, budget: int, rng: Rng) -> Outcome:
    """Watch one holder's shares of four numbers that are shared again and again."""
    secrets = [draw_below(scheme.limit, rng) for _ in range(_SECRETS)]
    found = watch(scheme, secrets, budget, rng)
    won = found.guess == tuple(secrets)
    if won:
        told = f"one number certain after {found.first:,} new sharings, four after {found.rounds:,}"
    else:
        none = sum(not one for one in found.left)
        told = f"every value was struck out for {none} of {_SECRETS} numbers, the right one too"
    return Outcome(won, found.rounds, told)


ATTACK: Final = Attack(
    name="distinct_coefficients",
    title="Coefficients that must differ",
    mistake="a coefficient that is 0, or equal to another or to the secret, is drawn again",
    repair="all coefficients are uniform and independent",
    source='Shamir, "How to share a secret", CACM 22(11), 1979, on uniform coefficients',
    scale="a field of 257 elements: the larger it is, the longer it takes",
    budget=3000,
    program=program,
    honest=joins_numbers,
    flawed=NumberScheme(limit=PRIME, split=flawed_split, join=joining(PRIME)),
    repaired=numbers_modulo(PRIME),
)
