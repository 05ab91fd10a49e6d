"""libgfshare's shares: the values alone, and x in the name of the file, as in ``secret.019``.

Not here: a threshold or a checksum, which the format does not have. Over 0x11d, where most others
take 0x11b.
"""

import re
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.errors import BadShare, WireError
from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.primitives.gf256 import Field
from cryptokit.sharing.formats.bytewise import (
    distinct_xs,
    from_hex,
    require_limits,
    value_at_zero,
)
from cryptokit.sharing.formats.format import (
    GF256_REED_SOLOMON,
    Format,
    Part,
    Plan,
    Raw,
    Reading,
    Written,
)
from cryptokit.sharing.shamir import polynomial
from cryptokit.sharing.share import AT_ZERO, MOST

_LINE: Final = re.compile(r"[^:]*\.(\d{3}):(.*)", re.ASCII)
_NAME: Final = re.compile(r".*\.(\d{3})", re.ASCII | re.DOTALL)


def read(raw: Raw) -> Reading:
    """Read a line ``.019:<hex>``, or the bytes of a file whose name ends in ``.019``.

    >>> read(Raw("secret.019", bytes([0xAC, 0x7B, 0x55]))).part
    <Part gfshare, x = 19, 3 bytes, from secret.019>

    See: libgfshare 2.0.0, gfshare(7).
    """
    line, name = _LINE.fullmatch(raw.text() or ""), _NAME.fullmatch(raw.where)
    if line:
        x, value = int(line[1]), from_hex(line[2], line.start(2))
        how, certainty = "written as the name of a gfsplit file and its hex", Certainty.LIKELY
    elif name:
        x, value = int(name[1]), raw.data
        how, certainty = "the file is named as gfsplit names it", _by_name(raw)
    else:
        raise WireError("neither in a file name.NNN nor after .NNN:", offset=0, field="x")
    _require_share(x, value, raw.where)
    part = Part(
        format=FORMAT.name,
        field=FORMAT.field,
        x=x,
        value=ShareValue(value),
        where=raw.where,
        label=f".{x:03}",
    )
    return Reading(part, certainty, how)


def _by_name(raw: Raw) -> Certainty:
    # Values are noise. Hex or base64 in a numbered file is more often a share of another kind.
    return Certainty.GUESSED if raw.binary() != raw.data else Certainty.LIKELY


def _require_share(x: int, value: bytes, where: str) -> None:
    if x == 0:
        # Its log table gave 0 the logarithm of 1, so what it called .000 is the share at x = 1.
        hint = "libgfshare before 1.0.2 could write .000 for the share at x = 1: rename it to .001"
        raise BadShare(AT_ZERO, holder=where, hint=hint)
    if x > MOST:
        raise WireError(f"{x} is more than {MOST}", offset=0, field="x")
    if not value:
        raise WireError("a share without a value", offset=0, field="value")


def split(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Split at x's that are drawn at random, as gfsplit does. The file holds the bytes."""
    require_limits(secret, plan)
    xs = distinct_xs(plan.shares, plan.rng)
    values = gf256.evaluate(polynomial(secret, plan.threshold, plan.rng), xs, Field.REED_SOLOMON)
    return tuple(
        Written(f".{x:03}:{value.hex()}", f".{x:03}", value)
        for x, value in zip(xs, values, strict=True)
    )


FORMAT: Final = Format(
    name="gfshare",
    title="libgfshare (gfsplit, gfcombine)",
    field=GF256_REED_SOLOMON,
    layout="the value; x (001 to 255, at random) is the end of the file's name",
    detects="nothing",
    source="libgfshare 2.0.0, gfshare(7)",
    read=read,
    join=value_at_zero,
    split=split,
    bytewise=True,
)
