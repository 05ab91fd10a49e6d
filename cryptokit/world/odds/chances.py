"""The odds that a goal is reached, when every country's order may fail; and what each is worth.

Exact where that is possible, else from a sample with its error; the answer says which. Time is next
door.
"""

from concurrent.futures import Executor
from dataclasses import dataclass
from math import sqrt
from typing import Final

from cryptokit.rng import Rng, system
from cryptokit.world.model import Jurisdiction
from cryptokit.world.odds.campaign import reached
from cryptokit.world.odds.diagram import NODE_LIMIT, Diagram, try_diagram
from cryptokit.world.odds.estimate import Chances, Estimate, Method, check_chances
from cryptokit.world.odds.exact import chance_on, importance_on
from cryptokit.world.odds.sampling import SAMPLES, pivots, successes
from cryptokit.world.tree import Tree

FEW: Final = 12
"""So many countries have 4,096 coalitions: without the extra, all of them are looked at."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much an answer may cost: nodes of a diagram, and campaigns where that is too small."""

    node_limit: int = NODE_LIMIT
    samples: int = SAMPLES


USUAL: Final = Effort()


def chance(
    tree: Tree,
    chances: Chances,
    *,
    effort: Effort = USUAL,
    rng: Rng = system,
    executor: Executor | None = None,
) -> Estimate:
    """Give the odds that the goal is reached: the probability of the top event.

    ``chances`` says for each country how likely its order succeeds; a refusal of 0.25 is 0.75 here.
    Raises BadWorld for a number outside 0 to 1 or a country without one.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"})}
    >>> both = tree_of([Rule("past", 2, ("ct", "key"))], "past", halves)
    >>> chance(both, {"NL": 0.75, "SG": 0.5}).value
    0.375

    See: Vesely et al., "Fault Tree Handbook", NUREG-0492, chapter XI, 1981.
    """
    check_chances(tree, chances)
    graph, note = exact_means(tree, effort)
    if graph is not None:
        return Estimate(chance_on(graph, chances))
    if _counting(tree) <= FEW:
        return Estimate(_over_all(tree, chances), method=Method.ALL_CASES)
    hits = successes(tree, chances, effort.samples, rng=rng, executor=executor)
    return sampled(hits, effort.samples, note)


def importance(
    tree: Tree,
    chances: Chances,
    *,
    effort: Effort = USUAL,
    rng: Rng = system,
    executor: Executor | None = None,
) -> dict[Jurisdiction, Estimate]:
    """Give what each single order is worth: the odds if it succeeds, less the odds if it fails.

    It is the chance that this order alone decides. Raises BadWorld as ``chance`` does.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"})}
    >>> both = tree_of([Rule("past", 2, ("ct", "key"))], "past", halves)
    >>> {country: one.value for country, one in importance(both, {"NL": 0.75, "SG": 0.5}).items()}
    {'NL': 0.5, 'SG': 0.75}

    See: Birnbaum, "On the importance of different components in a multicomponent system",
    Multivariate Analysis II, 1969.
    """
    check_chances(tree, chances)
    graph, note = exact_means(tree, effort)
    if graph is not None:
        worth = importance_on(graph, chances)
        return {one: Estimate(worth.get(one, 0.0)) for one in tree.countries}
    if _counting(tree) <= FEW:
        return {one: _worth_over_all(tree, chances, one) for one in tree.countries}
    each = pivots(tree, chances, effort.samples, rng=rng, executor=executor)
    return {
        one: sampled(count, effort.samples, note)
        for one, count in zip(tree.countries, each, strict=True)
    }


def exact_means(tree: Tree, effort: Effort) -> tuple[Diagram | None, str]:
    """Give the diagram, or say why there is none."""
    try:
        graph = try_diagram(tree, node_limit=effort.node_limit)
    except ImportError as error:
        return None, str(error)
    return graph, f"the diagram has more than {effort.node_limit:,} nodes"


def sampled(hits: int, samples: int, note: str) -> Estimate:
    """Make an estimate of a count.

    >>> sampled(250, 1000, "").standard_error
    0.013693063937629153
    """
    # Nobody or everybody hit: then the plain formula claims an error of 0. Half a hit is added.
    share = min(max(hits, 0.5), samples - 0.5) / samples
    return Estimate(hits / samples, sqrt(share * (1 - share) / samples), Method.SAMPLE, note)


def _counting(tree: Tree) -> int:
    return sum(bool(facts) for _, facts in tree.brings)


def _worth_over_all(tree: Tree, chances: Chances, one: Jurisdiction) -> Estimate:
    odds = [_over_all(tree, {**chances, one: sure}) for sure in (1.0, 0.0)]
    return Estimate(odds[0] - odds[1], method=Method.ALL_CASES)


def _over_all(tree: Tree, chances: Chances) -> float:
    """Add up the chances of all coalitions that reach the goal."""
    import numpy as np  # noqa: PLC0415  # who only counts cut sets need not wait for it

    rows = [i for i, (_, facts) in enumerate(tree.brings) if facts]
    cases = np.arange(1 << len(rows))
    obeyed = np.zeros((len(tree.brings), len(cases)), bool)
    weights = np.ones(len(cases))
    for bit, row in enumerate(rows):
        obeyed[row] = cases >> bit & 1
        p = chances[tree.countries[row]]
        weights *= np.where(obeyed[row], p, 1 - p)
    return float(weights[reached(tree, obeyed)].sum())
