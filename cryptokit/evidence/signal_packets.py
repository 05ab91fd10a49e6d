"""Packets of Signal's protocol as a server carries them, and what opens one: a key for each.

A key is named by what its packet shows: the ratchet key and the counter, or the chain and the
iteration of a group. So whoever has a packet knows which key is lacking, and nothing else of it.
Which keys a phone still holds is in ``signal_phone``, and which follow from that in
``signal_reach``.

body = kind (1)  message

See: libsignal, rust/protocol/src/protocol.rs; WhatsApp, "Encryption Overview", version 6, 2021.
"""

import hashlib
from collections.abc import Callable
from typing import Final

from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.evidence.rows import Locked
from cryptokit.keys import KEY_ID_SIZE, Secret
from cryptokit.signal import chains, messages, sender_keys, xeddsa
from cryptokit.signal.chains import MessageSeed
from cryptokit.signal.content import Content
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.group_messages import GroupMessage
from cryptokit.signal.messages import Kind, PreKeySignalMessage, SignalMessage

SCHEME: Final = "signal-3"
"""A message between two devices, or one for a group, whose session began with X3DH."""
_ID_LABEL: Final = b"cryptokit signal packet id v1"
_SEED: Final = slice(KEY_ID_SIZE, KEY_ID_SIZE + 32)
_REST: Final = KEY_ID_SIZE + 32
_AD_SIZE: Final = 66
_COUNTER_SIZE: Final = 4
_PAIRWISE: Final = b"\x02"
_GROUP: Final = b"\x07"
Packet = SignalMessage | PreKeySignalMessage | GroupMessage


class PacketKey(Secret):
    """What opens one message between two devices: its id, its seed, both identity keys."""

    __slots__ = ()
    size = _REST + _AD_SIZE

    def key_id(self) -> bytes:
        """Give the name that the packet gives it, 8 bytes."""
        return self.reveal()[:KEY_ID_SIZE]


class GroupPacketKey(Secret):
    """What opens one message to a group: its id, its seed, and the key that checks who sent it."""

    __slots__ = ()
    size = _REST + 32

    def key_id(self) -> bytes:
        """Give the name that the packet gives it, 8 bytes."""
        return self.reveal()[:KEY_ID_SIZE]


def pairwise_chain(ratchet: PublicKey) -> bytes:
    """Name a chain between two devices by the ratchet key that its packets show."""
    return _PAIRWISE + ratchet.raw


def ratchet_key(chain: bytes) -> PublicKey | None:
    """Give the ratchet key that names a chain between two devices; None for one of a group."""
    return PublicKey(chain[1:]) if chain[:1] == _PAIRWISE else None


def group_chain(distribution_id: bytes, chain_id: int) -> bytes:
    """Name a chain of a group alike, by the ids that its packets show."""
    return _GROUP + distribution_id + chain_id.to_bytes(_COUNTER_SIZE, "big")


def name(chain: bytes, number: int) -> bytes:
    """Name the key of a message, 8 bytes, by the chain that it is on and its place there."""
    place = number.to_bytes(_COUNTER_SIZE, "big")
    return hashlib.sha256(_ID_LABEL + chain + place).digest()[:KEY_ID_SIZE]


def read(body: bytes) -> Packet:
    """Read a packet, by the kind in front of it. Raises WireError."""
    match body[:1]:
        case b"\x02":
            return SignalMessage.from_bytes(body[1:])
        case b"\x03":
            return PreKeySignalMessage.from_bytes(body[1:])
        case b"\x07":
            return GroupMessage.from_bytes(body[1:])
        case _:
            raise WireError("no kind of message", offset=0, field="kind")


def write(packet: Packet) -> bytes:
    r"""Write a packet with its kind in front.

    >>> from cryptokit.rng import lesson
    >>> keys, packet = sender_keys.encrypt(sender_keys.begin(bytes(16), rng=lesson("a")), b"hi")
    >>> write(read(b"\x07" + packet))[1:] == packet
    True
    """
    if isinstance(packet, GroupMessage):
        return bytes([Kind.SENDER_KEY]) + packet.to_bytes()
    first = isinstance(packet, PreKeySignalMessage)
    return bytes([Kind.PREKEY if first else Kind.SIGNAL]) + packet.to_bytes()


def place(packet: Packet) -> tuple[bytes, int]:
    """Tell which chain a packet is on, and its number there."""
    if isinstance(packet, GroupMessage):
        return group_chain(packet.distribution_id, packet.chain_id), packet.iteration
    header = _inner(packet).header
    return pairwise_chain(header.ratchet_key), header.counter


def key_id(packet: Packet) -> bytes:
    """Name the one key that opens a packet."""
    return name(*place(packet))


def content(packet: Packet, key: PacketKey | GroupPacketKey) -> Content:
    """Open the one packet of a key. Raises CannotOpen."""
    if key_id(packet) != key.key_id():
        raise CannotOpen
    try:
        return Content.from_bytes(_opened(packet, key))
    except (WireError, Untrusted):
        raise CannotOpen from None


def opener(key: Secret) -> Callable[[Locked], str | None]:
    """Give the function that opens the one packet of this key. Raises CannotOpen.

    It gives words that somebody typed, and None for the sender keys that apps send to each other.
    """
    if not isinstance(key, PacketKey | GroupPacketKey):
        raise CannotOpen

    def open_(row: Locked) -> str | None:
        try:
            packet = read(row.body)
        except WireError:
            raise CannotOpen from None
        return content(packet, key).words

    return open_


def _opened(packet: Packet, key: PacketKey | GroupPacketKey) -> bytes:
    data = key.reveal()
    seed = MessageSeed(data[_SEED], from_lesson=key.from_lesson)
    if isinstance(packet, GroupMessage):
        signer = PublicKey(data[_REST:][:32])
        group = isinstance(key, GroupPacketKey)
        if not group or not xeddsa.verify_shipped(signer, packet.signed, packet.signature):
            raise CannotOpen
        return chains.decrypt(sender_keys.message_keys(seed), packet.ciphertext)
    own, inner = chains.message_keys(seed), _inner(packet)
    messages.check(inner, own, data[_REST:])
    return chains.decrypt(own, inner.ciphertext)


def _inner(packet: SignalMessage | PreKeySignalMessage) -> SignalMessage:
    return packet.message if isinstance(packet, PreKeySignalMessage) else packet
