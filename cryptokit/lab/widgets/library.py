"""A library that may be missing: the widgets do without it, and say what would be there."""

from importlib import import_module
from typing import Any

from cryptokit.lab.course.live import live


def library(name: str) -> Any | None:
    """Give a library if it is installed; one that is installed and broken says so.

    >>> library("a_library_of_nobody") is None
    True
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None


def switches(made: Any, words: str) -> dict[str, Any]:
    """Give a notebook the controls of a widget alone, and ``words`` where none can be moved."""
    return {"text/plain": words, **live(made)}
