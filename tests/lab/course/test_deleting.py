"""A deleted message comes back where the words are, or a packet with its key, and nowhere else."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.lab.course.scenes.deleting import (
    BACKUP,
    BEN,
    LOG,
    MIRA,
    RELAY,
    SAID,
    Plan,
    brings_back,
    places_after,
)
from cryptokit.rng import lesson

plans = st.builds(
    Plan,
    backup=st.sampled_from(["none", "before", "after"]),
    rekeyed=st.booleans(),
    obeys=st.booleans(),
)


def after(plan):
    return places_after(plan, rng=lesson("deleting"))


@given(plan=plans)
def test_an_app_that_obeys_has_no_words_left(plan):
    places = after(plan)
    assert SAID not in places[MIRA].texts
    assert (SAID in places[BEN].texts) is not plan.obeys
    assert (SAID in places[BACKUP].texts) is (plan.backup == "after")


@given(plan=plans)
def test_a_packet_opens_with_a_key_of_its_own_time_only(plan):
    places = after(plan)
    assert brings_back(places, {MIRA, RELAY}) is not plan.rekeyed
    assert brings_back(places, {BACKUP, RELAY}) is (plan.backup != "none")


@given(plan=plans)
def test_the_relay_and_the_log_never_have_the_words(plan):
    places = after(plan)
    assert not brings_back(places, {RELAY, LOG})
    assert places[LOG].lines == len(places[RELAY].packets)


@given(plan=plans)
def test_more_places_never_bring_back_less(plan):
    places = after(plan)
    for some in combinations(places, 2):
        alone = any(brings_back(places, {one}) for one in some)
        assert brings_back(places, some) or not alone
        assert brings_back(places, places) or not brings_back(places, some)


def test_nothing_is_left_if_the_key_was_changed_and_never_kept():
    places = after(Plan(rekeyed=True))
    assert not brings_back(places, places)


@pytest.mark.parametrize("rekeyed", [True, False])
def test_a_phone_holds_one_key_whatever_it_deleted(rekeyed):
    places = after(Plan(rekeyed=rekeyed))
    assert [len(places[one].keys) for one in (MIRA, BEN)] == [1, 1]
    assert places[MIRA].keys == places[BEN].keys


def test_a_place_says_how_much_it_has():
    assert repr(after(Plan())[BACKUP]) == "nothing"
    assert repr(after(Plan())[RELAY]) == "5 packets"
