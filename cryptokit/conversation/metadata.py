"""What an operator learns from envelopes alone: who, when, how much. No text can come in here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cryptokit.conversation.chat import Chat

HOURS: Final = 24
NIGHT: Final = 6
"""Before this hour it is night."""
_HOUR: Final = 3_600
_DAY: Final = HOURS * _HOUR
_WEEK: Final = 7
_THURSDAY: Final = 3  # 1 January 1970, counted from Monday


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of one message from outside: its second, its sender, its size in bytes."""

    sent: int
    sender: str
    size: int


@dataclass(frozen=True, slots=True)
class Person:
    """What is seen of one sender: ``hours`` are messages by hour of the day, from midnight."""

    name: str
    messages: int
    size: int
    first: int
    last: int
    hours: tuple[int, ...]

    @property
    def nights(self) -> int:
        """How many messages were sent between midnight and six."""
        return sum(self.hours[:NIGHT])


@dataclass(frozen=True, slots=True)
class Day:
    """A day, by the second at which it begins, and how many messages it saw."""

    begins: int
    messages: int


@dataclass(frozen=True, slots=True)
class Silence:
    """A time without a message: the seconds of the one before and of the one after."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Answers:
    """How often a message of ``who`` came right after one of ``whom``."""

    who: str
    whom: str
    times: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """Habits and ties of people, told by envelopes.

    ``people`` who wrote most come first, and so do the ``answers`` that came most often.
    ``weekdays`` begin with Monday; ``days`` counts the days with a message. The earliest of equals
    is the ``busiest`` day and the longest ``silence``; without messages there is none.
    """

    people: tuple[Person, ...]
    hours: tuple[int, ...]
    weekdays: tuple[int, ...]
    days: int
    busiest: Day | None
    silence: Silence | None
    answers: tuple[Answers, ...]

    @property
    def messages(self) -> int:
        """How many messages were seen."""
        return sum(self.hours)


def seen(chat: Chat) -> tuple[Seen, ...]:
    """Keep of each message what its envelope shows; the size is that of its UTF-8 text, in bytes.

    Real envelopes are larger by a key, a nonce or padding, and pictures weigh what they weigh.

    >>> from cryptokit.conversation.spoken import say
    >>> [(one.sender, one.size) for one in seen(say(["Alice: hi", "Bob: привет"]))]
    [('Alice', 2), ('Bob', 12)]
    """
    return tuple(
        Seen(message.sent, message.sender, len(message.shown.encode(errors="replace")))
        for message in chat.messages
    )


def metadata(envelopes: Iterable[Seen]) -> Metadata:
    """Tell from envelopes who writes, when, how much, and who answers whom.

    Times are taken as they come: the hours are those of the clock that the export was written by.

    >>> night, noon = 3 * 3600, 12 * 3600
    >>> told = metadata([Seen(night, "Alice", 5), Seen(noon, "Bob", 80)])
    >>> [(person.name, person.nights) for person in told.people]
    [('Alice', 1), ('Bob', 0)]
    >>> told.answers
    (Answers(who='Bob', whom='Alice', times=1),)

    See: Mayer, Mutchler and Mitchell, "Evaluating the privacy properties of telephone metadata",
    PNAS 113(20), 2016.
    """
    ordered = sorted(envelopes, key=lambda one: one.sent)
    days = Counter(one.sent // _DAY for one in ordered)
    return Metadata(
        people=_people(ordered),
        hours=_hours(ordered),
        weekdays=_weekdays(ordered),
        days=len(days),
        busiest=next((Day(day * _DAY, times) for day, times in days.most_common(1)), None),
        silence=_longest_silence(ordered),
        answers=_answers(ordered),
    )


def _people(ordered: Sequence[Seen]) -> tuple[Person, ...]:
    sent = dict[str, list[Seen]]()
    for one in ordered:
        sent.setdefault(one.sender, []).append(one)
    people = [_person(name, theirs) for name, theirs in sent.items()]
    return tuple(sorted(people, key=lambda person: -person.messages))


def _person(name: str, theirs: Sequence[Seen]) -> Person:
    size = sum(one.size for one in theirs)
    return Person(name, len(theirs), size, theirs[0].sent, theirs[-1].sent, _hours(theirs))


def _hours(envelopes: Iterable[Seen]) -> tuple[int, ...]:
    times = Counter(one.sent % _DAY // _HOUR for one in envelopes)
    return tuple(times[hour] for hour in range(HOURS))


def _weekdays(envelopes: Iterable[Seen]) -> tuple[int, ...]:
    times = Counter((one.sent // _DAY + _THURSDAY) % _WEEK for one in envelopes)
    return tuple(times[day] for day in range(_WEEK))


def _longest_silence(ordered: Sequence[Seen]) -> Silence | None:
    gaps = (Silence(before.sent, after.sent) for before, after in pairwise(ordered))
    return max(gaps, key=lambda gap: gap.ends - gap.begins, default=None)


def _answers(ordered: Sequence[Seen]) -> tuple[Answers, ...]:
    pairs = pairwise(one.sender for one in ordered)
    times = Counter((who, whom) for whom, who in pairs if who != whom)
    return tuple(Answers(who, whom, count) for (who, whom), count in times.most_common())
