"""The order board drawn: the ladder, the countries as tiles, the answer, k_eff beside the promise.

What the answer is comes from ``board``.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from cryptokit.lab.tables import rung
from cryptokit.lab.widgets import pen
from cryptokit.lab.widgets.board_frame import BoardFrame, Tile
from cryptokit.lab.widgets.board_phrases import (
    ANSWER,
    ANSWERS,
    GOALS,
    K_EFF,
    PROMISED,
    beside_words,
    capital,
    number,
    promised,
)
from cryptokit.world import Level

_LADDER, _RUNG, _TOP = 186, 26, 52
_TILE, _GAP, _ACROSS, _LETTERS, _LINE = 148, 8, 4, 23, 17
_LEFT: Final = pen.EDGE + _LADDER + 16
_WIDTH: Final = _LEFT + _ACROSS * (_TILE + _GAP) - _GAP + pen.EDGE
_NUMBERS: Final = 54
MARKS: Final = "✓ serves, or is brought · ✗ is missing, and could come from here"
SERVES: Final = {False: "serves none", True: "✓ serves orders"}


def svg(made: BoardFrame, alt: str) -> str:
    """Draw a frame; borders, signs and words tell what is so, and colours only repeat it."""
    tiles, below = _tiles(made.tiles)
    rows = len(Level) + bool(made.beside)
    top = max(_TOP + rows * _RUNG, below) + _GAP
    goal = made.explanation.goal
    title = f"Order board: {made.title}. {capital(GOALS.get(goal, goal))}"
    parts = (*_ladder(made), *tiles, *_numbers(made, top))
    return pen.picture(_WIDTH, top + _NUMBERS + pen.EDGE, title, alt, parts)


def _ladder(made: BoardFrame) -> Iterator[str]:
    yield pen.text(pen.EDGE, _TOP - 8, "Courts may take")
    yield pen.text(_LEFT, _TOP - 8, MARKS)
    for up, level in enumerate(reversed(Level)):
        top, chosen = _TOP + up * _RUNG, level is made.level
        there = level.powers <= made.level.powers
        border = 'stroke-width="3"' if chosen else 'stroke-dasharray="4 3"' * (not there)
        fill = pen.PALE if there else "#ffffff"
        yield pen.box(pen.EDGE, top, _LADDER, _RUNG - 4, fill=fill, border=border)
        mark = "▶ " if chosen else "✓ " if there else ""
        yield pen.text(pen.EDGE + 8, top + 15, f"{mark}{rung(level)}", bold=chosen)
    if made.beside:
        top = _TOP + len(Level) * _RUNG
        yield pen.box(pen.EDGE, top, _LADDER, _RUNG - 4, fill=pen.PALE)
        yield pen.text(pen.EDGE + 8, top + 15, f"✓ {beside_words(made.beside)}")


def _tiles(tiles: Sequence[Tile]) -> tuple[list[str], float]:
    """Draw the tiles in rows, each as tall as its tallest, and say where they end."""
    parts, top = list[str](), float(_TOP)
    starts = [*range(0, len(tiles), _ACROSS), len(tiles)]
    for begin, end in pairwise(starts):
        row = tiles[begin:end]
        tall = 44 + _LINE * max(1, *(len(_lines(one)) for one in row))
        for at, one in enumerate(row):
            parts += _tile(one, _LEFT + at * (_TILE + _GAP), top, tall)
        top += tall + _GAP
    return parts, top


def _tile(tile: Tile, left: float, top: float, tall: float) -> Iterator[str]:
    border = 'stroke-width="3"' if tile.serves else 'stroke-dasharray="4 3"'
    yield pen.box(
        left, top, _TILE, tall, fill=pen.PALE if tile.serves else "#ffffff", border=border
    )
    yield pen.text(left + 8, top + 20, tile.country, size=15, bold=tile.serves)
    yield pen.text(left + _TILE - 8, top + 19, SERVES[tile.serves], size=11, anchor="end")
    for at, one in enumerate(_lines(tile)):
        yield pen.text(left + 8, top + 40 + at * _LINE, one)


def _lines(tile: Tile) -> list[str]:
    said = (*(f"✓ {one}" for one in tile.brings), *(f"✗ {one}" for one in tile.lacks))
    return [
        f"{'   ' if again else ''}{part}"
        for one in said
        for again, part in enumerate(pen.wrapped(one, _LETTERS))
    ]


def _numbers(made: BoardFrame, top: float) -> Iterator[str]:
    """Draw the answer, and the two numbers side by side."""
    boxes = (
        (ANSWER, ANSWERS[made.readable]),
        (K_EFF, number(made.k_eff)),
        (PROMISED, promised(made.promise)),
    )
    wide = (_WIDTH - 2 * pen.EDGE - 2 * _GAP) / len(boxes)
    for at, (name, said) in enumerate(boxes):
        left, fill = pen.EDGE + at * (wide + _GAP), pen.ORANGE if made.readable else "#ffffff"
        yield pen.box(
            left, top, wide, _NUMBERS, fill="#ffffff" if at else fill, border='stroke-width="2"'
        )
        yield pen.text(left + 10, top + 19, name)
        yield pen.text(left + 10, top + 42, said, size=14, bold=True)
