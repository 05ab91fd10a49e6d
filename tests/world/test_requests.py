"""Treaty collapse with the data: the worked example, and the laws of asking instead of ordering."""

from datetime import date
from itertools import combinations
from math import isclose, prod
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Unknown
from cryptokit.knowledge import Rule
from cryptokit.rng import lesson
from cryptokit.world import PAST, Level, Piece, View, k_eff, load, load_file
from cryptokit.world.coalitions import size_of_smallest
from cryptokit.world.cooperation import Route, channel
from cryptokit.world.jurisdictions import countries
from cryptokit.world.odds import Effort, chance, time_to_read
from cryptokit.world.requests import (
    ANY_ROUTE,
    BY_LAW,
    chances,
    k_requesting,
    relations,
    requests,
    routed,
    smallest_requesters,
    waits,
)
from cryptokit.world.treaties import collapse
from cryptokit.world.tree import fault_tree, tree_of

FILE = Path(__file__).parents[1] / "data/compulsion_scenarios.json"
A4 = load_file(FILE, architecture="A4_claimed_split_cold")
APART, TOGETHER = (fault_tree(A4, PAST, level.powers) for level in (Level.ENTITY, Level.CONTROL))
ON = date(2026, 9, 1)


def test_the_worked_example_from_the_united_states():
    """Reference, 3.4: two treaties and comity: chance 0.28, about a year."""
    made = requests(APART, ["US"], on=ON)
    assert {one.asked: one.route for one in made.channels} == {
        "US": Route.DOMESTIC,
        "NL": Route.TREATY,
        "AE": Route.TREATY,
        "SG": Route.COMITY,
    }
    odds = chance(APART, chances(APART, made)).value
    assert odds == pytest.approx(0.75 * 0.75 * 0.5 * 0.98)
    assert odds == pytest.approx(0.28, abs=0.005)
    assert made.typical_days == 365
    found = time_to_read(
        APART, waits(APART, made), effort=Effort(samples=20_000), rng=lesson("a year")
    )
    assert found.ever.value == pytest.approx(odds, abs=5 * (found.ever.standard_error or 1e-9))
    assert 365 < found.quantile(odds / 2) < 2 * 365


def test_the_worked_example_with_one_order_on_the_group():
    """Reference, 3.4: chance 0.98, two weeks."""
    made = requests(TOGETHER, ["US"], on=ON)
    assert [(one.asked, one.route) for one in made.channels] == [("US", Route.DOMESTIC)]
    assert chance(TOGETHER, chances(TOGETHER, made)).value == pytest.approx(0.98)
    assert made.typical_days == 14


def test_four_must_order_two_must_ask_by_law_and_one_by_comity():
    assert k_eff(A4, PAST, Level.ENTITY.powers) == 4
    assert k_requesting(APART, on=ON, routes=BY_LAW) == 2
    assert k_requesting(APART, on=ON) == 1
    assert len(smallest_requesters(APART, on=ON)) == len(countries())
    assert ("SG", "US") in smallest_requesters(APART, on=ON, routes=BY_LAW)


def test_every_piece_names_the_channel_that_brings_it():
    made = requests(APART, ["US"], on=ON)
    found = routed(A4, APART, made, Level.ENTITY.powers)
    by = {piece: (one.asked, one.route) for piece, one in found.items()}
    assert by == {
        Piece("db", View.DISK): ("NL", Route.TREATY),
        Piece("p1", View.PART): ("US", Route.DOMESTIC),
        Piece("p2", View.PART): ("SG", Route.COMITY),
        Piece("p3", View.PART): ("AE", Route.TREATY),
    }


def test_nobody_is_a_partner_of_their_own():
    every = relations(APART, countries(), on=ON)
    assert every["US"] == ("AE", "NL", "SG", "VG")
    assert every["FR"] == ("AE", "NL", "SG", "US", "VG")
    assert relations(APART, ["SG"], on=ON, routes=BY_LAW) == {"SG": ()}


def test_what_anybody_can_look_at_needs_no_channel():
    page = load({"assets": [{"id": "w", "loc": "NL", "custodian": "public", "holds": ["past"]}]})
    tree = fault_tree(page, PAST, Level.AT_REST.powers)
    made = requests(tree, ["US"], on=ON)
    assert (made.channels, made.chance, made.typical_days) == ((), 1, 0)
    assert routed(page, tree, made, Level.AT_REST.powers) == {Piece("w", View.DISK): None}
    assert k_requesting(tree, on=ON) == 0


def test_a_world_in_a_country_without_data_is_refused_by_name():
    tree = tree_of([], PAST, {"XX": frozenset({PAST})})
    for ask in (
        lambda: requests(tree, ["US"], on=ON),
        lambda: k_requesting(tree, on=ON),
        lambda: requests(APART, ["XX"], on=ON),
    ):
        with pytest.raises(Unknown) as caught:
            ask()
        assert caught.value.name == "XX"


SOME = ("DE", "IE", "NL", "RU", "SG", "US")


@st.composite
def trees(draw):
    """A few facts over six countries of the data, under one or two rules."""
    facts = ("a", "b", "c", "d")
    k = draw(st.integers(1, 3))
    rules = [Rule("past", k, facts[:3])]
    if draw(st.booleans()):
        rules.append(Rule("c", 2, ("b", "d")))
    some = st.frozensets(st.sampled_from(facts), max_size=2)
    return tree_of(rules, "past", {one: draw(some) for one in SOME})


ROUTES = st.sampled_from([ANY_ROUTE, BY_LAW, frozenset({Route.DOMESTIC})])
DAYS = st.sampled_from([date(2026, 8, 17), ON])
ASKERS = st.lists(st.sampled_from([*SOME, "GB"]), min_size=1, max_size=2, unique=True)


@given(tree=trees(), askers=ASKERS, on=DAYS, routes=ROUTES)
def test_no_other_requests_have_better_odds(tree, askers, on, routes):
    best = {}
    for one in SOME:
        open_ = [channel(a, one, on=on) for a in askers]
        odds = [1 - o.wait.refused for o in open_ if o.route in routes]
        if odds:
            best[one] = max(odds)
    sets = (s for n in range(len(SOME) + 1) for s in combinations(sorted(best), n))
    odds = [prod(best[one] for one in s) for s in sets if tree.reached_by(s)]
    made = requests(tree, askers, on=on, routes=routes)
    assert (made is None) == (not odds)
    if made is not None:
        assert isclose(made.chance, max(odds))
        asked = [one.asked for one in made.channels]
        assert tree.reached_by(asked)
        assert not any(tree.reached_by([o for o in asked if o != one]) for one in asked)
        assert isclose(chance(tree, chances(tree, made)).value, made.chance)


@given(tree=trees(), askers=ASKERS, on=DAYS, routes=ROUTES)
def test_who_can_ask_is_who_gets_there_after_the_collapse(tree, askers, on, routes):
    collapsed = collapse(tree, relations(tree, askers, on=on, routes=routes))
    alone = routes | {Route.DOMESTIC}
    can = requests(tree, askers, on=on, routes=alone) is not None
    assert can == collapsed.reached_by(askers)


@given(tree=trees(), on=DAYS)
@settings(max_examples=40)
def test_more_routes_never_need_more_askers(tree, on):
    order = size_of_smallest(tree)
    by_law, any_ = (k_requesting(tree, on=on, routes=routes) for routes in (BY_LAW, ANY_ROUTE))
    assert (order is None) == (by_law is None) == (any_ is None)
    if order is not None:
        assert any_ <= by_law <= order
        assert any_ == min(order, 1)
        first = smallest_requesters(tree, on=on, routes=BY_LAW)
        assert {len(one) for one in first} == {by_law}


@given(tree=trees(), askers=ASKERS, on=DAYS)
def test_a_second_asker_never_lowers_the_odds(tree, askers, on):
    alone, together = requests(tree, askers[:1], on=on), requests(tree, askers, on=on)
    if alone is not None:
        assert together.chance >= alone.chance - 1e-12
