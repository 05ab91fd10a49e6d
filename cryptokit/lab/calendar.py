"""Orders over time, as SVG, as a table and in words: a lane for each order, and messages below.

No drawing library, as in ``heatmap``. What happens when is planned in ``court.timeline``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.table import Table

from cryptokit.court.timeline import Entry, Happening
from cryptokit.court.writs import Writ
from cryptokit.experiment.over_time import Campaign, Reading
from cryptokit.lab.heatmap import head
from cryptokit.lab.moments import when
from cryptokit.lab.printing import printable
from cryptokit.world import NOTES

_LEFT, _RIGHT, _TOP, _LANE, _WIDE = 190, 120, 86, 40, 560
_GAG, _TAKEN, _NOTICED = "#cccccc", "#d55e00", "#009e73"
_KEY: Final = (
    "ring: served; square: files taken; open square: begun; cross: refused; bar: pressure",
    "triangle: users can notice; grey: gag",
)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a time lies from left to right."""

    first: int
    last: int

    def x(self, at: int) -> float:
        return _LEFT + _WIDE * (at - self.first) / max(1, self.last - self.first)


def svg(campaign: Campaign, title: str, alt: str) -> str:
    """Draw a lane for each order and a stroke for each message."""
    writs = list(dict.fromkeys(entry.writ for entry in campaign.entries))
    sent = [message.sent for message in campaign.chat.messages]
    times = [*sent, *(entry.at for entry in campaign.entries)] or [0]
    scale = _Scale(min(times), max(times))
    bottom = _TOP + len(writs) * _LANE
    strokes = sorted({round(scale.x(at)) for at in sent})
    return "\n".join((
        head(_LEFT + _WIDE + _RIGHT, bottom + 64, alt),
        f'<text x="10" y="22" font-size="15">{escape(printable(title))}</text>',
        *(f'<text x="10" y="{42 + 16 * line}">{key}</text>' for line, key in enumerate(_KEY)),
        *(part for lane, writ in enumerate(writs) for part in _lane(campaign, writ, lane, scale)),
        f'<text x="{_LEFT - 14}" y="{bottom + 20}" text-anchor="end">messages</text>',
        *(f'<path d="M{x} {bottom + 6} v18" stroke="#0072b2"/>' for x in strokes),
        f'<text x="{_LEFT}" y="{bottom + 46}">{when(scale.first)}</text>',
        f'<text x="{_LEFT + _WIDE}" y="{bottom + 46}" text-anchor="end">{when(scale.last)}</text>',
        "</svg>\n",
    ))  # fmt: skip


def words(campaign: Campaign) -> str:
    """Say every entry with its date, and what each seizure or collection opened."""
    readings = {one.entry: one for one in campaign.readings}
    said = (_sentence(entry, readings.get(entry)) for entry in campaign.entries)
    return "; ".join(said) or "no order"


def table(campaign: Campaign) -> Table:
    """Show the entries, one a row, and beside what was taken how much was sent and is readable."""
    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    shown.add_column("when", no_wrap=True)
    for heading in ("what", "", "sent", "readable", "in the end:\npast, future"):
        shown.add_column(heading)
    readings = {one.entry: one for one in campaign.readings}
    for entry in campaign.entries:
        one = readings.get(entry)
        counts = (str(one.sent), str(one.readable), f"{one.past}, {one.future}") if one else ()
        shown.add_row(when(entry.at), entry.what, printable(entry.text), *counts)
    return shown


def _sentence(entry: Entry, reading: Reading | None) -> str:
    said = f"{when(entry.at)}: {entry.what}: {entry.text}"
    if reading is None:
        return printable(said)
    return printable(
        f"{said}; by then {reading.readable} of {reading.sent} messages can be read, and in the "
        f"end {reading.past} from before this day and {reading.future} from after it"
    )


def _lane(campaign: Campaign, writ: Writ, lane: int, scale: _Scale) -> Iterator[str]:
    y, begins = _TOP + lane * _LANE + _LANE / 2, scale.x(writ.served)
    label = escape(
        printable(f"{writ.order.by}: {NOTES[writ.order.power].title} ({writ.order.target})")
    )
    yield f'<text x="{_LEFT - 14}" y="{y + 4}" text-anchor="end">{label}</text>'
    if writ.gag is not None:
        long = scale.x(writ.gag) - begins
        yield f'<rect x="{begins:.1f}" y="{y - 9}" width="{long:.1f}" height="18" fill="{_GAG}"/>'
    yield f'<path d="M{_LEFT} {y} H{_LEFT + _WIDE}" stroke="#888888" stroke-dasharray="2 4"/>'
    yield f'<path d="M{begins:.1f} {y} H{scale.x(writ.done):.1f}" stroke="#000000"/>'
    for entry in campaign.entries:
        if entry.writ == writ:
            yield _mark(entry, scale.x(entry.at), y)
    for one in campaign.readings:
        if one.entry.writ == writ:
            text = f"{one.readable} of {one.sent} read"
            yield f'<text x="{_LEFT + _WIDE + 10}" y="{y + 4}">{text}</text>'


def _mark(entry: Entry, x: float, y: float) -> str:
    match entry.what:
        case Happening.SERVED:
            shape = f'<circle cx="{x:.1f}" cy="{y}" r="7" fill="none" stroke="#000000"/>'
        case Happening.REFUSED:
            cross = f"M{x - 5:.1f} {y - 5} l10 10 m0 -10 l-10 10"
            shape = f'<path d="{cross}" stroke="#000000" stroke-width="2"/>'
        case Happening.PRESSED:
            shape = f'<path d="M{x:.1f} {y - 9} v18" stroke="#000000" stroke-width="4"/>'
        case Happening.BEGUN:
            square = f'x="{x - 4:.1f}" y="{y - 4}" width="8" height="8"'
            shape = f'<rect {square} fill="none" stroke="{_TAKEN}" stroke-width="2"/>'
        case Happening.SEIZED | Happening.COLLECTED:
            shape = f'<rect x="{x - 4:.1f}" y="{y - 4}" width="8" height="8" fill="{_TAKEN}"/>'
        case Happening.NOTICED:
            points = f"{x - 6:.1f},{y - 8} {x + 6:.1f},{y - 8} {x:.1f},{y - 18}"
            shape = f'<polygon points="{points}" fill="{_NOTICED}"/>'
    return shape
