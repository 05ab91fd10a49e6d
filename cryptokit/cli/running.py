"""How a run of the command line ends: with what was asked, or with one line and exit status 2."""

import io
import json
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import click

from cryptokit.errors import CryptokitError


def run(command: Callable[[], object]) -> None:
    """Run a command; what is wrong with the input is one line and exit status 2."""
    _leave_nothing_behind()
    try:
        command()
    except CryptokitError as error:
        _fail(str(error))
    except OSError as error:
        where = error.filename or "the output"
        _fail(f"{where}: {error.strerror or error}. Try: {_way_out(error, where)}")
    except sqlite3.Error as error:
        _fail(f"a database could not be written ({error}). Try: a disk with more room")


@contextmanager
def wrong_arguments(hint: str) -> Generator[None]:
    """Let a wrong argument end the program as wrong input does: on a command line it is that."""
    try:
        yield
    except ValueError as error:
        raise CryptokitError(str(error), hint) from None


def print_json(values: dict[str, Any]) -> None:
    """Print one JSON object."""
    click.echo(json.dumps(values, indent=1))


def _leave_nothing_behind() -> None:
    """Let a closed window or a kill end the program as an error would, so that files are removed.

    And let a terminal that cannot show a character show another one instead of failing.
    """
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and threading.current_thread() is threading.main_thread():
            signal.signal(getattr(signal, name), lambda number, _frame: sys.exit(128 + number))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _way_out(error: OSError, where: str) -> str:
    if isinstance(error, FileNotFoundError):
        return "a path that is there; what is no file is piped in: printf ... | cryptokit ..."
    if isinstance(error, IsADirectoryError):
        return f"the files in it: {where}/*"
    return "another place, or its permissions"


def _fail(sentence: str) -> None:
    from cryptokit.lab.printing import printable

    click.echo(f"cryptokit: {printable(sentence)}", err=True)
    sys.exit(2)
