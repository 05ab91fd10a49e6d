"""A chat with words that cannot occur by chance, and a way to deliver it."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cryptokit.conversation import Chat, Message
from cryptokit.evidence.rows import KINDS
from cryptokit.evidence.store import read
from cryptokit.messengers import Messenger
from cryptokit.rng import draw, lesson
from cryptokit.transcript import Transcript

TEXTS = (
    "rendezvous at the boathouse",
    "קח את המפתח הכחול",
    "bring 🧭🗝️ and the chart",
    "Страница сорок седьмая",
    "nobody else must know this",
)


@dataclass
class Delivered:
    """A run: its folder, what was sent, and every piece of luck that was drawn."""

    messenger: Messenger
    chat: Chat
    run: Path
    transcript: Transcript
    drawn: list[bytes]

    def files(self, *assets):
        names = assets or [asset.id for asset in self.messenger.world.assets]
        return [file for name in names for file in sorted((self.run / name).iterdir())]

    def where(self, needle):
        """In which files these bytes occur."""
        assert len(needle) >= 8, "a shorter needle may occur by chance"
        return {
            file.relative_to(self.run).as_posix()
            for file in self.files()
            if needle in file.read_bytes()
        }

    def rows(self, asset):
        path = self.run / asset / "disk.sqlite"
        return {kind: list(read(path, kind)) for kind in KINDS}


@pytest.fixture(scope="session")
def chat():
    people = ("Alice", "Bob")
    messages = tuple(
        Message(i, 1_700_000_000 + 60 * i, people[i % 2], text) for i, text in enumerate(TEXTS, 1)
    )
    return Chat("Alice and Bob", "said", messages, people, group=False)


@pytest.fixture(scope="session")
def group():
    people = ("Alice", "Bob", "Carol")
    messages = tuple(Message(i, i, people[i % 3], f"note number {i}") for i in range(1, 8))
    return Chat("The three", "said", messages, people, group=True)


@pytest.fixture
def deliver(tmp_path, chat):
    def run(messenger, what=chat, seed="delivery"):
        source, drawn = lesson(seed), []

        def rng(size):
            drawn.append(draw(source, size))
            return drawn[-1]

        folder = tmp_path / f"{messenger.name}-{seed}"
        transcript = messenger.deliver(
            messenger.world, what, folder, rng=rng, progress=lambda _: None
        )
        return Delivered(messenger, what, folder, transcript, drawn)

    return run


@pytest.fixture(scope="session")
def _once(chat, tmp_path_factory):
    known = {}

    def run(messenger):
        if messenger.name not in known:
            folder = tmp_path_factory.mktemp("once") / messenger.name
            rng = lesson("delivery")
            transcript = messenger.deliver(
                messenger.world, chat, folder, rng=rng, progress=lambda _: None
            )
            known[messenger.name] = Delivered(messenger, chat, folder, transcript, [])
        return known[messenger.name]

    return run


@pytest.fixture
def copied(_once, tmp_path):
    """A copy of a run that was delivered once, to write into."""

    def get(messenger):
        done = _once(messenger)
        return replace(done, run=shutil.copytree(done.run, tmp_path / f"{messenger.name}-copied"))

    return get
