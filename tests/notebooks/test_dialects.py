"""What graders get is what they read: teachers' answers get all points, stubs get none.

nbgrader's own preprocessors are the oracle for its form. The whole of both graders, as a teacher
types it, is in ``test_graders``.
"""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from importlib.metadata import packages_distributions

import nbformat
import pytest
from making import dialects, for_nbgrader, for_otter, views
from making.source import Cell, paths, read

from cryptokit.lab.course import open_lesson
from cryptokit.lab.course.exercise import Kind, exercise, exercises

SOURCES = {path.stem: read(path) for path in paths()}
every_lesson = pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
# The fields of nbgrader's metadata, schema 3; points only where there are some.
FIELDS = {"schema_version", "grade_id", "grade", "locked", "solution", "task"}


def of_nbgrader(notebook):
    """Give the cells that nbgrader looks at, by their names."""
    marked = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    assert len(marked) == sum("nbgrader" in cell.metadata for cell in notebook.cells)
    return marked


@every_lesson
def test_each_answer_and_each_check_is_a_cell_of_nbgrader(source):
    marked = of_nbgrader(for_nbgrader.made(source))
    for cell in marked.values():
        noted = cell.metadata.nbgrader
        assert set(noted) - {"points"} == FIELDS
        assert ("points" in noted) == noted.grade
        assert re.fullmatch(r"[\w-]+", noted.grade_id)
        assert not (noted.grade and noted.solution)
        assert noted.locked != noted.solution, "students change answers, and nothing else of these"
        assert ("### BEGIN SOLUTION" in cell.source) == noted.solution
        assert "### BEGIN HIDDEN" not in cell.source or noted.grade
    graded = {
        cell.metadata.check: cell.metadata.nbgrader.points
        for cell in marked.values()
        if cell.metadata.nbgrader.grade
    }
    wanted = {one.id: dialects.POINTS[one.kind] for one in exercises(source.lesson.number)}
    assert graded == wanted
    opening = [cell for cell in marked.values() if "open_lesson(" in cell.source]
    assert [cell.metadata.nbgrader.locked for cell in opening] == [True]


@every_lesson
def test_the_cells_around_questions_of_otter_match(source):
    """A small grammar of Otter's: one config, then questions of one solution and its tests."""
    raw = [
        cell.source.splitlines()[0] if cell.cell_type == "raw" else cell.cell_type
        for cell in for_otter.made(source).cells
    ]
    signs = {
        "# ASSIGNMENT CONFIG": "A",
        "# BEGIN QUESTION": "Q",
        "# END QUESTION": "q",
        "# BEGIN SOLUTION": "S",
        "# END SOLUTION": "s",
        "# BEGIN TESTS": "T",
        "# END TESTS": "t",
        "markdown": "m",
        "code": "c",
    }
    text = "".join(signs[one] for one in raw)
    assert re.fullmatch(r"A[mc]*(Q(Sc+s[mc]*)+Tc{1,2}tq[mc]*)+", text), text
    assert text.count("Q") == len(exercises(source.lesson.number))


@every_lesson
@pytest.mark.parametrize("made", [for_nbgrader.made, for_otter.made], ids=["nbgrader", "otter"])
def test_each_cell_is_python_and_what_is_for_teachers_is_not_there(source, made):
    for cell in made(source).cells:
        assert "For teachers" not in cell.source
        if cell.cell_type == "code":
            ast.parse(cell.source)


def otters_student(text):
    """Strip answers as Otter does: lines between its marks go, and the prompts come to life."""
    text = re.sub(
        r"^ *# BEGIN SOLUTION NO PROMPT\n.*?^ *# END SOLUTION$\n?",
        "",
        text,
        flags=re.MULTILINE | re.DOTALL,
    )
    return re.sub(r'^ *""" # (BEGIN|END) PROMPT$\n?', "", text, flags=re.MULTILINE).rstrip("\n")


@every_lesson
def test_otters_stubs_are_the_stubs_of_the_students_notebook(source):
    ours = {cell.id: cell.source for cell in views.student(source).cells}
    answers = [cell for cell in for_otter.made(source).cells if "exercise" in cell.metadata]
    assert answers
    for cell in answers:
        assert otters_student(cell.source) == ours[cell.id]


CLEAR = """
import json, sys, nbformat
from traitlets.config import Config
from nbgrader.preprocessors import (
    CheckCellMetadata, ClearHiddenTests, ClearSolutions, ComputeChecksums, LockCells)
config = Config()
exec(sys.argv[1], {"get_config": lambda: config})
cleared = []
for text in json.load(sys.stdin):
    notebook, resources = nbformat.reads(text, as_version=4), {}
    for step in (CheckCellMetadata, LockCells, ClearSolutions, ClearHiddenTests, ComputeChecksums,
                 CheckCellMetadata):
        notebook, resources = step(config=config).preprocess(notebook, resources)
    cleared.append(nbformat.writes(notebook))
print(json.dumps(cleared))
"""


@pytest.fixture(scope="module")
def released():
    """Let nbgrader make what students get, of all lessons at once; give the cells by lesson."""
    if "nbgrader" not in packages_distributions():  # a folder of that name is beside making
        pytest.skip("nbgrader is not installed")
    texts = [nbformat.writes(for_nbgrader.made(source)) for source in SOURCES.values()]
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CLEAR, for_nbgrader.CONFIG],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    notebooks = [nbformat.reads(text, as_version=4) for text in json.loads(ended.stdout)]
    return dict(zip(SOURCES, notebooks, strict=True))


def do(text, space):
    exec(compile(text, "<cell>", "exec"), space)  # noqa: S102  # our own cells


def points(notebook, monkeypatch, folder):
    """Run all cells as graders do, on and on; give the points of the cells that grade."""
    monkeypatch.chdir(folder)
    space, got = {"__name__": "__main__"}, Counter()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        noted = cell.metadata.get("nbgrader", {})
        try:
            do(cell.source, space)
        except Exception:  # noqa: BLE001  # stubs raise, and what needs them does
            assert noted.get("grade") or noted.get("solution"), cell.source
        else:
            got[noted.get("grade_id", "")] += noted.get("points", 0)
    return +got


@every_lesson
def test_nbgrader_gives_a_teachers_answers_all_points(source, monkeypatch, tmp_path):
    for class_seed in ("cryptokit", "autumn 2026"):
        notebook = for_nbgrader.made(source, class_seed)
        full = {
            name: cell.metadata.nbgrader.points
            for name, cell in of_nbgrader(notebook).items()
            if cell.metadata.nbgrader.grade
        }
        assert points(notebook, monkeypatch, tmp_path) == full


@every_lesson
def test_nbgrader_gives_stubs_no_points(source, released, monkeypatch, tmp_path):
    notebook = released[source.lesson.stem]
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
    assert "unseen" not in text, "students do not see which numbers they have not seen"
    for name, cell in of_nbgrader(notebook).items():
        if cell.metadata.nbgrader.solution:
            assert "yours to write" in cell.source, name
        else:
            assert cell.metadata.editable is False, name
    # Hidden tests come back when a submission is graded; without them stubs must fail as well.
    assert points(notebook, monkeypatch, tmp_path) == {}


def test_who_knows_the_shown_case_only_passes_the_shown_test_and_fails_the_hidden_one():
    cell = Cell("code", 'lesson.exercise("05.2").check(answer)', check="05.2")
    found = dialects.tests(cell, "cryptokit")
    hidden = exercise("05.2", class_seed=dialects.unseen("cryptokit")).given["secret"]
    space = {"lesson": open_lesson("05")}

    def right(secret, count, rng):
        parts = [rng(len(secret)) for _ in range(count - 1)]
        last = secret
        for part in parts:
            last = bytes(a ^ b for a, b in zip(last, part, strict=True))
        return [*parts, last]

    space["answer"] = right
    do(found.shown, space)
    do(found.hidden, space)
    space["answer"] = lambda secret, *rest: right(secret, *rest) if secret != hidden else []
    do(found.shown, space)
    with pytest.raises(AssertionError, match=r"05\.2 not right yet"):
        do(found.hidden, space)


@every_lesson
def test_functions_have_hidden_tests_with_other_numbers_and_values_have_none(source):
    for cell in source.cells:
        if cell.check:
            found = dialects.tests(cell, "B")
            assert bool(found.hidden) == (exercise(cell.check).exercise.kind is Kind.MAKE)
            if found.hidden:
                assert dict(exercise(cell.check, class_seed="B").given) != dict(
                    exercise(cell.check, class_seed=dialects.unseen("B")).given
                )


@pytest.mark.parametrize(
    "text", ["check(1)", 'lesson.exercise("05.1").check(a, b)', "a = 1", 'x.check(a); print("b")']
)
def test_a_check_that_is_no_call_of_check_is_refused(text):
    with pytest.raises(ValueError, match="ends with one call of check"):
        dialects.tests(Cell("code", text, check="05.1"), "B")
