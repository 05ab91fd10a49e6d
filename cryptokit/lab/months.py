"""Counts by month against a line, as SVG and as blocks: two panels, one above the other.

Not here: what is counted. No drawing library, as in ``heatmap``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from cryptokit.lab.heatmap import head

_BELOW, _REACHED, _HATCH = "#56b4e9", "#d55e00", "url(#reached)"
"""Blue is safe and vermilion is not; the second is hatched too. See: Okabe and Ito, 2008."""
_LEFT, _RIGHT, _TOP, _TALL, _GAP = 40, 10, 56, 90, 52
_STEP: Final = 12
_NAMED: Final = 6
"""Every so many months, the number of the month stands below."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A row of counts, one a month, with a title above."""

    title: str
    counts: tuple[int, ...]


def svg(panels: Sequence[Panel], title: str, line: int, alt: str) -> str:
    """Draw a bar a month. Bars that reach ``line`` are hatched and of another colour."""
    months = max(len(panel.counts) for panel in panels)
    most = max(line, *(max(panel.counts, default=0) for panel in panels)) + 1
    width = _LEFT + months * _STEP + _RIGHT
    height = _TOP + len(panels) * (_TALL + _GAP)
    return "\n".join((
        head(width, height, alt),
        _PATTERN,
        f'<text x="{_RIGHT}" y="22" font-size="15">{escape(title)}</text>',
        *(part for y, panel in enumerate(panels) for part in _panel(panel, y, line, most)),
        "</svg>\n",
    ))  # fmt: skip


_PATTERN: Final = (
    '<defs><pattern id="reached" width="4" height="4" patternUnits="userSpaceOnUse">'
    f'<rect width="4" height="4" fill="{_REACHED}"/>'
    '<path d="M0 4 L4 0" stroke="#ffffff" stroke-width="1"/></pattern></defs>'
)


def _panel(panel: Panel, y: int, line: int, most: int) -> Iterator[str]:
    bottom = _TOP + y * (_TALL + _GAP) + _TALL
    yield f'<text x="{_LEFT}" y="{bottom - _TALL - 6}" font-size="13">{escape(panel.title)}</text>'
    for month, count in enumerate(panel.counts):
        tall, x = count * _TALL / most, _LEFT + month * _STEP
        face = _HATCH if count >= line else _BELOW
        yield (
            f'<rect x="{x + 1}" y="{bottom - tall:.1f}" width="{_STEP - 2}" height="{tall:.1f}"'
            f' fill="{face}"/>'
        )
        if month == 0 or (month + 1) % _NAMED == 0:
            yield _label(x + _STEP / 2, bottom + 16, str(month + 1), "middle")
    right, at = _LEFT + len(panel.counts) * _STEP, bottom - line * _TALL / most
    yield f'<path d="M{_LEFT} {at:.1f} H{right}" stroke="#000000" stroke-dasharray="4 3"/>'
    yield _label(_LEFT - 6, at + 4, str(line), "end")
    yield _label(_LEFT - 6, bottom + 4, "0", "end")


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def words(panel: Panel, line: int) -> str:
    """Say a panel: how high it went, and when it first reached the line.

    >>> words(Panel("without refresh", (1, 2, 3, 3)), 3)
    'without refresh: up to 3, and 3 from month 3 on'
    >>> words(Panel("with refresh", (1, 1, 1)), 3)
    'with refresh: up to 1, and never 3 in 3 months'
    """
    most = max(panel.counts, default=0)
    first = next((i for i, count in enumerate(panel.counts, 1) if count >= line), None)
    if first is None:
        return f"{panel.title}: up to {most}, and never {line} in {len(panel.counts)} months"
    return f"{panel.title}: up to {most}, and {line} from month {first} on"
