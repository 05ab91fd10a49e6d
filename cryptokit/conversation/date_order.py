"""In which order a date names its parts. How the order is inferred is next door."""

from enum import StrEnum


class DateOrder(StrEnum):
    """Which comes first in a written date: the day, the month or the year."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"
