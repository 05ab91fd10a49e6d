"""A share at x = L is believed, L being the order of the field: that is x = 0 in other clothes.

A check for x = 0 that does not reduce first lets L, 2 L, 3 L, ... through, and all of them are 0
modulo L. Not here: a scheme with no check at all, in ``share_at_zero``.

Trail of Bits published in December 2021 that threshold-signature libraries could be given
identifiers that are 0 modulo the order of their curve (tss-lib and its forks).
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.sharing.schemes import (
    NumberScheme,
    draw_below,
    joins_numbers,
    numbers_modulo,
)
from cryptokit.errors import BadShare
from cryptokit.keys import SecretScalar
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import SCALARS
from cryptokit.rng import Rng
from cryptokit.sharing.scalar import ScalarShare, join_scalar

_CHOSEN: Final = 42
_SET: Final = bytes(16)


def flawed_join(shares: Sequence[tuple[int, int]]) -> int:
    """Interpolate at 0, and refuse an x of 0."""
    if any(x == 0 for x, _ in shares):  # the flaw: x is not yet reduced modulo the order
        raise BadShare("the value at x = 0 is the secret itself", holder="0")
    return polynomials.interpolate(dict(shares), SCALARS)  # all arithmetic is modulo the order


def repaired_join(shares: Sequence[tuple[int, int]]) -> int:
    """Join by ``join_scalar``, whose shares do not lie at 0 modulo the order."""
    need = len(shares)
    made = [
        ScalarShare(set_id=_SET, threshold=need, x=x, value=SecretScalar.of(y)) for x, y in shares
    ]
    return join_scalar(made).reveal_number()


def program(scheme: NumberScheme, budget: int, rng: Rng) -> Outcome:
    """Hand in 42 at x = 0, at L, at 2 L, ... until one of them is taken."""
    _, *others = scheme.split(draw_below(scheme.limit, rng), 3, 3, rng)
    for turn in range(budget):
        got = answer(partial(scheme.join, [(turn * SCALARS.order, _CHOSEN), *others]))
        if got == _CHOSEN:
            return Outcome(won=True, tries=turn + 1, told=f"42 at x = {turn} L became the secret")
    return Outcome(won=False, tries=budget, told=f"refused at each of {budget} x's")


_WHOLE: Final = numbers_modulo(SCALARS.order)
ATTACK: Final = Attack(
    name="share_at_order",
    title="The share at the order",
    mistake="x is compared with 0 before it is reduced modulo the order",
    repair="x is refused if it is 0 modulo the order",
    source='Trail of Bits, "Disclosing Shamir\'s Secret Sharing vulnerabilities", December 2021',
    scale="real size",
    budget=3,
    program=program,
    honest=joins_numbers,
    flawed=NumberScheme(limit=SCALARS.order, split=_WHOLE.split, join=flawed_join),
    repaired=NumberScheme(limit=SCALARS.order, split=_WHOLE.split, join=repaired_join),
    seen_in="tss-lib and its forks (Trail of Bits, 2021)",
)
