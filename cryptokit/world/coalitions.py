"""The hero number ``k_eff``: the fewest jurisdictions whose orders suffice. No odds, no delay."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from cryptokit.knowledge import Fact
from cryptokit.world import search
from cryptokit.world.model import CODE, DIRECTORY, FUTURE, PAST, Jurisdiction, World
from cryptokit.world.powers import Level, Power
from cryptokit.world.tree import Tree, fault_tree

Coalition = tuple[Jurisdiction, ...]
"""Countries that serve orders together, in the order of their codes."""


def minimal_coalitions(world: World, goal: Fact, powers: frozenset[Power]) -> Iterator[Coalition]:
    """List the sets of countries that reach the goal and could not spare a member, smallest first.

    In fault tree analysis they are the minimal cut sets. Above some 16 countries their number is
    the trouble: ``odds.minimal_cut_sets`` counts them without listing. Raises Unknown for a goal
    that the world never mentions.
    """
    tree = fault_tree(world, goal, powers)
    return (_named(tree, chosen) for chosen in search.minimal(tree))


def smallest_sets(world: World, goal: Fact, powers: frozenset[Power]) -> tuple[Coalition, ...]:
    """Give every set of the smallest size that reaches the goal; none if no set does.

    What lies open to anybody needs nobody's order: then the only set is the empty one, ``((),)``.
    Raises Unknown for a goal that the world never mentions.
    """
    return _smallest(fault_tree(world, goal, powers))


def answers(
    world: World,
    *,
    beside: frozenset[Power] = frozenset(),
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> dict[str, Any]:
    """Give k_eff and the smallest sets for both goals on every rung, as plain values.

    ``beside`` are powers that go to every rung; they are named if there are any. ``progress`` is
    called with how many searches are done, and how many there are.
    """
    goals: dict[str, dict[str, Any]] = {PAST: {}, FUTURE: {}}
    for done, (goal, level) in enumerate(product(goals, Level)):
        progress(done, len(goals) * len(Level))
        sets = smallest_sets(world, goal, level.powers | beside)
        goals[goal][level.value] = {
            "k_eff": len(sets[0]) if sets else None,
            "smallest_sets": [list(one) for one in sets],
        }
    named = {"beside": sorted(beside, key=list(Power).index)} if beside else {}
    return {"name": world.name, **named, "goals": goals}


def unheld(world: World) -> tuple[Fact, ...]:
    """Name the facts that are asked for, but that nobody holds and no rule makes.

    A user's own factor is one of them on purpose; a slip of the pen looks just the same.
    """
    asked = {PAST} | {fact for rule in world.rules for fact in rule.of}
    held = {fact for asset in world.assets for fact in asset.brings}
    made = {rule.out for rule in world.rules}
    return tuple(sorted(asked - held - made - {CODE, DIRECTORY}))


def k_eff(world: World, goal: Fact, powers: frozenset[Power]) -> int | None:
    """Count the fewest jurisdictions whose orders reach the goal; None if no number suffices.

    It is 0 where anybody can look. In fault tree analysis it is the order of the smallest minimal
    cut set. Raises Unknown for a goal that the world never mentions.

    >>> from cryptokit.world import Level, load
    >>> split = load({"name": "a key abroad", "entities": {"op": {"inc": "VG"}},
    ...     "assets": [{"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]},
    ...                {"id": "kms", "loc": "SG", "custodian": "op", "holds": ["kek"]}],
    ...     "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}]})
    >>> k_eff(split, "past", Level.AT_REST.powers), k_eff(split, "past", Level.ENTITY.powers)
    (2, 1)
    """
    return size_of_smallest(fault_tree(world, goal, powers))


def size_of_smallest(tree: Tree) -> int | None:
    """Give ``k_eff`` of a tree, which may be a world after its treaties.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"})}
    >>> size_of_smallest(tree_of([Rule("past", 2, ("ct", "key"))], "past", halves))
    2
    """
    first = next(search.smallest(tree), None)
    return None if first is None else len(first)


@lru_cache(maxsize=64)
def _smallest(tree: Tree) -> tuple[Coalition, ...]:
    """Search once for rungs that bring the same: a higher rung often adds nothing."""
    return tuple(sorted(_named(tree, chosen) for chosen in search.smallest(tree)))


def _named(tree: Tree, chosen: search.Chosen) -> Coalition:
    """Name the countries; those of a tree are in alphabetical order."""
    return tuple(tree.brings[one][0] for one in chosen)
