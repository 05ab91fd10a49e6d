"""The picture of a key as SVG, and in words for who cannot see it. What it proves: ``picture``.

Each pixel that is not white names its colour, so nobody must tell the blues apart by eye.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from cryptokit.lab.heatmap import head
from cryptokit.mtproto.picture import COLOURS, Pixels

_CELL: Final = 20
_NAMES: Final = ("white", "pale blue", "dark blue", "blue")


def svg(pixels: Pixels, alt: str) -> str:
    """Draw rows of pixels, 20 units wide each; white ones are left to the ground.

    >>> svg(((0, 1), (2, 3)), "a key").count("<rect x=")
    3
    """
    size = _CELL * len(pixels)
    cells = (
        _cell(x, y, pixel) for y, row in enumerate(pixels) for x, pixel in enumerate(row) if pixel
    )
    return "\n".join((head(size, size, alt), *cells, "</svg>\n"))


def words(pixels: Pixels, hex_rows: Sequence[str]) -> str:
    """Say the picture row by row, and the hex digits that two people may read to each other.

    >>> words(((0, 1), (2, 3)), ["51 CC", "41 01"])
    '0 white, 1 pale blue, 2 dark blue, 3 blue. Rows: 01, 23. In hex: 51 CC / 41 01'
    """
    legend = ", ".join(f"{number} {name}" for number, name in enumerate(_NAMES))
    rows = ", ".join("".join(map(str, row)) for row in pixels)
    return f"{legend}. Rows: {rows}. In hex: {' / '.join(hex_rows)}"


def _cell(x: int, y: int, pixel: int) -> str:
    place = f'x="{x * _CELL}" y="{y * _CELL}" width="{_CELL}" height="{_CELL}"'
    title = f"<title>{escape(_NAMES[pixel])}</title>"
    return f'<rect {place} fill="#{COLOURS[pixel]}">{title}</rect>'
