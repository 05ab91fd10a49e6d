"""What a written date and a written time mean. The order of a date is decided next door."""

import re
from datetime import date as calendar_date
from typing import Final

from cryptokit.conversation.date_order import DateOrder
from cryptokit.conversation.days import DAY, EPOCH

HALVES: Final = {
    **dict.fromkeys(("morgens", "vormittags", "nachts"), 0),
    **dict.fromkeys(("mittags", "nachmittags", "abends"), 12),
    **dict.fromkeys(("上午", "凌晨", "清晨", "早上", "午前", "오전"), 0),
    **dict.fromkeys(("下午", "中午", "晚上", "午後", "오후"), 12),
    **dict.fromkeys(
        ("ÖÖ", "ص", "ق.ظ.", "π.μ.", "пр.об.", "de.", "ap.", "fm", "dop.", "SA", "PD"), 0
    ),
    **dict.fromkeys(
        ("ÖS", "م", "ب.ظ.", "μ.μ.", "сл.об.", "du.", "ip.", "em", "odp.", "CH", "MD"), 12
    ),
}
"""Words for a half of the day, and how many hours they add to a clock of 12 hours.

AM and PM in all their spellings are not in it, see ``LATIN``. See: Unicode CLDR, dayPeriodRules:
German *nachts* ends at five in the morning, *mittags* begins at noon.
"""

LATIN: Final = r"[AaPp]\.?[ \u00a0\u202f]?[Mm]\.?"
HALF: Final = "|".join([LATIN, *map(re.escape, HALVES)])
"""A pattern for half of the day, as any phone writes it."""

_LAST_YEAR: Final = 2099
"""A later one is of another calendar: the Buddhist one is 543 years ahead."""

_EPOCH: Final = EPOCH.toordinal()
_NUMBER: Final = re.compile(r"\d+")
_LATIN: Final = re.compile(LATIN)


def numbers(text: str) -> list[int]:
    """Find the numbers in a text, in any script's digits.

    >>> numbers("٣/٩/٢٠٢٤"), numbers("2024. 9. 3")
    ([3, 9, 2024], [2024, 9, 3])
    """
    return list(map(int, _NUMBER.findall(text)))


def midnight(date: str, order: DateOrder) -> int | None:
    """Give the start of a day in seconds since 1970, or None if there is no such day.

    >>> midnight("9/3/24", DateOrder.MDY), midnight("31.02.2024", DateOrder.DMY)
    (1725321600, None)
    """
    written = dict(zip(order, numbers(date), strict=True))
    year = written["y"] + 2000 if written["y"] < 100 else written["y"]
    if year > _LAST_YEAR:
        return None
    try:
        days = calendar_date(year, written["m"], written["d"]).toordinal() - _EPOCH
    except ValueError:
        return None
    return days * DAY if days >= 0 else None


def clock(time: str) -> int | None:
    r"""Give the seconds since midnight, or None if no clock shows this time.

    >>> clock("12:05\u202fAM"), clock("12:05 p. m."), clock("23.59.59"), clock("25:00")
    (300, 43500, 86399, None)
    >>> clock("12:05 nachts"), clock("下午1:00"), clock("১:০৫ PM"), clock("13:05 PM")
    (300, 46800, 47100, None)
    """
    hour, minute, second = [*numbers(time), 0][:3]
    half = _hours_added(time)
    if half is not None:
        hour = hour % 12 + half if 1 <= hour <= 12 else 24
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 > second else None


def _hours_added(time: str) -> int | None:
    """Say what half of the day adds; None for a clock of 24 hours."""
    for word, hours in HALVES.items():
        if word in time:
            return hours
    latin = _LATIN.search(time)
    return {"a": 0, "p": 12}[latin[0][0].lower()] if latin else None
