"""Connections over TCP on this machine, with asyncio. The parties do not know of it.

It listens on 127.0.0.1 and nowhere else. Whoever does not read what it is sent is not read from.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Final, cast

from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.line.client import Client
from cryptokit.mtproto.line.connection import End, Tap
from cryptokit.mtproto.line.server import Server
from cryptokit.mtproto.transports.codec import Codec
from cryptokit.mtproto.transports.listening import listen
from cryptokit.mtproto.transports.names import Transport
from cryptokit.mtproto.transports.obfuscated import ProxySecret
from cryptokit.rng import Rng, system

HERE: Final = "127.0.0.1"
LIMIT: Final = 256
"""Connections at a time; one more is closed at once. A choice of ours."""
PATIENCE: Final = 300
"""Seconds of silence after which the server breaks a connection off. Also ours."""


class Wire(asyncio.Protocol):
    """One end over a socket; ``react`` is called whenever something came or the other end went."""

    def __init__(
        self,
        codec: Codec,
        sends: Direction,
        react: Callable[["Wire"], None],
        *,
        tap: Tap | None = None,
        rng: Rng = system,
    ) -> None:
        taps = {"tap": tap} if tap else {}
        self.end = End(
            codec, sends=sends, carry=self._carry, hang_up=self._hang_up, rng=rng, **taps
        )
        self.closed = asyncio.get_running_loop().create_future()
        self.changed = asyncio.Event()
        self._react = react
        self._socket: asyncio.Transport | None = None
        self._end_of_patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start, once the socket is there."""
        self._socket = cast("asyncio.Transport", transport)
        if not self.end.is_open:  # somebody broke it off before
            self._socket.abort()

    def data_received(self, data: bytes) -> None:
        """Take bytes as the socket cut them."""
        self.end.arrived(data)
        self._tell()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that it is over; why makes no difference."""
        del exc
        self.end.lost()
        self._stop_waiting()
        self.closed.set_result(None)
        self._tell()

    def pause_writing(self) -> None:
        """Read no more from a peer that does not read."""
        if self._socket:
            self._socket.pause_reading()

    def resume_writing(self) -> None:
        """Read again."""
        if self._socket and self.end.is_open:
            self._socket.resume_reading()

    def abort(self) -> None:
        """Break the connection off, as a crash does: what was not sent is lost."""
        self.end.lost()
        if self._socket:
            self._socket.abort()

    def give_up_after(self, seconds: float) -> None:
        """Break the connection off after so many seconds, counted anew at each call."""
        self._stop_waiting()
        loop = asyncio.get_running_loop()
        self._end_of_patience = loop.call_later(seconds, self.abort)

    def _stop_waiting(self) -> None:
        if self._end_of_patience:
            self._end_of_patience.cancel()

    def _tell(self) -> None:
        self._react(self)
        self.changed.set()

    def _carry(self, data: bytes) -> None:
        if self._socket:
            self._socket.write(data)

    def _hang_up(self) -> None:
        if self._socket:
            self._socket.close()


@asynccontextmanager
async def serving(
    server: Server,
    *,
    secret: ProxySecret | None = None,
    limit: int = LIMIT,
    patience: float = PATIENCE,
    rng: Rng = system,
) -> AsyncGenerator[int]:
    """Let a server take connections inside a block; gives the port. All are closed at the end.

    One on which no whole frame came for ``patience`` seconds is broken off, and so is one whose end
    does not come because the other side does not read.
    """
    wires = set[Wire]()

    def react(wire: Wire) -> None:
        if server.attend(wire.end) and wire.end.is_open:
            wire.give_up_after(patience)
        if wire.closed.done():
            wires.discard(wire)

    def greet() -> Wire:
        wire = Wire(listen(secret=secret), Direction.TO_CLIENT, react, rng=rng)
        wires.add(wire)
        wire.give_up_after(patience)
        return wire

    listening = await _listen(greet, wires, limit)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        await _end(tuple(wires))
        await listening.wait_closed()


@asynccontextmanager
async def dialled(
    transport: Transport, port: int, *, tap: Tap | None = None, rng: Rng = system
) -> AsyncGenerator[Wire]:
    """Connect to a port of this machine inside a block."""
    loop = asyncio.get_running_loop()
    codec = transport.dial(rng)
    _, wire = await loop.create_connection(
        lambda: Wire(codec, Direction.TO_SERVER, lambda _: None, tap=tap, rng=rng), HERE, port
    )
    try:
        yield wire
    finally:
        await _end((wire,))


async def talk(client: Client, wire: Wire, until: Callable[[], bool]) -> bool:
    """Let a client react until something holds; False if the connection ended before."""
    while not until():
        wire.changed.clear()
        if client.attend():
            continue
        if not wire.end.is_open:
            return False
        await wire.changed.wait()
    return True


class _TooMany(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).abort()


async def _listen(greet: Callable[[], Wire], wires: set[Wire], limit: int) -> asyncio.Server:
    def choose() -> asyncio.BaseProtocol:
        return greet() if len(wires) < limit else _TooMany()

    return await asyncio.get_running_loop().create_server(choose, HERE, 0, backlog=limit)


async def _end(wires: tuple[Wire, ...]) -> None:
    for wire in wires:
        wire.abort()
        await wire.closed
