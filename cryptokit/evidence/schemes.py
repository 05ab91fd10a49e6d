"""Which scheme opens with what, and what lies in states, by the name of each scheme.

Protocol rooms bring their openers here, and the court is done.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cryptokit.errors import CannotOpen, WireError
from cryptokit.evidence import (
    at_rest,
    cloud_packets,
    escrow,
    signal_packets,
    signal_phone,
    signal_reach,
    together,
)
from cryptokit.evidence.rows import Key, Locked, State
from cryptokit.evidence.signal_reach import Reached
from cryptokit.evidence.together import KeyPart
from cryptokit.keys import DataKey, Secret, SecretChatKey
from cryptokit.mtproto import phone_bytes, secret
from cryptokit.mtproto.decrypted import Text
from cryptokit.threshold.decryption import Box

Opener = Callable[[Locked], str | None]
"""Opens one locked row and gives the words in it, None if apps alone read it. Raises CannotOpen."""
Reacher = Callable[[Sequence[State], Sequence[bytes]], Iterator[Reached]]
"""Finds keys that states and locked bytes give together, in the order in which they are found."""

SECRET_CHAT: Final = "mtproto-2.0-secret-chat"  # noqa: S105  # the name of a scheme
"""An end-to-end packet of a Telegram secret chat."""

PHONE: Final = "cryptokit-phone-1"
"""What a phone holds of a secret chat, as ``mtproto.phone_bytes`` writes it."""


def _secret_chat(key: Secret) -> Opener:
    if not isinstance(key, SecretChatKey):
        raise CannotOpen

    def open_(row: Locked) -> str:
        try:
            message = secret.open_packet(key, row.body).message
        except WireError:
            raise CannotOpen from None
        if not isinstance(message, Text):
            raise CannotOpen
        return message.text

    return open_


def _escrowed(key: Secret) -> Opener:
    """Open with the key of the escrow: first the field of each packet, then the packet."""
    if not isinstance(key, escrow.EscrowKey):
        raise CannotOpen

    def open_(row: Locked) -> str | None:
        packet, field = escrow.cut(row.body)
        return _secret_chat(escrow.unseal(key, field))(replace(row, body=packet))

    return open_


KEYS: Final[Mapping[str, Callable[[bytes], tuple[Secret, ...]]]] = {
    PHONE: phone_bytes.secrets_in,
    signal_phone.DEVICE: signal_phone.keys_of_device,
    signal_phone.SESSIONS: signal_phone.keys_of_sessions,
    signal_phone.GROUP: signal_phone.keys_of_group,
}

PARTS: Final[Mapping[str, Callable[[bytes], KeyPart]]] = {together.KEY_PART: KeyPart.from_bytes}
"""States that are parts of a key which is used and never joined."""

BOXES: Final[Mapping[str, Callable[[bytes], Box]]] = {together.BOX: Box.from_bytes}
"""States that such parts open together."""

OPENERS: Final[Mapping[str, Callable[[Secret], Opener]]] = {
    at_rest.SCHEME: at_rest.opener,
    SECRET_CHAT: _secret_chat,
    escrow.SCHEME: _escrowed,
    cloud_packets.SCHEME: cloud_packets.opener,
    signal_packets.SCHEME: signal_packets.opener,
}

REACHERS: Final[Mapping[str, Reacher]] = {signal_packets.SCHEME: signal_reach.reach}
"""Schemes whose keys turn, so that the packets tell which keys to look for."""

REACHING: Final = signal_reach.SCHEMES
"""Schemes of the states from which such keys are reached."""

MESSAGE_KEYS: Final = (DataKey, SecretChatKey, escrow.EscrowKey)
"""The kinds of keys that lock messages; others lock a line, or wait for an answer."""


def keys_in(state: State) -> tuple[Key, ...]:
    """Give the keys that lie in what an app keeps; none in a scheme that nobody knows here.

    Raises WireError for bytes that are no such state.
    """
    if state.scheme not in KEYS:
        return ()
    return tuple(Key.of(secret) for secret in KEYS[state.scheme](state.body))


def part_in(state: State) -> KeyPart | None:
    """Give the part of a joint key that a state is, or None if its scheme is none of these.

    Raises WireError for bytes that are no such part; Untrusted and Inconsistent for a forged one.
    """
    return PARTS[state.scheme](state.body) if state.scheme in PARTS else None


def box_in(state: State) -> Box | None:
    """Give the box that a state is, or None if its scheme is none of these.

    Raises WireError for bytes that are no such box, and Untrusted for a bad element in it.
    """
    return BOXES[state.scheme](state.body) if state.scheme in BOXES else None


def opener(scheme: str, key: Secret) -> Opener:
    """Give the function that opens rows of a scheme with a key; CannotOpen if they do not fit."""
    if scheme not in OPENERS:
        raise CannotOpen
    return OPENERS[scheme](key)
