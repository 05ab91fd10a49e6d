"""One end of a connection: frames in and out, while something else carries the bytes.

Neither side waits here: ``receive`` gives what has come, or None. What carries the bytes is in
``memory`` and in ``tcp``.
"""

from collections.abc import Callable
from typing import Protocol

from cryptokit.errors import WireError
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports.codec import Codec
from cryptokit.mtproto.transports.frames import Frame
from cryptokit.rng import Rng, system

Carry = Callable[[bytes], None]
"""Takes bytes to the other end."""
Tap = Callable[[Direction, bytes], None]
"""Sees all bytes that go by, and which way."""


class Connection(Protocol):
    """What a party needs of a connection."""

    @property
    def is_open(self) -> bool:
        """Whether frames can still be sent."""
        ...

    def send(self, frame: Frame) -> None:
        """Send a frame; nothing happens if the connection is closed."""
        ...

    def receive(self) -> Frame | None:
        """Give the next frame that came, or None."""
        ...

    def close(self) -> None:
        """Hang up, without a word."""
        ...


def _nothing() -> None:
    return


def _untapped(to: Direction, data: bytes) -> None:
    del to, data


class End:
    """A connection as one of its ends has it.

    ``sends`` is the direction in which this end sends. Bytes that no honest peer sends close it, if
    they are what it starts with, or else when their turn comes.
    """

    def __init__(
        self,
        codec: Codec,
        *,
        sends: Direction,
        carry: Carry,
        hang_up: Callable[[], None] = _nothing,
        tap: Tap = _untapped,
        rng: Rng = system,
    ) -> None:
        self._codec = codec
        self._sends = sends
        self._carry = carry
        self._hang_up = hang_up
        self._tap = tap
        self._rng = rng
        self._open = True
        self.refused: WireError | None = None
        """Why it was closed, if the other side sent what cannot be read."""

    @property
    def is_open(self) -> bool:
        """Whether frames can still be sent."""
        return self._open

    def send(self, frame: Frame) -> None:
        """Send a frame."""
        if self._open:
            self._codec, data = self._codec.write(frame, rng=self._rng)
            self._tap(self._sends, data)
            self._carry(data)

    def arrived(self, data: bytes) -> None:
        """Take bytes that the other end sent, however they were cut."""
        if not self._open:
            return
        self._tap(self._sends.back, data)
        try:
            self._codec = self._codec.hold(data)
        except WireError as error:
            self._refuse(error)

    def receive(self) -> Frame | None:
        """Give the next frame that came, also after the connection was closed."""
        try:
            step = self._codec.take()
        except WireError as error:
            self._refuse(error)
            return None
        if step is None:
            return None
        self._codec, taken = step
        return taken.frame

    def close(self) -> None:
        """Hang up."""
        if self._open:
            self._open = False
            self._hang_up()

    def lost(self) -> None:
        """Note that the other side hung up."""
        self._open = False

    def _refuse(self, error: WireError) -> None:
        self.refused = error
        self.close()
