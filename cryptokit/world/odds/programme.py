"""A smallest coalition of a big world as a linear programme with whole numbers, solved by HiGHS.

One coalition, not all; and no rules in a circle, where a fact could pass for its own reason.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cryptokit.knowledge import Fact
from cryptokit.world.coalitions import Coalition
from cryptokit.world.odds._extra import load_extra
from cryptokit.world.tree import Tree

_Unknown = tuple[str, str | int]
_Row = dict[_Unknown, float]
"""Which unknowns appear in a constraint, and with what factor; the sum must not be negative."""


def smallest_by_programme(tree: Tree) -> Coalition | None:
    """Give a coalition of the smallest size that reaches the goal; None if none does.

    For some 200 countries and 20 companies, where the search of ``k_eff`` takes too long. Raises
    ImportError where the extra ``analysis`` is missing, and ValueError for rules in a circle.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"}), "US": frozenset({"ct"})}
    >>> len(smallest_by_programme(tree_of([Rule("past", 2, ("ct", "key"))], "past", halves)))
    2

    See: Huangfu and Hall, "Parallelizing the dual revised simplex method", Mathematical
    Programming Computation 10, 2018 (HiGHS).
    """
    optimize, sparse = load_extra("scipy.optimize"), load_extra("scipy.sparse")
    if tree.circular:
        raise ValueError("the rules run in a circle: use k_eff, which follows them step by step")
    if tree.reached_by(()) or not tree.reached_by(tree.countries):
        return () if tree.reached_by(()) else None
    rows = list(_rows(tree))
    places = {one: i for i, one in enumerate(dict.fromkeys(_unknowns(tree, rows)))}
    found = _solve(optimize, sparse, tree, rows, places)
    chosen = tuple(one for one in tree.countries if found[places["country", one]] > 0.5)
    if not tree.reached_by(chosen):
        raise AssertionError("a solution of the programme does not reach the goal")
    return chosen


def _solve(
    optimize: Any, sparse: Any, tree: Tree, rows: list[_Row], places: Mapping[_Unknown, int]
) -> Any:
    import numpy as np  # noqa: PLC0415  # who only counts cut sets need not wait for it

    entries = [
        (i, places[one], factor) for i, row in enumerate(rows) for one, factor in row.items()
    ]
    at, of, factors = zip(*entries, strict=True)
    matrix = sparse.csr_array((factors, (at, of)), shape=(len(rows), len(places)))
    least = np.zeros(len(places))
    least[[places["fact", fact] for fact in (tree.goal, *tree.free)]] = 1
    wanted = np.zeros(len(places))
    wanted[: len(tree.brings)] = 1
    solved = optimize.milp(
        wanted,
        # Facts are whole by themselves once countries and gates are.
        integrality=np.array([kind != "fact" for kind, _ in places]),
        bounds=optimize.Bounds(least, np.ones(len(places))),
        constraints=optimize.LinearConstraint(matrix, lb=0),
    )
    if solved.x is None:
        raise AssertionError(f"the solver gave up: {solved.message}")
    return solved.x


def _unknowns(tree: Tree, rows: list[_Row]) -> Iterator[_Unknown]:
    yield from (("country", country) for country in tree.countries)
    yield from (("fact", fact) for fact in (tree.goal, *sorted(tree.free)))
    yield from (one for row in rows for one in row)


def _rows(tree: Tree) -> Iterator[_Row]:
    """Say that a fact needs a giver or a gate, and a gate k of its facts."""
    givers = dict[Fact, _Row]()
    for country, facts in tree.brings:
        for fact in facts:
            givers.setdefault(fact, {})["country", country] = 1
    for i, rule in enumerate(tree.rules):
        givers.setdefault(rule.out, {})["gate", i] = 1
        needs: _Row = {("fact", fact): 1 for fact in rule.of}
        yield {("gate", i): -rule.k, **needs}
    asked = {tree.goal, *(fact for rule in tree.rules for fact in rule.of)} - tree.free
    for fact in sorted(asked):
        yield {("fact", fact): -1, **givers.get(fact, {})}
