"""The service messages of a secret chat: what one app tells the other. Nothing acts on them here.

A row of the table says how an action is read, written and shown. Kinds without a row stay bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

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
class UnreadAction:
    """An action of a kind not read here: its bytes, constructor id first."""

    body: bytes


Action = NotifyLayer | SetTtl | Read | Delete | Screenshot | Flush | UnreadAction


class _Codec(NamedTuple):
    read: Callable[[Cursor, str], Any]
    write: Callable[[Any], bytes]


class _Row(NamedTuple):
    constructor: int
    make: Callable[..., Action]
    fields: tuple[tuple[str, _Codec], ...] = ()


def _read_uint(cursor: Cursor, name: str) -> int:
    return cursor.uint(4, name)


_INT: Final = _Codec(_read_uint, tl.uint)
_LONGS: Final = _Codec(tl.read_longs, tl.longs)

_ROWS: Final = (
    _Row(schema.NOTIFY_LAYER, NotifyLayer, (("layer", _INT),)),
    _Row(schema.SET_TTL, SetTtl, (("seconds", _INT),)),
    _Row(schema.READ, Read, (("random_ids", _LONGS),)),
    _Row(schema.DELETE, Delete, (("random_ids", _LONGS),)),
    _Row(schema.SCREENSHOT, Screenshot, (("random_ids", _LONGS),)),
    _Row(schema.FLUSH, Flush),
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
