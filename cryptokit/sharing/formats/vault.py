"""HashiCorp Vault's shares: the values of all bytes, then x. No threshold, no set, no checksum."""

from collections.abc import Sequence
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.errors import BadShare, WireError
from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.sharing.formats.bytewise import distinct_xs, points, polynomial, require_limits
from cryptokit.sharing.formats.format import (
    GF256_AES,
    Format,
    Part,
    Plan,
    Raw,
    Reading,
    Written,
)


def read(raw: Raw) -> Reading:
    """Read hex, base64 or bytes. Nothing in the share says that it is one."""
    data = raw.binary()
    if data is None or len(data) < 2:
        raise WireError("not a value and an x, in hex, base64 or bytes", offset=0, field="share")
    *_, x = data
    if x == 0:
        what = "the value at x = 0 is the secret itself, so no holder has it"
        raise BadShare(what, holder=raw.where)
    part = Part(
        format=FORMAT.name,
        field=FORMAT.field,
        x=x,
        value=ShareValue(data[:-1]),
        where=raw.where,
        label=f"x = {x}",
    )
    return Reading(part, Certainty.GUESSED, "any bytes would do; x is the last")


def split(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Split at x's that are drawn at random, as Vault does, and write hex."""
    require_limits(secret, plan)
    xs = distinct_xs(plan.shares, plan.rng)
    values = gf256.evaluate(polynomial(secret, plan), xs)
    parts = [value + bytes([x]) for value, x in zip(values, xs, strict=True)]
    return tuple(Written(data.hex(), f".{i}.vault", data) for i, data in enumerate(parts, 1))


def join(parts: Sequence[Part], _passphrase: bytes) -> bytes:
    """Interpolate all of the shares: too few give a wrong secret without an error."""
    return gf256.interpolate(points(parts))


FORMAT: Final = Format(
    name="vault",
    title="HashiCorp Vault",
    field=GF256_AES,
    layout="the value, then x (1 to 255, at random)",
    detects="nothing",
    source="hashicorp/vault, shamir/shamir.go",
    read=read,
    join=join,
    split=split,
)
