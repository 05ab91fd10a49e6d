"""How phones write the date before each WhatsApp message, as one table. Messages are next door.

There is no published specification: each phone writes the date as its owner's country does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date as calendar_date
from typing import Final

MARK: Final = "\u200e"
"""The invisible left-to-right mark that the app, not the writer, puts before what it adds."""

_HEAD: Final = 1 << 16  # characters in which the first date must stand
_DAY: Final = 86_400
_EPOCH: Final = calendar_date(1970, 1, 1).toordinal()
_NUMBER: Final = re.compile(r"\d+")
_PARTS: Final = {
    "D": r"\d\d?",
    "Y": r"\d{2,4}",
    "h": r"\d\d?",
    "m": r"\d\d",
    "s": r"\d\d",
    " am": r"[ \u00a0\u202f][AaPp]\.?[ \u00a0]?[Mm]\.?",
}


@dataclass(frozen=True, slots=True)
class Style:
    """One way to write the time before a message; ``form`` is a picture of it.

    In a form ``D`` is a day or a month, ``Y`` a year, ``am`` either half of the day; the date and
    the time are set in braces.
    """

    name: str
    form: str
    example: str
    month_first: bool = False
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", re.compile(f"\n({MARK}?){_regex(self.form)}"))

    def written(self, mark: str, date: str, time: str) -> str:
        """Write the start of an entry again, from what ``pattern`` took out of it."""
        return f"\n{mark}" + re.sub("{.*?}", "{}", self.form).format(date, time)


def _regex(form: str) -> str:
    tokens = re.findall(" am|.", form)
    grouped = {"{": "(", "}": ")"} | _PARTS
    return "".join(grouped.get(token) or re.escape(token) for token in tokens)


STYLES: Final = (
    Style("Android, en-US", "{D/D/Y}, {h:m am} - ", "9/3/24, 8:59\u202fAM - ", month_first=True),
    Style("Android, en-GB", "{D/D/Y}, {h:m} - ", "03/09/2024, 08:59 - "),
    Style("Android, dotted", "{D.D.Y}, {h:m} - ", "03.09.24, 08:59 - "),
    Style("Android, no comma", "{D.D.Y} {h:m} - ", "03.09.24 08:59 - "),
    Style("Android, hyphens", "{D-D-Y} {h:m} - ", "03-09-2024 08:59 - "),
    Style(
        "iPhone, 12 hours", "[{D/D/Y}, {h:m:s am}] ", "[9/3/24, 8:59:12\u202fAM] ", month_first=True
    ),
    Style("iPhone, 24 hours", "[{D/D/Y}, {h:m:s}] ", "[03/09/2024, 08:59:12] "),
    Style("iPhone, dotted", "[{D.D.Y}, {h:m:s}] ", "[03.09.24, 08:59:12] "),
)
"""en-IN writes like en-US but the day first; the order is found in the numbers, see below."""


def style_of(text: str) -> Style | None:
    r"""Find the style of the first line that has one; None if no line looks like WhatsApp.

    >>> style_of("03.09.24, 08:59 - Ann: hi").name
    'Android, dotted'
    """
    start = "\n" + text[:_HEAD]
    found = [(match.start(), style) for style in STYLES if (match := style.pattern.search(start))]
    return min(found, key=lambda each: each[0])[1] if found else None


def month_first(dates: Iterable[str], style: Style) -> bool:
    """Tell whether the month comes first: a number above 12 must be a day.

    >>> month_first(["9/3/24", "9/13/24"], STYLES[1])
    True
    """
    firsts = seconds = 0
    for date in dates:
        first, second, _year = _NUMBER.findall(date)
        firsts += int(first) > 12
        seconds += int(second) > 12
    return style.month_first if firsts == seconds else seconds > firsts


def midnight(date: str, *, month_first: bool) -> int | None:
    """Give the start of a day in seconds since 1970, or None if there is no such day.

    >>> midnight("9/3/24", month_first=True), midnight("31.02.2024", month_first=False)
    (1725321600, None)
    """
    first, second, year = map(int, _NUMBER.findall(date))
    month, day = (first, second) if month_first else (second, first)
    try:
        days = calendar_date(year + 2000 if year < 100 else year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None
    return days * _DAY if days >= 0 else None


def clock(time: str) -> int | None:
    """Give the seconds since midnight, or None if no clock shows this time.

    >>> clock("12:05 AM"), clock("12:05 pm"), clock("23:59:59"), clock("25:00")
    (300, 43500, 86399, None)
    """
    hour, minute, second = map(int, [*_NUMBER.findall(time), "0"][:3])
    half = time.lower().strip("0123456789: \u00a0\u202f")[:1]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 > second else None
