"""The two messages between phones, as bytes: one that a session sends, and one that starts it.

    SignalMessage         version byte, protobuf, 8 bytes of MAC
    PreKeySignalMessage   version byte, protobuf with a whole SignalMessage in it; no MAC of its own

Which keys a message has is in ``shipped``; group messages are in ``group_messages``.

The MAC covers both identity keys, sender first, and the bytes as they came. So a message that is
carried over to other people, or back to its author, fails, though nothing in it names anybody.
What stands around the inner message of a prekey message is covered by nothing: a wrong key there
makes other keys, under which the inner MAC fails; a wrong registration id goes unseen.

See: signalapp/libsignal, rust/protocol/src/protocol.rs and rust/protocol/src/proto/wire.proto.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Self

from cryptokit.errors import WireError
from cryptokit.signal import chains, protobuf
from cryptokit.signal.chains import MessageKeys
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.protobuf import Field, Message
from cryptokit.wire import Cursor

X3DH_VERSION: Final = 3
CURRENT_VERSION: Final = 4
"""Sessions begun with a post-quantum handshake have version 4; those begun with X3DH keep 3."""
VERSIONS: Final = (X3DH_VERSION, CURRENT_VERSION)
MAC_SIZE: Final = 8

SIGNAL_MESSAGE: Final = Message(
    "SignalMessage",
    (
        Field(1, "ratchet_key", "bytes"),
        Field(2, "counter", "uint32"),
        Field(3, "previous_counter", "uint32"),
        Field(4, "ciphertext", "bytes"),
        Field(5, "pq_ratchet", "bytes"),
        Field(6, "addresses", "bytes"),
    ),
)
PREKEY_MESSAGE: Final = Message(
    "PreKeySignalMessage",
    (
        Field(1, "pre_key_id", "uint32"),
        Field(2, "base_key", "bytes"),
        Field(3, "identity_key", "bytes"),
        Field(4, "message", "bytes"),
        Field(5, "registration_id", "uint32"),
        Field(6, "signed_pre_key_id", "uint32"),
        Field(7, "kyber_pre_key_id", "uint32"),
        Field(8, "kyber_ciphertext", "bytes"),
    ),
)


class Kind(IntEnum):
    """The number that a server carries beside a message, to say what it is."""

    SIGNAL = 2
    PREKEY = 3
    SENDER_KEY = 7
    PLAINTEXT = 8


@dataclass(frozen=True, slots=True)
class Header:
    """What stands beside the ciphertext: the sender's ratchet key, and two counters.

    ``previous_counter`` is the length of the sending chain before, less one and never below 0; a
    reader does not use it. The last two belong to sessions of version 4 and to senders with ids.
    """

    ratchet_key: PublicKey
    counter: int
    previous_counter: int = 0
    pq_ratchet: bytes | None = field(default=None, repr=False)
    addresses: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SignalMessage:
    """One message of a session; ``body`` is what the MAC covers, version byte and protobuf."""

    version: int
    header: Header
    ciphertext: bytes = field(repr=False)
    body: bytes = field(repr=False)
    mac: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Give the bytes that are sent."""
        return self.body + self.mac

    @classmethod
    def from_bytes(cls, data: bytes, cursor: Cursor | None = None) -> Self:
        """Parse a message; a cursor that stands at its first byte keeps the spans.

        Check the MAC before anything in it is believed. Raises WireError.
        """
        start = 0 if cursor is None else cursor.offset
        version = _version(data, cursor, behind=MAC_SIZE)
        body, mac = data[:-MAC_SIZE], data[-MAC_SIZE:]
        fields = protobuf.read(SIGNAL_MESSAGE, body[1:], cursor, offset=start + 1)
        if cursor is not None:
            cursor.take(MAC_SIZE, "mac")
        header = Header(
            _key(fields, "ratchet_key"),
            fields.number("counter"),
            fields.optional_number("previous_counter") or 0,
            fields.optional_data("pq_ratchet"),
            fields.optional_data("addresses"),
        )
        return cls(version, header, fields.data("ciphertext"), body, mac)


def seal(
    keys: MessageKeys, ad: bytes, header: Header, ciphertext: bytes, *, version: int = X3DH_VERSION
) -> SignalMessage:
    """Put a message together; ``ad`` is the identity key of the sender, then of the receiver.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal.curve import KeyPair
    >>> keys, ratchet = MessageKeys(bytes(80)), KeyPair.draw(lesson("ratchet")).public
    >>> message = seal(keys, bytes(66), Header(ratchet, 0), b"ciphertext")
    >>> message.to_bytes().hex(" ")[:14], SignalMessage.from_bytes(message.to_bytes()) == message
    ('34 0a 21 05 be', True)
    >>> check(message, keys, bytes(66))

    See: signalapp/libsignal, rust/protocol/src/protocol.rs, SignalMessage::new.
    """
    fields: dict[str, protobuf.Given] = {
        "ratchet_key": header.ratchet_key.wire,
        "counter": header.counter,
        "previous_counter": header.previous_counter,
        "ciphertext": ciphertext,
        "pq_ratchet": header.pq_ratchet,
        "addresses": header.addresses,
    }
    body = version_byte(version) + protobuf.write(SIGNAL_MESSAGE, fields)
    mac = chains.mac(keys, ad + body)[:MAC_SIZE]
    return SignalMessage(version, header, ciphertext, body, mac)


def check(message: SignalMessage, keys: MessageKeys, ad: bytes) -> None:
    """Check the MAC of a message; ``ad`` as in ``seal``. Raises CannotOpen.

    See: signalapp/libsignal, rust/protocol/src/protocol.rs, SignalMessage::verify_mac.
    """
    chains.check_mac(keys, ad + message.body, message.mac, size=MAC_SIZE)


@dataclass(frozen=True, slots=True)
class PreKeySignalMessage:
    """A message with what its reader needs to start the session: sent until a first reply came.

    ``identity`` and ``registration_id`` are the sender's.
    """

    version: int
    registration_id: int
    one_time_id: int | None
    signed_id: int
    base_key: PublicKey
    identity: PublicKey
    message: SignalMessage
    kyber_id: int | None = None
    kyber_ciphertext: bytes | None = field(default=None, repr=False)

    def to_bytes(self) -> bytes:
        """Give the bytes that are sent."""
        fields: dict[str, protobuf.Given] = {
            "pre_key_id": self.one_time_id,
            "base_key": self.base_key.wire,
            "identity_key": self.identity.wire,
            "message": self.message.to_bytes(),
            "registration_id": self.registration_id,
            "signed_pre_key_id": self.signed_id,
            "kyber_pre_key_id": self.kyber_id,
            "kyber_ciphertext": self.kyber_ciphertext,
        }
        return version_byte(self.version) + protobuf.write(PREKEY_MESSAGE, fields)

    @classmethod
    def from_bytes(cls, data: bytes, cursor: Cursor | None = None) -> Self:
        """Parse a message and the one inside; a cursor at its first byte keeps the spans.

        Errors in the inner message count bytes from its own beginning. Raises WireError.
        """
        start = 0 if cursor is None else cursor.offset
        version = _version(data, cursor)
        fields = protobuf.read(PREKEY_MESSAGE, data[1:], cursor, offset=start + 1)
        kyber_id = fields.optional_number("kyber_pre_key_id")
        kyber_ciphertext = fields.optional_data("kyber_ciphertext")
        _require_kyber(version, kyber_id, kyber_ciphertext, fields)
        return cls(
            version,
            fields.optional_number("registration_id") or 0,
            fields.optional_number("pre_key_id"),
            fields.number("signed_pre_key_id"),
            _key(fields, "base_key"),
            _key(fields, "identity_key"),
            SignalMessage.from_bytes(fields.data("message")),
            kyber_id,
            kyber_ciphertext,
        )


def version_byte(version: int) -> bytes:
    """Give the first byte: the version of the session, and the newest that its writer knows.

    >>> version_byte(3).hex(), version_byte(4).hex()
    ('34', '44')
    """
    return bytes([version << 4 | CURRENT_VERSION])


def _version(data: bytes, cursor: Cursor | None, *, behind: int = 0) -> int:
    """Read the version of the session; the other half of the byte is the writer's business."""
    start = 0 if cursor is None else cursor.offset
    if len(data) < 1 + behind:
        raise WireError(f"{len(data)} bytes are no message", offset=start, field="version")
    version = data[0] >> 4
    if version not in VERSIONS:
        raise WireError(f"version {version} is not 3 or 4", offset=start, field="version")
    if cursor is not None:
        cursor.take(1, "version")
    return version


def _key(fields: protobuf.Fields, name: str) -> PublicKey:
    return PublicKey.from_wire(fields.data(name), field=name, offset=fields.offset)


def _require_kyber(
    version: int, number: int | None, ciphertext: bytes | None, fields: protobuf.Fields
) -> None:
    if (number is None) != (ciphertext is None):
        what = "its number and its ciphertext come together or not at all"
        raise WireError(what, offset=fields.offset, field="kyber_ciphertext")
    if version == CURRENT_VERSION and ciphertext is None:
        what = "missing in a message of version 4"
        raise WireError(what, offset=fields.offset, field="kyber_ciphertext")
