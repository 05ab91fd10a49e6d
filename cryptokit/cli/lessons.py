"""The command on the course: list the lessons, hand one out, count what a class guessed."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cryptokit.cli.options import JSON, PATH
from cryptokit.cli.running import print_json
from cryptokit.errors import CryptokitError

if TYPE_CHECKING:
    from cryptokit.lab.course.catalogue import Lesson
    from cryptokit.lab.course.guesses import Tally
    from cryptokit.lab.course.pages import Copy


@click.command()
@click.argument("number", metavar="[NN]", required=False)
@click.option("--no-open", is_flag=True, help="Copy the notebook, and open nothing.")
@click.option(
    "--guesses", type=PATH, metavar="FOLDER", help="Count the guesses in notebooks handed in."
)
@JSON
def lesson(number: str | None, no_open: bool, guesses: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Copy a lesson into this folder and open it; without a number, list the course.

    A notebook that is there already is kept as it is, with your answers.
    """
    _require_one_question(number, guesses, no_open=no_open, as_json=as_json)
    if guesses:
        _show_guesses(guesses, as_json=as_json)
    elif number is None:
        _show_course(as_json=as_json)
    else:
        _hand_out(number, no_open=no_open)


def _require_one_question(
    number: str | None, guesses: Path | None, *, no_open: bool, as_json: bool
) -> None:
    if number is not None and (guesses or as_json):
        other = "--guesses" if guesses else "--json"
        raise CryptokitError(f"a lesson is opened, and {other} is about something else", "one only")
    if number is None and no_open:
        raise CryptokitError("--no-open is for a lesson", "cryptokit lesson 05 --no-open")


def _show_course(*, as_json: bool) -> None:
    from cryptokit.lab.course.catalogue import COURSE
    from cryptokit.lab.tables_course import course_table
    from cryptokit.lab.terminal import show

    if as_json:
        print_json({"lessons": [_values(one) for one in COURSE]})
    else:
        show(course_table(COURSE))


def _values(one: "Lesson") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(one) | {"notebook": f"{one.stem}.ipynb"}


def _hand_out(number: str, *, no_open: bool) -> None:
    from cryptokit.lab.course.catalogue import named
    from cryptokit.lab.course.pages import copied, has_jupyterlab

    copy = copied(named(number.zfill(2)), Path())
    click.echo(_said(copy))
    if no_open:
        return
    if has_jupyterlab():
        _open(copy.path)
    else:
        click.echo(
            f"JupyterLab is not installed. In a checkout: {sys.executable} -m pip install -e "
            "'.[lessons]'. "
            "Any other program that opens notebooks will do."
        )


def _said(copy: "Copy") -> str:
    if copy.kept:
        return f"{copy.path} is here already, and is kept as it is; delete it for a fresh one."
    return f"{copy.path}: copied. It is yours to change."


def _open(path: Path) -> None:
    from subprocess import run

    ended = run([sys.executable, "-m", "jupyterlab", path], check=False)  # noqa: S603  # our own
    if ended.returncode:
        raise CryptokitError(
            f"JupyterLab ended with status {ended.returncode}",
            f"--no-open, and another program for {path}",
        )


def _show_guesses(folder: Path, *, as_json: bool) -> None:
    from cryptokit.lab.course.guesses import collect
    from cryptokit.lab.tables_course import guesses_table
    from cryptokit.lab.terminal import show

    paths = _notebooks(folder)
    tallies = collect(paths)
    if as_json:
        print_json({"notebooks": len(paths), "guesses": [_counted(one) for one in tallies]})
    else:
        show(guesses_table(tallies, len(paths)))


def _counted(one: "Tally") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(one)


def _notebooks(folder: Path) -> Sequence[Path]:
    """Find the notebooks below a folder; copies that JupyterLab saves are not handed in."""
    if not folder.is_dir():
        raise CryptokitError(f"{folder} is no folder", "the folder with the notebooks handed in")
    found = sorted(folder.rglob("*.ipynb"))
    paths = [one for one in found if ".ipynb_checkpoints" not in one.parts]
    if not paths:
        what = f"there are no notebooks in {folder}"
        raise CryptokitError(what, "the folder with the .ipynb files that a class handed in")
    return paths
