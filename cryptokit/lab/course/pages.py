"""The notebooks of students: where they lie, in a checkout or a wheel, and a copy to work in.

Nothing is opened here, and nothing that is there already is written over.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import cryptokit
from cryptokit.errors import CryptokitError
from cryptokit.lab.course.catalogue import Lesson

_HERE: Final = Path(cryptokit.__file__).parent
_PLACES: Final = (_HERE.parent / "notebooks" / "student", _HERE / "lab" / "course" / "student")
"""In a checkout, where ``make notebooks`` writes them; and in a wheel, which takes them along."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Where a notebook lies now, and whether it was there before."""

    path: Path
    kept: bool


def page(lesson: Lesson) -> Path:
    """Give the notebook of a lesson. Raises CryptokitError where it was not installed.

    >>> from cryptokit.lab.course.catalogue import named
    >>> page(named("05")).name
    '05_splitting_a_key.ipynb'
    """
    for place in _PLACES:
        found = place / f"{lesson.stem}.ipynb"
        if found.is_file():
            return found
    what = f"the notebook of lesson {lesson.number} is not in this installation"
    raise CryptokitError(what, "make notebooks, in a checkout of the project")


def copied(lesson: Lesson, folder: Path) -> Copy:
    """Copy the notebook of a lesson into a folder; one that is there is kept as it is.

    Raises CryptokitError as ``page`` does, and OSError where nothing can be written.
    """
    path = folder / f"{lesson.stem}.ipynb"
    content = page(lesson).read_bytes()
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return Copy(path, kept=True)
    return Copy(path, kept=False)


def has_jupyterlab() -> bool:
    """Say whether JupyterLab is installed beside this package."""
    return find_spec("jupyterlab") is not None
