"""Court orders as an answer: a smallest set of names that opens it, found by trying all sets."""

from collections.abc import Callable, Collection, Iterable
from itertools import combinations
from typing import Any, cast

from cryptokit.lab.course.verdict import Wrong

Opens = Callable[[frozenset[str]], bool]
"""Whether a set of countries, machines or people suffices."""
Lacking = Callable[[frozenset[str]], str]
"""What a set that does not suffice lacks, in sentences."""


def smallest(among: Iterable[str], opens: Opens) -> list[frozenset[str]]:
    """Give all sets of the fewest names that open it; none, if all together do not.

    >>> [sorted(one) for one in smallest("abc", lambda some: len(some) >= 2)]
    [['a', 'b'], ['a', 'c'], ['b', 'c']]
    """
    names = sorted(among)
    for size in range(len(names) + 1):
        found = [frozenset(some) for some in combinations(names, size) if opens(frozenset(some))]
        if found:
            return found
    return []


def judge_smallest(
    answer: Any,
    among: Collection[str],
    opens: Opens,
    *,
    of: str,
    lacking: Lacking | None = None,
) -> None:
    """Judge a set of names; ``of`` says what they name, such as "countries". Raises Wrong.

    The empty set is right where nothing opens it, and only there. Where something does, a set that
    does not is told what it lacks.
    """
    chosen = names(answer, among, of=of)
    best = smallest(among, opens)
    if not best:
        if chosen:
            raise Wrong(f"With {_listed(chosen)} it stays closed, as with all {of} together.")
        return
    if not opens(chosen):
        why = lacking(chosen) if lacking else ""
        raise Wrong(f"With {_listed(chosen)} it stays closed. {why}".rstrip())
    if len(chosen) > len(best[0]):
        raise Wrong(f"These {len(chosen)} {of} open it, but fewer can do it.")


def names(answer: Any, among: Collection[str], *, of: str) -> frozenset[str]:
    """Take an answer as a set of known names. Raises Wrong for anything else.

    >>> sorted(names({"NL"}, ["NL", "US"], of="countries"))
    ['NL']
    """
    if not isinstance(answer, (set, frozenset, list, tuple)):
        raise Wrong(f"The answer is a set of {of}, such as {{{min(among)!r}}}.")
    chosen = frozenset(map(str, cast("Iterable[object]", answer)))
    if unknown := chosen - set(among):
        verb = "is" if len(unknown) == 1 else "are"
        raise Wrong(f"{_listed(unknown)} {verb} none of the {of}: {_listed(among)}.")
    return chosen


def _listed(some: Collection[str]) -> str:
    return ", ".join(sorted(some)) or "nothing"
