"""The intermediate transport: 4 bytes say how many follow. A little longer, and easier to read.

Padding is not here: it is in ``padded``, which is written in the same way.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports import frames
from cryptokit.mtproto.transports.frames import TOKEN_SIZE, Frame, QuickAck, Taken
from cryptokit.rng import Rng
from cryptokit.wire import Cursor

HEAD_SIZE: Final = 4
_TOP_BIT: Final = 1 << 31


@dataclass(frozen=True, slots=True)
class Intermediate:
    """The layout of the intermediate transport.

    >>> from cryptokit.mtproto.transports.frames import Packet
    >>> from cryptokit.rng import system
    >>> to = Direction.TO_SERVER
    >>> Intermediate().write(Packet(b"ping"), to=to, number=0, rng=system).hex(" ", 4)
    '04000000 70696e67'

    See: Telegram, "Transports", on intermediate, and on quick acknowledgements.
    """

    name: ClassVar[str] = "intermediate"
    tag: ClassVar[bytes] = b"\xee" * 4
    inner_tag: ClassVar[bytes] = b"\xee" * 4

    def size(self, held: bytes, *, to: Direction) -> int | None:
        """Tell how many bytes the first frame takes. Raises WireError."""
        return frame_size(held, to=to)

    def read(self, data: bytes, *, to: Direction, number: int) -> Taken:  # noqa: ARG002  # for Layout
        """Read a frame."""
        if is_token(data, to=to):
            return read_token(data)
        cursor = Cursor(data)
        size, wants = read_head(cursor)
        frame = frames.from_payload(cursor.take(size, "payload"), to=to, wants_quick_ack=wants)
        return Taken(frame, data, cursor.tree("intermediate frame"))

    def write(self, frame: Frame, *, to: Direction, number: int, rng: Rng) -> bytes:  # noqa: ARG002  # for Layout
        """Write a frame."""
        if isinstance(frame, QuickAck) and to is Direction.TO_CLIENT:
            return frame.token
        carried = frames.require_packets_only(frame)
        payload = frames.payload_of(carried)
        return write_head(carried, len(payload)) + payload


def frame_size(held: bytes, *, to: Direction, padding: int = 0) -> int | None:
    """Tell how many bytes the first frame takes, or None. Raises WireError."""
    if len(held) < HEAD_SIZE:
        return None
    size, top = read_head(Cursor(held[:HEAD_SIZE]))
    if top and to is Direction.TO_CLIENT:
        return TOKEN_SIZE
    frames.require_size(size, padding=padding)
    return HEAD_SIZE + size


def is_token(data: bytes, *, to: Direction) -> bool:
    """Tell a token of the server, 4 bytes, from a frame: a frame is longer than its head."""
    return to is Direction.TO_CLIENT and len(data) == TOKEN_SIZE


def read_token(data: bytes) -> Taken:
    """Read a token of the server."""
    cursor = Cursor(data)
    return Taken(QuickAck(cursor.take(TOKEN_SIZE, "token")), data, cursor.tree("token"))


def read_head(cursor: Cursor) -> tuple[int, bool]:
    """Read the size of what follows, and whether a quick acknowledgement is asked for."""
    head = cursor.uint(HEAD_SIZE, "length")
    return head & ~_TOP_BIT, bool(head & _TOP_BIT)


def write_head(frame: frames.Packet | frames.Refusal, size: int) -> bytes:
    """Write the size of what follows, and the wish for a quick acknowledgement."""
    wants = isinstance(frame, frames.Packet) and frame.wants_quick_ack
    return (size | (_TOP_BIT if wants else 0)).to_bytes(HEAD_SIZE, "little")
