"""The shares of cryptokit itself, as text and as bytes: all that a share should tell.

Not here: the record, which is ``sharing.Share``, and its own ``split`` and ``join``.
"""

from collections.abc import Sequence
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.errors import BadShare, WireError
from cryptokit.primitives.gf256 import Field
from cryptokit.sharing import shamir
from cryptokit.sharing.formats.format import (
    GF256_AES,
    GF256_REED_SOLOMON,
    Format,
    Part,
    Plan,
    Raw,
    Reading,
    Written,
)
from cryptokit.sharing.share import MAGIC, Share

_FIELDS: Final = {Field.AES: GF256_AES, Field.REED_SOLOMON: GF256_REED_SOLOMON}


def read(raw: Raw) -> Reading:
    """Read a share by its magic bytes or as a line of text; both end in a checksum.

    >>> from cryptokit.rng import lesson
    >>> one, _ = split(b"key", Plan(threshold=2, shares=2, rng=lesson("own")))
    >>> read(Raw("line 1", one.line.encode())).part
    <Part cryptokit, x = 1, 3 bytes, from line 1>

    See: RFC 4648, section 6, on base32.
    """
    share = _share(raw)
    part = Part(
        format=FORMAT.name,
        field=_FIELDS[share.field],
        x=share.x,
        value=share.value,
        where=raw.where,
        label=f"x = {share.x}",
        threshold=share.threshold,
        kind=(("set id", share.set_id.hex()),),
        extra=share,
    )
    return Reading(part, Certainty.CERTAIN, "labelled, and the checksum fits")


def _share(raw: Raw) -> Share:
    try:
        if raw.data.startswith(MAGIC):
            return Share.from_bytes(raw.data)
        line = raw.text()
        if line is None:
            raise WireError("neither a line of text nor CKsh", offset=0, field="label")
        return Share.from_text(line)
    except BadShare as error:
        what = error.what.removeprefix(f"share {error.holder}: ")
        raise BadShare(what, holder=raw.where) from None


def split(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Split with ``sharing.split``, and write the line and the bytes of every share."""
    shares = shamir.split(secret, threshold=plan.threshold, shares=plan.shares, rng=plan.rng)
    return tuple(Written(s.to_text(), f".{s.x}.share", s.to_bytes()) for s in shares)


def join(parts: Sequence[Part], _passphrase: bytes) -> bytes:
    """Join with ``sharing.join``, which counts, and checks what is more than needed."""
    return shamir.join([_given(part) for part in parts])


def _given(part: Part) -> Share:
    if not isinstance(part.extra, Share):
        raise TypeError("this part was not read as a share of cryptokit")
    return part.extra


FORMAT: Final = Format(
    name="cryptokit",
    title="cryptokit",
    field=GF256_AES,
    layout="CKsh, version, field, set id, threshold, x, length, the value, checksum; or base32",
    detects="slips of the pen, other sets, too few; with two shares to spare, which one is wrong",
    source="cryptokit.sharing.Share",
    read=read,
    join=join,
    split=split,
    bytewise=True,
)
