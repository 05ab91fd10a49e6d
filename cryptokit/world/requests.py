"""Treaty collapse with the data: who asks whom, by which channel, and how likely and when it comes.

``treaties`` has the arithmetic, ``cooperation`` the channels, ``odds`` the odds. A request goes one
step, and all go out on one day.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import Final

from cryptokit.world import search
from cryptokit.world.coalitions import Coalition, size_of_smallest
from cryptokit.world.cooperation import Channel, Route, channel
from cryptokit.world.jurisdictions import countries
from cryptokit.world.model import Jurisdiction, Piece, World
from cryptokit.world.odds.estimate import Chances
from cryptokit.world.odds.waits import Wait, Waits
from cryptokit.world.powers import Power
from cryptokit.world.reach import reach
from cryptokit.world.treaties import Treaties, collapse
from cryptokit.world.tree import Tree

ANY_ROUTE: Final = frozenset(Route)
BY_LAW: Final = ANY_ROUTE - {Route.COMITY}
"""Routes that a statute or a treaty opens; comity is a favour."""

_NEVER: Final = Wait(0, 0, 0, refused=1)


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests that bring a goal: one channel for each country whose order is needed.

    Refusals are independent, and no request can be spared.
    """

    channels: tuple[Channel, ...]

    @property
    def chance(self) -> float:
        """The odds that nobody refuses."""
        return prod(sorted(1 - one.wait.refused for one in self.channels))

    @property
    def typical_days(self) -> float:
        """The longest of the typical waits; that of the whole is longer where several are long."""
        return max((one.wait.typical for one in self.channels), default=0)


def requests(
    tree: Tree,
    askers: Collection[Jurisdiction],
    *,
    on: date,
    routes: frozenset[Route] = ANY_ROUTE,
) -> Requests | None:
    """Choose the requests with the best odds for countries that act together; None if none suffice.

    Of equal odds it takes the shorter wait. Raises Unknown for a country that is not in the data.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> halves = tree_of([Rule("past", 2, ("ct", "key"))], "past",
    ...     {"NL": frozenset({"ct"}), "SG": frozenset({"key"})})
    >>> made = requests(halves, ["US"], on=date(2026, 9, 1))
    >>> [(one.asked, one.route.words) for one in made.channels], made.chance
    ([('NL', 'assistance treaty'), ('SG', 'comity')], 0.375)
    """
    found = (_best(askers, asked, on, routes) for asked in tree.countries)
    open_ = {one.asked: one for one in found if one is not None}
    ways = (
        Requests(tuple(open_[one] for one in needed))
        for needed in _named(tree, search.minimal(tree))
        if open_.keys() >= set(needed)
    )
    return min(ways, key=_order, default=None)


def relations(
    tree: Tree,
    askers: Iterable[Jurisdiction],
    *,
    on: date,
    routes: frozenset[Route] = ANY_ROUTE,
) -> Treaties:
    """Give the relations of the data as ``treaties.collapse`` takes them.

    >>> from cryptokit.world.tree import tree_of
    >>> small = tree_of([], "ct", {"NL": frozenset({"ct"}), "SG": frozenset()})
    >>> relations(small, ["US"], on=date(2026, 9, 1), routes=BY_LAW)
    {'US': ('NL',)}
    """
    return {
        asker: tuple(
            asked
            for asked in tree.countries
            if asked != asker and channel(asker, asked, on=on).route in routes
        )
        for asker in askers
    }


def k_requesting(tree: Tree, *, on: date, routes: frozenset[Route] = ANY_ROUTE) -> int | None:
    """Count the fewest countries that must *ask*, where every country of the data may.

    Stands beside ``k_eff``, which counts the countries that must *order*. None if no number will
    do. Raises Unknown for a country of the world that is not in the data.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> halves = tree_of([Rule("past", 2, ("ct", "key"))], "past",
    ...     {"NL": frozenset({"ct"}), "SG": frozenset({"key"})})
    >>> k_requesting(halves, on=date(2026, 9, 1)), k_requesting(halves, on=date(2026, 9, 1),
    ...     routes=BY_LAW)
    (1, 2)
    """
    return size_of_smallest(_collapsed(tree, on, routes))


def smallest_requesters(
    tree: Tree, *, on: date, routes: frozenset[Route] = ANY_ROUTE
) -> tuple[Coalition, ...]:
    """Give every smallest set of countries that can get there by asking."""
    collapsed = _collapsed(tree, on, routes)
    return tuple(sorted(_named(collapsed, search.smallest(collapsed))))


def chances(tree: Tree, made: Requests) -> Chances:
    """Give for each country of a tree how likely its order comes: who is not asked sends nothing.

    ``odds.chance`` takes them.
    """
    asked = {one.asked: 1 - one.wait.refused for one in made.channels}
    return {one: asked.get(one, 0.0) for one in tree.countries}


def waits(tree: Tree, made: Requests) -> Waits:
    """Give the same with days, as ``odds.time_to_read`` takes them."""
    asked = {one.asked: one.wait for one in made.channels}
    return {one: asked.get(one, _NEVER) for one in tree.countries}


def routed(
    world: World, tree: Tree, made: Requests, powers: frozenset[Power]
) -> dict[Piece, Channel | None]:
    """Give each piece of evidence that counts with the channel that brings it; None: it is public.

    Raises Unknown for requests to a country that
    is not in the world.
    """
    by = {one.asked: one for one in made.channels}
    counts = tree.rests_on
    return {
        piece: None if order is None else by[order.by]
        for piece, order in reach(world, by, powers).items()
        if counts.intersection(world.facts(piece))
    }


def _best(
    askers: Iterable[Jurisdiction], asked: Jurisdiction, on: date, routes: frozenset[Route]
) -> Channel | None:
    found = (channel(asker, asked, on=on) for asker in askers)
    usable = (one for one in found if one.route in routes)
    return min(usable, key=lambda one: (one.wait.refused, one.wait.typical), default=None)


def _order(made: Requests) -> tuple[float, float, list[Jurisdiction]]:
    return -made.chance, made.typical_days, [one.asked for one in made.channels]


def _collapsed(tree: Tree, on: date, routes: frozenset[Route]) -> Tree:
    return collapse(tree, relations(tree, countries(), on=on, routes=routes))


def _named(tree: Tree, found: Iterable[search.Chosen]) -> Iterable[Coalition]:
    return (tuple(tree.countries[one] for one in chosen) for chosen in found)
