"""The list of an account's linked devices in WhatsApp, signed by the phone, with an end date.

Not here: how a device gets onto it, see ``devices``. The paper says that the list is signed, dated
and expires; how it is written down is ours. A server can hold a new list back until the old one
ends, but can neither add a device nor bring back an old list.

See: WhatsApp, "Encryption Overview", version 6, 2021, on the signed device list.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Final, Self

from cryptokit.errors import Untrusted, WireError
from cryptokit.rng import Rng, system
from cryptokit.signal import devices, xeddsa
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.devices import Link
from cryptokit.wire import Cursor

COMPANION_LIMIT: Final = 4
"""Linked devices of an account, beside its phone. See: Engineering at Meta, "How WhatsApp enables
multi-device capability", 14 July 2021."""
_LIST: Final = b"\x06\x02"
_DIGEST: Final = b"cryptokit device lists v1"


@dataclass(frozen=True, slots=True)
class Listed:
    """One companion: its number in the account, and its identity key."""

    number: int
    identity: PublicKey


@dataclass(frozen=True, slots=True)
class DeviceList:
    """The companions of an account in ascending order; times are in Unix seconds."""

    made: int
    expires: int
    companions: tuple[Listed, ...]

    def to_bytes(self) -> bytes:
        """Write the list: made (8), expires (8), count (2), then number (4) and key (33) of each.

        Numbers are little-endian. Raises ValueError for more than four companions, and for numbers
        that do not ascend or do not fit.
        """
        if len(self.companions) > COMPANION_LIMIT:
            raise ValueError(f"an account has {COMPANION_LIMIT} companions at most")
        if not _ascend(self.companions):
            raise ValueError("companions stand in ascending order of their numbers")
        if not self._fits():
            raise ValueError("times have 64 bits, numbers 32, and none is below zero")
        head = self.made.to_bytes(8, "little") + self.expires.to_bytes(8, "little")
        each = [one.number.to_bytes(4, "little") + one.identity.wire for one in self.companions]
        return head + len(each).to_bytes(2, "little") + b"".join(each)

    def _fits(self) -> bool:
        times = all(0 <= time < 1 << 64 for time in (self.made, self.expires))
        return times and all(0 <= one.number < 1 << 32 for one in self.companions)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a list. Raises WireError."""
        cursor = Cursor(data)
        made, expires = cursor.uint(8, "made"), cursor.uint(8, "expires")
        at, count = cursor.offset, cursor.uint(2, "count")
        if count > COMPANION_LIMIT:
            what = f"{count:,} companions, but {COMPANION_LIMIT} at most"
            raise WireError(what, offset=at, field="count")
        companions = tuple(_read_listed(cursor) for _ in range(count))
        cursor.finish()
        if not _ascend(companions):
            raise WireError("numbers do not ascend", offset=at, field="companions")
        return cls(made, expires, companions)


@dataclass(frozen=True, slots=True)
class SignedList:
    """A list as the server keeps it: bytes, and the phone's signature over them."""

    data: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def sign(primary: KeyPair, listed: DeviceList, *, rng: Rng = system) -> SignedList:
    """Sign a list as the phone.

    See: the paper above: CURVE25519_SIGN(I_primary, 0x0602 || list).
    """
    data = listed.to_bytes()
    return SignedList(data, xeddsa.sign_shipped(primary, _LIST + data, rng=rng))


def check(signed: SignedList, primary: PublicKey, *, now: int, newest: int = 0) -> DeviceList:
    """Give a list once it holds; ``newest`` is the date of the newest one that we have seen.

    Raises Untrusted with field ``list_signature``; ``made`` for a list older than that, or of the
    future; ``expires``. Raises WireError for a list that the phone signed and that does not parse.

    >>> from cryptokit.rng import lesson
    >>> phone = KeyPair.draw(lesson("phone"))
    >>> signed = sign(phone, DeviceList(100, 200, ()))
    >>> check(signed, phone.public, now=199).companions
    ()
    >>> check(signed, phone.public, now=200)
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: expires: the list has run out. Try: ...
    """
    if not xeddsa.verify_shipped(primary, _LIST + signed.data, signed.signature):
        raise Untrusted("not by the phone of this account", field="list_signature")
    listed = DeviceList.from_bytes(signed.data)
    if not newest <= listed.made <= now:
        raise Untrusted("a list from before the newest one, or from the future", field="made")
    if now >= listed.expires:
        raise Untrusted("the list has run out", field="expires")
    return listed


def recipients(
    listed: DeviceList, links: Iterable[Link], primary: PublicKey
) -> tuple[PublicKey, ...]:
    """Give the identity keys to encrypt to: the phone, then each companion that signed back.

    Raises Untrusted with field ``link`` for a companion without one, and as ``devices.check``.
    """
    by_key = {link.companion.raw: link for link in links}
    for one in listed.companions:
        link = by_key.get(one.identity.raw)
        if link is None:
            raise Untrusted(f"companion {one.number} has none", field="link")
        devices.check(link, primary)
    return (primary, *(one.identity for one in listed.companions))


def digest(lists: Mapping[bytes, DeviceList]) -> bytes:
    """Hash the lists of both sides, by name, 32 bytes: it travels in every message.

    >>> empty = DeviceList(0, 0, ())
    >>> digest({b"ana": empty, b"ben": empty}) == digest({b"ben": empty, b"ana": empty})
    True
    """
    parts = [_DIGEST]
    for name, listed in sorted(lists.items()):
        data = listed.to_bytes()
        parts += [len(name).to_bytes(4, "little"), name, len(data).to_bytes(4, "little"), data]
    return sha256(b"".join(parts)).digest()


def check_digest(claimed: bytes, lists: Mapping[bytes, DeviceList]) -> None:
    """Compare the digest in a message with our own view of the lists.

    Raises Untrusted with field ``device_lists``: then one side has not seen a change yet, or the
    server shows two views.
    """
    if not hmac.compare_digest(digest(lists), claimed):
        raise Untrusted("the other side sees other devices", field="device_lists")


def _read_listed(cursor: Cursor) -> Listed:
    with cursor.group("companion"):
        return Listed(cursor.uint(4, "number"), PublicKey.read(cursor, "identity"))


def _ascend(companions: tuple[Listed, ...]) -> bool:
    return all(one.number < other.number for one, other in pairwise(companions))
