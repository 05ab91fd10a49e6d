"""A message by who holds which key at which time: who reads it, who could have made it, when.

Facts and rules only, and pure functions over them. Where the facts come from: ``sealed_kinds`` has
textbook protocols, and ``sealed_runs`` reads them off real phones. Everybody has ``LINE``: every
packet so far, and a way to put one in.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cryptokit.exposure.runs import LINE
from cryptokit.knowledge import Fact, Rule, derive, minimal_sets


@dataclass(frozen=True, slots=True)
class Trip:
    """A message on its way: ``by`` sends it to ``to`` at step ``sent``; ``read`` is None for never.

    Steps count from 0 as in ``exposure``: what somebody holds at moment t is just before step t.
    """

    by: str
    to: str
    sent: int
    read: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """A party holds a fact from moment ``since`` on; at ``until`` it is deleted, if that is set."""

    party: str
    fact: Fact
    since: int = 0
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """One message of a conversation: ``held[t][party]`` are the facts that the party has at t.

    ``rules`` lead to ``text(n)``, the words of message n, and to ``made(n)``, a packet that its
    reader takes for message n. ``names`` tells what the messages are called, if not by number.
    """

    title: str
    number: int
    trips: tuple[Trip, ...]
    held: tuple[Mapping[str, frozenset[Fact]], ...] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.number < len(self.trips):
            raise ValueError(f"there are messages 0 to {len(self.trips) - 1}, not {self.number}")

    @property
    def trip(self) -> Trip:
        """The way of this message."""
        return self.trips[self.number]

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody, in the order of the description."""
        return tuple(self.held[0])

    @property
    def after(self) -> int:
        """The moment just after this message was read, or after it was sent if it never is."""
        return (self.trip.sent if self.trip.read is None else self.trip.read) + 1


def text(number: int) -> Fact:
    """Say that the words of a message are known."""
    return f"text {number}"


def made(number: int) -> Fact:
    """Say that one can make a packet that the reader takes for this message."""
    return f"made {number}"


def moments(
    held: Iterable[Held], parties: Iterable[str], last: int
) -> tuple[Mapping[str, frozenset[Fact]], ...]:
    """Write out who holds what at each moment from 0 to ``last``. Everybody has the line.

    >>> [sorted(at["Ann"]) for at in moments([Held("Ann", "key", until=1)], ["Ann"], 1)]
    [['key', 'the line'], ['the line']]
    """
    kept, everybody = tuple(held), tuple(parties)
    return tuple(
        {party: frozenset({LINE, *_at(kept, party, t)}) for party in everybody}
        for t in range(last + 1)
    )


def readers(sealed: Sealed) -> tuple[frozenset[str], ...]:
    """Give the smallest sets of parties that read the message on its way, smallest first.

    Its author has it, keys or not.

    >>> trip, nothing = Trip("Ann", "Ben", sent=0, read=1), moments([], ["Ann", "Ben"], 2)
    >>> readers(Sealed("never opened", 0, (trip,), nothing, ()))
    (frozenset({'Ann'}),)
    """
    return _on_the_way(sealed, text(sealed.number), {sealed.trip.by: text(sealed.number)})


def makers(sealed: Sealed) -> tuple[frozenset[str], ...]:
    """Give the smallest sets of parties that could have made the message, smallest first."""
    return _on_the_way(sealed, made(sealed.number), {})


def opened(sealed: Sealed, victims: Iterable[str], t: int) -> frozenset[int]:
    """Tell which messages a thief reads who recorded all packets and robs these parties at t.

    Raises ValueError for a moment that the description does not have.
    """
    if not 0 <= t < len(sealed.held):
        raise ValueError(f"t is a moment from 0 to {len(sealed.held) - 1}, not {t}")
    loot = frozenset({LINE}).union(*(sealed.held[t][victim] for victim in victims))
    known = derive(loot, sealed.rules)
    return frozenset(number for number in range(len(sealed.trips)) if text(number) in known)


def keyholders(sealed: Sealed) -> tuple[str, ...]:
    """Name the parties that have more than the line at some moment."""
    return tuple(one for one in sealed.parties if any(at[one] > {LINE} for at in sealed.held))


def robbed_together(sealed: Sealed, t: int) -> tuple[frozenset[str], ...]:
    """Give the smallest sets of parties that open this message if all are robbed at t."""
    return tuple(
        minimal_sets(sealed.parties, lambda some: sealed.number in opened(sealed, some, t))
    )


def closed_from(sealed: Sealed) -> int | None:
    """Give the moment after reading from which no theft from one party opens the message.

    None if some theft still opens it at the last moment that the description has.
    """
    last = len(sealed.held) - 1
    safe = None
    for t in range(last, sealed.after - 1, -1):
        if any(sealed.number in opened(sealed, [party], t) for party in sealed.parties):
            break
        safe = t
    return safe


def _on_the_way(
    sealed: Sealed, goal: Fact, given: Mapping[str, Fact]
) -> tuple[frozenset[str], ...]:
    # From just before it is sent, when its author has the key, to just after it was read.
    trip = sealed.trip
    last = len(sealed.held) - 1 if trip.read is None else trip.read + 1
    moments_of_it = sealed.held[trip.sent : last + 1]
    has = {
        party: frozenset({given.get(party, LINE)}).union(*(at[party] for at in moments_of_it))
        for party in sealed.parties
    }

    def reaches(some: frozenset[str]) -> bool:
        return goal in derive(frozenset[Fact]().union(*(has[one] for one in some)), sealed.rules)

    return tuple(minimal_sets(sealed.parties, reaches))


def _at(held: Iterable[Held], party: str, t: int) -> Iterator[Fact]:
    for one in held:
        if one.party == party and one.since <= t and (one.until is None or t < one.until):
            yield one.fact
