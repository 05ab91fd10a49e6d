"""What wrong answers to the exercises of lesson 04 are told, and that right ones pass."""

import pytest

from cryptokit.exposure import Every, SecretChat
from cryptokit.lab.course.exercise import exercise
from cryptokit.lab.course.orders import smallest
from cryptokit.lab.course.scenes.deleting import BEN, RELAY, brings_back

SEEDS = ("cryptokit", "a", "b", "c", "d", "e", "f", "g")
every_class = pytest.mark.parametrize("seed", SEEDS)


def told(name, answer, seed="cryptokit"):
    verdict = exercise(name, class_seed=seed).check(answer)
    assert not verdict
    return verdict.words


@every_class
def test_a_key_for_as_many_messages_as_may_be_opened_passes(seed):
    task = exercise("04.1", class_seed=seed)
    assert task.check(SecretChat(Every(task.given["most"])))


@every_class
def test_one_message_more_under_a_key_is_one_too_many(seed):
    most = exercise("04.1", class_seed=seed).given["most"]
    words = told("04.1", SecretChat(Every(most + 1)), seed)
    assert f"the phone opens {most + 1}; it was to be {most} at most" in words


def test_more_changes_than_needed_are_counted():
    given = exercise("04.1").given
    words = told("04.1", SecretChat(Every(1)))
    assert f"with {given['messages'] - 1} changes of keys" in words


@pytest.mark.parametrize("answer", [SecretChat(), Every(7), 7])
def test_an_answer_without_a_number_of_messages_is_asked_for_one(answer):
    assert "SecretChat(Every(...))" in told("04.1", answer)


def careful(p, mine, theirs, margin):
    if not margin <= theirs <= p - margin:
        raise ValueError(theirs)
    return pow(theirs, mine, p)


@pytest.mark.parametrize("seed", SEEDS[:5])
def test_an_agreement_that_looks_at_both_ends_passes(seed):
    assert exercise("04.2", class_seed=seed).check(careful)


def careless(p, mine, theirs, _margin):
    return pow(theirs, mine, p)


def one_sided(p, mine, theirs, margin):
    if theirs < margin:
        raise ValueError(theirs)
    return pow(theirs, mine, p)


def too_strict(p, mine, theirs, margin):
    if not margin < theirs < p - margin:
        raise ValueError(theirs)
    return pow(theirs, mine, p)


def turned_round(p, mine, theirs, margin):
    return pow(mine, careful(p, 1, theirs, margin), p)


def silent(p, mine, theirs, margin):
    return pow(theirs, mine, p) if margin <= theirs <= p - margin else None


def without_modulus(p, mine, theirs, margin):
    return careful(p, 1, theirs, margin) ** min(mine, 99)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (careless, "theirs = 1, margin = 2: with p = 23 the value 1 is too near an end"),
        (one_sided, "the value 22 is too near an end, and you gave 1 back"),
        (too_strict, "the value 2 is 2 away from the nearer end, and 2 is enough"),
        (turned_round, "21 to the power of 2, modulo 23, is 4"),
        (silent, "you gave None back"),
        (without_modulus, "modulo 23, is"),
    ],
)
def test_what_a_wrong_agreement_is_told(answer, words):
    assert words in told("04.2", answer)


def answers(seed):
    places = exercise("04.3", class_seed=seed).given["places"]
    return smallest(places, lambda some: brings_back(places, some))


@every_class
def test_the_fewest_places_pass(seed):
    task = exercise("04.3", class_seed=seed)
    for some in answers(seed) or [set()]:
        assert task.check(set(some))


def test_classes_have_evenings_of_which_nothing_is_left_and_others():
    assert {len(found[0]) if (found := answers(seed)) else 0 for seed in SEEDS} == {0, 1, 2}


@every_class
def test_all_places_together_are_too_many_or_still_not_enough(seed):
    words = told("04.3", set(exercise("04.3", class_seed=seed).given["places"]), seed)
    assert ("fewer can do it" if answers(seed) else "it stays closed") in words


def test_the_relay_alone_has_no_key():
    seed = next(seed for seed in SEEDS if answers(seed))
    assert "0 keys tried on" in told("04.3", {RELAY}, seed)
    assert "It can be brought back" in told("04.3", set(), seed)


def test_a_phone_that_changed_its_key_does_not_open_the_old_packet():
    def is_so(seed):
        plan = exercise("04.3", class_seed=seed).given["plan"]
        return plan.rekeyed and plan.backup == "before"

    seed = next(filter(is_so, SEEDS))
    assert "1 key tried on" in told("04.3", {BEN, RELAY}, seed)


def test_a_name_that_is_no_place_is_told_so():
    assert "Ben is none of the places" in told("04.3", {"Ben"})
