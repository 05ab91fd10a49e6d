"""One side of a connection as a state: bytes in, frames out, and frames in, bytes out.

Where the bytes come from is not here, nor what a frame means.
"""

from typing import Protocol

from cryptokit.errors import WireError
from cryptokit.mtproto.transports.frames import Frame, Taken
from cryptokit.rng import Rng


class Codec(Protocol):
    """A frozen state; each step gives the next one."""

    def hold(self, data: bytes) -> "Codec":
        """Keep bytes that came. Raises WireError if no honest peer starts like that."""
        ...

    def take(self) -> "tuple[Codec, Taken] | None":
        """Give the first whole frame of what is held, or None. Raises WireError."""
        ...

    def write(self, frame: Frame, *, rng: Rng) -> "tuple[Codec, bytes]":
        """Write a frame, and before the first one what opens the connection."""
        ...


def feed(codec: Codec, data: bytes) -> tuple[Codec, tuple[Frame, ...]]:
    """Take bytes that came, however they were cut, and give the frames that are whole now.

    Raises WireError at the first bad frame, when all good ones before it were given: so the cuts
    make no difference to what is received. Close the connection then.

    >>> from cryptokit.mtproto.transports.abridged import Abridged
    >>> from cryptokit.mtproto.transports.listening import listen
    >>> codec, found = feed(listen(), Abridged().tag + bytes.fromhex("017069"))
    >>> codec, more = feed(codec, bytes.fromhex("6e67"))
    >>> found, [frame.payload for frame in more]
    ((), [b'ping'])
    """
    codec, taken = feed_taken(codec, data)
    return codec, tuple(one.frame for one in taken)


def feed_taken(codec: Codec, data: bytes) -> tuple[Codec, tuple[Taken, ...]]:
    """Do as ``feed``, and tell where each part lies."""
    codec, found = codec.hold(data), list[Taken]()
    while True:
        try:
            step = codec.take()
        except WireError:
            if found:
                return codec, tuple(found)
            raise
        if step is None:
            return codec, tuple(found)
        codec, taken = step
        found.append(taken)
