"""Trees of gates: who may read, the constructors, and the form as plain values."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CryptokitError, WireError
from cryptokit.sharing.policy import (
    Gate,
    all_of,
    any_of,
    at_least,
    from_json,
    satisfied,
    spanning,
    to_json,
    weighted,
)
from cryptokit.sharing.policy.tree import DEEPEST, depth, leaves, parties_of

some = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "strategies.py")))
VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "access-structures.json").read_text("utf-8")
)
STRUCTURES = {one["name"]: one for one in VECTORS["structures"] if "policy" in one}
TWO_CONTINENTS, SPANNING_TWO = list(STRUCTURES)[:2]
CONTINENTS = {
    "CH": "Europe",
    "IS": "Europe",
    "DE": "Europe",
    "SG": "Asia",
    "JP": "Asia",
    "CA": "Americas",
    "BR": "Americas",
}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just("T"),
    lambda inner: st.lists(inner, max_size=4) | st.tuples(st.just("T"), inner, st.lists(inner)),
    max_leaves=12,
)


def deep(gates):
    policy = "CH"
    for _ in range(gates):
        policy = Gate(1, (policy,))
    return policy


@pytest.mark.parametrize("one", STRUCTURES.values(), ids=STRUCTURES)
def test_exactly_the_listed_sets_of_the_vectors_may_read(one):
    policy, minimal = from_json(one["policy"]), [set(m) for m in one["minimal_authorised"]]
    assert sorted(parties_of(policy)) == one["parties"]
    for parties in some.subsets(one["parties"]):
        assert satisfied(policy, parties) == any(m <= parties for m in minimal)


@settings(max_examples=40)
@given(some.policies(), st.data())
def test_whoever_joins_never_hurts(policy, data):
    parties = data.draw(st.sets(st.sampled_from(some.PARTIES)))
    more = parties | data.draw(st.sets(st.sampled_from(some.PARTIES)))
    assert satisfied(policy, parties) <= satisfied(policy, more)


@settings(max_examples=40)
@given(some.policies())
def test_all_together_may_read_and_nobody_may_not(policy):
    assert satisfied(policy, set(leaves(policy)))
    assert not satisfied(policy, set())


@settings(max_examples=40)
@given(st.lists(some.policies(most=3), min_size=1, max_size=4), st.data())
def test_the_constructors_mean_what_their_names_say(children, data):
    k = data.draw(st.integers(1, len(children)))
    for parties in some.subsets(some.PARTIES):
        yes = [satisfied(child, parties) for child in children]
        assert satisfied(all_of(*children), parties) == all(yes)
        assert satisfied(any_of(*children), parties) == any(yes)
        assert satisfied(at_least(k, *children), parties) == (sum(yes) >= k)


def test_a_single_child_needs_no_gate():
    assert all_of("CH") == any_of("CH") == at_least(1, "CH") == "CH"


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(some.PARTIES), st.integers(1, 6), min_size=1), st.data())
def test_weights_add_up_to_the_threshold(weights, data):
    threshold = data.draw(st.integers(1, sum(weights.values())))
    policy = weighted(threshold, weights)
    for parties in some.subsets(tuple(weights)):
        assert satisfied(policy, parties) == (sum(weights[p] for p in parties) >= threshold)


def test_weights_are_divided_by_what_they_have_in_common():
    assert weighted(5, {"CH": 4, "IS": 2}) == weighted(3, {"CH": 2, "IS": 1})


@settings(max_examples=40)
@given(
    st.dictionaries(st.sampled_from(some.PARTIES), st.sampled_from("abc"), min_size=1), st.data()
)
def test_spanning_counts_parties_and_groups(groups, data):
    span = data.draw(st.integers(1, len(set(groups.values()))))
    threshold = data.draw(st.integers(span, len(groups)))
    policy = spanning(threshold, span, groups)
    for parties in some.subsets(tuple(groups)):
        enough = len(parties) >= threshold and len({groups[p] for p in parties}) >= span
        assert satisfied(policy, parties) == enough


def test_spanning_gives_the_policies_of_the_vectors():
    assert to_json(spanning(2, 2, CONTINENTS)) == STRUCTURES[TWO_CONTINENTS]["policy"]
    assert to_json(spanning(3, 2, CONTINENTS)) == STRUCTURES[SPANNING_TWO]["policy"]


@settings(max_examples=40)
@given(some.policies(parties=st.text(min_size=1)))
def test_plain_values_give_the_same_tree(policy):
    assert from_json(to_json(policy)) == policy
    assert from_json(json.loads(json.dumps(to_json(policy)))) == policy


@settings(max_examples=40)
@given(values)
def test_plain_values_are_a_policy_or_refused(value):
    try:
        policy = from_json(value)
    except CryptokitError:
        return
    assert from_json(to_json(policy)) == policy


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("", "policy"),
        (7, "policy"),
        (["T", 3, ["CH", "IS"]], "policy"),
        (["T", True, ["CH", "IS"]], "policy"),
        (["T", 1, []], "policy"),
        (["AND", 1, ["CH"]], "policy"),
        (["T", 1, ["CH", ["T", 0, ["IS"]]]], "policy[1]"),
        (["T", 1, ["CH", ["T", 1, ["IS", None]]]], "policy[1][1]"),
    ],
)
def test_what_is_no_policy_is_refused_where_it_is_wrong(value, field):
    with pytest.raises(WireError) as caught:
        from_json(value)
    assert caught.value.field == field


def test_no_tree_is_too_deep_to_walk():
    assert depth(deep(DEEPEST)) == DEEPEST
    with pytest.raises(ValueError, match="above one another"):
        Gate(1, (deep(DEEPEST),))
    value = to_json(deep(DEEPEST))
    assert from_json(value) == deep(DEEPEST)
    for _ in range(5_000):
        value = ["T", 1, [value]]
    with pytest.raises(WireError, match="gates deep"):
        from_json(value)


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: Gate(0, ("CH",)), ValueError, "0 of 1"),
        (lambda: Gate(2, ("CH",)), ValueError, "2 of 1: a gate"),
        (lambda: Gate(1, ()), ValueError, "1 of 0"),
        (lambda: Gate(1, (b"CH",)), TypeError, "names of parties"),
        (lambda: Gate(1, ("CH", "")), ValueError, "without a name"),
        (all_of, ValueError, "0 of 0"),
        (lambda: weighted(1, {}), ValueError, "weights are needed"),
        (lambda: weighted(1, {"CH": 0}), ValueError, "at least 1"),
        (lambda: weighted(3, {"CH": 2}), ValueError, "2 of 1"),
        (lambda: spanning(2, 3, CONTINENTS), ValueError, "2 can span"),
        (lambda: spanning(4, 4, CONTINENTS), ValueError, "there are 3 groups"),
        (lambda: spanning(8, 2, CONTINENTS), ValueError, "there are 7 parties"),
    ],
)
def test_a_policy_that_can_not_be_is_refused(make, error, says):
    with pytest.raises(error, match=says):
        make()
