"""What the formats over GF(2^8) have in common: a polynomial a byte, and limits on k and n."""

from collections.abc import Sequence
from typing import Final

from cryptokit.rng import Rng, draw
from cryptokit.sharing.formats.format import Part, Plan

MOST: Final = 255
"""The non-zero elements of GF(2^8): as many shares can have an x of their own."""


def polynomial(secret: bytes, plan: Plan) -> tuple[bytes, ...]:
    """Draw coefficients for every byte of the secret, all uniform, the leading one too."""
    luck = draw(plan.rng, len(secret) * (plan.threshold - 1))
    size = len(secret)
    return (secret, *(luck[i * size : (i + 1) * size] for i in range(plan.threshold - 1)))


def points(parts: Sequence[Part]) -> dict[int, bytes]:
    """Give x -> value."""
    return {part.x: part.value.reveal() for part in parts}


def require_limits(secret: bytes, plan: Plan, *, most: int = MOST) -> None:
    """Refuse what no sharing of this kind has. Raises ValueError."""
    if not secret:
        raise ValueError("an empty secret has nothing to share")
    if plan.threshold == 1:
        raise ValueError("with a threshold of 1 every share is the secret: that is no sharing")
    if not 1 < plan.threshold <= plan.shares <= most:
        what = f"2 <= threshold <= shares <= {most} is needed"
        raise ValueError(f"{what}, not {plan.threshold} of {plan.shares}")


def distinct_xs(count: int, rng: Rng) -> tuple[int, ...]:
    """Draw so many different x, none of them 0."""
    chosen = dict[int, None]()
    while len(chosen) < count:
        chosen |= dict.fromkeys(x for x in draw(rng, count) if x)
    return tuple(chosen)[:count]
