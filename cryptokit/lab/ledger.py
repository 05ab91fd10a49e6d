"""The ledger: who holds what after each step of a run, and what carriers learn by carrying.

Everything is read off the transcript and the world; what somebody could work out of it is for
``guarantee`` and ``world`` to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rich.console import RenderableType

from cryptokit.lab.carrying import Traffic, Ways, carried, carriers, seen_on_lines
from cryptokit.lab.ledger_places import Place, of_asset, places
from cryptokit.lab.printing import counted
from cryptokit.lab.shown import Cell, Shown
from cryptokit.transcript import Event, Transcript
from cryptokit.world import Asset, View, World

NEW: Final = "+"
"""Stands before what came in this step."""
_TAP: Final = "a tap on every line"
_SHOWN: Final = 6
"""So many ways are told one by one; the rest are added up."""
_AT_REST: Final = (View.DISK, View.PART, View.MEMORY)
_NOTHING: Final = "nothing yet"
_MARK: Final = f"{NEW} marks what is new in this step. Who wrote a message has it from the start."
_SET_UP: Final = "Machines with a set-up are in the world, and do not speak in this run."


@dataclass(frozen=True, slots=True, repr=False)
class Ledger:
    """What every party holds after ``step`` steps of a run; it prints and shows as a table."""

    transcript: Transcript = field(repr=False)
    world: World | None
    step: int

    def at(self, step: int) -> "Ledger":
        """Give the ledger after so many steps, 0 for none. Raises ValueError beyond the last."""
        last = len(self.transcript.events)
        if not 0 <= step <= last:
            raise ValueError(f"this run has steps 1 to {last}, and 0 is before the first: {step}")
        return replace(self, step=step)

    def __iter__(self) -> "Iterator[Ledger]":
        return (self.at(step) for step in range(1, self.step + 1))

    @property
    def table(self) -> Shown:
        """The table: a row for each party, then who carries, then machines that do not speak."""
        where = ("company", "country") if self.world else ()
        last = len(self.transcript.events)
        rows = (*_parties(self), *_by_carrying(self), *_silent(self))
        return Shown(
            f"Who holds what after step {self.step} of {last}",
            ("party", *where, "holds"),
            tuple((party, *_columns(self, place), holds) for party, place, holds in rows),
            above=(_happened(self),),
            below=(_MARK, *([_SET_UP] if any(_silent(self)) else [])),
        )

    def __rich__(self) -> RenderableType:
        return self.table

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> str:
        return self.table.html()


_Row = tuple[str, Place, Cell]


def ledger(
    transcript: Transcript, world: World | None = None, *, upto: int | None = None
) -> Ledger:
    """Show who holds what after the first ``upto`` steps of a run (all, if None).

    With the world of the run, each party has its company and its country. Iterate for every step.
    Raises ValueError for a step that the run does not have.

    >>> from cryptokit.messengers import named
    >>> run = Transcript() + [Event("Ann", "server", "packet 1", 204, (("server", "packet 1"),)),
    ...                       Event("server", "Ben", "packet 1", 204, (("Ben", "message 1"),))]
    >>> ledger(run, named("secret_chat").world).at(1)
    Who holds what after step 1 of 2
    step 1: Ann -> server: packet 1, 204 bytes
    <BLANKLINE>
    party                 company                   country   holds
    ...
    server                nl (NL), of parent (VG)   NL        +packet 1
    Ben                   none: their own phone     FR        nothing yet
    server, by carrying   nl (NL), of parent (VG)   NL        +Ann -> (not passed on yet): 1 time...
    a tap on every line   -                         -         +Ann -> server: 1 time, 204 bytes
    ...

    See: Qiskit textbook, chapter on quantum key distribution, whose ledger is typed by hand.
    """
    whole = Ledger(transcript, world, len(transcript.events))
    return whole if upto is None else whole.at(upto)


def _parties(now: Ledger) -> Iterator[_Row]:
    events = now.transcript.events
    holds, came = now.transcript.holdings(now.step), _learned(events[: now.step][-1:])
    before = now.transcript.holdings(max(0, now.step - 1))
    for party, place in _places(now).items():
        old = before.get(party, ())
        things = [
            f"{NEW}{thing}" if thing not in old and (party, thing) in came else thing
            for thing in dict.fromkeys(holds.get(party, ()))
        ]
        yield party, place, "; ".join(things) or _NOTHING


def _by_carrying(now: Ledger) -> Iterator[_Row]:
    events, before, where = now.transcript.events, max(0, now.step - 1), _places(now)
    for party in carriers(events):
        ways = carried(events, party, now.step), carried(events, party, before)
        yield f"{party}, by carrying", where[party], _said(*ways)
    if seen_on_lines(events):
        ways = seen_on_lines(events[: now.step]), seen_on_lines(events[:before])
        yield _TAP, Place(), _said(*ways)


def _silent(now: Ledger) -> Iterator[_Row]:
    """Give the machines of the world that no event names, with what lies there from the start."""
    if now.world is None:
        return
    speaking = {place.asset for place in _places(now).values()}
    for asset in now.world.assets:
        if asset.id not in speaking and (held := _set_up(asset)):
            yield asset.id, of_asset(asset, now.world), held


def _set_up(asset: Asset) -> str:
    held = (f"{view} {', '.join(asset.facts(view))}" for view in _AT_REST if asset.facts(view))
    said = "; ".join(held)
    return f"set-up: {said}" if said else ""


def _places(now: Ledger) -> Mapping[str, Place]:
    parties = tuple(now.transcript.holdings())
    return places(parties, now.world) if now.world else dict.fromkeys(parties, Place())


def _columns(now: Ledger, place: Place) -> tuple[str, ...]:
    return (place.company, place.country) if now.world else ()


def _learned(events: Sequence[Event]) -> frozenset[tuple[str, str]]:
    return frozenset(one for event in events for one in event.learned)


def _said(now: Ways, before: Ways) -> Cell:
    """Tell traffic by way, the first few one by one, with a mark where it grew."""
    ways = [(way, traffic, traffic != before.get(way)) for way, traffic in now.items()]
    rest = ways[_SHOWN:]
    if rest:
        more = sum((traffic for _, traffic, _ in rest), start=Traffic())
        ways = [
            *ways[:_SHOWN],
            (f"{counted(len(rest), 'more way')}", more, any(new for *_, new in rest)),
        ]
    said = (f"{NEW if new else ''}{way}: {traffic}" for way, traffic, new in ways)
    return tuple(said) or _NOTHING


def _happened(now: Ledger) -> str:
    if not now.step:
        return "step 0: nothing has happened yet"
    event = now.transcript.events[now.step - 1]
    if event.sender == event.receiver:
        return f"step {now.step}: {event.sender}, alone: {event.what}"
    return (
        f"step {now.step}: {event.sender} -> {event.receiver}: {event.what}, {event.size:,} bytes"
    )
