"""What the page looks up is what the engine says, and what brute force says."""

import json
import runpy
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import Unknown
from cryptokit.lab.explorer import data, explored, subject, subjects
from cryptokit.lab.explorer.states import (
    BESIDE,
    CHOICES,
    LADDER,
    NAMES,
    coalition,
    mask_of,
    place,
    places,
    powers_of,
    same_as,
)
from cryptokit.lab.explorer.subjects import LIKE
from cryptokit.lab.explorer.telling import answers
from cryptokit.lab.explorer.twin import shown
from cryptokit.messengers import named
from cryptokit.world import FUTURE, PAST, Level, k_eff, load, reach, signs, taken, why

SECOND = Path(__file__).parents[2] / "world" / "second_reach.py"
second = SimpleNamespace(**runpy.run_path(str(SECOND)))
SMALL = ["A1", "A2", "A3", "A4", "A7", "A8", "A9", "A10", "domestic", "whatsapp"]
HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module", params=SMALL)
def asked(request):
    """A subject, and all its answers."""
    one = subject(request.param)
    return one, answers(one)


def told_of(found, goal, at, mask):
    row = found["rows"][found["goals"][goal]["tells"][at]]
    done, missing, marks = found["tells"][row[mask]]
    return [found["lines"][i] for i in (*done, *missing)], missing, marks


def test_the_data_has_the_form_of_its_schema():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(
        (files("cryptokit.lab.explorer") / "schema.json").read_text(encoding="utf-8")
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    made = json.loads(json.dumps(data(subject(one) for one in ("A2", "domestic"))))
    jsonschema.validate(made, schema)
    del made["subjects"][0]["promise"]
    with pytest.raises(jsonschema.ValidationError, match="promise"):
        jsonschema.validate(made, schema)


def test_the_minimal_sets_are_those_of_brute_force_at_every_place(asked):
    one, found = asked
    countries = one.world.jurisdictions
    for goal, at in [(goal, at) for goal in found["goals"] for at in places()]:
        if same_as(one.world, at) != at:
            continue
        sets = found["sets"][found["goals"][goal]["sets"][at]]["masks"]
        brute = second.minimal(one.world, powers_of(at), goal)
        assert {frozenset(coalition(countries, mask)) for mask in sets} == set(
            map(frozenset, brute)
        )
        assert [mask.bit_count() for mask in sets] == sorted(mask.bit_count() for mask in sets)


def test_something_is_missing_exactly_where_no_minimal_set_is_in_the_coalition(asked):
    one, found = asked
    for goal, at in [(goal, at) for goal in found["goals"] for at in places()]:
        sets = found["sets"][found["goals"][goal]["sets"][at]]["masks"]
        for mask in range(1 << len(one.world.jurisdictions)):
            _, missing, _ = told_of(found, goal, at, mask)
            assert bool(missing) != any(part & mask == part for part in sets)


def test_an_idle_power_changes_no_word_of_the_engine(asked):
    one, found = asked
    world = one.world
    for at in places():
        same = same_as(world, at)
        assert found["noticed"][at] == found["noticed"][same]
        if same == at:
            continue
        mask = (1 << len(world.jurisdictions)) - 1
        served = coalition(world.jurisdictions, mask - 1)
        assert why(world, PAST, powers_of(at), coalition=served) == why(
            world, PAST, powers_of(same), coalition=served
        )
        assert signs(reach(world, served, powers_of(at))) == signs(
            reach(world, served, powers_of(same))
        )


def test_a_power_is_idle_only_if_it_brings_no_set_of_countries_anything():
    one = subject("cloud_chat_key_apart")
    world = one.world
    assert {same_as(world, place(Level.AT_REST, name)) for name in NAMES} == {
        place(Level.AT_REST, name) for name in NAMES
    }
    quiet = subject("A4").world
    for power, level in [(power, level) for power in BESIDE for level in LADDER]:
        for size in range(3):
            for some in combinations(quiet.jurisdictions, size):
                bare = taken(quiet, some, level.powers)
                assert taken(quiet, some, level.powers | {power}) == bare


def test_every_architecture_has_the_k_eff_of_the_messenger_whose_promise_it_shows():
    for number, name in LIKE.items():
        world, like = subject(number).world, named(name)
        assert subject(number).promise == like.promise
        for level in LADDER[:-1]:
            assert k_eff(world, PAST, level.powers) == k_eff(like.world, PAST, level.powers)


def test_subjects_have_ids_of_their_own_and_a_slip_is_refused():
    ids = [one.id for one in subjects()]
    assert len(set(ids)) == len(ids) == 28
    with pytest.raises(Unknown, match="A77"):
        subject("A77")


def test_only_the_wanted_places_are_worked_out():
    wanted = [place(level) for level in LADDER]
    found = answers(subject("cloud_chat_key_apart"), wanted=wanted)
    known = [at for at in places() if found["noticed"][at] is not None]
    assert known == wanted
    assert {column is None for column in found["goals"][FUTURE]["sets"]} == {True, False}


@given(st.lists(st.sampled_from(["AE", "NL", "SG", "US"]), unique=True))
def test_a_set_of_countries_is_its_number(some):
    countries = ("AE", "NL", "SG", "US")
    assert set(coalition(countries, mask_of(countries, tuple(some)))) == set(some)


def test_a_strangers_world_is_told_as_it_is_and_prints_on_one_line():
    world = load({
        "name": HOSTILE,
        "about": f"{HOSTILE}\nand more",
        "entities": {HOSTILE: {"inc": "NL"}},
        "assets": [{"id": HOSTILE, "loc": "NL", "custodian": HOSTILE, "holds": ["past"]}],
        "rules": [{"out": "future", "k": 1, "of": ["past"]}],
    })  # fmt: skip
    made = explored(subject(world))
    assert made["title"] == HOSTILE
    assert "\n" not in made["about"]
    assert made["promise"]["countries"] == "nothing"


def test_in_words_a_state_is_what_the_page_shows():
    one = subject("cloud_chat_key_apart")
    wanted = place(Level.SHARES, "tap")
    found = explored(one, wanted=[wanted])
    served = ("NL", "VG")
    lines, _, _ = told_of(found["answers"], PAST, wanted, mask_of(one.world.jurisdictions, served))
    said = shown(one, PAST, served, Level.SHARES, "tap").sentences
    assert said[0] == "Beside each rung: a line (tap)."
    assert [line for line in said if line in lines] == lines
    assert len(CHOICES) == len(NAMES)
