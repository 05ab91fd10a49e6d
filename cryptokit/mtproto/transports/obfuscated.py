"""obfuscated2: 64 random bytes, whose middle is the key under which all the rest is encrypted.

Against filters that look for known first bytes it helps. It hides nothing from who knows the
format, unless a secret that travelled by another way is mixed into the keys.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptokit.errors import WireError
from cryptokit.keys import Secret
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports import counter
from cryptokit.mtproto.transports.abridged import Abridged
from cryptokit.mtproto.transports.counter import Counter, StreamKey
from cryptokit.mtproto.transports.intermediate import Intermediate
from cryptokit.mtproto.transports.layout import Layout
from cryptokit.mtproto.transports.padded import PaddedIntermediate
from cryptokit.mtproto.transports.stream import Stream
from cryptokit.rng import Rng, draw, system
from cryptokit.wire import Cursor, Span

HEADER_SIZE: Final = 64
_KEY: Final = slice(8, 40)
_IV: Final = slice(40, 56)
_HIDDEN: Final = 56
"""From here on the header itself is sent encrypted."""
_TAG: Final = slice(56, 60)

FORBIDDEN_FIRST: Final = (b"HEAD", b"POST", b"GET ", b"OPTI", b"\x16\x03\x01\x02")
"""How HTTP and TLS begin. See: Telegram, "Transports", on obfuscation."""
INNER: Final = (Abridged(), Intermediate(), PaddedIntermediate())
"""The layouts that a header can name."""


class ProxySecret(Secret):
    """What the operator of a proxy tells its users by another way. 16 bytes."""

    __slots__ = ()
    size = 16


@dataclass(frozen=True, slots=True)
class Keys:
    """The two key streams of a connection, at their start."""

    to_server: Counter
    to_client: Counter


def dial(
    layout: Layout, *, dc: int = 0, secret: ProxySecret | None = None, rng: Rng = system
) -> Stream:
    """Start a device's side; ``dc`` tells a proxy where to carry it, negative for media.

    >>> from cryptokit.mtproto.transports.codec import feed
    >>> from cryptokit.mtproto.transports.frames import Packet
    >>> from cryptokit.mtproto.transports.listening import listen
    >>> stream, data = dial(Abridged()).write(Packet(b"ping"), rng=system)
    >>> len(data), [frame.payload for frame in feed(listen(), data)[1]]
    (69, [b'ping'])

    See: Telegram, "Transports", on obfuscation.
    """
    header = draw_header(layout, dc=dc, rng=rng)
    keys = derive(header, secret)
    # The stream runs over the whole header, of which only the end goes out encrypted.
    outward, locked = counter.apply(keys.to_server, header)
    opening = header[:_HIDDEN] + locked[_HIDDEN:]
    return Stream(layout, Direction.TO_SERVER, opening, outward=outward, inward=keys.to_client)


def draw_header(layout: Layout, *, dc: int = 0, rng: Rng = system) -> bytes:
    """Draw a header that looks like no other protocol, nor like another transport, in the clear.

    Raises ValueError for the full transport, which has no name inside a header.
    """
    if layout.inner_tag not in {one.inner_tag for one in INNER}:
        raise ValueError(f"the {layout.name} transport cannot be obfuscated")
    end = layout.inner_tag + (dc.to_bytes(2, "little", signed=True) if dc else b"")
    while True:
        random = draw(rng, HEADER_SIZE)
        if looks_random(random):
            return random[:_HIDDEN] + end + random[_HIDDEN + len(end) :]


def looks_random(start: bytes) -> bool:
    """Tell whether the first 8 bytes are those of a header, and of nothing else.

    >>> looks_random(b"GET / HTTP/1.1"), looks_random(b"anything")
    (False, True)

    See: Telegram, "Transports", on obfuscation.
    """
    tags = (Intermediate.tag, PaddedIntermediate.tag)
    taken = start[:1] == Abridged.tag or start[:4] in (*FORBIDDEN_FIRST, *tags)
    return not taken and start[4:8] != bytes(4)


def derive(header: bytes, secret: ProxySecret | None = None) -> Keys:
    """Read the keys out of a header: the server's are in the same bytes, read backwards."""
    return Keys(_counter(header, secret), _counter(header[::-1], secret))


def answer(sent: bytes, *, secret: ProxySecret | None = None) -> Stream:
    """Start a server's side from the header as it came.

    Raises WireError if it names no layout: it was noise, or made with another secret.
    """
    keys = derive(sent, secret)
    inward, clear = counter.apply(keys.to_server, sent)
    for layout in INNER:
        if clear[_TAG] == layout.inner_tag:
            return Stream(layout, Direction.TO_CLIENT, outward=keys.to_client, inward=inward)
    raise WireError("no transport, or another secret", offset=_HIDDEN, field="tag")


def explain(sent: bytes, *, secret: ProxySecret | None = None) -> tuple[bytes, Span]:
    """Decrypt the end of a header as it came, and name its parts.

    >>> header = dial(Abridged(), dc=2).opening
    >>> clear, span = explain(header)
    >>> clear[56:62].hex(), [part.name for part in span.parts]
    ('efefefef0200', ['random', 'key', 'iv', 'tag', 'dc', 'rest'])
    """
    keys = derive(sent, secret)
    clear = sent[:_HIDDEN] + counter.apply(keys.to_server, sent)[1][_HIDDEN:]
    cursor = Cursor(clear)
    for end, name in ((8, "random"), (40, "key"), (56, "iv"), (60, "tag"), (62, "dc")):
        cursor.take(end - cursor.offset, name)
    cursor.rest("rest")
    return clear, cursor.tree("obfuscated2 header")


def _counter(header: bytes, secret: ProxySecret | None) -> Counter:
    key = header[_KEY]
    if secret is None:
        return Counter(StreamKey(key), header[_IV])
    return Counter(StreamKey(_mix(key, secret)), header[_IV])


def _mix(key: bytes, secret: ProxySecret) -> bytes:
    return sha256(key + secret.reveal()).digest()
