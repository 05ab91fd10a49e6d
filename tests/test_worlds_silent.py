"""``cryptokit world`` of a world that says nothing of the future: one line, and no column of dashes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from cryptokit.lab.tables import SILENT, told_of
from cryptokit.testing import worlds
from cryptokit.world import FUTURE, PAST, Power, load, smallest_sets

ARCHIVE = {
    "name": "an archive",
    "entities": {"op": {"inc": "VG"}},
    "assets": [
        {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]},
        {"id": "kms", "loc": "SG", "custodian": "op", "shares": ["kek"]},
    ],
    "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}],
}
RULE = {"out": "future", "k": 1, "of": ["past"]}
OUT_OF_REACH = {"out": "future", "k": 1, "of": ["nobody's"]}
HELD = {"id": "tapped", "loc": "US", "custodian": "op", "line": ["future"]}
SPEAKING = {
    "a rule makes it": ARCHIVE | {"rules": [*ARCHIVE["rules"], RULE]},
    "a rule that nobody can use": ARCHIVE | {"rules": [*ARCHIVE["rules"], OUT_OF_REACH]},
    "a line holds it": ARCHIVE | {"assets": [*ARCHIVE["assets"], HELD]},
}
"""Worlds that say something of the future, by how."""


@pytest.fixture
def asked(run, tmp_path, monkeypatch):
    """Ask of a world, and give what was printed on standard output, with single spaces."""
    monkeypatch.setenv("COLUMNS", "200")

    def asked_(world, *args):
        file = tmp_path / "world.json"
        file.write_text(json.dumps(world), "utf-8")
        status, out, _ = run("world", file, *args)
        assert status == 0
        return " ".join(out.split())

    return asked_


def without_future(world):
    """Take out of a world all that it says of the future."""
    views = ("holds", "shares", "ram", "line", "route", "arrives")
    assets = (
        replace(one, **{v: tuple(f for f in getattr(one, v) if f != FUTURE) for v in views})
        for one in world.assets
    )
    rules = tuple(rule for rule in world.rules if rule.out != FUTURE)
    return replace(world, assets=tuple(assets), rules=rules)


@settings(max_examples=50)
@given(world=worlds())
def test_a_goal_that_is_left_out_has_no_answer_and_one_with_an_answer_is_told(world):
    silent = without_future(world)
    assert told_of(silent) == (PAST,)
    assert smallest_sets(silent, FUTURE, frozenset(Power)) == ()
    if smallest_sets(world, FUTURE, frozenset(Power)):
        assert told_of(world) == told_of(silent, world) == (PAST, FUTURE)


@pytest.mark.parametrize("args", [(), ("--why", "L2"), ("--asking",), ("--power", "tap")])
def test_a_world_that_says_nothing_of_the_future_has_a_line_for_it_and_no_column(asked, args):
    out = asked(ARCHIVE, *args)
    assert out.count(SILENT) == 1
    assert SILENT == "future: this world says nothing of it (no rule makes it)"
    assert out.count("future") == 1, "no head of a column, no reason"
    assert "past: k_eff" in out
    assert "L2 + key parts 2 NL SG" in out


@pytest.mark.parametrize("how", SPEAKING)
def test_a_world_that_says_something_of_the_future_keeps_its_column_and_its_reasons(asked, how):
    out = asked(SPEAKING[how], "--why", "L2", "--asking")
    assert SILENT not in out
    assert "future: k_eff" in out
    assert "future: order" in out
    assert "L2 + key parts: future is " in out
    assert told_of(load(SPEAKING[how])) == (PAST, FUTURE)


def test_before_and_after_a_change_the_line_stands_once_and_the_past_alone_is_explained(asked):
    out = asked(ARCHIVE, "--move", "db=DE", "--why", "L2", "--asking")
    assert out.count(SILENT) == 1
    assert out.count("L2 + key parts: past is reached") == 2
    assert "future is" not in out
    assert "future: order" not in out


def test_as_json_a_world_that_says_nothing_of_the_future_has_the_same_form(asked):
    values = [
        json.loads(asked(world, "--json", "--why", "L2", "--asking"))
        for world in (ARCHIVE, SPEAKING["a rule makes it"])
    ]
    for one in values:
        assert set(one["goals"]) == set(one["why"]["goals"]) == {PAST, FUTURE}
    silent, speaking = (one["goals"][FUTURE] for one in values)
    assert {level: set(found) for level, found in silent.items()} == {
        level: set(found) for level, found in speaking.items()
    }
    assert {found["k_eff"] for found in silent.values()} == {None}
    why = values[0]["why"]["goals"][FUTURE]
    assert why["reached"] is False
    assert why["missing"] == [[{"fact": FUTURE, "sources": []}]]


def test_the_page_on_a_world_of_your_own_says_what_is_printed(run, tmp_path):
    page = Path(__file__).parents[1] / "docs" / "how-to" / "own-world.md"
    text = page.read_text("utf-8")
    assert f"`{SILENT}`" in text
    world, rule = (part.partition("```")[0] for part in text.split("```toml\n")[1:])
    file = tmp_path / "archive.toml"
    file.write_text(world, "utf-8")
    assert SILENT in run("world", file)[1]
    signer, _, table = rule.partition("\n")
    file.write_text(f"{signer}\n{world}{table}", "utf-8")
    _, out, _ = run("world", file)
    assert SILENT not in out
    assert "future: k_eff" in out
