"""The lessons keep their shape, and run: as a student and as a teacher, each cell twice, offline."""

import ast
import re
import socket

import pytest
from making import views
from making.source import paths, read

from cryptokit.lab.course.catalogue import COURSE
from cryptokit.lab.course.exercise import exercises
from cryptokit.lab.course.verdict import Verdict

SOURCES = {path.stem: read(path) for path in paths()}
every_lesson = pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)


def test_every_lesson_of_the_catalogue_has_a_source():
    assert list(SOURCES) == [one.stem for one in COURSE]


@every_lesson
def test_the_minutes_of_the_headings_are_those_of_the_lesson(source):
    assert sum(source.minutes) == source.lesson.minutes
    assert 25 <= source.lesson.minutes <= 40


@every_lesson
def test_a_lesson_is_neither_a_leaflet_nor_a_book(source):
    notebook = views.student(source)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    lines = [len([line for line in text.splitlines() if line.strip()]) for text in code]
    words = sum(len(text.split()) for text in prose)
    assert 27 <= len(notebook.cells) <= 62
    assert 600 <= words <= 1_700
    assert sum(lines) <= 130
    assert max(lines) <= 14
    assert sorted(lines)[len(lines) // 2] <= 4


@every_lesson
def test_the_first_cell_that_runs_comes_soon(source):
    texts = []
    for cell in source.cells:
        if cell.kind == "code":
            break
        texts.append(cell.text)
    assert len(" ".join(texts).split()) <= 120


@every_lesson
def test_no_more_than_three_texts_follow_each_other(source):
    kinds = "".join(cell.cell_type[0] for cell in views.student(source).cells)
    assert "mmmm" not in kinds


_DOES_SOMETHING = re.compile(
    r"predict\(|\.against\(|\.refute\(|\.check\(|figures\.|\.quiz\(|_slider|_stepper|_board|annotated"
    r"|ledger\(|guarantee\(|hexview\("
)


@every_lesson
def test_below_each_heading_something_is_guessed_checked_or_seen(source):
    sections, current = [], []
    for cell in source.cells:
        if cell.kind == "markdown" and re.search(r"^## .+ min\)$", cell.text, re.MULTILINE):
            current = []
            sections.append((cell.text, current))
        elif cell.kind == "code":
            current.append(cell.text)
    dull = [
        text.splitlines()[0] for text, code in sections if not _DOES_SOMETHING.search("".join(code))
    ]
    assert not dull


@every_lesson
def test_a_lesson_has_an_attack_three_exercises_a_quiz_and_what_was_simplified(source):
    text = "\n".join(cell.text for cell in source.cells)
    kinds = {one.kind for one in exercises(source.lesson.number)}
    assert len(kinds) == 3
    assert ".quiz().answer(" in text
    assert "implified on purpose" in text
    assert re.search(r"\*\*Read on:?\*\*", text)
    answered = {cell.exercise for cell in source.cells if cell.exercise}
    checked = {cell.check for cell in source.cells if cell.check}
    assert answered == checked == {one.id for one in exercises(source.lesson.number)}


@every_lesson
def test_students_get_no_answers(source):
    text = "\n".join(cell.source for cell in views.student(source).cells)
    assert "SOLUTION" not in text
    assert "For teachers" not in text


@pytest.fixture
def offline(monkeypatch):
    """No socket but those inside this machine's own processes."""

    def refuse(self, address):
        raise AssertionError(f"a lesson wants the network: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def run(notebook, tmp_path, monkeypatch):
    """Run all cells in order, each one twice; give the last value of each run."""
    monkeypatch.chdir(tmp_path)
    space = {"__name__": "__main__"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for _ in range(2):
                yield cell, last_value(cell.source, space)
    assert not list(tmp_path.iterdir()), "a lesson leaves files"


def last_value(text, space):
    tree = ast.parse(text)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), space)  # noqa: S102  # our own cells
    if last is None:
        return None
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), space)  # noqa: S307  # as above
    shown(value)
    return value


def shown(value):
    """Show a value as a notebook would; pictures say the same in words."""
    assert isinstance(repr(value), str)
    html = value._repr_html_() if hasattr(value, "_repr_html_") else ""
    for image in re.findall(r"<img [^>]*>|<svg [^>]*>", html or ""):
        assert re.search(r"alt=\"[^\"]{20,}|aria-label|<title|role=\"img\"", image)


@every_lesson
@pytest.mark.parametrize("class_seed", ["cryptokit", "another class"])
def test_the_teachers_notebook_runs_and_each_answer_passes(
    source, class_seed, tmp_path, monkeypatch, offline
):
    verdicts = dict.fromkeys(one.id for one in exercises(source.lesson.number))
    for cell, value in run(views.teacher(source, class_seed), tmp_path, monkeypatch):
        if isinstance(value, Verdict):
            assert value, value
            verdicts[cell.metadata["check"]] = value.passed
    assert all(verdicts.values()), verdicts


@every_lesson
def test_the_students_notebook_runs_and_each_stub_is_told_apart(
    source, tmp_path, monkeypatch, offline
):
    verdicts = dict.fromkeys(one.id for one in exercises(source.lesson.number))
    for cell, value in run(views.student(source), tmp_path, monkeypatch):
        if isinstance(value, Verdict):
            assert not value
            assert re.search(r"yours to write|no answer yet", value.words), value
            verdicts[cell.metadata["check"]] = value.words
    assert all(verdicts.values()), verdicts
