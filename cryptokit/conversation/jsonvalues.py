"""What a JSON value is. Which values belong where is for the rooms that read them."""

from collections.abc import Mapping
from typing import Final, TypeGuard

Fields = Mapping[str, object]
"""One JSON object."""

_KINDS: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (bool, "true or false"),  # before numbers: in Python it is one
    ((int, float), "a number"),
    (str, "text"),
    (list, "a list"),
)


def is_fields(value: object) -> TypeGuard[dict[str, object]]:
    """Tell whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Tell whether a value is a JSON list."""
    return isinstance(value, list)


def kind(value: object) -> str:
    """Say what a JSON value is, for an error message.

    >>> kind(True), kind(3), kind([])
    ('true or false', 'a number', 'a list')
    """
    if value is None:
        return "null"
    return next((name for types, name in _KINDS if isinstance(value, types)), "an object")
