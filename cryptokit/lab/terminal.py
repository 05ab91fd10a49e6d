"""Print to a terminal or a pipe, and show how far something is. What to say comes from others."""

import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import Progress as Bar
from rich.progress import TaskID
from rich.text import Text

Progress = Callable[[str, int, int], None]
"""What is done, how far, of how much."""


@contextmanager
def progress() -> Generator[Progress]:
    """Show a bar on a terminal, and nothing on a pipe."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _of: None
        return
    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks = dict[str, TaskID]()

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done)

        yield told


def show(*things: RenderableType) -> None:
    """Print texts and tables, as wide as the terminal is."""
    console = _console()
    for thing in things:
        console.print(thing, soft_wrap=isinstance(thing, str))


def show_lines(lines: Iterable[Text]) -> None:
    """Print lines as long as they are, each as soon as it is there."""
    console = _console()
    for line in lines:
        if console.is_terminal:
            console.print(line, soft_wrap=True)
        else:  # ten times faster, for who wants a hundred thousand lines in a file
            console.file.write(f"{line.plain}\n")


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)
