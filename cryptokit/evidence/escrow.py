"""A back door: beside each packet, its key sealed to the one public key of an escrow.

Whoever gets the private key opens every packet of everybody. Nothing ties the field to its packet:
a changed app that fills it with noise is opened by nobody, and no relay can tell.

field = sealed box (304) around the key of the secret chat (256)
row   = packet of the secret chat, then its field

See: Blaze, "Protocol failure in the escrowed encryption standard", ACM CCS 1994.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from cryptokit.errors import CannotOpen
from cryptokit.keys import KEY_ID_SIZE, Secret, SecretChatKey
from cryptokit.primitives import sealed_box
from cryptokit.rng import Rng, system

SCHEME: Final = "mtproto-2.0-secret-chat+escrow"
_ID_LABEL: Final = b"cryptokit escrow key id v1"
_KEY_SIZE: Final = 256
FIELD_SIZE: Final = _KEY_SIZE + sealed_box.OVERHEAD
"""Bytes that every packet of everybody is longer for it."""


@dataclass(frozen=True, slots=True)
class EscrowPublic:
    """What every app carries: the public key of the escrow, 32 bytes."""

    data: bytes

    def key_id(self) -> bytes:
        """Give the name of the key pair, 8 bytes, which relays and examiners use."""
        return hashlib.sha256(_ID_LABEL + self.data).digest()[:KEY_ID_SIZE]


class EscrowKey(Secret):
    """The one private key that opens everybody's chats: X25519, 32 bytes."""

    __slots__ = ()
    size = sealed_box.KEY_SIZE

    def public(self) -> EscrowPublic:
        """Give the public key, which goes into every app."""
        return EscrowPublic(sealed_box.public_key(self.reveal()))

    def key_id(self) -> bytes:
        """Give the name of the key pair: that of its public key, since apps know no more."""
        return self.public().key_id()


def seal(key: SecretChatKey, to: EscrowPublic, *, rng: Rng = system) -> bytes:
    """Seal the key of a chat for the escrow: the field that goes with a packet.

    >>> from cryptokit.rng import lesson
    >>> escrow, key = EscrowKey.draw(lesson("escrow")), SecretChatKey.draw(lesson("chat"))
    >>> field = seal(key, escrow.public())
    >>> len(field), unseal(escrow, field) == key
    (304, True)
    """
    return sealed_box.seal(to.data, key.reveal(), rng=rng)


def unseal(escrow: Secret, field: bytes) -> SecretChatKey:
    """Open a field with the key of the escrow. Raises CannotOpen."""
    if not isinstance(escrow, EscrowKey):
        raise CannotOpen
    inside = sealed_box.open_(escrow.reveal(), field)
    if len(inside) != _KEY_SIZE:
        raise CannotOpen
    return SecretChatKey(inside)


def cut(carried: bytes) -> tuple[bytes, bytes]:
    """Part what was carried into the packet and the field behind it.

    >>> cut(b"packet" + bytes(FIELD_SIZE)) == (b"packet", bytes(FIELD_SIZE))
    True
    """
    return carried[:-FIELD_SIZE], carried[-FIELD_SIZE:]
