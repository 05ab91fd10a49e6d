"""The clock by which a Telegram export writes dates: how far it is ahead of UTC, and since when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.conversation.chat import More
from cryptokit.conversation.days import DAY, EPOCH
from cryptokit.conversation.findings import Finding

_SECOND: Final = timedelta(seconds=1)
_MARKS: Final = "--T::"  # of 2025-03-03T10:02:00, from the fourth character in steps of three
_SECONDS: Final = {f":{second:02}": second for second in range(60)}
_SIGNS: Final = frozenset("Z+-")
_QUARTER: Final = 900
_FARTHEST: Final = 14 * 3_600
"""All zones since Telegram began are ahead of UTC, or behind it, by quarters of an hour."""


@dataclass(slots=True)
class Clock:
    """A clock that is learned from entries, whose ids rise: ``date`` beside ``date_unixtime``.

    ``changes`` are ids of entries and how many seconds the clock is ahead of UTC from there on: all
    that is needed to tell from ``sent`` which date the export gave.
    """

    changes: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    zones: set[int] = field(default_factory=set[int])
    strange: int = 0
    guessed: int = 0
    _days: dict[str, int] = field(default_factory=dict[str, int])
    _minutes: dict[str, int] = field(default_factory=dict[str, int])

    def shows(self, date: str, sent: int) -> bool:
        """Tell whether the clock is known to show this date at that second, letter for letter.

        >>> Clock().shows("2025-03-03T10:02:00", 1740988920)
        False
        """
        day, minute = self._days.get(date[:10]), self._minutes.get(date[10:16])
        second = _SECONDS.get(date[16:])
        # Looking three parts up takes half the time of reading a date.
        return (
            not (day is None or minute is None or second is None) and day + minute + second == sent
        )

    def dated(self, date: object, sent: int, number: int | None, *, exact: bool) -> bool:
        """Tell whether the clock shows the date of an entry, after setting the clock by it.

        Without a ``number`` the clock is not set, and shows nothing; nor is it if the export itself
        does not say what ``sent`` is, which is not ``exact`` then.

        >>> clock = Clock()
        >>> clock.dated("2025-03-03T10:02:00", 1740988920, 1, exact=True), clock.changes
        (True, [(1, 7200)])
        """
        if exact and number is not None and isinstance(date, str) and self.shows(date, sent):
            return True
        ahead = _ahead(date, sent) if isinstance(date, str) else None
        if not exact:
            self.guessed += not (isinstance(date, str) and _is_zoned(date))
            return ahead == 0
        if ahead is None or not isinstance(date, str):
            self.strange += 1
            return False
        self.zones.add(ahead)
        if number is None:
            return False
        if not self.changes or self.changes[-1][1] != ahead:
            self.changes.append((number, ahead))
            self._days.clear()
        time = (sent + ahead) % DAY
        self._days[date[:10]] = sent - time
        self._minutes[date[10:16]] = time - time % 60
        return True

    def findings(self) -> tuple[Finding, ...]:
        """Say by which clock dates are written, as far as that can be told.

        >>> clock = Clock(zones={7200, 10800})
        >>> print(clock.findings()[0])
        clock: UTC+2 and UTC+3 (certain: date beside date_unixtime)
        """
        found: list[Finding] = []
        if self.zones:
            zones = " and ".join(map(zone, sorted(self.zones)))
            why = "date beside date_unixtime"
            found.append(Finding("clock", zones, Certainty.CERTAIN, why))
        if self.strange:
            why = f"{self.strange} dates fit no zone"
            found.append(Finding("clock", "not known for all", Certainty.CERTAIN, why))
        if self.guessed:
            why = f"{self.guessed} dates of an unknown zone are read as UTC"
            found.append(Finding("clock", "UTC", Certainty.GUESSED, why))
        return tuple(found)

    def kept(self) -> More:
        """Give the changes as a chat keeps them."""
        told = [{"id": number, "utc_offset": ahead} for number, ahead in self.changes]
        return (("clock", told),) if told else ()


def _ahead(date: str, sent: int) -> int | None:
    """Give by how many seconds a date is ahead of UTC; None if it is written by no zone's clock."""
    if date[4::3] != _MARKS:
        return None
    try:
        ahead = (datetime.fromisoformat(date) - EPOCH) // _SECOND - sent
    except (TypeError, ValueError):
        return None
    return None if ahead % _QUARTER or abs(ahead) > _FARTHEST else ahead


def _is_zoned(date: str) -> bool:
    """Tell whether a date names its own offset from UTC, behind its ten characters of a day."""
    return not _SIGNS.isdisjoint(date[10:])


def zone(ahead: int) -> str:
    """Write how far a clock is ahead of UTC, in seconds.

    >>> zone(7200), zone(-34200), zone(0)
    ('UTC+2', 'UTC-9:30', 'UTC')
    """
    hours, minutes = divmod(abs(ahead) // 60, 60)
    sign = "-" if ahead < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "") if ahead else "UTC"
