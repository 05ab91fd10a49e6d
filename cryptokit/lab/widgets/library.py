"""A library that may be missing: the widgets do without it, and say what would be there."""

from importlib import import_module
from typing import Any, Final, cast

_LIVE: Final = "application/vnd.jupyter.widget-view+json"


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
    asked = made._repr_mimebundle_()  # what a notebook asks a widget for
    bundled = cast("dict[str, Any] | tuple[dict[str, Any], object]", asked)
    data = bundled[0] if isinstance(bundled, tuple) else bundled
    return {"text/plain": words, _LIVE: data[_LIVE]}
