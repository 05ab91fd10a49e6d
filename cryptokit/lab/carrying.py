"""What is learned by carrying alone: who sent to whom, how often, how many bytes. No words.

It is read off a transcript: whoever takes something in and passes it on, and whoever sees a line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cryptokit.lab.printing import counted
from cryptokit.transcript import Event

_ON = "(not passed on yet)"


@dataclass(frozen=True, slots=True)
class Traffic:
    """How often something went a way, and how many bytes it came to."""

    times: int = 0
    size: int = 0

    def __add__(self, other: "Traffic") -> "Traffic":
        return Traffic(self.times + other.times, self.size + other.size)

    def __str__(self) -> str:
        return f"{counted(self.times, 'time')}, {self.size:,} bytes"


Ways = Mapping[str, Traffic]
"""Traffic by way: "Ann -> Ben"."""


@dataclass(slots=True)
class _Thing:
    """A thing at a party: who gave it, who got it from there, and how much came in."""

    givers: set[str] = field(default_factory=set[str])
    takers: dict[str, None] = field(default_factory=dict[str, None])
    came: Traffic = field(default_factory=Traffic)

    @property
    def carried(self) -> bool:
        """Whether it was passed on, and is told apart from what others gave."""
        return len(self.givers) == 1 and bool(self.takers) and not self.givers & {*self.takers}

    @property
    def way(self) -> str:
        """Say from whom it came, and to whom it went."""
        return f"{next(iter(self.givers))} -> {' and '.join(self.takers) or _ON}"


def carriers(events: Iterable[Event]) -> tuple[str, ...]:
    """Name the parties that pass on what another gave them.

    A thing goes by its name. Where several give a party something of one name, nobody can tell
    whose it passed on, and nothing is said of it.

    >>> carriers([Event("Ann", "server", "a packet", 9), Event("server", "Ben", "a packet", 9)])
    ('server',)
    """
    things = _things(events)
    return tuple(dict.fromkeys(party for (party, _), one in things.items() if one.carried))


def carried(events: Sequence[Event], party: str, upto: int | None = None) -> Ways:
    """Tell what a party learned by carrying, after the first ``upto`` events (all, if None).

    >>> way = [Event("Ann", "server", "a packet", 9), Event("server", "Ben", "a packet", 7)]
    >>> {way: str(traffic) for way, traffic in carried(way, "server").items()}
    {'Ann -> Ben': '1 time, 9 bytes'}
    """
    passed_on = {key for key, one in _things(events).items() if one.carried}
    found = dict[str, Traffic]()
    for key, one in _things(events[:upto]).items():
        if key in passed_on and key[0] == party:
            found[one.way] = found.get(one.way, Traffic()) + one.came
    return found


def seen_on_lines(events: Iterable[Event]) -> Ways:
    """Tell what somebody sees who taps every line, and opens nothing.

    >>> [*seen_on_lines([Event("Ann", "server", "a packet", 9), Event("Ann", "Ann", "thinks")])]
    ['Ann -> server']
    """
    found = dict[str, Traffic]()
    for event in events:
        if event.sender != event.receiver:
            way = f"{event.sender} -> {event.receiver}"
            found[way] = found.get(way, Traffic()) + Traffic(1, event.size)
    return found


def _things(events: Iterable[Event]) -> dict[tuple[str, str], _Thing]:
    found = dict[tuple[str, str], _Thing]()
    for event in events:
        if event.sender == event.receiver:
            continue
        at_receiver = found.setdefault((event.receiver, event.what), _Thing())
        at_receiver.givers.add(event.sender)
        at_receiver.came += Traffic(1, event.size)
        if at_sender := found.get((event.sender, event.what)):
            at_sender.takers[event.receiver] = None
    return found
