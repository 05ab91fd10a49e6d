"""Lesson 07: right answers pass for any class, and wrong ones are told what is wrong."""

from dataclasses import replace

import pytest

from cryptokit.lab.course.exercise import exercise
from cryptokit.lab.course.exercises.lesson_07 import TEN
from cryptokit.messengers import named
from cryptokit.world import PAST, Level, k_eff, merge, move, treaty

every_class = pytest.mark.parametrize("seed", ["cryptokit", "a", "b", "c", "d"])


def follows(facts, rules):
    known, before = set(facts), None
    while known != before:
        before = set(known)
        for rule in rules:
            if len(known & set(rule.of)) >= rule.k:
                known.add(rule.out)
    return known


def one_round(facts, rules):
    return set(facts) | {r.out for r in rules if len(set(facts) & set(r.of)) >= r.k}


def all_of_them(facts, rules):
    known = set(facts)
    for _ in rules:
        known |= {r.out for r in rules if known >= set(r.of)}
    return known


def any_of_them(facts, rules):
    known = set(facts)
    for _ in rules:
        known |= {r.out for r in rules if known & set(r.of)}
    return known


def only_new(facts, rules):
    return follows(facts, rules) - set(facts)


def changes_its_input(facts, rules):
    for rule in rules:
        if len(facts & set(rule.of)) >= rule.k:
            facts.add(rule.out)
    return facts


def of_what_is_made(facts, rules):
    """Stop after as many rounds as there are facts at first."""
    known = set(facts)
    for _ in facts:
        known |= one_round(known, rules)
    return known


def two_rounds(facts, rules):
    known = set(facts)
    for rule in (*rules, *rules):
        if len(known & set(rule.of)) >= rule.k:
            known.add(rule.out)
    return known


@every_class
def test_following_rules_to_the_end_is_right(seed):
    task = exercise("07.1", class_seed=seed)
    assert task.check(follows), task.check(follows)
    assert follows(**task.given) == task.problem.answer
    assert PAST in task.problem.answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (one_round, "which follows as well"),
        (all_of_them, "you leave out"),
        (any_of_them, "no rule makes it of what is known"),
        (only_new, "which was known from the start"),
        (changes_its_input, "'frozenset' object has no attribute 'add'"),
        (of_what_is_made, "which follows as well"),
        (two_rounds, "you leave out 'd', which follows as well"),
        (lambda facts, rules: sorted(follows(facts, rules)), "gives list, and a set"),
        ({"ct", "past"}, "Hand over the function itself"),
    ],
)
def test_a_wrong_engine_is_shown_the_smallest_case(answer, words):
    verdict = exercise("07.1").check(answer)
    assert not verdict
    assert words in verdict.words


def merged(given, *others):
    world = given["world"]
    for other in others:
        world = merge(world, "db_co", other)
    return world


@every_class
def test_merging_the_wanted_number_of_companies_is_right(seed):
    task = exercise("07.2", class_seed=seed)
    assert k_eff(task.given["world"], PAST, Level.CONTROL.powers) == 4
    others = ["p1_co", "p2_co"][: 4 - task.given["wanted"]]
    assert task.check(merged(task.given, *others))
    if task.given["wanted"] == 2:
        pairs = merge(merged(task.given, "p1_co"), "p2_co", "p3_co")
        assert task.check(pairs), "two pairs of two are two owners as well"


def test_a_wrong_register_is_told_what_changed():
    task = exercise("07.2")
    given = task.given
    one = given["world"].asset("p1")
    wrong = {
        "has 4 separate owners, and so k_eff at L5 is 4": given["world"],
        "has 1 separate owner, and so k_eff at L5 is 1": merged(given, "p1_co", "p2_co", "p3_co"),
        "A machine was moved": move(given["world"], "db", one.loc),
        "Only owners change": replace(given["world"], rules=given["world"].rules[1:]),
        "Something else than owners has changed": treaty(given["world"], "NL", one.loc),
        "The answer is a world": given["wanted"],
    }
    for words, answer in wrong.items():
        assert words in task.check(answer).words


@every_class
def test_two_orders_suffice_where_two_firms_have_one_owner_and_two_countries_a_treaty(seed):
    task = exercise("07.3", class_seed=seed)
    world = task.given["world"]
    holding = next(one.inc for one in world.entities if one.id == "holding")
    assert {len(one) for one in task.problem.answer} == {2}
    assert len(task.problem.answer) == 6
    for friend in world.treaties[0]:
        assert task.check({holding, friend})


@pytest.mark.parametrize("seed", ["cryptokit", "a"])
def test_wrong_orders_are_told_whether_too_few_or_too_many(seed):
    task = exercise("07.3", class_seed=seed)
    world = task.given["world"]
    seats = {one.id: one.inc for one in world.entities}
    without_owner = set(world.treaties[0])
    assert "it stays closed" in task.check(without_owner).words
    all_machines = {asset.loc for asset in world.assets}
    assert "fewer can do it" in task.check(all_machines).words
    assert "none of the countries" in task.check({"holding"}).words
    assert "it stays closed" in task.check({seats["holding"]}).words


def test_the_ten_are_the_reference_designs():
    row = [k_eff(named(name).world, PAST, Level.PERSON.powers) for name in TEN]
    assert row == [1, 1, 1, 1, 4, None, None, None, 1, None]
