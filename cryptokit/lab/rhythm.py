"""The hours that people keep: rows of counts, as words and as blocks. ``heatmap`` draws them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from cryptokit.conversation.metadata import HOURS, Metadata
from cryptokit.lab.printing import counted, isolated

SHOWN: Final = 20
"""People with a row of their own; the others share one."""
_NONE: Final = "·", "."
_SCALES: Final = "▁▂▃▄▅▆▇█", ":-=+*#%@"
"""From few to many: for terminals with blocks, and for those without."""
_EVERY: Final = 6


@dataclass(frozen=True, slots=True)
class Row:
    """Messages by hour of the day, from midnight: of one person, or of several ``together``."""

    name: str
    hours: tuple[int, ...]
    together: bool = False

    @property
    def total(self) -> int:
        """How many messages the row counts."""
        return sum(self.hours)


def rows(told: Metadata) -> tuple[Row, ...]:
    """Give a row for each person, those who wrote most first; from the 21st on, one for all."""
    shown = [Row(person.name, person.hours) for person in told.people[:SHOWN]]
    others = told.people[SHOWN:]
    if others:
        shown.append(_several(f"and {len(others)} more", [one.hours for one in others]))
    return tuple(shown)


def most_of_one(shown: Iterable[Row]) -> int:
    """Find the most messages that one person sent in one hour: rows of several know no measure."""
    return max((max(row.hours) for row in shown if not row.together), default=0)


def _several(name: str, many: Iterable[Sequence[int]]) -> Row:
    return Row(name, added(many), together=True)


def added(many: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Add counts hour by hour.

    >>> added([(1, 2), (3, 4)])
    (4, 6)
    """
    return tuple(map(sum, zip(*many, strict=True)))


def words(shown: Sequence[Row], by: str) -> str:
    """Say what the picture shows: every row, and every hour with a message in it."""
    if not shown:
        return f"Messages by person and hour of the day ({by}): none."
    said = "; ".join(_said(row) for row in shown)
    return f"Messages by person and hour of the day ({by}). {said}."


def _said(row: Row) -> str:
    hours = ", ".join(f"{hour:02}h: {count}" for hour, count in enumerate(row.hours) if count)
    return f"{isolated(row.name)}, {counted(row.total, 'message')}: {hours}"


def table(shown: Sequence[Row]) -> RenderableType:
    """Show the rows with a block for each hour, and the sum of all below.

    Blocks compare people with each other; a row of several compares its own hours only.
    """
    most = most_of_one(shown)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold")
    grid.add_column(no_wrap=True, width=HOURS)
    grid.add_column(no_wrap=True, justify="right")
    marks = "".join(f"{hour:02}".ljust(_EVERY) for hour in range(0, HOURS, _EVERY))
    grid.add_row("", Text(marks, "dim"), "")
    everybody = [_several("all", [row.hours for row in shown])] if len(shown) > 1 else []
    for row in (*shown, *everybody):
        high = max(row.hours) if row.together else most
        grid.add_row(isolated(row.name), _Strip(row.hours, high), str(row.total))
    return grid


def strip(hours: Iterable[int], most: int, *, blocks: bool = True) -> str:
    """Write one sign for each hour, the higher the nearer to the most.

    >>> strip((0, 1, 4, 8), most=8)
    '·▁▄█'
    >>> strip((0, 1, 4, 8), most=8, blocks=False)
    '.:+@'
    """
    none, scale = (each[0 if blocks else 1] for each in (_NONE, _SCALES))
    return "".join(scale[-(-len(scale) * n // most) - 1] if n else none for n in hours)


@dataclass(frozen=True, slots=True)
class _Strip:
    """A row of blocks that a terminal without blocks shows as other signs."""

    hours: tuple[int, ...]
    most: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        yield Text(strip(self.hours, self.most, blocks=not options.ascii_only))
