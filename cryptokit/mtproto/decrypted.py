"""What two devices say to each other in a secret chat, decrypted. Keys and numbering are elsewhere.

Texts and the simple service messages are read. What a text carries beside its words (a file, a
format) and messages of other kinds stay bytes, so that every message is written back as it came.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto import actions, schema, tl
from cryptokit.wire import Cursor

LAYER: Final = 144
"""The schema layer that is spoken here. See: Telegram, "Secret Chats: TL Schema"."""
RANDOM_BYTES_MIN: Final = 15
"""Random bytes in front of each message. See: Telegram, "Secret Chats, End-to-End Encryption"."""

_REPLY: Final = 1 << 3
_SILENT: Final = 1 << 5
_GROUPED: Final = 1 << 17
_ATTACHED: Final = 1 << 7 | 1 << 9 | 1 << 11
_NO_PREVIEW: Final = 1 << 1
"""Flag bits of decryptedMessage. See: Telegram, "Secret Chats: TL Schema", layer 73."""
_OURS: Final = _REPLY | _SILENT | _GROUPED
_SINCE_73: Final = _SILENT | _GROUPED | _NO_PREVIEW
MESSAGE_46: Final = 0x36B091DE
"""The text of layers 46 to 72: the same fields, and three flags fewer."""
_TEXTS: Final = {73: schema.MESSAGE, 46: MESSAGE_46}


@dataclass(frozen=True, slots=True)
class Text:
    """Words. ``ttl`` is in seconds from reading, 0 for ever; ``reply_to`` is a ``random_id``.

    ``attached`` holds a file, formats and the bot's name as bytes, and ``attached_flags`` says
    which of them are there: bits 9, 7 and 11, and bit 1 for "no preview of links". ``since`` is the
    layer that brought in the form in which it travels, 73 or 46.
    """

    random_id: int
    text: str
    ttl: int = 0
    reply_to: int | None = None
    silent: bool = False
    album: int | None = None
    attached: bytes = field(default=b"", repr=False)
    attached_flags: int = 0
    since: int = 73


@dataclass(frozen=True, slots=True)
class Service:
    """What one app tells the other; nobody typed it."""

    random_id: int
    action: actions.Action


@dataclass(frozen=True, slots=True)
class Unread:
    """A message of a kind not read here: its bytes, constructor id first."""

    body: bytes


Message = Text | Service | Unread


@dataclass(frozen=True, slots=True)
class Layer:
    """A message with its two sequence numbers as they travel: doubled, with the sender's bit.

    ``random_bytes`` are at least 15; they make equal messages differ.
    """

    in_seq_no: int
    out_seq_no: int
    message: Message
    random_bytes: bytes = field(repr=False)
    layer: int = LAYER

    @property
    def number(self) -> int:
        """How many messages its author had sent before."""
        return self.out_seq_no // 2

    def to_bytes(self) -> bytes:
        """Write a decryptedMessageLayer.

        >>> hello = Layer(0, 1, Text(random_id=7, text="hi"), random_bytes=bytes(range(15)))
        >>> Layer.from_cursor(Cursor(hello.to_bytes())) == hello
        True
        """
        if len(self.random_bytes) < RANDOM_BYTES_MIN:
            raise ValueError(f"a message starts with {RANDOM_BYTES_MIN} random bytes or more")
        head = tl.uint(schema.LAYER) + tl.string(self.random_bytes) + tl.uint(self.layer)
        numbers = tl.uint(self.in_seq_no) + tl.uint(self.out_seq_no)
        return head + numbers + write_message(self.message)

    @classmethod
    def from_cursor(cls, cursor: Cursor) -> "Layer":
        """Read a decryptedMessageLayer that fills the rest; spans stay with the cursor.

        Raises WireError.
        """
        cursor.expect(tl.uint(schema.LAYER), "constructor")
        offset = cursor.offset
        random_bytes = tl.read_string(cursor, "random_bytes")
        if len(random_bytes) < RANDOM_BYTES_MIN:
            raise WireError("too few random bytes", offset=offset, field="random_bytes")
        layer, in_seq_no, out_seq_no = (
            cursor.uint(4, name) for name in ("layer", "in_seq_no", "out_seq_no")
        )
        with cursor.group("message"):
            message = read_message(cursor)
        cursor.finish()
        return cls(in_seq_no, out_seq_no, message, random_bytes, layer)


def write_message(message: Message) -> bytes:
    """Write what stands inside a layer.

    >>> write_message(Text(random_id=1, text="hi")).hex(" ", 4)
    '7446cc91 00000000 01000000 00000000 00000000 02686900'
    """
    match message:
        case Text():
            return tl.uint(_TEXTS[message.since]) + _write_text(message)
        case Service(random_id, action):
            return tl.uint(schema.SERVICE) + tl.long(random_id) + actions.write_action(action)
        case Unread(body):
            return body


def read_message(cursor: Cursor) -> Message:
    """Read what stands inside a layer. Raises WireError."""
    match cursor.uint(4, "constructor"):
        case schema.MESSAGE:
            return _read_text(cursor, since=73)
        case constructor if constructor == MESSAGE_46:
            return _read_text(cursor, since=46)
        case schema.SERVICE:
            random_id = cursor.sint(8, "random_id")
            with cursor.group("action"):
                return Service(random_id, actions.read_action(cursor))
        case constructor:
            return Unread(tl.uint(constructor) + tl.read_unread(cursor))


def _write_text(text: Text) -> bytes:
    if text.attached_flags & _OURS or bool(text.attached_flags & _ATTACHED) != bool(text.attached):
        raise ValueError("attached_flags must tell what attached holds")
    flags = text.attached_flags | (_SILENT if text.silent else 0)
    tail = b""
    for bit, number in ((_REPLY, text.reply_to), (_GROUPED, text.album)):
        if number is not None:
            flags |= bit
            tail += tl.long(number)
    if text.since < 73 and flags & _SINCE_73:
        raise ValueError("silent messages, albums and links without preview came with layer 73")
    words = tl.long(text.random_id) + tl.uint(text.ttl) + tl.string(text.text.encode())
    return tl.uint(flags) + words + text.attached + tail


def fitted(message: Message, layer: int) -> Message:
    """Give a message the form that a layer knows; what came later is left out.

    >>> fitted(Text(random_id=1, text="hi", silent=True), 46)
    Text(random_id=1, text='hi', ttl=0, reply_to=None, silent=False, ..., since=46)
    """
    if not isinstance(message, Text) or layer >= 73:
        return message
    flags = message.attached_flags & ~_NO_PREVIEW
    return replace(message, silent=False, album=None, attached_flags=flags, since=46)


def _read_text(cursor: Cursor, *, since: int) -> Text:
    offset = cursor.offset
    flags = cursor.uint(4, "flags")
    if flags & ~((_OURS | _ATTACHED | _NO_PREVIEW) & ~(_SINCE_73 if since < 73 else 0)):
        raise WireError("a flag of a later layer", offset=offset, field="flags")
    random_id = cursor.sint(8, "random_id")
    ttl = cursor.uint(4, "ttl")
    text = tl.read_text(cursor, "text")
    # The two numbers at the end have a fixed size, so what lies before them need not be understood.
    tail = 8 * (flags & _REPLY > 0) + 8 * (flags & _GROUPED > 0)
    attached = cursor.take(cursor.left - tail, "attached") if flags & _ATTACHED else b""
    if flags & _ATTACHED and not attached:
        raise WireError("flags of something attached, and nothing is", offset=offset, field="flags")
    reply_to = cursor.sint(8, "reply_to") if flags & _REPLY else None
    album = cursor.sint(8, "album") if flags & _GROUPED else None
    return Text(
        random_id,
        text,
        ttl,
        reply_to,
        silent=bool(flags & _SILENT),
        album=album,
        attached=attached,
        attached_flags=flags & ~_OURS,
        since=since,
    )
