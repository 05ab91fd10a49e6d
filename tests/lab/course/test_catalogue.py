"""The course as data: needs point backwards, minutes fit a class, and quizzes can be answered."""

import re

import pytest

from cryptokit.errors import Unknown
from cryptokit.lab.course import quiz
from cryptokit.lab.course.catalogue import COURSE, named
from cryptokit.lab.course.quiz import Question, Quiz

every_lesson = pytest.mark.parametrize("lesson", COURSE, ids=lambda one: one.number)


def test_there_are_twelve_in_the_order_of_their_numbers():
    assert [one.number for one in COURSE] == [f"{at:02}" for at in range(12)]
    assert len({one.slug for one in COURSE}) == 12


@every_lesson
def test_needs_point_backwards(lesson):
    for before in lesson.needs:
        assert named(before).number < lesson.number
    assert list(lesson.needs) == sorted(set(lesson.needs))


@every_lesson
def test_a_lesson_fits_a_class_and_says_what_it_gives(lesson):
    assert 25 <= lesson.minutes <= 40
    assert lesson.question.endswith("?")
    assert 3 <= len(lesson.gives) <= 5
    assert all(re.match(r"[a-z]+ ", one) and not one.endswith(".") for one in lesson.gives)
    assert re.fullmatch(r"[a-z0-9_]+", lesson.slug)


def test_no_lesson_needs_one_of_a_later_step():
    order = ["first hour", "second step", "third step"]
    levels = [order.index(one.level) for one in COURSE]
    assert levels == sorted(levels)


def test_an_unknown_number_names_the_known_ones():
    with pytest.raises(Unknown, match="unknown lesson '5'"):
        named("5")


@every_lesson
def test_a_quiz_has_questions_whose_answers_differ_and_are_explained(lesson):
    found = quiz(lesson.number)
    assert 3 <= len(found.questions) <= 6
    for one in found.questions:
        assert 2 <= len(set(one.options)) == len(one.options)
        assert one.why
    letters = [one.letters[one.right] for one in found.questions]
    marks = found.answer(*letters)
    assert marks.right == len(letters)
    assert len(set(letters)) > 1, "who always says the same letter learns nothing"


QUIZ = Quiz((Question("One?", ("yes", "no"), 1, "No."), Question("Two?", ("a", "b", "c"), 0, "A.")))


def test_marks_count_what_is_right_and_explain_the_rest():
    marks = QUIZ.answer("b", "c")
    assert marks.right == 1
    assert repr(marks) == "1 of 2 right.\n1. Right: no. No.\n2. Not c, but a: a. A."
    assert "2. Not answered." in repr(QUIZ.answer("b", "?"))
    assert "Not answered." in repr(QUIZ.answer("?", "?"))
    assert QUIZ.answer("?", "?").right == 0


def test_a_quiz_that_nobody_answered_is_given_no_marks():
    said = repr(QUIZ.answer("?", "?"))
    assert said == "Not answered. 2 questions wait: put one letter in the place of each '?'."
    assert not re.search(r"\d of \d right", said)
    assert repr(QUIZ.answer("a", "?")).startswith("0 of 2 right.")


@pytest.mark.parametrize("letters", [(), ("a",), ("a", "a", "a")])
def test_one_letter_for_each_question(letters):
    with pytest.raises(ValueError, match="for 2 questions"):
        QUIZ.answer(*letters)


@pytest.mark.parametrize("letter", ["c", "", "ab", "1", 2, b"a", None], ids=repr)
def test_a_letter_that_is_not_offered_is_refused_with_its_question(letter):
    with pytest.raises(ValueError, match="question 1 takes one letter in quotes: 'a', 'b'"):
        QUIZ.answer(letter, "a")


@pytest.mark.parametrize("right", [-1, 2])
def test_a_question_whose_answer_is_not_there_cannot_be_made(right):
    with pytest.raises(ValueError, match="cannot be right"):
        Question("?", ("a", "b"), right, "")


def test_a_capital_letter_is_as_good():
    assert QUIZ.answer("A", "B").chosen == ("a", "b")


def test_a_quiz_reads_as_plain_text():
    assert repr(QUIZ) == "1. One?\n   a) yes\n   b) no\n\n2. Two?\n   a) a\n   b) b\n   c) c"
