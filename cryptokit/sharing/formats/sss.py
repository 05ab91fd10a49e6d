"""Shares of dsprenkels/sss: x and 32 bytes of a key, with the 80 bytes of the box it locks or bare.

``FORMAT`` is the whole share, 113 bytes; ``KEY`` the key share alone, 33 bytes. Not here: messages
longer than 64 bytes, which the C library does not have.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from nacl.bindings import crypto_secretbox, crypto_secretbox_open
from nacl.exceptions import CryptoError

from cryptokit.certainty import Certainty
from cryptokit.errors import CannotOpen, WireError
from cryptokit.keys import DataKey, ShareValue
from cryptokit.primitives import gf256
from cryptokit.sharing.formats.bytewise import (
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

KEY_SIZE: Final = 32
MESSAGE_SIZE: Final = 64
TAG_SIZE: Final = 16
KEY_SHARE_SIZE: Final = 1 + KEY_SIZE
SHARE_SIZE: Final = KEY_SHARE_SIZE + TAG_SIZE + MESSAGE_SIZE
NONCE: Final = bytes(24)
"""Each key locks one box only, so its nonce may be a constant."""
SHORTENED: Final = b"CKp"
"""With the length, the end of a message that was shorter: chance ends one so once in 2^32."""
LONGEST_SHORT: Final = MESSAGE_SIZE - len(SHORTENED) - 1
_DIGEST_SIZE = 8


def read_key(raw: Raw) -> Reading:
    """Read a key share in hex, base64 or bytes: nothing but its length says that it is one.

    >>> read_key(Raw("line 1", b"01" + b"a8" * 32)).part
    <Part sss-key, x = 1, 32 bytes, from line 1>

    See: dsprenkels/sss 0.1.0, hazmat.c.
    """
    data = _sized(raw, KEY_SHARE_SIZE)
    part = Part(
        format=KEY.name,
        field=KEY.field,
        x=data[0],
        value=ShareValue(data[1:]),
        where=raw.where,
        label=f"x = {data[0]}",
    )
    return Reading(part, Certainty.GUESSED, "33 bytes; x is the first")


def read(raw: Raw) -> Reading:
    """Read a whole share in hex, base64 or bytes; in the parts of one set the boxes are equal."""
    data = _sized(raw, SHARE_SIZE)
    box = data[KEY_SHARE_SIZE:]
    part = Part(
        format=FORMAT.name,
        field=FORMAT.field,
        x=data[0],
        value=ShareValue(data[1:KEY_SHARE_SIZE]),
        where=raw.where,
        label=f"x = {data[0]}",
        kind=(("box", hashlib.sha256(box).hexdigest()[: 2 * _DIGEST_SIZE]),),
        extra=box,
    )
    return Reading(part, Certainty.GUESSED, "113 bytes; x is the first, a box the last 80")


def _sized(raw: Raw, size: int) -> bytes:
    data = raw.binary()
    if data is None or len(data) != size:
        raise WireError(f"not {size} bytes, in hex, base64 or bytes", offset=0, field="share")
    require_place(data[0], raw.where)
    return data


def split_key(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Split a key of 32 bytes at x = 1 to n. Raises ValueError for another length."""
    require_limits(secret, plan)
    if len(secret) != KEY_SIZE:
        raise ValueError(f"a key share is one of {KEY_SIZE} bytes, not {len(secret)}")
    return tuple(Written(data.hex(), f".{data[0]}.sss-key", data) for data in _dealt(secret, plan))


def split(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Lock a message under a fresh key, split the key, and give everybody the box.

    The box holds 64 bytes, always. Up to 60 are filled up with zeros, a mark and their number;
    61 to 63 do not leave room for that, so they are a ValueError.

    >>> from cryptokit.rng import lesson
    >>> one, two = split(b"nine", Plan(threshold=2, shares=2, rng=lesson("box")))
    >>> join([read(Raw(share.suffix, share.data)).part for share in (one, two)], b"")
    b'nine'

    See: dsprenkels/sss 0.1.0, sss.c.
    """
    require_limits(secret, plan)
    key = DataKey.draw(plan.rng)
    box = crypto_secretbox(_filled(secret), NONCE, key.reveal())
    shares = [data + box for data in _dealt(key.reveal(), plan)]
    return tuple(Written(data.hex(), f".{data[0]}.sss", data) for data in shares)


def _dealt(key: bytes, plan: Plan) -> list[bytes]:
    xs = tuple(range(1, plan.shares + 1))
    values = gf256.evaluate(polynomial(key, plan.threshold, plan.rng), xs)
    return [bytes([x]) + value for x, value in zip(xs, values, strict=True)]


def join(parts: Sequence[Part], _passphrase: bytes) -> bytes:
    """Open the box with the key. Raises CannotOpen for too few shares, or a changed one."""
    key = DataKey(value_at_zero(parts))
    box = parts[0].extra
    if not isinstance(box, bytes):
        raise TypeError("a part of another format")
    try:
        message = crypto_secretbox_open(box, NONCE, key.reveal())
    except CryptoError:
        raise CannotOpen from None
    return _bare(message)


def _filled(message: bytes) -> bytes:
    if len(message) == MESSAGE_SIZE:
        return message
    if len(message) > LONGEST_SHORT:
        what = f"{MESSAGE_SIZE} bytes, or {LONGEST_SHORT} at most"
        raise ValueError(f"a message of dsprenkels/sss has {what}, not {len(message)}")
    end = SHORTENED + bytes([len(message)])
    return message.ljust(LONGEST_SHORT, b"\0") + end


def _bare(message: bytes) -> bytes:
    # A message that a program of the C library locked has no mark, and is given as it is: whether
    # zeros at its end are filling is for its program to know.
    short = message[: message[-1]]
    return short if message[-1] <= LONGEST_SHORT and message == _filled(short) else message


FORMAT: Final = Format(
    name="sss",
    title="dsprenkels/sss",
    field=GF256_AES,
    layout="x (1 to n), 32 bytes of a key's share, the box of 80 bytes",
    detects="a changed share, too few, another set: the box does not open",
    source="dsprenkels/sss 0.1.0, sss.c",
    read=read,
    join=join,
    split=split,
    bytewise=True,
)

KEY: Final = Format(
    name="sss-key",
    title="dsprenkels/sss, key shares alone",
    field=GF256_AES,
    layout="x (1 to n), 32 bytes of value",
    detects="nothing",
    source="dsprenkels/sss 0.1.0, hazmat.c",
    read=read_key,
    join=value_at_zero,
    split=split_key,
    bytewise=True,
)
