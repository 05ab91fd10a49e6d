"""What a passive observer sees of a recorded connection. It has no key, and changes nothing.

Sizes and times are always seen. Where a transport is recognised, so is the id of the key in front
of each packet, which names a device for as long as it keeps that key.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto import envelope
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports import obfuscated
from cryptokit.mtproto.transports.codec import Codec, feed_taken
from cryptokit.mtproto.transports.frames import Packet, QuickAck, Refusal, Taken
from cryptokit.mtproto.transports.listening import Listening, listen
from cryptokit.mtproto.transports.obfuscated import HEADER_SIZE, ProxySecret
from cryptokit.mtproto.transports.recording import Chunk, one_way
from cryptokit.mtproto.transports.stream import Stream, mirror
from cryptokit.wire import Span

_NO_KEY: Final = bytes(8)
_ENCRYPTED_MIN: Final = 40
"""Bytes of the shortest packet under a key: its id, msg_key, and one block."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame that went by: when its last byte did, which way, and what it is made of."""

    time: float
    to: Direction
    taken: Taken

    @property
    def size(self) -> int:
        """How many bytes it took on the wire."""
        return len(self.taken.data)

    @property
    def kind(self) -> str:
        """What it is: handshake, encrypted, refusal, or quick acknowledgement."""
        match self.taken.frame:
            case QuickAck():
                return "quick acknowledgement"
            case Refusal():
                return "refusal"
            case Packet(payload):
                return "handshake" if payload[:8] == _NO_KEY else "encrypted"

    @property
    def packet(self) -> bytes | None:
        """An encrypted packet, or None for another kind of frame."""
        match self.taken.frame:
            case Packet(payload) if self.is_locked and len(payload) >= _ENCRYPTED_MIN:
                return payload
            case _:
                return None

    @property
    def is_locked(self) -> bool:
        """Whether it takes a key to read it."""
        return self.kind == "encrypted"

    @property
    def key_id(self) -> bytes | None:
        """The 8 bytes that name the key, in the clear."""
        return self.packet[:8] if self.packet else None

    @property
    def msg_key(self) -> bytes | None:
        """The 16 bytes that follow: another for each message, and the same if one comes again."""
        return self.packet[8:24] if self.packet else None

    @property
    def inside(self) -> Span | None:
        """Where the parts of the packet lie inside the payload."""
        return envelope.explain(self.packet) if self.packet else None


@dataclass(frozen=True, slots=True)
class View:
    """All that an observer has: every chunk, and the frames, if it knew the transport.

    ``header`` is the obfuscated header in the clear with its parts, if there was one that it could
    read.
    """

    chunks: tuple[Chunk, ...] = field(repr=False)
    transport: str | None = None
    header: tuple[bytes, Span] | None = field(default=None, repr=False)
    frames: tuple[Seen, ...] = ()

    @property
    def key_ids(self) -> tuple[bytes, ...]:
        """The ids of the keys that were in use, in the order in which they showed up."""
        return tuple(dict.fromkeys(seen.key_id for seen in self.frames if seen.key_id))

    def sizes(self, to: Direction) -> tuple[int, ...]:
        """Give the sizes of what went one way: of frames if they are told apart, or of chunks."""
        if self.frames:
            return tuple(seen.size for seen in self.frames if seen.to is to)
        return tuple(len(chunk.data) for chunk in self.chunks if chunk.to is to)


def observe(recording: Iterable[Chunk], *, secret: ProxySecret | None = None) -> View:
    """Look at a recorded connection, with the secret of its proxy if the observer has that too.

    Nothing in a recording raises: what is not recognised is left as sizes and times.

    >>> from cryptokit.mtproto.transports.abridged import Abridged
    >>> from cryptokit.mtproto.transports.stream import dial
    >>> from cryptokit.rng import system
    >>> packet = Packet(b"key id.." + bytes(48))
    >>> data = dial(Abridged()).write(packet, rng=system)[1]
    >>> view = observe([Chunk(5.0, Direction.TO_SERVER, data)])
    >>> view.transport, view.key_ids, view.sizes(Direction.TO_SERVER)
    ('abridged', (b'key id..',), (57,))

    See: Albrecht, Marekova, Paterson, Stepanovs, "Four Attacks and a Proof for Telegram", S&P 2022.
    """
    chunks = tuple(recording)
    first = _recognised(one_way(chunks, Direction.TO_SERVER), secret)
    if first is None:
        return View(chunks)
    hidden = first.inward is not None
    frames = tuple(_frames(chunks, listen(secret=secret), mirror(first)))
    header = _header(chunks, secret) if hidden else None
    name = f"obfuscated2 over {first.layout.name}" if hidden else first.layout.name
    return View(chunks, name, header, frames)


def _recognised(data: bytes, secret: ProxySecret | None) -> Stream | None:
    """Give the server's side at its start, or None if these bytes begin like no transport."""
    for size in range(min(len(data), HEADER_SIZE) + 1):
        try:
            codec = listen(secret=secret).hold(data[:size])
        except WireError:
            return None
        if isinstance(codec, Stream):
            return codec
    return None


def _frames(chunks: tuple[Chunk, ...], server: Listening, client: Stream) -> Iterable[Seen]:
    ends: dict[Direction, Codec] = {Direction.TO_SERVER: server, Direction.TO_CLIENT: client}
    for chunk in chunks:
        if chunk.to not in ends:
            continue
        try:
            ends[chunk.to], taken = feed_taken(ends[chunk.to], chunk.data)
        except WireError:  # no honest peer goes on like this, so nothing more is read that way
            del ends[chunk.to]
        else:
            yield from (Seen(chunk.time, chunk.to, one) for one in taken)


def _header(chunks: tuple[Chunk, ...], secret: ProxySecret | None) -> tuple[bytes, Span]:
    start = one_way(chunks, Direction.TO_SERVER)[:HEADER_SIZE]
    return obfuscated.explain(start, secret=secret)
