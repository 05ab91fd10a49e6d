"""Orders over time: served, refused, carried out after a delay, and noticed when a gag ends.

It is a plan: records in, dated entries out. Nothing is seized here; ``experiment.over_time`` lets a
chat go on meanwhile, seizes what lies there on each day, and has it examined.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from cryptokit.court.custody import words
from cryptokit.court.writs import Pressure, Writ
from cryptokit.errors import Unknown
from cryptokit.world import (
    CHANGED,
    SWAPPED,
    Order,
    Piece,
    Power,
    View,
    World,
    lasts,
    nexus,
    reach,
    served_in,
    signs,
)
from cryptokit.world.notes import noted

_GROUP: Final = frozenset({Power.ENTITY, Power.PERSON, Power.CONTROL})
_CHANGES: Final = {Power.CODE: CHANGED, Power.DIRECTORY: SWAPPED}
_COMPANY: Final = _GROUP.union(_CHANGES, {Power.COOPERATION, Power.METADATA, Power.INSIDER})
"""Powers that take hold of a company or a person, and not of a thing where it stands."""
_NOBODY: Final = ""
_LEVERAGE: Final = noted("L1")
_BEGINS: Final = {
    CHANGED: "a copy of what the changed program sends",
    SWAPPED: "what is said under the swapped key",
}


class Happening(StrEnum):
    """What an entry of a timeline tells of; of one second, the earlier word comes first."""

    SERVED = "served"
    REFUSED = "refused"
    PRESSED = "pressed"
    BEGUN = "begun"
    SEIZED = "seized"
    COLLECTED = "collected"
    NOTICED = "noticed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated entry: ``at`` in Unix seconds, ``text`` in words, ``pieces`` if files are taken."""

    at: int
    what: Happening
    writ: Writ
    text: str
    pieces: tuple[Piece, ...] = ()


def timeline(world: World, writs: Iterable[Writ]) -> tuple[Entry, ...]:
    """Say in order of time what happens, what is taken, and what users can notice and when.

    An order on what is outside its reach is served and brings nothing; what an order begins is
    collected by whoever lets the time pass. Raises Unknown for a country or a target that does not
    occur in the world.

    >>> from cryptokit.world import load
    >>> world = load({"entities": {"op": {"inc": "NL"}},
    ...               "assets": [{"id": "db", "loc": "NL", "custodian": "op"}]})
    >>> writ = Writ(Order("NL", Power.AT_REST, "db"), served=0, delay=5, gag=9)
    >>> for one in timeline(world, [writ]):
    ...     print(one.at, one.what, one.text, sep=": ")
    0: served: NL orders disks (db), by place, under a gag
    5: seized: db: disk
    9: noticed: the gag ends, and the operator may tell of it

    See: NDR and WDR, 7 September 2022: of 202 requests of the German police, 64 were answered.
    """
    entries = [entry for writ in writs for entry in _entries(world, writ)]
    return tuple(sorted(entries, key=lambda entry: (entry.at, list(Happening).index(entry.what))))


def pieces(world: World, order: Order) -> tuple[Piece, ...]:
    """Give what one single order brings, by ``reach``, in a world where it binds nobody else.

    An order on code or keys brings ``CHANGED`` or ``SWAPPED``. Raises Unknown.

    >>> from cryptokit.world import load
    >>> world = load({"entities": {"op": {"inc": "NL"}}, "code_signer": "op", "assets": []})
    >>> pieces(world, Order("NL", Power.CODE, "op")) == (CHANGED,)
    True
    """
    _check(world, order)
    alone = _only(world, order.target) if order.power in _COMPANY else world
    if order.by not in alone.jurisdictions:
        return ()
    brought = reach(alone, [order.by], _powers(order.power)).items()
    wanted = _CHANGES.get(order.power)
    return tuple(
        piece
        for piece, by in brought
        if by is not None and by.target == order.target and wanted in {None, piece}
        if _is_there(world, piece)
    )


def _powers(power: Power) -> frozenset[Power]:
    """Give what the reach of one order takes: a company or a person must be bound to change."""
    if power is Power.CONTROL:
        return _GROUP
    if power in _CHANGES:
        return frozenset({power, Power.ENTITY, Power.PERSON})
    return frozenset({power})


def _is_there(world: World, piece: Piece) -> bool:
    """Tell whether there is a file: always for a disk, else if anything is in it."""
    return piece.view is View.DISK or bool(world.facts(piece))


def _entries(world: World, writ: Writ) -> Iterator[Entry]:
    order, taken = writ.order, pieces(world, writ.order)
    if order.power is not Power.INSIDER:
        yield Entry(writ.served, Happening.SERVED, writ, _served(world, writ))
    if writ.refused:
        yield Entry(writ.done, Happening.REFUSED, writ, writ.refused)
    else:
        begins = bool(taken) and all(map(lasts, taken))
        what = Happening.BEGUN if begins else Happening.SEIZED
        yield Entry(writ.done, what, writ, _told(order, taken), taken)
        for sign in signs(world, dict.fromkeys(taken, order)):
            yield Entry(writ.done, Happening.NOTICED, writ, sign.what)
    if writ.pressure is not None:
        yield from _pressed(writ, writ.pressure)
    if order.power not in {Power.ENDPOINT, Power.INSIDER}:
        lead = "" if writ.gag is None else "the gag ends, and "
        at = writ.served if writ.gag is None else writ.gag
        yield Entry(at, Happening.NOTICED, writ, f"{lead}the operator may tell of it")


def _pressed(writ: Writ, pressure: Pressure) -> Iterator[Entry]:
    said = f"{pressure.what}: nothing is learned by it"
    yield Entry(pressure.at, Happening.PRESSED, writ, said)
    yield Entry(pressure.at, Happening.NOTICED, writ, _LEVERAGE.noticed)


def _served(world: World, writ: Writ) -> str:
    order, gagged = writ.order, ", under a gag" if writ.gag is not None else ""
    what = words(order, served_in(world, order))
    return f"{what}, by {nexus(world, order)}{gagged}"


def _told(order: Order, taken: tuple[Piece, ...]) -> str:
    views = dict[str, list[str]]()
    for piece in taken:
        if piece in _BEGINS:
            return f"from now on, {_BEGINS[piece]}"
        views.setdefault(piece.asset, []).append(piece.view)
    said = "; ".join(f"{asset}: {', '.join(some)}" for asset, some in views.items())
    if order.power is Power.INSIDER:
        return f"{order.target} takes, without any paper: {said or 'nothing'}"
    if taken and all(map(lasts, taken)):
        return f"from now on, a copy of {said}"
    return said or "nothing: it is out of this order's reach"


def _only(world: World, target: str) -> World:
    """Leave a world in which no entity and no person but the target can be bound on the spot."""
    entities = (
        one if one.id == target else replace(one, inc=_NOBODY, markets=()) for one in world.entities
    )
    persons = (one for one in world.persons if one.id == target)
    return replace(world, entities=tuple(entities), persons=tuple(persons))


def _check(world: World, order: Order) -> None:
    nexus(world, order)  # who is no target for such an order is unknown to it
    if order.by not in world.jurisdictions:
        raise Unknown("country", order.by, known=world.jurisdictions)
