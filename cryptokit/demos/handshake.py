"""How a device and Telegram's server get a key that nobody else has, though everybody listens."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.table import Table

from cryptokit.demos.show import show
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.server import Server as House
from cryptokit.mtproto.auth.terms import Terms
from cryptokit.mtproto.line.capture import Capture, Explained, explain
from cryptokit.mtproto.line.client import Client
from cryptokit.mtproto.line.memory import pair, pump
from cryptokit.mtproto.line.server import Server
from cryptokit.mtproto.transports.names import TRANSPORTS
from cryptokit.rng import Lesson, lesson
from cryptokit.wire import Span

NOW: Final = 1_700_000_000
PROVES: Final = {
    "req_pq_multi": "nothing yet: a random number names the run",
    "resPQ": "the server is there, and poses a small puzzle against floods",
    "req_DH_params": "the device solved it; a secret number goes to the owner of the RSA key",
    "server_DH_params_ok": "the owner of the RSA key answers, as nobody else reads that number",
    "set_client_DH_params": "the device has g_a, and gives its g_b under the same number",
    "dh_gen_ok": "the server has the very key of the device: a hash of it says so",
}
"""What each message shows. See: Telegram, "Creating an Authorization Key"."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What went by, and the id of the key that each side holds at the end."""

    messages: tuple[Explained, ...]
    device_key_id: bytes
    server_key_id: bytes
    sealed: tuple[Explained, ...]


def run() -> Shown:
    """Show the six messages as an eavesdropper sees them, and what each of them proves."""
    with lesson("demo handshake") as rng, tempfile.TemporaryDirectory() as folder:
        found = _shake(Path(folder) / "inbox.sqlite", rng)
    show(
        "A device knows one thing: the server's public RSA key. Six messages later both have a "
        "key of 2048 bits. All six are in the clear, but for what is locked inside three of them.",
        _table(found.messages),
        f"The device holds the key {found.device_key_id.hex()}, "
        f"the server the key {found.server_key_id.hex()}.",
        "From here on every packet is locked, and begins with that id in the clear: "
        f"{_seen(found.sealed[0])}. Whoever listened needs the server's private RSA key to see g_a "
        "and g_b, and then still a discrete logarithm.",
    )
    return found


def _shake(path: Path, rng: Lesson) -> Shown:
    tap = Capture(clock=_clock)
    server = Server(House((LAB_KEY,), dc=2), path, clock=_clock, rng=rng)
    client = Client([LAB_KEY.public], Terms(dc=2), clock=_clock, rng=rng)
    ends = pair(TRANSPORTS["intermediate"], tap=tap, rng=rng, server_rng=rng)
    try:
        client.connect(ends.device)
        pump(client, server, ends)
        client.ping(1)
        pump(client, server, ends)
        return _shown(explain(tap.recording), client, server)
    finally:
        server.close()


def _shown(found: tuple[Explained, ...], client: Client, server: Server) -> Shown:
    count = len(PROVES)
    mine = client.made.key.key_id() if client.made else b""
    theirs = server.inbox.key(mine)
    return Shown(found[:count], mine, theirs.key_id() if theirs else b"", found[count:])


def _clock() -> float:
    return NOW


def _seen(packet: Explained) -> str:
    return packet.seen.key_id.hex() if packet.seen.key_id else "no id"


def _table(messages: tuple[Explained, ...]) -> Table:
    table = Table(title="The key exchange", title_justify="left")
    for heading in ("", "message", "bytes", "what is in it, with sizes", "what it proves"):
        table.add_column(heading, justify="right" if heading == "bytes" else "left")
    for one in messages:
        (name,) = one.says
        way = "→" if one.seen.to.name == "TO_SERVER" else "←"
        table.add_row(way, name, str(one.seen.size), _parts(one), PROVES[name])
    return table


def _parts(one: Explained) -> str:
    """Name the fields of the object in a message, which follow its constructor."""
    fields = [
        part
        for body in (one.payload.span.parts if one.payload else ())
        if body.name == "body"
        for part in body.parts[1:]
    ]
    return ", ".join(f"{part.name} {_size(part)}" for part in fields)


def _size(part: Span) -> int:
    return part.end - part.start


if __name__ == "__main__":
    run()
