"""The few strokes that the drawings here are made of: texts, boxes, and the frame around them.

No drawing library, and nothing that only a colour tells: see ``heatmap`` for the head of a picture.
"""

from collections.abc import Iterable
from html import escape
from typing import Final

from cryptokit.lab.heatmap import head
from cryptokit.lab.printing import printable

EDGE: Final = 12
ORANGE, BLUE, GREY, PALE = "#e69f00", "#0072b2", "#555555", "#eef3f7"
"""See: Okabe and Ito, "Color Universal Design", 2008; nothing hangs on the colours."""
HATCHED: Final = "url(#hatched)"
_PATTERN: Final = (
    '<defs><pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#ffffff"/>'
    '<path d="M0 6 L6 0" stroke="#bbbbbb" stroke-width="1"/></pattern></defs>'
)


def picture(width: float, height: float, title: str, alt: str, parts: Iterable[str]) -> str:
    """Put parts together as one SVG with a title; ``alt`` is told to a screen reader."""
    top = text(EDGE, 22, title, size=15)
    return "\n".join((head(width, height, alt), _PATTERN, top, *parts, "</svg>\n"))


def text(
    x: float, y: float, said: str, *, size: float = 12, anchor: str = "start", bold: bool = False
) -> str:
    """Write a text.

    >>> text(1, 2, "a < b")
    '<text x="1.0" y="2.0" text-anchor="start" font-size="12">a &lt; b</text>'
    """
    weight = ' font-weight="bold"' if bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{weight}'
    return f"<text {place}>{escape(printable(said))}</text>"


def box(x: float, y: float, wide: float, high: float, *, fill: str, border: str = "") -> str:
    """Draw a box; ``border`` has further attributes of its line.

    >>> box(0, 0, 2, 1, fill=HATCHED)
    '<rect x="0.0" y="0.0" width="2.0" height="1.0" fill="url(#hatched)" stroke="#555555"/>'
    """
    size = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    return f'<rect {size} fill="{fill}" stroke="{GREY}"{border and " " + border}/>'


def line(x: float, y: float, to_x: float, to_y: float, *, dashed: bool = False) -> str:
    """Draw a line."""
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<path d="M{x:.1f} {y:.1f} L{to_x:.1f} {to_y:.1f}" stroke="{GREY}" fill="none"{dashes}/>'
    )


def wrapped(said: str, width: int) -> tuple[str, ...]:
    """Break a sentence into lines of at most so many letters; a longer word stands alone.

    >>> wrapped("three words here", 11)
    ('three words', 'here')
    """
    lines = [""]
    for word in said.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= width:
            lines[-1] = longer
        elif lines[-1]:
            lines.append(word)
        else:
            lines[-1] = word
    return tuple(lines)
