"""What the notebooks of all graders have: points, and the tests of a check. Each grader is next door.

A grader gets the class's own numbers; a function is tried with numbers that the class has not seen.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from making.source import Cell, Source
from making.views import texts

from cryptokit.lab.course.exercise import DEFAULT_CLASS, Kind, exercise

POINTS = {Kind.MODIFY: 1, Kind.MAKE: 3, Kind.ORDER: 2}
"""For each kind of exercise."""


@dataclass(frozen=True, slots=True)
class Tests:
    """What a grader runs: ``shown`` to students, and ``hidden``, which is empty where nothing is."""

    exercise: str
    points: int
    shown: str
    hidden: str


def tests(cell: Cell, class_seed: str) -> Tests:
    """Make the tests of a cell that checks an answer.

    >>> found = tests(Cell("code", 'lesson.exercise("05.2").check(split_all)', check="05.2"), "B")
    >>> print(found.shown)
    lesson.exercise("05.2").grade(split_all)
    >>> print(found.hidden)
    from cryptokit.lab.course import exercise
    exercise("05.2", class_seed='B, unseen').grade(split_all)
    """
    kind = exercise(cell.check).exercise.kind
    before, answer = _judged(cell)
    shown = "\n".join([*before, f'lesson.exercise("{cell.check}").grade({answer})'])
    hidden = "\n".join(
        (
            "from cryptokit.lab.course import exercise",
            f'exercise("{cell.check}", class_seed={unseen(class_seed)!r}).grade({answer})',
        )
    )
    return Tests(cell.check, POINTS[kind], shown, hidden if kind is Kind.MAKE else "")


def unseen(class_seed: str = DEFAULT_CLASS) -> str:
    """Give the seed of the numbers that a class has not seen."""
    return f"{class_seed}, unseen"


def students(source: Source) -> Iterator[Cell]:
    """Give the cells that students get, answers still in them, the clock in the headings."""
    return texts(one for one in source.cells if not one.teacher)


def _judged(cell: Cell) -> tuple[list[str], str]:
    """Take a check apart: the lines before it, and what it is called with."""
    last = ast.parse(cell.text).body[-1]
    match last:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="check"), args=[answer], keywords=[])):
            before = cell.text.splitlines()[: last.lineno - 1]
            return before, str(ast.get_source_segment(cell.text, answer))
    raise ValueError(f"a check ends with one call of check and one answer, not: {cell.text}")
