"""The two views of a lesson: the student's, with stubs, and the teacher's, with answers."""

import ast
import re
from collections.abc import Iterator

import nbformat
from making.source import Cell, Source, with_clock

from cryptokit import DISCLAIMER
from cryptokit.lab.course.catalogue import COURSE, Lesson
from cryptokit.lab.course.exercise import DEFAULT_CLASS

_BLOCK = re.compile(
    r"^(?P<indent> *)### BEGIN SOLUTION\n(?P<answer>.*?)^ *### END SOLUTION$",
    re.MULTILINE | re.DOTALL,
)
_LINE = re.compile(r"^(?P<name>\w+) = .*  # SOLUTION$", re.MULTILINE)
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

    def stub(found: re.Match[str]) -> str:
        lines = sum(1 for line in found["answer"].splitlines() if line.strip())
        size = f"about {lines} lines" if lines > 1 else "one line"
        if not found["indent"]:
            return f"{_last_name(found['answer'])} = ...  # your answer, {size}"
        words = f"{exercise}: this part is yours to write, {size}."
        return f'{found["indent"]}raise NotImplementedError("{words}")'

    return _LINE.sub(r"\g<name> = ...  # your answer", _BLOCK.sub(stub, text))


def _last_name(text: str) -> str:
    """Give the name that the last line of an answer assigns."""
    last = ast.parse(text).body[-1]
    if not (isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name)):
        raise ValueError(f"an answer outside of a function ends by naming it, not: {text}")
    return last.targets[0].id


def with_answers(text: str) -> str:
    """Take the marks of answers away, and leave the answers."""
    return _LINE.sub(
        lambda found: found[0].removesuffix("  # SOLUTION"),
        _BLOCK.sub(lambda found: found["answer"].rstrip("\n"), text),
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


def end(lesson: Lesson) -> str:
    """Write the last cell: where to go on."""
    after = [one for one in COURSE if one.number > lesson.number][:1]
    then = "".join(f"Next: [{one.number} · {one.title}]({one.stem}.ipynb). " for one in after)
    return f"---\n\n{then}Text: CC BY 4.0. Code: MIT. {DISCLAIMER}"


def cells(source: Source, class_seed: str, shown: list[Cell]) -> Iterator[nbformat.NotebookNode]:
    """Make the cells of a notebook, the first and the last one with it."""
    yield _markdown(title(source.lesson))
    clock = 0
    for one in shown:
        if one.kind == "markdown":
            text, clock = with_clock(one.text, clock)
            yield _markdown(f"> **For teachers.** {text}" if one.teacher else text)
        else:
            yield _code(in_class(with_answers(one.text), class_seed), one)
    yield _markdown(end(source.lesson))


def _notebook(source: Source, class_seed: str, shown: list[Cell]) -> nbformat.NotebookNode:
    made = list(cells(source, class_seed, shown))
    for number, cell in enumerate(made):
        cell["id"] = f"cell-{number:02}"
    lesson = source.lesson
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
    return nbformat.v4.new_notebook(cells=made, metadata=noted)


def _stubbed(one: Cell) -> Cell:
    if one.kind == "markdown":
        return one
    return Cell(one.kind, without_answers(one.text, one.exercise), one.exercise, one.check)


def _markdown(text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(text)


def _code(text: str, one: Cell) -> nbformat.NotebookNode:
    marks = {"exercise": one.exercise, "check": one.check}
    noted: dict[str, object] = {name: value for name, value in marks.items() if value}
    if one.teacher:
        noted["tags"] = ["teacher"]
    return nbformat.v4.new_code_cell(text, metadata=noted)
