"""Try every law on somebody's code, and say of all at once which are broken, and by what."""

from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")


def hold(code: T, laws: Mapping[str, Callable[[T], None]]) -> None:
    """Hold some code against laws; AssertionError names each broken one with its counterexample.

    >>> def is_even(number: int) -> None:
    ...     assert number % 2 == 0, f"{number} is odd"
    >>> hold(3, {"it_is_even": is_even})
    Traceback (most recent call last):
    AssertionError: it_is_even: 3 is odd
    """
    broken = dict[str, AssertionError]()
    for name, law in laws.items():
        try:
            law(code)
        except AssertionError as error:
            broken[name] = error
    if broken:
        raise _all_of(broken)


def _all_of(broken: Mapping[str, AssertionError]) -> AssertionError:
    whole = AssertionError("; ".join(f"{name}: {error}" for name, error in broken.items()))
    for name, error in broken.items():
        for note in getattr(error, "__notes__", ()):
            whole.add_note(f"{name}: {note}")
    return whole
