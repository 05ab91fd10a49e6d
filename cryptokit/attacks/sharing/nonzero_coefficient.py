"""The leading coefficient is never 0: each new sharing of a secret rules out one value for a byte.

With two of n needed, y = s + c x, and c is not 0: so the byte s is not y. Whoever keeps one share
of every new sharing strikes out y after y. For one byte this takes 255 H(255) = 1,561 sharings in
the mean, as for a collector of 255 cards. Not here: coefficients that also have to differ.

RUSTSEC-2024-0398 (2024) is this mistake in sharks. It looks like care, as a polynomial of degree
k - 1 has a leading coefficient. But it is the uniform one, 0 among the rest, that tells nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.sharing.elimination import Elimination, eliminate
from cryptokit.attacks.sharing.schemes import BARE, CRYPTOKIT, ByteScheme, evaluated, joins_bytes
from cryptokit.primitives import gf256
from cryptokit.rng import Rng, draw

KEY_SIZE: Final = 32


def flawed_split(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    """Share bytewise, with coefficients from 1 to 255."""
    return evaluated((secret, *[_luck(len(secret), rng) for _ in range(threshold - 1)]), shares)


def _luck(size: int, rng: Rng) -> bytes:
    # Twice what is needed: 2 * size + 16 draws in 256 are zero much too seldom to be short.
    kept = bytes(b for b in draw(rng, 2 * size + 16) if b != 0)  # the flaw: 0 is left out
    return kept[:size]


def watch(
    scheme: ByteScheme, secret: bytes, *, threshold: int, rounds: int, rng: Rng
) -> Elimination:
    """Keep one share less than needed of each new sharing, and strike out what it excludes.

    Those shares lie on one curve of a degree less. Its value at 0 would be the secret if the
    leading coefficient was 0.
    """
    struck = (_struck(scheme, secret, threshold, rng) for _ in range(rounds))
    return eliminate(struck, candidates=256, places=len(secret))


def _struck(scheme: ByteScheme, secret: bytes, threshold: int, rng: Rng) -> Sequence[tuple[int]]:
    mine = scheme.split(secret, threshold, threshold, rng)[: threshold - 1]
    return [(byte,) for byte in gf256.interpolate(dict(map(scheme.look, mine)))]


def program(scheme: ByteScheme, budget: int, rng: Rng) -> Outcome:
    """Watch one holder's shares of a 32-byte key that is shared again and again."""
    key = draw(rng, KEY_SIZE)
    found = watch(scheme, key, threshold=2, rounds=budget, rng=rng)
    won = found.guess == tuple(key)
    if won:
        told = (
            f"one byte certain after {found.first:,} new sharings, the key after {found.rounds:,}"
        )
    else:
        none = sum(not one for one in found.left)
        told = f"every value was struck out in {none} of {KEY_SIZE} bytes, the right one too"
    return Outcome(won, found.rounds, told)


ATTACK: Final = Attack(
    name="nonzero_coefficient",
    title="A coefficient that is never zero",
    mistake="the coefficients are drawn from 1..255",
    repair="all coefficients are uniform in 0..255, the leading one too",
    source="RUSTSEC-2024-0398, 2024",
    scale="real size: a 32-byte key, two holders needed, one watched",
    budget=5000,
    program=program,
    honest=joins_bytes,
    flawed=replace(BARE, split=flawed_split),
    repaired=CRYPTOKIT,
    seen_in="sharks (RUSTSEC-2024-0398)",
)
