"""Explanations and changes in words: every line says who does what, and nothing is left out."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit import world as ck
from cryptokit.lab import reasons, whatif
from cryptokit.testing import coalitions, levels, worlds
from cryptokit.world import FUTURE, PAST, USER, Level, load


@settings(max_examples=30)
@given(data=st.data(), world=worlds(), level=levels(), goal=st.sampled_from([PAST, FUTURE]))
def test_every_step_is_a_numbered_line_and_every_missing_fact_has_one(data, world, level, goal):
    countries = data.draw(coalitions(world))
    explained = ck.why(world, goal, level.powers, coalition=countries)
    lines = reasons.told(world, explained)
    steps = len(explained.taken) + len(explained.steps)
    numbers = [re.match(r"(\d+)\. ", line) for line in lines[:steps]]
    assert [int(one[1]) for one in numbers] == list(range(1, steps + 1))
    for taken, line in zip(explained.taken, lines, strict=False):
        assert taken.order is None or f" {taken.order.by} " in line
        assert all(fact in line for fact in taken.facts)
    missing = [line for line in lines[steps:] if line.startswith("missing: ")]
    assert len(missing) == sum(map(len, explained.ways))
    values = reasons.as_values(world, explained)
    assert json.loads(json.dumps(values)) == values
    assert values["reached"] == (not values["missing"])
    assert len(values["steps"]) == steps


EVERYBODY = load(
    {
        "entities": {"up": {"inc": "US"}, "down": {"inc": "VG", "parent": "up"}},
        "persons": [{"id": "ceo", "present": "FR", "entity": "down"}],
        "assets": [
            {"id": "db", "loc": "NL", "custodian": "down", "holds": ["ct"], "shares": ["s1"]},
            {"id": "front", "loc": "DE", "custodian": "down", "ram": ["kek"]},
            {"id": "phone", "loc": "IT", "custodian": USER, "holds": ["old"]},
            {"id": "page", "loc": "IS", "custodian": "public", "holds": ["open"]},
        ],
        "code_signer": "down",
        "directory": "down",
        "treaties": [["NL", "RU"]],
        "rules": [{"out": "both", "k": 2, "of": ["CODE", "DIR"]}],
    }
)
SAID = [
    ("ct", "NL", Level.AT_REST, "NL takes the disk of db: ct"),
    ("s1", "NL", Level.SHARES, "NL takes the key part of db: s1"),
    ("kek", "DE", Level.MEMORY, "DE takes the memory of front: kek"),
    ("kek", "VG", Level.ENTITY, "VG orders down to hand over the memory of front: kek"),
    ("kek", "US", Level.CONTROL, "US orders up, and through it the group, to hand over the mem"),
    ("kek", "FR", Level.PERSON, "FR orders ceo, a person, to hand over the memory of front: kek"),
    ("CODE", "VG", Level.CODE, "VG orders down to change the program: CODE"),
    ("DIR", "VG", Level.CODE, "VG orders down to hand out another key: DIR"),
    ("old", "IT", Level.ENDPOINT, "IT opens the phone: the disk of phone: old"),
    ("open", "VG", Level.AT_REST, "anybody can look at the disk of page: open"),
    ("ct", "RU", Level.AT_REST, "RU asks NL, which takes the disk of db: ct"),
]


@pytest.mark.parametrize(("goal", "by", "level", "said"), SAID)
def test_each_power_has_its_words(goal, by, level, said):
    explained = ck.why(EVERYBODY, goal, level.powers, coalition=[by])
    (line,) = reasons.told(EVERYBODY, explained)
    assert line.startswith(f"1. {said}")


def test_a_missing_fact_names_four_orders_and_counts_the_others():
    assets = [{"id": f"a{i}", "loc": f"C{i}", "custodian": "op", "holds": ["ct"]} for i in range(6)]
    world = load({"entities": {"op": {"inc": "VG"}}, "assets": assets})
    explained = ck.why(world, "ct", Level.AT_REST.powers, coalition=["VG"])
    (line,) = reasons.told(world, explained)
    assert line.count(" takes ") == 4
    assert line.endswith("; or by 2 other orders")
    (way,) = reasons.as_values(world, explained)["missing"]
    assert len(way[0]["sources"]) == 6


def test_a_world_compared_with_itself_has_no_changed_rung():
    assert whatif.as_values(EVERYBODY, EVERYBODY) == []


def test_what_still_holds_is_not_called_gone():
    world = load({"entities": {}, "assets": [_db("NL")], "rules": [_READ]})
    after = ck.treaty(world, "NL", "RU")
    (first, *_) = whatif.as_values(world, after)
    assert first["gone"] == []
    assert first["come"] == ["RU asks NL, which takes the key part of db: ct"]
    (back, *_) = whatif.as_values(after, world)
    assert back["come"] == []
    assert back["gone"] == first["come"]


_READ = {"out": "past", "k": 1, "of": ["ct"]}


def _db(place):
    return {"id": "db", "loc": place, "custodian": "public", "shares": ["ct"]}
