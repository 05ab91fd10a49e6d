"""The MTProto 1.0 envelope, kept for two uses: binding a temporary key, and the attacks upon it.

    packet    = id of the key (8) || msg_key (16) || AES-256-IGE(plaintext)
    plaintext = head, of which the last 4 bytes are the body's length || body || 0 to 15 bytes

msg_key is a SHA-1 of the plaintext without its padding, under no key. So equal messages show, and
whoever changes the padding is not noticed: that is why 2.0 replaced it. Nothing else is sealed so.
In secret chats of that time x was 0 both ways.
"""

import hmac
from hashlib import sha1
from typing import Final

from cryptokit.errors import CannotOpen
from cryptokit.keys import AuthKey, SecretChatKey
from cryptokit.primitives import ige
from cryptokit.rng import Rng, draw, system

Key = AuthKey | SecretChatKey
PADDING_MAX: Final = 15
"""Bytes of padding. See: Telegram, "Mobile Protocol: Detailed Description (v.1.0)"."""
_LENGTH_SIZE: Final = 4
_MSG_KEY_AT: Final = 8
_ENCRYPTED_AT: Final = 24


def message_key(message: bytes) -> bytes:
    """Hash a head with its body, without padding and without a key, 16 bytes."""
    return _sha1(message)[4:]


def derive(key: bytes, msg_key: bytes, *, x: int) -> tuple[bytes, bytes]:
    """Derive the AES key and the iv of one packet, 32 bytes each, from four SHA-1.

    See: Telegram, "Mobile Protocol: Detailed Description (v.1.0)", on the AES key and iv.
    """
    a = _sha1(msg_key + key[x : x + 32])
    b = _sha1(key[x + 32 : x + 48] + msg_key + key[x + 48 : x + 64])
    c = _sha1(key[x + 64 : x + 96] + msg_key)
    d = _sha1(msg_key + key[x + 96 : x + 128])
    return a[:8] + b[8:20] + c[4:16], a[8:20] + b[:8] + c[16:20] + d[:8]


def seal(key: Key, message: bytes, *, x: int, rng: Rng = system) -> bytes:
    r"""Pad and encrypt a head with its body.

    >>> key = AuthKey(bytes(range(256)))
    >>> packet = seal(key, b"\x04\0\0\0ping", x=0)
    >>> len(packet), open_(key, packet, x=0, head=4)
    (40, b'\x04\x00\x00\x00ping')

    See: Telegram, "Mobile Protocol: Detailed Description (v.1.0)".
    """
    if not isinstance(message, bytes):
        raise TypeError(f"an envelope holds bytes, not {type(message).__name__}")
    padding = draw(rng, -len(message) % ige.BLOCK)
    return key.key_id() + _lock(key.reveal(), message, padding, x)


def open_(key: Key, packet: bytes, *, x: int, head: int) -> bytes:
    """Decrypt and check a packet; give its head of ``head`` bytes and its body, without padding.

    Raises CannotOpen, also where more is behind the body than padding can be.
    """
    message, padding = _open(key, packet, x=x, head=head)
    if len(padding) > PADDING_MAX:
        raise CannotOpen
    return message


def open_unbounded(key: Key, packet: bytes, *, x: int, head: int) -> bytes:
    """Open as the first clients did, which took any padding: the flaw, for those who attack it.

    Raises CannotOpen.

    >>> key = AuthKey(bytes(range(256)))
    >>> packet = seal(key, bytes([4, 0, 0, 0]) + b"ping", x=0)
    >>> open_unbounded(key, packet + bytes(32), x=0, head=4)[4:]
    b'ping'

    See: Jakobsen and Orlandi, "On the CCA (in)security of MTProto", 2016, section 3.
    """
    return _open(key, packet, x=x, head=head)[0]


def _open(key: Key, packet: bytes, *, x: int, head: int) -> tuple[bytes, bytes]:
    if not isinstance(packet, bytes):
        raise TypeError(f"an envelope holds bytes, not {type(packet).__name__}")
    encrypted = packet[_ENCRYPTED_AT:]
    if len(encrypted) < head or len(encrypted) % ige.BLOCK:
        raise CannotOpen
    if packet[:_MSG_KEY_AT] != key.key_id():
        raise CannotOpen
    plaintext = _unlock(key.reveal(), packet[_MSG_KEY_AT:_ENCRYPTED_AT], encrypted, x)
    # What the hash covers ends where an unchecked length says: a second flaw of 1.0.
    size = int.from_bytes(plaintext[head - _LENGTH_SIZE : head], "little", signed=True)
    message, padding = plaintext[: head + size], plaintext[head + size :]
    authentic = hmac.compare_digest(packet[_MSG_KEY_AT:_ENCRYPTED_AT], message_key(message))
    if not authentic or not 0 <= size <= len(plaintext) - head:
        raise CannotOpen
    return message, padding


def _sha1(data: bytes) -> bytes:
    return sha1(data, usedforsecurity=False).digest()


# Keys are in the clear in these two functions only. Neither raises, so no traceback holds them.
def _lock(key: bytes, message: bytes, padding: bytes, x: int) -> bytes:
    msg_key = message_key(message)
    aes_key, iv = derive(key, msg_key, x=x)
    return msg_key + ige.encrypt(aes_key, iv, message + padding)


def _unlock(key: bytes, msg_key: bytes, encrypted: bytes, x: int) -> bytes:
    aes_key, iv = derive(key, msg_key, x=x)
    return ige.decrypt(aes_key, iv, encrypted)
