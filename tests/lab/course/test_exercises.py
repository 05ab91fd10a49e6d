"""Exercises of all lessons: fresh numbers for each class, answers that fit, hints, honest verdicts."""

import re
from dataclasses import replace
from importlib import import_module

import pytest

from cryptokit.errors import Unknown
from cryptokit.lab.course import exercise, new_instance, open_lesson
from cryptokit.lab.course.catalogue import COURSE
from cryptokit.lab.course.exercise import Exercise, Kind, Problem, exercises
from cryptokit.lab.course.verdict import Verdict, Wrong

exercise_module = import_module("cryptokit.lab.course.exercise")  # the function hides it
SEEDS = ("cryptokit", "autumn 2026", "B")
every_lesson = pytest.mark.parametrize("number", [one.number for one in COURSE])


def shown(problem):
    """Write what is given; a key shows only its tag, which differs where the key does."""
    return repr(dict(problem.given))


@every_lesson
def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(number):
    for one in exercises(number):
        drawn = {seed: shown(exercise(one.id, class_seed=seed).problem) for seed in SEEDS}
        again = {seed: shown(exercise(one.id, class_seed=seed).problem) for seed in SEEDS}
        assert drawn == again
        assert len(set(drawn.values())) > 1, f"{one.id}: every class has the same numbers"


@every_lesson
def test_any_class_can_be_drawn_for_and_there_are_several_to_draw(number):
    for one in exercises(number):
        drawn = [shown(exercise(one.id, class_seed=f"class {at}").problem) for at in range(30)]
        assert len(set(drawn)) >= 4, one.id


def test_two_exercises_of_a_class_draw_from_different_randomness(monkeypatch):
    """Otherwise the numbers of one would tell those of the other."""

    def drawing(name):
        return replace(exercises("05")[0], id=name, draw=lambda rng: Problem({"it": rng(8)}, None))

    two = drawing("99.1"), drawing("99.2")
    monkeypatch.setattr(exercise_module, "exercises", lambda _: two)
    drawn = {exercise(one.id, class_seed=seed).given["it"] for one in two for seed in SEEDS}
    assert len(drawn) == 2 * len(SEEDS)


@every_lesson
def test_answers_in_the_key_pass(number):
    """A set of orders is an answer itself; so is a value that was asked for."""
    for seed in SEEDS:
        instance = new_instance(seed)
        for one in exercises(number):
            task = instance[one.id]
            for answer in answers(one.kind, task.problem.answer):
                assert task.check(answer), (one.id, seed, answer)


def answers(kind, answer):
    if kind is Kind.ORDER:
        return answer or [set()] if isinstance(answer, list) else [answer]
    return []  # what belongs to a function, or to a changed argument, is a description


@every_lesson
def test_ids_kinds_tasks_and_hints_are_whole(number):
    found = exercises(number)
    assert [one.id for one in found] == [f"{number}.{at}" for at in range(1, len(found) + 1)]
    for one in found:
        assert one.task.endswith((".", "?"))
        assert len(set(one.hints)) == 3
        assert all(hint.strip() for hint in one.hints)


NONSENSE = {
    "none": None,
    "dots": ...,
    "number": 0,
    "text": "",
    "tuple": (),
    "mapping": {},
    "object": object(),
    "function": lambda *_: None,
}


@every_lesson
@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
def test_an_answer_of_a_wrong_kind_gets_a_sentence_and_no_traceback(number, answer):
    for one in exercises(number):
        verdict = exercise(one.id).check(answer)
        assert not verdict or one.kind is Kind.ORDER  # an empty set is right where nothing opens
        assert "Traceback" not in verdict.words
        assert re.search(r"[.!?]( A hint: lesson\.exercise\(.*\)\.hint\(\))?$", verdict.words), (
            verdict
        )


def made(judge):
    """Make an assignment with a judge of one's own."""
    one = Exercise("99.1", Kind.MODIFY, "?", ("a", "b", "c"), lambda _: Problem({}, 1), judge)
    return type(exercise("05.1"))(one, "B", Problem({}, 1))


def test_a_verdict_is_true_only_for_an_answer_that_passed():
    def judge(answer, problem):
        if answer != problem.answer:
            raise Wrong("It is another number.")

    assert made(judge).check(1)
    assert not made(judge).check(2)
    assert "It is another number. A hint" in repr(made(judge).check(2))
    made(judge).grade(1)
    with pytest.raises(AssertionError, match=r"99.1 not right yet. It is another number"):
        made(judge).grade(2)


def test_whatever_an_answer_raises_becomes_a_sentence():
    def judge(answer, problem):
        answer()

    def answer():
        return {}["missing"]

    verdict = made(judge).check(answer)
    assert not verdict
    assert "Your code raised KeyError in the line `return {}" in verdict.words


def test_a_stub_is_told_apart_from_a_mistake():
    def judge(answer, problem):
        raise NotImplementedError("99.1: this part is yours to write, one line.")

    assert made(judge).check(3).words.startswith("This part is yours to write, one line. A hint")
    assert "no answer yet" in made(judge).check(...).words
    assert "no answer yet" in made(judge).check(None).words


def test_hints_come_one_at_a_time_and_the_last_one_stays():
    task = exercise("05.2", class_seed="hints")
    assert [task.hint().rung for _ in range(5)] == [1, 2, 3, 3, 3]
    assert exercise("05.2", class_seed="another").hint().rung == 1
    assert task.hint(2).words == task.exercise.hints[1]
    for rung in (0, 4, -1):
        with pytest.raises(ValueError, match="hints 1, 2 and 3"):
            task.hint(rung)


@pytest.mark.parametrize("name", ["05.9", "05", "99.1", "", "5.1", "../05.1", "x.1"])
def test_an_exercise_that_is_not_there_is_unknown(name):
    with pytest.raises(Unknown):
        exercise(name)


def test_without_hypothesis_the_extra_that_brings_it_is_named(monkeypatch):
    monkeypatch.setattr(exercise_module, "find_spec", lambda _: None)
    with pytest.raises(ImportError, match=r"cryptokit-lab\[lessons\]") as caught:
        exercise("05.1")
    assert caught.value.name == "hypothesis"


def test_given_values_cannot_be_changed_by_who_works_on_them():
    given = exercise("05.1").given
    with pytest.raises(TypeError):
        given["threshold"] = 1
    assert "answer" not in repr(exercise("05.3").problem)


def test_a_class_needs_a_seed():
    with pytest.raises(ValueError, match="needs a seed"):
        new_instance("")


def test_an_instance_has_every_exercise_of_the_course_and_a_key_for_each():
    instance = new_instance("autumn 2026")
    wanted = [one.id for lesson in COURSE for one in exercises(lesson.number)]
    assert list(instance) == wanted
    assert list(instance.answer_key()) == wanted
    assert instance["05.3"].class_seed == "autumn 2026"


@every_lesson
def test_an_open_lesson_hands_out_the_numbers_of_its_class(number):
    lesson, other = open_lesson(number, class_seed="B"), open_lesson(number)
    assert lesson.lesson.title in repr(lesson)
    assert "not for protecting people" in repr(lesson)
    assert lesson.rng("a")(16) == lesson.rng("a")(16), "a cell may be run twice"
    assert len({lesson.rng("a")(16), lesson.rng("b")(16), other.rng("a")(16)}) == 3
    for one in exercises(number):
        assert lesson.exercise(one.id).class_seed == "B"


def test_two_lessons_of_a_class_have_different_randomness():
    drawn = {open_lesson(one.number).rng("a")(16) for one in COURSE}
    assert len(drawn) == len(COURSE)


def test_the_title_of_a_lesson_ends_once():
    for one in COURSE:
        first = repr(open_lesson(one.number)).splitlines()[0]
        assert re.search(rf"{re.escape(one.title)}[.]? {one.minutes} minutes[.]$", first)
        assert not re.search(r"[?!.][.]", first)


def test_a_lesson_that_is_not_there_is_unknown():
    with pytest.raises(Unknown, match="unknown lesson '12'"):
        open_lesson("12")


def test_a_verdict_says_its_exercise():
    assert repr(Verdict("05.1", passed=True, words="Fine.")) == "✓ 05.1 passed. Fine."
