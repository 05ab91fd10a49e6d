"""A recording of both ways of a connection, explained frame by frame: with keys, or without.

Without keys it shows what the observer sees, and with them what the two ends mean.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cryptokit.errors import CannotOpen, WireError
from cryptokit.keys import AuthKey
from cryptokit.mtproto import cloud, containers, objects, schema
from cryptokit.mtproto.auth import plain
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.transports.frames import Packet, QuickAck, Refusal
from cryptokit.mtproto.transports.obfuscated import ProxySecret
from cryptokit.mtproto.transports.observer import Seen, observe
from cryptokit.mtproto.transports.recording import Chunk, Recording
from cryptokit.wire import Cursor, Span


class Capture:
    """A tap on a connection, with a clock. It keeps all that goes by, as long as it lives.

    >>> tap = Capture(clock=lambda: 5.0)
    >>> tap(Direction.TO_SERVER, b"ping")
    >>> tap.recording
    (Chunk(time=5.0, to=<Direction.TO_SERVER: 0>),)
    """

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._chunks: list[Chunk] = []

    def __call__(self, to: Direction, data: bytes) -> None:
        """Note bytes that go by."""
        self._chunks.append(Chunk(self._clock(), to, data))

    @property
    def recording(self) -> Recording:
        """What went by so far."""
        return tuple(self._chunks)


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes with a tree of names for their parts: on the wire, or what came out of them."""

    data: bytes = field(repr=False)
    span: Span = field(repr=False)

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Give each innermost part with its bytes in hex, in order."""
        return tuple(
            (leaf.name, self.data[leaf.start : leaf.end].hex()) for leaf in self.span.leaves()
        )


@dataclass(frozen=True, slots=True)
class Explained:
    """A frame in words: ``says`` names the objects in it, or is empty if it takes a key.

    ``wire`` are the bytes of the frame; ``payload`` what everybody sees of the packet; ``inside``
    the plaintext, and ``bodies`` the objects in it, for whoever has the key.
    """

    seen: Seen
    says: tuple[str, ...]
    wire: Part
    payload: Part | None = None
    inside: Part | None = None
    bodies: tuple[Part, ...] = ()


def explain(
    recording: Iterable[Chunk],
    keys: Iterable[AuthKey] = (),
    *,
    secret: ProxySecret | None = None,
) -> tuple[Explained, ...]:
    """Explain all frames of a connection; nothing in a recording raises.

    See: Telegram, "Mobile Protocol: Detailed Description".
    """
    held = {key.key_id(): key for key in keys}
    return tuple(_explain(seen, held) for seen in observe(recording, secret=secret).frames)


def _explain(seen: Seen, keys: dict[bytes, AuthKey]) -> Explained:
    wire = Part(seen.taken.data, seen.taken.span)
    match seen.taken.frame:
        case Refusal() as refusal:
            return Explained(seen, (f"{refusal.code}: {refusal.reason}",), wire)
        case QuickAck():
            return Explained(seen, ("it came",), wire)
        case Packet(payload):
            if not seen.is_locked:
                return _in_the_clear(seen, wire, payload)
            return _locked(seen, wire, payload, keys)


def _in_the_clear(seen: Seen, wire: Part, payload: bytes) -> Explained:
    try:
        part = Part(payload, plain.explain(payload))
        return Explained(seen, (_name(plain.Plain.from_bytes(payload).body),), wire, part)
    except WireError:
        return Explained(seen, (), wire)


def _locked(seen: Seen, wire: Part, payload: bytes, keys: dict[bytes, AuthKey]) -> Explained:
    outside = Part(payload, seen.inside) if seen.inside else None
    key = keys.get(payload[:8])
    try:
        if key is None or outside is None:
            return Explained(seen, (), wire, outside)
        plaintext, span = cloud.explain(key, payload, to=seen.to)
        message = cloud.open_(key, payload, to=seen.to)
    except CannotOpen:
        return Explained(seen, (), wire, outside)
    bodies = tuple(_bodies(message))
    says = tuple(_says(part.data) for part in bodies)
    return Explained(seen, says, wire, outside, Part(plaintext, span), bodies)


def _bodies(message: CloudMessage) -> Iterable[Part]:
    try:
        pieces = containers.unpack(message)
    except WireError:
        return
    for piece in pieces:
        yield _part(piece.body)


def _part(body: bytes) -> Part:
    cursor = Cursor(body)
    try:
        objects.read(cursor)
    except WireError:
        cursor = Cursor(body)
    if cursor.left:
        cursor.rest("unknown")
    return Part(body, cursor.tree("body"))


def _says(body: bytes) -> str:
    """Name an object; behind the answer to a call, what was answered."""
    try:
        answered = objects.read_all(body, "rpc_result").data("result")
    except WireError:
        return _name(body)
    return f"rpc_result: {_name(answered)}"


def _name(body: bytes) -> str:
    constructor = int.from_bytes(body[:4], "little")
    line = schema.LINES.get(constructor, f"{constructor:08x}")
    return line.partition(" ")[0]
