"""A running secret chat: numbered, encrypted end to end, opened in order. See ``invitation`` first.

State in, state out. The numbers tell replay, reorder, reflection and loss apart. No queue and no
change of keys here: ``phone`` has both. A message that comes too early is refused here, and may be
opened again once the missing one is there.
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from cryptokit.errors import CannotOpen, OutOfStep, Replayed, TooFarAhead
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import envelope
from cryptokit.mtproto.decrypted import RANDOM_BYTES_MIN, Layer, Message
from cryptokit.rng import Rng, draw, system
from cryptokit.wire import Cursor, Span

_LENGTH_SIZE: Final = 4


class Author(IntEnum):
    """Who wrote a message: the creator of the chat or the other. The value is the x of the key.

    See: Telegram, "Secret Chats, End-to-End Encryption", on the AES key and iv.
    """

    CREATOR = 0
    OTHER = 8

    @property
    def peer(self) -> "Author":
        """The other side."""
        return Author.OTHER if self is Author.CREATOR else Author.CREATOR

    @property
    def bits(self) -> tuple[int, int]:
        """The lowest bits of in_seq_no and out_seq_no in messages of this author.

        See: Telegram, "Sequence numbers in secret chats".
        """
        return (0, 1) if self is Author.CREATOR else (1, 0)


@dataclass(frozen=True, slots=True)
class SecretChat:
    """One side of a secret chat: its key, its role, and how many messages went in and out.

    ``acknowledged`` is how many of our messages the other side has said it received.
    """

    key: SecretChatKey
    me: Author
    received: int = 0
    sent: int = 0
    acknowledged: int = 0


def seal(
    chat: SecretChat, message: Message, *, blocks: int = 0, rng: Rng = system
) -> tuple[SecretChat, bytes]:
    """Encrypt a message with the next numbers; ``blocks`` times 16 bytes more hide its size.

    >>> from cryptokit.mtproto.decrypted import Text
    >>> key = SecretChatKey(bytes(range(256)))
    >>> alice, bob = SecretChat(key, Author.CREATOR), SecretChat(key, Author.OTHER)
    >>> alice, packet = seal(alice, Text(random_id=1, text="hi"))
    >>> bob, layer = open_(bob, packet)
    >>> layer
    Layer(in_seq_no=0, out_seq_no=1, message=Text(random_id=1, text='hi', ...), layer=144)

    See: Telegram, "Secret Chats, End-to-End Encryption".
    """
    in_bit, out_bit = chat.me.bits
    random_bytes = draw(rng, RANDOM_BYTES_MIN)
    layer = Layer(2 * chat.received + in_bit, 2 * chat.sent + out_bit, message, random_bytes)
    packet = seal_layer(chat.key, layer, author=chat.me, blocks=blocks, rng=rng)
    return replace(chat, sent=chat.sent + 1), packet


def open_(chat: SecretChat, packet: bytes) -> tuple[SecretChat, Layer]:
    """Open the next message of the other side.

    Raises CannotOpen; WireError for what does not parse; Replayed: drop it; TooFarAhead: wait for
    the missing one; OutOfStep: give the chat up.

    See: Telegram, "Sequence numbers in secret chats".
    """
    layer = open_as(chat.key, packet, chat.me.peer)
    acknowledged = check(chat, layer)
    if layer.number > chat.received:
        raise TooFarAhead(seen=layer.number, expected=chat.received)
    return replace(chat, received=chat.received + 1, acknowledged=acknowledged), layer


def open_packet(key: SecretChatKey, packet: bytes) -> Layer:
    """Open one packet with nothing but its key; neither order, nor replay, nor author is checked.

    For an examiner who found the key and the packet. The lowest bit of ``out_seq_no`` tells the
    author: 1 for the creator of the chat.

    Raises CannotOpen; WireError for what does not parse.

    >>> from cryptokit.mtproto.decrypted import Text
    >>> key = SecretChatKey(bytes(range(256)))
    >>> _, packet = seal(SecretChat(key, Author.OTHER), Text(random_id=1, text="hi"))
    >>> open_packet(key, packet).message.text
    'hi'
    """
    return _read(_plaintext(key, packet, *Author))


def open_as(key: SecretChatKey, packet: bytes, author: Author) -> Layer:
    """Open one packet of this author; neither order nor replay is checked.

    Raises CannotOpen; WireError for what does not parse.
    """
    return _read(_plaintext(key, packet, author))


def check(chat: SecretChat, layer: Layer) -> int:
    """Check the numbers of a message of the other side; give how many of ours it received.

    A message ahead of its turn passes: its gap is the caller's affair. Raises Replayed: drop it;
    OutOfStep: give the chat up.

    See: Telegram, "Sequence numbers in secret chats".
    """
    # The order is Telegram's: a replay is dropped before its stale in_seq_no could end the chat.
    in_bit, out_bit = chat.me.peer.bits
    theirs_in = layer.in_seq_no // 2
    if layer.in_seq_no % 2 != in_bit:
        raise OutOfStep("in_seq_no parity")
    if layer.out_seq_no % 2 != out_bit:
        raise OutOfStep("out_seq_no parity")
    if layer.number < chat.received:
        raise Replayed(seen=layer.number, expected=chat.received)
    if not chat.acknowledged <= theirs_in <= chat.sent:
        raise OutOfStep("in_seq_no")
    return theirs_in


def explain(key: SecretChatKey, packet: bytes) -> tuple[bytes, Span]:
    r"""Decrypt a packet and name every part of its plaintext, padding included.

    Raises CannotOpen; WireError for what does not parse.

    >>> from cryptokit.mtproto.decrypted import Unread
    >>> key = SecretChatKey(bytes(range(256)))
    >>> _, packet = seal(SecretChat(key, Author.OTHER), Unread(b"\0\0\0\0"))
    >>> [part.name for part in explain(key, packet)[1].parts]
    ['length', 'decryptedMessageLayer', 'padding']
    """
    plaintext = _plaintext(key, packet, *Author)
    body = _start(plaintext)
    with body.group("decryptedMessageLayer"):
        Layer.from_cursor(body)
    padding = Span("padding", body.offset, len(plaintext))
    parts = (*body.tree("").parts, padding)
    return plaintext, Span("secret message", 0, len(plaintext), parts)


def seal_layer(
    key: SecretChatKey, layer: Layer, *, author: Author, blocks: int = 0, rng: Rng = system
) -> bytes:
    """Encrypt a message that is numbered already: to send it again, or to rebuild a record."""
    body = layer.to_bytes()
    inner = len(body).to_bytes(_LENGTH_SIZE, "little") + body
    return envelope.seal(key, inner, x=author, blocks=blocks, rng=rng)


def _plaintext(key: SecretChatKey, packet: bytes, *authors: Author) -> bytes:
    for author in authors:
        try:
            return envelope.decrypt(key, packet, x=author)
        except CannotOpen:
            continue
    raise CannotOpen


def _start(plaintext: bytes) -> Cursor:
    cursor = Cursor(plaintext[: envelope.body_end(plaintext, head=_LENGTH_SIZE)])
    cursor.take(_LENGTH_SIZE, "length")
    return cursor


def _read(plaintext: bytes) -> Layer:
    return Layer.from_cursor(_start(plaintext))
