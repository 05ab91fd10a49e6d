"""The MTProto 2.0 envelope, shared by cloud and secret chats. MTProto 1.0 is refused.

    packet    = id of the key (8) || msg_key (16) || AES-256-IGE(plaintext)
    plaintext = head, of which the last 4 bytes are the body's length || body || padding

msg_key is a hash of the plaintext under one part of the key; from it, and other parts of the key,
come the AES key and iv of this packet alone. So msg_key is at once nonce and authenticator, and it
can be checked only after decrypting: IGE gives no integrity of its own.
"""

import hmac
from hashlib import sha256
from typing import Final

from cryptokit.errors import CannotOpen
from cryptokit.keys import AuthKey, SecretChatKey
from cryptokit.primitives import ige
from cryptokit.rng import Rng, draw, system
from cryptokit.wire import Cursor, Span

Key = AuthKey | SecretChatKey
"""Whoever holds it reads the chat: a device and the server, or two devices."""

PADDING_MIN: Final = 12
PADDING_MAX: Final = 1024
"""Bytes of padding. See: Telegram, "Mobile Protocol: Detailed Description", on padding."""
_LENGTH_SIZE: Final = 4
_MSG_KEY_AT: Final = 8
_ENCRYPTED_AT: Final = 24
_PACKET_MIN: Final = _ENCRYPTED_AT + ige.BLOCK


def message_key(key: bytes, plaintext: bytes, *, x: int) -> bytes:
    """Hash a padded plaintext under a part of the key: the authenticator, 16 bytes."""
    return sha256(key[88 + x : 120 + x] + plaintext).digest()[8:24]


def derive(key: bytes, msg_key: bytes, *, x: int) -> tuple[bytes, bytes]:
    """Derive the AES key and the iv of one packet, 32 bytes each.

    ``x`` is 0 or 8, one for each direction, so that a packet sent back to its author fails.

    See: Telegram, "Mobile Protocol: Detailed Description", on the AES key and iv.
    """
    a = sha256(msg_key + key[x : x + 36]).digest()
    b = sha256(key[x + 40 : x + 76] + msg_key).digest()
    return a[:8] + b[8:24] + a[24:], b[:8] + a[8:24] + b[24:]


def seal(key: Key, message: bytes, *, x: int, blocks: int = 0, rng: Rng = system) -> bytes:
    r"""Pad and encrypt a head with its body.

    The padding is the shortest allowed and ``blocks`` times 16 bytes more: a watcher sees sizes.

    >>> key = AuthKey(bytes(range(256)))
    >>> packet = seal(key, b"\x04\0\0\0ping", x=0)
    >>> len(packet), open_(key, packet, x=0, head=4)
    (56, b'\x04\x00\x00\x00ping')

    See: Telegram, "Mobile Protocol: Detailed Description".
    """
    plaintext = message + draw(rng, _padding_size(message, blocks))
    return key.key_id() + _lock(key.reveal(), plaintext, x)


def open_(key: Key, packet: bytes, *, x: int, head: int) -> bytes:
    """Decrypt and check a packet; give its head of ``head`` bytes and its body, without padding.

    Raises CannotOpen for anything that a forger could cause.

    See: Telegram, "Security Guidelines for Client Software Developers".
    """
    plaintext = decrypt(key, packet, x=x)
    return plaintext[: body_end(plaintext, head=head)]


def decrypt(key: Key, packet: bytes, *, x: int) -> bytes:
    """Decrypt and authenticate a packet; give all its plaintext, padding included.

    Raises CannotOpen.
    """
    _require_bytes(packet)
    # The key id and the size are public, so looking at them first tells nobody anything.
    if len(packet) < _PACKET_MIN or (len(packet) - _ENCRYPTED_AT) % ige.BLOCK:
        raise CannotOpen
    if packet[:_MSG_KEY_AT] != key.key_id():
        raise CannotOpen
    authentic, plaintext = _unlock(key.reveal(), packet, x)
    if not authentic:
        raise CannotOpen
    return plaintext


def body_end(plaintext: bytes, *, head: int) -> int:
    """Check the length field, the last 4 bytes of the head, and tell where the body ends.

    Raises CannotOpen if padding of a forbidden size would be left.
    """
    size = int.from_bytes(plaintext[head - _LENGTH_SIZE : head], "little", signed=True)
    padding = len(plaintext) - head - size
    if size < 0 or size % 4 or not PADDING_MIN <= padding <= PADDING_MAX:
        raise CannotOpen
    return head + size


def explain(packet: bytes) -> Span:
    """Name the parts that everybody sees.

    >>> [(part.name, part.end) for part in explain(bytes(56)).parts]
    [('key_id', 8), ('msg_key', 24), ('encrypted', 56)]
    """
    cursor = Cursor(packet)
    cursor.take(_MSG_KEY_AT, "key_id")
    cursor.take(_ENCRYPTED_AT - _MSG_KEY_AT, "msg_key")
    cursor.rest("encrypted")
    return cursor.tree("packet")


def _require_bytes(data: bytes) -> None:
    if not isinstance(data, bytes):
        raise TypeError(f"an envelope holds bytes, not {type(data).__name__}")


def _padding_size(message: bytes, blocks: int) -> int:
    _require_bytes(message)
    if len(message) % 4:
        raise ValueError(f"a message fills a multiple of 4 bytes, not {len(message)}")
    size = PADDING_MIN + -(len(message) + PADDING_MIN) % ige.BLOCK + blocks * ige.BLOCK
    if not PADDING_MIN <= size <= PADDING_MAX:
        raise ValueError(f"padding has {PADDING_MIN} to {PADDING_MAX} bytes, not {size}")
    return size


# Keys are in the clear in these two functions only. Neither raises, so no traceback holds them.
def _lock(key: bytes, plaintext: bytes, x: int) -> bytes:
    msg_key = message_key(key, plaintext, x=x)
    aes_key, iv = derive(key, msg_key, x=x)
    return msg_key + ige.encrypt(aes_key, iv, plaintext)


def _unlock(key: bytes, packet: bytes, x: int) -> tuple[bool, bytes]:
    msg_key = packet[_MSG_KEY_AT:_ENCRYPTED_AT]
    aes_key, iv = derive(key, msg_key, x=x)
    plaintext = ige.decrypt(aes_key, iv, packet[_ENCRYPTED_AT:])
    # Over all decrypted bytes, padding too: what the hash does not cover, a forger may change.
    return hmac.compare_digest(msg_key, message_key(key, plaintext, x=x)), plaintext
