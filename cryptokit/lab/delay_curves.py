"""Odds against days as SVG: one curve a way, in one panel, with its plateau told at its end.

What is said of a way is in ``delays``. No drawing library, as in ``heatmap``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count
from typing import Final

from rich.cells import cell_len

from cryptokit.lab.delays import Way, plateau, steps
from cryptokit.lab.heatmap import head
from cryptokit.lab.printing import printable
from cryptokit.world.odds import Estimate

_STYLES: Final = (
    ("#0072b2", "none"),
    ("#d55e00", "9 4"),
    ("#009e73", "3 3"),
    ("#cc79a7", "12 3 3 3"),
    ("#000000", "1 4"),
)
"""Dashes tell the curves apart, and a label at the end of each. See: Okabe and Ito, 2008."""
LIMIT: Final = len(_STYLES)
_LEFT, _TOP, _WIDE, _TALL, _BELOW = 56, 72, 520, 260, 54
_RIGHT, _BOTTOM = _LEFT + _WIDE, _TOP + _TALL
_LABEL, _LEAD, _STUB, _LETTER = 38, 60, 34, 7.2
_TICKS: Final = 7
_PARTS: Final = 5
"""The odds are marked at so many heights above 0."""

_Steps = Sequence[tuple[int, Estimate]]


@dataclass(frozen=True, slots=True)
class _Scale:
    """How days and odds are turned into places; ``step`` parts the marks on the axis of days."""

    step: int
    last: int
    top: float

    @property
    def end(self) -> int:
        """The right edge: a mark after the last day, so that each plateau can be seen."""
        return self.step * (self.last // self.step + 1)

    def x(self, day: int) -> float:
        return _LEFT + day * _WIDE / self.end

    def y(self, odds: float) -> float:
        return _BOTTOM - min(max(odds, 0.0), self.top) * _TALL / self.top


def svg(ways: Sequence[Way], title: str, alt: str) -> str:
    """Draw a curve for each way; a band around it is one standard error to either side.

    Raises ValueError for no way, or more than ``LIMIT``: their dashes could not be told apart.
    """
    if not 1 <= len(ways) <= LIMIT:
        raise ValueError(f"from 1 to {LIMIT} ways can be told apart in one panel, not {len(ways)}")
    curves = [list(steps(way)) for way in ways]
    scale = _scale(curves)
    longest = max(cell_len(printable(line)) for way in ways for line in (way.title, plateau(way)))
    width = max(_RIGHT + _LEAD + longest * _LETTER, cell_len(title) * 8.4) + 10
    return "\n".join((
        head(width, _BOTTOM + _BELOW, alt),
        f'<text x="10" y="22" font-size="15">{escape(printable(title))}</text>',
        *_axes(scale),
        *(part for i, one in enumerate(curves) for part in _band(one, i, scale)),
        *(_curve(one, i, scale) for i, one in enumerate(curves)),
        *_labels(ways, [scale.y(one[-1][1].value) for one in curves]),
        "</svg>\n",
    ))  # fmt: skip


def _scale(curves: Sequence[_Steps]) -> _Scale:
    last = max(day for one in curves for day, _ in one)
    highest = max(odds.value for one in curves for _, odds in one)
    # 1, 2, 5, 10 and so on days apart, and odds up to 1, 0.5, 0.2, 0.1 and so on.
    apart = (lead * 10**power for power in count() for lead in (1, 2, 5))
    step = next(one for one in apart if last // one < _TICKS)
    tops = [float(f"{lead}e-{power}") for power in range(9, 0, -1) for lead in (1, 2, 5)]
    return _Scale(step, last, next((one for one in tops if 0 < highest <= one), 1.0))


def _axes(scale: _Scale) -> Iterator[str]:
    for part in range(_PARTS + 1):
        odds = part * scale.top / _PARTS
        y = scale.y(odds)
        yield f'<path d="M{_LEFT} {y:.1f} H{_RIGHT}" stroke="#dddddd"/>'
        yield _text(_LEFT - 6, y + 4, f"{odds:.9g}", "end")
    for day in range(0, scale.end + 1, scale.step):
        x = scale.x(day)
        yield f'<path d="M{x:.1f} {_BOTTOM} v5" stroke="#000000"/>'
        yield _text(x, _BOTTOM + 18, f"{day:,}", "middle")
    yield f'<path d="M{_LEFT} {_TOP} V{_BOTTOM} H{_RIGHT}" fill="none" stroke="#000000"/>'
    yield _text(10, _TOP - 16, "odds that it can be read by the end of a day", "start")
    yield _text(_LEFT + _WIDE / 2, _BOTTOM + 40, "days since all orders went out", "middle")


def _curve(one: _Steps, number: int, scale: _Scale) -> str:
    face, dashes = _STYLES[number]
    style = f'stroke="{face}" stroke-width="2.5" stroke-dasharray="{dashes}"'
    corners = _corners(((day, odds.value) for day, odds in one), scale)
    return f'<path class="curve" d="{_path(corners)}" fill="none" {style}/>'


def _band(one: _Steps, number: int, scale: _Scale) -> Iterator[str]:
    """Draw one standard error up and down; of exact odds, nothing."""
    if any(odds.standard_error for _, odds in one):
        above = _corners(((day, odds.value + odds.standard_error) for day, odds in one), scale)
        below = _corners(((day, odds.value - odds.standard_error) for day, odds in one), scale)
        style = f'fill="{_STYLES[number][0]}" fill-opacity="0.3"'
        yield f'<path class="band" d="{_path([*above, *reversed(below)])} Z" {style}/>'


def _corners(points: Iterable[tuple[int, float]], scale: _Scale) -> list[tuple[float, float]]:
    """Climb in steps, day by day, as far as the right edge."""
    first, *places = ((scale.x(day), scale.y(odds)) for day, odds in points)
    corners = [first]
    # Of the days that share a column of pixels, the last one is drawn.
    for x, y in {int(x): (x, y) for x, y in places}.values():
        corners += [(x, corners[-1][1]), (x, y)]
    return [*corners, (_RIGHT, corners[-1][1])]


def _path(corners: Iterable[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in corners)


def _labels(ways: Sequence[Way], ends: Sequence[float]) -> Iterator[str]:
    """Tell each way and its plateau beside its end: the plateau goes on, a thin line leads on."""
    for way, (face, dashes), end, y in zip(ways, _STYLES, ends, _spread(ends), strict=False):
        left = _RIGHT + _LEAD
        style = f'stroke="{face}" stroke-width="2.5" stroke-dasharray="{dashes}"'
        yield f'<path class="plateau" d="M{_RIGHT} {end:.1f} h{_STUB}" {style}/>'
        yield f'<path d="M{_RIGHT + _STUB} {end:.1f} L{left - 4} {y:.1f}" stroke="#888888"/>'
        yield _text(left, y - 1, way.title, "start", 13)
        yield _text(left, y + 14, plateau(way), "start")


def _spread(ends: Sequence[float]) -> list[float]:
    """Give each label a place of its own, near the end of its curve and beside the panel.

    >>> _spread([300.0, 300.0, 80.0])
    [294.0, 332.0, 80.0]
    """
    order = sorted(range(len(ends)), key=lambda i: ends[i])
    places, low, high = list(ends), float(_TOP), float(_BOTTOM)
    for i in order:
        places[i] = max(ends[i], low)
        low = places[i] + _LABEL
    for i in reversed(order):
        places[i] = min(places[i], high)
        high = places[i] - _LABEL
    return places


def _text(x: float, y: float, text: str, anchor: str, size: int = 12) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f"<text {place}>{escape(printable(text))}</text>"
