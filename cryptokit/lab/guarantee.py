"""A guarantee: for one message, against whom it is secret, who made it, what a theft opens.

The sentences are computed from who holds which key when. That keys are not guessed and that
phones do what their protocol says is taken for granted.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, groupby
from typing import Final

from rich.console import RenderableType

from cryptokit.lab.sealed import (
    Sealed,
    closed_from,
    keyholders,
    makers,
    opened,
    readers,
    robbed_together,
)
from cryptokit.lab.shown import Shown

_SECRET, _MADE, _THEFT = "secret", "made by", "a later theft"
_NOTE: Final = (
    "Each key is taken to be whose it is said to be. The thief recorded every packet, robs once, "
    "logs in with what was found, and changes nothing. What a phone keeps in the clear is not "
    "counted."
)
_RUN: Final = 3
"""So many numbers in a row are written as a range."""
_NOBODY: Final = "nobody"


@dataclass(frozen=True, slots=True, repr=False)
class Guarantee:
    """Three sentences on one message; it prints and shows as a table."""

    title: str
    secret: str
    made: str
    theft: str
    note: str = field(default=_NOTE)

    @property
    def table(self) -> Shown:
        """The sentences as rows."""
        rows = ((_SECRET, self.secret), (_MADE, self.made), (_THEFT, self.theft))
        return Shown(self.title, ("question", "answer"), rows, below=(self.note,))

    def __rich__(self) -> RenderableType:
        return self.table

    def __repr__(self) -> str:
        return f"{self.title}\n{self.secret}\n{self.made}\n{self.theft}\n{self.note}"

    def _repr_html_(self) -> str:
        return self.table.html()


def guarantee(sealed: Sealed, *, theft: int | None = None) -> Guarantee:
    """Say what one message guarantees; ``theft`` is a moment, just after the message if None.

    Raises ValueError for a moment that the description does not have.

    >>> from cryptokit.lab.sealed_kinds import aead
    >>> guarantee(aead())
    message 0: authenticated encryption
    Secret against: the relay, the wiretap. Not against: Ann, Ben.
    Could have made it: Ann, Ben. Ben knows that it was Ann, and can prove it to nobody.
    A theft just after it opens: from Ann or Ben: message 0; from anybody else: nothing. To one \
theft or another, message 0 stays open to the end of this run.
    Each key is taken to be whose it is said to be. The thief recorded every packet, robs ...

    See: Noise Explorer, one page for each message of a pattern.
    """
    t = sealed.after if theft is None else theft
    return Guarantee(
        f"{_called(sealed, [sealed.number])}: {sealed.title}",
        _secret(sealed),
        _made(sealed),
        _theft(sealed, t),
    )


def _secret(sealed: Sealed) -> str:
    sets = readers(sealed)
    closed = [one for one in sealed.parties if frozenset({one}) not in sets]
    return f"Secret against: {_listed(closed)}. Not against: {_listed(_sets(sealed, sets))}."


def _made(sealed: Sealed) -> str:
    sets = makers(sealed)
    return f"Could have made it: {_listed(_sets(sealed, sets))}. {_proof(sealed, sets)}"


def _proof(sealed: Sealed, sets: Sequence[frozenset[str]]) -> str:
    """Say what the message proves to its reader, and what the reader can prove to others."""
    by, to = sealed.trip.by, sealed.trip.to
    could = frozenset[str]().union(*sets)
    if could - {by, to}:
        return f"Not even {to} can tell who it was."
    start = to[:1].upper() + to[1:]
    if to in could:
        return f"{start} knows that it was {by}, and can prove it to nobody."
    return f"{start} can prove that it was {by} to whoever knows {by}'s public key."


def _theft(sealed: Sealed, t: int) -> str:
    alone = opened(sealed, [], t)
    if sealed.number in alone:
        return f"No theft is needed: who recorded it reads {_called(sealed, alone)}."
    said = "; ".join(f"from {who}: {_called(sealed, some)}" for who, some in _loot(sealed, t))
    when = "just after it" if t == sealed.after else f"before step {t}"
    return f"A theft {when} opens: {said}. {_ending(sealed)}"


def _loot(sealed: Sealed, t: int) -> Iterator[tuple[str, frozenset[int]]]:
    """Tell what a theft opens, parties that give the same together."""
    found, holding = dict[frozenset[int], list[str]](), keyholders(sealed)
    for party in holding:
        found.setdefault(opened(sealed, [party], t), []).append(party)
    if len(holding) < len(sealed.parties):
        found.setdefault(opened(sealed, [], t), []).append("anybody else")
    yield from ((" or ".join(some), what) for what, some in found.items())
    together = [some for some in robbed_together(sealed, t) if len(some) > 1]
    if together:
        yield " or ".join(_sets(sealed, together)), opened(sealed, together[0], t)


def _ending(sealed: Sealed) -> str:
    """Say from when on no theft opens this message, if it ever comes to that."""
    it, end = _called(sealed, [sealed.number]), closed_from(sealed)
    if end is None:
        return f"To one theft or another, {it} stays open to the end of this run."
    when = "No later theft" if end == sealed.after else f"From step {end} on, no theft"
    return f"{when} from one party opens {it}."


def _sets(sealed: Sealed, sets: Iterable[frozenset[str]]) -> Iterator[str]:
    """Name sets of parties: those of one first, and all sets of one size in a few words."""
    ordered = [[party for party in sealed.parties if party in some] for some in sets]
    yield from sorted((one for one, *rest in ordered if not rest), key=sealed.parties.index)
    larger = [some for some in ordered if len(some) > 1]
    everybody = [party for party in sealed.parties if any(party in some for some in larger)]
    size = min(map(len, larger), default=0)
    if sorted(larger) == sorted(map(list, combinations(everybody, size))) and len(larger) > 1:
        yield f"any {size} of {', '.join(everybody)} together"
    else:
        yield from (f"{' and '.join(some)} together" for some in larger)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or _NOBODY


def _called(sealed: Sealed, numbers: Collection[int]) -> str:
    """Name messages: by their names if they have any, else by number, runs in short.

    Numbers count from 0.
    """
    if not numbers:
        return "nothing"
    if sealed.names:
        return " and ".join(sealed.names[number] for number in sorted(numbers))
    noun = "message" if len(numbers) == 1 else "messages"
    *most, last = _runs(sorted(numbers))
    return f"{noun} {', '.join(most)} and {last}" if most else f"{noun} {last}"


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    """Write rising numbers, three or more in a row as "2 to 4".

    >>> list(_runs([0, 2, 3, 4, 6, 7]))
    ['0', '2 to 4', '6', '7']
    """
    for _, group in groupby(enumerate(numbers), key=lambda one: one[1] - one[0]):
        run = [str(number) for _, number in group]
        yield from run if len(run) < _RUN else [f"{run[0]} to {run[-1]}"]
