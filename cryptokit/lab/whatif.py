"""The answers of a world before and after a change: a table, and the steps that changed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cryptokit.lab.printing import printable
from cryptokit.lab.reasons import indented, sentence
from cryptokit.lab.tables import added, rung, told_of
from cryptokit.world import (
    Changed,
    Coalition,
    Level,
    Power,
    World,
    compare,
    smallest_sets,
)

_LOWER, _OTHER = "bold red", "bold"
_NEVER: Final = 1 << 30


def before_and_after(
    before: World, after: World, made: Sequence[str], beside: frozenset[Power] = frozenset()
) -> RenderableType:
    """Show both answers for each goal, a mark at each rung that changed, and the steps there.

    ``made`` says in words what was changed; ``beside`` go to every rung. A goal of which neither
    world says anything has no column.
    """
    changed = compare(before, after, beside=beside)
    heads = (f"{before.name}: {', then '.join(made)}", *added(beside))
    titles = (Text(printable(line), "bold") for line in heads)
    same = () if changed else (Text("Nothing changes: the same sets suffice on every rung."),)
    table = _table(before, after, changed, beside)
    return Group(*titles, table, *same, *_steps(before, after, changed))


def as_values(
    before: World, after: World, beside: frozenset[Power] = frozenset()
) -> list[dict[str, Any]]:
    """Give the rungs that changed as plain values: what the explanation said, and what it says."""
    return [
        {
            "goal": one.goal,
            "level": one.level.value,
            "gone": [sentence(before, part) for part in one.gone],
            "come": [sentence(after, part) for part in one.come],
        }
        for one in compare(before, after, beside=beside)
    ]


def _table(
    before: World, after: World, changed: Sequence[Changed], beside: frozenset[Power]
) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    table.add_column("courts may take", no_wrap=True)
    goals = told_of(before, after)
    for goal in goals:
        table.add_column(f"{goal}: before")
        table.add_column("after")
    marks = {(one.goal, one.level): one for one in changed}
    for level in Level:
        mark = "*" if any((goal, level) in marks for goal in goals) else ""
        cells = list[Text]()
        for goal in goals:
            style, powers = _style(marks, goal, level), level.powers | beside
            cells += [
                _cell(smallest_sets(before, goal, powers)),
                _cell(smallest_sets(after, goal, powers), style),
            ]
        table.add_row(mark, rung(level), *cells)
    return table


def _style(marks: Mapping[tuple[str, Level], Changed], goal: str, level: Level) -> str:
    if (goal, level) not in marks:
        return ""
    one = marks[goal, level]
    return _LOWER if _number(one.after) < _number(one.before) else _OTHER


def _number(sets: Sequence[Coalition]) -> int:
    return len(sets[0]) if sets else _NEVER


def _cell(sets: Sequence[Coalition], style: str = "") -> Text:
    if not sets:
        return Text("-", style)
    more = f" +{len(sets) - 1}" if len(sets) > 1 else ""
    named = " ".join(sets[0]) or "none needed"
    return Text(printable(f"{len(sets[0])}  {named}{more}"), style)


def _steps(before: World, after: World, changed: Sequence[Changed]) -> Iterator[RenderableType]:
    """Tell each change of steps once, with all the rungs that it is the same on."""
    alike = dict[tuple[str, tuple[str, ...]], list[Level]]()
    for one in changed:
        gone = (f"- {sentence(before, part)}" for part in one.gone)
        come = (f"+ {sentence(after, part)}" for part in one.come)
        alike.setdefault((one.goal, (*gone, *come)), []).append(one.level)
    for (goal, lines), levels in alike.items():
        rungs = ", ".join(level.value[:2] for level in levels)
        yield Text(f"* {goal}, {rungs}:" if lines else f"* {goal}, {rungs}: the same steps", "bold")
        yield from (indented(line) for line in lines)
