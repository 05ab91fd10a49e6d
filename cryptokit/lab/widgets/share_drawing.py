"""The share slider drawn: a row for each threshold, with a bar for theft and a bar for loss.

What the bars stand for is worked out in ``share_odds``.
"""

from collections.abc import Iterator

from cryptokit.lab.widgets import pen
from cryptokit.lab.widgets.share_rows import Row, SharesFrame, percent

_LEFT, _WIDE, _HIGH, _TOP, _BAR, _COUNT = 96, 190, 34, 74, 20, 142
_SECOND = _LEFT + _WIDE + _COUNT


def svg(made: SharesFrame, alt: str) -> str:
    """Draw a frame; the chosen threshold has a border, an arrow and bold letters."""
    width = _SECOND + _WIDE + _COUNT
    height = _TOP + len(made.rows) * _HIGH + pen.EDGE
    title = f"{made.threshold} of {made.shares}: what thieves read, and what is lost for good"
    return pen.picture(width, height, title, alt, _parts(made, width))


def _parts(made: SharesFrame, width: float) -> Iterator[str]:
    yield pen.text(_LEFT, 46, "thieves hold enough parts (filled)")
    yield pen.text(_LEFT, 62, f"one part is stolen: {percent(made.stolen)}")
    yield pen.text(_SECOND, 46, "too few parts are left (hatched)")
    yield pen.text(_SECOND, 62, f"one part is lost: {percent(made.lost)}")
    for at, row in enumerate(made.rows):
        yield from _row(row, made, _TOP + at * _HIGH, width)


def _row(row: Row, made: SharesFrame, top: float, width: float) -> Iterator[str]:
    chosen = row is made.chosen
    if chosen:
        yield pen.box(4, top, width - 8, _HIGH, fill=pen.PALE, border='stroke-width="2"')
    middle = top + _HIGH / 2 + 4
    name = f"{'▶ ' if chosen else ''}{row.threshold} of {made.shares}"
    yield pen.text(_LEFT - pen.EDGE, middle, name, size=13, anchor="end", bold=chosen)
    for left, chance, fill in ((_LEFT, row.breach, pen.ORANGE), (_SECOND, row.loss, pen.HATCHED)):
        long = _WIDE * float(chance)
        yield pen.box(left, middle - 4 - _BAR / 2, _WIDE, _BAR, fill="#ffffff")
        yield pen.box(left, middle - 4 - _BAR / 2, long, _BAR, fill=fill)
        yield pen.text(left + _WIDE + 6, middle, percent(chance), bold=chosen)
