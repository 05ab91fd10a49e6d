"""The full transport: length, number, payload, and a CRC-32 of all three. The oldest of them.

The checksum finds accidents, not forgers, who compute another. There are no quick acknowledgements.
"""

import zlib
from dataclasses import dataclass
from typing import ClassVar, Final

from cryptokit.errors import WireError
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports import frames
from cryptokit.mtproto.transports.frames import Frame, Taken
from cryptokit.rng import Rng
from cryptokit.wire import Cursor

_WORD: Final = 4
_AROUND: Final = 3 * _WORD
"""Bytes of length, number and checksum."""


@dataclass(frozen=True, slots=True)
class Full:
    """The layout of the full transport.

    >>> from cryptokit.mtproto.transports.frames import Packet
    >>> from cryptokit.rng import system
    >>> to = Direction.TO_SERVER
    >>> Full().write(Packet(b"ping"), to=to, number=0, rng=system).hex(" ", 4)
    '10000000 00000000 70696e67 72c95c73'

    See: Telegram, "Transports", on full.
    """

    name: ClassVar[str] = "full"
    tag: ClassVar[bytes] = b""
    inner_tag: ClassVar[bytes] = b""

    def size(self, held: bytes, *, to: Direction) -> int | None:  # noqa: ARG002  # for Layout
        """Tell how many bytes the first frame takes. Raises WireError."""
        if len(held) < _WORD:
            return None
        size = int.from_bytes(held[:_WORD], "little")
        frames.require_size(size - _AROUND)
        return size

    def read(self, data: bytes, *, to: Direction, number: int) -> Taken:
        """Read a frame. Raises WireError for a number out of turn and for a wrong checksum."""
        cursor = Cursor(data)
        size, seen = cursor.uint(_WORD, "length"), cursor.uint(_WORD, "number")
        payload = cursor.take(size - _AROUND, "payload")
        if seen != number:
            raise WireError(f"frame {seen} in place of {number}", offset=_WORD, field="number")
        cursor.expect(_checksum(data[: size - _WORD]), "crc32")
        frame = frames.from_payload(payload, to=to)
        return Taken(frame, data, cursor.tree("full frame"))

    def write(self, frame: Frame, *, to: Direction, number: int, rng: Rng) -> bytes:  # noqa: ARG002  # for Layout
        """Write a frame; a wish for a quick acknowledgement has no place here."""
        payload = frames.payload_of(frames.require_packets_only(frame))
        if isinstance(frame, frames.Packet) and frame.wants_quick_ack:
            raise ValueError("the full transport has no quick acknowledgements")
        body = _head(len(payload) + _AROUND, number) + payload
        return body + _checksum(body)


def _head(size: int, number: int) -> bytes:
    return size.to_bytes(_WORD, "little") + number.to_bytes(_WORD, "little")


def _checksum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_WORD, "little")
