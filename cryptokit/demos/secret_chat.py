"""A secret chat between two phones: what crosses the server, and what is left when it is seized."""

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.table import Table

from cryptokit.conversation import Chat, say
from cryptokit.demos.show import show
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Envelope, State
from cryptokit.evidence.schemes import keys_in
from cryptokit.evidence.store import read
from cryptokit.experiment import Result, who_can_read
from cryptokit.lab.stories import how
from cryptokit.lab.tables import overview
from cryptokit.messengers import Messenger, named
from cryptokit.rng import lesson
from cryptokit.transcript import Transcript
from cryptokit.world import Piece, View

LONG: Final = 250
"""Messages of the long chat: more than one key serves for."""


@dataclass(frozen=True, slots=True)
class Epochs:
    """How many packets each key locks, in order, and which of the keys the phones still hold."""

    packets: dict[bytes, int]
    held: frozenset[bytes]

    @property
    def opened(self) -> int:
        """How many packets a phone opens whose history was deleted."""
        return sum(count for key_id, count in self.packets.items() if key_id in self.held)


def run() -> tuple[Transcript, Result, Epochs]:
    """Show the key agreement and the first messages, then serve orders on everybody."""
    chat = say(["Alice: Are we alone?", "Bob: Ask the server.", "Alice: It only sees noise."])
    messenger = named("secret_chat")
    with tempfile.TemporaryDirectory() as folder:
        transcript = _deliver(messenger, chat, Path(folder) / "short")
        long = say([f"{'Alice' if i % 2 else 'Bob'}: message {i}" for i in range(1, LONG + 1)])
        _deliver(messenger, long, Path(folder) / "long")
        epochs = _epochs(Path(folder) / "long")
    result = who_can_read(chat, messengers=[messenger], rng=lesson("demo secret_chat"))
    show(
        "Two phones agree on a key through the server, which carries every byte, "
        "and learns no key of the chat.",
        _table(transcript),
        overview(result),
        how(result),
        "The server gives packets it cannot open. What opens the chat is a phone.",
        _keys(epochs),
        f"In a chat of {LONG} messages the phones changed their key {len(epochs.packets) - 1} "
        "times and forgot the old ones. So a phone that keeps no history opens "
        f"{epochs.opened} of {LONG} packets: what came since the last change.",
    )
    return transcript, result, epochs


def _deliver(messenger: Messenger, chat: Chat, folder: Path) -> Transcript:
    return messenger.deliver(
        messenger.world,
        chat,
        folder,
        rng=lesson("demo secret_chat"),
        progress=lambda _: None,
    )


def _epochs(run: Path) -> Epochs:
    packets = Counter(row.key_id for row in read(_disk(run, "relay"), Envelope))
    held = {
        key.key_id
        for phone in ("phone_a", "phone_b")
        for state in read(_disk(run, phone), State)
        for key in keys_in(state)
    }
    return Epochs(dict(packets), frozenset(held))


def _disk(run: Path, asset: str) -> Path:
    return path_of(run, Piece(asset, View.DISK))


def _keys(epochs: Epochs) -> Table:
    table = Table(title="Keys of a longer chat", title_justify="left")
    for heading in ("key", "packets at the relay", "on the phones"):
        table.add_column(heading, justify="right" if "packets" in heading else "left")
    for key_id, count in epochs.packets.items():
        table.add_row(key_id.hex(), str(count), "yes" if key_id in epochs.held else "gone")
    return table


def _table(transcript: Transcript) -> Table:
    table = Table(title="Who sent what to whom", title_justify="left")
    for heading in ("from", "to", "what", "bytes", "who holds it now"):
        table.add_column(heading, justify="right" if heading == "bytes" else "left")
    for event in transcript.events:
        learned = ", ".join(f"{party}: {thing}" for party, thing in event.learned)
        table.add_row(event.sender, event.receiver, event.what, str(event.size), learned)
    return table


if __name__ == "__main__":
    run()
