"""Exact odds on the diagram: one walk up for the chance, one down for what each order is worth.

Takes numbers, or arrays of numbers for many cases at once.
"""

from collections.abc import Mapping
from typing import Any

from cryptokit.world.model import Jurisdiction
from cryptokit.world.odds.diagram import Diagram


def chance_on(graph: Diagram, chances: Mapping[Jurisdiction, Any]) -> Any:
    """Give the chance that the goal (the top event) is reached.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.odds import diagram
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"})}
    >>> both = diagram(tree_of([Rule("past", 2, ("ct", "key"))], "past", halves))
    >>> chance_on(both, {"NL": 0.75, "SG": 0.5})
    0.375

    See: Rauzy, "New algorithms for fault trees analysis", Reliability Engineering and System
    Safety 40, 1993.
    """
    return _chances(graph, chances)[graph.root]


def importance_on(graph: Diagram, chances: Mapping[Jurisdiction, float]) -> dict[str, float]:
    """Give for each country how much its order raises the chance when it goes from 0 to 1.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.odds import diagram
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"})}
    >>> both = diagram(tree_of([Rule("past", 2, ("ct", "key"))], "past", halves))
    >>> importance_on(both, {"NL": 0.75, "SG": 0.5})
    {'NL': 0.5, 'SG': 0.75}

    See: Birnbaum, "On the importance of different components in a multicomponent system",
    Multivariate Analysis II, 1969.
    """
    above, below = [0.0] * len(graph.level), _chances(graph, chances)
    worth = dict.fromkeys(graph.order, 0.0)
    above[graph.root] = 1.0
    for node in reversed(graph.nodes):
        low, high, country = graph.without[node], graph.given[node], graph.order[graph.level[node]]
        worth[country] += above[node] * (below[high] - below[low])
        above[high] += above[node] * chances[country]
        above[low] += above[node] * (1 - chances[country])
    return worth


def _chances(graph: Diagram, chances: Mapping[Jurisdiction, Any]) -> list[Any]:
    """Give for each node the chance that it ends in a yes."""
    each = [chances[country] for country in graph.order]
    found: list[Any] = [0.0, 1.0]
    for at, low, high in zip(graph.level[2:], graph.without[2:], graph.given[2:], strict=True):
        found.append(found[low] + each[at] * (found[high] - found[low]))
    return found
