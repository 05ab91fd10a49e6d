"""What a wiretap leaves: pieces of bytes, which way they went, and when. Nothing is read here."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptokit.mtproto.cloud import Direction


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes as they went by together, at a time in seconds since 1970."""

    time: float
    to: Direction
    data: bytes = field(repr=False)


Recording = tuple[Chunk, ...]
"""One connection, from its first byte on."""


def one_way(recording: Iterable[Chunk], to: Direction) -> bytes:
    """Join what went one way.

    >>> there, back = Direction.TO_SERVER, Direction.TO_CLIENT
    >>> one_way([Chunk(5, there, b"pi"), Chunk(6, back, b"po"), Chunk(7, there, b"ng")], there)
    b'ping'
    """
    return b"".join(chunk.data for chunk in recording if chunk.to is to)
