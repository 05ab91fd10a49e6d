"""Messages before there is a key: eight zeros, a message id, a length, an object. All in the clear.

A server may append bytes behind its object, and a transport behind the message, but a query ends
with its object. Frames and connections are not here.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.errors import Untrusted, WireError
from cryptokit.mtproto import objects, tl
from cryptokit.mtproto.objects import TlObject
from cryptokit.wire import Cursor, Span

NO_KEY: Final = bytes(8)
"""The auth_key_id of a message that is not encrypted."""
FROM_CLIENT: Final = 0
FROM_SERVER: Final = 1
"""Message ids modulo 4. See: Telegram, "Mobile Protocol: Detailed Description", on msg_id."""
TRANSPORT_PADDING: Final = 15
"""Bytes that a transport may append. See: Telegram, "Transports", padded intermediate."""
NOT_FOUND: Final = 404
WRONG_DC: Final = 444
"""See: Telegram, "Transports", on transport errors."""
_ERROR_SIZE: Final = 4


@dataclass(frozen=True, slots=True)
class Plain:
    """A message in the clear: its id, about 2^32 times the seconds since 1970, and its body."""

    message_id: int
    body: bytes

    def to_bytes(self) -> bytes:
        """Write the message.

        >>> Plain(4 << 32, objects.write("ping", ping_id=7)).to_bytes().hex(" ", 4)
        '00000000 00000000 00000000 04000000 0c000000 ec77be7a 07000000 00000000'
        """
        head = NO_KEY + self.message_id.to_bytes(8, "little") + tl.uint(len(self.body))
        return head + self.body

    @classmethod
    def from_bytes(cls, packet: bytes) -> "Plain":
        """Read a message; up to 15 bytes behind it are the transport's. Raises WireError."""
        return _read(Cursor(packet))


def answer(packet: bytes, *kinds: str) -> TlObject:
    """Read a server's message; bytes behind its object are ignored, as official clients do.

    Raises WireError; Untrusted with field ``answer`` for a refusal in place of a message.

    >>> answer(refusal(NOT_FOUND), "resPQ")
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: answer: the server refused, with error -404...
    """
    if len(packet) == _ERROR_SIZE:
        number = int.from_bytes(packet, "little", signed=True)
        raise Untrusted(f"the server refused, with error {number}", field="answer")
    return objects.read(Cursor(Plain.from_bytes(packet).body), *kinds)


def query(packet: bytes, *kinds: str) -> TlObject:
    """Read a client's message, which its object fills. Raises WireError."""
    return objects.read_all(Plain.from_bytes(packet).body, *kinds)


def refusal(number: int) -> bytes:
    """Write what a server sends in place of an answer.

    >>> refusal(NOT_FOUND).hex()
    '6cfeffff'
    """
    return (-number).to_bytes(_ERROR_SIZE, "little", signed=True)


def explain(packet: bytes) -> Span:
    """Name every part of a message that everybody sees. Raises WireError.

    >>> packet = Plain(4, objects.write("ping", ping_id=7)).to_bytes()
    >>> [part.name for part in explain(packet).leaves()]
    ['auth_key_id', 'message_id', 'length', 'constructor', 'ping_id']
    """
    objects.read(Cursor(Plain.from_bytes(packet).body))  # so that the object ends before its length
    cursor = Cursor(packet)
    _, size = _head(cursor)
    end = cursor.offset + size
    with cursor.group("body"):
        objects.read(cursor)
    for name, until in (("trailing", end), ("transport padding", len(packet))):
        if cursor.offset < until:
            cursor.take(until - cursor.offset, name)
    return cursor.tree("message in the clear")


def _head(cursor: Cursor) -> tuple[int, int]:
    cursor.expect(NO_KEY, "auth_key_id")
    return cursor.uint(8, "message_id"), cursor.uint(4, "length")


def _read(cursor: Cursor) -> Plain:
    message_id, size = _head(cursor)
    body = cursor.take(size, "body")
    if cursor.left > TRANSPORT_PADDING:
        raise WireError(f"{cursor.left} bytes too many", offset=cursor.offset, field="end")
    return Plain(message_id, body)
