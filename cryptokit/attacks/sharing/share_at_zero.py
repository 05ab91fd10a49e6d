"""A share at x = 0 is believed: the secret becomes whatever the attacker wrote into it.

The secret is the value at 0, so a share that claims to lie there has weight 1 and all others have
weight 0. Not here: an x that is 0 only modulo the order of the field, in ``share_at_order``.

Trail of Bits published in December 2021 that threshold-signature libraries took such shares
(tss-lib and its forks), so that one participant chose what all of them computed with.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.sharing.schemes import BARE, CRYPTOKIT, ByteScheme, joins_bytes, look
from cryptokit.primitives import gf256
from cryptokit.rng import Rng, draw

CHOSEN: Final = b"AAAAAAAAAAAAAAAA"


def flawed_join(shares: Sequence[bytes]) -> bytes:
    """Join bare shares wherever they claim to lie."""
    points = dict(map(look, shares))  # the flaw: a share at 0 is as good as any
    return gf256.interpolate(points)


def program(scheme: ByteScheme, _budget: int, rng: Rng) -> Outcome:
    """Be one of three who join, and hand in (0, "AAAA...")."""
    mine, *others = scheme.split(draw(rng, len(CHOSEN)), 3, 3, rng)
    got = answer(lambda: scheme.join([scheme.forge(mine, 0, CHOSEN), *others]))
    if isinstance(got, bytes):
        return Outcome(got == CHOSEN, 1, f"three holders joined {got!r}")
    return Outcome(won=False, tries=1, told=f"refused: {got.what}")


ATTACK: Final = Attack(
    name="share_at_zero",
    title="The share at zero",
    mistake="a share at x = 0 takes part in recombining",
    repair="a share at x = 0 is refused when it is read",
    source='Trail of Bits, "Disclosing Shamir\'s Secret Sharing vulnerabilities", December 2021',
    scale="real size",
    budget=1,
    program=program,
    honest=joins_bytes,
    flawed=replace(BARE, join=flawed_join),
    repaired=CRYPTOKIT,
    seen_in="tss-lib and its forks (Trail of Bits, 2021)",
)
