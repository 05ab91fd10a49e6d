"""Shares of ssss ("Shamir's Secret Sharing Scheme", the Debian program), with its mixing or bare.

``FORMAT`` is what ``ssss-split`` writes; ``PLAIN`` what it writes with ``-D``, and for secrets
below 8 bytes always. Not here: a threshold or a checksum, which the format does not have.

The polynomial has degree k, not k - 1, but its leading coefficient is 1 and known to all. So k
shares determine it, and it takes knowing k to take x^k away again: exactly k shares are joined,
and with one more or one less another secret comes out without an error.
"""

from collections.abc import Sequence
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.primitives.polynomials import evaluate
from cryptokit.sharing import diffusion
from cryptokit.sharing.formats.format import Format, Part, Plan, Raw, Reading, Written
from cryptokit.sharing.formats.indexed import at_zero, deal, field_of, points, read_line, write

SIZES: Final = range(1, 129)
"""Bytes of a secret: security levels of 8 to 1024 bits, in steps of 8."""


def read(raw: Raw) -> Reading:
    """Read ``[token-]index-hex``; a token is what ``ssss-split -w`` puts in front."""
    part = read_line(raw, name=FORMAT.name, sizes=SIZES)
    return Reading(part, Certainty.GUESSED, "an index and hex; the mixing does not show")


def read_plain(raw: Raw) -> Reading:
    """Read ``[token-]index-hex``; nothing in it tells that the secret was not mixed."""
    part = read_line(raw, name=PLAIN.name, sizes=SIZES)
    return Reading(part, Certainty.GUESSED, "an index and hex; that there is no mixing is a guess")


def split(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Mix and split a secret of up to 128 bytes. Raises ValueError for a longer one."""
    _require_size(secret)
    mixed = diffusion.mix(secret) if len(secret) >= diffusion.LEAST else secret
    return write(deal(mixed, plan, beyond=[1]), name=FORMAT.name)


def split_plain(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Split a secret of up to 128 bytes as it is. Raises ValueError for a longer one."""
    _require_size(secret)
    return write(deal(secret, plan, beyond=[1]), name=PLAIN.name)


def join(parts: Sequence[Part], passphrase: bytes) -> bytes:
    """Interpolate exactly as many parts as were needed, and undo the mixing.

    All bytes are given, zeros in front too, as by ``ssss-combine -x``: it puts them there for a
    secret that is shorter than the security level. Without ``-x`` it leaves them out.
    """
    secret = join_plain(parts, passphrase)
    return diffusion.unmix(secret) if len(secret) >= diffusion.LEAST else secret


def join_plain(parts: Sequence[Part], _passphrase: bytes) -> bytes:
    """Interpolate exactly as many parts as were needed: other numbers give a wrong secret."""
    values, size = points(parts), len(parts[0].value)
    leading, field = (*[0] * len(values), 1), field_of(size)
    below = {x: field.subtract(y, evaluate(leading, x, field)) for x, y in values.items()}
    return at_zero(below, size)


def _require_size(secret: bytes) -> None:
    if len(secret) > SIZES[-1]:
        raise ValueError(f"ssss shares {SIZES[-1]} bytes at most, not {len(secret)}")


FORMAT: Final = Format(
    name="ssss",
    title="ssss (ssss-split, ssss-combine)",
    field="GF(2^m), m = 8 times the bytes of the secret, 8 to 1024",
    layout="a token if there is one, x in decimal (1 to n), the value in hex",
    detects="nothing",
    source="B. Poettering, ssss 0.5, ssss(1)",
    read=read,
    join=join,
    split=split,
)

PLAIN: Final = Format(
    name="ssss-plain",
    title="ssss without the diffusion layer (option -D)",
    field=FORMAT.field,
    layout=FORMAT.layout,
    detects="nothing",
    source=FORMAT.source,
    read=read_plain,
    join=join_plain,
    split=split_plain,
)
