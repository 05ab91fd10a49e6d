"""Which of all that orders bring has to do with a goal: nobody would ask for the rest.

What shows of it is in ``notice``, and how it leads to the goal is in ``explain``.
"""

from collections.abc import Mapping
from functools import lru_cache

from cryptokit.knowledge import Fact
from cryptokit.world.model import Piece, World
from cryptokit.world.powers import Power
from cryptokit.world.reach import Order
from cryptokit.world.tree import fault_tree


def counting(
    world: World,
    goal: Fact,
    powers: frozenset[Power],
    reached: Mapping[Piece, Order | None],
) -> dict[Piece, Order | None]:
    """Keep, of what ``reach`` gave for these powers, the pieces that a goal can rest on.

    Raises Unknown for a goal that the world never mentions.

    >>> from cryptokit.world import Level, load, reach, signs
    >>> cloud = load({"entities": {"op": {"inc": "NL"}}, "code_signer": "op", "assets": [
    ...     {"id": "db", "loc": "NL", "custodian": "op", "holds": ["past", "bills"]}],
    ...     "rules": [{"out": "future", "k": 1, "of": ["past", "CODE"]}]})
    >>> powers = Level.CODE.powers
    >>> found = reach(cloud, ["NL"], powers)
    >>> [one.asset for one in counting(cloud, "past", powers, found)]
    ['db']
    >>> [one.power.value for one in signs(cloud, counting(cloud, "future", powers, found))]
    ['code']

    See: Vesely et al., "Fault Tree Handbook", NUREG-0492, chapter IV, 1981.
    """
    counts = _counts(world, goal, powers)
    return {p: order for p, order in reached.items() if counts.intersection(world.facts(p))}


@lru_cache(maxsize=64)
def _counts(world: World, goal: Fact, powers: frozenset[Power]) -> frozenset[Fact]:
    """Give the facts: they are the same for every coalition."""
    return fault_tree(world, goal, powers).rests_on
