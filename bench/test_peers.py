"""What readers of chat exports make of the bundled samples: who stops, who loses, who invents.

All is counted on this run, from the same bytes; nothing about a peer is written down here. Not
here: speed, which is next door, and parsers in other languages.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pytest

from cryptokit.conversation import Chat, Kind, read_chat
from cryptokit.conversation.samples import default, sample

EXPECTED: Final[dict[str, Any]] = json.loads(
    default().with_name("EXPECTED.json").read_text(encoding="utf-8")
)
FILES: Final = ("telegram-result.json", "whatsapp-en.txt", "whatsapp-de.txt", "whatsapp-ru.txt")
NO_TIME: Final = datetime.min  # an entry that the export calls unsupported has none
COLUMNS: Final = ("records", "lost", "of them notices", "invented", "altered", "strangers")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its time, its sender, and its words; none where it is more than plain words."""

    time: datetime
    sender: str
    words: str = ""
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reader made of a file: its records, or the exception that stopped it."""

    records: tuple[Record, ...] = ()
    stopped: str = ""

    def times(self, *, notices: bool = True) -> Counter[datetime]:
        """Count the records at each time, with or without what the app noted by itself."""
        return Counter(each.time for each in self.records if notices or not each.notice)

    @property
    def senders(self) -> set[str]:
        """Tell who sent a message."""
        # WhatsApp marks a name that is not in the address book; with or without, it is the same.
        return {each.sender.lstrip("~ \u202f") for each in self.records if not each.notice}


def beside(theirs: Outcome, truth: Outcome) -> tuple[int, ...]:
    """Count in the order of COLUMNS. Records are told apart by their times."""
    found, there = theirs.times(), truth.times()
    lost = (there - found).total()
    lost_messages = (truth.times(notices=False) - found).total()
    said = {(each.time, each.words) for each in theirs.records}
    altered = [
        each
        for each in truth.records
        if each.words and found[each.time] == there[each.time]
        if (each.time, each.words) not in said
    ]
    strangers = len(theirs.senders - truth.senders)
    invented = (found - there).total()
    return (found.total(), lost, lost - lost_messages, invented, len(altered), strangers)


def _wall(sent: int) -> datetime:
    return datetime.fromtimestamp(sent, UTC).replace(tzinfo=None)


def records(chat: Chat) -> Iterator[Record]:
    """Yield all that a chat holds."""
    for message in chat.messages:
        plain = message.kind is Kind.TEXT and not message.edited
        yield Record(_wall(message.sent), message.sender, message.text if plain else "")
    for service in chat.services:
        yield Record(_wall(service.sent), service.actor, notice=True)
    for _ in chat.unsupported:
        yield Record(NO_TIME, "", notice=True)


def ours(path: Path) -> Outcome:
    """Read with this project."""
    return Outcome(tuple(records(read_chat(path, names=True))))


def chat_miner(path: Path) -> Outcome:
    """Read with chat-miner, which drops notices on purpose."""
    parsers = pytest.importorskip("chatminer.chatparsers")
    kind = parsers.TelegramJsonParser if path.suffix == ".json" else parsers.WhatsAppParser

    def read() -> Iterator[Record]:
        parser = kind(str(path))
        parser.parse_file()
        for row in parser.parsed_messages.get_df().to_dicts():
            yield Record(row["timestamp"], str(row["author"]), row["message"])

    return _attempt(read)


def whatstk(path: Path) -> Outcome:
    """Read with whatstk, which drops notices on purpose."""
    parse = pytest.importorskip("whatstk").df_from_whatsapp

    def read() -> Iterator[Record]:
        for row in parse(str(path)).to_dict("records"):
            yield Record(row["date"].to_pydatetime(), row["username"], row["message"])

    return _attempt(read)


def _attempt(read: Callable[[], Iterator[Record]]) -> Outcome:
    try:
        return Outcome(tuple(read()))
    except Exception as error:  # noqa: BLE001  # which one it is, is what the table tells
        return Outcome(stopped=type(error).__name__)


READERS: Final[dict[str, Callable[[Path], Outcome]]] = {
    "cryptokit": ours,
    "chat-miner": chat_miner,
    "whatstk": whatstk,
}


def rows() -> Iterator[tuple[str, str, Outcome, tuple[int, ...]]]:
    """Yield each file with each reader that knows its format."""
    for file in FILES:
        truth = ours(sample(file))
        for name, reader in READERS.items():
            if name != "whatstk" or file.endswith(".txt"):
                outcome = reader(sample(file))
                yield file, name, outcome, beside(outcome, truth)


@pytest.fixture
def _quiet() -> Iterator[None]:
    """Keep the log and the progress bar of chat-miner out of the table."""
    logging.disable()
    with redirect_stderr(StringIO()):
        yield
    logging.disable(logging.NOTSET)


def expected(file: str) -> int:
    """Give how many records a grammar of lines can find: the truth for a sample."""
    truth = EXPECTED[file]
    return int(truth["entries"] if "entries" in truth else truth["strict"])


@pytest.mark.parametrize("file", FILES)
def test_ours_finds_what_is_there(file: str) -> None:
    """The strict counts."""
    assert len(ours(sample(file)).records) == expected(file)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("_quiet")
def test_who_stops_who_loses_who_invents() -> None:
    """Print the table, and check that it adds up: found = expected - lost + invented."""
    print(f"\n\n{'file':22}{'reader':12}{'expected':>8}{_cells(COLUMNS)}")
    for file, name, outcome, counts in rows():
        cells = f"  stops with {outcome.stopped}" if outcome.stopped else _cells(counts)
        print(f"{file:22}{name:12}{expected(file):>8}{cells}")
        found, lost, _, invented, *_ = counts
        assert found == expected(file) - lost + invented
        assert bool(found) != bool(outcome.stopped)


def _cells(values: Iterable[object]) -> str:
    pairs = zip(COLUMNS, values, strict=True)
    return "".join(f"{value!s:>{len(column) + 2}}" for column, value in pairs)
