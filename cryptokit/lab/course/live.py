"""What a notebook is given of a widget: its live view alone, and nothing for other pages.

Words that stand for a widget are the text beside it, and never its repr.
"""

from typing import Any, Final, cast

_LIVE: Final = "application/vnd.jupyter.widget-view+json"


def live(made: Any) -> dict[str, Any]:
    """Give the live view of a widget, and no text.

    >>> class Made:
    ...     def _repr_mimebundle_(self):
    ...         return {"text/plain": "Made()", "application/vnd.jupyter.widget-view+json": {}}
    >>> live(Made())
    {'application/vnd.jupyter.widget-view+json': {}}
    """
    asked = made._repr_mimebundle_()  # what a notebook asks a widget for
    bundled = cast("dict[str, Any] | tuple[dict[str, Any], object]", asked)
    data = bundled[0] if isinstance(bundled, tuple) else bundled
    return {_LIVE: data[_LIVE]}
