"""HashiCorp Vault's shares: the values of all bytes, then x. No threshold, no set, no checksum.

Not here: the field and the polynomials, which ``bytewise`` has for all formats of this kind.
"""

import re
from dataclasses import replace
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.errors import WireError
from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.sharing.formats.bytewise import (
    distinct_xs,
    require_limits,
    require_place,
    value_at_zero,
)
from cryptokit.sharing.formats.format import (
    GF256_AES,
    Format,
    Part,
    Plan,
    Raw,
    Reading,
    Written,
)
from cryptokit.sharing.shamir import polynomial

_LABEL: Final = re.compile(r"(?:unseal|recovery) key \d+: *", re.IGNORECASE)
"""What ``vault operator init`` prints in front of the base64 of a share."""


def read(raw: Raw) -> Reading:
    """Read hex, base64 or bytes. Nothing in a bare share says that it is one.

    >>> read(Raw("line 1", b"Unseal Key 1: RrJpqMw=")).part
    <Part vault, x = 204, 4 bytes, from line 1>

    See: hashicorp/vault, shamir/shamir.go.
    """
    bare = _without_label(raw)
    data = bare.binary()
    if data is None or len(data) < 2:
        raise WireError("not a value and an x, in hex, base64 or bytes", offset=0, field="share")
    *_, x = data
    require_place(x, raw.where)
    part = Part(
        format=FORMAT.name,
        field=FORMAT.field,
        x=x,
        value=ShareValue(data[:-1]),
        where=raw.where,
        label=f"x = {x}",
    )
    if bare is raw:
        return Reading(part, Certainty.GUESSED, "any bytes would do; x is the last")
    return Reading(part, Certainty.LIKELY, "the line is labelled as Vault labels it")


def _without_label(raw: Raw) -> Raw:
    line = raw.text() or ""
    label = _LABEL.match(line)
    return replace(raw, data=line[label.end() :].encode()) if label else raw


def split(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Split at x's that are drawn at random, as Vault does, and write hex, in the file too.

    Vault has no files. Hex is told from bytes even where a share is short.
    """
    require_limits(secret, plan)
    xs = distinct_xs(plan.shares, plan.rng)
    values = gf256.evaluate(polynomial(secret, plan.threshold, plan.rng), xs)
    lines = [(value + bytes([x])).hex() for value, x in zip(values, xs, strict=True)]
    return tuple(
        Written(line, f".{i}.vault", f"{line}\n".encode()) for i, line in enumerate(lines, 1)
    )


FORMAT: Final = Format(
    name="vault",
    title="HashiCorp Vault",
    field=GF256_AES,
    layout="the value, then x (1 to 255, at random)",
    detects="nothing",
    source="hashicorp/vault, shamir/shamir.go",
    read=read,
    join=value_at_zero,
    split=split,
    bytewise=True,
)
