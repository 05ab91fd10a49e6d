"""Places in a WhatsApp export that can be read in two ways, told from the entries around them.

Lines that doubt themselves, such as a date that does not exist, are found where they are read.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from operator import gt
from typing import Final

from cryptokit.conversation.chat import Message, Service
from cryptokit.conversation.days import DAY
from cryptokit.conversation.findings import Doubt
from cryptokit.conversation.whatsapp.lines import Places

PASTED: Final = "may be pasted: the one before, by somebody else, ends with a colon"
BACK: Final = "may be pasted: it is more than an hour older than the ones before and after it"
PUT_BACK: Final = "clocks are changed in this night: this and the next may be an hour apart"
_HOUR: Final = 3600
_LATE: Final = _HOUR  # messages that were slow to arrive are younger
_THURSDAY: Final = 3  # the weekday of 1 January 1970, from Monday
_SUNDAY: Final = 6

Entry = Message | Service


def doubts_in(
    entries: Sequence[Entry], places: Places, colons: Iterable[int] = ()
) -> Iterator[Doubt]:
    """Walk what may be read otherwise, kind by kind. ``colons`` are entries that end with one.

    >>> said = Message(1, 60, "Ann", "He wrote:"), Message(2, 120, "Ben", "Come")
    >>> print(*doubts_in(said, Places(), [1]))
    line 2: may be pasted: the one before, by somebody else, ends with a colon
    """
    sents = [entry.sent for entry in entries]
    for at in _after_colons(entries, colons):
        yield Doubt(places.line(at + 1), entries[at].id, PASTED)
    if any(map(gt, sents, sents[1:])):
        for at in _dips(sents):
            if all(isinstance(entry, Message) for entry in entries[at - 1 : at + 2]):
                yield Doubt(places.line(at + 1), entries[at].id, BACK)
    for at in _clock_changes(sents):
        yield Doubt(places.line(at + 1), entries[at].id, PUT_BACK)


def _after_colons(entries: Sequence[Entry], colons: Iterable[int]) -> Iterator[int]:
    for at in colons:
        if at < len(entries):
            one, two = entries[at - 1], entries[at]
            if isinstance(one, Message) and isinstance(two, Message) and one.sender != two.sender:
                yield at


def _dips(sents: Sequence[int]) -> Iterator[int]:
    for at in range(1, len(sents) - 1):
        if sents[at] + _LATE < min(sents[at - 1], sents[at + 1]):
            yield at


def _clock_changes(sents: Sequence[int]) -> Iterator[int]:
    """Find the first two entries of such a night with one time, or with the later one first."""
    days = [sent // DAY for sent in sents]
    nights = {day for day in set(days) if _clocks_change(day)}
    for night in sorted(nights):
        at = days.index(night)
        while days[at : at + 2] == [night, night]:
            if sents[at + 1] <= sents[at] and _at_night(*sents[at : at + 2]):
                yield at
                break
            at += 1


def _at_night(*sents: int) -> bool:
    return all(_HOUR <= sent % DAY < 4 * _HOUR for sent in sents)


def _clocks_change(day: int) -> bool:
    """Tell whether a day is the last Sunday of March or of October, as in most countries."""
    if (day + _THURSDAY) % 7 != _SUNDAY:
        return False
    date = datetime.fromtimestamp(day * DAY, UTC)
    return date.month in {3, 10} and date.day > 31 - 7
