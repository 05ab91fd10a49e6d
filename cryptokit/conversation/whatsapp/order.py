"""In which order the dates of a WhatsApp export stand, and how sure that is. No file is read here.

Nothing in a file says it. A number above 12 is no month; a photo's name holds the day it was sent;
an export runs forward in time, mostly. Where none of these helps, the phone's habits must do.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from cryptokit.certainty import Certainty
from cryptokit.conversation.date_order import DateOrder
from cryptokit.conversation.days import DAY
from cryptokit.conversation.findings import Finding
from cryptokit.conversation.whatsapp.clock import midnight, numbers
from cryptokit.conversation.whatsapp.styles import MARK, Style

QUESTION: Final = "date order"
ANSWERS: Final = {
    DateOrder.DMY: "day first",
    DateOrder.MDY: "month first",
    DateOrder.YMD: "year first",
}
_TWO: Final = (DateOrder.DMY, DateOrder.MDY)
_OPENED: Final = 14_245 * DAY
"""1 January 2009: nobody had WhatsApp before that year."""

_IN_A_FILE_NAME: Final = re.compile(
    rf"(?:: {MARK}?|<[^<>:\n]+: ?{MARK}?)"
    r"(?P<name>[A-Z]+-(?P<android>20\d{6})-WA\d{4}"
    r"|\d{8}-[A-Z]+-(?P<iphone>20\d\d-\d\d-\d\d)-\d\d-\d\d-\d\d)"
)
"""The name of an attached file, at its place in an entry."""


class Dated(NamedTuple):
    """A date, and the line on which it stands first."""

    date: str
    line: int

    def __str__(self) -> str:
        return f"{self.date} in line {self.line}"


class Order(NamedTuple):
    """The order of a file's dates, and the finding that says why."""

    order: DateOrder
    finding: Finding


def by_value(first: Sequence[Dated], second: Sequence[Dated]) -> Order | None:
    """Decide by dates whose first or whose second number is above 12.

    >>> by_value([], [Dated("9/13/24", 36)]).finding.why
    '13 in 9/13/24 in line 36 is no month'
    """
    if not first and not second:
        return None
    order = _TWO[len(second) > len(first)]
    example = (first or second)[0] if order is _TWO[0] else second[0]
    why = f"{numbers(example.date)[order is _TWO[1]]} in {example} is no month"
    if first and second:
        why = f"{len(first)} dates say day first and {len(second)} say month first; {why}"
    certainty = Certainty.LIKELY if first and second else Certainty.CERTAIN
    if len(first) == len(second):
        certainty = Certainty.GUESSED
    return _order(order, certainty, why)


def by_file_names(rows: Iterable[tuple[Dated, str]]) -> Order | None:
    """Decide by dates that stand in the names of files which were sent on that day.

    One name that says otherwise makes it less sure: a file that is passed on can keep its name.

    >>> text = "9/3/24, 08:59 - Ann: IMG-20240903-WA0001.jpg (file attached)"
    >>> by_file_names([(Dated("9/3/24", 14), text)]).finding.answer
    'month first'
    """
    found: dict[DateOrder, list[str]] = {}
    for dated, text in rows:
        if (match := _IN_A_FILE_NAME.search(text)) is None:
            continue
        day = _day(match["android"] or match["iphone"].replace("-", ""))
        fit = [order for order in DateOrder if midnight(dated.date, order) == day]
        if len(fit) == 1:
            found.setdefault(fit[0], []).append(f"{match['name']} was sent on {dated}")
    if not found:
        return None
    first, *others = sorted(found, key=lambda order: -len(found[order]))
    if others and len(found[first]) == len(found[others[0]]):
        return None
    certainty = Certainty.LIKELY if others else Certainty.CERTAIN
    return _order(first, certainty, found[first][0])


def by_direction(dates: Sequence[str]) -> Order | None:
    """Decide by the order in which the file runs forward in time more often.

    >>> by_direction(["10/2/24", "1/3/24"]).finding.answer
    'day first'
    """
    steps = {order: _forward(dates, order) for order in _TWO}
    order = max(steps, key=steps.__getitem__)
    more, less = sorted(steps.values(), reverse=True)
    if more == less:
        return None
    why = f"so the date goes forward {more} times, the other way round {less} times"
    return _order(order, Certainty.LIKELY, why)


def by_habit(style: Style, dates: Iterable[str], time: str) -> Order:
    """Fall back on what phones do that write like this.

    >>> from cryptokit.conversation.whatsapp.styles import style_of
    >>> style = style_of("3/4/24, 8:59 AM - Ann: hi")
    >>> print(by_habit(style, ["3/4/24"], "8:59 AM").finding)
    date order: month first (guessed: phones set to the United States write so)
    """
    if style.year_first:
        return _order(DateOrder.YMD, Certainty.LIKELY, "a year of four digits comes first")
    if style.dotted:
        return _order(DateOrder.DMY, Certainty.LIKELY, "no phone is known to write dots otherwise")
    padded = any(part.startswith("0") for date in dates for part in re.split(r"\D+", date)[:2])
    if style.halves and "M" in time and not padded:
        why = "phones set to the United States write so"
        return _order(DateOrder.MDY, Certainty.GUESSED, why)
    return _order(DateOrder.DMY, Certainty.GUESSED, "most countries write the day first")


def years_lead(dates: Iterable[str]) -> bool:
    """Tell whether years of two digits come first, since every other order fits fewer dates.

    >>> years_lead(["24/09/28", "24/12/31", "24/1/2"]), years_lead(["28/09/24"])
    (True, False)
    """
    unique = set(dates)
    fits = {order: sum(_possible(date, order) for date in unique) for order in DateOrder}
    return fits[DateOrder.YMD] > max(fits[order] for order in _TWO)


def _possible(date: str, order: DateOrder) -> bool:
    day = midnight(date, order)
    return day is not None and day >= _OPENED


def _forward(dates: Sequence[str], order: DateOrder) -> int:
    days = [day for date in dates if (day := midnight(date, order)) is not None]
    return sum(a <= b for a, b in pairwise(days))


def _day(digits: str) -> int | None:
    return midnight(f"{digits[:4]}/{digits[4:6]}/{digits[6:]}", DateOrder.YMD)


def _order(order: DateOrder, certainty: Certainty, why: str) -> Order:
    return Order(order, Finding(QUESTION, ANSWERS[order], certainty, why))
