"""A table that prints as text and shows as HTML in a notebook, out of the same cells.

No drawing, and no colours that mean something: what a cell says, it says in signs and words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cryptokit.lab.printing import isolated, printable

Cell = str | tuple[str, ...]
"""One sentence, or several, each on a line of its own."""
_WIDTH: Final = 100
"""Columns of the printed form: it is the same in every window."""
_PLACE: Final = (
    'dir="auto" style="text-align: start; vertical-align: top; padding: .2em .8em .2em 0"'
)


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A table: a caption, the heads of its columns, and rows whose first cell heads the row.

    ``above`` and ``below`` are sentences around it. Raises ValueError for a row of another length.

    >>> Shown("Who has what", ("party", "holds"), (("Ann", "a key"),), below=("One party.",))
    Who has what
    <BLANKLINE>
    party   holds
    ─────────────
    Ann     a key
    <BLANKLINE>
    One party.

    See: WCAG 2.2, success criterion 1.3.1; technique H63, on ``scope``.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.heads):
                cells, columns = len(row), len(self.heads)
                raise ValueError(f"row {number} has {cells} cells, and there are {columns} columns")

    def _repr_html_(self) -> str:
        return self.html()

    def __rich__(self) -> RenderableType:
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for head in self.heads:
            table.add_column(Text(printable(head)), overflow="fold")
        for row in self.rows:
            table.add_row(*(Text("\n".join(map(isolated, _several(cell)))) for cell in row))
        caption = Text(printable(self.caption), "bold")
        return Group(caption, *_lines(self.above), "", table, "", *_lines(self.below))

    def __repr__(self) -> str:
        page = StringIO()
        Console(file=page, width=_WIDTH, color_system=None, force_jupyter=False).print(self)
        return "\n".join(line.rstrip() for line in page.getvalue().rstrip().splitlines())

    def html(self) -> str:
        """Give the table as HTML that a screen reader finds its way in."""
        return "\n".join((
            *_paragraphs(self.above),
            "<table>",
            f"<caption>{_text(self.caption)}</caption>",
            f"<thead><tr>{''.join(_head(head, 'col') for head in self.heads)}</tr></thead>",
            "<tbody>",
            *map(_row, self.rows),
            "</tbody>",
            "</table>",
            *_paragraphs(self.below),
        ))  # fmt: skip


def _lines(sentences: Iterable[str]) -> Iterator[Text]:
    yield from (Text(printable(sentence)) for sentence in sentences)


def _paragraphs(sentences: Iterable[str]) -> Iterator[str]:
    yield from (f'<p dir="auto">{_text(sentence)}</p>' for sentence in sentences)


def _row(cells: tuple[Cell, ...]) -> str:
    rest = "".join(f"<td {_PLACE}>{_inside(cell)}</td>" for cell in cells[1:])
    return f"<tr>{''.join(_head(cell, 'row') for cell in cells[:1])}{rest}</tr>"


def _head(cell: Cell, scope: str) -> str:
    return f'<th scope="{scope}" {_PLACE}>{_inside(cell)}</th>'


def _several(cell: Cell) -> tuple[str, ...]:
    return (cell,) if isinstance(cell, str) else cell


def _inside(cell: Cell) -> str:
    return "<br/>".join(map(_text, _several(cell)))


def _text(text: str) -> str:
    return escape(printable(text))
