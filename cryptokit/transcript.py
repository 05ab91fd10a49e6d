"""Who sent what to whom, and what each party holds after it. Written by runs, read by lessons."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: ``sender`` gave ``what`` to ``receiver``; both may learn from it.

    ``size`` is the number of bytes on the wire, 0 for a step that a party takes alone (then
    ``receiver`` is the same party). ``learned`` names, for each party, what it newly holds.
    """

    sender: str
    receiver: str
    what: str
    size: int = 0
    learned: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """The events of one run, in order."""

    events: tuple[Event, ...] = ()

    def __add__(self, more: Iterable[Event]) -> "Transcript":
        return Transcript((*self.events, *more))

    def holdings(self, upto: int | None = None) -> dict[str, tuple[str, ...]]:
        """Tell what each party holds after the first ``upto`` events (all, if None).

        >>> run = Transcript() + [Event("Alice", "server", "hello", 5, (("server", "hello"),))]
        >>> run.holdings()
        {'Alice': (), 'server': ('hello',)}
        """
        held: dict[str, tuple[str, ...]] = {}
        for event in self.events[:upto]:
            for party in (event.sender, event.receiver):
                held.setdefault(party, ())
            for party, thing in event.learned:
                held[party] = (*held.get(party, ()), thing)
        return held
