"""The fault tree of a goal: who brings which facts, and the gates from there up to the goal.

In the words of fault tree analysis the goal is the top event, a country's order is a basic event, a
rule is a k-of-n gate, and a coalition that reaches the goal is a cut set. No search is here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from cryptokit.errors import Unknown
from cryptokit.knowledge import Fact, Rule, derive
from cryptokit.world.brought import brought, public
from cryptokit.world.model import FUTURE, PAST, Jurisdiction, World
from cryptokit.world.powers import Power


@dataclass(frozen=True, slots=True)
class Tree:
    """What a goal rests on, and nothing else of the world.

    ``brings`` has every country, with the facts that count here; ``free`` are facts that nobody has
    to order. Where the rules run in no circle, each stands below those that its inputs come from.

    See: Vesely et al., "Fault Tree Handbook", NUREG-0492, chapters IV and VII, 1981.
    """

    goal: Fact
    brings: tuple[tuple[Jurisdiction, frozenset[Fact]], ...]
    free: frozenset[Fact]
    rules: tuple[Rule, ...]
    circular: bool = False

    @property
    def countries(self) -> tuple[Jurisdiction, ...]:
        """Every country that an order could come from, in alphabetical order."""
        return tuple(country for country, _ in self.brings)

    @property
    def rests_on(self) -> frozenset[Fact]:
        """Every fact that counts and that somebody brings, or that lies open."""
        return self.free.union(*(facts for _, facts in self.brings))

    def reached_by(self, coalition: Iterable[Jurisdiction]) -> bool:
        """Tell whether these countries together reach the goal."""
        wanted = frozenset(coalition)
        pooled = self.free.union(*(facts for country, facts in self.brings if country in wanted))
        return self.goal in derive(pooled, self.rules)


def fault_tree(world: World, goal: Fact, powers: frozenset[Power]) -> Tree:
    """Cut a world down to what one goal rests on.

    Raises Unknown for a goal that the world never mentions.

    >>> from cryptokit.world import Level, load
    >>> abroad = load({"assets": [{"id": "db", "loc": "NL", "custodian": "user", "holds": ["ct"]}],
    ...     "rules": [{"out": "past", "k": 2, "of": ["ct", "key"]}]})
    >>> tree = fault_tree(abroad, "past", Level.ENDPOINT.powers)
    >>> tree.brings, tree.reached_by(["NL"])
    ((('NL', frozenset({'ct'})),), False)
    """
    _check_goal(world, goal)
    return tree_of(world.rules, goal, brought(world, powers), free=public(world))


def tree_of(
    rules: Sequence[Rule],
    goal: Fact,
    brings: Mapping[Jurisdiction, frozenset[Fact]],
    *,
    free: frozenset[Fact] = frozenset(),
) -> Tree:
    """Make a tree from rules and from what each country brings.

    >>> tree = tree_of([Rule("past", 2, ("ct", "key"))], "past",
    ...     {"NL": frozenset({"ct", "logs"}), "SG": frozenset({"key"})})
    >>> tree.countries, tree.brings[0], tree.reached_by(["NL", "SG"])
    (('NL', 'SG'), ('NL', frozenset({'ct'})), True)
    """
    needed = _needed(rules, goal)
    kept = [rule for rule in rules if rule.out in needed]
    each = tuple((one, (brings[one] & needed) - free) for one in sorted(brings))
    order = _order(kept)
    if order is not None:
        kept.sort(key=lambda rule: order[rule.out])
    return Tree(goal, each, free & needed, tuple(kept), circular=order is None)


def _needed(rules: Sequence[Rule], goal: Fact) -> frozenset[Fact]:
    makers = dict[Fact, list[Rule]]()
    for rule in rules:
        makers.setdefault(rule.out, []).append(rule)
    needed, waiting = {goal}, [goal]
    while waiting:
        asked = {fact for rule in makers.get(waiting.pop(), ()) for fact in rule.of} - needed
        needed |= asked
        waiting += asked
    return frozenset(needed)


def _order(rules: Iterable[Rule]) -> dict[Fact, int] | None:
    """Give the facts numbers so that a rule's inputs come before its output; None in a circle."""
    # Lists and no sets: the numbers, and all that is made from them, are the same on every run.
    graph = dict[Fact, list[Fact]]()
    for rule in rules:
        graph.setdefault(rule.out, []).extend(rule.of)
    try:
        return {fact: i for i, fact in enumerate(TopologicalSorter(graph).static_order())}
    except CycleError:
        return None


def _check_goal(world: World, goal: Fact) -> None:
    named = {rule.out for rule in world.rules} | {f for rule in world.rules for f in rule.of}
    named |= {fact for asset in world.assets for fact in asset.brings}
    if goal not in named | {PAST, FUTURE}:
        raise Unknown("goal", goal, known=named)
