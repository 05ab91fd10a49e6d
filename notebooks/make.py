"""Make the notebooks of the course from their sources: python notebooks/make.py [CLASS_SEED].

Without a seed, the notebooks of the project itself. With one, every graded exercise gets numbers
and keys of its own, and the notebooks go to a folder of the class, which is never committed.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from making import for_nbgrader, for_otter, index, views
from making.source import paths, read

from cryptokit.lab.course.exercise import DEFAULT_CLASS

HERE = Path(__file__).parent
MADE = ("student", "instructor", "nbgrader/source", "otter")
"""Folders in which nothing but what is made may lie."""


def made(class_seed: str = DEFAULT_CLASS) -> Iterator[tuple[Path, str]]:
    """Make all files of the course, each with its place below this folder."""
    for path in paths():
        source = read(path)
        number, name = source.lesson.number, f"{source.lesson.stem}.ipynb"
        assignment = Path("nbgrader", "source", f"lesson{number}", name)
        yield Path("student", name), _text(views.student(source, class_seed))
        yield Path("instructor", name), _text(views.teacher(source, class_seed))
        yield assignment, _text(for_nbgrader.made(source, class_seed))
        yield Path("otter", name), _text(for_otter.made(source, class_seed))
    yield Path("student", "index.ipynb"), _text(index.notebook())
    yield Path("nbgrader", "nbgrader_config.py"), for_nbgrader.CONFIG
    if class_seed == DEFAULT_CLASS:
        yield Path("README.md"), index.readme()


def write(folder: Path, files: dict[Path, str]) -> None:
    """Write all files into a folder, and remove notebooks there that have no source any more."""
    for place, text in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != text.encode():
            path.write_text(text, encoding="utf-8", newline="\n")
    for path in stale(folder, files):
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()


def stale(folder: Path, files: dict[Path, str]) -> list[Path]:
    """Find notebooks in the folders of what is made that would not be made any more."""
    found = (path for below in MADE for path in (folder / below).rglob("*.ipynb"))
    wanted = {folder / place for place in files}
    return sorted(path for path in found if path not in wanted and not _is_saved_copy(path))


def folder_of(class_seed: str) -> Path:
    """Say where the notebooks of a class go.

    >>> folder_of("autumn 2026, group B").name
    'autumn-2026-group-B'
    """
    if class_seed == DEFAULT_CLASS:
        return HERE
    name = re.sub(r"[^\w]+", "-", class_seed).strip("-") or "class"
    return HERE.parent / "build" / "notebooks" / name


def main(class_seed: str = DEFAULT_CLASS) -> None:
    """Write all files."""
    if not class_seed.strip():
        sys.exit("a class needs a seed: any text, such as 'autumn 2026, group B'")
    folder = folder_of(class_seed)
    write(folder, dict(made(class_seed)))
    print(f"Made {len(paths())} lessons in {folder}.")


def _text(notebook: nbformat.NotebookNode) -> str:
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def _is_saved_copy(path: Path) -> bool:
    """Tell the copies that JupyterLab saves, which git does not see."""
    return ".ipynb_checkpoints" in path.parts


if __name__ == "__main__":
    main(*sys.argv[1:])
