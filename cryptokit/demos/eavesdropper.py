"""What somebody sees who only listens: which transport hides what, and which key names a device."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.table import Table

from cryptokit.demos.show import show
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.server import Server as House
from cryptokit.mtproto.auth.terms import Terms
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.line.capture import Capture
from cryptokit.mtproto.line.client import Client
from cryptokit.mtproto.line.memory import pair, pump
from cryptokit.mtproto.line.server import Server
from cryptokit.mtproto.transports.names import TRANSPORTS, Transport, with_secret
from cryptokit.mtproto.transports.obfuscated import ProxySecret
from cryptokit.mtproto.transports.observer import View, observe
from cryptokit.mtproto.transports.recording import Recording
from cryptokit.rng import Lesson, lesson

NOW: Final = 1_700_000_000
DAY: Final = 86_400
NETWORKS: Final = ("home", "train", "office")
TEXT: Final = "I am never where you look."


@dataclass(frozen=True, slots=True)
class Shown:
    """What the observer saw: once in each transport, and on each network with either kind of key.

    ``permanent`` and ``temporary`` are the ids of keys in the order of the networks.
    """

    views: dict[str, View]
    with_secret: View
    permanent: tuple[bytes, ...]
    temporary: tuple[bytes, ...]


@dataclass(slots=True)
class _Calendar:
    """A clock that somebody moves on."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


def run() -> Shown:
    """Record a device that travels, and look at the recordings without any key."""
    with lesson("demo eavesdropper") as rng, tempfile.TemporaryDirectory() as folder:
        calendar = _Calendar()
        path = Path(folder) / "inbox.sqlite"
        server = Server(House((LAB_KEY,), dc=2), path, clock=calendar, rng=rng)
        try:
            found = _listen(server, calendar, rng)
        finally:
            server.close()
    show(
        "An observer records the same device in each transport, and has no key.",
        _transports(found),
        "obfuscated2 without a secret looks like noise to a filter, but the keys of that noise are "
        "in its first 64 bytes. With a secret that came by another way, only sizes and times are "
        "left.",
        "Then the device travels, on one network each day.",
        _travels(found),
        "One id on all networks: whoever listens on all of them follows the device, without "
        "reading a word. A temporary key is another id each day, and the message that binds it to "
        "the permanent key is locked.",
    )
    return found


def _listen(server: Server, calendar: _Calendar, rng: Lesson) -> Shown:
    phone = _device(calendar, Terms(dc=2), rng)
    _record(server, phone, TRANSPORTS["abridged"], calendar, rng)
    hidden = with_secret(ProxySecret.draw(rng))
    recordings = {
        one.name: _record(server, phone, one, calendar, rng)
        for one in (*TRANSPORTS.values(), hidden)
    }
    views = {name: observe(recording) for name, recording in recordings.items()}
    told = observe(recordings[hidden.name], secret=hidden.secret)
    permanent, temporary = _travel(server, phone, calendar, rng)
    return Shown(views, told, permanent, temporary)


def _travel(
    server: Server, phone: Client, calendar: _Calendar, rng: Lesson
) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Be on one network each day, with the permanent key and then with a fresh temporary one."""
    transport, seen = TRANSPORTS["intermediate"], list[tuple[bytes, bytes]]()
    for _ in NETWORKS:
        calendar.now += DAY
        always = observe(_record(server, phone, transport, calendar, rng))
        fresh = _device(calendar, Terms(dc=2, expires_in=DAY), rng)
        today = observe(_record(server, fresh, transport, calendar, rng, vouching=phone))
        ((one,), (other,)) = always.key_ids, today.key_ids
        seen.append((one, other))
    return tuple(one for one, _ in seen), tuple(other for _, other in seen)


def _device(calendar: _Calendar, terms: Terms, rng: Lesson) -> Client:
    return Client([LAB_KEY.public], terms, clock=calendar, rng=rng)


def _record(
    server: Server,
    client: Client,
    transport: Transport,
    calendar: _Calendar,
    rng: Lesson,
    *,
    vouching: Client | None = None,
) -> Recording:
    """Let a device connect and send a text; give what went by."""
    tap = Capture(clock=calendar)
    ends = pair(transport, tap=tap, rng=rng, server_rng=rng)
    client.connect(ends.device)
    pump(client, server, ends)
    if vouching and vouching.made:
        client.bind(vouching.made.key)
        pump(client, server, ends)
    client.say(TEXT)
    pump(client, server, ends)
    ends.device.close()
    return tap.recording


def _transports(found: Shown) -> Table:
    table = Table(title="One device, seen from outside", title_justify="left")
    for heading in ("transport", "recognised as", "frames", "id of the key", "bytes up"):
        table.add_column(heading, justify="right" if heading in {"frames", "bytes up"} else "left")
    for name, view in found.views.items():
        table.add_row(name, *_row(view))
    table.add_row("the same, by one who has the secret", *_row(found.with_secret))
    return table


def _row(view: View) -> tuple[str, str, str, str]:
    ids = ", ".join(key_id.hex() for key_id in view.key_ids)
    up = sum(len(chunk.data) for chunk in view.chunks if chunk.to is Direction.TO_SERVER)
    return view.transport or "nothing", str(len(view.frames)), ids or "none", str(up)


def _travels(found: Shown) -> Table:
    table = Table(title="One device on three networks", title_justify="left")
    for heading in ("network", "with its permanent key", "with a temporary key"):
        table.add_column(heading)
    for network, one, other in zip(NETWORKS, found.permanent, found.temporary, strict=True):
        table.add_row(network, one.hex(), other.hex())
    return table


if __name__ == "__main__":
    run()
