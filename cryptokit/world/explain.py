"""Why an answer is yes, step by step from seized things to the goal; and what a no still lacks.

Records, and no words for them: those are in ``lab.reasons``.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptokit.knowledge import Fact, Knowledge, Rule, Step, derive
from cryptokit.knowledge import explain as steps_to
from cryptokit.world import search
from cryptokit.world.coalitions import Coalition, smallest_sets
from cryptokit.world.model import Jurisdiction, Piece, World
from cryptokit.world.powers import Level, Power
from cryptokit.world.reach import Order, facts, reach
from cryptokit.world.tree import fault_tree, tree_of


@dataclass(frozen=True, slots=True)
class Taken:
    """What one order brings: facts of one view of one asset.

    ``order`` is None where anybody can look. ``piece`` is ``CHANGED`` or ``SWAPPED`` for what a
    compelled company does instead of handing something over.
    """

    order: Order | None
    piece: Piece
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One order that would bring a missing fact, and the lowest rung that allows it.

    ``level`` is None if the powers at hand suffice, so that only the country was missing. It is a
    power where no rung allows it, but this power beside them.
    """

    level: Level | Power | None
    order: Order
    piece: Piece


@dataclass(frozen=True, slots=True)
class Addition:
    """A fact that is missing, and who could bring it: nobody, if there are no sources."""

    fact: Fact
    sources: tuple[Source, ...]


Way = tuple[Addition, ...]
"""Facts that turn a no into a yes together, none of which can be spared."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a coalition reaches a goal, or what it lacks.

    ``taken`` and then ``steps`` replay: each uses only what came before it. Of a yes they are what
    the goal rests on, of a no all that has to do with the goal. ``ways`` is empty for a yes.
    """

    goal: Fact
    coalition: Coalition
    taken: tuple[Taken, ...]
    steps: tuple[Step, ...]
    ways: tuple[Way, ...]

    @property
    def reached(self) -> bool:
        """Whether the answer is yes."""
        return not self.ways


def why(
    world: World,
    goal: Fact,
    powers: frozenset[Power],
    *,
    coalition: Iterable[Jurisdiction] | None = None,
) -> Explanation:
    """Explain whether a coalition reaches a goal; without one, the first of the smallest that do.

    Where none does, all countries are asked, and the explanation says what they lack. Raises
    Unknown for a goal that the world never mentions and for a country that does not occur.

    >>> from cryptokit.world import load
    >>> split = load({"entities": {"op": {"inc": "VG"}},
    ...     "assets": [{"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]},
    ...                {"id": "kms", "loc": "SG", "custodian": "op", "ram": ["kek"]}],
    ...     "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}]})
    >>> yes = why(split, "past", Level.MEMORY.powers)
    >>> [(one.order.by, one.piece.asset, one.facts) for one in yes.taken], yes.steps[-1].used
    ([('NL', 'db', ('ct',)), ('SG', 'kms', ('kek',))], ('ct', 'kek'))
    >>> ((lacking,),) = why(split, "past", Level.AT_REST.powers).ways
    >>> lacking.fact, [(one.level.value, one.order.by) for one in lacking.sources]
    ('kek', [('L3_plus_live_memory', 'SG')])

    See: Vesely et al., "Fault Tree Handbook", NUREG-0492, chapter VII, 1981, on cut sets.
    """
    if coalition is None:
        sets = smallest_sets(world, goal, powers)
        countries = sets[0] if sets else world.jurisdictions
    else:
        countries = tuple(sorted(set(coalition)))
    brought = taken(world, countries, powers)
    known = derive({fact for one in brought for fact in one.facts}, world.rules)
    wanted, steps = _part(world, known, goal, powers)
    ways = () if goal in known else lacking(world, goal, powers, coalition=countries)
    return Explanation(goal, countries, _cover(brought, wanted), steps, ways)


def taken(
    world: World, coalition: Iterable[Jurisdiction], powers: frozenset[Power]
) -> tuple[Taken, ...]:
    """List all that the orders of a coalition bring, and what lies open to anybody.

    Raises Unknown for a country that does not occur in the world.
    """
    pieces = (
        Taken(order, piece, world.facts(piece))
        for piece, order in reach(world, coalition, powers).items()
    )
    return tuple(one for one in pieces if one.facts)


def lacking(
    world: World,
    goal: Fact,
    powers: frozenset[Power],
    *,
    coalition: Iterable[Jurisdiction],
) -> tuple[Way, ...]:
    """Give the fewest facts that are missing; and if those ask for more, the fewest nearest ones.

    A fact counts if somebody holds it, or if no rule makes it. The nearest are those that the
    lowest rung brings on which all countries together suffice: they come last, so the last way is
    the nearest one. Raises Unknown for a country that does not occur in the world.
    """
    known = facts(world, coalition, powers)
    sources = _sources(world, powers)
    made = {rule.out for rule in world.rules}
    unmade = {fact for rule in world.rules for fact in (*rule.of, goal)} - made
    fewest = _fewest(world.rules, goal, known, unmade | sources.keys()) or (goal,)
    nearest = next(filter(None, _rung_by_rung(world.rules, goal, known, sources)), fewest)
    both = (nearest,) if len(nearest) == len(fewest) else (fewest, nearest)
    return tuple(tuple(Addition(f, sources.get(f, ())) for f in sorted(way)) for way in both)


def _part(
    world: World, known: Knowledge, goal: Fact, powers: frozenset[Power]
) -> tuple[frozenset[Fact], tuple[Step, ...]]:
    """Give the steps that matter, and the facts that they start from."""
    if goal in known:
        steps = steps_to(known, goal)
        used = {goal}.union(*(step.used for step in steps))
    else:
        rules = fault_tree(world, goal, powers).rules
        steps = tuple(step for step in known.steps if step.rule in rules)
        used = {goal}.union(*(rule.of for rule in rules)) & known.facts
    return frozenset(used - {step.rule.out for step in steps}), steps


def _cover(brought: Sequence[Taken], wanted: frozenset[Fact]) -> tuple[Taken, ...]:
    """Choose, for each fact, one order that brings it: where one brings several, that one."""
    chosen, left = list[Taken](), set(wanted)
    for one in sorted(brought, key=lambda one: -len(wanted.intersection(one.facts))):
        new = tuple(fact for fact in one.facts if fact in left)
        if new:
            chosen.append(Taken(one.order, one.piece, new))
            left.difference_update(new)
    return tuple(chosen)


@lru_cache(maxsize=64)
def _sources(world: World, powers: frozenset[Power]) -> Mapping[Fact, tuple[Source, ...]]:
    """Find for every fact the lowest rung on which an order brings it; first, that at hand.

    It is the same for every coalition: whoever walks through many asks once.
    """
    found = dict[Fact, tuple[Source, ...]]()
    for level, allowed in _rungs(powers):
        new = dict[Fact, dict[Source, None]]()
        for country in world.jurisdictions:
            for one in taken(world, [country], allowed):
                if one.order is not None:
                    source = Source(level, one.order, one.piece)
                    for fact in one.facts:
                        new.setdefault(fact, {})[source] = None
        found = {fact: tuple(new[fact]) for fact in new} | found
    return found


def _rungs(powers: frozenset[Power]) -> Iterator[tuple[Level | Power | None, frozenset[Power]]]:
    yield None, powers
    for level in Level:
        if not level.powers <= powers:
            yield level, powers | level.powers
    highest = tuple(Level)[-1].powers
    for power in Power:
        if power not in powers | highest:
            yield power, powers | highest | {power}


def _rung_by_rung(
    rules: Sequence[Rule],
    goal: Fact,
    known: frozenset[Fact],
    sources: Mapping[Fact, tuple[Source, ...]],
) -> Iterator[tuple[Fact, ...]]:
    rungs: list[Level | Power | None] = [None, *Level, *Power]
    for highest in range(1, len(rungs) + 1):
        near = [fact for fact, found in sources.items() if found[0].level in rungs[:highest]]
        yield _fewest(rules, goal, known, near)


def _fewest(
    rules: Sequence[Rule], goal: Fact, known: frozenset[Fact], among: Collection[Fact]
) -> tuple[Fact, ...]:
    """Find a smallest set of facts that would do: none if there is no such set.

    It is the search for a smallest coalition, where every fact is a country that brings itself.
    """
    alone = {fact: frozenset({fact}) for fact in among if fact not in known}
    tree = tree_of(rules, goal, alone, free=known)
    chosen = next(search.smallest(tree), ())
    return tuple(tree.countries[one] for one in chosen)
