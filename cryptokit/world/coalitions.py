"""The hero number ``k_eff``: the fewest jurisdictions whose orders suffice. No odds, no delay."""

from collections.abc import Iterator
from itertools import takewhile

from cryptokit.errors import Unknown
from cryptokit.knowledge import Fact, derive, minimal_sets
from cryptokit.world.model import FUTURE, PAST, Jurisdiction, World
from cryptokit.world.powers import Power
from cryptokit.world.reach import facts

Coalition = tuple[Jurisdiction, ...]


def minimal_coalitions(world: World, goal: Fact, powers: frozenset[Power]) -> Iterator[Coalition]:
    """List the sets of countries that reach the goal and could not spare a member, smallest first.

    Raises Unknown for a goal that the world never mentions.
    """
    _check_goal(world, goal)
    # Every tie to a country (place, seat, presence) is a tie to one country, so what a coalition
    # gets is the union of what its members get: ask for each member once.
    gives = {one: facts(world, [one], powers) for one in world.jurisdictions}
    useful = [one for one, given in gives.items() if given]

    def reaches(coalition: frozenset[Jurisdiction]) -> bool:
        pooled = frozenset[Fact]().union(*(gives[one] for one in coalition))
        return goal in derive(pooled, world.rules)

    for coalition in minimal_sets(useful, reaches):
        yield tuple(sorted(coalition))


def smallest_sets(world: World, goal: Fact, powers: frozenset[Power]) -> tuple[Coalition, ...]:
    """Give every set of the smallest size that reaches the goal; none if no set does."""
    coalitions = minimal_coalitions(world, goal, powers)
    first = next(coalitions, None)
    if first is None:
        return ()
    same = takewhile(lambda coalition: len(coalition) == len(first), coalitions)
    return tuple(sorted((first, *same)))


def k_eff(world: World, goal: Fact, powers: frozenset[Power]) -> int | None:
    """Count the fewest jurisdictions whose orders reach the goal; None if no number suffices.

    >>> from cryptokit.world import Level, load
    >>> split = load({"name": "a key abroad", "entities": {"op": {"inc": "VG"}},
    ...     "assets": [{"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]},
    ...                {"id": "kms", "loc": "SG", "custodian": "op", "holds": ["kek"]}],
    ...     "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}]})
    >>> k_eff(split, "past", Level.AT_REST.powers), k_eff(split, "past", Level.ENTITY.powers)
    (2, 1)
    """
    first = next(minimal_coalitions(world, goal, powers), None)
    return None if first is None else len(first)


def _check_goal(world: World, goal: Fact) -> None:
    named = {rule.out for rule in world.rules} | {f for rule in world.rules for f in rule.of}
    named |= {f for asset in world.assets for f in (*asset.holds, *asset.shares, *asset.ram)}
    if goal not in named | {PAST, FUTURE}:
        raise Unknown("goal", goal, known=named)
