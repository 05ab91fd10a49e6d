"""A chat goes on while orders are served: what lies there on each day, and what that opens by then.

Dates and refusals are given here; how likely they are is the affair of ``world.odds``.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptokit.conversation import Chat
from cryptokit.court import Exhibit, Report, custody, examination, examine
from cryptokit.court.timeline import Entry, Happening, Writ, timeline
from cryptokit.errors import CryptokitError
from cryptokit.experiment.states import SEED_SIZE, States, take, up_to
from cryptokit.messengers import Messenger
from cryptokit.rng import Rng, draw, system


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


def over_time(
    chat: Chat, messenger: Messenger, writs: Sequence[Writ], *, rng: Rng = system
) -> Campaign:
    """Serve orders while a chat goes on, and read what the files seized so far open.

    What is seized is what the messenger's machines held at that time: the chat is delivered up to
    then. Everything seized earlier stays on the examiner's table. Raises CryptokitError if the
    messenger cannot carry the chat, and Unknown for a country or target that does not occur.

    >>> from cryptokit.conversation import say
    >>> from cryptokit.messengers import named
    >>> from cryptokit.rng import lesson
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
        states = States(messenger, chat, folder, draw(rng, SEED_SIZE))
        readings = _read(seizures, states, folder / "case")
    return Campaign(messenger, chat, entries, readings)


def _read(seizures: Sequence[Entry], states: States, case: Path) -> tuple[Reading, ...]:
    table, reports = list[Exhibit](), list[Report]()
    case.mkdir(parents=True)
    for number, entry in enumerate(seizures, 1):
        reached = dict.fromkeys(entry.pieces, entry.writ.order)
        table += take(reached, states.at(entry.at), case, str(number), at=entry.at)
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
