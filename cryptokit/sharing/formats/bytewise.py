"""What the formats over GF(2^8) have in common: a polynomial a byte, and limits on k and n.

Not here: how a share is written, which is all in which these formats differ.
"""

from collections.abc import Sequence
from typing import Final

from cryptokit.errors import BadShare, NotEnoughShares, WireError
from cryptokit.primitives import gf256
from cryptokit.primitives.gf256 import Field
from cryptokit.rng import Rng, draw
from cryptokit.sharing.formats.format import GF256_AES, GF256_REED_SOLOMON, Part, Plan
from cryptokit.sharing.plan import require_plan
from cryptokit.sharing.share import AT_ZERO, MOST

LEAST: Final = 2
"""No format here has a threshold of 1, so that one share alone is never enough."""
FIELDS: Final = {GF256_AES: Field.AES, GF256_REED_SOLOMON: Field.REED_SOLOMON}
"""The fields by the names that formats give them."""
_TRIES: Final = 1000
"""Draws after which a source that repeats itself is given up; an honest one needs a handful."""


def points(parts: Sequence[Part]) -> dict[int, bytes]:
    """Give x -> value."""
    return {part.x: part.value.reveal() for part in parts}


def value_at_zero(parts: Sequence[Part], _passphrase: bytes = b"") -> bytes:
    """Interpolate all of the parts over their field: too few give a wrong secret without an error.

    Raises NotEnoughShares for less than two, which no sharing here needs.
    """
    if len(parts) < LEAST:
        raise NotEnoughShares(have=len(parts), need=LEAST)
    return gf256.interpolate(points(parts), field=FIELDS[parts[0].field])


def require_limits(secret: bytes, plan: Plan, *, most: int = MOST) -> None:
    """Refuse what no sharing of this kind has. Raises ValueError."""
    if not secret:
        raise ValueError("an empty secret has nothing to share")
    require_plan(plan.threshold, plan.shares, most=most)


def require_place(x: int, where: str) -> None:
    """Refuse a share at x = 0. Raises BadShare."""
    if x == 0:
        raise BadShare(AT_ZERO, holder=where)


def from_hex(text: str, at: int) -> bytes:
    """Read the value of a line, which starts at ``at``, from hex. Raises WireError."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise WireError("not hex", offset=at, field="value") from None


def distinct_xs(count: int, rng: Rng) -> tuple[int, ...]:
    """Draw so many different x, none of them 0."""
    chosen = dict[int, None]()
    for _ in range(_TRIES):
        if len(chosen) >= count:
            return tuple(chosen)[:count]
        chosen |= dict.fromkeys(x for x in draw(rng, count) if x)
    raise ValueError(f"the randomness source does not give {count} different bytes: it is broken")
