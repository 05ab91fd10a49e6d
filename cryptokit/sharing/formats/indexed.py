"""What ssss and pycryptodome have in common: lines ``index-hex``, one polynomial for all the bits.

Not here: what ssss does to the secret and to the polynomial besides, which is in ``ssss``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cryptokit.errors import NotEnoughShares, WireError
from cryptokit.keys import ShareValue
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import Binary, binary
from cryptokit.rng import draw
from cryptokit.sharing.formats.bytewise import LEAST, require_limits, require_place
from cryptokit.sharing.formats.format import Part, Plan, Raw, Written

MOST: Final = 9_999
"""The most shares that are written: more holders than that are a slip of the finger."""
_LINE: Final = re.compile(r"(?:([^-]*)-)?(\d{1,9})-((?:[0-9A-Fa-f]{2})+)", re.ASCII)


def read_line(raw: Raw, *, name: str, sizes: range) -> Part:
    """Read ``[token-]index-hex`` of a format, whose values have one of these ``sizes`` in bytes."""
    line = _LINE.fullmatch(raw.text() or "")
    if line is None:
        raise WireError("not an index, a hyphen and hex", offset=0, field="share")
    x, value = int(line[2]), ShareValue(bytes.fromhex(line[3]))
    if len(value) not in sizes:
        what = f"{len(value)} bytes, not {sizes[0]}" + (f" to {sizes[-1]}" if sizes[1:] else "")
        raise WireError(what, offset=line.start(3), field="value")
    require_place(x, raw.where)
    if x.bit_length() > 8 * len(value):
        raise WireError("not an element of the field", offset=line.start(2), field="index")
    return Part(
        format=name,
        field=f"GF(2^{8 * len(value)})",
        x=x,
        value=value,
        where=raw.where,
        label=f"x = {x}",
        kind=(("token", line[1]),) if line[1] else (),
    )


def field_of(size: int) -> Binary:
    """Give the field whose elements are strings of so many bytes, as big-endian numbers."""
    return binary(8 * size)


def points(parts: Sequence[Part]) -> dict[int, int]:
    """Give x -> value of parts of one length. Raises NotEnoughShares for less than two."""
    if len(parts) < LEAST:
        raise NotEnoughShares(have=len(parts), need=LEAST)
    return {part.x: int.from_bytes(part.value.reveal(), "big") for part in parts}


def at_zero(values: Mapping[int, int], size: int) -> bytes:
    """Interpolate x -> value, and give the ``size`` bytes at 0, leading zeros and all."""
    return polynomials.interpolate(values, field_of(size)).to_bytes(size, "big")


def deal(secret: bytes, plan: Plan, *, beyond: Iterable[int] = ()) -> dict[int, bytes]:
    """Give x -> value for x = 1 to n, on a polynomial with uniform coefficients.

    ``beyond`` are coefficients of higher degree than the sharing needs; they are no secret.
    """
    size = len(secret)
    require_limits(secret, plan, most=min(MOST, (1 << 8 * size) - 1))
    luck = draw(plan.rng, size * (plan.threshold - 1))
    strings = (secret, *(luck[at : at + size] for at in range(0, len(luck), size)))
    polynomial = (*(int.from_bytes(one, "big") for one in strings), *beyond)
    field = field_of(size)
    values = ((x, polynomials.evaluate(polynomial, x, field)) for x in range(1, plan.shares + 1))
    return {x: value.to_bytes(size, "big") for x, value in values}


def write(values: Mapping[int, bytes], *, name: str) -> tuple[Written, ...]:
    """Write lines, with each index as wide as the widest, so that they sort."""
    width = len(str(max(values)))
    lines = {f"{x:0{width}}": value.hex() for x, value in values.items()}
    return tuple(
        Written(f"{index}-{code}", f".{index}.{name}", f"{index}-{code}\n".encode())
        for index, code in lines.items()
    )
