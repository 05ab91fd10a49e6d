"""One share handed in twice: a wrong secret comes out, and nobody is told.

Interpolation divides by the difference of two x's. An inverse computed as a power, a^254, gives 0
for 0 and no error, and the sum goes on. Not here: two different values at one x.

Trail of Bits published in December 2021 that two participants with equal identifiers crashed
their peers in threshold-signature libraries (tss-lib and its forks), by the same division.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.sharing.schemes import BARE, CRYPTOKIT, ByteScheme, joins_bytes, look
from cryptokit.primitives.gf256 import multiply, times
from cryptokit.rng import Rng, draw


def power_254(a: int) -> int:
    """Give the inverse of a byte, as a product of a^2, a^4, ..., a^128."""
    squares = [a := multiply(a, a) for _ in range(7)]
    return reduce(multiply, squares)  # the flaw: 0 goes in, 0 comes out, and nobody looks


def flawed_join(shares: Sequence[bytes]) -> bytes:
    """Interpolate a list of bare shares at 0, whatever their x's."""
    points = list(map(look, shares))
    total = 0
    for i, (x, value) in enumerate(points):
        others = [other for other, _ in points[:i] + points[i + 1 :]]
        weight = reduce(multiply, [multiply(o, power_254(o ^ x)) for o in others], 1)
        total ^= int.from_bytes(value.translate(times(weight)), "big")
    return total.to_bytes(len(points[0][1]), "big")


def program(scheme: ByteScheme, _budget: int, rng: Rng) -> Outcome:
    """Bring two shares where three are needed, one of them twice."""
    secret = draw(rng, 16)
    one, two, _ = scheme.split(secret, 3, 3, rng)
    got = answer(lambda: scheme.join([one, two, two]))
    if isinstance(got, bytes):
        return Outcome(got != secret, 1, "a wrong secret was taken for the right one")
    return Outcome(won=False, tries=1, told=f"refused: {got.what}")


ATTACK: Final = Attack(
    name="repeated_share",
    title="One share twice",
    mistake="a repeated x goes into the division",
    repair="the same share counts once, and two values at one x are refused",
    source='Trail of Bits, "Disclosing Shamir\'s Secret Sharing vulnerabilities", December 2021',
    scale="real size",
    budget=1,
    program=program,
    honest=joins_bytes,
    flawed=replace(BARE, join=flawed_join),
    repaired=CRYPTOKIT,
    seen_in="tss-lib and its forks, which crash (Trail of Bits, 2021)",
)
