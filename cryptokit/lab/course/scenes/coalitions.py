"""The coalition of lesson 10: countries that act and ask, drawn for a class, and judged.

A request goes one step: who is asked passes nothing on, as in ``world.treaties``. The treaties here
are invented.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from cryptokit.lab.course.exercise import Problem
from cryptokit.lab.course.orders import judge_smallest, names, smallest
from cryptokit.lab.course.verdict import Wrong
from cryptokit.rng import Rng

_COUNTRIES: Final = ("AE", "CH", "DE", "IS", "NL", "NO", "SG", "US")
_THRESHOLD: Final = 3
_OPERATORS: Final = 5
_FEWEST, _MOST_PAIRS = 2, 4


def draw(rng: Rng) -> Problem:
    """Draw until two countries are needed that ask, and until not just any two will do."""
    while True:
        luck: dict[str, bytes] = {country: rng(4) for country in _COUNTRIES}
        store, *others = sorted(_COUNTRIES, key=luck.__getitem__)[: _OPERATORS + 1]
        helps = {one: _partners(one, (store, *others), rng) for one in sorted((store, *others))}
        given = {
            "store": store,
            "operators": tuple(sorted(others)),
            "threshold": _THRESHOLD,
            "helps": helps,
        }
        best = smallest(helps, partial(_opens, given))
        if _is_worth_it(best, store):
            return Problem(given, best)


def _is_worth_it(best: Sequence[frozenset[str]], store: str) -> bool:
    """Whether a few pairs do it, one of them without the country of the store."""
    pairs = [one for one in best if len(one) == _FEWEST]
    return 0 < len(pairs) <= _MOST_PAIRS and any(store not in pair for pair in pairs)


def _partners(asker: str, among: Sequence[str], rng: Rng) -> tuple[str, ...]:
    """Draw who answers this country's requests: about one in four of the others."""
    return tuple(sorted(one for one in among if one != asker and rng(1)[0] % 4 == 0))


def reached(coalition: frozenset[str], helps: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Give the countries whose orders a coalition gets: its own, and those it may ask.

    >>> sorted(reached(frozenset({"NL"}), {"NL": ("DE",), "DE": ("US",), "US": ()}))
    ['DE', 'NL']
    """
    return coalition.union(*(helps[one] for one in coalition))


def _opens(given: Mapping[str, Any], coalition: frozenset[str]) -> bool:
    got = reached(coalition, given["helps"])
    return given["store"] in got and len(got & set(given["operators"])) >= given["threshold"]


def judge(answer: Any, problem: Problem) -> None:
    """Judge a set of countries. Raises Wrong, which says what they reach and what is missing."""
    given = problem.given
    chosen = names(answer, given["helps"], of="countries")
    if not _opens(given, chosen):
        raise Wrong(_short_of(chosen, given))
    if len(chosen) > len(problem.answer[0]):
        raise Wrong(
            f"These {len(chosen)} countries open it, but fewer can do it: who is asked need not "
            "act itself."
        )
    judge_smallest(answer, given["helps"], partial(_opens, given), of="countries")


def _short_of(chosen: frozenset[str], given: Mapping[str, Any]) -> str:
    got = reached(chosen, given["helps"])
    store = "has" if given["store"] in got else "lacks"
    count = len(got & set(given["operators"]))
    return (
        f"With {', '.join(sorted(chosen)) or 'nobody'}, who reach "
        f"{', '.join(sorted(got)) or 'nothing'}, it stays closed: that {store} the store, and "
        f"brings {count} operators, of which {given['threshold']} are needed."
    )
