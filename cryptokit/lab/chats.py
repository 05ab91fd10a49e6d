"""What was read of a chat, and what its envelopes tell. The conversation itself is next door."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cryptokit.conversation import Chat
from cryptokit.conversation.metadata import Metadata
from cryptokit.lab.chat_json import WEEKDAYS
from cryptokit.lab.moments import calendar, clock, lasted, moment
from cryptokit.lab.printing import counted, isolated, printable
from cryptokit.lab.rhythm import SHOWN, rows, table
from cryptokit.lab.tallies import TITLES, Tally, absent, envelopes, kind_of, tally
from cryptokit.lab.wording import doubts, inferred, notice

_REPLACED: Final = "Names, numbers and handles are replaced by invented ones; --names keeps them."
_FEW: Final = 10
_TIES: Final = 5
_ENVELOPES: Final = "What the operator's metadata alone would show: no word of a message was used"
_LEGEND: Final = "Bytes are those of the text in UTF-8. Night is from midnight to six."
Line = tuple[str, str]
"""A label and what stands beside it."""


def report(chat: Chat, *, real: bool, held: Chat | None = None) -> RenderableType:
    """Tell what was read, what is in doubt or absent, and then what envelopes show.

    Envelopes are those of the chat as it is ``held``, before names are replaced.
    """
    return Group(
        Text(isolated(chat.name), "bold"),
        grid(_lines(chat, tally(chat))),
        *note(real=real),
        "",
        Text(_ENVELOPES, "bold"),
        *_envelopes(envelopes(chat, held or chat), clock(chat.format)),
    )


def note(*, real: bool) -> tuple[RenderableType, ...]:
    """Say that names are replaced, if they are."""
    return () if real else (Text(_REPLACED, "dim"),)


def grid(lines: Iterable[Line]) -> Table:
    """Set labels beside what they stand for."""
    both = Table.grid(padding=(0, 2))
    both.add_column(style="dim", overflow="fold")
    both.add_column(overflow="fold")
    for label, said in lines:
        both.add_row(label, said)
    return both


def span(told: Tally, by: str) -> str:
    """Say from when to when, and how long that is."""
    if told.first is None or told.last is None:
        return "nothing has a time"
    return f"{moment(told.first)} to {moment(told.last)} ({lasted(told.lasted)}; {by})"


def _lines(chat: Chat, told: Tally) -> Iterator[Line]:
    yield "read as", printable(f"{TITLES.get(chat.format, chat.format)}, {kind_of(chat)}")
    for finding in chat.findings:
        yield "inferred", printable(inferred(finding))
    yield "people", f"{len(chat.participants)}: {_few(chat.participants)}"
    yield "span", span(told, clock(chat.format))
    yield "messages", _split(len(chat.messages), told.kinds)
    yield "notices", _noted(len(chat.services), told.notices)
    if chat.unsupported:
        ids = _few(map(str, chat.unsupported), len(chat.unsupported))
        yield "unsupported", f"{len(chat.unsupported)}, says the export: {ids}"
    yield "of these", f"{told.edited} edited, {told.deleted} deleted, {_replies(told)}"
    yield from _doubts(chat)
    for said in absent(chat):
        yield "not in it", said


def _split(total: int, parts: Mapping[str, int]) -> str:
    said = ", ".join(f"{number} {printable(name) or 'unnamed'}" for name, number in parts.items())
    return f"{total}: {said}" if parts else str(total)


def _noted(total: int, actions: Mapping[str, int]) -> str:
    parts = Counter[str]()
    for action, number in actions.items():
        parts[notice(action)] += number
    said = ", ".join(f"{number} × {printable(words)}" for words, number in parts.items())
    return f"{total}: {said}" if parts else str(total)


def _replies(told: Tally) -> str:
    replies = counted(told.replies, "reply")
    return f"{replies}, {told.elsewhere} of them to what is not here" if told.elsewhere else replies


def _doubts(chat: Chat) -> Iterator[Line]:
    if chat.doubts:
        number = len({doubt.line for doubt in chat.doubts})
        yield "doubtful", f"{counted(number, 'line')} can be read in two ways"
    said = doubts(chat.doubts)
    for doubt in said[:_FEW]:
        yield "", printable(doubt)
    if len(said) > _FEW:
        yield "", f"and {counted(len(said) - _FEW, 'more reason')}; --json has all"


def _few(names: Iterable[str], total: int | None = None) -> str:
    listed = list(names)
    more = (total or len(listed)) - _FEW
    return ", ".join(map(isolated, listed[:_FEW])) + (f" and {more} more" if more > 0 else "")


def _envelopes(told: Metadata, by: str) -> Iterator[RenderableType]:
    if not told.messages:
        yield Text("Nothing: nobody wrote a message.")
        return
    yield grid(_people(told))
    yield Text(_LEGEND, "dim")
    yield ""
    yield Text(f"Messages by hour of the day ({by}):")
    yield table(rows(told))
    yield ""
    yield grid(_habits(told))


def _people(told: Metadata) -> Iterator[Line]:
    for person in told.people[:SHOWN]:
        counts = f"{counted(person.messages, 'message')}, {counted(person.size, 'byte')}"
        times = f"{moment(person.first)} to {moment(person.last)}"
        yield isolated(person.name), f"{counts}, {person.nights} at night, {times}"
    if len(told.people) > SHOWN:
        yield f"and {len(told.people) - SHOWN} more", "--json has all"


def _habits(told: Metadata) -> Iterator[Line]:
    yield (
        "weekdays",
        ", ".join(f"{day} {times}" for day, times in zip(WEEKDAYS, told.weekdays, strict=True)),
    )
    if told.busiest:
        busiest = f"{calendar(told.busiest.begins).date()} with {told.busiest.messages}"
        yield "days", f"{told.days} with messages; the busiest: {busiest}"
    if told.silence:
        gap = told.silence
        yield (
            "silence",
            f"{lasted(gap.ends - gap.begins)} at the longest, from {moment(gap.begins)}",
        )
    if told.answers:
        yield "answers", _ties(told)


def _ties(told: Metadata) -> str:
    ties = [
        f"{isolated(one.who)} after {isolated(one.whom)} ({one.times})"
        for one in told.answers[:_TIES]
    ]
    more = len(told.answers) - _TIES
    return ", ".join(ties) + (f" and {counted(more, 'other pair')}" if more > 0 else "")
