"""The contact graph of seized logs, as SVG and in words: who wrote to whom, how often, how much.

No drawing library, as in ``heatmap``. What a log holds is counted in ``court.metadata``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import atan2, cos, hypot, pi, sin
from typing import Final

from cryptokit.court import Tie, Traffic
from cryptokit.lab.heatmap import cut, head
from cryptokit.lab.moments import span
from cryptokit.lab.printing import counted, isolated
from cryptokit.lab.rhythm import Row, added

SHOWN: Final = 12
"""Names with a place in the picture, and ties with a sentence; of the others only their number."""
_LINE, _FILL, _INK = "#0072b2", "#56b4e9", "#000000"
_SQUARE: Final = "#e69f00"
_HALO: Final = 'stroke="#ffffff" stroke-width="7" stroke-linejoin="round" paint-order="stroke"'
_WIDTH, _TOP, _EDGE, _ACROSS, _DOWN, _NODE = 720, 40, 70, 220, 150, 16
_THIN, _THICK, _HEAD, _BEND = 1.5, 5.0, 9.0, 0.18
_FEW: Final = 2
"""So many names lie on one line."""

Point = tuple[float, float]


def svg(told: Traffic, title: str, alt: str) -> str:
    """Draw people as circles, groups and channels as squares, and an arrow for each tie.

    The thicker, the more messages; where numbers would hide one another, the words have them.
    """
    names = _busiest(told)
    down = _DOWN if len(names) > _FEW else _DOWN / 3
    at = {name: _on_the_oval(i, len(names), down) for i, name in enumerate(names)}
    ties = [tie for tie in told.ties if tie.sender in at and tie.receiver in at]
    most = max((tie.messages for tie in ties), default=1)
    hidden = len(told.people) + len(told.places) - len(names)
    more = f" (and {counted(hidden, 'more name')})" if hidden else ""
    return "\n".join((
        head(_WIDTH, _middle(down) + down + _EDGE, alt),
        f'<text x="10" y="22" font-size="15">{escape(title + more)}</text>',
        *(part for tie in ties for part in _arrow(tie, at, most)),
        *(_node(at[name], square=name in told.places) for name in names),
        *(_name(name, at[name], below=at[name][1] >= _middle(down) - 1) for name in names),
        *(_label(tie, at) for tie in ties if len(ties) <= SHOWN),
        "</svg>\n",
    ))  # fmt: skip


def sentences(told: Traffic) -> Iterator[str]:
    """Say each tie, those with most messages first, and when most was written.

    >>> from cryptokit.court import traffic
    >>> from cryptokit.evidence.rows import Event
    >>> list(sentences(traffic([[Event(0, "Ann", "Bob", "message", 5)]])))
    ['Ann to Bob: 1 message, 5 bytes, 1970-01-01 00:00', 'busiest hour: 00h, with 1 message']
    """
    for tie in told.ties[:SHOWN]:
        many = f"{counted(tie.messages, 'message')}, {counted(tie.size, 'byte')}"
        who = f"{isolated(tie.sender)} to {isolated(tie.receiver)}"
        yield f"{who}: {many}, {span(tie.first, tie.last)}"
    if len(told.ties) > SHOWN:
        rest = sum(tie.messages for tie in told.ties[SHOWN:])
        yield f"{counted(len(told.ties) - SHOWN, 'more tie')}: {counted(rest, 'message')}"
    if told.busiest is not None:
        yield f"busiest hour: {told.busiest:02}h, with {counted(max(told.hours), 'message')}"
    for what, count in told.besides[:SHOWN]:
        yield f"besides: {counted(count, 'line')} called {isolated(what)}"


def words(told: Traffic) -> str:
    """Say the whole picture in one text."""
    names = counted(len(told.people), "person")
    if told.places:
        names += f", {counted(len(told.places), 'other name')}"
    return f"{names}. {'; '.join(sentences(told)) or 'No message in any log'}"


def hours(told: Traffic) -> tuple[Row, ...]:
    """Give the hours of each sender as rows for a heat map, those who wrote most first."""
    sent = dict[str, list[Sequence[int]]]()
    for tie in told.ties:
        sent.setdefault(tie.sender, []).append(tie.hours)
    rows = sorted((Row(name, added(many)) for name, many in sent.items()), key=lambda r: -r.total)
    rest = rows[SHOWN:]
    if not rest:
        return tuple(rows)
    others = Row(f"and {len(rest)} more", added(row.hours for row in rest), together=True)
    return (*rows[:SHOWN], others)


def _busiest(told: Traffic) -> list[str]:
    """Choose whom to show: those with most messages, sent or received; sorted by name."""
    counts = Counter(dict.fromkeys((*told.people, *told.places), 0))
    for tie in told.ties:
        counts[tie.sender] += tie.messages
        counts[tie.receiver] += tie.messages
    return sorted(name for name, _ in counts.most_common(SHOWN))


def _middle(down: float) -> float:
    """Give the height at which the oval has its middle."""
    return _TOP + _EDGE + down


def _on_the_oval(number: int, of: int, down: float) -> Point:
    turn = pi + 2 * pi * number / of
    return _WIDTH / 2 + _ACROSS * cos(turn), _middle(down) + down * sin(turn)


def _node(at: Point, *, square: bool) -> str:
    x, y = at
    if square:
        box = f'width="{2 * _NODE}" height="{2 * _NODE}" fill="{_SQUARE}" stroke="{_INK}"'
        return f'<rect x="{x - _NODE:.1f}" y="{y - _NODE:.1f}" {box}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_NODE}" fill="{_FILL}" stroke="{_INK}"/>'


def _name(name: str, at: Point, *, below: bool) -> str:
    y = at[1] + (_NODE + 16 if below else -_NODE - 8)
    style = f'text-anchor="middle" font-size="13" unicode-bidi="isolate" {_HALO}'
    return f'<text x="{at[0]:.1f}" y="{y:.1f}" {style}>{escape(cut(name))}</text>'


def _arrow(tie: Tie, at: Mapping[str, Point], most: int) -> Iterator[str]:
    start, end = at[tie.sender], at[tie.receiver]
    thick = _THIN + (_THICK - _THIN) * tie.messages / most
    line = f'fill="none" stroke="{_LINE}" stroke-width="{thick:.1f}"'
    x, y = start
    if tie.sender == tie.receiver:
        loop = f"M{x - 8:.1f} {y:.1f} C{x - 50:.1f} {y - 70:.1f} {x + 50:.1f} {y - 70:.1f}"
        yield f'<path d="{loop} {x + 8:.1f} {y:.1f}" {line}/>'
        return
    bend = _bend(start, end)
    tip, base = _toward(end, bend, _NODE + 2), _toward(end, bend, _NODE + 2 + _HEAD)
    curve = f"Q{bend[0]:.1f} {bend[1]:.1f} {base[0]:.1f} {base[1]:.1f}"
    yield f'<path d="M{x:.1f} {y:.1f} {curve}" {line}/>'
    across = atan2(tip[1] - base[1], tip[0] - base[0]) + pi / 2
    side = _HEAD / 2 * cos(across), _HEAD / 2 * sin(across)
    corners = (tip, (base[0] + side[0], base[1] + side[1]), (base[0] - side[0], base[1] - side[1]))
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    yield f'<polygon points="{points}" fill="{_LINE}"/>'


def _bend(start: Point, end: Point) -> Point:
    """Bend a line to its own right-hand side, so that the two ways between people lie apart."""
    (x, y), (u, v) = start, end
    return (x + u) / 2 - (v - y) * _BEND, (y + v) / 2 + (u - x) * _BEND


def _toward(start: Point, goal: Point, far: float) -> Point:
    """Go from one point so far toward another."""
    long = hypot(goal[0] - start[0], goal[1] - start[1]) or 1.0
    part = far / long
    return start[0] + (goal[0] - start[0]) * part, start[1] + (goal[1] - start[1]) * part


def _label(tie: Tie, at: Mapping[str, Point]) -> str:
    """Write the counts on the middle of a line, or above a loop."""
    start, end = at[tie.sender], at[tie.receiver]
    bend = _bend(start, end)
    x, y = (a / 4 + b / 2 + c / 4 for a, b, c in zip(start, bend, end, strict=True))
    if tie.sender == tie.receiver:
        y -= 58
    place = f'x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" {_HALO}'
    return f"<text {place}>{tie.messages} ({tie.size} B)</text>"
