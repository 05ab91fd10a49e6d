"""Counts against time, as SVG and in words: one panel a curve, all with the same scale.

Not here: what is counted. No drawing library, as in ``heatmap``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from cryptokit.lab.heatmap import head

_FILL, _LINE = "#56b4e9", "#0072b2"
"""See: Okabe and Ito, "Color Universal Design"; nothing hangs on the colours."""
_LEFT, _RIGHT, _TOP, _WIDE, _TALL, _GAP = 48, 24, 56, 480, 70, 52
_MARKS: Final = 5
"""Numbers below each panel, evenly spread."""
_FEW: Final = 6
"""Up to so many levels are told one by one."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A title, and the counts at time 0, 1, 2 and so on."""

    title: str
    counts: tuple[int, ...]


def svg(curves: Sequence[Curve], title: str, below: str, alt: str) -> str:
    """Draw a panel for each curve; ``below`` says what time is counted in."""
    most = max(1, *(max(curve.counts, default=0) for curve in curves))
    last = max(1, *(len(curve.counts) - 1 for curve in curves))
    height = _TOP + len(curves) * (_TALL + _GAP) + 16
    return "\n".join((
        head(_LEFT + _WIDE + _RIGHT, height, alt),
        f'<text x="10" y="22" font-size="15">{escape(title)}</text>',
        *(part for y, curve in enumerate(curves) for part in _panel(curve, y, most, last)),
        _label(_LEFT + _WIDE / 2, height - 12, below, "middle"),
        "</svg>\n",
    ))  # fmt: skip


def _panel(curve: Curve, y: int, most: int, last: int) -> Iterator[str]:
    bottom = _TOP + y * (_TALL + _GAP) + _TALL
    heading = escape(curve.title)
    yield f'<text x="{_LEFT}" y="{bottom - _TALL - 6}" font-size="13">{heading}</text>'
    steps = [(_x(at, last), bottom - count * _TALL / most) for at, count in enumerate(curve.counts)]
    if steps:
        path = "".join(f" H{x:.1f} V{top:.1f}" for x, top in steps[1:])
        start = f"M{steps[0][0]:.1f} {steps[0][1]:.1f}"
        area = f"M{steps[0][0]:.1f} {bottom} V{steps[0][1]:.1f}{path} V{bottom} Z"
        yield f'<path class="area" d="{area}" fill="{_FILL}"/>'
        yield f'<path class="curve" d="{start}{path}" fill="none" stroke="{_LINE}"/>'
    yield f'<path d="M{_LEFT} {bottom} H{_LEFT + _WIDE}" stroke="#000000"/>'
    yield _label(_LEFT - 6, bottom - _TALL + 4, str(most), "end")
    yield _label(_LEFT - 6, bottom + 4, "0", "end")
    for mark in sorted({round(part * last / _MARKS) for part in range(_MARKS + 1)}):
        yield _label(_x(mark, last), bottom + 16, str(mark), "middle")


def _x(at: int, last: int) -> float:
    return _LEFT + at * _WIDE / last


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def words(curve: Curve) -> str:
    """Say a curve: its levels and when they begin, or how high and low it goes.

    >>> words(Curve("secret chat", (5, 5, 5, 2)))
    'secret chat: 5 from 0 on, 2 from 3 on'
    >>> words(Curve("saw", (1, 2, 3, 4, 5, 6, 7)))
    'saw: between 1 and 7, and 7 at the end'
    """
    levels = [next(group) for _, group in groupby(enumerate(curve.counts), key=lambda one: one[1])]
    if len(levels) > _FEW:
        low, high = min(curve.counts), max(curve.counts)
        return f"{curve.title}: between {low} and {high}, and {curve.counts[-1]} at the end"
    said = ", ".join(f"{count} from {at} on" for at, count in levels)
    return f"{curve.title}: {said or 'nothing'}"
