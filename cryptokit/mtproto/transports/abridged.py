"""The abridged transport: one byte says how many words of 4 bytes follow, or that three more do.

It spends the least: one byte on a packet of up to 504 bytes. It hides nothing.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from cryptokit.errors import WireError
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports import frames
from cryptokit.mtproto.transports.frames import TOKEN_SIZE, Frame, QuickAck, Taken
from cryptokit.rng import Rng
from cryptokit.wire import Cursor

_LONG_MARK: Final = 0x7F
"""This byte says that three more hold the number of words."""
_TOP_BIT: Final = 0x80
_LONG_HEAD: Final = 4


@dataclass(frozen=True, slots=True)
class Abridged:
    """The layout of the abridged transport.

    >>> from cryptokit.mtproto.transports.frames import Packet
    >>> from cryptokit.rng import system
    >>> to = Direction.TO_SERVER
    >>> Abridged().write(Packet(b"ping"), to=to, number=0, rng=system).hex()
    '0170696e67'

    See: Telegram, "Transports", on abridged, and on quick acknowledgements.
    """

    name: ClassVar[str] = "abridged"
    tag: ClassVar[bytes] = b"\xef"
    inner_tag: ClassVar[bytes] = b"\xef" * 4

    def size(self, held: bytes, *, to: Direction) -> int | None:
        """Tell how many bytes the first frame takes. Raises WireError."""
        if not held:
            return None
        if to is Direction.TO_CLIENT and held[0] & _TOP_BIT:
            return TOKEN_SIZE
        head = _LONG_HEAD if held[0] & _LONG_MARK == _LONG_MARK else 1
        if len(held) < head:
            return None
        words, _ = _head(Cursor(held[:head]))
        frames.require_size(4 * words)
        return head + 4 * words

    def read(self, data: bytes, *, to: Direction, number: int) -> Taken:  # noqa: ARG002  # for Layout
        """Read a frame; a token of the server comes with its bytes reversed."""
        cursor = Cursor(data)
        frame: Frame
        if to is Direction.TO_CLIENT and data[0] & _TOP_BIT:
            frame = QuickAck(cursor.take(TOKEN_SIZE, "token, reversed")[::-1])
        else:
            words, wants = _head(cursor)
            payload = cursor.take(4 * words, "payload")
            frame = frames.from_payload(payload, to=to, wants_quick_ack=wants)
        return Taken(frame, data, cursor.tree("abridged frame"))

    def write(self, frame: Frame, *, to: Direction, number: int, rng: Rng) -> bytes:  # noqa: ARG002  # for Layout
        """Write a frame."""
        if isinstance(frame, QuickAck) and to is Direction.TO_CLIENT:
            return frame.token[::-1]
        payload = frames.payload_of(frames.require_packets_only(frame))
        words = len(payload) // 4
        short = words < _LONG_MARK
        head = bytes([words]) if short else bytes([_LONG_MARK]) + words.to_bytes(3, "little")
        wants = isinstance(frame, frames.Packet) and frame.wants_quick_ack
        return bytes([head[0] | (_TOP_BIT if wants else 0)]) + head[1:] + payload


def _head(cursor: Cursor) -> tuple[int, bool]:
    """Read the number of words, and whether the top bit asks for a quick acknowledgement."""
    first = cursor.uint(1, "length")
    words = first & ~_TOP_BIT
    if words == _LONG_MARK:
        words = cursor.uint(3, "long length")
        if words < _LONG_MARK:
            raise WireError("a length that is not written so", offset=1, field="long length")
    return words, bool(first & _TOP_BIT)
