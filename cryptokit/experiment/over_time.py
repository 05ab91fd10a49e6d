"""A chat goes on while orders are served: what lies there on each day, and what that opens by then.

What an order begins fills from its day on, and is collected when the last message is sent. Dates
and refusals are given here; how likely they are is the affair of ``world.odds``.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptokit.conversation import Chat
from cryptokit.court import Exhibit, Report, custody, examination, examine
from cryptokit.court.timeline import Entry, Happening, timeline
from cryptokit.court.writs import Writ
from cryptokit.errors import CryptokitError
from cryptokit.experiment.states import SEED_SIZE, States, take, up_to
from cryptokit.messengers import Messenger
from cryptokit.messengers.standing import Standing
from cryptokit.rng import Rng, draw, system
from cryptokit.world import Piece, View


@dataclass(frozen=True, slots=True)
class Reading:
    """What one seizure or collection opened, together with all before it.

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
    """Orders over time in one messenger: the dated entries, and a reading for each seizure.

    Collections count as seizures: they are the seizures of what orders began.
    """

    messenger: Messenger
    chat: Chat
    entries: tuple[Entry, ...]
    readings: tuple[Reading, ...]


def over_time(
    chat: Chat, messenger: Messenger, writs: Sequence[Writ], *, rng: Rng = system
) -> Campaign:
    """Serve orders while a chat goes on, and read what the files seized so far open.

    What is seized is what the messenger's machines held at that time: the chat is delivered up to
    then, under the orders in force. What these began is collected at the time of the last message,
    or when it begins, if that is later; what two orders began, for the earlier one. All that was
    taken stays on the examiner's table. Raises CryptokitError if the messenger cannot carry the
    chat, and Unknown for a country or target that does not occur.

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
    entries = _with_collections(timeline(messenger.world, writs), chat)
    with tempfile.TemporaryDirectory(prefix="cryptokit-") as temporary:
        folder = Path(temporary)
        states = States(messenger, chat, folder, draw(rng, SEED_SIZE))
        readings = _read(entries, states, folder / "case")
    return Campaign(messenger, chat, entries, readings)


def _with_collections(entries: Sequence[Entry], chat: Chat) -> tuple[Entry, ...]:
    """Add an entry for what each order began, at the end of the chat."""
    made = [*entries, *_collections(entries, max((one.sent for one in chat.messages), default=0))]
    return tuple(sorted(made, key=lambda one: (one.at, list(Happening).index(one.what))))


def _collections(entries: Sequence[Entry], last: int) -> Iterator[Entry]:
    had = set[Piece]()
    for entry in entries:
        if entry.what is Happening.BEGUN:
            new = tuple(piece for piece in entry.pieces if piece not in had)
            had.update(new)
            text = (
                entry.text.removeprefix("from now on, ")
                if new
                else "no more than is copied already"
            )
            at, what = max(last, entry.at), Happening.COLLECTED
            yield replace(entry, at=at, what=what, text=text, pieces=new)


def _in_force(entries: Sequence[Entry], at: int) -> Standing:
    """Give what orders have begun or taken over by some time, each since the first of them."""
    begun = [
        (piece, entry.at)
        for entry in entries
        if entry.at <= at
        for piece in entry.pieces
        if entry.what is Happening.BEGUN or piece.view is View.ROUTE
    ]
    return Standing(dict(reversed(begun)))


def _read(entries: Sequence[Entry], states: States, case: Path) -> tuple[Reading, ...]:
    table, reports = list[Exhibit](), list[Report]()
    seizures = [one for one in entries if one.what in {Happening.SEIZED, Happening.COLLECTED}]
    case.mkdir(parents=True)
    for number, entry in enumerate(seizures, 1):
        reached = dict.fromkeys(entry.pieces, entry.writ.order)
        run = states.at(entry.at, _in_force(entries, entry.at))
        world = states.messenger.world
        table += take(reached, run, case, str(number), at=entry.at, world=world)
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
