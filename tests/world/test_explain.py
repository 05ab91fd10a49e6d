"""Explanations: what they say of a yes derives the goal, and what they say of a no is missing."""

from itertools import combinations

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from cryptokit import world as ck
from cryptokit.errors import Unknown
from cryptokit.knowledge import Step, derive
from cryptokit.testing import coalitions, levels, worlds
from cryptokit.world import CODE, FUTURE, PAST, Level, Power, View, load

goals = st.sampled_from([PAST, FUTURE])
few = settings(max_examples=30)


def replayed(explanation):
    """Go through an explanation by hand; every line must rest on the lines before it."""
    known = {fact for one in explanation.taken for fact in one.facts}
    for step in explanation.steps:
        assert len(step.used) == step.rule.k
        assert set(step.used) <= known
        assert set(step.used) <= set(step.rule.of)
        known.add(step.rule.out)
    return known


def held(world):
    facts = {f for a in world.assets for f in a.brings}
    signs = {CODE} if world.code_signer else set()
    return facts | signs | ({"DIR"} if world.directory else set())


@few
@given(data=st.data(), world=worlds(), level=levels(), goal=goals)
def test_a_yes_replayed_by_hand_derives_the_goal_and_a_no_does_not(data, world, level, goal):
    countries = data.draw(coalitions(world))
    explained = ck.why(world, goal, level.powers, coalition=countries)
    assert explained.reached == (goal in ck.closure(world, countries, level.powers))
    assert (goal in replayed(explained)) == explained.reached
    event(f"reached: {explained.reached}, steps: {min(len(explained.steps), 3)}")


@few
@given(data=st.data(), world=worlds(), level=levels(), goal=goals)
def test_what_is_said_to_be_taken_is_brought_by_that_order_and_no_line_of_a_yes_is_idle(
    data, world, level, goal
):
    countries = data.draw(coalitions(world))
    explained = ck.why(world, goal, level.powers, coalition=countries)
    reached = ck.reach(world, countries, level.powers)
    for one in explained.taken:
        assert reached[one.piece] == one.order
        assert set(one.facts) <= set(world.facts(one.piece))
    if explained.reached:
        used = {goal}.union(*(step.used for step in explained.steps))
        assert all(set(one.facts) <= used for one in explained.taken)
        assert all(step.rule.out in used for step in explained.steps)


@few
@given(data=st.data(), world=worlds(), level=levels(), goal=goals)
def test_the_additions_of_a_no_make_it_a_yes_and_none_can_be_spared(data, world, level, goal):
    countries = data.draw(coalitions(world))
    explained = ck.why(world, goal, level.powers, coalition=countries)
    assume(not explained.reached)
    known = ck.facts(world, countries, level.powers)
    for way in explained.ways:
        added = {one.fact for one in way}
        assert goal in derive(known | added, world.rules)
        assert all(goal not in derive(known | added - {one}, world.rules) for one in added)
    event(f"missing: {len(explained.ways[0])}, ways: {len(explained.ways)}")


@few
@given(data=st.data(), world=worlds(), level=levels(), goal=goals)
def test_no_smaller_set_of_facts_that_lie_somewhere_or_are_made_by_no_rule_would_do(
    data, world, level, goal
):
    countries = data.draw(coalitions(world))
    explained = ck.why(world, goal, level.powers, coalition=countries)
    assume(not explained.reached)
    known = ck.facts(world, countries, level.powers)
    made = {rule.out for rule in world.rules}
    asked = {fact for rule in world.rules for fact in rule.of} | {goal}
    universe = sorted((held(world) | (asked - made)) - known)
    for size in range(len(explained.ways[0])):
        for some in combinations(universe, size):
            assert goal not in derive(known.union(some), world.rules)


@few
@given(data=st.data(), world=worlds(), level=levels(), goal=goals)
def test_a_source_names_an_order_that_brings_the_fact_on_that_rung_and_on_no_lower_one(
    data, world, level, goal
):
    countries = data.draw(coalitions(world))
    explained = ck.why(world, goal, level.powers, coalition=countries)
    for missing in (one for way in explained.ways for one in way):
        everyone = world.jurisdictions
        for source in missing.sources:
            powers = level.powers | added(source.level)
            alone = ck.facts(world, [source.order.by], powers)
            assert missing.fact in alone
            assert source.order in [one.order for one in ck.taken(world, everyone, powers)] or (
                source.order.by in everyone
            )
            for lower in Level:
                if source.level and rank(lower) < rank(source.level):
                    below = ck.facts(world, everyone, level.powers | lower.powers)
                    assert missing.fact not in below
        assert bool(missing.sources) == (missing.fact in held(world))


def added(level):
    """The powers that a source asks for: those of a rung, or one beside the whole ladder."""
    if isinstance(level, Power):
        return Level.ENDPOINT.powers | {level}
    return level.powers if level else frozenset()


def rank(level):
    return (list(Level) + list(Power)).index(level)


@few
@given(data=st.data(), world=worlds(), level=levels(), goal=goals)
def test_the_nearest_way_is_on_the_lowest_rung_where_all_countries_suffice(
    data, world, level, goal
):
    countries = data.draw(coalitions(world))
    explained = ck.why(world, goal, level.powers, coalition=countries)
    assume(not explained.reached)
    rungs = [rung for rung in Level if rung >= level]
    suffices = [r for r in rungs if goal in ck.closure(world, world.jurisdictions, r.powers)]
    sources = [one.sources for one in explained.ways[-1]]
    assert all(sources) or not suffices
    if suffices:
        highest = max((found[0].level or level for found in sources), default=level, key=rank)
        assert highest == suffices[0]
    event(f"a power beside the ladder: {any(s and rank(s[0].level or level) > 7 for s in sources)}")


def test_a_power_beside_the_ladder_is_named_where_no_rung_brings_the_fact():
    world = load(
        {
            "entities": {"op": {"inc": "VG"}},
            "assets": [{"id": "db", "loc": "NL", "custodian": "op", "arrives": ["future"]}],
        }
    )
    ((missing,),) = ck.why(world, FUTURE, Level.ENDPOINT.powers).ways
    assert [(one.level, one.order.by, one.piece.view) for one in missing.sources] == [
        (Power.COOPERATION, "VG", View.ARRIVALS)
    ]
    yes = ck.why(world, FUTURE, Level.ENDPOINT.powers | {Power.COOPERATION})
    assert [one.order.by for one in yes.taken] == ["VG"]


@few
@given(world=worlds(), level=levels(), goal=goals)
def test_without_a_coalition_the_first_of_the_smallest_sets_is_explained(world, level, goal):
    sets = ck.smallest_sets(world, goal, level.powers)
    explained = ck.why(world, goal, level.powers)
    assert explained.reached == bool(sets)
    assert explained.coalition == (sets[0] if sets else world.jurisdictions)


@few
@given(data=st.data(), world=worlds())
def test_two_worlds_are_compared_on_the_rungs_where_their_sets_differ(data, world):
    asset = data.draw(st.sampled_from(world.assets)).id
    fact = data.draw(st.sampled_from(sorted({f for rule in world.rules for f in rule.of})))
    to = data.draw(st.sampled_from(world.jurisdictions))
    after = data.draw(
        st.sampled_from([ck.serve_from_memory(world, asset, fact), ck.move(world, asset, to)])
    )
    changed = ck.compare(world, after)
    assert ck.compare(world, world) == ()
    for goal in (PAST, FUTURE):
        for level in Level:
            sets = [ck.smallest_sets(one, goal, level.powers) for one in (world, after)]
            found = [one for one in changed if (one.goal, one.level) == (goal, level)]
            assert bool(found) == (sets[0] != sets[1])
            for one in found:
                assert [list(one.before), list(one.after)] == [list(s) for s in sets]
                assert one.was.reached == bool(one.before)
                assert one.now.reached == bool(one.after)
                assert set(one.come) <= set(ck.parts(one.now)) - set(ck.parts(one.was))
                assert set(one.gone) <= set(ck.parts(one.was)) - set(ck.parts(one.now))
                assert one.gone or one.come, "another answer without another step"
    event(f"rungs: {min(len(changed), 3)}")


def test_another_country_in_place_of_one_is_a_change_though_the_number_stays():
    changed = ck.compare(SPLIT, ck.move(SPLIT, "db", "DE"))
    assert [(one.goal, one.level) for one in changed] == [
        (PAST, Level.SHARES),
        (PAST, Level.MEMORY),
        *((PAST, level) for level in Level if level >= Level.ENTITY),
    ]
    assert (changed[0].before, changed[0].after) == ((("NL", "SG", "US"),), (("DE", "SG", "US"),))


SPLIT = load(
    {
        "entities": {"op": {"inc": "VG"}},
        "assets": [
            {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"], "ram": ["kek"]},
            {"id": "p1", "loc": "US", "custodian": "op", "shares": ["s1"]},
            {"id": "p2", "loc": "SG", "custodian": "op", "shares": ["s2"]},
        ],
        "rules": [
            {"out": "kek", "k": 2, "of": ["s1", "s2"]},
            {"out": "past", "k": 2, "of": ["ct", "kek"]},
        ],
    }
)


def test_the_fewest_facts_and_the_nearest_are_two_ways_where_they_differ():
    fewest, nearest = ck.why(SPLIT, PAST, Level.AT_REST.powers).ways
    assert [(one.fact, one.sources[0].level) for one in fewest] == [("kek", Level.MEMORY)]
    assert [(one.fact, one.sources[0].level) for one in nearest] == [
        ("s1", Level.SHARES),
        ("s2", Level.SHARES),
    ]


def test_a_yes_goes_from_orders_to_views_to_facts_to_rules_to_the_goal():
    explained = ck.why(SPLIT, PAST, Level.SHARES.powers)
    assert explained.coalition == ("NL", "SG", "US")
    assert {(one.order.by, *one.piece, *one.facts) for one in explained.taken} == {
        ("NL", "db", View.DISK, "ct"),
        ("SG", "p2", View.PART, "s2"),
        ("US", "p1", View.PART, "s1"),
    }
    assert explained.steps == (
        Step(SPLIT.rules[0], ("s1", "s2")),
        Step(SPLIT.rules[1], ("ct", "kek")),
    )


def test_where_only_a_country_is_missing_the_powers_at_hand_suffice():
    (way,) = ck.why(SPLIT, PAST, Level.SHARES.powers, coalition=["NL", "US"]).ways
    assert [(one.fact, [(s.level, s.order.by) for s in one.sources]) for one in way] == [
        ("s2", [(None, "SG")])
    ]


def test_a_circle_of_rules_that_nothing_starts_lacks_the_goal_itself():
    rules = [{"out": a, "k": 1, "of": [b]} for a, b in [("past", "x"), ("x", "y"), ("y", "x")]]
    world = load({"entities": {"op": {"inc": "VG"}}, "rules": rules})
    ((missing,),) = ck.why(world, PAST, Level.ENDPOINT.powers).ways
    assert (missing.fact, missing.sources) == (PAST, ())


def test_an_unknown_country_or_goal_is_refused():
    with pytest.raises(Unknown):
        ck.why(SPLIT, PAST, Level.AT_REST.powers, coalition=["NX"])
    with pytest.raises(Unknown):
        ck.why(SPLIT, "pasta", Level.AT_REST.powers)
    with pytest.raises(Unknown):
        ck.why(SPLIT, "pasta", Level.AT_REST.powers, coalition=["NL"])
