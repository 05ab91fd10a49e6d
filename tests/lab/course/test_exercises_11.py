"""Lesson 11: right answers pass for any class, and wrong ones are told what is wrong."""

import pytest

from cryptokit.lab.course.exercise import exercise
from cryptokit.lab.course.exercises.lesson_11 import rival, weakest
from cryptokit.lab.course.scenes.designs import design, spare
from cryptokit.rng import lesson
from cryptokit.world import PAST, Level, k_eff, move

SEEDS = ["cryptokit", "a", "b", "c", "d"]
every_class = pytest.mark.parametrize("seed", SEEDS)


def plan_of(seed="cryptokit"):
    return exercise("11.1", class_seed=seed).given["plan"]


@every_class
def test_separate_owners_and_no_joined_key_mend_a_plan(seed):
    task = exercise("11.1", class_seed=seed)
    plan = task.given["plan"]
    assert k_eff(design(**plan), PAST, Level.CONTROL.powers) < task.given["wanted"]
    assert task.check(design(**{**plan, "one_owner": (), "in_memory": False}))
    assert task.check(task.problem.answer)


@every_class
def test_a_plan_is_not_mended_at_the_cost_of_users_or_with_new_machines(seed):
    task = exercise("11.1", class_seed=seed)
    plan = task.given["plan"]
    sound = {**plan, "one_owner": (), "in_memory": False}
    assert spare(design(**plan)) == 2
    wrong = {
        "worse for users": design(**{**sound, "threshold": len(plan["parts"])}),
        "new phone is not served": design(**{**sound, "factor": True}),
        "the budget": design(**{**sound, "parts": (*plan["parts"], "GB")}),
        "Machines stay in their countries": move(design(**sound), "p1", "GB"),
        "At L5 it takes": design(**plan),
        "The answer is a world": sound,
    }
    for words, answer in wrong.items():
        assert words in task.check(answer).words


def test_a_plan_that_was_mended_by_half_is_told_the_other_half():
    seen = set()
    for seed in map(str, range(30)):
        task, plan = exercise("11.1", class_seed=seed), plan_of(seed)
        if plan["in_memory"] and plan["one_owner"]:
            half = task.check(design(**{**plan, "one_owner": ()})).words
            assert "whole key in memory" in half
            other = task.check(design(**{**plan, "in_memory": False})).words
            assert "separate owner" in other
        seen.add((plan["in_memory"], bool(plan["one_owner"])))
    assert len(seen) == 3, "every flaw is drawn for some class"


@every_class
def test_the_weakest_point_is_found(seed):
    task = exercise("11.3", class_seed=seed)
    assert task.check(weakest), task.check(weakest)
    assert task.problem.answer == "db has kek in memory"


def size(number):
    return 100 if number is None else number


def none_is_small(world, changes, count):
    return min(changes, key=lambda name: count(changes[name](world)) or 0, default=None)


def always_names_one(world, changes, count):
    return min(changes, key=lambda name: size(count(changes[name](world))), default=None)


def the_first_that_is_worse(world, changes, count):
    worse = [n for n in changes if size(count(changes[n](world))) < size(count(world))]
    return worse[0] if worse else None


def the_strongest(world, changes, count):
    worse = [n for n in changes if size(count(changes[n](world))) < size(count(world))]
    return max(worse, key=lambda name: size(count(changes[name](world))), default=None)


def compares_with_none(world, changes, count):
    worse = [name for name in changes if count(changes[name](world)) < count(world)]
    return worse[0] if worse else None


def gives_the_number(world, changes, count):
    return min((size(count(change(world))) for change in changes.values()), default=None)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (none_is_small, "that's no weak point"),
        (always_names_one, "as no change is one, the answer is None"),
        (the_first_that_is_worse, "but another change leaves"),
        (the_strongest, "but another change leaves"),
        (compares_with_none, "TypeError in the line `worse = [name"),
        (gives_the_number, "the name of a change is wanted"),
        (lambda *_: None, "you give None, and 'buy' makes it worse"),
        ("db has kek in memory", "Hand over the function itself"),
    ],
)
def test_a_wrong_search_is_shown_the_smallest_case(answer, words):
    verdict = exercise("11.3").check(answer)
    assert not verdict
    assert words in verdict.words, verdict.words


@every_class
def test_two_orders_suffice_since_one_of_them_finds_the_founder(seed):
    task = exercise("11.2", class_seed=seed)
    places = {one.id: one.loc for one in task.given["world"].assets}
    assert task.problem.answer == [frozenset({places["db"], places["p3"]})]
    assert task.check({places["db"], places["p3"]})
    assert "it stays closed" in task.check({places["db"], places["p1"]}).words
    assert "fewer can do it" in task.check(set(places.values())).words
    seat = next(one.inc for one in task.given["world"].entities if one.id == "founder_co")
    assert "fewer can do it" in task.check({seat, places["db"], places["p3"]}).words
    assert "none of the countries" in task.check({"founder"}).words


def test_the_club_next_door_has_one_of_two_flaws():
    worlds = [rival(lesson(seed)) for seed in "abcdefgh"]
    numbers = {
        tuple(k_eff(one, PAST, level.powers) for level in (Level.MEMORY, Level.CONTROL))
        for one in worlds
    }
    assert numbers == {(1, 1), (3, 2)}
