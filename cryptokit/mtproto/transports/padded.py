"""The padded intermediate transport: up to 15 random bytes blur the size of each frame.

How long the payload is inside the frame is told by the payload itself, and by nothing else.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports import frames
from cryptokit.mtproto.transports.frames import Frame, QuickAck, Taken
from cryptokit.mtproto.transports.intermediate import (
    HEAD_SIZE,
    frame_size,
    is_token,
    read_head,
    read_token,
    write_head,
)
from cryptokit.rng import Rng, draw
from cryptokit.wire import Cursor

PADDING_MAX: Final = 15
"""Bytes of padding. See: Telegram, "Transports", on padded intermediate."""
_NO_KEY: Final = bytes(8)
_PLAIN_HEAD: Final = 20
_ENCRYPTED_HEAD: Final = 24
_BLOCK: Final = 16
_REFUSAL_SIZE: Final = 4


@dataclass(frozen=True, slots=True)
class PaddedIntermediate:
    """The layout of the padded intermediate transport.

    See: Telegram, "Transports", on padded intermediate.
    """

    name: ClassVar[str] = "padded_intermediate"
    tag: ClassVar[bytes] = b"\xdd" * 4
    inner_tag: ClassVar[bytes] = b"\xdd" * 4

    def size(self, held: bytes, *, to: Direction) -> int | None:
        """Tell how many bytes the first frame takes. Raises WireError."""
        return frame_size(held, to=to, padding=PADDING_MAX)

    def read(self, data: bytes, *, to: Direction, number: int) -> Taken:  # noqa: ARG002  # for Layout
        """Read a frame, and drop its padding."""
        if is_token(data, to=to):
            return read_token(data)
        cursor = Cursor(data)
        _, wants = read_head(cursor)
        payload = cursor.take(payload_end(data[HEAD_SIZE:], to=to), "payload")
        if cursor.left:
            cursor.rest("padding")
        frame = frames.from_payload(payload, to=to, wants_quick_ack=wants)
        return Taken(frame, data, cursor.tree("padded intermediate frame"))

    def write(self, frame: Frame, *, to: Direction, number: int, rng: Rng) -> bytes:  # noqa: ARG002  # for Layout
        """Write a frame with 0 to 15 bytes of padding."""
        if isinstance(frame, QuickAck) and to is Direction.TO_CLIENT:
            return frame.token
        carried = frames.require_packets_only(frame)
        payload = frames.payload_of(carried)
        padding = draw(rng, draw(rng, 1)[0] & PADDING_MAX)
        return write_head(carried, len(payload) + len(padding)) + payload + padding


def payload_end(padded: bytes, *, to: Direction) -> int:
    """Tell where the payload ends: by its own length, by whole blocks, or as a refusal's 4 bytes.

    >>> payload_end(bytes(8) + bytes(8) + bytes([4, 0, 0, 0]) + b"ping" + bytes(5), to=Direction(0))
    24
    >>> payload_end(b"key id.." + bytes(16 + 48 + 7), to=Direction(0))
    72
    """
    if to is Direction.TO_CLIENT and len(padded) <= _REFUSAL_SIZE + PADDING_MAX:
        return min(len(padded), _REFUSAL_SIZE)
    if padded[: len(_NO_KEY)] == _NO_KEY:
        told = _PLAIN_HEAD + int.from_bytes(padded[_PLAIN_HEAD - 4 : _PLAIN_HEAD], "little")
        return told if 0 <= len(padded) - told <= PADDING_MAX else len(padded)
    return len(padded) - (len(padded) - _ENCRYPTED_HEAD) % _BLOCK
