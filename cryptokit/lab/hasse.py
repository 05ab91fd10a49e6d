"""The coalition lattice drawn: a Hasse diagram as SVG, nobody at the bottom, all at the top.

What the marks are is in ``lattice``. No drawing library, as in ``heatmap``.
"""

from collections.abc import Iterator, Mapping
from html import escape
from itertools import chain
from typing import Final

from rich.cells import cell_len

from cryptokit.lab.heatmap import cut, head
from cryptokit.lab.lattice import MEANINGS, NOBODY, Lattice, Mark, asked, left_out, named
from cryptokit.lab.printing import printable
from cryptokit.world import Coalition

_BOXES: Final = {
    Mark.CLOSED: 'rx="0" fill="#ffffff" stroke="#777777" stroke-dasharray="4 3"',
    Mark.READS: 'rx="12" fill="#f8dfa6" stroke="#8a5f00"',
    Mark.MINIMAL: 'rx="12" fill="#e69f00" stroke="#000000" stroke-width="3.5"',
}
"""Corners, borders and the word inside tell them apart. See: Okabe and Ito, 2008, for the hue."""
_TOP, _EDGE, _LINE, _GAP, _SIDE, _LETTER = 60, 14, 15, 46, 10, 7.6
_LEAST: Final = 58
"""Room for the word of each mark."""
_ACROSS: Final = 2
"""Countries on one line of a box: so the widest row, of 20 sets, stays readable."""

_Places = Mapping[Coalition, tuple[float, float]]
"""Where the middle of the upper edge of each box is."""


def svg(made: Lattice, title: str, alt: str) -> str:
    """Draw a box for each set, and a line from each to those with one country more."""
    wide = _wide(made)
    below = (*(f"{mark}: {meaning}" for mark, meaning in MEANINGS.items()), *left_out(made))
    across = max(len(made.row(size)) for size in range(len(made.countries) + 1))
    longest = max(cell_len(line) for line in (*below, asked(made)))
    room = max(across * (wide + _SIDE), longest * 6.6, cell_len(title) * 8.4)
    width = room + 2 * _EDGE
    places, bottom = _placed(made, wide, width)
    marks = dict(made.marks)
    return "\n".join((
        head(width, bottom + len(below) * 19 + _EDGE, alt),
        f'<text x="{_EDGE}" y="22" font-size="15">{escape(printable(title))}</text>',
        f'<text x="{_EDGE}" y="42">{escape(asked(made))}</text>',
        *_edges(places, marks),
        *chain.from_iterable(_box(one, marks[one], at, wide) for one, at in places.items()),
        *(
            f'<text x="{_EDGE}" y="{bottom + 18 + 19 * i}">{escape(line)}</text>'
            for i, line in enumerate(below)
        ),
        "</svg>\n",
    ))  # fmt: skip


def _wide(made: Lattice) -> float:
    lines = chain.from_iterable(_lines(one) for one, _ in made.marks)
    return max(_LEAST, max(map(cell_len, lines)) * _LETTER + 14)


def _lines(countries: Coalition) -> list[str]:
    """Name the countries of a box, a few on a line."""
    names = [cut(country) for country in countries]
    starts = range(0, len(names), _ACROSS)
    return [" ".join(names[at : at + _ACROSS]) for at in starts] or [NOBODY]


def _high(countries: Coalition) -> float:
    return (len(_lines(countries)) + 1) * _LINE + 10


def _placed(made: Lattice, wide: float, width: float) -> tuple[_Places, float]:
    """Place row over row, the largest set on top; give the places, and where the picture ends."""
    places, y = dict[Coalition, tuple[float, float]](), float(_TOP)
    for size in reversed(range(len(made.countries) + 1)):
        row = [one for one, _ in made.row(size)]
        left = (width - (len(row) - 1) * (wide + _SIDE)) / 2
        places |= {one: (left + i * (wide + _SIDE), y) for i, one in enumerate(row)}
        y += _high(row[0]) + _GAP
    return places, y - _GAP + _EDGE


def _edges(places: _Places, marks: Mapping[Coalition, Mark]) -> Iterator[str]:
    for upper, (x, y) in places.items():
        for spared in upper:
            lower = tuple(one for one in upper if one != spared)
            to_x, to_y = places[lower]
            both = Mark.CLOSED not in {marks[lower], marks[upper]}
            style = 'stroke="#8a5f00"' if both else 'stroke="#bbbbbb"'
            start = f"M{x:.1f} {y + _high(upper):.1f}"
            yield f'<path class="edge" d="{start} L{to_x:.1f} {to_y:.1f}" {style}/>'


def _box(countries: Coalition, mark: Mark, at: tuple[float, float], wide: float) -> Iterator[str]:
    x, y = at
    lines, weight = _lines(countries), "bold" if mark is Mark.MINIMAL else "normal"
    yield f'<g class="{mark}"><title>{escape(named(countries))}: {mark}</title>'
    yield (
        f'<rect x="{x - wide / 2:.1f}" y="{y:.1f}" width="{wide:.1f}"'
        f' height="{_high(countries)}" {_BOXES[mark]}/>'
    )
    for i, line in enumerate(lines, 1):
        style = f'font-size="13" font-weight="{weight}"'
        yield _text(x, y + i * _LINE + 2, line, style)
    yield _text(x, y + (len(lines) + 1) * _LINE + 1, mark, 'font-size="11"') + "</g>"


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" {style}>{escape(text)}</text>'
