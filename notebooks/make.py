"""Make the notebooks of the course from their sources: python notebooks/make.py [CLASS_SEED].

With a seed, every graded exercise gets numbers and keys of its own.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from making import views
from making.source import paths, read

from cryptokit.lab.course.exercise import DEFAULT_CLASS

HERE = Path(__file__).parent


def made(class_seed: str = DEFAULT_CLASS) -> Iterator[tuple[Path, str]]:
    """Make all files of the course, each with its place below this folder."""
    for path in paths():
        source = read(path)
        name = f"{source.lesson.stem}.ipynb"
        yield Path("student", name), nbformat.writes(views.student(source, class_seed))
        yield Path("instructor", name), nbformat.writes(views.teacher(source, class_seed))


def main(class_seed: str = DEFAULT_CLASS) -> None:
    """Write all files."""
    for place, text in made(class_seed):
        path = HERE / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
