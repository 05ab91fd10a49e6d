"""The quick acknowledgement: 4 bytes outside of all encryption, "this packet came". Nothing more.

A device asks for it in the transport's header, and the server sends it before it acts on the
message. MTProto 2.0 only.
"""

from hashlib import sha256
from typing import Final

from cryptokit.keys import AuthKey
from cryptokit.mtproto import envelope
from cryptokit.mtproto.cloud import Direction

_TOP_BIT: Final = 0x80


def token(key: AuthKey, packet: bytes) -> bytes:
    """Compute what comes back for a packet of the device: the first bytes of the hash in msg_key.

    The top bit is set, to tell it from a length. Raises CannotOpen.

    >>> from cryptokit.mtproto.cloud import CloudMessage, seal
    >>> message, key = CloudMessage(bytes(8), bytes(8), 4, 1, b"ping"), AuthKey(bytes(range(256)))
    >>> packet = seal(key, message, to=Direction.TO_SERVER, rng=lambda size: b"x" * size)
    >>> token(key, packet).hex()
    '6c32d9fb'

    See: Telegram, "MTProto Transports", on quick ack.
    """
    plaintext = envelope.decrypt(key, packet, x=Direction.TO_SERVER)
    first = bytearray(_digest_start(key.reveal(), plaintext))
    first[3] |= _TOP_BIT
    return bytes(first)


def _digest_start(key: bytes, plaintext: bytes) -> bytes:
    return sha256(key[88:120] + plaintext).digest()[:4]
