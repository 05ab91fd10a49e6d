"""The engine of k-of-n rules: its fixed point, its explanations, and what is missing."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.knowledge import (
    Rule,
    derive,
    explain,
    maximal_sets_without,
    minimal_sets,
    missing,
)

FACTS = "abcdefgh"

facts = st.sets(st.sampled_from(FACTS), max_size=5)
goals = st.sampled_from(FACTS)


@st.composite
def some_rules(draw):
    of = draw(st.lists(st.sampled_from(FACTS), min_size=1, max_size=4, unique=True))
    return Rule(draw(goals), draw(st.integers(1, len(of))), tuple(of))


rules = st.lists(some_rules(), max_size=10)


def replay(start, steps):
    """Go through the steps, checking that each uses only what is known by then."""
    known = set(start)
    for step in steps:
        assert set(step.used) <= known & set(step.rule.of)
        assert len(set(step.used)) == step.rule.k
        known.add(step.rule.out)
    return known


def closure(start, the_rules):
    """The definition: apply every rule until nothing changes."""
    known = set(start)
    while True:
        new = {r.out for r in the_rules if sum(f in known for f in r.of) >= r.k} - known
        if not new:
            return known
        known |= new


@given(facts, rules)
def test_the_fixed_point_is_that_of_the_definition(start, the_rules):
    assert derive(start, the_rules).facts == closure(start, the_rules)


@given(facts, facts, rules)
def test_who_knows_more_derives_more(start, extra, the_rules):
    assert derive(start, the_rules).facts <= derive(start | extra, the_rules).facts


@given(facts, rules)
def test_deriving_again_gives_nothing_new(start, the_rules):
    known = derive(start, the_rules)
    again = derive(known.facts, the_rules)
    assert (again.facts, again.steps) == (known.facts, ())


@given(facts, rules)
def test_the_steps_replay_in_order_and_give_the_same_facts(start, the_rules):
    known = derive(start, the_rules)
    assert replay(start, known.steps) == known.facts
    outs = [step.rule.out for step in known.steps]
    assert len(set(outs)) == len(outs)
    assert not set(outs) & start


@given(facts, rules, st.randoms())
def test_the_order_of_the_rules_does_not_matter(start, the_rules, random):
    shuffled = list(the_rules)
    random.shuffle(shuffled)
    assert derive(start, shuffled).facts == derive(start, the_rules).facts


@given(facts, rules, goals)
def test_an_explanation_suffices_and_has_no_idle_step(start, the_rules, goal):
    known = derive(start, the_rules)
    steps = explain(known, goal)
    assert (goal in replay(start, steps)) == (goal in known)
    for at, step in enumerate(steps):
        later = {fact for after in steps[at + 1 :] for fact in after.used}
        assert step.rule.out == goal or step.rule.out in later
    assert bool(steps) == (goal in known and goal not in start)


@given(facts, rules, goals)
def test_what_is_missing_suffices_and_is_nothing_only_if_known(start, the_rules, goal):
    pieces = missing(start, the_rules, goal)
    assert goal in derive(start | pieces, the_rules)
    assert (not pieces) == (goal in derive(start, the_rules))
    assert not pieces & derive(start, the_rules).facts
    made = {rule.out for rule in the_rules}
    if goal in derive(start | (set(FACTS) - made), the_rules):
        assert not pieces & made  # what can be derived is never asked for
    else:
        assert pieces == {goal}


def test_where_rules_feed_each_other_in_a_circle_the_goal_itself_is_missing():
    circle = [Rule("a", 1, ("b",)), Rule("b", 1, ("a",))]
    assert missing((), circle, "a") == {"a"}


@given(st.sets(st.frozensets(st.sampled_from("abcdef")), max_size=6))
def test_the_minimal_sets_are_those_of_brute_force_smallest_first(family):
    def reaches(some):
        return any(small <= some for small in family)

    subsets = [frozenset(c) for n in range(7) for c in combinations("abcdef", n)]
    wanted = {s for s in subsets if reaches(s) and not any(reaches(s - {x}) for x in s)}
    found = list(minimal_sets("abcdef", reaches))
    assert set(found) == wanted
    assert len(found) == len(wanted)
    assert [len(some) for some in found] == sorted(len(some) for some in found)


@given(st.sets(st.frozensets(st.sampled_from("abcdef")), max_size=6))
def test_the_maximal_sets_without_are_those_of_brute_force_largest_first(family):
    def reaches(some):
        return any(small <= some for small in family)

    everyone = frozenset("abcdef")
    subsets = [frozenset(c) for n in range(7) for c in combinations("abcdef", n)]
    short = [s for s in subsets if not reaches(s)]
    wanted = {s for s in short if all(reaches(s | {x}) for x in everyone - s)}
    found = list(maximal_sets_without("abcdef", reaches))
    assert set(found) == wanted
    assert len(found) == len(wanted)
    assert [len(some) for some in found] == sorted(map(len, found), reverse=True)


def test_where_all_fail_all_are_the_maximal_set_and_where_none_does_there_is_none():
    assert list(maximal_sets_without("ab", lambda _: False)) == [{"a", "b"}]
    assert list(maximal_sets_without("ab", lambda _: True)) == []


@given(rules, goals)
def test_minimal_sets_of_facts_that_reach_a_goal_are_minimal(the_rules, goal):
    def reaches(some):
        return goal in derive(some, the_rules)

    for some in minimal_sets(FACTS[:5], reaches):
        assert reaches(some)
        assert not any(reaches(some - {fact}) for fact in some)


@pytest.mark.parametrize(
    ("k", "of", "says"),
    [(0, ("a",), "0 of 1"), (3, ("a", "b"), "3 of 2"), (1, ("a", "a"), "twice"), (1, (), "1 of 0")],
)
def test_a_rule_that_can_not_be_is_refused(k, of, says):
    with pytest.raises(ValueError, match=says):
        Rule("out", k, of)
