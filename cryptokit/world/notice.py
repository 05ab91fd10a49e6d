"""What a user could notice of orders, and how: a changed log or fingerprint, a phone that is gone.

An order is visible to users only if something that they can see changes. What operators may tell,
and when, is for ``court.timeline``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.world.model import CHANGED, SWAPPED, Piece, World
from cryptokit.world.powers import NOTES, Power
from cryptokit.world.reach import Order

_CHANGES: Final = {CHANGED: Power.CODE, SWAPPED: Power.DIRECTORY}


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that shows by itself: by which power, on whom, and what there is to see."""

    power: Power
    target: str
    what: str


def signs(world: World, reached: Mapping[Piece, Order | None]) -> tuple[Sign, ...]:
    """Give what shows of what ``reach`` gave, in the order of the powers; most leave no sign.

    Whoever is ordered in person is seen to be, though the order then goes through a whole group.

    >>> from cryptokit.world import Level, load, reach
    >>> messenger = load({"entities": {"op": {"inc": "US"}}, "directory": "op", "assets": []})
    >>> [one.power.value for one in signs(messenger, reach(messenger, ["US"], Level.CODE.powers))]
    ['directory']
    """
    people = {person.id for person in world.persons}
    made = [
        (power, order.target)
        for piece, order in reached.items()
        if order is not None
        for power in (
            Power.PERSON
            if order.power is Power.CONTROL and order.target in people
            else order.power,
            _CHANGES.get(piece, order.power),
        )
    ]
    ranked = sorted(set(made), key=lambda one: (list(Power).index(one[0]), one[1]))
    found = (Sign(power, target, NOTES[power].noticed) for power, target in ranked)
    return tuple(one for one in found if one.what)
