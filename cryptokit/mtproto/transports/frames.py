"""What travels between two ends of a connection: packets, quick acknowledgements, refusals.

How a frame is written is up to a layout. What is inside a packet is not looked at.
"""

from dataclasses import dataclass, field
from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto.cloud import Direction
from cryptokit.wire import Span

LIMIT: Final = 1 << 20
"""Bytes of a payload, ours: Telethon says that the server closes the connection near this size."""
TOKEN_SIZE: Final = 4
_REFUSAL_SIZE: Final = 4
_TOP_BIT: Final = 0x80

REASONS: Final = {
    404: "unknown key, or a wrong step of the handshake",
    429: "too many connections",
    444: "not this data centre",
}
"""What the numbers of refusals mean. See: Telegram, "Transports", on transport errors."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A message, encrypted or not; a device may ask to hear at once that it came."""

    payload: bytes = field(repr=False)
    wants_quick_ack: bool = False


@dataclass(frozen=True, slots=True)
class QuickAck:
    """The server has a packet: 4 bytes of a hash that only holders of the key can make.

    They are the first bytes of the hash that gives msg_key, with the top bit of the last one set.
    """

    token: bytes

    def __post_init__(self) -> None:
        if len(self.token) != TOKEN_SIZE or not self.token[-1] & _TOP_BIT:
            raise ValueError("a token has 4 bytes, and the top bit of the last one is set")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The server says no, and in the clear: 404, 429 or 444.

    >>> refused = Refusal(404)
    >>> refused.payload.hex(), refused.reason
    ('6cfeffff', 'unknown key, or a wrong step of the handshake')
    """

    code: int

    def __post_init__(self) -> None:
        if not 0 < self.code < 1 << 31:
            raise ValueError(f"the code of a refusal is a positive int, not {self.code}")

    @property
    def payload(self) -> bytes:
        """The number with a minus sign, 4 bytes."""
        return (-self.code).to_bytes(_REFUSAL_SIZE, "little", signed=True)

    @property
    def reason(self) -> str:
        """What the number means."""
        return REASONS.get(self.code, "not told")


Frame = Packet | QuickAck | Refusal


@dataclass(frozen=True, slots=True)
class Taken:
    """A frame that came whole: its bytes as the layout has them, and where its parts lie there."""

    frame: Frame
    data: bytes = field(repr=False)
    span: Span = field(repr=False)


def from_payload(payload: bytes, *, to: Direction, wants_quick_ack: bool = False) -> Frame:
    """Tell a refusal of the server, which is a negative number, from a packet.

    >>> from_payload(bytes.fromhex("6cfeffff"), to=Direction.TO_CLIENT)
    Refusal(code=404)
    """
    if to is Direction.TO_CLIENT and len(payload) == _REFUSAL_SIZE:
        number = int.from_bytes(payload, "little", signed=True)
        if -(1 << 31) < number < 0:
            return Refusal(-number)
    return Packet(payload, wants_quick_ack)


def payload_of(frame: Packet | Refusal) -> bytes:
    """Give what a frame carries. Raises ValueError for a size that no transport takes."""
    size = len(frame.payload)
    if not 0 < size <= LIMIT or size % 4:
        raise ValueError(f"a payload has up to {LIMIT} bytes, a multiple of 4, not {size}")
    return frame.payload


def require_size(size: int, *, padding: int = 0) -> None:
    """Refuse a claim about a size, before anything is kept for it: WireError.

    A payload is whole words; up to ``padding`` bytes may follow it.
    """
    if not 0 < size <= LIMIT + padding or (not padding and size % 4):
        raise WireError(f"a payload of {size} bytes", offset=0, field="length")


def require_packets_only(frame: Frame) -> Packet | Refusal:
    """Refuse to write a token where a layout has no room for one. Raises TypeError."""
    if isinstance(frame, QuickAck):
        raise TypeError("a token travels from the server only, and not in the full transport")
    return frame
