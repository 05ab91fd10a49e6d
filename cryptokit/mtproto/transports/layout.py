"""What a transport must be able to do: tell the size of a frame, read it, write it. No state."""

from typing import ClassVar, Final, Protocol

from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports.frames import Frame, Taken
from cryptokit.rng import Rng

HEAD_LIMIT: Final = 4
"""Bytes at the start of a frame from which every layout tells its size."""


class Layout(Protocol):
    """How frames lie in a stream of bytes.

    ``to`` is where they travel, as some bits mean one thing on the way to the server and another on
    the way back. ``number`` counts the frames in that direction from 0.
    """

    name: ClassVar[str]
    """What people call it."""
    tag: ClassVar[bytes]
    """What a device sends once, in front of its first frame; it may be nothing."""
    inner_tag: ClassVar[bytes]
    """The 4 bytes that name it inside an obfuscated header; nothing if it cannot be there."""

    def size(self, held: bytes, *, to: Direction) -> int | None:
        """Tell how many bytes the first frame takes, or None while that cannot be seen.

        Only the first 4 bytes of ``held`` are looked at. Raises WireError for a length that no
        honest peer sends.
        """
        ...

    def read(self, data: bytes, *, to: Direction, number: int) -> Taken:
        """Read a frame that is whole; each part leaves a span. Raises WireError."""
        ...

    def write(self, frame: Frame, *, to: Direction, number: int, rng: Rng) -> bytes:
        """Write a frame."""
        ...
