"""The answer to the main question as a table, for a screen or a pipe; ``stories`` has the steps."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cryptokit.experiment import Answer, Refusal, Result
from cryptokit.lab.entry import Entry
from cryptokit.lab.printing import counted, printable
from cryptokit.world import FUTURE, NOTES, PAST, Level, Power, World, adds

_SHOWN = 10
"""Smallest sets in a cell of the world table; --json has them all."""
_OPEN, _CLOSED, _QUIET = "bold red", "green", "dim"
_NO_ORDER = "none needed"
_PUBLIC = "0: anybody can look. What lies in the open needs nobody's order."
_LEGEND = (
    "Each cell: k_eff, the fewest countries whose orders suffice (- if no number does), how many "
    "messages an examiner read out of the files seized, and who served orders (+3: three other "
    "sets of that size would do). Where servers and key parts stand is an example. "
)
_COUNTED = {
    PAST: "Only messages sent before the orders count; changed code and swapped keys (L7) open "
    "what is sent later.",
    FUTURE: "Only messages sent after the orders count: what the orders begin opens them (changed "
    "code, swapped keys, a line, copies); or, where a server can read what it keeps, the same "
    "orders do once more. A phone is taken once: what its keys still open of later packets, until "
    "they change, is in cryptokit demo healing.",
}
"""Which messages count, for each goal."""
SILENT: Final = "future: this world says nothing of it (no rule makes it)"
"""What stands below a table that has no column for the future."""


def overview(result: Result) -> RenderableType:
    """Show who can read: a row for each rung of powers, a column for each messenger."""
    columns = by_messenger(result)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("courts may take", no_wrap=True)
    for answers in columns.values():
        table.add_column(answers[0].trial.messenger.title.replace(" ", "\n", 1))
    table.add_row("(promised)", *(_promise(answers[0]) for answers in columns.values()))
    table.add_section()
    levels = sorted({answer.trial.level for answers in columns.values() for answer in answers})
    for at, level in enumerate(levels):
        table.add_row(rung(level), *(_cell(answers[at]) for answers in columns.values()))
    refused = [one for one in result.answers if isinstance(one, Refusal)]
    notes = [Text(f"{one.messenger.title}: not offered: {one.reason}.") for one in refused]
    open_ = any(answer.trial.k_eff == 0 for answers in columns.values() for answer in answers)
    goals = {answer.trial.goal for answers in columns.values() for answer in answers}
    counted_ = " ".join(_COUNTED[goal] for goal in sorted(goals))
    legend = f"{_LEGEND}{counted_} {_PUBLIC}" if open_ else f"{_LEGEND}{counted_}"
    shown = (table, Text(legend, _QUIET)) if columns else ()
    title = (Text(line, "bold") for line in (_title(result), *asked(result)))
    return Group(*title, *shown, *notes)


def asked(result: Result) -> Iterator[str]:
    """Say what was asked beside the usual question: of later messages, or with more powers."""
    answers = [one for one in result.answers if isinstance(one, Answer)]
    for one in answers[:1]:
        if one.trial.goal == FUTURE:
            before = len(result.chat.messages) - one.of
            when = f"after message {before}" if before else "before the first message"
            later = counted(one.of, "message")
            yield f"The orders come {when}: the answers are about the {later} sent later."
        yield from added(one.trial.powers - one.trial.level.powers)


def added(powers: Iterable[Power]) -> Iterator[str]:
    """Say which powers go beside each rung, if any do.

    >>> list(added([Power.INSIDER, Power.TAP]))
    ['Beside each rung: a line (tap), somebody inside (insider).']
    """
    ranked = sorted(powers, key=list(Power).index)
    if ranked:
        named = (f"{NOTES[power].title} ({power})" for power in ranked)
        yield f"Beside each rung: {', '.join(named)}."


def plain(result: Result) -> str:
    """Give a line an answer, parted by tabs: messenger, rung, k_eff, countries, read, of."""
    return "\n".join(_plain_lines(result))


def told_of(*worlds: World) -> tuple[str, ...]:
    """Give the goals to tell of: the past, and the future if a rule makes it or somebody holds it.

    >>> from cryptokit.world import load
    >>> plain = {"assets": [{"id": "db", "loc": "NL", "custodian": "user", "holds": ["past"]}]}
    >>> coming = {"rules": [{"out": "future", "k": 1, "of": ["past"]}]}
    >>> told_of(load(plain)), told_of(load(plain), load(plain | coming))
    (('past',), ('past', 'future'))
    """
    made = {rule.out for world in worlds for rule in world.rules}
    held = {fact for world in worlds for asset in world.assets for fact in asset.brings}
    return (PAST, FUTURE) if FUTURE in made | held else (PAST,)


def world_table(
    about: str,
    answer: Mapping[str, Any],
    beside: Iterable[Power] = (),
    goals: Sequence[str] = (PAST, FUTURE),
) -> RenderableType:
    """Show k_eff and the smallest sets of a world for some goals, rung by rung."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("courts may take", no_wrap=True)
    for goal in goals:
        table.add_column(f"{goal}: k_eff", justify="right")
        table.add_column("smallest sets of countries")
    for level in Level:
        cells = list[str]()
        for goal in goals:
            found = answer["goals"][goal][level]
            sets = [" ".join(one) or _NO_ORDER for one in found["smallest_sets"]]
            rest = [f"and {len(sets) - _SHOWN} more"] if len(sets) > _SHOWN else []
            shown = printable(" | ".join((*sets[:_SHOWN], *rest)))
            cells += [str(found["k_eff"]) if sets else "-", shown]
        table.add_row(rung(level), *cells)
    title = f"{answer['name']}: {about}" if about else str(answer["name"])
    heads = (Text(printable(line), "bold") for line in (title, *added(beside)))
    return Group(*heads, table)


def glossary_table(entries: Mapping[str, Entry]) -> RenderableType:
    """List terms with their sentences."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    for entry in entries.values():
        table.add_row(entry.term, entry.sentence)
    return table


def rung(level: Level) -> str:
    """Name a rung for a table: its number and what it adds.

    >>> rung(Level.MEMORY)
    'L3 + live memory'
    """
    added = ", ".join(NOTES[power].title for power in sorted(adds(level)))
    return f"{level.value[:2]} {'+ ' if level is not Level.AT_REST else ''}{added}"


def by_messenger(result: Result) -> dict[str, list[Answer]]:
    """Sort the answers by messenger, in the order they came."""
    columns = dict[str, list[Answer]]()
    for answer in result.answers:
        if isinstance(answer, Answer):
            columns.setdefault(answer.trial.messenger.name, []).append(answer)
    return columns


def _title(result: Result) -> str:
    chat = result.chat
    counts = [counted(len(chat.messages), "message"), counted(len(chat.participants), "person")]
    if chat.services:
        counts.append(counted(len(chat.services), "notice"))
    return printable(f"Who can read the chat “{chat.name}”? ({chat.format}: {', '.join(counts)})")


def _promise(answer: Answer) -> Text:
    return Text(answer.trial.messenger.promise.short, _QUIET)


def _cell(answer: Answer) -> Text:
    style = _OPEN if answer.readable else _CLOSED
    read = f"{_number(answer)}  {answer.readable}/{answer.of}  "
    return Text.assemble((read, style), (_countries(answer), _QUIET))


def _number(answer: Answer) -> str:
    return "-" if answer.trial.k_eff is None else str(answer.trial.k_eff)


def _countries(answer: Answer) -> str:
    served = answer.trial.orders
    if served in answer.trial.smallest_sets and not served:
        return _NO_ORDER
    everyone = answer.trial.messenger.world.jurisdictions
    if served == everyone and len(served) > 1:
        return f"all {len(served)}"
    others = len(answer.trial.smallest_sets) - 1
    more = f" +{others}" if served in answer.trial.smallest_sets and others else ""
    return " ".join(served) + more if served else "nobody"


def _plain_lines(result: Result) -> Iterator[str]:
    for answer in result.answers:
        if isinstance(answer, Refusal):
            yield f"{answer.messenger.name}\tnot offered\t{answer.reason}"
            continue
        trial = answer.trial
        fields = (trial.messenger.name, trial.level.value, _number(answer), ",".join(trial.orders))
        yield "\t".join((*fields, str(answer.readable), str(answer.of)))
