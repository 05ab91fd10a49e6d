"""The course and the guesses of a class as tables, for a screen or a pipe."""

from collections.abc import Iterable, Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cryptokit.lab.course.catalogue import Lesson
from cryptokit.lab.course.guesses import Tally
from cryptokit.lab.printing import counted, printable

_TRUE, _QUIET = "* ", "dim"


def course_table(lessons: Iterable[Lesson]) -> RenderableType:
    """Show the lessons of a course: what each asks, how long it takes, and what it needs."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("lesson")
    table.add_column("the question")
    table.add_column("min", justify="right", no_wrap=True)
    table.add_column("needs")
    for one in lessons:
        needs = ", ".join(one.needs) or "-"
        table.add_row(one.number, one.title, one.question, str(one.minutes), needs)
    return Group(
        table, Text("cryptokit lesson 05 copies one into this folder and opens it.", _QUIET)
    )


def guesses_table(tallies: Iterable[Tally], notebooks: int) -> RenderableType:
    """Show what a class guessed: a row for each option, a star before the one that is true."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("question")
    table.add_column("option")
    table.add_column("guessed", justify="right", no_wrap=True)
    for tally in tallies:
        for at, (option, count) in enumerate(_options(tally)):
            asked = Text(printable(f"{tally.name}: {tally.question}")) if at == 0 else ""
            table.add_row(asked, Text(printable(option)), str(count))
        table.add_section()
    read = counted(notebooks, "notebook")
    if not table.row_count:
        return Text(f"{read}, and no guess that was held against what came out: were they run?")
    return Group(table, Text(f"{read}. A star marks what came out.", _QUIET))


def _options(tally: Tally) -> Iterator[tuple[str, int]]:
    for option, count in tally.counts.items():
        yield f"{_TRUE if option == tally.truth else '  '}{option}", count
