"""Why one share of two says nothing: through one point goes a line from every height at 0.

With ordinary numbers, so that it can be drawn; shares use a field, where no height is far away.

See: Shamir, "How to share a secret", CACM 22(11), 1979.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from cryptokit.lab.heatmap import head

_LEFT, _TOP, _WIDE, _TALL = 60, 50, 480, 240
_LAST: Final = 3
"""The greatest x that is drawn."""
_LINE, _POINT = "#0072b2", "#d55e00"
"""See: Okabe and Ito, "Color Universal Design"; a line is known by the height it begins at."""
HEIGHTS: Final = (3, 5, 6, 7, 9)
"""Secrets to begin at."""
SHARE: Final = (1, 6)
"""The share that somebody has: x and height."""


def ends(height: int) -> int:
    """Give the height at ``x = 3`` of the line from a height at 0 through the share.

    >>> [ends(height) for height in HEIGHTS]
    [12, 8, 6, 4, 0]
    """
    x, y = SHARE
    return height + _LAST * (y - height) // x


def svg(title: str, alt: str) -> str:
    """Draw the share, and a line through it from each height."""
    return "\n".join((
        head(_LEFT + _WIDE + 40, _TOP + _TALL + 50, alt),
        f'<text x="10" y="22" font-size="15">{escape(title)}</text>',
        *(part for height in HEIGHTS for part in _line(height)),
        *_axis(),
        f'<circle cx="{_x(SHARE[0]):.1f}" cy="{_y(SHARE[1]):.1f}" r="7" fill="{_POINT}"/>',
        _label(_x(SHARE[0]), _y(SHARE[1]) - 26, "the one share", "middle"),
        "</svg>\n",
    ))  # fmt: skip


def words() -> str:
    """Say what is drawn."""
    x, y = SHARE
    begins = ", ".join(map(str, HEIGHTS))
    return (
        f"The share is the point at x = {x} with height {y}. Lines go through it from the heights "
        f"{begins} at x = 0, and from any other height as well: the share fits to every secret"
    )


def _line(height: int) -> Iterator[str]:
    yield (
        f'<line x1="{_x(0):.1f}" y1="{_y(height):.1f}" x2="{_x(_LAST):.1f}" '
        f'y2="{_y(ends(height)):.1f}" stroke="{_LINE}" stroke-width="2"/>'
    )
    yield _label(_x(0) - 10, _y(height) + 4, str(height), "end")


def _axis() -> Iterator[str]:
    yield f'<path d="M{_x(0):.1f} {_TOP} V{_y(0):.1f} H{_x(_LAST):.1f}" fill="none" stroke="#000"/>'
    for x in range(_LAST + 1):
        name = "0: the secret" if x == 0 else f"share {x}"
        yield _label(_x(x), _y(0) + 20, name, "middle")


def _x(x: float) -> float:
    return _LEFT + x * _WIDE / _LAST


def _y(height: float) -> float:
    return _TOP + _TALL - height * _TALL / max(map(ends, HEIGHTS))


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
