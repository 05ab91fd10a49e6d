"""The answers of a world rung by rung, as plain values: who must order, and who must ask.

With powers beside the ladder, and requests on a day. The searching is in ``world``.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cryptokit.errors import CryptokitError
from cryptokit.lab.printing import printable
from cryptokit.lab.tables import rung
from cryptokit.world import FUTURE, PAST, Coalition, Level, Power, World, answers
from cryptokit.world.jurisdictions import countries, warning
from cryptokit.world.requests import ANY_ROUTE, BY_LAW, smallest_requesters
from cryptokit.world.tree import Tree, fault_tree

ON: Final = date(2026, 9, 1)
"""The day of the requests if nobody names another."""
_ROUTES: Final = {"by_law": BY_LAW, "any_route": ANY_ROUTE}
_LEGEND: Final = (
    "Order: the fewest countries that must order, as above. Ask: the fewest that can get there by "
    "asking all others on that day, by a statute or a treaty, or by comity too, which is a favour. "
    "A request goes one step and may be refused, and it takes its time; who has a treaty with whom "
    "is simplified. Try: cryptokit demo treaty_collapse."
)


def values(
    world: World,
    beside: frozenset[Power] = frozenset(),
    asking: date | None = None,
    *,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> dict[str, Any]:
    """Give k_eff and the smallest sets for both goals on every rung, as ``world --json`` does.

    ``beside`` go to every rung; with ``asking``, each has who must ask on that day too. Raises
    CryptokitError if it is asked of a country that is not in the data.

    >>> from cryptokit.world import load
    >>> tapped = load({"assets": [
    ...     {"id": "phone", "loc": "NL", "custodian": "user", "line": ["future"]}]})
    >>> [values(tapped, powers)["goals"]["future"]["L1_at_rest"]["k_eff"]
    ...  for powers in (frozenset(), frozenset({Power.TAP}))]
    [None, 1]
    """
    if asking is None:
        return answers(world, beside=beside, progress=progress)
    check_countries(world)
    answer: dict[str, Any] = answers(world, beside=beside, progress=progress)
    answer["asking"] = asking.isoformat()
    asked = dict[Tree, dict[str, Any]]()
    for goal, level in product((PAST, FUTURE), Level):
        tree = fault_tree(world, goal, level.powers | beside)
        if tree not in asked:
            asked[tree] = _asked(tree, asking)
        answer["goals"][goal][level.value]["asking"] = asked[tree]
    return answer


def asking_table(answer: dict[str, Any], goals: Sequence[str] = (PAST, FUTURE)) -> RenderableType:
    """Show beside the fewest countries that order the fewest that ask, for some goals."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("courts may take", no_wrap=True)
    for goal in goals:
        table.add_column(f"{goal}: order", justify="right")
        table.add_column("ask, by law")
        table.add_column("ask, by comity too")
    for level in Level:
        cells = list[str]()
        for goal in goals:
            found = answer["goals"][goal][level]
            cells.append("-" if found["k_eff"] is None else str(found["k_eff"]))
            cells += [_cell(found["asking"][name]) for name in _ROUTES]
        table.add_row(rung(level), *cells)
    title = f"How many countries must ask, if the others help? Requests of {answer['asking']}"
    return Group(Text(title, "bold"), table, Text(f"{_LEGEND} {warning()}", "dim"))


def day(text: str) -> date:
    """Read a day. Raises CryptokitError.

    >>> day("2026-09-01") == ON
    True
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        what = f"{text!r} is no day on which somebody could ask"
        raise CryptokitError(what, f"--asking {ON}") from None


def check_countries(world: World) -> None:
    """Refuse a world whose countries are not all in the data. Raises CryptokitError."""
    strangers = [one for one in world.jurisdictions if one not in countries()]
    if strangers:
        what = f"nothing is known of who helps {' '.join(strangers)}, so nobody can be asked"
        raise CryptokitError(what, f"countries of the data: {' '.join(sorted(countries()))}")


def _asked(tree: Tree, on: date) -> dict[str, Any]:
    return {
        name: _sets("k_requesting", smallest_requesters(tree, on=on, routes=routes))
        for name, routes in _ROUTES.items()
    }


def _sets(name: str, sets: tuple[Coalition, ...]) -> dict[str, Any]:
    return {name: len(sets[0]) if sets else None, "smallest_sets": [list(one) for one in sets]}


def _cell(found: dict[str, Any]) -> str:
    sets = found["smallest_sets"]
    if not sets:
        return "-"
    more = f" +{len(sets) - 1}" if len(sets) > 1 else ""
    return printable(f"{len(sets[0])}  {' '.join(sets[0]) or 'nobody'}{more}")
