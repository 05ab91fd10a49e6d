"""Safety numbers: 60 digits, or a picture to scan, that two people compare to meet no impostor.

Not here: who shows what on which screen. The number says that both phones see the same two
identity keys; it says nothing about whose phone was stolen.

A half has 30 digits, about 2^99.7 of them, and finding a key for a given half costs 5,200 hashes
a try, which is 2^12.3 more. Comparing only the first five digits costs an
impostor 100,000 tries; one who makes both false keys has a birthday, of some 1,500 in the mean.

See: libsignal, rust/protocol/src/fingerprint.rs, 2026; WhatsApp, "Encryption Overview", version 6,
2021, on verifying keys.
"""

import hmac
from collections.abc import Iterable
from enum import IntEnum
from hashlib import sha512
from typing import Final

from cryptokit.errors import Untrusted, WireError
from cryptokit.signal import protobuf
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.protobuf import Field, Message

ITERATIONS: Final = 5200
"""How often a fingerprint is hashed. See: libsignal, as above; WhatsApp, as above."""
MOST_ITERATIONS: Final = 1_000_000
"""libsignal refuses more, and fewer than two."""
_ALGORITHM: Final = bytes(2)
"""The version of the hashing, which never changed: it is not the version of the picture."""
_SHOWN: Final = 32
"""Bytes of a fingerprint that go into the picture; the digits use 30 of them."""
_GROUP: Final = 5
_GROUPS: Final = 6


class Version(IntEnum):
    """What the two people are named by. It changes the picture, not the digits."""

    PHONE_NUMBER = 1
    SERVICE_ID = 2


_SIDE: Final = Message("side", (Field(1, "fingerprint", "bytes"),))
_PICTURE: Final = Message(
    "picture",
    (Field(1, "version", "uint32"), Field(2, "local", _SIDE), Field(3, "remote", _SIDE)),
)


def fingerprint(name: bytes, identity: PublicKey, *, iterations: int = ITERATIONS) -> bytes:
    """Hash the name and the identity key of one person, 64 bytes.

    ``name`` is a phone number in ASCII, or the 16 bytes of a service id. Raises ValueError for a
    number of iterations that libsignal refuses.

    See: libsignal, rust/protocol/src/fingerprint.rs, 2026.
    """
    return _hashed(name, identity.wire, iterations)


def of_all_devices(
    name: bytes, identities: Iterable[PublicKey], *, iterations: int = ITERATIONS
) -> bytes:
    """Hash the identity keys of all devices of one person, in any order: WhatsApp's form.

    With one device it is Signal's. A device that was added changes the number.

    >>> from cryptokit.signal.curve import PublicKey
    >>> phone, laptop = PublicKey(bytes([9] * 32)), PublicKey(bytes([8] * 32))
    >>> of_all_devices(b"+1", [phone, laptop]) == of_all_devices(b"+1", [laptop, phone])
    True
    >>> of_all_devices(b"+1", [phone]) == fingerprint(b"+1", phone)
    True

    See: WhatsApp, "Encryption Overview", version 6, 2021, on verifying keys.
    """
    keys = sorted(identity.wire for identity in identities)
    if not keys:
        raise ValueError("a person has at least one device")
    return _hashed(name, b"".join(keys), iterations)


def digits(mine: bytes) -> str:
    """Give the 30 digits of one fingerprint.

    >>> digits(bytes(range(64)))
    '090606058512110636351516066685'

    See: libsignal, as above: big-endian numbers of five bytes, each modulo 100,000.
    """
    starts = range(0, _GROUP * _GROUPS, _GROUP)
    numbers = (int.from_bytes(mine[at : at + _GROUP], "big") for at in starts)
    return "".join(f"{number % 10**_GROUP:0{_GROUP}}" for number in numbers)


def number(mine: bytes, theirs: bytes) -> str:
    """Give the 60 digits that both people see, whoever asks.

    >>> one, other = bytes(range(64)), bytes(range(1, 65))
    >>> number(one, other) == number(other, one), len(number(one, other))
    (True, 60)
    """
    return "".join(sorted([digits(mine), digits(theirs)]))


def in_groups(number: str) -> str:
    """Write digits in groups of five, as they are read aloud.

    >>> in_groups("123451234512345")
    '12345 12345 12345'
    """
    return " ".join(number[at : at + _GROUP] for at in range(0, len(number), _GROUP))


def picture(mine: bytes, theirs: bytes, version: Version = Version.SERVICE_ID) -> bytes:
    """Give the bytes of the QR code, which the other phone scans.

    >>> picture(bytes(range(64)), bytes(64)).hex()[:20]
    '080212220a2000010203'
    """
    local, remote = {"fingerprint": mine[:_SHOWN]}, {"fingerprint": theirs[:_SHOWN]}
    return protobuf.write(_PICTURE, {"version": int(version), "local": local, "remote": remote})


def is_ours(
    scanned: bytes, mine: bytes, theirs: bytes, version: Version = Version.SERVICE_ID
) -> bool:
    """Compare what was scanned from the other phone, in constant time.

    Their own side must be what I have of them, and their view of me what I am. Raises Untrusted
    with field ``version`` if the other phone makes another kind of picture, which is no sign of an
    impostor; WireError for bytes that are no picture.

    >>> one, other = bytes(range(64)), bytes(range(1, 65))
    >>> is_ours(picture(other, one), one, other), is_ours(picture(one, other), one, other)
    (True, False)

    See: libsignal, rust/protocol/src/fingerprint.rs, 2026, ``compare``.
    """
    fields = protobuf.read(_PICTURE, scanned)
    if fields.number("version") != version:
        raise Untrusted("the two phones make two kinds of pictures", field="version")
    seen = _side(fields, "remote"), _side(fields, "local")
    same = [
        hmac.compare_digest(one, other[:_SHOWN])
        for one, other in zip(seen, (mine, theirs), strict=True)
    ]
    return all(same)


def _side(fields: protobuf.Fields, name: str) -> bytes:
    side = fields.message(name)
    data = side.data("fingerprint")
    if len(data) != _SHOWN:
        what = f"{len(data)} bytes, not {_SHOWN}"
        raise WireError(what, offset=side.offset, field=f"{name} fingerprint")
    return data


def _hashed(name: bytes, keys: bytes, iterations: int) -> bytes:
    if not 1 < iterations <= MOST_ITERATIONS:
        raise ValueError(f"from 2 to {MOST_ITERATIONS:,} iterations, not {iterations:,}")
    digest = sha512(_ALGORITHM + keys + name + keys).digest()
    for _ in range(iterations - 1):
        digest = sha512(digest + keys).digest()
    return digest
