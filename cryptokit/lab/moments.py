"""Times and how long they lasted, in words. Which clock they were read from is said elsewhere."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_CLOCKS: Final = {
    "telegram": "UTC",
    "said": "UTC",
    "whatsapp": "the phone's clock",
    "signal-markdown": "the computer's clock",
}
_UNITS: Final = ((86_400, "day"), (3_600, "h"), (60, "min"), (1, "s"))


def clock(form: str) -> str:
    """Name the clock that a format writes times by.

    >>> clock("telegram"), clock("whatsapp")
    ('UTC', "the phone's clock")
    """
    return _CLOCKS.get(form, "its own clock")


def calendar(sent: int) -> datetime:
    """Turn seconds since 1970 into a date and a time of day, without a zone."""
    return _EPOCH + timedelta(seconds=sent)


def moment(sent: int) -> str:
    """Write seconds since 1970 as a date and a time, to the minute.

    >>> moment(1740988920)
    '2025-03-03 08:02'
    """
    return calendar(sent).isoformat(" ", "minutes")


def when(sent: int) -> str:
    """Write the seconds of a stranger's file as a date and a time, or as they are if no year fits.

    >>> when(1740988920), when(1 << 62)
    ('2025-03-03 08:02', 'second 4611686018427387904')
    """
    try:
        return moment(sent)
    except OverflowError:
        return f"second {sent}"


def span(first: int, last: int) -> str:
    """Write a time from one second to another; a day that both share is written once.

    >>> span(1740988920, 1740988920), span(1740988920, 1740989920)
    ('2025-03-03 08:02', '2025-03-03 08:02 to 08:18')
    """
    begins, ends = when(first), when(last)
    if begins == ends:
        return begins
    day, _, time = ends.partition(" ")
    return f"{begins} to {time if begins.startswith(f'{day} ') else ends}"


def lasted(seconds: int) -> str:
    """Say how long something lasted, in its two largest units.

    >>> lasted(93_780), lasted(3_600), lasted(0)
    ('1 day 2 h', '1 h', '0 s')
    """
    said = list[str]()
    for unit, name in _UNITS:
        number, seconds = divmod(seconds, unit)
        if said or number:
            plural = "s" if name == "day" and number > 1 else ""
            said.append(f"{number} {name}{plural}" if number else "")
    return " ".join(said[:2]).strip() or "0 s"
