"""What the server reads of a sealed message for many: who gets it, on which devices, and no sender.

Not here: the seal, see ``sealed_for_many``. The server cuts one upload into what each recipient
receives, and learns the recipients, the size and the time.

See: libsignal, rust/protocol/src/sealed_sender.rs, 2026, on the sent form and its device lists.
"""

from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

from cryptokit.errors import WireError
from cryptokit.rng import Rng, system
from cryptokit.signal import sealed_for_many, varint
from cryptokit.signal.curve import RAW_SIZE, KeyPair, PublicKey
from cryptokit.signal.sealed_content import Content
from cryptokit.signal.sealed_for_many import (
    HIDDEN_SIZE,
    RECIPIENT_LIMIT,
    TAG_SIZE,
    ForOne,
    Received,
    Sealed,
    expect_few,
)
from cryptokit.wire import Cursor

SENT: Final = b"\x23"
_MORE: Final = 0x8000
"""In front of a registration id: one more device follows."""
_REGISTRATION_LIMIT: Final = 1 << 14
_NO_DEVICE: Final = 0
"""Stands where a first device is due: this member was left out on purpose."""
_KINDS: Final = 2


@dataclass(frozen=True, slots=True)
class Account:
    """A service id: ``kind`` 0 for an account, 1 for a phone number, and a UUID."""

    uuid: UUID
    kind: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.kind < _KINDS:
            raise ValueError("the kind of a service id is 0 or 1")

    def to_bytes(self) -> bytes:
        """Write it in 17 bytes."""
        return bytes([self.kind]) + self.uuid.bytes

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read it. Raises WireError."""
        at, kind = cursor.offset, cursor.uint(1, "kind")
        if kind >= _KINDS:
            raise WireError(f"no kind {kind}", offset=at, field="kind")
        return cls(UUID(bytes=cursor.take(16, "uuid")), kind)


@dataclass(frozen=True, slots=True)
class Device:
    """A device from 1 to 255, and its registration id, below 2^14."""

    number: int
    registration: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 255 or not 0 <= self.registration < _REGISTRATION_LIMIT:
            raise ValueError("a device is from 1 to 255, a registration id below 2^14")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to send to: an account, its identity key, and its devices, which all share the key."""

    account: Account
    identity: PublicKey
    devices: tuple[Device, ...]

    def __post_init__(self) -> None:
        if not self.devices:
            raise ValueError("a recipient has at least one device")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the server hands to the devices of one account; to none, if it was left out."""

    account: Account
    devices: tuple[Device, ...] = ()
    received: Received | None = None


def send(
    content: Content,
    sender: KeyPair,
    recipients: tuple[Recipient, ...],
    *,
    left_out: tuple[Account, ...] = (),
    rng: Rng = system,
) -> bytes:
    """Seal a content for many and write what is uploaded.

    Members that must not get it are named, so that the server can tell a choice from a phone that
    did not know them. Raises Untrusted with field ``recipients`` for more than 5,000 in all, and
    with field ``recipient`` for a key of small order.
    """
    expect_few(len(recipients) + len(left_out))
    keys = tuple(one.identity for one in recipients)
    return upload(sealed_for_many.seal(content, sender, keys, rng=rng), recipients, left_out)


def upload(
    sealed: Sealed, recipients: tuple[Recipient, ...], left_out: tuple[Account, ...] = ()
) -> bytes:
    """Write what is uploaded of something sealed for these recipients, in the same order.

    Raises Untrusted with field ``recipients`` for more than 5,000, those left out counted too.
    """
    expect_few(len(recipients) + len(left_out))
    entries = [
        _entry(recipient, one) for recipient, one in zip(recipients, sealed.for_each, strict=True)
    ]
    skipped = [account.to_bytes() + bytes([_NO_DEVICE]) for account in left_out]
    head = SENT + varint.write(len(entries) + len(skipped))
    return head + b"".join((*entries, *skipped)) + sealed.ephemeral.raw + sealed.body


def deliveries(sent: bytes) -> tuple[Delivery, ...]:
    """Cut an upload into what each recipient receives, as the server does. Raises WireError.

    No key is needed for that, and none is learnt. More than 5,000 recipients are refused.
    """
    cursor = Cursor(sent)
    cursor.expect(SENT, "version")
    at = cursor.offset
    count, end = varint.read(sent, at, name="recipients")
    cursor.take(end - at, "recipients")
    if count > RECIPIENT_LIMIT:
        what = f"{count:,} of them, but {RECIPIENT_LIMIT:,} at most"
        raise WireError(what, offset=at, field="recipients")
    # A count is only a claim: the first entry that is missing ends the loop.
    entries = tuple(_read_entry(cursor) for _ in range(count))
    ephemeral, body = PublicKey(cursor.take(RAW_SIZE, "ephemeral")), cursor.rest("body")
    return tuple(
        Delivery(account, devices, Received(one, ephemeral, body) if one else None)
        for account, devices, one in entries
    )


def _entry(recipient: Recipient, one: ForOne) -> bytes:
    last = len(recipient.devices) - 1
    listed = [_device(device, more=at < last) for at, device in enumerate(recipient.devices)]
    return recipient.account.to_bytes() + b"".join(listed) + one.hidden + one.tag


def _device(device: Device, *, more: bool) -> bytes:
    number = device.registration | (_MORE if more else 0)
    return bytes([device.number]) + number.to_bytes(2, "big")


def _read_entry(cursor: Cursor) -> tuple[Account, tuple[Device, ...], ForOne | None]:
    with cursor.group("recipient"):
        account, devices = Account.read(cursor), _read_devices(cursor)
        if not devices:
            return account, (), None
        one = ForOne(cursor.take(HIDDEN_SIZE, "hidden"), cursor.take(TAG_SIZE, "tag"))
    return account, devices, one


def _read_devices(cursor: Cursor) -> tuple[Device, ...]:
    devices: list[Device] = []
    more = True
    while more:
        at, number = cursor.offset, cursor.uint(1, "device")
        if number == _NO_DEVICE and not devices:
            return ()
        registration = int.from_bytes(cursor.take(2, "registration id"), "big")
        more, registration = bool(registration & _MORE), registration & ~_MORE
        if number == _NO_DEVICE or registration >= _REGISTRATION_LIMIT:
            raise WireError("no such device", offset=at, field="device")
        devices.append(Device(number, registration))
    return tuple(devices)
