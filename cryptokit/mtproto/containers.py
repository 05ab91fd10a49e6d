"""Containers: several messages in one packet, each with its own id and number. None inside another.

    container = id, seq_no (even) and body of its own; the body lists id || seq_no || length || body

What the messages say is read in ``service``; when they travel together, in ``packing``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct
from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto import schema, tl
from cryptokit.mtproto.cloud import CloudMessage
from cryptokit.wire import Cursor

COUNT_LIMIT: Final = 1024
"""Messages in a container. See: Telegram, "Service Messages", on containers."""
SIZE_LIMIT: Final = 1_044_448
"""Bytes in a container: Telethon says that the server closes the connection above this."""
_HEAD: Final = Struct("<QII")
_MARK: Final = tl.uint(schema.MSG_CONTAINER)


@dataclass(frozen=True, slots=True)
class Piece:
    """A message without its session: one from a container, or one that travelled alone."""

    message_id: int
    seq_no: int
    body: bytes

    @property
    def wants_ack(self) -> bool:
        """Whether its author waits for an acknowledgement."""
        return self.seq_no % 2 == 1


def pack(pieces: Iterable[Piece]) -> bytes:
    """Write the body of a container, whose own id must be above those of all pieces.

    >>> body = pack([Piece(4, 1, b"ping"), Piece(8, 3, b"pong")])
    >>> body.hex(" ", 4)[:53]
    'dcf8f173 02000000 04000000 00000000 01000000 04000000'
    >>> [piece.body for piece in unpack(CloudMessage(bytes(8), bytes(8), 12, 4, body))]
    [b'ping', b'pong']

    See: Telegram, "Service Messages", on simple containers.
    """
    items = tuple(pieces)
    if len(items) > COUNT_LIMIT:
        raise ValueError(f"a container has up to {COUNT_LIMIT} messages, not {len(items)}")
    if any(is_container(one.body) or len(one.body) % 4 for one in items):
        raise ValueError("a container holds whole TL objects, and no other container")
    lines = (_HEAD.pack(one.message_id, one.seq_no, len(one.body)) + one.body for one in items)
    return _MARK + tl.uint(len(items)) + b"".join(lines)


def size(body: bytes) -> int:
    """Tell how many bytes a message with this body takes in a container."""
    return _HEAD.size + len(body)


def is_container(body: bytes) -> bool:
    """Tell whether a body is a container."""
    return body[:4] == _MARK


def unpack(message: CloudMessage) -> tuple[Piece, ...]:
    """Give the messages of a container in the order of their ids, or the one that came alone.

    Raises WireError for a container inside it, for an id that is not below its own or comes twice,
    for half an object, and for bytes that do not parse.

    See: Telegram, "Service Messages", on simple containers.
    """
    if not is_container(message.body):
        return (Piece(message.message_id, message.seq_no, message.body),)
    pieces = tuple(sorted(_read(Cursor(message.body)), key=lambda one: one.message_id))
    _check(pieces, message.message_id)
    return pieces


def _read(cursor: Cursor) -> list[Piece]:
    cursor.expect(_MARK, "constructor")
    count = cursor.uint(4, "count")
    # Before they are read: a claim of thousands takes seconds.
    if count > COUNT_LIMIT:
        raise WireError(f"more than {COUNT_LIMIT} messages", offset=4, field="count")
    pieces = [_piece(cursor) for _ in range(count)]
    cursor.finish()
    return pieces


def _piece(cursor: Cursor) -> Piece:
    message_id, seq_no, length = _HEAD.unpack(cursor.take(_HEAD.size, "head"))
    return Piece(message_id, seq_no, cursor.take(length, "body"))


def _check(pieces: tuple[Piece, ...], container_id: int) -> None:
    if any(len(piece.body) % 4 for piece in pieces):
        raise WireError("not whole TL objects", offset=8, field="bytes")
    if any(is_container(piece.body) for piece in pieces):
        raise WireError("a container inside a container", offset=8, field="body")
    ids = [piece.message_id for piece in pieces]
    if len(set(ids)) < len(ids) or (ids and ids[-1] >= container_id):
        raise WireError("an id twice, or not below the container's", offset=8, field="msg_id")
