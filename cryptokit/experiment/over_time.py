"""A chat goes on while orders are served: what lies there on each day, and what that opens by then.

Dates and refusals are given here; how likely they are is the affair of ``world.odds``.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptokit.conversation import Chat
from cryptokit.court import Exhibit, Report, custody, examination, examine, seize
from cryptokit.court.timeline import Entry, Happening, Writ, timeline
from cryptokit.errors import CryptokitError
from cryptokit.messengers import Messenger
from cryptokit.rng import Rng, draw, lesson, system

_SEED_SIZE = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """What one seizure opened, together with all before it.

    ``sent`` of the chat's messages were sent by then, and ``readable`` could be read by then. Of
    those that can be read once all is seized, ``past`` were sent before this seizure and ``future``
    after it. ``report`` is what the examiner said that day.
    """

    entry: Entry
    sent: int
    readable: int
    past: int
    future: int
    report: Report


@dataclass(frozen=True, slots=True)
class Campaign:
    """Orders over time in one messenger: the dated entries, and a reading for each seizure."""

    messenger: Messenger
    chat: Chat
    entries: tuple[Entry, ...]
    readings: tuple[Reading, ...]


def up_to(chat: Chat, at: int) -> Chat:
    """Give a chat as it was at some time: the messages sent by then, in order of time.

    >>> from cryptokit.conversation import say
    >>> chat = say(["Alice: hi", "Bob: hello"])
    >>> [message.text for message in up_to(chat, chat.messages[0].sent).messages]
    ['hi']
    """
    sent = (message for message in chat.messages if message.sent <= at)
    return replace(chat, messages=tuple(sorted(sent, key=lambda message: message.sent)))


def over_time(
    chat: Chat, messenger: Messenger, writs: Sequence[Writ], *, rng: Rng = system
) -> Campaign:
    """Serve orders while a chat goes on, and read what the files seized so far open.

    What is seized is what the messenger's machines held at that time: the chat is delivered up to
    then. Everything seized earlier stays on the examiner's table. Raises CryptokitError if the
    messenger cannot carry the chat, and Unknown for a country or target that does not occur.

    >>> from cryptokit.conversation import say
    >>> from cryptokit.messengers import named
    >>> from cryptokit.world import Order, Power
    >>> chat = say(["Alice: hi", "Bob: hello", "Alice: bye"])
    >>> writ = Writ(Order("RU", Power.AT_REST, "db"), served=chat.messages[1].sent)
    >>> (one,) = over_time(chat, named("domestic"), [writ], rng=lesson("monday")).readings
    >>> one.sent, one.readable, one.future
    (2, 2, 0)
    """
    reason = messenger.refuses(chat)
    if reason is not None:
        raise CryptokitError(f"{messenger.title}: {reason}", "another messenger, or another chat")
    entries = timeline(messenger.world, writs)
    seizures = [one for one in entries if one.what is Happening.SEIZED]
    with tempfile.TemporaryDirectory(prefix="cryptokit-") as temporary:
        folder = Path(temporary)
        states = _States(messenger, chat, folder, draw(rng, _SEED_SIZE))
        readings = _read(seizures, states, folder / "case")
    return Campaign(messenger, chat, entries, readings)


@dataclass(frozen=True, slots=True)
class _States:
    """The machines as they were at any time."""

    messenger: Messenger
    chat: Chat
    folder: Path
    seed: bytes

    def at(self, time: int) -> Path:
        """Deliver what was sent by then, unless that was done already."""
        sofar = up_to(self.chat, time)
        run = self.folder / "servers" / str(len(sofar.messages))
        if not run.exists():
            # The same luck makes the same keys every time, so that what is seized in March fits
            # what is seized in May: the machines of May are those of March, some messages later.
            luck = lesson(self.seed)
            self.messenger.deliver(
                self.messenger.world, sofar, run, rng=luck, progress=lambda _: None
            )
        return run


def _read(seizures: Sequence[Entry], states: _States, case: Path) -> tuple[Reading, ...]:
    table, reports = list[Exhibit](), list[Report]()
    case.mkdir(parents=True)
    for number, entry in enumerate(seizures, 1):
        table += _take(entry, states.at(entry.at), case / str(number))
        custody.write(case, table)
        reports.append(examine(case, now=entry.at))
    times = [line.sent for line in examination(case).read.values()]
    found = list[Reading]()
    for entry, report in zip(seizures, reports, strict=True):
        past = sum(time <= entry.at for time in times)
        sent = len(up_to(states.chat, entry.at).messages)
        readable = report.past + report.future
        found.append(Reading(entry, sent, readable, past, len(times) - past, report))
    return tuple(found)


def _take(entry: Entry, run: Path, into: Path) -> list[Exhibit]:
    """Seize the files of one entry; the record of them all is kept for the whole table."""
    reached = dict.fromkeys(entry.pieces, entry.writ.order)
    exhibits = seize(run, reached, into, at=entry.at)
    (into / custody.FILE_NAME).unlink()
    return [replace(one, file=f"{into.name}/{one.file}") for one in exhibits]
