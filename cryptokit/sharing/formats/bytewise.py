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

MOST: Final = 255
"""The non-zero elements of GF(2^8): as many shares can have an x of their own."""
LEAST: Final = 2
"""No format here has a threshold of 1, so that one share alone is never enough."""
FIELDS: Final = {GF256_AES: Field.AES, GF256_REED_SOLOMON: Field.REED_SOLOMON}
"""The fields by the names that formats give them."""
_TRIES: Final = 1000
"""Draws after which a source that repeats itself is given up; an honest one needs a handful."""


def polynomial(secret: bytes, plan: Plan) -> tuple[bytes, ...]:
    """Draw coefficients for every byte of the secret, all uniform, the leading one too."""
    luck = draw(plan.rng, len(secret) * (plan.threshold - 1))
    size = len(secret)
    return (secret, *(luck[i * size : (i + 1) * size] for i in range(plan.threshold - 1)))


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
    if plan.threshold == 1:
        raise ValueError("with a threshold of 1 every share is the secret: that is no sharing")
    if not 1 < plan.threshold <= plan.shares <= most:
        what = f"2 <= threshold <= shares <= {most} is needed"
        raise ValueError(f"{what}, not {plan.threshold} of {plan.shares}")


def require_place(x: int, where: str) -> None:
    """Refuse a share at x = 0. Raises BadShare."""
    if x == 0:
        what = "the value at x = 0 is the secret itself, so no holder has it"
        raise BadShare(what, holder=where)


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
