"""``k_eff`` rung by rung, as SVG and in words: a row for each messenger, a column for each rung.

No drawing library, as in ``heatmap``.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

from cryptokit.experiment import Answer
from cryptokit.lab.heatmap import head
from cryptokit.lab.tables import rung
from cryptokit.world import Level

_FACES: Final = ("#d55e00", "#e69f00", "#f0e442", "#56b4e9", "#0072b2")
"""One country is alarming, more are less so. See: Okabe and Ito, "Color Universal Design"."""
_HATCH: Final = "url(#no-number)"
_PATTERN: Final = (
    '<defs><pattern id="no-number" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#dddddd"/>'
    '<path d="M0 6 L6 0" stroke="#555555" stroke-width="1"/></pattern></defs>'
)
_LEFT, _TOP, _WIDE, _HIGH, _EDGE = 200, 84, 92, 44, 10
_TITLE: Final = 8.5
"""A letter of the title is about as wide; with few rungs the title is the widest line."""


def svg(rows: Sequence[Sequence[Answer]], title: str, alt: str) -> str:
    """Draw a numbered cell for each answer; hatched with a dash where no number suffices."""
    columns = max((len(row) for row in rows), default=0)
    width = _EDGE + max(_LEFT + columns * _WIDE, _EDGE + len(title) * _TITLE)
    height = _TOP + len(rows) * _HIGH + _EDGE
    return "\n".join((
        head(width, height, alt),
        _PATTERN,
        f'<text x="{_EDGE}" y="22" font-size="15">{escape(title)}</text>',
        *(part for row in rows[:1] for x, one in enumerate(row) for part in _heading(one, x)),
        *(part for y, row in enumerate(rows) for part in _row(row, y)),
        "</svg>\n",
    ))  # fmt: skip


def words(answers: Sequence[Answer]) -> str:
    """Say a row of the figure: runs of equal numbers together."""
    numbers = [(answer.trial.level, answer.trial.k_eff) for answer in answers]
    return f"{answers[0].trial.messenger.title}: {runs(numbers)}"


def runs(numbers: Sequence[tuple[Level, int | None]]) -> str:
    """Say numbers rung by rung, equal neighbours together.

    >>> runs([(Level.AT_REST, None), (Level.SHARES, 4), (Level.MEMORY, 1), (Level.ENTITY, 1)])
    'no number at L1, 4 at L2, 1 from L3 to L4'
    """
    said = list[str]()
    for number, run in groupby(numbers, key=lambda one: one[1]):
        levels = [level.value[:2] for level, _ in run]
        where = f"at {levels[0]}" if len(levels) == 1 else f"from {levels[0]} to {levels[-1]}"
        said.append(f"{'no number' if number is None else number} {where}")
    return ", ".join(said)


def _heading(answer: Answer, x: int) -> Iterator[str]:
    middle = _LEFT + (x + 0.5) * _WIDE
    level, _, added = rung(answer.trial.level).partition(" ")
    yield _text(middle, _TOP - 24, level, size=13)
    yield _text(middle, _TOP - 8, added, size=11)


def _row(answers: Sequence[Answer], y: int) -> Iterator[str]:
    top = _TOP + y * _HIGH
    title = answers[0].trial.messenger.title
    yield _text(_LEFT - _EDGE, top + _HIGH / 2 + 4, title, anchor="end", size=13)
    for x, answer in enumerate(answers):
        k, left = answer.trial.k_eff, _LEFT + x * _WIDE
        face = _HATCH if k is None else _FACES[min(max(k, 1), len(_FACES)) - 1]
        yield (
            f'<rect x="{left}" y="{top}" width="{_WIDE}" height="{_HIGH}" fill="{face}"'
            ' stroke="#ffffff" stroke-width="2"/>'
        )
        middle = left + _WIDE / 2, top + _HIGH / 2
        yield f'<circle cx="{middle[0]}" cy="{middle[1]}" r="14" fill="#ffffff"/>'
        yield _text(middle[0], middle[1] + 6, "-" if k is None else str(k), size=16)


def _text(x: float, y: float, text: str, *, size: int, anchor: str = "middle") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f"<text {place}>{escape(text)}</text>"
