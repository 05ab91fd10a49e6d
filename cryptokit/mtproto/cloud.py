"""One message between a device and Telegram's server, both ways. Who is talking knows ``session``.

plaintext = salt (8) || session_id (8) || message_id (8) || seq_no (4) || length (4) || body
"""

from dataclasses import dataclass
from enum import IntEnum
from struct import Struct, calcsize
from typing import Final

from cryptokit.keys import AuthKey
from cryptokit.mtproto import envelope
from cryptokit.rng import Rng, system
from cryptokit.wire import Cursor, Span

_FIELDS: Final = (
    ("salt", "8s"),
    ("session_id", "8s"),
    ("message_id", "Q"),
    ("seq_no", "I"),
    ("length", "i"),
)
_HEAD: Final = Struct("<" + "".join(code for _, code in _FIELDS))


class Direction(IntEnum):
    """Which way a cloud message travels; the value is the x of the key derivation.

    See: Telegram, "Mobile Protocol: Detailed Description", on the AES key and iv.
    """

    TO_SERVER = 0
    TO_CLIENT = 8

    @property
    def back(self) -> "Direction":
        """The other way."""
        return Direction.TO_CLIENT if self is Direction.TO_SERVER else Direction.TO_SERVER


@dataclass(frozen=True, slots=True)
class CloudMessage:
    """What the server and one device say to each other; the body is a TL object.

    ``salt`` and ``session_id`` have 8 bytes. ``message_id`` is about the time in seconds times
    2^32. ``seq_no`` counts the messages that need an answer, doubled, plus 1 if this is one.
    """

    salt: bytes
    session_id: bytes
    message_id: int
    seq_no: int
    body: bytes

    def to_bytes(self) -> bytes:
        """Write the head and the body, without padding."""
        if len(self.salt) != 8 or len(self.session_id) != 8:
            raise ValueError("salt and session_id have 8 bytes each")
        head = (self.salt, self.session_id, self.message_id, self.seq_no, len(self.body))
        return _HEAD.pack(*head) + self.body

    @classmethod
    def from_bytes(cls, plaintext: bytes) -> "CloudMessage":
        """Read what ``to_bytes`` wrote."""
        salt, session_id, message_id, seq_no, _ = _HEAD.unpack_from(plaintext)
        return cls(salt, session_id, message_id, seq_no, plaintext[_HEAD.size :])


def seal(
    key: AuthKey, message: CloudMessage, *, to: Direction, blocks: int = 0, rng: Rng = system
) -> bytes:
    """Encrypt a message; ``blocks`` times 16 bytes of padding more than needed hide its size.

    >>> key = AuthKey(bytes(range(256)))
    >>> hello = CloudMessage(bytes(8), b"session1", message_id=4 << 32, seq_no=1, body=b"ping")
    >>> packet = seal(key, hello, to=Direction.TO_SERVER)
    >>> open_(key, packet, to=Direction.TO_SERVER) == hello
    True
    >>> open_(key, packet, to=Direction.TO_CLIENT)
    Traceback (most recent call last):
    cryptokit.errors.CannotOpen: cannot open: forged, damaged, or locked with another key...

    See: Telegram, "Mobile Protocol: Detailed Description".
    """
    return envelope.seal(key, message.to_bytes(), x=to, blocks=blocks, rng=rng)


def open_(key: AuthKey, packet: bytes, *, to: Direction) -> CloudMessage:
    """Decrypt and authenticate a message; who sent it when is for ``session.receive`` to check.

    Raises CannotOpen.
    """
    return CloudMessage.from_bytes(envelope.open_(key, packet, x=to, head=_HEAD.size))


def explain(key: AuthKey, packet: bytes, *, to: Direction) -> tuple[bytes, Span]:
    """Decrypt a packet and name every part of its plaintext, padding included.

    Raises CannotOpen.

    >>> key, to = AuthKey(bytes(range(256))), Direction.TO_SERVER
    >>> packet = seal(key, CloudMessage(bytes(8), bytes(8), 4, 1, b"ping"), to=to)
    >>> [span.name for span in explain(key, packet, to=to)[1].leaves()]
    ['salt', 'session_id', 'message_id', 'seq_no', 'length', 'body', 'padding']
    """
    plaintext = envelope.decrypt(key, packet, x=to)
    cursor = Cursor(plaintext)
    for name, code in _FIELDS:
        cursor.take(calcsize("<" + code), name)
    cursor.take(envelope.body_end(plaintext, head=_HEAD.size) - _HEAD.size, "body")
    cursor.rest("padding")
    return plaintext, cursor.tree("cloud message")
