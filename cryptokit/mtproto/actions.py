"""The service messages of a secret chat: what one app tells the other. Nothing acts on them here.

A row of the table says how an action is read, written and shown. Kinds without a row stay bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from cryptokit.keys import KEY_ID_SIZE
from cryptokit.mtproto import schema, tl
from cryptokit.wire import Cursor


@dataclass(frozen=True, slots=True)
class NotifyLayer:
    """I understand the secret-chat schema up to this layer."""

    layer: int


@dataclass(frozen=True, slots=True)
class SetTtl:
    """From now on, messages vanish this many seconds after they are read; 0 ends it."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Read:
    """Your messages were read, so their timers run."""

    random_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Delete:
    """Please delete these messages. Nothing can force the other device to."""

    random_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A screenshot was taken of these messages, as far as the app noticed."""

    random_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Flush:
    """Please delete the whole history."""


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody writes, or no longer: the constructor id of a SendMessageAction."""

    what: int = schema.WRITES


@dataclass(frozen=True, slots=True)
class Resend:
    """Please send these again: both ``out_seq_no`` as they travel, the last one included."""

    start_seq_no: int
    end_seq_no: int


@dataclass(frozen=True, slots=True)
class RequestKey:
    """Let us change the key; ``g_a`` is my public value, ``exchange_id`` a signed random number."""

    exchange_id: int
    g_a: bytes


@dataclass(frozen=True, slots=True)
class AcceptKey:
    """Yes: my public value, and the 8 bytes that name the new key."""

    exchange_id: int
    g_b: bytes
    key_fingerprint: bytes


@dataclass(frozen=True, slots=True)
class CommitKey:
    """All that I send after this is under the new key."""

    exchange_id: int
    key_fingerprint: bytes


@dataclass(frozen=True, slots=True)
class AbortKey:
    """No: the key stays as it is."""

    exchange_id: int


@dataclass(frozen=True, slots=True)
class Noop:
    """Nothing. It shows the new key in use, and what was received."""


@dataclass(frozen=True, slots=True)
class UnreadAction:
    """An action of a kind not read here: its bytes, constructor id first."""

    body: bytes


KeyAction = RequestKey | AcceptKey | CommitKey | AbortKey | Noop
Action = (
    NotifyLayer
    | SetTtl
    | Read
    | Delete
    | Screenshot
    | Flush
    | Typing
    | Resend
    | KeyAction
    | UnreadAction
)


class _Codec(NamedTuple):
    read: Callable[[Cursor, str], Any]
    write: Callable[[Any], bytes]


class _Row(NamedTuple):
    constructor: int
    make: Callable[..., Action]
    fields: tuple[tuple[str, _Codec], ...] = ()


def _read_uint(cursor: Cursor, name: str) -> int:
    return cursor.uint(4, name)


def _read_long(cursor: Cursor, name: str) -> int:
    return cursor.sint(8, name)


def _read_key_id(cursor: Cursor, name: str) -> bytes:
    return cursor.take(KEY_ID_SIZE, name)


def _write_key_id(key_id: bytes) -> bytes:
    if len(key_id) != KEY_ID_SIZE:
        raise ValueError(f"a key is named by {KEY_ID_SIZE} bytes, not {len(key_id)}")
    return key_id


_INT: Final = _Codec(_read_uint, tl.uint)
_LONG: Final = _Codec(_read_long, tl.long)
_BYTES: Final = _Codec(tl.read_string, tl.string)
_KEY_ID: Final = _Codec(_read_key_id, _write_key_id)
_LONGS: Final = _Codec(tl.read_longs, tl.longs)
_EXCHANGE: Final = ("exchange_id", _LONG)
_FINGERPRINT: Final = ("key_fingerprint", _KEY_ID)

_ROWS: Final = (
    _Row(schema.NOTIFY_LAYER, NotifyLayer, (("layer", _INT),)),
    _Row(schema.SET_TTL, SetTtl, (("seconds", _INT),)),
    _Row(schema.READ, Read, (("random_ids", _LONGS),)),
    _Row(schema.DELETE, Delete, (("random_ids", _LONGS),)),
    _Row(schema.SCREENSHOT, Screenshot, (("random_ids", _LONGS),)),
    _Row(schema.FLUSH, Flush),
    _Row(schema.TYPING, Typing, (("what", _INT),)),
    _Row(schema.RESEND, Resend, (("start_seq_no", _INT), ("end_seq_no", _INT))),
    _Row(schema.REQUEST_KEY, RequestKey, (_EXCHANGE, ("g_a", _BYTES))),
    _Row(schema.ACCEPT_KEY, AcceptKey, (_EXCHANGE, ("g_b", _BYTES), _FINGERPRINT)),
    _Row(schema.COMMIT_KEY, CommitKey, (_EXCHANGE, _FINGERPRINT)),
    _Row(schema.ABORT_KEY, AbortKey, (_EXCHANGE,)),
    _Row(schema.NOOP, Noop),
)
"""See: Telegram, "Secret Chats: TL Schema"."""
_BY_CONSTRUCTOR: Final = {row.constructor: row for row in _ROWS}
_BY_CLASS: Final = {row.make: row for row in _ROWS}


def write_action(action: Action) -> bytes:
    """Write an action.

    >>> write_action(NotifyLayer(144)).hex(" ", 4)
    '838804f3 90000000'
    """
    if isinstance(action, UnreadAction):
        return action.body
    row = _BY_CLASS[type(action)]
    fields = (codec.write(getattr(action, name)) for name, codec in row.fields)
    return tl.uint(row.constructor) + b"".join(fields)


def read_action(cursor: Cursor) -> Action:
    r"""Read an action, the last field of its message.

    >>> read_action(Cursor(bytes.fromhex("ec3a73a1 3c000000")))
    SetTtl(seconds=60)
    >>> read_action(Cursor(bytes.fromhex("00000000 3c000000")))
    UnreadAction(body=b'\x00\x00\x00\x00<\x00\x00\x00')
    """
    constructor = cursor.uint(4, "constructor")
    if constructor not in _BY_CONSTRUCTOR:
        return UnreadAction(tl.uint(constructor) + tl.read_unread(cursor))
    row = _BY_CONSTRUCTOR[constructor]
    return row.make(*(codec.read(cursor, name) for name, codec in row.fields))
