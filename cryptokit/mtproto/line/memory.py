"""Two ends in one process: what one sends is at the other at once. For lessons, without sockets."""

from dataclasses import dataclass

from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.line.client import Client
from cryptokit.mtproto.line.connection import End, Tap
from cryptokit.mtproto.line.server import Server
from cryptokit.mtproto.transports.names import Transport
from cryptokit.rng import Rng, system


@dataclass(frozen=True, slots=True)
class Pair:
    """The two ends of a connection."""

    device: End
    server: End


def pair(
    transport: Transport, *, tap: Tap | None = None, rng: Rng = system, server_rng: Rng = system
) -> Pair:
    """Connect a device and a server; ``rng`` is for the device's transport.

    >>> from cryptokit.mtproto.transports.frames import Packet
    >>> from cryptokit.mtproto.transports.names import TRANSPORTS
    >>> ends = pair(TRANSPORTS["full"])
    >>> ends.device.send(Packet(b"ping"))
    >>> ends.server.receive().payload
    b'ping'
    >>> ends.server.close()
    >>> ends.device.is_open
    False
    """
    taps = {"tap": tap} if tap else {}

    def carry(data: bytes) -> None:
        there.arrived(data)

    def hang_up() -> None:
        there.lost()

    here = End(
        transport.dial(rng),
        sends=Direction.TO_SERVER,
        carry=carry,
        hang_up=hang_up,
        rng=rng,
        **taps,
    )
    there = End(
        transport.listen(),
        sends=Direction.TO_CLIENT,
        carry=here.arrived,
        hang_up=here.lost,
        rng=server_rng,
    )
    return Pair(here, there)


def pump(client: Client, server: Server, ends: Pair) -> None:
    """Let both react until neither has anything to say.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from cryptokit.mtproto.auth.lab_key import LAB_KEY
    >>> from cryptokit.mtproto.auth.server import Server as House
    >>> from cryptokit.mtproto.auth.terms import Terms
    >>> from cryptokit.mtproto.line.capture import Capture, explain
    >>> from cryptokit.mtproto.transports.names import TRANSPORTS
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     server = Server(House((LAB_KEY,), dc=2), Path(folder) / "server.sqlite")
    ...     client, tap = Client([LAB_KEY.public], Terms(dc=2)), Capture(clock=lambda: 0.0)
    ...     ends = pair(TRANSPORTS["intermediate"], tap=tap)
    ...     client.connect(ends.device)
    ...     pump(client, server, ends)
    ...     ticket = client.say("hello")
    ...     pump(client, server, ends)
    ...     print([one.text.text for one in server.inbox.texts(client.made.key.key_id())])
    ...     server.close()
    [b'hello']
    >>> for one in explain(tap.recording, [client.made.key])[5:]:
    ...     print(one.seen.to.name, ", ".join(one.says))
    TO_CLIENT dh_gen_ok
    TO_SERVER messages.sendMessage
    TO_CLIENT new_session_created, rpc_result: updateShortSentMessage
    """
    while server.attend(ends.server) + client.attend():
        pass
