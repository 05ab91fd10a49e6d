"""A fault tree as bit masks: one bit a fact, so that a closure is a few machine words of work.

Not here: the search, which asks this thousands of times.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.world.tree import Tree

NEVER: Final = 1 << 30
"""More facts than any world has: what it costs to make a fact that nobody can."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule: ``out`` is one bit, ``of`` a mask; ``made`` are the inputs that gates make.

    ``apart``: no fact that is brought feeds two inputs, so that what they lack adds up.
    """

    out: int
    k: int
    of: int
    made: tuple[int, ...]
    apart: bool


@dataclass(frozen=True, slots=True)
class Masks:
    """A tree in bits; ``brings`` is in the order of the tree's countries."""

    goal: int
    free: int
    brings: tuple[int, ...]
    gates: tuple[Gate, ...]
    circular: bool


def masks(tree: Tree) -> Masks:
    """Turn the facts of a tree into bits.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> small = masks(tree_of([Rule("past", 1, ("ct",))], "past", {"NL": frozenset({"ct"})}))
    >>> small.goal, small.brings, close(small, small.brings[0]) == small.goal | small.brings[0]
    (1, (2,), True)
    """
    bit = {tree.goal: 1}
    for rule in tree.rules:
        for fact in (rule.out, *rule.of):
            bit.setdefault(fact, 1 << len(bit))
    brings = tuple(sum(bit[fact] for fact in facts) for _, facts in tree.brings)
    outs = {bit[rule.out] for rule in tree.rules}
    plain = tuple((bit[r.out], r.k, tuple(bit[f] for f in r.of)) for r in tree.rules)
    below = _below(plain, brings)
    gates = tuple(
        Gate(out, k, sum(of), tuple(f for f in of if f in outs), _apart(of, below))
        for out, k, of in plain
    )
    return Masks(1, sum(bit[fact] for fact in tree.free), brings, gates, tree.circular)


def close(tree: Masks, known: int) -> int:
    """Add to the known facts all that follow."""
    while True:
        before = known
        for gate in tree.gates:
            if not known & gate.out and (known & gate.of).bit_count() >= gate.k:
                known |= gate.out
        if known == before or not tree.circular:
            return known


def lacking(tree: Masks, known: int, near: int) -> tuple[int, int]:
    """Bound how many brought facts the goal still lacks, and name the facts that could help.

    ``near`` are the facts that somebody can still bring. NEVER if they do not suffice. Every
    derivation uses at least so many of them: inputs that rest on the same facts are not added up.
    """
    costs = _costs(tree, known, near)
    return 1 if near & tree.goal else costs.get(tree.goal, NEVER), _useful(tree, known, costs)


def _costs(tree: Masks, known: int, near: int) -> dict[int, int]:
    """Bound for each fact that a gate can make how many brought facts it takes."""
    costs = dict[int, int]()
    changed = True
    while changed:
        changed = False
        for gate in tree.gates:
            if not known & gate.out:
                cost = _cost(gate, known, near, costs)
                if cost < costs.get(gate.out, NEVER):
                    costs[gate.out], changed = cost, tree.circular
    return costs


def _cost(gate: Gate, known: int, near: int, costs: dict[int, int]) -> int:
    open_ = gate.of & ~known
    lacks = gate.k - (gate.of & known).bit_count()
    ones = (open_ & near).bit_count()
    if lacks <= ones:
        return lacks if gate.apart else 1
    dear = sorted(costs[f] for f in gate.made if f in costs and not f & (near | known))
    rest = lacks - ones
    if rest > len(dear):
        return NEVER
    return ones + sum(dear[:rest]) if gate.apart else dear[rest - 1]


def _useful(tree: Masks, known: int, costs: dict[int, int]) -> int:
    useful, before = tree.goal & ~known, 0
    while useful != before:
        before = useful
        for gate in reversed(tree.gates):
            if useful & gate.out and gate.out in costs:
                useful |= gate.of & ~known
        if not tree.circular:
            break
    return useful


def _below(
    gates: tuple[tuple[int, int, tuple[int, ...]], ...], brings: tuple[int, ...]
) -> dict[int, int]:
    """Give for each fact the brought facts that it may rest on."""
    anybody = 0
    for mask in brings:
        anybody |= mask
    below = {fact: fact & anybody for out, _, of in gates for fact in (out, *of)}
    changed = True
    while changed:
        before = dict(below)
        for out, _, of in gates:
            for fact in of:
                below[out] |= below[fact]
        changed = below != before
    return below


def _apart(of: tuple[int, ...], below: dict[int, int]) -> bool:
    together = 0
    for fact in of:
        if together & below[fact]:
            return False
        together |= below[fact]
    return True
