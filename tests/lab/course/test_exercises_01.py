"""Lesson 01: what is told of answers that are nearly right, and that right ones pass for any class."""

from functools import cache

import pytest

from cryptokit.conversation import say
from cryptokit.court import examine
from cryptokit.experiment import who_can_read
from cryptokit.lab.course import exercise
from cryptokit.lab.course.exercises.lesson_01 import sent_through
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import PAST, Level, k_eff, smallest_sets

SEEDS = ("cryptokit", "autumn 2026", "B", "group 7", "another class")
COLD = next(
    seed for seed in map(str, range(99))
    if exercise("01.1", class_seed=seed).given["messenger"] == "cloud_chat_cold"
)  # fmt: skip


@pytest.fixture(autouse=True)
def examiner_in_this_process(monkeypatch):
    """A process for each examiner would make up nearly all of the time here."""
    monkeypatch.setattr(
        "cryptokit.experiment.run.examine_fresh",
        lambda cases, *, now: [examine(case, now=now) for case in cases],
    )


def given(seed=COLD):
    return exercise("01.1", class_seed=seed).given


@cache
def run(name, said, *levels):
    """Run one messenger, and remember what came out."""
    chat = say(list(said))
    return who_can_read(chat, messengers=[named(name)], levels=levels, rng=lesson("a student"))


def told(name, answer, seed="cryptokit"):
    verdict = exercise(name, class_seed=seed).check(answer)
    assert not verdict
    return verdict.words


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_rung_on_which_one_country_is_enough_passes(seed):
    name = given(seed)["messenger"]
    world = named(name).world
    first = next(level for level in Level if k_eff(world, PAST, level.powers) == 1)
    assert exercise("01.1", class_seed=seed).check(run(name, given(seed)["said"], first))


def test_a_rung_too_low_or_too_high_says_in_which_direction_to_go():
    said = given()["said"]
    low = run("cloud_chat_cold", said, Level.MEMORY)
    high = run("cloud_chat_cold", said, Level.CODE)
    assert "L3_plus_live_memory it takes 4. It was to be 1: climb" in told("01.1", low, COLD)
    assert "and on a lower rung as well" in told("01.1", high, COLD)


def test_another_messenger_another_chat_or_all_rungs_are_named():
    said = given()["said"]
    other = run("cloud_chat", said, Level.MEMORY)
    assert "You asked cloud_chat. It was to be cloud_chat_cold" in told("01.1", other, COLD)
    chat = run("cloud_chat_cold", ("Alice: hi", "Bob: ho"), Level.CONTROL)
    assert "The chat is another one" in told("01.1", chat, COLD)
    every = run("cloud_chat_cold", said, *Level)
    assert "has 8 answers" in told("01.1", every, COLD)


def test_a_rung_is_no_result():
    assert "what ck.who_can_read(...) gives" in told("01.1", Level.CONTROL, COLD)


def test_orders_of_too_few_countries_do_not_pass_on_the_right_rung():
    chat, cold = say(list(given()["said"])), named("cloud_chat_cold")
    mine = {"orders": ["DE"], "rng": lesson("a student")}
    result = who_can_read(chat, messengers=[cold], levels=[Level.CONTROL], **mine)
    assert "DE served orders, and that is not enough" in told("01.1", result, COLD)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rule_of_the_examiner_passes(seed):
    def can_read(found, parts):
        return "ct" in found and ("kek" in found or found.issuperset(parts))

    assert exercise("01.2", class_seed=seed).check(can_read)


def without_brackets(found, parts):
    return ("ct" in found and "kek" in found) or found.issuperset(parts)


RULES = {
    "only parts": (
        lambda found, parts: "ct" in found and found.issuperset(parts),
        "you say it can't be read, and ct was found, and kek lies there whole",
    ),
    "only the key": (
        lambda found, _parts: {"ct", "kek"} <= found,
        "all parts are there, and they make kek",
    ),
    "no text": (
        lambda found, parts: "kek" in found or found.issuperset(parts),
        "nobody found ct: there is nothing to open",
    ),
    "no brackets": (without_brackets, "nobody found ct: there is nothing to open"),
    "any part": (
        lambda found, parts: (
            "ct" in found and ("kek" in found or any(one in found for one in parts))
        ),
        "neither kek was found nor all parts. Missing: s2, s3",
    ),
    "counting": (
        lambda found, parts: "ct" in found and ("kek" in found or len(found) > len(parts)),
        "neither kek was found nor all parts",
    ),
    "always three": (
        lambda found, _parts: "ct" in found and ("kek" in found or {"s1", "s2", "s3"} <= found),
        "parts = ('s1', 's2'): you say it can't be read",
    ),
    "printed": (lambda *_: print("yes"), "you gave None; it is a question with"),
}


@pytest.mark.parametrize(("rule", "words"), RULES.values(), ids=RULES)
def test_a_wrong_rule_is_told_with_the_smallest_find_that_breaks_it(rule, words):
    assert words in told("01.2", rule)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_countries_of_the_machines_pass_and_are_a_smallest_set(seed):
    task = exercise("01.3", class_seed=seed)
    world, level = task.given["world"], task.given["level"]
    places = {one.loc for one in world.assets if one.id in {"db", "p1", "p2", "p3"}}
    assert len(places) == 3
    assert task.check(places)
    assert smallest_sets(world, PAST, level.powers) == (tuple(sorted(places)),)


def machines(seed="cryptokit"):
    assets = exercise("01.3", class_seed=seed).given["world"].assets
    return {one.id: one.loc for one in assets}


def test_one_country_with_the_data_is_not_enough_as_no_memory_has_the_key():
    words = told("01.3", {machines()["db"]})
    assert "it stays closed. Not found: s" in words
    assert "ct" not in words


def test_the_parts_without_the_text_are_not_enough():
    seed = next(
        seed for seed in map(str, range(99))
        if list(machines(seed).values()).count(machines(seed)["db"]) == 1
    )  # fmt: skip
    some = {machines(seed)[part] for part in ("p1", "p2", "p3")}
    assert "Not found: ct." in told("01.3", some, seed)


def test_a_country_too_many_and_a_name_of_a_machine_are_told():
    too_many = {machines()[one] for one in ("db", "p1", "p2", "p3")} | {"VG"}
    assert "These 4 countries open it, but fewer can do it" in told("01.3", too_many)
    assert "db, p1 are none of the countries" in told("01.3", {"db", "p1"})
    assert "The answer is a set of countries" in told("01.3", "NL")


def test_what_was_sent_through_a_messenger_is_open_to_a_server_with_the_key():
    chat, held = say(["Ann: hi", "Ben: ho"]), {}
    for name in ("cloud_chat", "secret_chat"):
        run = sent_through(named(name), chat, rng=lesson("monday"))
        held[name] = set(run.holdings()["server"])
    assert {"message 1", "message 2"} <= held["cloud_chat"]
    assert not {"message 1", "message 2"} & held["secret_chat"]
