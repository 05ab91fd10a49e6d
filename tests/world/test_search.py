"""The search on bit masks: equal to trying all coalitions, whatever the rules look like."""

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from cryptokit.errors import Unknown
from cryptokit.knowledge import Rule, derive
from cryptokit.testing import levels, worlds
from cryptokit.world import (
    PAST,
    Asset,
    Entity,
    Level,
    Power,
    World,
    facts,
    k_eff,
    load,
    smallest_sets,
)
from cryptokit.world.brought import brought, public
from cryptokit.world.coalitions import size_of_smallest
from cryptokit.world.masks import NEVER, close, lacking, masks
from cryptokit.world.search import minimal, smallest
from cryptokit.world.treaties import collapse
from cryptokit.world.tree import fault_tree, tree_of

COUNTRIES = ("DE", "NL", "SG", "US", "VG")
FACTS = tuple("abcdefg")


@st.composite
def trees(draw):
    """Any rules over a few facts: shared inputs, several ways to one fact, circles, free facts."""
    fact = st.sampled_from((*FACTS, "goal"))
    rules = []
    for _ in range(draw(st.integers(1, 7))):
        of = tuple(draw(st.lists(fact, min_size=1, max_size=4, unique=True)))
        rules.append(Rule(draw(fact), draw(st.integers(1, len(of))), of))
    some = st.frozensets(st.sampled_from(FACTS), max_size=3)
    free = draw(st.sampled_from((frozenset(), frozenset("a"))))
    return tree_of(rules, "goal", {one: draw(some) for one in COUNTRIES}, free=free)


def all_minimal(tree):
    every = [
        frozenset(c for i, c in enumerate(tree.countries) if case >> i & 1)
        for case in range(1 << len(tree.countries))
    ]
    enough = [one for one in every if tree.reached_by(one)]
    return {one for one in enough if not any(other < one for other in enough)}


def named(tree, found):
    return [frozenset(tree.countries[i] for i in one) for one in found]


@given(tree=trees())
@settings(max_examples=300)
def test_the_search_finds_what_trying_all_coalitions_finds(tree):
    expected = all_minimal(tree)
    listed = named(tree, minimal(tree))
    assert set(listed) == expected
    assert len(listed) == len(expected)
    assert [len(one) for one in listed] == sorted(len(one) for one in listed)
    least = min(map(len, expected), default=None)
    first = named(tree, smallest(tree))
    assert sorted(first, key=sorted) == sorted((s for s in expected if len(s) == least), key=sorted)
    event(f"circular: {tree.circular}")
    event(f"smallest: {least}")


@given(tree=trees())
def test_the_bound_never_asks_for_more_facts_than_some_derivation_uses(tree):
    bits = masks(tree)
    known = close(bits, bits.free)
    near = 0
    for mask in bits.brings:
        near |= mask
    need, useful = lacking(bits, known, near)
    facts = [1 << i for i in range(near.bit_length()) if near >> i & 1]
    for case in range(1 << len(facts)):
        some = sum(fact for i, fact in enumerate(facts) if case >> i & 1)
        if not known & bits.goal and close(bits, known | some) & bits.goal:
            assert case.bit_count() >= need
            assert close(bits, known | some & useful) & bits.goal
    if need == NEVER and not known & bits.goal:
        assert not close(bits, known | near) & bits.goal


@given(
    world=worlds(), powers=st.frozensets(st.sampled_from(Power)) | levels().map(lambda x: x.powers)
)
def test_what_all_countries_bring_is_what_reach_says_of_each(world, powers):
    free = public(world)
    assert free == facts(world, (), powers)
    each = brought(world, powers)
    assert tuple(each) == world.jurisdictions
    for country, got in each.items():
        assert got | free == facts(world, [country], powers)


def test_a_market_brings_records_and_no_help():
    kept = {"id": "db", "loc": "NL", "custodian": "op", "holds": ["meta"], "arrives": ["future"]}
    sold = load({"entities": {"op": {"inc": "VG", "markets": ["IN"]}}, "assets": [kept]})
    nothing, records, news = frozenset(), frozenset({"meta"}), frozenset({"future"})
    asked = brought(sold, frozenset({Power.METADATA}))
    assert asked == {"IN": records, "NL": nothing, "VG": records}
    helped = brought(sold, frozenset({Power.COOPERATION}))
    assert helped == {"IN": nothing, "NL": nothing, "VG": news}


@given(world=worlds(), level=levels())
def test_a_tree_reaches_the_goal_exactly_where_its_world_does(world, level):
    tree = fault_tree(world, PAST, level.powers)
    for case in range(1 << len(tree.countries)):
        some = [c for i, c in enumerate(tree.countries) if case >> i & 1]
        known = derive(facts(world, some, level.powers), world.rules)
        assert tree.reached_by(some) == (PAST in known)


def test_what_anybody_can_look_at_needs_nobody():
    page = Asset("web", "NL", "public", holds=(PAST,))
    world = World("page", (Entity("op", "NL"),), (page,), ())
    assert k_eff(world, PAST, Level.AT_REST.powers) == 0
    assert smallest_sets(world, PAST, Level.AT_REST.powers) == ((),)


def regions(n):
    """n countries in fives: three parts of five make a region, and over half of them the key."""
    parts = {f"J{i}": frozenset({f"s{i}"}) for i in range(n)}
    rules = [Rule(f"r{r}", 3, tuple(f"s{5 * r + i}" for i in range(5))) for r in range(n // 5)]
    return tree_of(
        [*rules, Rule("past", n // 10 + 1, tuple(f"r{r}" for r in range(n // 5)))], "past", parts
    )


@pytest.mark.parametrize("n", [10, 50, 100])
def test_a_big_world_without_companies_has_the_number_that_arithmetic_gives(n):
    assert size_of_smallest(regions(n)) == 3 * (n // 10 + 1)


HALVES = tree_of(
    [Rule("past", 3, ("ct", "k1", "k2"))],
    "past",
    {"NL": frozenset({"ct"}), "SG": frozenset({"k1"}), "US": frozenset({"k2"})},
)


def test_a_treaty_lets_one_country_ask_for_what_others_bring():
    assert size_of_smallest(HALVES) == 3
    assert size_of_smallest(collapse(HALVES, {"US": ["NL"]})) == 2
    assert size_of_smallest(collapse(HALVES, {"US": ["NL", "SG"]})) == 1
    assert collapse(HALVES, {}) == HALVES


def test_a_country_without_any_part_can_ask_for_all():
    asked = collapse(HALVES, {"FR": ["NL", "SG", "US"]})
    assert named(asked, smallest(asked)) == [frozenset({"FR"})]


def test_what_came_by_a_treaty_is_not_passed_on():
    chain = collapse(HALVES, {"NL": ["SG"], "SG": ["US"]})
    assert size_of_smallest(chain) == 2
    assert dict(chain.brings)["NL"] == {"ct", "k1"}


def test_a_treaty_with_a_country_that_is_not_there_is_refused():
    with pytest.raises(Unknown) as caught:
        collapse(HALVES, {"US": ["NX"]})
    assert caught.value.name == "NX"


@given(tree=trees(), data=st.data())
def test_a_treaty_never_raises_the_number(tree, data):
    some = st.lists(st.sampled_from(COUNTRIES), max_size=3)
    treaties = data.draw(st.dictionaries(st.sampled_from((*COUNTRIES, "FR")), some, max_size=3))
    before, after = size_of_smallest(tree), size_of_smallest(collapse(tree, treaties))
    assert before is None or after <= before


def test_two_inputs_that_rest_on_one_fact_do_not_need_two():
    both = [Rule("x", 1, ("a",)), Rule("y", 1, ("a",)), Rule("past", 2, ("x", "y"))]
    assert size_of_smallest(tree_of(both, "past", {"NL": frozenset("a")})) == 1
