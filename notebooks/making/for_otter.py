"""A lesson as Otter Assign takes it: a master notebook with raw cells around questions.

Answers and their stubs stand side by side; Otter keeps the one or the other. Nothing is run.

See: Otter-Grader 7, "Creating assignments: notebook format".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import nbformat
from making.dialects import POINTS, Tests, students, tests
from making.source import Cell, Source
from making.views import (
    BLOCK,
    LINE,
    block_stub,
    code,
    end,
    in_class,
    line_stub,
    markdown,
    notebook,
    title,
)

from cryptokit.lab.course.catalogue import Lesson
from cryptokit.lab.course.exercise import DEFAULT_CLASS, exercise


def made(source: Source, class_seed: str = DEFAULT_CLASS) -> nbformat.NotebookNode:
    """Make the master notebook of an assignment."""
    return notebook(source.lesson, _cells(source, class_seed))


def config(lesson: Lesson) -> str:
    """Write the first cell of a master: its name, and no PDF, which would ask for LaTeX."""
    return f"# ASSIGNMENT CONFIG\nname: {lesson.stem}\nexport_cell:\n  pdf: false\ngenerate: {{}}"


def with_prompts(text: str, name: str) -> str:
    """Put each answer and its stub side by side, as Otter marks them.

    >>> print(with_prompts("a = 3  # SOLUTION", "05.1"))
    \"\"\" # BEGIN PROMPT
    a = ...  # your answer
    \"\"\" # END PROMPT
    # BEGIN SOLUTION NO PROMPT
    a = 3
    # END SOLUTION
    """

    def line(found: re.Match[str]) -> str:
        return _both(line_stub(found), found[0].removesuffix("  # SOLUTION"), "")

    def block(found: re.Match[str]) -> str:
        return _both(block_stub(found, name), found["answer"].rstrip("\n"), found["indent"])

    return LINE.sub(line, BLOCK.sub(block, text))


def _both(stub: str, answer: str, indent: str) -> str:
    return "\n".join(
        (
            f'{indent}""" # BEGIN PROMPT',
            stub,
            f'{indent}""" # END PROMPT',
            f"{indent}# BEGIN SOLUTION NO PROMPT",
            answer,
            f"{indent}# END SOLUTION",
        )
    )


def _cells(source: Source, class_seed: str) -> Iterator[nbformat.NotebookNode]:
    yield _raw(config(source.lesson), "config")
    yield markdown(title(source.lesson), "title")
    asked = ""
    for one in students(source):
        if one.kind == "markdown":
            yield markdown(one.text, one.id)
        elif one.exercise:
            if asked != one.exercise:
                asked = one.exercise
                yield _raw(_question(asked), f"question-{_dashed(asked)}")
            yield from _answer(one)
        elif one.check:
            yield from _tests(one, tests(one, class_seed))
        else:
            yield code(one, in_class(one.text, class_seed))
    yield markdown(end(source.lesson, linked=False), "end")


def _question(name: str) -> str:
    """Begin a question. All or nothing: who passes the shown test and not the hidden has not done it."""
    points = POINTS[exercise(name).exercise.kind]
    return (
        f"# BEGIN QUESTION\nname: q{name.replace('.', '_')}\npoints: {points}\nall_or_nothing: true"
    )


def _answer(one: Cell) -> Iterator[nbformat.NotebookNode]:
    yield _raw("# BEGIN SOLUTION", f"{one.id}-begin")
    yield code(one, with_prompts(one.text, one.exercise))
    yield _raw("# END SOLUTION", f"{one.id}-end")


def _tests(one: Cell, found: Tests) -> Iterator[nbformat.NotebookNode]:
    yield _raw("# BEGIN TESTS", f"{one.id}-begin")
    yield code(one, found.shown)
    if found.hidden:
        yield nbformat.v4.new_code_cell(f"# HIDDEN\n{found.hidden}", id=f"{one.id}-hidden")
    yield _raw("# END TESTS", f"{one.id}-end")
    yield _raw("# END QUESTION", f"{one.id}-question-end")


def _dashed(name: str) -> str:
    return name.replace(".", "-")


def _raw(text: str, name: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_raw_cell(text, id=name)
