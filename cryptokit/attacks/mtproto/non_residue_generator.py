"""The generator is no square: whether a public value is one tells the exponent's lowest bit.

g^a is a square exactly if a is even or g is a square, and the symbol of Legendre tells squares from
the rest at once. One bit of an exponent is little, but it tells the key from a random number too:
whether g^(ab) is a square follows from g^a and g^b. Not here: groups that tell all of it, in
``smooth_group``.

Boneh wrote in 1998 why the decision problem is easy in the whole group modulo p. Telegram's
guidelines ask a device to check that g generates the squares alone.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.mtproto.short_exponents import short
from cryptokit.attacks.mtproto.smooth_group import TakeGroup, honest
from cryptokit.keys import DhExponent
from cryptokit.mtproto import dh
from cryptokit.rng import Rng

OFFERED: Final = (2, 5, 6, 3)
"""What a server tries, in this order: only the last is a square modulo Telegram's prime."""


@dataclass(frozen=True, slots=True, repr=False)
class Unchecked(dh.Group):
    """A safe prime of the right size: two checks of three."""

    def __post_init__(self) -> None:
        dh.require_size(self.p)  # the flaw: nobody asks whether g is a square
        dh.require_safe_prime(self.p)


def symbol(a: int, n: int) -> int:
    """Compute the symbol of Jacobi: 1 for squares modulo a prime, -1 for others, 0 for 0.

    >>> [symbol(a, 7) for a in range(7)]
    [0, 1, 1, -1, 1, -1, -1]

    See: Cohen, "A Course in Computational Algebraic Number Theory", algorithm 1.4.10, 1993.
    """
    sign = 1
    a %= n
    while a:
        twos = (a & -a).bit_length() - 1
        a >>= twos
        if twos % 2 and n % 8 in {3, 5}:
            sign = -sign
        if a % 4 == n % 4 == 3:
            sign = -sign
        a, n = n % a, a
    return sign if n == 1 else 0


def program(take: TakeGroup, budget: int, rng: Rng) -> Outcome:
    """Offer generators until one is taken, and guess the lowest bit of so many exponents."""
    offers = (answer(partial(take, dh.DH_PRIME, g)) for g in OFFERED)
    group = next(group for group in offers if isinstance(group, dh.Group))
    right = sum(_guesses_right(group, rng) for _ in range(budget))
    told = f"g = {group.g}: the lowest bit of {right} of {budget} exponents guessed"
    return Outcome(right == budget, budget, told)


def _guesses_right(group: dh.Group, rng: Rng) -> bool:
    a = DhExponent.draw(short(rng))
    g_a = int.from_bytes(dh.public(group, a), "big")
    guess = 0 if symbol(g_a, group.p) == 1 else 1
    return guess == a.reveal()[-1] % 2


ATTACK: Final = Attack(
    name="non_residue_generator",
    title="A generator that tells a bit",
    mistake="a generator from the server is taken as it comes",
    repair="a generator is taken only if it is a square modulo the prime",
    source='Boneh, "The Decision Diffie-Hellman Problem", ANTS-III, 1998; Telegram, "Security '
    'Guidelines for Client Software Developers"',
    scale="real size: a prime of 2048 bits; twenty exponents, of 256 bits for speed",
    budget=20,
    program=program,
    honest=honest,
    flawed=Unchecked,
    repaired=dh.Group,
)
