"""A heat map of hours as SVG, without a drawing library: text stays text, in every script."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from rich.cells import cell_len, set_cell_size

from cryptokit.conversation.metadata import HOURS
from cryptokit.lab.printing import printable
from cryptokit.lab.rhythm import Row, added, most_of_one

_PALE, _DEEP, _BAR = (222, 235, 247), (8, 48, 107), "#0072b2"
"""Light to dark in one hue is an order that every eye sees. See: Okabe and Ito, 2008."""
_WHITE: Final = "#ffffff", "#000000"
_INK: Final = {False: "#000000", True: "#ffffff"}
_BLACK, _NAME = 'fill="#000000"', 'fill="#000000" font-size="13" unicode-bidi="isolate"'
_HALF: Final = 0.179  # the lightness at which black and white stand out equally
_LINEAR: Final = (0.2126, 0.7152, 0.0722)  # WCAG 2.2, relative luminance
_HIGH, _DIGIT, _LETTER, _LONGEST = 28, 8, 7.5, 24
_TOP, _BARS, _EDGE = 84, 40, 10
_SIDE: Final = 120


def svg(rows: Sequence[Row], title: str, alt: str) -> str:
    """Draw a row of cells for each person, bars of hours above and bars of people beside.

    A row of several people has numbers only: beside theirs, all others would look pale.
    """
    most = most_of_one(rows)
    sums = added(row.hours for row in rows) or (0,) * HOURS
    wide = max(26, _DIGIT * len(str(max(sums))) + _EDGE)
    left = _EDGE + max((_width(row.name) for row in rows), default=0) + _EDGE
    right = left + HOURS * wide + _EDGE
    width, height = right + _SIDE + _EDGE, _TOP + (len(rows) + 1) * _HIGH
    return "\n".join((
        head(width, height, alt),
        f'<text x="{_EDGE}" y="22" font-size="15">{escape(title)}</text>',
        *_bars_above(sums, left, wide),
        *(part for y, row in enumerate(rows) for part in _row(row, y, left, wide, most)),
        *_bars_beside(rows, right),
        *_axis(left, wide, _TOP + len(rows) * _HIGH + 18),
        "</svg>\n",
    ))  # fmt: skip


def shade(count: int, most: int) -> tuple[str, str]:
    """Choose the colour of a cell and of the number on it.

    >>> shade(1, 9), shade(9, 9)
    (('#c6d6e7', '#000000'), ('#08306b', '#ffffff'))
    """
    part = count / most
    colour = [round(pale + (deep - pale) * part) for pale, deep in zip(_PALE, _DEEP, strict=True)]
    return f"#{bytes(colour).hex()}", _INK[lightness(colour) < _HALF]


def lightness(colour: Sequence[int]) -> float:
    """Measure how light red, green and blue of 0 to 255 are together, from 0 to 1.

    >>> lightness((0, 0, 0)), lightness((255, 255, 255))
    (0.0, 1.0)

    See: WCAG 2.2, "relative luminance".
    """
    parts = [part / 255 for part in colour]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip(_LINEAR, linear, strict=True))


def head(width: float, height: float, alt: str) -> str:
    """Begin a picture of this size, with the text that says the same."""
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="sans-serif"'
        f' font-size="12">\n<desc>{escape(alt)}</desc>\n<rect width="100%" height="100%"'
        ' fill="#ffffff"/>'
    )


def _row(row: Row, y: int, left: float, wide: int, most: int) -> Iterator[str]:
    top = _TOP + y * _HIGH
    yield _text(left - _EDGE, top + 19, cut(row.name), anchor="end", style=_NAME)
    for hour, count in enumerate(row.hours):
        face, ink = shade(count, most) if count and not row.together else _WHITE
        yield (
            f'<rect x="{left + hour * wide:.1f}" y="{top}" width="{wide}" height="{_HIGH}"'
            f' fill="{face}" stroke="#dddddd"/>'
        )
        if count:
            middle = left + (hour + 0.5) * wide
            yield _text(middle, top + 18, str(count), style=f'fill="{ink}"')


def _bars_above(sums: Sequence[int], left: float, wide: int) -> Iterator[str]:
    for hour, count in enumerate(sums):
        if count:
            high = _BARS * count / max(sums)
            x, y = left + hour * wide, _TOP - 4 - high
            yield _bar(x + 3, y, wide - 6, high)
            yield _text(x + wide / 2, y - 3, str(count))


def _bars_beside(rows: Sequence[Row], right: float) -> Iterator[str]:
    most = max((row.total for row in rows if not row.together), default=0)
    room = _SIDE - _DIGIT * max((len(str(row.total)) for row in rows), default=0) - _EDGE
    for y, row in enumerate(rows):
        long = 0 if row.together else room * row.total / most
        yield _bar(right, _TOP + y * _HIGH + 6, long, _HIGH - 12)
        yield _text(right + long + 5, _TOP + y * _HIGH + 18, str(row.total), anchor="start")


def _axis(left: float, wide: int, y: float) -> Iterator[str]:
    for hour in range(HOURS):
        yield _text(left + (hour + 0.5) * wide, y, f"{hour:02}")


def _bar(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{_BAR}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "middle", style: str = _BLACK) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {style}'
    return f"<text {place}>{escape(printable(text))}</text>"


def cut(name: str) -> str:
    """Keep as much of a long name as has room, with a sign that there is more.

    >>> cut("Ann"), cut("A" * 99)
    ('Ann', 'AAAAAAAAAAAAAAAAAAAAAAA…')
    """
    clean = printable(name)
    if cell_len(clean) <= _LONGEST:
        return clean
    return set_cell_size(clean, _LONGEST - 1).rstrip() + "…"


def _width(name: str) -> float:
    return _LETTER * cell_len(cut(name))
