"""The ratchet stepper drawn: messages in two lanes, chains as brackets, and both phones below.

What is drawn is in ``ratchet_frame``.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from cryptokit.exposure import Party
from cryptokit.lab.widgets import pen
from cryptokit.lab.widgets.ratchet_frame import Held, Message, RatchetFrame
from cryptokit.lab.widgets.ratchet_story import chain_of

_LEFT, _WIDE, _BOX, _HIGH, _TOP = 132, 58, 50, 40, 76
_LANE: Final = {Party.A: _TOP, Party.B: _TOP + _HIGH + 12}
_THEFT: Final = {Party.A: _TOP + 2 * _HIGH + 40, Party.B: _TOP + 2 * _HIGH + 62}
_KEYS, _LINE, _LEAST = _TOP + 2 * _HIGH + 88, 17, 720
_LEGEND: Final = "dashed: to come · hatched: on its way · plain: arrived · thick: this step"


def svg(made: RatchetFrame, alt: str) -> str:
    """Draw a frame; borders, signs and words tell what is so, and colours only repeat it."""
    width = max(_LEAST, _LEFT + len(made.messages) * _WIDE + pen.EDGE)
    listed = [_keys(one) for one in made.phones]
    height = _KEYS + 30 + max(map(len, listed)) * _LINE + pen.EDGE
    title = f"{made.title}: step {made.step} of {made.steps}"
    return pen.picture(width, height, title, alt, _parts(made, listed, width))


def _parts(made: RatchetFrame, listed: Sequence[list[str]], width: float) -> Iterator[str]:
    yield pen.text(pen.EDGE, 42, _LEGEND, size=11)
    for party in Party:
        yield pen.text(pen.EDGE, _LANE[party] + _HIGH / 2 + 4, f"{party} sends", size=13)
    yield from _chains(made.messages)
    for one in made.messages:
        yield from _message(one, now=made.event is not None and made.event.number == one.number)
    for held in made.phones:
        yield from _theft(held, made.messages)
    for at, (held, lines) in enumerate(zip(made.phones, listed, strict=True)):
        yield from _phone(held, lines, pen.EDGE + at * width / 2, width / 2 - 2 * pen.EDGE)


def _chains(messages: Sequence[Message]) -> Iterator[str]:
    """Bracket neighbours under one chain: a new bracket is a new ratchet key."""
    for name, run in groupby(messages, key=lambda one: chain_of(one.label)):
        numbers = [one.number for one in run]
        left, right = _x(numbers[0]), _x(numbers[-1]) + _BOX
        yield pen.line(left, _TOP - 8, right, _TOP - 8)
        yield pen.line(left, _TOP - 8, left, _TOP - 3)
        yield pen.line(right, _TOP - 8, right, _TOP - 3)
        wide = right - left > _WIDE
        yield pen.text(left, _TOP - 13, f"{'chain ' if wide else ''}{name}", size=11)


def _message(one: Message, *, now: bool) -> Iterator[str]:
    left, top = _x(one.number), _LANE[one.by]
    fill = pen.PALE if one.arrived else pen.HATCHED if one.sent else "#ffffff"
    border = 'stroke-width="3"' if now else "" if one.sent else 'stroke-dasharray="4 3"'
    yield pen.box(left, top, _BOX, _HIGH, fill=fill, border=border)
    yield pen.text(left + _BOX / 2, top + 17, str(one.number), size=14, anchor="middle", bold=now)
    yield pen.text(left + _BOX / 2, top + 33, one.label, size=11, anchor="middle")


def _theft(held: Held, messages: Sequence[Message]) -> Iterator[str]:
    top = _THEFT[held.party]
    yield pen.text(pen.EDGE, top + 4, f"theft of {held.party}'s phone")
    for one in messages:
        opens = one.number in held.opens
        fill = pen.ORANGE if opens else "#ffffff"
        yield pen.box(_x(one.number), top - 9, _BOX, 18, fill=fill)
        said = "opens" if opens else "-"
        yield pen.text(_x(one.number) + _BOX / 2, top + 4, said, size=11, anchor="middle")


def _phone(held: Held, lines: Sequence[str], left: float, wide: float) -> Iterator[str]:
    high = 30 + len(lines) * _LINE
    yield pen.box(left, _KEYS, wide, high, fill="#ffffff", border='rx="8"')
    yield pen.text(left + 10, _KEYS + 18, f"{held.party}'s phone holds", size=13, bold=True)
    for at, said in enumerate(lines):
        yield pen.text(left + 10, _KEYS + 36 + at * _LINE, said, bold=said.startswith("+"))


def _keys(held: Held) -> list[str]:
    kept = [f"{'+ new: ' if key in held.new else ''}{key}" for key in held.keys]
    return [*kept, *(f"− gone: {key}" for key in held.gone)]


def _x(number: int) -> float:
    return _LEFT + number * _WIDE
