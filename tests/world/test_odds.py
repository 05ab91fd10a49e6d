"""Fault tree analysis: every way to a number gives the same number, and samples come close."""

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import combinations, islice
from math import comb
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import BadWorld, Unknown
from cryptokit.knowledge import Rule
from cryptokit.rng import lesson
from cryptokit.testing import levels, worlds
from cryptokit.world import PAST, Level, load_file, minimal_coalitions
from cryptokit.world.odds import (
    Effort,
    Method,
    TimeToRead,
    Wait,
    chance,
    how_many,
    importance,
    minimal_cut_sets,
    minimal_path_sets,
    pressed,
    sample_times,
    smallest_by_programme,
    smallest_first,
    time_to_read,
)
from cryptokit.world.odds.chances import sampled
from cryptokit.world.odds.sampling import Piece, over_pieces
from cryptokit.world.tree import Tree, fault_tree, tree_of

FILE = Path(__file__).parents[1] / "data/compulsion_scenarios.json"
COUNTRIES = ("DE", "NL", "SG", "US")
FACTS = tuple("abcdef")
TINY = Effort(node_limit=0, samples=20_000)
"""No diagram is so small."""


@st.composite
def trees(draw, *, circles=True):
    """Any rules over a few facts; without circles a rule uses facts later in the alphabet."""
    rules, around = [], circles and draw(st.booleans())
    for out in draw(st.lists(st.sampled_from((PAST, PAST, *FACTS[:4])), min_size=1, max_size=6)):
        later = FACTS if around or out == PAST else FACTS[FACTS.index(out) + 1 :]
        of = tuple(draw(st.lists(st.sampled_from(later), min_size=1, max_size=4, unique=True)))
        rules.append(Rule(out, draw(st.integers(1, len(of))), of))
    some = st.frozensets(st.sampled_from(FACTS), max_size=3)
    free = draw(st.sampled_from((frozenset(), frozenset("a"))))
    return tree_of(rules, PAST, {one: draw(some) for one in COUNTRIES}, free=free)


def coalitions(tree):
    for size in range(len(tree.countries) + 1):
        yield from map(frozenset, combinations(tree.countries, size))


def minimal(sets):
    sets = set(sets)
    return {one for one in sets if not any(other < one for other in sets)}


def over_all(tree, chances):
    """The odds once more, one coalition after the other."""
    total = 0.0
    for some in coalitions(tree):
        if tree.reached_by(some):
            weight = 1.0
            for country in tree.countries:
                weight *= chances[country] if country in some else 1 - chances[country]
            total += weight
    return total


odds = st.fixed_dictionaries(dict.fromkeys(COUNTRIES, st.floats(0, 1)))


@given(tree=trees())
def test_cut_sets_are_the_minimal_coalitions_that_reach_the_goal(tree):
    pytest.importorskip("dd")
    family = minimal_cut_sets(tree)
    listed = list(smallest_first(family))
    assert set(map(frozenset, listed)) == minimal(filter(tree.reached_by, coalitions(tree)))
    assert how_many(family) == len(listed) == len(set(listed))
    assert [len(one) for one in listed] == sorted(map(len, listed))


@given(tree=trees())
def test_path_sets_are_the_minimal_refusals_that_stop_everybody(tree):
    pytest.importorskip("dd")
    everyone = frozenset(tree.countries)
    stops = (one for one in coalitions(tree) if not tree.reached_by(everyone - one))
    listed = list(smallest_first(minimal_path_sets(tree)))
    assert set(map(frozenset, listed)) == minimal(stops)


@given(world=worlds(), level=levels())
@settings(max_examples=50)
def test_the_diagram_lists_what_the_search_lists(world, level):
    pytest.importorskip("dd")
    tree = fault_tree(world, PAST, level.powers)
    listed = set(smallest_first(minimal_cut_sets(tree)))
    assert listed == set(minimal_coalitions(world, PAST, level.powers))


@given(tree=trees(circles=False))
@settings(max_examples=40)
def test_the_programme_finds_a_coalition_as_small_as_the_smallest(tree):
    pytest.importorskip("scipy")
    found = smallest_by_programme(tree)
    least = min((len(one) for one in coalitions(tree) if tree.reached_by(one)), default=None)
    assert (None if found is None else len(found)) == least
    assert found is None or tree.reached_by(found)


@given(tree=trees(), chances=odds)
def test_odds_on_the_diagram_and_over_all_cases_are_the_same(tree, chances):
    expected = pytest.approx(over_all(tree, chances), abs=1e-9)
    plain = chance(tree, chances, effort=TINY)
    assert plain.value == expected
    assert plain.method is Method.ALL_CASES or not tree.rules
    pytest.importorskip("dd")
    exact = chance(tree, chances)
    assert exact.value == expected
    assert (exact.method, exact.standard_error) == (Method.DIAGRAM, 0)


@given(tree=trees(), chances=odds)
def test_what_an_order_is_worth_is_the_odds_with_it_less_the_odds_without(tree, chances):
    ways = [importance(tree, chances), importance(tree, chances, effort=TINY)]
    for country in COUNTRIES:
        sure, never = (over_all(tree, {**chances, country: p}) for p in (1.0, 0.0))
        for worth in ways:
            assert worth[country].value == pytest.approx(sure - never, abs=1e-9)


def majority(n):
    """More than half of n countries are needed."""
    parts = {f"J{i:02}": frozenset({f"s{i}"}) for i in range(n)}
    return tree_of([Rule(PAST, n // 2 + 1, tuple(f"s{i}" for i in range(n)))], PAST, parts)


FIFTEEN = majority(15)
EVEN = dict.fromkeys(FIFTEEN.countries, 0.6)


def binomial(n, least, p):
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(least, n + 1))


def test_a_majority_has_the_number_and_the_odds_that_arithmetic_gives():
    pytest.importorskip("dd")
    family = minimal_cut_sets(FIFTEEN)
    assert how_many(family) == comb(15, 8)
    assert [len(one) for one in islice(smallest_first(family), 3)] == [8, 8, 8]
    assert chance(FIFTEEN, EVEN).value == pytest.approx(binomial(15, 8, 0.6))
    decides = comb(14, 7) * 0.6**7 * 0.4**7
    assert importance(FIFTEEN, EVEN)["J03"].value == pytest.approx(decides)


def test_big_families_are_counted_without_being_listed():
    pytest.importorskip("dd")
    sixty = minimal_cut_sets(majority(60))
    assert how_many(sixty) == comb(60, 31)
    assert len(next(smallest_first(sixty))) == 31


def test_above_the_node_limit_a_sample_says_that_it_is_one_and_comes_close():
    found = chance(FIFTEEN, EVEN, effort=TINY, rng=lesson("odds"))
    assert found.method is Method.SAMPLE
    assert found.note
    assert 0 < found.standard_error < 0.005
    assert abs(found.value - binomial(15, 8, 0.6)) < 5 * found.standard_error
    worth = importance(FIFTEEN, EVEN, effort=TINY, rng=lesson("worth"))["J03"]
    assert abs(worth.value - comb(14, 7) * 0.6**7 * 0.4**7) < 5 * worth.standard_error
    for cut in (minimal_cut_sets, minimal_path_sets):
        with pytest.raises((ValueError, ImportError)):
            cut(FIFTEEN, node_limit=10)


def test_the_node_limit_itself_is_named():
    pytest.importorskip("dd")
    with pytest.raises(ValueError, match="more than 10 nodes"):
        minimal_cut_sets(FIFTEEN, node_limit=10)
    assert "more than 10 nodes" in chance(FIFTEEN, EVEN, effort=Effort(10, 100)).note


WAITS = dict.fromkeys(FIFTEEN.countries, Wait(1, 20, 90, refused=0.2))


def ways_of_counting():
    yield "here", None
    with ThreadPoolExecutor(3) as threads:
        yield "threads", threads
    for workers in (1, 2):
        with ProcessPoolExecutor(workers) as processes:
            yield f"{workers} processes", processes


def test_who_counts_changes_nothing():
    effort = Effort(node_limit=0, samples=60_000)
    asked = [
        (
            chance(FIFTEEN, EVEN, effort=effort, rng=lesson("a"), executor=executor),
            sample_times(FIFTEEN, WAITS, 60_000, rng=lesson("b"), executor=executor),
        )
        for _, executor in ways_of_counting()
    ]
    assert len(asked) == 4
    assert all(one == asked[0] for one in asked)
    assert asked[0][0].value != chance(FIFTEEN, EVEN, effort=effort, rng=lesson("c")).value


def test_every_piece_of_a_sample_is_drawn_from_a_stream_of_its_own():
    drawn = [Piece(7, stream, 5).generator().random(5).tolist() for stream in (0, 1, 0)]
    assert drawn[0] == drawn[2] != drawn[1]
    counts = over_pieces(
        lambda piece: (piece.seed, piece.stream, piece.size), 60_000, rng=lesson("a"), executor=None
    )
    seeds, streams, sizes = zip(*counts, strict=True)
    assert len(set(seeds)) == 1
    assert streams == (0, 1, 2)
    assert sum(sizes) == 60_000


def test_a_dask_client_counts_the_same():
    distributed = pytest.importorskip("distributed")
    effort = Effort(node_limit=0, samples=60_000)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        executor = client.get_executor()
        there = chance(FIFTEEN, EVEN, effort=effort, rng=lesson("a"), executor=executor)
    assert there == chance(FIFTEEN, EVEN, effort=effort, rng=lesson("a"))


days = st.floats(0, 40)
waits = st.builds(
    lambda three, refused: Wait(*sorted(three), refused=refused),
    st.tuples(days, days, days),
    st.floats(0, 1),
)


@given(tree=trees(), all_=st.fixed_dictionaries(dict.fromkeys(COUNTRIES, waits)), day=days)
@settings(max_examples=50)
def test_the_odds_by_a_day_are_the_odds_of_orders_answered_by_then(tree, all_, day):
    pytest.importorskip("dd")
    day = int(day)
    by_then = {country: one.by(day) for country, one in all_.items()}
    found = time_to_read(tree, all_)
    assert found.by(day).value == pytest.approx(over_all(tree, by_then), abs=1e-9)
    assert found.ever.value == pytest.approx(
        over_all(tree, {country: 1 - one.refused for country, one in all_.items()}), abs=1e-9
    )


whole = st.builds(lambda day: Wait(day, day, day), st.integers(0, 9))


@given(tree=trees(), all_=st.fixed_dictionaries(dict.fromkeys(COUNTRIES, whole)))
def test_sure_orders_are_read_after_the_least_of_the_longest_waits(tree, all_):
    """Minimum over cut sets of the maximum, cut set by cut set."""
    longest = [
        max((all_[country].most for country in one), default=0)
        for one in coalitions(tree)
        if tree.reached_by(one)
    ]
    expected = ((min(longest), 1.0),) if longest else ()
    assert sample_times(tree, all_, 10).days == expected
    pytest.importorskip("dd")
    assert time_to_read(tree, all_).days == expected


def test_a_sample_of_times_comes_close_to_the_exact_distribution():
    pytest.importorskip("dd")
    exact = time_to_read(FIFTEEN, WAITS)
    drawn = sample_times(FIFTEEN, WAITS, 40_000, rng=lesson("days"))
    assert exact.samples == 0
    assert exact.ever.standard_error == 0
    for day in (20, 30, 40, 50, 90):
        found = drawn.by(day)
        assert abs(found.value - exact.by(day).value) < 5 * found.standard_error
    assert abs(drawn.mean.value - exact.mean.value) < 5 * drawn.mean.standard_error
    assert abs(drawn.quantile(0.5) - exact.quantile(0.5)) <= 1
    assert exact.quantile(0.9999) is None


factors = st.dictionaries(st.sampled_from(COUNTRIES), st.floats(0, 1))


def assert_not_worse(before, after):
    """The odds by no day fall, and no share of all campaigns is reached later."""
    days = {day for one in (before, after) for day, _ in one.days}
    for day in (0, *days):
        assert before.by(day).value <= after.by(day).value + 1e-9
    assert before.ever.value <= after.ever.value + 1e-9
    for share in (0.05, 0.25, 0.5, 0.95):
        day = before.quantile(share)
        assert day is None or after.quantile(share) <= day


@given(tree=trees(), all_=st.fixed_dictionaries(dict.fromkeys(COUNTRIES, waits)), factors=factors)
@settings(max_examples=30, deadline=None)
def test_under_pressure_the_odds_never_fall_and_the_time_to_read_never_grows(tree, all_, factors):
    under = pressed(all_, factors)
    luck = [sample_times(tree, one, 500, rng=lesson("same luck")) for one in (all_, under)]
    assert_not_worse(*luck)
    pytest.importorskip("dd")
    assert_not_worse(time_to_read(tree, all_), time_to_read(tree, under))


@given(all_=st.fixed_dictionaries(dict.fromkeys(COUNTRIES, waits)), factors=factors)
def test_pressure_changes_the_chance_of_a_refusal_and_nothing_else(all_, factors):
    under = pressed(all_, factors)
    assert under.keys() == all_.keys()
    for country, wait in all_.items():
        one = under[country]
        assert (one.least, one.typical, one.most) == (wait.least, wait.typical, wait.most)
        assert one.refused == wait.refused * factors.get(country, 1.0)


def test_pressure_of_one_does_nothing_and_of_nothing_nobody_refuses():
    assert pressed(WAITS, dict.fromkeys(WAITS, 1)) == pressed(WAITS, {}) == WAITS
    assert {one.refused for one in pressed(WAITS, dict.fromkeys(WAITS, 0)).values()} == {0}


@pytest.mark.parametrize("factor", [-0.1, 1.1, float("nan"), float("inf")])
def test_pressure_is_a_factor_from_nothing_to_one(factor):
    country = FIFTEEN.countries[0]
    with pytest.raises(ValueError, match=f"pressure on {country} is a factor from 0 to 1"):
        pressed(WAITS, {country: factor})


def test_pressure_where_nobody_is_asked_is_unknown():
    with pytest.raises(Unknown, match="XX"):
        pressed(WAITS, {"XX": 0.5})


@given(wait=waits, data=st.data())
def test_the_chance_by_a_day_grows_from_nothing_to_all_that_are_not_refused(wait, data):
    first, second = sorted((data.draw(days), data.draw(days)))
    assert 0 <= wait.by(first) <= wait.by(second) + 1e-12 <= 1 + 1e-12
    assert wait.by(wait.most) == pytest.approx(1 - wait.refused)
    assert wait.by(wait.least - 1) == 0


SPLIT = fault_tree(load_file(FILE, architecture="A4_claimed_split_cold"), PAST, Level.ENTITY.powers)
GROUP = fault_tree(
    load_file(FILE, architecture="A4_claimed_split_cold"), PAST, Level.CONTROL.powers
)


def test_the_worked_treaty_collapse_has_its_golden_odds():
    """Reference, 3.4: from the US by two treaties and by comity; and one order on the group."""
    for_all = dict.fromkeys(SPLIT.countries, 0.0)
    asked = for_all | {"US": 1.0, "NL": 0.75, "AE": 0.75, "SG": 0.5}
    assert chance(SPLIT, asked).value == pytest.approx(0.28, abs=0.005)
    year = Wait(180, 300, 730, refused=0.25)
    there = dict.fromkeys(SPLIT.countries, Wait(0, 0, 0, refused=1)) | {
        "US": Wait(1, 14, 60),
        "NL": year,
        "AE": year,
        "SG": Wait(70, 365, 1095, refused=0.5),
    }
    found = time_to_read(SPLIT, there, effort=Effort(samples=20_000), rng=lesson("a year"))
    assert 300 < found.quantile(0.14) < 730
    alone = chance(GROUP, dict.fromkeys(GROUP.countries, 0.0) | {"US": 0.98})
    assert alone.value == pytest.approx(0.98)


BAD = [
    ({"US": 1.5}, BadWorld, "chances.US"),
    ({"US": -0.1}, BadWorld, "chances.US"),
    ({"US": float("nan")}, BadWorld, "chances.US"),
    ({"NX": 0.5}, Unknown, "NX"),
]


@pytest.mark.parametrize(("wrong", "error", "where"), BAD)
@pytest.mark.parametrize("ask", [chance, importance])
def test_what_is_no_chance_is_refused_and_named(ask, wrong, error, where):
    with pytest.raises(error, match=where):
        ask(SPLIT, dict.fromkeys(SPLIT.countries, 0.5) | wrong)


def test_a_country_without_a_chance_or_a_wait_is_named():
    some = dict.fromkeys(SPLIT.countries, 0.5)
    del some["SG"]
    with pytest.raises(BadWorld, match=r"chances.SG: missing"):
        chance(SPLIT, some)
    with pytest.raises(BadWorld, match=r"waits.\w\w: missing"):
        time_to_read(SPLIT, {})


@pytest.mark.parametrize(
    ("wait", "where"),
    [
        (Wait(-1, 2, 3), "waits.US"),
        (Wait(5, 2, 9), "waits.US"),
        (Wait(1, 9, 3), "waits.US"),
        (Wait(1, 2, float("inf")), "waits.US"),
        (Wait(1, float("nan"), 3), "waits.US"),
        (Wait(1, 2, 3, refused=1.1), "waits.US.refused"),
        (Wait(1, 2, 3, refused=-0.1), "waits.US.refused"),
    ],
)
@pytest.mark.parametrize("ask", [time_to_read, lambda tree, waits: sample_times(tree, waits, 10)])
def test_waits_that_cannot_be_are_refused_and_named(ask, wait, where):
    with pytest.raises(BadWorld) as caught:
        ask(SPLIT, dict.fromkeys(SPLIT.countries, Wait(1, 2, 3)) | {"US": wait})
    assert caught.value.where == where


def test_a_sample_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        chance(FIFTEEN, EVEN, effort=Effort(node_limit=0, samples=0))


def test_a_goal_out_of_reach_has_no_odds_no_day_and_no_cut_set():
    nothing = Tree(PAST, (("NL", frozenset()),), frozenset(), ())
    assert chance(nothing, {}).value == 0
    found = time_to_read(nothing, {}, effort=Effort(samples=10))
    assert (found.ever.value, found.quantile(0.1), found.mean) == (0, None, None)
    assert TimeToRead(()).by(5).value == 0
    pytest.importorskip("dd")
    assert how_many(minimal_cut_sets(nothing)) == 0
    assert list(smallest_first(minimal_path_sets(nothing))) == [()]


def test_nobody_hit_is_not_called_certain():
    assert sampled(0, 100, "").standard_error > 0
    assert sampled(100, 100, "").standard_error > 0


def test_rules_in_a_circle_are_refused_by_the_programme():
    pytest.importorskip("scipy")
    circle = tree_of([Rule("a", 1, (PAST,)), Rule(PAST, 1, ("a",))], PAST, {"NL": frozenset("a")})
    assert circle.circular
    with pytest.raises(ValueError, match="circle"):
        smallest_by_programme(circle)


def test_without_the_extra_odds_are_sampled_and_cut_sets_name_the_extra():
    program = """
import sys
sys.modules["dd"] = sys.modules["scipy"] = None
from cryptokit.knowledge import Rule
from cryptokit.world.odds import *
from cryptokit.world.tree import tree_of
parts = {f"J{i}": frozenset({f"s{i}"}) for i in range(15)}
tree = tree_of([Rule("past", 8, tuple(f"s{i}" for i in range(15)))], "past", parts)
for ask in (minimal_cut_sets, smallest_by_programme):
    try:
        ask(tree)
    except ImportError as error:
        print(error)
found = chance(tree, dict.fromkeys(parts, 0.5), effort=Effort(samples=1000))
print(found.method, found.note)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    needs = (
        "this needs {}, which the extra 'analysis' brings: pip install 'cryptokit-lab[analysis]'"
    )
    assert done.stdout.splitlines() == [
        needs.format("dd"),
        needs.format("scipy"),
        f"sample {needs.format('dd')}",
    ]
