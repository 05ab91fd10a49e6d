"""Who can derive what: k-of-n rules over facts, and the least fixed point with its provenance.

Facts are strings and mean nothing here. Cryptography, courts and ledgers all ask this one engine.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

Fact = str

Reaches = Callable[[frozenset[str]], bool]
"""Whether a set of parties gets there together."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``out`` is known once at least ``k`` of the facts ``of`` are. AND is k = n, OR is k = 1."""

    out: Fact
    k: int
    of: tuple[Fact, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.k <= len(self.of):
            raise ValueError(f"a rule for {self.out!r} needs {self.k} of {len(self.of)} facts")
        if len(set(self.of)) != len(self.of):
            raise ValueError(f"a rule for {self.out!r} names a fact twice")


@dataclass(frozen=True, slots=True)
class Step:
    """One application of a rule: which known facts it used."""

    rule: Rule
    used: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that follows from some facts, and the steps there, in an order that replays."""

    facts: frozenset[Fact]
    steps: tuple[Step, ...]

    def __contains__(self, fact: Fact) -> bool:
        return fact in self.facts


def derive(facts: Iterable[Fact], rules: Sequence[Rule]) -> Knowledge:
    """Apply the rules until nothing new follows.

    >>> rules = [Rule("key", 2, ("s1", "s2", "s3")), Rule("text", 2, ("box", "key"))]
    >>> known = derive({"s1", "s3", "box"}, rules)
    >>> "text" in known, [step.used for step in known.steps]
    (True, [('s1', 's3'), ('box', 'key')])
    """
    known, steps = set(facts), list[Step]()
    waiting = list(rules)
    while True:
        later = list[Rule]()
        for rule in waiting:
            used = [fact for fact in rule.of if fact in known]
            if rule.out in known:
                continue
            if len(used) >= rule.k:
                known.add(rule.out)
                steps.append(Step(rule, tuple(used[: rule.k])))
            else:
                later.append(rule)
        if len(later) == len(waiting):
            return Knowledge(frozenset(known), tuple(steps))
        waiting = later


def explain(known: Knowledge, goal: Fact) -> tuple[Step, ...]:
    """Give only the steps that the goal rests on, in order; none if it was given or is unknown."""
    wanted, chosen = {goal}, list[Step]()
    for step in reversed(known.steps):
        if step.rule.out in wanted:
            chosen.append(step)
            wanted.update(step.used)
    return tuple(reversed(chosen))


def missing(known: Iterable[Fact], rules: Sequence[Rule], goal: Fact) -> frozenset[Fact]:
    """Give a few underivable facts that would make the goal known: the missing pieces.

    Each rule asks for its cheapest inputs on its own; where two rules share an input, the answer
    suffices but may not be the smallest.

    >>> rules = [Rule("key", 2, ("s1", "s2", "s3")), Rule("text", 2, ("box", "key"))]
    >>> sorted(missing({"s1", "box"}, rules, "text"))
    ['s2']
    """
    facts = derive(known, rules).facts
    cost = {fact: frozenset[Fact]() for fact in facts}
    made = {rule.out for rule in rules}
    inputs = {fact for rule in rules for fact in rule.of} | {goal}
    cost |= {fact: frozenset({fact}) for fact in inputs - made - facts}
    changed = True
    while changed:
        changed = False
        for rule in rules:
            ready = sorted(
                (cost[f] for f in rule.of if f in cost), key=lambda c: (len(c), sorted(c))
            )
            if len(ready) < rule.k:
                continue
            total = frozenset[Fact]().union(*ready[: rule.k])
            if rule.out not in cost or len(total) < len(cost[rule.out]):
                cost[rule.out], changed = total, True
    return cost.get(goal, frozenset({goal}))


def minimal_sets(universe: Iterable[str], reaches: Reaches) -> Iterator[frozenset[str]]:
    """List the minimal sets for which a monotone predicate holds, smallest first.

    ``reaches`` must be monotone: a larger set never loses what a smaller one has.

    >>> list(minimal_sets("abc", lambda s: "a" in s or {"b", "c"} <= s))
    [frozenset({'a'}), frozenset({...})]
    """
    smaller = list[frozenset[str]]()
    for same_size in _by_size(universe, reaches):
        found = list[frozenset[str]]()
        for one in same_size:
            if not any(small <= one for small in smaller) and reaches(one):
                found.append(one)
                yield one
        smaller += found


def maximal_sets_without(universe: Iterable[str], reaches: Reaches) -> Iterator[frozenset[str]]:
    """List the maximal sets for which a monotone predicate fails, largest first.

    Each is all that is left when a minimal set withholds itself: so the search is the same.

    >>> sorted(map(sorted, maximal_sets_without("abc", lambda s: "a" in s or {"b", "c"} <= s)))
    [['b'], ['c']]
    """
    everyone = frozenset(universe)
    for withheld in minimal_sets(everyone, lambda some: not reaches(everyone - some)):
        yield everyone - withheld


def _by_size(universe: Iterable[str], reaches: Reaches) -> Iterator[Iterator[frozenset[str]]]:
    """Give the sets worth asking about, by size; none if not even everybody suffices."""
    everyone = frozenset(universe)
    if not reaches(everyone):
        return
    # Without whom the others fail must be in every set, by monotony, so need not be tried out.
    needed = frozenset(one for one in everyone if not reaches(everyone - {one}))
    others = sorted(everyone - needed)
    for size in range(len(others) + 1):
        yield (needed.union(chosen) for chosen in combinations(others, size))
