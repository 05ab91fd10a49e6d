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

from cryptokit.conversation import say
from cryptokit.errors import Unknown
from cryptokit.experiment import Refusal, who_can_read
from cryptokit.lab.explorer import data, explored, phrases, steps, subject, subjects
from cryptokit.lab.explorer.examples import EXAMPLES
from cryptokit.lab.explorer.legend import LINES
from cryptokit.lab.explorer.names import facts_of, names_of
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
    rung_name,
    same_as,
)
from cryptokit.lab.explorer.subjects import LIKE
from cryptokit.lab.explorer.telling import answers
from cryptokit.lab.explorer.twin import noticed, shown
from cryptokit.lab.widgets.board_phrases import GOALS
from cryptokit.messengers import ALL, named
from cryptokit.rng import lesson
from cryptokit.world import FUTURE, PAST, Level, closure, k_eff, load, reach, signs, taken, why

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
        for asked_for in found["goals"].values():
            assert asked_for["noticed"][at] == asked_for["noticed"][same]
        if same == at:
            continue
        mask = (1 << len(world.jurisdictions)) - 1
        served = coalition(world.jurisdictions, mask - 1)
        assert why(world, PAST, powers_of(at), coalition=served) == why(
            world, PAST, powers_of(same), coalition=served
        )
        assert signs(world, reach(world, served, powers_of(at))) == signs(
            world, reach(world, served, powers_of(same))
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
    known = [at for at in places() if found["goals"][PAST]["noticed"][at] is not None]
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
    assert said[0] == (
        "Telegram cloud chat, key apart, up to L2 key parts, with tapped lines: k_eff is 2."
    )
    assert said[1] == "Beside each rung: a line (tap)."
    assert [line for line in said if line in lines] == lines
    assert len(CHOICES) == len(NAMES)


CHAT = say(["Alice: hi", "Bob: ho"])


@pytest.mark.parametrize("messenger", ALL, ids=lambda one: one.name)
def test_what_a_user_could_notice_is_what_the_experiment_says(messenger):
    """One function decides what counts, for the page and for ``cryptokit who-can-read``."""
    one = subject(messenger)
    result = who_can_read(CHAT, messengers=[messenger], rng=lesson("noticed"))
    for answer in result.answers:
        if isinstance(answer, Refusal):
            continue
        trial = answer.trial
        said = noticed(one, trial.goal, trial.orders, trial.level)
        assert said == phrases.noticed(answer.noticed, names_of(one))


def test_of_a_cloud_chat_nothing_shows_but_that_its_head_was_ordered_in_person():
    cloud = subject("cloud_chat")
    for level in LADDER:
        for country in ("NL", "AE"):
            in_person = country == "AE" and level >= Level.PERSON
            said = "An arrest is public" if in_person else "Nothing shows by itself."
            assert noticed(cloud, PAST, [country], level).startswith(said)
    assert "digest of the program" in noticed(subject("secret_chat"), FUTURE, ["VG"], Level.CODE)


@pytest.mark.parametrize("one", tuple(subjects()), ids=lambda one: one.id)
def test_everything_in_a_world_of_this_project_has_a_plain_name(one):
    names, world = names_of(one), one.world
    assert set(facts_of(world)) <= names.facts.keys()
    assert {asset.id for asset in world.assets} <= names.machines.keys()
    assert {entity.id for entity in world.entities} <= names.companies.keys()
    assert {person.id for person in world.persons} <= names.people.keys()
    seats = {"nl": "NL", "sg": "SG", "us": "US", "fz": "AE", "carrier_de": "DE", "carrier_fr": "FR"}
    for entity in world.entities:
        assert entity.inc == seats.get(entity.id, entity.inc)


def test_a_strangers_names_are_said_as_they_are():
    world = load({
        "entities": {"op": {"inc": "NL"}},
        "assets": [{"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]}],
        "rules": [{"out": "past", "k": 1, "of": ["ct"]}],
    })  # fmt: skip
    made = explored(subject(world), wanted=[place(Level.AT_REST)])
    assert made["countries"][0]["machines"][0]["says"] == "Db, kept by op; on its disk: ct"
    assert (made["legend"], made["short"]) == ([], [])
    assert "1. NL takes the disk of db: ct." in made["answers"]["lines"]


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one.subject + one.level[:2])
def test_an_example_is_as_it_says(one):
    like = subject(one.subject)
    k = k_eff(like.world, PAST, one.level.powers)
    reached = PAST in closure(like.world, one.orders, one.level.powers)
    assert (k, reached) == {
        "One order is enough": (1, True),
        "Four orders are needed": (4, True),
        "No order opens what was sent before": (None, False),
    }[one.says]
    assert f"({one.level.value[:2]})" in one.more
    if k is not None:
        assert len(one.orders) == k
    else:
        assert set(one.orders) == set(like.world.jurisdictions)
        assert k_eff(like.world, PAST, Level.ENDPOINT.powers) == 1


@pytest.mark.parametrize("name", ["cloud_chat", "A5", "register", "whatsapp_vault", "backdoored"])
def test_what_this_rung_can_bring_stands_before_what_a_higher_one_can(name):
    one = subject(name)
    world, heads = one.world, [steps.HERE, steps.HIGHER, steps.OTHER, steps.NOBODY]
    for level in LADDER:
        for served in ((), world.jurisdictions[:1]):
            made = why(world, PAST, level.powers, coalition=served)
            ways = [[]]
            for said in steps.missing(world, made, names_of(one)):
                if said.startswith("Or "):
                    ways.append([])
                if said in heads:
                    ways[-1].append(heads.index(said))
            assert all(way == sorted(set(way)) for way in ways)
            assert ways[0] == sorted({heads.index(steps._head(a)) for w in made.ways[-1:]
                                      for a in w})  # fmt: skip


def test_every_headline_is_a_sentence_with_the_words_of_its_goal():
    for goal, what in GOALS.items():
        for said in (one for some in phrases.headlines(goal).values() for one in some):
            assert said.endswith(".")
            assert "past" not in said
            assert "meta" not in said
            assert what.replace(" before the orders", "") in said
    assert set(LINES) == set(LADDER)
    assert [rung_name(level) for level in LADDER][2:4] == ["L3 live memory", "L4 the company"]
