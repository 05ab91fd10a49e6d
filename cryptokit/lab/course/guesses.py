"""Guess first, then run: a guess is noted, and the next cell shows it beside what came out.

A guess is one argument of one call; where the page offers buttons, they note it as well. Nothing is
written anywhere: what was guessed stays in the notebook's own output, from which ``collect`` counts
the guesses of a class.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import Any, Final

from cryptokit.errors import BadExport
from cryptokit.lab.course.live import live

MIME: Final = "application/vnd.cryptokit.guess+json"
"""Under this type an outcome lies in the output of a cell."""
_PRESSED: Final[dict[str, str]] = {}
"""What buttons noted in this session, by the name of the guess."""


@dataclass(frozen=True, slots=True, repr=False)
class Guess:
    """A question with options, and ``mine``: the one that was guessed, or None."""

    name: str
    question: str
    options: tuple[str, ...]
    mine: str | None

    @property
    def made(self) -> str | None:
        """What was guessed, in the call or by a button."""
        return self.mine if self.mine is not None else _PRESSED.get(self.name)

    def against(self, truth: object, because: str = "") -> "Outcome":
        """Hold the guess against what came out. Raises ValueError if that was not an option."""
        if str(truth) not in self.options:
            raise ValueError(f"{truth!r} is none of the options: {', '.join(self.options)}")
        return Outcome(replace(self, mine=self.made), str(truth), because)

    def __repr__(self) -> str:
        offered = "\n".join(f"  - {option}" for option in self.options)
        example = f"Write your guess in the place of None, such as mine={self.options[0]!r}."
        said = f"Your guess: {self.made}" if self.made else example
        return f"{self.question}\n{offered}\n{said}"

    def _ipython_display_(self) -> None:
        display: Any = import_module("IPython.display").display  # only a notebook calls this
        display({"text/plain": repr(self)}, raw=True)
        if self.mine is None and find_spec("ipywidgets"):
            display(live(self._buttons()), raw=True)

    def _buttons(self) -> Any:
        def note(change: Mapping[str, str]) -> None:
            _PRESSED[self.name] = change["new"]

        widgets: Any = import_module("ipywidgets")  # an extra
        buttons = widgets.ToggleButtons(
            options=self.options, value=self.made, description="I guess"
        )
        buttons.observe(note, "value")
        return buttons


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """A guess beside the truth."""

    guess: Guess
    truth: str
    because: str

    @property
    def right(self) -> bool:
        """Whether the guess was right; no guess is not."""
        return self.guess.mine == self.truth

    def __repr__(self) -> str:
        mine = self.guess.mine
        if mine is None:
            first = f"You made no guess. It came out: {self.truth}."
        elif self.right:
            first = f"You guessed {mine}, and so it came out."
        else:
            first = f"You guessed {mine}. It came out: {self.truth}."
        return f"{first} {self.because}".rstrip()

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        noted = asdict(self.guess) | {"truth": self.truth}
        return {"text/plain": repr(self), MIME: noted}


@dataclass(frozen=True, slots=True)
class Tally:
    """What a class guessed on one question: how often each option, and what is true."""

    name: str
    question: str
    counts: Mapping[str, int]
    truth: str


def predict(name: str, question: str, options: Iterable[object], mine: object = None) -> Guess:
    """Ask for a guess; ``mine`` is it, and None where nobody guessed yet.

    Raises ValueError for a guess that is not among the options.

    >>> guess = predict("05.a", "How many bytes still fit?", [1, 128, 256], mine=128)
    >>> guess.against(256, "Two of three shares say nothing.")
    You guessed 128. It came out: 256. Two of three shares say nothing.
    """
    offered = tuple(map(str, options))
    if mine is not None and str(mine) not in offered:
        raise ValueError(f"{mine!r} is none of the options: {', '.join(offered)}")
    return Guess(name, question, offered, None if mine is None else str(mine))


def collect(notebooks: Iterable[str | PathLike[str]]) -> tuple[Tally, ...]:
    """Count the guesses in notebooks that were run and saved, such as those a class handed in.

    Outputs only are read, no cell is run. A notebook counts once for each question, with what it
    says last; what somebody wrote into its outputs by hand is passed over unless it is a guess.
    Raises BadExport for a file that is no notebook.
    """
    counts: dict[str, Counter[str]] = {}
    last: dict[str, _Noted] = {}
    for path in notebooks:
        for noted in {one.name: one for one in _noted(Path(path))}.values():
            last[noted.name] = noted
            here = counts.setdefault(noted.name, Counter())
            here.update(dict.fromkeys(noted.options, 0))
            if noted.mine is not None:
                here[noted.mine] += 1
    return tuple(
        Tally(name, last[name].question, dict(here), last[name].truth)
        for name, here in counts.items()
    )


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the output of a cell says of one guess."""

    name: str
    question: str
    options: tuple[str, ...]
    mine: str | None
    truth: str


def _noted(path: Path) -> Iterator[_Noted]:
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", ())]
        bundles = [output.get("data", {}).get(MIME) for output in outputs]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadExport(
            "not a notebook", source=str(path), hint="the .ipynb files that a class handed in"
        ) from None
    yield from filter(None, map(_understood, bundles))


def _understood(bundle: Any) -> _Noted | None:
    """Take a guess out of an output; None for anything that is none."""
    match bundle:
        case {
            "name": str(name),
            "question": str(question),
            "options": [*options],
            "mine": (str() | None) as mine,
            "truth": str(truth),
        } if {truth} | ({mine} - {None}) <= set(map(str, options)):
            return _Noted(name, question, tuple(map(str, options)), mine, truth)
        case _:
            return None
