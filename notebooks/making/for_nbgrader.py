"""A lesson as nbgrader takes it: answers between marks, and locked cells that grade. Nothing is run.

See: nbgrader 0.9, "Creating and grading assignments", and its metadata schema 3.
"""

import re
from collections.abc import Iterator

import nbformat
from making.dialects import Tests, students, tests
from making.source import Cell, Source
from making.views import BLOCK, LINE, code, end, in_class, last_name, markdown, notebook, title

from cryptokit.lab.course.exercise import DEFAULT_CLASS

SCHEMA = 3
CONFIG = '''"""The course as nbgrader finds it; run its commands in this folder."""

c = get_config()  # noqa: F821  # nbgrader brings it
c.CourseDirectory.course_id = "cryptokit"
c.ClearSolutions.code_stub = {
    "python": "# your answer\\nraise NotImplementedError('this part is yours to write')"
}
c.ExecutePreprocessor.timeout = 120  # seconds a cell may take
'''


def made(source: Source, class_seed: str = DEFAULT_CLASS) -> nbformat.NotebookNode:
    """Make the source notebook of an assignment."""
    return notebook(source.lesson, _cells(source, class_seed))


def _cells(source: Source, class_seed: str) -> Iterator[nbformat.NotebookNode]:
    yield markdown(title(source.lesson), "title")
    for one in students(source):
        if one.kind == "markdown":
            yield markdown(one.text, one.id)
        elif one.exercise:
            noted = _noted(one.id, solution=True)
            yield code(one, with_marks(one.text), nbgrader=noted)
        elif one.check:
            found = tests(one, class_seed)
            noted = _noted(one.id, grade=True, locked=True) | {"points": found.points}
            yield code(one, _graded(found), nbgrader=noted)
        else:
            yield _plain(one, class_seed)
    yield markdown(end(source.lesson, linked=False), "end")


def with_marks(text: str) -> str:
    """Mark answers as nbgrader does; a name outside of a function is there before its answer is.

    >>> print(with_marks("a = 3  # SOLUTION"))
    a = ...
    ### BEGIN SOLUTION
    a = 3
    ### END SOLUTION
    """

    def marked(found: re.Match[str]) -> str:
        return found[0] if found["indent"] else f"{last_name(found['answer'])} = ...\n{found[0]}"

    return BLOCK.sub(marked, LINE.sub(_block, text))


def _block(found: re.Match[str]) -> str:
    line = found[0].removesuffix("  # SOLUTION")
    return f"### BEGIN SOLUTION\n{line}\n### END SOLUTION"


def _graded(found: Tests) -> str:
    if not found.hidden:
        return found.shown
    return f"{found.shown}\n### BEGIN HIDDEN TESTS\n{found.hidden}\n### END HIDDEN TESTS"


def _plain(one: Cell, class_seed: str) -> nbformat.NotebookNode:
    """Make any other cell; the one that opens the lesson is locked, since grading needs it."""
    text = in_class(one.text, class_seed)
    if "open_lesson(" not in one.text:
        return code(one, text)
    return code(one, text, nbgrader=_noted(one.id, locked=True))


def _noted(
    name: str, *, grade: bool = False, locked: bool = False, solution: bool = False
) -> dict[str, object]:
    return {
        "schema_version": SCHEMA,
        "grade_id": name,
        "grade": grade,
        "locked": locked,
        "solution": solution,
        "task": False,
    }
