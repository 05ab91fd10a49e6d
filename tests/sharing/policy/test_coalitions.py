"""The coalitions of a policy: the vectors, brute force, and who is missing."""

import json
import runpy
from itertools import chain
from math import comb
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.knowledge import derive
from cryptokit.sharing.policy import all_of, any_of, at_least, from_json, satisfied
from cryptokit.sharing.policy.coalitions import (
    MOST_PARTIES,
    Census,
    census,
    maximal_forbidden,
    minimal_authorised,
    missing,
    rules,
    share_sizes,
)
from cryptokit.sharing.policy.programme import of
from cryptokit.sharing.policy.tree import parties_of

some = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "strategies.py")))
VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "access-structures.json").read_text("utf-8")
)
STRUCTURES = {one["name"]: one for one in VECTORS["structures"] if "policy" in one}
structures = pytest.mark.parametrize("one", STRUCTURES.values(), ids=STRUCTURES)


@structures
def test_the_coalitions_of_the_vectors_are_found(one):
    policy = from_json(one["policy"])
    assert [list(c) for c in minimal_authorised(policy)] == one["minimal_authorised"]
    assert [list(c) for c in maximal_forbidden(policy)] == one["maximal_unauthorised"]


@structures
def test_the_share_sizes_of_the_vectors_are_found(one):
    assert share_sizes(from_json(one["policy"])) == one["share_elements_per_party"]


@structures
def test_the_rules_of_the_vectors_give_the_secret_to_exactly_the_listed_sets(one):
    steps = rules(from_json(one["policy"]))
    minimal = [set(m) for m in one["minimal_authorised"]]
    for parties in some.subsets(one["parties"]):
        assert ("secret" in derive(parties, steps)) == any(m <= parties for m in minimal)


def test_the_vectors_are_counted():
    two, three = (census(from_json(one["policy"])) for one in list(STRUCTURES.values())[:2])
    assert two == Census(parties=7, rows=7, columns=2, minimal=16, forbidden=3)
    assert three == Census(parties=7, rows=14, columns=5, minimal=34, forbidden=19)


@settings(max_examples=50)
@given(some.policies())
def test_the_coalitions_are_those_of_brute_force(policy):
    everybody = frozenset(parties_of(policy))
    may = {s for s in some.subsets_of(policy) if satisfied(policy, s)}
    minimal = {s for s in may if not any(s - {one} in may for one in s)}
    rest = set(some.subsets_of(policy)) - may
    maximal = {s for s in rest if all(s | {one} in may for one in everybody - s)}
    assert {frozenset(c) for c in minimal_authorised(policy)} == minimal
    assert {frozenset(c) for c in maximal_forbidden(policy)} == maximal


@settings(max_examples=30)
@given(some.policies())
def test_the_census_counts_the_matrix_and_the_lists(policy):
    programme, counted = of(policy), census(policy)
    assert (counted.rows, counted.columns) == (len(programme.rows), programme.columns)
    assert counted.parties == len(set(programme.owners))
    assert counted.minimal == len(minimal_authorised(policy))
    assert counted.forbidden == len(maximal_forbidden(policy))


def test_a_threshold_has_as_many_coalitions_as_can_be_chosen():
    counted = census(at_least(3, *map(str, range(8))))
    assert (counted.minimal, counted.forbidden) == (comb(8, 3), comb(8, 2))


@settings(max_examples=40)
@given(some.policies(), st.sets(some.names))
def test_who_is_missing_completes_and_cannot_be_spared(policy, parties):
    more = missing(policy, parties)
    assert satisfied(policy, parties | more)
    assert not any(satisfied(policy, parties | (more - {one})) for one in more)
    assert not more & parties


def test_who_came_along_for_another_gate_alone_is_not_missing():
    policy = all_of("Zoe", at_least(3, "Ada", "Bo", "Cleo", "Zoe"))
    assert missing(policy, {"Ada", "Bo"}) == {"Zoe"}


def test_a_party_may_be_called_like_a_gate_if_the_goal_has_another_name():
    policy = all_of("CH", any_of("IS", "secret.2"))
    with pytest.raises(ValueError, match="another goal"):
        rules(policy)
    with pytest.raises(ValueError, match="another goal"):
        rules("secret")
    steps = rules(policy, goal="key")
    assert "key" in derive({"CH", "secret.2"}, steps)
    assert "key" not in derive({"CH"}, steps)
    assert minimal_authorised(policy) == (("CH", "IS"), ("CH", "secret.2"))


@settings(max_examples=30)
@given(some.policies(parties=st.sampled_from(["secret", "secret.1", "secret of A", "A", "s.1"])))
def test_no_name_of_a_party_confuses_the_search(policy):
    found = set(chain.from_iterable(minimal_authorised(policy)))
    assert found <= set(parties_of(policy))
    assert all(satisfied(policy, coalition) for coalition in minimal_authorised(policy))
    assert not any(satisfied(policy, coalition) for coalition in maximal_forbidden(policy))


def test_too_many_parties_are_not_searched():
    crowd = at_least(2, *map(str, range(MOST_PARTIES + 1)))
    for search in (minimal_authorised, maximal_forbidden, census):
        with pytest.raises(ValueError, match="21 parties"):
            search(crowd)
    assert missing(crowd, {"0"}) == {"1"}
