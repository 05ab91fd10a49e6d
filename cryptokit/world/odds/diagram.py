"""The goal as a binary decision diagram: which coalitions reach it, in one graph.

``dd`` builds the diagram, with CUDD where there is one; what is counted on it is plain Python on a
frozen record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cryptokit.knowledge import Fact
from cryptokit.world.model import Jurisdiction
from cryptokit.world.odds._extra import load_extra
from cryptokit.world.tree import Tree

NODE_LIMIT: Final = 200_000
"""Above, the diagram costs more than a sample is worth: some seconds and 100 MiB."""

_CUDD_PAYS_FROM: Final = 25
"""Below so many countries pure Python is done before CUDD has started."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """One variable a country, asked in the order of ``order``; nodes 0 and 1 are no and yes.

    Node i asks about country ``order[level[i]]``, and goes on at ``without[i]`` or ``given[i]``.
    Both have lower numbers, so one walk upwards is a loop.

    See: Rauzy, "New algorithms for fault trees analysis", Reliability Engineering and System
    Safety 40, 1993.
    """

    order: tuple[Jurisdiction, ...]
    level: tuple[int, ...]
    without: tuple[int, ...]
    given: tuple[int, ...]
    root: int

    @property
    def nodes(self) -> range:
        """The nodes that ask, from the bottom up."""
        return range(2, len(self.level))


def diagram(tree: Tree, *, node_limit: int = NODE_LIMIT) -> Diagram:
    """Build the diagram of a tree.

    Raises ImportError where the extra ``analysis`` is missing, and ValueError above the limit.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"})}
    >>> built = diagram(tree_of([Rule("past", 2, ("ct", "key"))], "past", halves))
    >>> built.order, built.level[2:], built.given[2:]
    (('NL', 'SG'), (1, 0), (1, 2))
    """
    built = try_diagram(tree, node_limit=node_limit)
    if built is None:
        raise ValueError(
            f"the diagram has more than {node_limit:,} nodes: sample, or raise node_limit"
        )
    return built


def try_diagram(tree: Tree, *, node_limit: int = NODE_LIMIT) -> Diagram | None:
    """Build the diagram of a tree; None above the limit. Raises ImportError without the extra."""
    order = _order(tree)
    book = _book(len(order))
    book.declare(*order)
    goal = _goal(book, tree, node_limit)
    return None if goal is None else _flat(book, goal, order)


def _book(variables: int) -> Any:
    """Give an empty diagram of the library, without reordering: sizes repeat on every run."""
    pure = load_extra("dd.autoref")
    if variables >= _CUDD_PAYS_FROM:
        try:
            cudd = load_extra("dd.cudd")
        except ImportError:  # a platform without a wheel that has CUDD in it
            return pure.BDD()
        # A small cache at first: it grows by itself, and a big one costs 50 ms to clear.
        book = cudd.BDD(initial_cache_size=2**10)
        book.configure(reordering=False)
        return book
    return pure.BDD()


def _order(tree: Tree) -> tuple[Jurisdiction, ...]:
    """Put countries together whose facts meet in one rule: that keeps the diagram small."""
    holders = dict[Fact, list[Jurisdiction]]()
    for country, facts in tree.brings:
        for fact in facts:
            holders.setdefault(fact, []).append(country)
    asked = [fact for rule in tree.rules for fact in rule.of]
    return tuple(dict.fromkeys(c for fact in (*asked, tree.goal) for c in holders.get(fact, ())))


def _goal(book: Any, tree: Tree, limit: int) -> Any | None:
    """Give the function of the goal: rules are applied until nothing changes."""
    known = dict.fromkeys(tree.free, book.true)
    for country, facts in tree.brings:
        for fact in facts:
            known[fact] = known.get(fact, book.false) | book.var(country)
    changed = True
    while changed:
        changed = False
        for rule in tree.rules:
            inputs = [known.get(fact, book.false) for fact in rule.of]
            found = known.get(rule.out, book.false)
            for found in _or_at_least(book, found, rule.k, inputs):  # noqa: B007, B020 (its last)
                if len(book) > limit:
                    return None
            changed |= tree.circular and found != known.get(rule.out, book.false)
            known[rule.out] = found
    return known.get(tree.goal, book.false)


def _or_at_least(book: Any, found: Any, k: int, inputs: list[Any]) -> Iterator[Any]:
    """Give, last, what was found or k of the inputs; step by step, so that a limit can be kept."""
    enough = [book.true, *[book.false] * k]
    for one in reversed(inputs):
        for j in range(k, 0, -1):
            enough[j] = book.ite(one, enough[j - 1], enough[j])
            yield found
    yield found | enough[k]


def _flat(book: Any, goal: Any, order: tuple[Jurisdiction, ...]) -> Diagram:
    """Copy the nodes out of the library, children first; its complemented edges are resolved."""
    place = {country: i for i, country in enumerate(order)}
    number = {int(book.false): 0, int(book.true): 1}
    level, without, given = [len(order)] * 2, [0, 1], [0, 1]
    waiting = [goal]
    while waiting:
        node = waiting[-1]
        if int(node) in number:
            waiting.pop()
            continue
        low, high = (~node.low, ~node.high) if node.negated else (node.low, node.high)
        below = [one for one in (low, high) if int(one) not in number]
        if below:
            waiting += below
            continue
        number[int(node)] = len(level)
        level.append(place[node.var])
        without.append(number[int(low)])
        given.append(number[int(high)])
    return Diagram(order, tuple(level), tuple(without), tuple(given), number[int(goal)])
