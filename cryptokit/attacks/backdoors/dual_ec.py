"""Whoever chose the constants of Dual EC reads the rest of its output off a nonce.

A state s shows x(s Q) without its first two bytes, and goes on to x(s P). With P = d Q: guess the
bytes, lift x to R = s Q, and x(d R) is the next state, which the next block confirms. A nonce is
public and comes before a key. Not here: another's constant in the place of the first, which is
``swapped_constant``.

Shumow and Ferguson showed it in 2007, Checkoway and others in real TLS in 2014. That the standard's
own Q has a known d is not proven; that anybody who chooses Q has one is, below.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.backdoors import p256
from cryptokit.attacks.backdoors.generators import (
    DROPPED,
    REAL_DROPPED,
    SEED_SIZE,
    Generator,
    dual_ec,
    shown,
)
from cryptokit.attacks.backdoors.p256 import Point
from cryptokit.attacks.backdoors.price import Price
from cryptokit.keys import Secret
from cryptokit.rng import Rng, draw, is_lesson

Build = Callable[[Point], Generator]
"""What a maker of devices makes of a Q that somebody proposes."""
LABEL: Final = b"cryptokit Dual EC Q v1: made from these words, so nobody has a d"
GUESSES: Final = 1 << (8 * DROPPED)


class Logarithm(Secret):
    """The d with P = d Q, 32 bytes, big-endian."""

    __slots__ = ()
    size = p256.SIZE


@dataclass(frozen=True, slots=True)
class Trapdoor:
    """A Q, and the d that only its maker has."""

    d: Logarithm
    q: Point


def trapdoor(rng: Rng) -> Trapdoor:
    """Choose d, and make Q = P / d, which looks like any other point."""
    d = p256.draw_scalar(rng)
    kept = Logarithm(d.to_bytes(p256.SIZE, "big"), from_lesson=is_lesson(rng))
    return Trapdoor(kept, p256.base_times(pow(d, -1, p256.ORDER)))


def next_state(
    d: Logarithm, q: Point, blocks: tuple[bytes, bytes], guesses: Iterable[int]
) -> tuple[bytes | None, int]:
    """Guess what was dropped from a block; the state behind the next block, and the guesses made.

    The sign of R does not matter, as x(d R) = x(-d R).
    """
    first, second = blocks
    dropped, tries = p256.SIZE - len(first), 0
    for tries, guess in enumerate(guesses, 1):
        point = p256.lift(guess.to_bytes(dropped, "big") + first)
        if point is None:
            continue
        state = p256.scalar_x(int.from_bytes(d.reveal(), "big"), point)
        if shown(state, q, dropped) == second:
            return state, tries
    return None, tries


def predicted(d: Logarithm, device: Generator, seed: bytes, budget: int) -> tuple[bool, int]:
    """Listen to a nonce of two blocks, and say the third, which is a key; and count the guesses."""
    first, second, key = device.blocks(seed, 3)
    dropped = p256.SIZE - len(first)
    guesses = range(min(1 << (8 * dropped), budget))
    state, tries = next_state(d, device.constant, (first, second), guesses)
    return state is not None and dual_ec(device.constant, dropped).step(state)[1] == key, tries


def program(build: Build, budget: int, rng: Rng) -> Outcome:
    """Propose a Q, and try to say the key that follows a nonce."""
    mine = trapdoor(rng)
    won, tries = predicted(mine.d, build(mine.q), draw(rng, SEED_SIZE), budget)
    if won:
        return Outcome(won=True, tries=tries, told=f"guess {tries} of {GUESSES}: said the next key")
    return Outcome(won=False, tries=tries, told=f"none of {tries} guesses explains the next block")


def verifiable(proposed: Point) -> Generator:
    """Make Q from public words, and let whoever proposes another one talk."""
    del proposed
    return dual_ec(p256.from_label(LABEL))


def honest(build: Build, rng: Rng) -> bool:
    """Tell whether a device says the same from the same seed, and never the same twice."""
    device, seed = build(trapdoor(rng).q), draw(rng, SEED_SIZE)
    blocks = device.blocks(seed, 4)
    return len(set(blocks)) == len(blocks) and blocks == device.blocks(seed, 4)


PRICE: Final = Price(
    unit="guesses of the dropped bits",
    expected=GUESSES / 2,
    once=False,
    reality=f"{1 << (8 * REAL_DROPPED):,} guesses at most, half of them no points, and two "
    "multiplications each: seconds to a minute of Python, anew for each state",
)
ATTACK: Final[Attack[Build]] = Attack(
    name="dual_ec",
    title="A generator with a door",
    mistake="whoever proposes the constants says nothing of where they come from",
    repair="Q is the hash of public words, and anybody can make it again",
    source='Shumow and Ferguson, "On the Possibility of a Back Door in the NIST SP800-90 Dual Ec '
    'Prng", CRYPTO 2007 rump session; Checkoway and others, "On the Practical Exploitability of '
    'Dual EC in TLS Implementations", USENIX Security 2014',
    scale="P-256 at its real size; one byte of each block is dropped for two, 2^8 guesses for "
    "2^16; an equivalent, not the papers' code",
    budget=GUESSES,
    program=program,
    honest=honest,
    flawed=dual_ec,  # the flaw: any point will do
    repaired=verifiable,
    seen_in="NIST SP 800-90, 2006 to 2014",
)
