"""A server that waits for the first bytes of a connection, and learns the transport from them.

It answers nothing until it knows, so that most noise hears silence.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports import obfuscated
from cryptokit.mtproto.transports.abridged import Abridged
from cryptokit.mtproto.transports.codec import Codec
from cryptokit.mtproto.transports.frames import Frame, Taken
from cryptokit.mtproto.transports.full import Full
from cryptokit.mtproto.transports.intermediate import Intermediate
from cryptokit.mtproto.transports.obfuscated import HEADER_SIZE, ProxySecret
from cryptokit.mtproto.transports.padded import PaddedIntermediate
from cryptokit.mtproto.transports.stream import Stream
from cryptokit.rng import Rng

_TAGGED: Final = (Abridged(), Intermediate(), PaddedIntermediate())
_FULL_SHOWS_AT: Final = 8
"""Length and number of the first frame: the number is 0, which no obfuscated header has there."""


@dataclass(frozen=True, slots=True)
class Listening:
    """The server's side before it knows; with a ``secret`` it takes obfuscated connections only."""

    secret: ProxySecret | None = None
    held: bytes = b""

    def hold(self, data: bytes) -> Codec:
        """Keep bytes that came; give a Stream once they tell. Raises WireError."""
        held = self.held + data
        found = None if self.secret else _in_the_clear(held)
        if found:
            return found.hold(held[len(found.layout.tag) :])
        if len(held) < HEADER_SIZE:
            return replace(self, held=held)
        stream = obfuscated.answer(held[:HEADER_SIZE], secret=self.secret)
        return stream.hold(held[HEADER_SIZE:])

    def take(self) -> tuple[Codec, Taken] | None:
        """Give nothing: there is no frame yet."""
        return None

    def write(self, frame: Frame, *, rng: Rng) -> tuple[Codec, bytes]:
        """Refuse: a server does not speak first. Raises ValueError."""
        del frame, rng
        raise ValueError("a server speaks when it knows the transport, not before")


def listen(*, secret: ProxySecret | None = None) -> Listening:
    r"""Start a server's side; with a ``secret``, as a proxy that only those who know it may use.

    >>> listen().hold(bytes.fromhex("ee")), listen().hold(bytes.fromhex("eeeeeeee")).layout.name
    (Listening(secret=None, held=b'\xee'), 'intermediate')

    See: Telegram, "Transports".
    """
    return Listening(secret)


def _in_the_clear(held: bytes) -> Stream | None:
    for layout in _TAGGED:
        if held.startswith(layout.tag):
            return Stream(layout, Direction.TO_CLIENT)
    if held[:4] in obfuscated.FORBIDDEN_FIRST:
        raise WireError("HTTP or TLS", offset=0, field="first bytes")
    if len(held) >= _FULL_SHOWS_AT and not any(held[4:_FULL_SHOWS_AT]):
        return Stream(Full(), Direction.TO_CLIENT)
    return None
