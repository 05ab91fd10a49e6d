"""The two views of a lesson: the student's, with stubs, and the teacher's, with answers."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import nbformat
from making.source import Cell, Source, with_clock

from cryptokit import DISCLAIMER
from cryptokit.lab.course.catalogue import COURSE, Lesson
from cryptokit.lab.course.exercise import DEFAULT_CLASS

BLOCK = re.compile(
    r"^(?P<indent> *)### BEGIN SOLUTION\n(?P<answer>.*?)^ *### END SOLUTION$",
    re.MULTILINE | re.DOTALL,
)
LINE = re.compile(r"^(?P<name>\w+) = .*  # SOLUTION$", re.MULTILINE)
_OPENING = re.compile(r'open_lesson\("(\d\d)"\)')


def student(source: Source, class_seed: str = DEFAULT_CLASS) -> nbformat.NotebookNode:
    """Make the notebook of a student: answers are stubs, and what is for teachers is not there."""
    return _notebook(source, class_seed, [_stubbed(one) for one in source.cells if not one.teacher])


def teacher(source: Source, class_seed: str = DEFAULT_CLASS) -> nbformat.NotebookNode:
    """Make the notebook of a teacher: everything, with answers."""
    return _notebook(source, class_seed, list(source.cells))


def without_answers(text: str, exercise: str) -> str:
    """Put a stub in the place of each answer.

    >>> print(without_answers("a = 3  # SOLUTION", "05.1"))
    a = ...  # your answer
    """
    return LINE.sub(line_stub, BLOCK.sub(lambda found: block_stub(found, exercise), text))


def line_stub(found: re.Match[str]) -> str:
    """Write what stands for an answer of one marked line."""
    return f"{found['name']} = ...  # your answer"


def block_stub(found: re.Match[str], exercise: str) -> str:
    """Write what stands for an answer between two marks: in a function, or at the left margin."""
    lines = sum(1 for line in found["answer"].splitlines() if line.strip())
    size = f"about {lines} lines" if lines > 1 else "one line"
    if not found["indent"]:
        return f"{last_name(found['answer'])} = ...  # your answer, {size}"
    words = f"{exercise}: this part is yours to write, {size}."
    return f'{found["indent"]}raise NotImplementedError("{words}")'


def last_name(text: str) -> str:
    """Give the name that the last line of an answer assigns."""
    last = ast.parse(text).body[-1]
    if not (isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name)):
        raise ValueError(f"an answer outside of a function ends by naming it, not: {text}")
    return last.targets[0].id


def with_answers(text: str) -> str:
    """Take the marks of answers away, and leave the answers."""
    return LINE.sub(
        lambda found: found[0].removesuffix("  # SOLUTION"),
        BLOCK.sub(lambda found: found["answer"].rstrip("\n"), text),
    )


def in_class(text: str, class_seed: str) -> str:
    """Open a lesson with the seed of a class, unless it is the one that needs no saying."""
    if class_seed == DEFAULT_CLASS:
        return text
    return _OPENING.sub(lambda found: f"open_lesson({found[1]!r}, class_seed={class_seed!r})", text)


def title(lesson: Lesson) -> str:
    """Write the first cell of a notebook."""
    needs = ", ".join(f"lesson {number}" for number in lesson.needs) or "no earlier lesson"
    gives = "\n".join(f"- {one}" for one in lesson.gives)
    return (
        f"# {lesson.number} · {lesson.title}\n\n"
        f"**{lesson.question}**\n\n"
        f"*{lesson.minutes} minutes. {lesson.level.capitalize()}. It needs {needs}. "
        f"Run the cells from top to bottom.*\n\n"
        f"After it you can:\n\n{gives}\n\n"
        f"**{DISCLAIMER}**"
    )


def end(lesson: Lesson, *, linked: bool = True) -> str:
    """Write the last cell: where to go on; ``linked`` where the next notebook lies beside it."""
    then = ""
    for one in [one for one in COURSE if one.number > lesson.number][:1]:
        name = f"{one.number} · {one.title}"
        then = f"Next: [{name}]({one.stem}.ipynb). " if linked else f"Next: {name}. "
    return f"---\n\n{then}Text: CC BY 4.0. Code: MIT. {DISCLAIMER}"


def texts(cells: Iterable[Cell]) -> Iterator[Cell]:
    """Write the clock into the headings, and say what is for teachers."""
    clock = 0
    for one in cells:
        if one.kind == "markdown":
            text, clock = with_clock(one.text, clock)
            yield replace(one, text=f"> **For teachers.** {text}" if one.teacher else text)
        else:
            yield one


def notebook(lesson: Lesson, cells: Iterable[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    """Make a notebook of its cells; what the lesson needs and gives is in its metadata."""
    noted = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "lesson": {
            "number": lesson.number,
            "minutes": lesson.minutes,
            "needs": list(lesson.needs),
            "gives": list(lesson.gives),
        },
    }
    return nbformat.v4.new_notebook(cells=list(cells), metadata=noted)


def markdown(text: str, name: str) -> nbformat.NotebookNode:
    """Make a cell of text."""
    return nbformat.v4.new_markdown_cell(text, id=name)


def code(one: Cell, text: str, **noted: object) -> nbformat.NotebookNode:
    """Make a cell of code, with its marks."""
    marks = {"exercise": one.exercise, "check": one.check}
    noted |= {name: value for name, value in marks.items() if value}
    if one.teacher:
        noted["tags"] = ["teacher"]
    return nbformat.v4.new_code_cell(text, metadata=noted, id=one.id)


def _notebook(source: Source, class_seed: str, shown: list[Cell]) -> nbformat.NotebookNode:
    return notebook(source.lesson, _cells(source.lesson, class_seed, shown))


def _cells(lesson: Lesson, class_seed: str, shown: list[Cell]) -> Iterator[nbformat.NotebookNode]:
    yield markdown(title(lesson), "title")
    for one in texts(shown):
        if one.kind == "markdown":
            yield markdown(one.text, one.id)
        else:
            yield code(one, in_class(with_answers(one.text), class_seed))
    yield markdown(end(lesson), "end")


def _stubbed(one: Cell) -> Cell:
    if one.kind == "markdown":
        return one
    return replace(one, text=without_answers(one.text, one.exercise))
