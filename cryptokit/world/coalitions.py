"""The hero number ``k_eff``: the fewest jurisdictions whose orders suffice. No odds, no delay."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from cryptokit import knowledge
from cryptokit.errors import Unknown
from cryptokit.knowledge import Fact, Reaches, Rule, derive, minimal_sets
from cryptokit.world.model import CODE, DIRECTORY, FUTURE, PAST, Jurisdiction, World
from cryptokit.world.powers import Level, Power
from cryptokit.world.reach import facts

Coalition = tuple[Jurisdiction, ...]
Gives = tuple[tuple[Jurisdiction, frozenset[Fact]], ...]
"""What each country brings by itself."""


def minimal_coalitions(world: World, goal: Fact, powers: frozenset[Power]) -> Iterator[Coalition]:
    """List the sets of countries that reach the goal and could not spare a member, smallest first.

    Raises Unknown for a goal that the world never mentions.
    """
    _check_goal(world, goal)
    gives = _gives(world, powers)
    for coalition in minimal_sets(dict(gives), _reaches(world.rules, goal, gives)):
        yield tuple(sorted(coalition))


def smallest_sets(world: World, goal: Fact, powers: frozenset[Power]) -> tuple[Coalition, ...]:
    """Give every set of the smallest size that reaches the goal; none if no set does."""
    _check_goal(world, goal)
    return _smallest(world.rules, goal, _gives(world, powers))


def answers(
    world: World, *, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> dict[str, Any]:
    """Give k_eff and the smallest sets for both goals on every rung, as plain values.

    ``progress`` is called with how many searches are done, and how many there are.
    """
    goals: dict[str, dict[str, Any]] = {PAST: {}, FUTURE: {}}
    for done, (goal, level) in enumerate(product(goals, Level)):
        progress(done, len(goals) * len(Level))
        sets = smallest_sets(world, goal, level.powers)
        goals[goal][level.value] = {
            "k_eff": len(sets[0]) if sets else None,
            "smallest_sets": [list(one) for one in sets],
        }
    return {"name": world.name, "goals": goals}


def unheld(world: World) -> tuple[Fact, ...]:
    """Name the facts that are asked for, but that nobody holds and no rule makes.

    A user's own factor is one of them on purpose; a slip of the pen looks just the same.
    """
    asked = {PAST} | {fact for rule in world.rules for fact in rule.of}
    held = {f for asset in world.assets for f in (*asset.holds, *asset.shares, *asset.ram)}
    made = {rule.out for rule in world.rules}
    return tuple(sorted(asked - held - made - {CODE, DIRECTORY}))


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


def _gives(world: World, powers: frozenset[Power]) -> Gives:
    """Give what each country brings by itself.

    Every tie to a country (place, seat, presence) is a tie to one country, so what a coalition gets
    is the union of what its members get.
    """
    each = ((one, facts(world, [one], powers)) for one in world.jurisdictions)
    return tuple((one, given) for one, given in each if given)


def _reaches(rules: tuple[Rule, ...], goal: Fact, gives: Gives) -> Reaches:
    brought = dict(gives)

    def reaches(coalition: frozenset[Jurisdiction]) -> bool:
        pooled = frozenset[Fact]().union(*(brought[one] for one in coalition))
        return goal in derive(pooled, rules)

    return reaches


@lru_cache(maxsize=64)
def _smallest(rules: tuple[Rule, ...], goal: Fact, gives: Gives) -> tuple[Coalition, ...]:
    """Search once for rungs that bring the same: a higher rung often adds nothing."""
    sets = knowledge.smallest_sets(dict(gives), _reaches(rules, goal, gives))
    return tuple(sorted(tuple(sorted(one)) for one in sets))


def _check_goal(world: World, goal: Fact) -> None:
    named = {rule.out for rule in world.rules} | {f for rule in world.rules for f in rule.of}
    named |= {f for asset in world.assets for f in (*asset.holds, *asset.shares, *asset.ram)}
    if goal not in named | {PAST, FUTURE}:
        raise Unknown("goal", goal, known=named)
