"""A secret chat between two phones: what crosses the server, and what is left when it is seized."""

import tempfile
from pathlib import Path

from rich.table import Table

from cryptokit.conversation import Chat, say
from cryptokit.demos.show import show
from cryptokit.experiment import Result, who_can_read
from cryptokit.lab.stories import how
from cryptokit.lab.tables import overview
from cryptokit.messengers import Messenger, named
from cryptokit.rng import lesson
from cryptokit.transcript import Transcript


def run() -> tuple[Transcript, Result]:
    """Show the key agreement and the first messages, then serve orders on everybody."""
    chat = say(["Alice: Are we alone?", "Bob: Ask the server.", "Alice: It only sees noise."])
    messenger = named("secret_chat")
    transcript = _transcript(messenger, chat)
    result = who_can_read(chat, messengers=[messenger], rng=lesson("demo secret_chat"))
    show(
        "Two phones agree on a key through the server, which carries every byte and learns none.",
        _table(transcript),
        overview(result),
        how(result),
        "The server gives packets it cannot open. What opens the chat is a phone.",
    )
    return transcript, result


def _transcript(messenger: Messenger, chat: Chat) -> Transcript:
    with tempfile.TemporaryDirectory() as folder:
        return messenger.deliver(
            messenger.world,
            chat,
            Path(folder) / "run",
            rng=lesson("demo secret_chat"),
            progress=lambda _: None,
        )


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
