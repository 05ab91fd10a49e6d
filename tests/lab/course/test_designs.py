"""Designs of a class: what they promise, how they travel as text, and what a class finds."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cryptokit as ck
from cryptokit.errors import BadWorld
from cryptokit.lab.course.scenes.attacking import (
    attack_my_design,
    broken_at,
    single_changes,
    weaknesses,
)
from cryptokit.lab.course.scenes.design_text import from_text, to_text
from cryptokit.lab.course.scenes.designs import as_messenger, design, spare
from cryptokit.lab.course.scenes.label import label
from cryptokit.rng import lesson
from cryptokit.testing import worlds
from cryptokit.world import FUTURE, PAST, Level, k_eff, minimal_coalitions, treaty

PLACES = ("AE", "CH", "FI", "IS", "NL", "SG", "US")
plans = st.integers(1, 5).flatmap(
    lambda n: st.fixed_dictionaries({
        "parts": st.permutations(PLACES[1:]).map(lambda some: tuple(some[:n])),
        "threshold": st.integers(1, n),
    })
)  # fmt: skip


def made(plan, **more):
    return design("ours", store=PLACES[0], **plan, **more)


@given(plan=plans)
def test_separate_owners_and_no_joined_key_hold_the_threshold_and_the_store(plan):
    world = made(plan)
    for level in (Level.SHARES, Level.MEMORY, Level.CONTROL, Level.CODE):
        assert k_eff(world, PAST, level.powers) == plan["threshold"] + 1
    assert k_eff(world, PAST, Level.AT_REST.powers) is None
    assert k_eff(world, FUTURE, Level.CODE.powers) == 1


@given(plan=plans)
def test_one_owner_or_a_key_in_memory_makes_it_one(plan):
    owned = made(plan, one_owner=(PLACES[0], *plan["parts"]))
    serving = made(plan, in_memory=True)
    assert k_eff(owned, PAST, Level.CONTROL.powers) == 1
    assert k_eff(owned, PAST, Level.ENTITY.powers) == plan["threshold"] + 1
    assert k_eff(serving, PAST, Level.MEMORY.powers) == 1


@given(plan=plans)
def test_as_many_parts_may_fail_as_are_not_needed_and_none_with_a_factor(plan):
    left = len(plan["parts"]) - plan["threshold"]
    assert spare(made(plan)) == spare(made(plan, in_memory=True)) == left
    assert spare(made(plan, factor=True)) == -1
    assert k_eff(made(plan, factor=True), PAST, Level.CODE.powers) is None


@settings(max_examples=60)
@given(world=worlds())
def test_a_world_comes_back_from_its_text(world):
    assert from_text(to_text(world)) == world


@given(name=st.text(st.characters(categories=["L", "P", "S", "N"]), min_size=1))
def test_any_name_survives_the_way(name):
    plan = {"parts": ("CH",), "threshold": 1}
    world = replace(made(plan), name=name, about="two\nlines \x00\x7f\x1b \\ \"quoted\" '''")
    world = treaty(world, "AE", "CH")
    assert from_text(to_text(world)) == world


def test_json_is_read_as_well():
    one = {"entities": {"op": {"inc": "NL"}}}
    assert from_text(json.dumps(one)).jurisdictions == ("NL",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "cannot be read"),
        ("{", "cannot be read"),
        ("[" * 9_000, "cannot be read"),
        ("assets = [{id = 'db', loc = 'NL', custodian = 'nobody'}]", "is nobody"),
        ("#" * 70_000, "70,000 characters"),
        (to_text(design("x", store="NL", parts=["CH"], threshold=1))[:150], "cannot be read"),
    ],
)
def test_a_bad_paste_is_told(text, words):
    with pytest.raises(BadWorld, match=words):
        from_text(text)


def test_a_design_that_does_not_fit_is_refused():
    with pytest.raises(BadWorld, match="2 of 1"):
        design("x", store="NL", parts=["CH"], threshold=2)


@settings(max_examples=30, deadline=None)
@given(world=worlds())
def test_the_table_counts_coalitions_as_the_engine_lists_them(world):
    rows = attack_my_design(world).rows
    for level, row in zip(Level, rows, strict=True):
        fewest = k_eff(world, PAST, level.powers)
        assert row[1] == ("-" if fewest is None else str(fewest))
        reads, _, of = row[2].partition(" of ")
        assert int(of) == 2 ** len(world.jurisdictions)
        least = len(list(minimal_coalitions(world, PAST, level.powers)))
        assert least <= int(reads) <= int(of)
        assert (int(reads) == 0) == (fewest is None)


def test_three_of_five_and_the_store_read_in_sixteen_of_the_sets_of_six():
    world = made({"parts": ("CH", "FI", "IS", "NL", "SG"), "threshold": 3}, phone="AE")
    assert attack_my_design(world).rows[1][2] == "16 of 64"


def test_a_world_too_large_for_a_class_is_refused():
    parts = [f"X{i}" for i in range(10)]
    with pytest.raises(ValueError, match="12 countries; 10 are the most"):
        attack_my_design(design("large", store="NL", parts=parts, threshold=2))


@pytest.mark.parametrize(
    ("more", "promise", "broken"),
    [
        ({}, 3, Level.ENDPOINT),
        ({}, 4, Level.SHARES),
        ({"in_memory": True}, 3, Level.MEMORY),
        ({"one_owner": ("CH", "IS")}, 3, Level.CONTROL),
        ({}, None, Level.SHARES),
        ({"factor": True}, None, Level.ENDPOINT),
        ({}, 1, None),
    ],
)
def test_a_promise_breaks_where_fewer_suffice(more, promise, broken):
    world = made({"parts": ("CH", "IS", "NL"), "threshold": 2}, **more)
    assert broken_at(world, promise) == broken
    told = [row[4] for row in attack_my_design(world, promise).rows]
    assert ("broken" in told) == (broken is not None)
    if broken is not None:
        assert told.index("broken") == list(Level).index(broken)


@settings(max_examples=20, deadline=None)
@given(plan=plans)
def test_a_weak_point_is_a_change_that_makes_it_worse_and_the_worst_is_first(plan):
    world = made(plan)
    found = weaknesses(world)
    changes = single_changes(world)
    before = k_eff(world, PAST, Level.CONTROL.powers)
    for one in found:
        after = k_eff(changes[one.change](world), PAST, Level.CONTROL.powers)
        assert (one.before, one.after) == (before, after)
        assert after < before
    assert [one.after for one in found] == sorted(one.after for one in found)
    assert found[0].after == 1, "a key in memory beside the data"


def test_the_label_says_what_one_order_brings():
    world = made({"parts": ("CH", "IS", "NL"), "threshold": 2})
    rows = dict(label(world).rows)
    assert rows["who wrote to whom, and when"] == "1 country: AE"
    assert rows["courts that order groups of companies"].startswith("3 countries")
    assert rows["failures"] == "any 1 machine with a key part may fail"
    locked = dict(label(made({"parts": ("CH",), "threshold": 1}, factor=True)).rows)
    assert locked["courts that order groups of companies"] == "no number of countries"
    assert "nobody is served" in locked["failures"]


def test_a_chat_goes_into_a_design_and_comes_out_only_where_the_engine_says_so():
    world = made({"parts": ("CH", "IS", "NL"), "threshold": 2})
    result = ck.who_can_read(
        ck.say(["Ann: one", "Ben: two"]),
        messengers=[as_messenger(world, 3)],
        levels=[Level.AT_REST, Level.SHARES],
        rng=lesson("a design"),
    )
    assert [(one.trial.k_eff, one.readable) for one in result.answers] == [(None, 0), (3, 2)]


def test_what_nobody_keeps_nobody_hands_over():
    kept = made({"parts": ("CH",), "threshold": 1})
    db = replace(kept.asset("db"), holds=("ct",))
    world = replace(kept, assets=(db, *(one for one in kept.assets if one.id != "db")))
    rows = dict(label(world).rows)
    assert rows["who wrote to whom, and when"] == rows["who the people are"] == "nobody keeps it"
