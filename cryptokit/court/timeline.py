"""Orders over time: served, refused, carried out after a delay, and noticed when a gag ends.

It is a plan: records in, dated entries out. Nothing is seized here; ``experiment.over_time`` lets a
chat go on meanwhile, seizes what lies there on each day, and has it examined.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from cryptokit.errors import Unknown
from cryptokit.world import NOTES, Order, Piece, Power, View, World, reach

_GROUP: Final = frozenset({Power.ENTITY, Power.PERSON, Power.CONTROL})
_NO_FILES: Final = frozenset({Power.CODE, Power.DIRECTORY})
_NOBODY: Final = ""


@dataclass(frozen=True, slots=True)
class Writ:
    """An order with its dates; times are in Unix seconds, ``delay`` in seconds.

    ``refused`` says why it was not obeyed, if it was not. ``gag`` is the time until which nobody
    may speak of it. Raises ValueError for a negative delay and a gag that ends before it begins.
    """

    order: Order
    served: int
    delay: int = 0
    refused: str = ""
    gag: int | None = None

    def __post_init__(self) -> None:
        if self.delay < 0:
            raise ValueError(f"an order takes no time or some, not {self.delay} seconds")
        if self.gag is not None and self.gag < self.served:
            raise ValueError("a gag ends after the order is served, not before")

    @property
    def done(self) -> int:
        """When it is carried out, or refused."""
        return self.served + self.delay


class Happening(StrEnum):
    """What an entry of a timeline tells of; of one second, the earlier word comes first."""

    SERVED = "served"
    REFUSED = "refused"
    SEIZED = "seized"
    NOTICED = "noticed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated entry: ``at`` in Unix seconds, ``text`` in words, ``pieces`` if files are taken."""

    at: int
    what: Happening
    writ: Writ
    text: str
    pieces: tuple[Piece, ...] = ()


_SHOWS: Final = {
    Power.ENDPOINT: "the owner sees that the phone is gone",
    Power.CODE: "whoever compares the program with its published source can see the change",
    Power.DIRECTORY: "whoever compares the pictures of the keys can see that one was swapped",
}
"""What shows by itself, gag or no gag; of all else a user only knows what somebody tells."""


def timeline(world: World, writs: Iterable[Writ]) -> tuple[Entry, ...]:
    """Say in order of time what happens, what is taken, and what users can notice and when.

    An order on what is outside its reach is served and brings nothing. Raises Unknown for a country
    or a target that does not occur in the world.

    >>> from cryptokit.world import load
    >>> world = load({"entities": {"op": {"inc": "NL"}},
    ...               "assets": [{"id": "db", "loc": "NL", "custodian": "op"}]})
    >>> writ = Writ(Order("NL", Power.AT_REST, "db"), served=0, delay=5, gag=9)
    >>> for one in timeline(world, [writ]):
    ...     print(one.at, one.what, one.text, sep=": ")
    0: served: NL orders disks (db), under a gag
    5: seized: db: disk
    9: noticed: the gag ends, and the operator may tell of it

    See: NDR and WDR, 7 September 2022: of 202 requests of the German police, 64 were answered.
    """
    entries = [entry for writ in writs for entry in _entries(world, writ)]
    return tuple(sorted(entries, key=lambda entry: (entry.at, list(Happening).index(entry.what))))


def pieces(world: World, order: Order) -> tuple[Piece, ...]:
    """Give what one single order brings, by ``reach``, in a world where it binds nobody else.

    An order on code or keys brings no files: it opens what is sent later. Raises Unknown.
    """
    _check(world, order)
    alone = _only(world, order.target) if order.power in _GROUP else world
    if order.power in _NO_FILES or order.by not in alone.jurisdictions:
        return ()
    powers = _GROUP if order.power is Power.CONTROL else frozenset({order.power})
    brought = reach(alone, [order.by], powers).items()
    return tuple(
        piece
        for piece, by in brought
        if by is not None and by.target == order.target and _is_there(world, piece)
    )


def _is_there(world: World, piece: Piece) -> bool:
    """Tell whether there is a file: always for a disk, else if anything is in it."""
    return piece.view is View.DISK or bool(world.facts(piece))


def _entries(world: World, writ: Writ) -> Iterator[Entry]:
    order, taken = writ.order, pieces(world, writ.order)
    gagged = ", under a gag" if writ.gag is not None else ""
    served = f"{order.by} orders {NOTES[order.power].title} ({order.target}){gagged}"
    yield Entry(writ.served, Happening.SERVED, writ, served)
    if writ.refused:
        yield Entry(writ.done, Happening.REFUSED, writ, writ.refused)
    else:
        yield Entry(writ.done, Happening.SEIZED, writ, _taken(order, taken), taken)
        if order.power in _SHOWS and (taken or order.power in _NO_FILES):
            yield Entry(writ.done, Happening.NOTICED, writ, _SHOWS[order.power])
    if order.power is not Power.ENDPOINT:
        lead = "" if writ.gag is None else "the gag ends, and "
        at = writ.served if writ.gag is None else writ.gag
        yield Entry(at, Happening.NOTICED, writ, f"{lead}the operator may tell of it")


def _taken(order: Order, taken: tuple[Piece, ...]) -> str:
    if order.power in _NO_FILES:
        return "no files: from now on, it opens what is sent"
    views = dict[str, list[str]]()
    for piece in taken:
        views.setdefault(piece.asset, []).append(piece.view)
    said = "; ".join(f"{asset}: {', '.join(some)}" for asset, some in views.items())
    return said or "nothing: it is out of this order's reach"


def _only(world: World, target: str) -> World:
    """Leave a world in which no entity and no person but the target can be bound on the spot."""
    entities = (one if one.id == target else replace(one, inc=_NOBODY) for one in world.entities)
    persons = (one for one in world.persons if one.id == target)
    return replace(world, entities=tuple(entities), persons=tuple(persons))


def _check(world: World, order: Order) -> None:
    assets = {one.id for one in world.assets}
    owners = {one.id for one in world.entities} | {one.id for one in world.persons}
    known = owners if order.power in _GROUP | _NO_FILES else assets
    if order.target not in known:
        raise Unknown("target", order.target, known=known)
    if order.by not in world.jurisdictions:
        raise Unknown("country", order.by, known=world.jurisdictions)
