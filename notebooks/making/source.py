"""The source of a lesson: its cells, and the marks in them. Views are made next door.

A source is a Python file in Jupytext's percent format. Marks in the line above a cell say what it is
for: ``exercise="05.2"`` an answer, ``check="05.2"`` its check, ``tags=["teacher"]`` what students do
not get. A heading ends with its minutes: ``## Three shares (6 min)``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import jupytext

from cryptokit.lab.course.catalogue import Lesson, named

LESSONS = Path(__file__).parent.parent / "lessons"
_MARK = re.compile(r" ?<!-- (?:claim|source): .*? -->")
"""What backs a claim: for the ledger of claims, and in no notebook."""
_HEADING = re.compile(r"^## (?P<title>.+) \((?P<minutes>\d+) min\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``kind`` is ``code`` or ``markdown``; ``exercise`` and ``check`` name exercises.

    ``id`` is its id in every notebook that is made of the source.
    """

    kind: str
    text: str
    exercise: str = ""
    check: str = ""
    teacher: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A lesson and its cells."""

    lesson: Lesson
    cells: tuple[Cell, ...]

    @property
    def minutes(self) -> list[int]:
        """The minutes of its headings, in order."""
        texts = (cell.text for cell in self.cells if cell.kind == "markdown" and not cell.teacher)
        return [int(found["minutes"]) for text in texts for found in _HEADING.finditer(text)]


def read(path: Path) -> Source:
    """Read the source of a lesson; its name begins with the number."""
    cells = jupytext.read(path, fmt="py:percent").cells
    return Source(named(path.name[:2]), tuple(with_ids(map(_cell, cells))))


def paths() -> list[Path]:
    """Give all sources, in the order of the course."""
    return sorted(LESSONS.glob("[0-9][0-9]_*.py"))


def with_clock(text: str, so_far: int) -> tuple[str, int]:
    """Write the minutes below each heading, with those since the beginning.

    >>> with_clock("## Three shares (6 min)", 10)
    ('## Three shares\\n\\n*6 minutes, 16 so far*', 16)
    """
    clock = so_far

    def told(found: re.Match[str]) -> str:
        nonlocal clock
        clock += int(found["minutes"])
        return f"## {found['title']}\n\n*{found['minutes']} minutes, {clock} so far*"

    return _HEADING.sub(told, text), clock


def with_ids(cells: Iterable[Cell]) -> Iterator[Cell]:
    """Give each cell an id made of what it says, so that a new cell leaves the others theirs.

    >>> [one.id for one in with_ids([Cell("code", "a"), Cell("code", "b", exercise="05.1")])]
    ['cell-ca978112', 'answer-05-1']
    """
    seen = Counter()
    for cell in cells:
        wanted = _id(cell)
        seen[wanted] += 1
        yield replace(cell, id=wanted if seen[wanted] == 1 else f"{wanted}-{seen[wanted]}")


def _id(cell: Cell) -> str:
    if cell.exercise:
        return f"answer-{cell.exercise.replace('.', '-')}"
    if cell.check:
        return f"check-{cell.check.replace('.', '-')}"
    return f"cell-{sha256(cell.text.encode()).hexdigest()[:8]}"


def _cell(cell: dict) -> Cell:
    marks = cell["metadata"]
    return Cell(
        cell["cell_type"],
        _MARK.sub("", cell["source"]),
        str(marks.get("exercise", "")),
        str(marks.get("check", "")),
        "teacher" in marks.get("tags", ()),
    )
