"""Minimal coalitions, counted without listing them, and listed smallest first as far as one asks.

Fault tree analysis calls them minimal cut sets; what must refuse to stop them all, minimal path
sets. Odds are next door.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cryptokit.world.coalitions import Coalition
from cryptokit.world.model import Jurisdiction
from cryptokit.world.odds.diagram import NODE_LIMIT, Diagram, diagram
from cryptokit.world.tree import Tree


@dataclass(frozen=True, slots=True)
class Family:
    """Some sets of countries as one graph, small where the sets are many.

    The sets of node i are those of ``without[i]``, and those of ``given[i]`` with country
    ``order[level[i]]`` added. Node 0 has no set, and node 1 the empty one.

    See: Minato, "Zero-suppressed BDDs for set manipulation in combinatorial problems", DAC 1993.
    """

    order: tuple[Jurisdiction, ...]
    level: tuple[int, ...]
    without: tuple[int, ...]
    given: tuple[int, ...]
    root: int


def minimal_cut_sets(tree: Tree, *, node_limit: int = NODE_LIMIT) -> Family:
    """Find all sets of countries that reach the goal and could not spare a member.

    Raises ImportError where the extra ``analysis`` is missing, and ValueError above the limit.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> parts = {c: frozenset({f"s{c}"}) for c in ("AE", "NL", "SG", "US")}
    >>> three = minimal_cut_sets(tree_of([Rule("past", 3, tuple(map("s".__add__, parts)))],
    ...     "past", parts))
    >>> how_many(three), next(smallest_first(three))
    (4, ('AE', 'NL', 'SG'))

    See: Rauzy, "New algorithms for fault trees analysis", Reliability Engineering and System
    Safety 40, 1993.
    """
    return _minimal(diagram(tree, node_limit=node_limit))


def minimal_path_sets(tree: Tree, *, node_limit: int = NODE_LIMIT) -> Family:
    """Find all smallest ways to stop everybody: if just these countries refuse, nobody gets there.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"})}
    >>> list(smallest_first(minimal_path_sets(tree_of([Rule("past", 2, ("ct", "key"))], "past",
    ...     halves))))
    [('NL',), ('SG',)]

    See: Vesely et al., "Fault Tree Handbook", NUREG-0492, chapter VII, 1981.
    """
    return _minimal(_dual(diagram(tree, node_limit=node_limit)))


def how_many(family: Family) -> int:
    """Count the sets."""
    many = [0, 1]
    for without, given in zip(family.without[2:], family.given[2:], strict=True):
        many.append(many[without] + many[given])
    return many[family.root]


def smallest_first(family: Family) -> Iterator[Coalition]:
    """List the sets lazily, smallest first; those of one size in the order of the diagram."""
    # Bit s of a node's number: it has a set of s countries. So no search ends in vain.
    sizes = [0, 1]
    for without, given in zip(family.without[2:], family.given[2:], strict=True):
        sizes.append(sizes[without] | sizes[given] << 1)
    for size in range(sizes[family.root].bit_length()):
        for chosen in _of(family, sizes, family.root, size):
            yield tuple(sorted(chosen))


def _of(family: Family, sizes: list[int], node: int, size: int) -> Iterator[Coalition]:
    if size < 0 or not sizes[node] >> size & 1:
        return
    if node == 1:
        yield ()
        return
    country = family.order[family.level[node]]
    for chosen in _of(family, sizes, family.given[node], size - 1):
        yield (country, *chosen)
    yield from _of(family, sizes, family.without[node], size)


def _dual(graph: Diagram) -> Diagram:
    """Ask who must refuse instead of who must give: yes and no change places at every node."""

    def other(node: int) -> int:
        return 1 - node if node < 2 else node

    return replace(
        graph,
        without=(0, 1, *map(other, graph.given[2:])),
        given=(0, 1, *map(other, graph.without[2:])),
        root=other(graph.root),
    )


def _minimal(graph: Diagram) -> Family:
    """Keep the minimal sets, from the bottom of the diagram up.

    A set that needs a country is minimal if it is without that country, and if it does not reach
    the goal then.
    """
    level, without, given = [len(graph.order)] * 2, [0, 1], [0, 1]
    known, kept = dict[int, int](), dict[int, int]()
    levels, lows, highs = graph.level, graph.without, graph.given
    size = len(levels)

    def node(at: int, low: int, high: int) -> int:
        if not high:
            return low
        # One number instead of three in a tuple: half the time of the whole search.
        key = (low << 32 | high) << 16 | at
        found = known.get(key)
        if found is None:
            found = known[key] = len(level)
            level.append(at)
            without.append(low)
            given.append(high)
        return found

    def failing(some: int, goal: int) -> int:
        """Give the sets of a node that do not reach a goal."""
        at = level[some]
        while levels[goal] < at:
            goal = lows[goal]
        if not (some and goal) or goal == 1:
            return 0 if goal else some
        key = some * size + goal
        found = kept.get(key)
        if found is None:
            low, high = (lows[goal], highs[goal]) if levels[goal] == at else (goal, goal)
            found = node(at, failing(without[some], low), failing(given[some], high))
            kept[key] = found
        return found

    least = [0, 1]
    for at, low, high in zip(levels[2:], lows[2:], highs[2:], strict=True):
        least.append(node(at, least[low], failing(least[high], low)))
    return Family(graph.order, tuple(level), tuple(without), tuple(given), least[graph.root])
