"""Each belief is refuted in its own lesson, in a cell that runs, and in no other."""

import ast
from collections import Counter

import pytest
from making.source import paths, read

from cryptokit.lab.course.beliefs import BELIEFS, belief
from cryptokit.lab.course.catalogue import COURSE, named


def refuted(text):
    """Give the names of the beliefs that a cell refutes: ``belief("name").refute(...)``."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(
                func=ast.Attribute(
                    attr="refute",
                    value=ast.Call(
                        func=ast.Name(id="belief"), args=[ast.Constant(value=str(name))]
                    ),
                ),
                args=[came_out, *_],
            ):
                assert not isinstance(came_out, ast.Constant), f"{name}: what came out is computed"
                yield name


SOURCES = {path.name[:2]: read(path) for path in paths()}
FOUND = Counter(
    (number, name)
    for number, source in SOURCES.items()
    for cell in source.cells
    if cell.kind == "code" and not cell.teacher
    for name in refuted(cell.text)
)


def test_there_are_twenty_five_and_twelve_each_with_one_name():
    assert len(BELIEFS) == 37
    assert len({one.name for one in BELIEFS}) == 37
    assert len({one.claim for one in BELIEFS}) == 37


@pytest.mark.parametrize("one", BELIEFS, ids=lambda one: one.name)
def test_a_belief_is_refuted_once_and_in_its_own_lesson(one):
    where = {number: count for (number, name), count in FOUND.items() if name == one.name}
    assert where == {one.lesson: 1}


def test_no_lesson_refutes_what_nobody_collected():
    assert {name for _, name in FOUND} <= {one.name for one in BELIEFS}


def test_each_belief_belongs_to_a_lesson_and_each_lesson_has_one():
    assert {one.lesson for one in BELIEFS} == {one.number for one in COURSE}
    for one in BELIEFS:
        assert named(one.lesson).number == one.lesson


def test_the_search_sees_a_refutation_and_one_that_cannot_fail():
    assert list(refuted('belief("cutting").refute(tries <= 256, "few")')) == ["cutting"]
    assert list(refuted('"belief(1).refute"\nprint(belief)')) == []
    with pytest.raises(AssertionError, match="computed"):
        list(refuted('belief("cutting").refute(True, "so")'))


@pytest.mark.parametrize("came_out", [False, 1, "yes", None])
def test_a_run_that_shows_nothing_refutes_nothing(came_out):
    with pytest.raises(AssertionError, match="does not refute cutting"):
        belief("cutting").refute(came_out, "nothing came out")
