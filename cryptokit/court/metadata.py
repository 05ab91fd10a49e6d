"""Who wrote to whom, when, how often and how much, out of the logs in seized files. No text here.

Left out: what people's habits tell beyond that; ``conversation.metadata`` has more of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from cryptokit.evidence.rows import Account, Event

MESSAGE: Final = "message"
"""What a log calls a message; its other lines are counted apart."""
_HOUR: Final = 60 * 60
_DAY: Final = 24
_NEVER: Final = (0,) * _DAY


@dataclass(frozen=True, slots=True)
class Tie:
    """What one name sent to another: how many messages and bytes, from when to when (Unix seconds).

    ``hours`` are its messages by hour of the day, from midnight, by the clock of the log.
    """

    sender: str
    receiver: str
    messages: int
    size: int
    first: int
    last: int
    hours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Traffic:
    """The contact graph that seized files give away, whether or not a message can be read.

    ``people`` are those who wrote and those who have an account in the files; ``places`` are the
    other names that were written to: a group, a channel, or somebody who never answered. ``ties``
    with most messages come first. ``besides`` counts the other lines of the logs by what they are.
    """

    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    besides: tuple[tuple[str, int], ...] = ()

    @property
    def messages(self) -> int:
        """How many messages the logs speak of."""
        return sum(tie.messages for tie in self.ties)

    @property
    def size(self) -> int:
        """How many bytes these messages have, as they were carried."""
        return sum(tie.size for tie in self.ties)

    @property
    def lines(self) -> int:
        """How many lines the logs have, messages and others."""
        return self.messages + sum(count for _, count in self.besides)

    @property
    def hours(self) -> tuple[int, ...]:
        """All messages by hour of the day, from midnight."""
        return tuple(map(sum, zip(_NEVER, *(tie.hours for tie in self.ties), strict=True)))

    @property
    def busiest(self) -> int | None:
        """The hour with most messages, the earliest of equals; None without any message."""
        return self.hours.index(max(self.hours)) if self.ties else None

    def as_json(self) -> dict[str, Any]:
        """Give everything as plain values, counts of all ties together included."""
        sums = {"messages": self.messages, "bytes": self.size, "lines": self.lines}
        return {**asdict(self), **sums, "hours": self.hours, "busiest": self.busiest}

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> "Traffic":
        """Read the graph back from plain values; what follows from it is worked out again."""
        return cls(
            people=tuple(values["people"]),
            places=tuple(values["places"]),
            ties=tuple(_tie_of(tie) for tie in values["ties"]),
            besides=tuple((what, count) for what, count in values["besides"]),
        )


def traffic(logs: Iterable[Iterable[Event]], accounts: Iterable[Account] = ()) -> Traffic:
    """Tell from the logs of several files, and from their accounts, who wrote to whom.

    A line that stands in two files counts once: the copies of a log add nothing, and a log that has
    it twice tells of two messages alike.

    >>> log = [Event(9 * 3600, "Alice", "Bob", "message", 5)] * 2
    >>> told = traffic([log, log])
    >>> [(tie.sender, tie.receiver, tie.messages, tie.size) for tie in told.ties], told.busiest
    ([('Alice', 'Bob', 2, 10)], 9)

    See: Mayer, Mutchler and Mitchell, "Evaluating the privacy properties of telephone metadata",
    PNAS 113(20), 2016.
    """
    lines = Counter[Event]()
    for log in logs:
        lines |= Counter(log)
    pairs = dict[tuple[str, str], list[tuple[Event, int]]]()
    besides = Counter[str]()
    for event, count in lines.items():
        if event.what == MESSAGE:
            pairs.setdefault((event.sender, event.receiver), []).append((event, count))
        else:
            besides[event.what] += count
    people = {sender for sender, _ in pairs} | {account.name for account in accounts}
    ties = [_tie(*pair, found) for pair, found in pairs.items()]
    return Traffic(
        people=tuple(sorted(people)),
        places=tuple(sorted({receiver for _, receiver in pairs} - people)),
        ties=tuple(sorted(ties, key=lambda tie: (-tie.messages, tie.sender, tie.receiver))),
        besides=tuple(sorted(besides.items())),
    )


def _tie_of(values: Mapping[str, Any]) -> Tie:
    plain: dict[str, Any] = {**values, "hours": tuple(values["hours"])}
    return Tie(**plain)


def _tie(sender: str, receiver: str, found: Iterable[tuple[Event, int]]) -> Tie:
    hours, size, times = Counter[int](), 0, list[int]()
    for event, count in found:
        hours[event.sent // _HOUR % _DAY] += count
        size += event.size * count
        times.append(event.sent)
    by_hour = tuple(hours[hour] for hour in range(_DAY))
    return Tie(sender, receiver, hours.total(), size, min(times), max(times), by_hour)
