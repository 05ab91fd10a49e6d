"""WhatsApp's text cut into entries with a time. Whether one is a message is decided next door."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import add
from typing import Final

from cryptokit.conversation.date_order import DateOrder
from cryptokit.conversation.whatsapp.clock import clock, midnight
from cryptokit.conversation.whatsapp.styles import Style

Row = tuple[str, int, str]
"""One entry: the marks before it, seconds since 1970, what it says."""

ABOVE: Final = "\n"
"""Stands for the marks of what is above the first date."""

_NEVER: Final = -1


@dataclass(frozen=True, slots=True)
class Places:
    """On which line each entry begins. Entries are counted from 1, and most have one line."""

    longer: list[int] = field(default_factory=list[int])
    above: list[int] = field(default_factory=list[int])

    def add(self, entry: int, more: int) -> None:
        """Note that an entry has so many lines more than one."""
        self.longer.append(entry)
        self.above.append(more + (self.above[-1] if self.above else 0))

    def line(self, entry: int) -> int:
        """Give the line of an entry, after all before it were noted.

        >>> places = Places()
        >>> places.add(2, 3)
        >>> [places.line(entry) for entry in (1, 2, 3)]
        [1, 2, 6]
        """
        before = bisect_left(self.longer, entry)
        return entry + (self.above[before - 1] if before else 0)


class _Meanings(dict[str, int]):
    """What each date or each time in a file means, worked out once; ``_NEVER`` if it is none."""

    def __init__(self, meaning: Callable[[str], int | None]) -> None:
        super().__init__()
        self.meaning = meaning

    def __missing__(self, written: str) -> int:
        seconds = self.meaning(written)
        return self.setdefault(written, _NEVER if seconds is None else seconds)


class _Calendar:
    """What the pattern of a style finds, as seconds since 1970."""

    def __init__(self, style: Style, order: DateOrder) -> None:
        self.style = style
        self.date_at, self.time_at = (2, 1) if style.time_first else (1, 2)
        self.days = _Meanings(lambda date: midnight(date, order))
        self.clocks = _Meanings(clock)

    def sents(self, parts: Sequence[str]) -> list[int]:
        """Give one time for each entry, or nothing if a date or a time does not exist."""
        days = [*map(self.days.__getitem__, parts[self.date_at :: 4])]
        clocks = [*map(self.clocks.__getitem__, parts[self.time_at :: 4])]
        if _NEVER in days or _NEVER in clocks:
            return []
        return [*map(add, days, clocks)]


def cut(pieces: Iterable[str], style: Style, order: DateOrder, places: Places) -> Iterator[Row]:
    r"""Cut a text before each date that exists; what lies between goes on with the entry above.

    Text above the first date becomes an entry of its own, at the time of the one that follows;
    empty lines there are noted in ``places``. Yields nothing if there is no such date.

    >>> from cryptokit.conversation.whatsapp.styles import style_of
    >>> text = "3.9.24, 08:59 - Ann: one\ntwo\n31.9.24, 09:00 - Ann: no such day"
    >>> [row[2] for row in cut([text], style_of(text), DateOrder.DMY, Places())]
    ['Ann: one\ntwo\n31.9.24, 09:00 - Ann: no such day']
    """
    blocks = _blocks(pieces, _Calendar(style, order), places)
    return chain.from_iterable(blocks)


def _blocks(pieces: Iterable[str], calendar: _Calendar, places: Places) -> Iterator[Iterable[Row]]:
    """Split as if the pieces were one text, and yield the entries of each, once they are whole."""
    held, sents, loose = list[str](), list[int](), list[str]()
    for piece in pieces:
        # A piece ends where a line ends, and a date belongs to the line end before it.
        text = "\n" + piece.replace("\r\n", "\n").removesuffix("\n")
        head, *parts = calendar.style.pattern.split(text)
        times = calendar.sents(parts)
        if parts and not times:
            head, parts = _only_real(head, parts, calendar)
            times = calendar.sents(parts)
        loose.append(head)
        if parts:
            yield _whole(held, sents, loose) if held else _above("".join(loose), times[0], places)
            held, sents, loose = parts, times, []
    yield _whole(held, sents, loose)


def _whole(parts: list[str], sents: Sequence[int], loose: Iterable[str]) -> Iterable[Row]:
    """Pair entries with their times; what is loose goes on with the last of them."""
    if parts:
        parts[-1] += "".join(loose)
    return zip(parts[0::4], sents, parts[3::4], strict=True)


def _above(text: str, sent: int, places: Places) -> Iterator[Row]:
    """Make an entry of what stands above the first date, or count its lines if they are empty."""
    if text.strip():
        yield ABOVE, sent, text.removeprefix("\n")
    else:
        places.add(0, text.count("\n"))


def _only_real(head: str, parts: Sequence[str], calendar: _Calendar) -> tuple[str, list[str]]:
    """Join entries whose date or time does not exist to the one above, or else to the head."""
    real: list[str] = [head]
    for at in range(0, len(parts), 4):
        row = parts[at : at + 4]
        if calendar.sents(row):
            real += row
        else:
            real[-1] += calendar.style.written(*row[:3]) + row[3]
    return real[0], real[1:]
