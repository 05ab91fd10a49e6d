"""One side of a connection whose transport is known, obfuscated or not. State in, state out.

A server starts in ``listening`` instead, as it learns the transport from the first bytes.
"""

from dataclasses import dataclass, replace

from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports import counter
from cryptokit.mtproto.transports.counter import Counter
from cryptokit.mtproto.transports.frames import Frame, Taken
from cryptokit.mtproto.transports.layout import HEAD_LIMIT, Layout
from cryptokit.rng import Rng


@dataclass(frozen=True, slots=True)
class Stream:
    """Where one side stands: what it holds, how many frames went and came, and its key streams.

    ``opening`` goes out in front of the first frame. ``held`` is in the clear, and the frames up to
    byte ``at`` of it were given already.
    """

    layout: Layout
    sends: Direction
    opening: bytes = b""
    held: bytes = b""
    at: int = 0
    sent: int = 0
    received: int = 0
    outward: Counter | None = None
    inward: Counter | None = None

    def hold(self, data: bytes) -> "Stream":
        """Keep bytes that came, in the clear."""
        inward, clear = _through(self.inward, data)
        return replace(self, inward=inward, held=self.held[self.at :] + clear, at=0)

    def take(self) -> "tuple[Stream, Taken] | None":
        """Give the first whole frame of what is held, or None. Raises WireError."""
        # What is held is not cut at each frame: of many small ones that would copy all, each time.
        at, to = self.at, self.sends.back
        size = self.layout.size(self.held[at : at + HEAD_LIMIT], to=to)
        if size is None or at + size > len(self.held):
            return None
        taken = self.layout.read(self.held[at : at + size], to=to, number=self.received)
        return replace(self, at=at + size, received=self.received + 1), taken

    def write(self, frame: Frame, *, rng: Rng) -> "tuple[Stream, bytes]":
        """Write a frame. Raises ValueError for one that this layout cannot write."""
        clear = self.layout.write(frame, to=self.sends, number=self.sent, rng=rng)
        outward, data = _through(self.outward, clear)
        state = replace(self, opening=b"", sent=self.sent + 1, outward=outward)
        return state, self.opening + data


def dial(layout: Layout) -> Stream:
    """Start a device's side, in the clear.

    >>> from cryptokit.mtproto.transports.frames import Packet
    >>> from cryptokit.mtproto.transports.intermediate import Intermediate
    >>> from cryptokit.rng import system
    >>> stream, first = dial(Intermediate()).write(Packet(b"ping"), rng=system)
    >>> _, second = stream.write(Packet(b"ping"), rng=system)
    >>> first.hex(" ", 4), second.hex(" ", 4)
    ('eeeeeeee 04000000 70696e67', '04000000 70696e67')
    """
    return Stream(layout, Direction.TO_SERVER, opening=layout.tag)


def mirror(server: Stream) -> Stream:
    """Give the device's side to the fresh side of a server, as an observer needs it."""
    inward, outward = server.outward, server.inward
    return Stream(server.layout, server.sends.back, inward=inward, outward=outward)


def _through(stream: Counter | None, data: bytes) -> tuple[Counter | None, bytes]:
    return counter.apply(stream, data) if stream else (None, data)
