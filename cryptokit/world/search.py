"""Find coalitions by branch and bound on the closure; the standard library is enough.

What makes a world hard is not the number of countries but of companies that hold parts in many
places. Counting all coalitions, and odds, are in ``odds``.
"""

from collections.abc import Iterator
from itertools import count

from cryptokit.world.masks import Masks, close, lacking, masks
from cryptokit.world.tree import Tree

Chosen = tuple[int, ...]
"""Which countries of the tree, by their places in it."""


def smallest(tree: Tree) -> Iterator[Chosen]:
    """List the coalitions of the smallest size that reach the goal; none if none does.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> parts = {c: frozenset({f"s{c}"}) for c in ("DE", "NL", "SG")}
    >>> list(smallest(tree_of([Rule("past", 2, ("sDE", "sNL", "sSG"))], "past", parts)))
    [(0, 1), (0, 2), (1, 2)]
    """
    bits = masks(tree)
    for size in count():
        found, more = False, False
        for chosen in _search(bits, (), tuple(range(len(bits.brings))), size):
            if chosen is None:
                more = True
            else:
                found = True
                yield tuple(sorted(chosen))
        if found or not more:
            return


def minimal(tree: Tree) -> Iterator[Chosen]:
    """List the coalitions that reach the goal and could not spare a member, smallest first."""
    bits = masks(tree)
    for size in count():
        more = False
        for chosen in _search(bits, (), tuple(range(len(bits.brings))), size):
            if chosen is None:
                more = True
            elif len(chosen) == size and not _spares(bits, chosen):
                yield tuple(sorted(chosen))
        if not more:
            return


def _search(bits: Masks, chosen: Chosen, others: Chosen, budget: int) -> Iterator[Chosen | None]:
    """Add up to ``budget`` of the others; None says that a larger coalition may still come."""
    known = close(bits, _pooled(bits, chosen))
    if known & bits.goal:
        yield chosen
        return
    need, useful = lacking(bits, known, _pooled(bits, others))
    gains = [((bits.brings[one] & useful).bit_count(), one) for one in others]
    gains = sorted((pair for pair in gains if pair[0]), key=lambda pair: -pair[0])
    left = sum(gain for gain, _ in gains)
    # A coalition lacks `need` facts, and no `budget` others bring more than the first ones here.
    for i, (gain, one) in enumerate(gains):
        if sum(g for g, _ in gains[i : i + budget]) < need:
            if left >= need:
                yield None
            return
        rest = tuple(other for _, other in gains[i + 1 :])
        yield from _search(bits, (*chosen, one), rest, budget - 1)
        left -= gain


def _spares(bits: Masks, chosen: Chosen) -> bool:
    """Tell whether a coalition reaches the goal without one of its members."""
    alone = ([other for other in chosen if other != one] for one in chosen)
    return any(close(bits, _pooled(bits, some)) & bits.goal for some in alone)


def _pooled(bits: Masks, some: Chosen | list[int]) -> int:
    known = bits.free
    for one in some:
        known |= bits.brings[one]
    return known
