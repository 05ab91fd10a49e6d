"""What every widget here is: controls with finite ranges, and a pure function from their values.

No widget library is needed for it, and none is known here: ``host`` puts the two on a screen.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from itertools import product
from typing import Any, Final

Values = Mapping[str, Any]
"""One value for each control, by the control's name."""
_TWIN: Final = "The sentences below say the same."


class Kind(StrEnum):
    """How a control is moved; each kind works with a keyboard alone."""

    SLIDER = "slider"
    CHOICE = "choice"
    TOGGLE = "toggle"


@dataclass(frozen=True, slots=True)
class Control:
    """Something to move: ``choices`` are all its values, each with its label, in order.

    Raises ValueError if the value it stands on at first is not one of them.
    """

    name: str
    description: str
    kind: Kind
    choices: tuple[tuple[str, Any], ...]
    first: Any

    def __post_init__(self) -> None:
        if self.first not in self.values:
            labels = ", ".join(label for label, _ in self.choices)
            raise ValueError(f"{self.description}: {self.first!r} is none of {labels}")

    @property
    def values(self) -> tuple[Any, ...]:
        """All values, in order."""
        return tuple(value for _, value in self.choices)


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """One picture and its twin in words, both of one frame; it prints as the words.

    >>> Shown("1 of 2.", ("One is here.", "One is not."), "<svg/>")
    1 of 2.
      One is here.
      One is not.
    """

    headline: str
    sentences: tuple[str, ...]
    svg: str

    def html(self) -> str:
        """Give the picture with its alternative text, and the words below it."""
        data = base64.b64encode(self.svg.encode()).decode()
        alt = escape(f"{self.headline} {_TWIN}")
        said = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences)
        return (
            '<figure style="margin:0">'
            f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}" style="max-width:100%">'
            f"<figcaption><p><strong>{escape(self.headline)}</strong></p>"
            f'<ul style="list-style:none;padding-left:0">{said}</ul></figcaption></figure>'
        )

    def _repr_html_(self) -> str:
        return self.html()

    def __repr__(self) -> str:
        return "\n  ".join((self.headline, *self.sentences))


@dataclass(frozen=True, slots=True)
class View:
    """Controls, and what is shown for their values. ``usage`` says how to ask without controls.

    ``show`` must answer for all values in the range of the controls, and depend on nothing else.
    """

    title: str
    controls: tuple[Control, ...]
    show: Callable[[Values], Shown] = field(repr=False)
    usage: str

    @property
    def first(self) -> Values:
        """The values that the controls stand on at first."""
        return {control.name: control.first for control in self.controls}


def range_of(view: View) -> Iterator[Values]:
    """Walk all the values that the controls can have together.

    >>> side = Control("side", "Side", Kind.CHOICE, (("left", 0), ("right", 1)), 0)
    >>> view = View("a door", (side, toggle("open", "Open")), lambda _: Shown("", (), ""), "")
    >>> [tuple(values.values()) for values in range_of(view)]
    [(0, False), (0, True), (1, False), (1, True)]
    """
    names = [control.name for control in view.controls]
    for values in product(*(control.values for control in view.controls)):
        yield dict(zip(names, values, strict=True))


def toggle(name: str, description: str, *, first: bool = False) -> Control:
    """Make a control that is on or off.

    >>> toggle("NL", "Netherlands").values
    (False, True)
    """
    return Control(name, description, Kind.TOGGLE, (("off", False), ("on", True)), first)


def slider(name: str, description: str, numbers: range, *, first: int, unit: str = "") -> Control:
    """Make a control over whole numbers.

    >>> slider("k", "Threshold", range(1, 4), first=2).choices
    (('1', 1), ('2', 2), ('3', 3))
    """
    choices = tuple((f"{number}{unit}", number) for number in numbers)
    return Control(name, description, Kind.SLIDER, choices, first)
