"""WhatsApp's text cut into entries with a time. Whether one is a message is decided next door."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cryptokit.conversation.whatsapp_styles import Style, clock, midnight, month_first

Line = tuple[int, bool, str]
"""One entry: seconds since 1970, whether the phone marked it as an attachment, what it says."""

_Row = tuple[str, str, str, str]
"""The mark before an entry, its date, its time, and what it says."""


class _Calendar(NamedTuple):
    """What the dates and the times in a file mean; those that do not exist are not in it."""

    days: Mapping[str, int]
    clocks: Mapping[str, int]


def cut(pieces: Iterable[str], style: Style) -> Iterator[Line]:
    r"""Cut a text before each date that exists; what lies between goes on with the entry above.

    Text above the first date becomes an entry of its own, at the time of the one that follows.
    Yields nothing if there is no such date.

    >>> from cryptokit.conversation.whatsapp_styles import style_of
    >>> text = "3.9.24, 08:59 - Ann: one\ntwo\n31.9.24, 09:00 - Ann: no such day"
    >>> [line[2] for line in cut([text], style_of(text))]
    ['Ann: one\ntwo\n31.9.24, 09:00 - Ann: no such day']
    """
    above, *parts = _parts(pieces, style)
    dates, times = set(parts[1::4]), set(parts[2::4])
    days, clocks = _calendar(dates, times, style)
    rows: Iterable[_Row] = zip(*[iter(parts)] * 4, strict=True)
    if len(days) < len(dates) or len(clocks) < len(times):
        more, rows = _only_real(rows, _Calendar(days, clocks), style)
        above += more
    above = above.removeprefix("\n")
    for mark, date, time, entry in rows:
        sent = days[date] + clocks[time]
        if above.strip():
            yield sent, False, above
        above = ""
        yield sent, bool(mark), entry


def _parts(pieces: Iterable[str], style: Style) -> list[str]:
    """Split as if the pieces were one text: what is above, then four parts for each entry."""
    parts = [""]
    for piece in pieces:
        # A piece ends where a line ends, and a date belongs to the line end before it.
        head, *more = style.pattern.split("\n" + piece.replace("\r\n", "\n").removesuffix("\n"))
        parts[-1] += head
        parts += more
    parts[-1] = parts[-1].rstrip("\n")
    return parts


def _calendar(dates: Iterable[str], times: Iterable[str], style: Style) -> _Calendar:
    first = month_first(dates, style)
    days = ((date, midnight(date, month_first=first)) for date in dates)
    clocks = ((time, clock(time)) for time in times)
    return _Calendar(
        {date: day for date, day in days if day is not None},
        {time: seconds for time, seconds in clocks if seconds is not None},
    )


def _only_real(rows: Iterable[_Row], calendar: _Calendar, style: Style) -> tuple[str, list[_Row]]:
    """Join rows whose date or time does not exist to the one above, the first ones to the top."""
    real: list[tuple[_Row, list[str]]] = []
    top: list[str] = []
    for row in rows:
        mark, date, time, entry = row
        if date in calendar.days and time in calendar.clocks:
            real.append((row, [entry]))
        else:
            (real[-1][1] if real else top).extend((style.written(mark, date, time), entry))
    return "".join(top), [(*row[:3], "".join(entry)) for row, entry in real]
