"""The coefficients come from a generator seeded with the time: two shares of three are enough.

Whoever knows the hour of the sharing tries its 3,600 seconds. A second that is right makes two
shares agree on one secret, as all coefficients are known. Not here: attacks on a generator itself.

The HTC Exodus 1 drew the coefficients of its social key recovery from a predictable source: of
three shares that were needed two, then one, were enough (Ledger Donjon, 2019).
"""

import hashlib
from dataclasses import replace
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.sharing.schemes import (
    BARE,
    CRYPTOKIT,
    ByteScheme,
    draw_below,
    evaluated,
    joins_bytes,
    look,
)
from cryptokit.rng import Rng, draw
from cryptokit.sharing.xor import xor

HOUR: Final = 3600
_NOON: Final = 1_561_982_400
"""Seconds since 1970, on 1 July 2019 at 12:00 UTC: the attacker knows the hour, not the second."""


def generated(second: int, size: int, count: int) -> tuple[bytes, ...]:
    """Give the coefficients that a generator seeded with a time draws."""
    luck = hashlib.shake_256(second.to_bytes(8, "big")).digest(size * count)
    return tuple(luck[i * size : (i + 1) * size] for i in range(count))


def flawed_split(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    """Share at some second of an hour."""
    now = _NOON + draw_below(HOUR, rng)
    luck = generated(now, len(secret), threshold - 1)  # the flaw: the clock is the only luck
    return evaluated((secret, *luck), shares)


def program(scheme: ByteScheme, budget: int, rng: Rng) -> Outcome:
    """Take two shares of three that are needed, and try each second of the hour."""
    key = draw(rng, 32)
    first, second = map(scheme.look, scheme.split(key, 3, 5, rng)[:2])
    for tries in range(1, budget + 1):
        guess = _NOON + tries - 1
        if (found := _without_luck(first, second, guess)) is not None:
            return Outcome(found == key, tries, f"the key, shared {guess - _NOON} s after noon")
    return Outcome(won=False, tries=budget, told="no second of the hour fits two shares")


def _without_luck(first: tuple[int, bytes], second: tuple[int, bytes], guess: int) -> bytes | None:
    """Take the generated part off two shares; if the same is left of both, that is the secret."""
    (x1, y1), (x2, y2) = first, second
    zero = bytes(len(y1))
    parts = dict(map(look, evaluated((zero, *generated(guess, len(y1), 2)), max(x1, x2))))
    one, two = xor([y1, parts[x1]]), xor([y2, parts[x2]])
    return one if one == two else None


ATTACK: Final = Attack(
    name="predictable_coefficients",
    title="Coefficients from the clock",
    mistake="the generator of the coefficients is seeded with the time",
    repair="coefficients come from the randomness of the system",
    source='Ledger Donjon, "Attacking the social key recovery of HTC Exodus 1", 2019',
    scale="the hour is known; a year would take 8,760 times as long, and help as little",
    budget=HOUR,
    program=program,
    honest=joins_bytes,
    flawed=replace(BARE, split=flawed_split),
    repaired=CRYPTOKIT,
    seen_in="the HTC Exodus 1 (Ledger Donjon, 2019)",
)
