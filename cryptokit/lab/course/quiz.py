"""A quiz in plain text: a few questions, one letter each, and every answer explained."""

from dataclasses import dataclass
from importlib import import_module
from string import ascii_lowercase
from typing import Final

from cryptokit.lab.course.catalogue import named

_OPEN: Final = "?"
"""Stands where no letter was chosen."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what can be chosen, the place of what is right (from 0), and why it is right."""

    asked: str
    options: tuple[str, ...]
    right: int
    why: str

    def __post_init__(self) -> None:
        if not 0 <= self.right < len(self.options):
            raise ValueError(f"option {self.right} of {len(self.options)} cannot be right")

    @property
    def letters(self) -> str:
        """The letters of the options."""
        return ascii_lowercase[: len(self.options)]


@dataclass(frozen=True, slots=True, repr=False)
class Marks:
    """What was answered, and what is right."""

    questions: tuple[Question, ...]
    chosen: tuple[str, ...]

    @property
    def right(self) -> int:
        """How many answers are right."""
        return sum(
            letter == one.letters[one.right]
            for one, letter in zip(self.questions, self.chosen, strict=True)
        )

    def __repr__(self) -> str:
        if all(letter == _OPEN for letter in self.chosen):
            return (
                f"Not answered. {len(self.questions)} questions wait: "
                f"put one letter in the place of each '{_OPEN}'."
            )
        lines = [f"{self.right} of {len(self.questions)} right."]
        for number, (one, letter) in enumerate(
            zip(self.questions, self.chosen, strict=True), start=1
        ):
            lines.append(f"{number}. {_mark(one, letter)}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, repr=False)
class Quiz:
    """The questions at the end of a lesson."""

    questions: tuple[Question, ...]

    def answer(self, *letters: object) -> Marks:
        """Mark one letter for each question; ``?`` leaves one open.

        Raises ValueError for a letter that is not offered, or too few or too many of them.
        """
        chosen = tuple(one.lower() if isinstance(one, str) else "" for one in letters)
        if len(letters) != len(self.questions):
            raise ValueError(
                f"{len(letters)} letters for {len(self.questions)} questions; give one for each, "
                f"and '{_OPEN}' to leave one open"
            )
        for number, (one, letter) in enumerate(zip(self.questions, chosen, strict=True), start=1):
            if letter != _OPEN and letter not in tuple(one.letters):
                offered = ", ".join(map(repr, one.letters))
                raise ValueError(f"question {number} takes one letter in quotes: {offered}")
        return Marks(self.questions, chosen)

    def __repr__(self) -> str:
        return "\n\n".join(
            f"{number}. {one.asked}\n{_options(one)}"
            for number, one in enumerate(self.questions, start=1)
        )


def quiz(number: str) -> Quiz:
    """Give the quiz of a lesson, by its number of two digits. Raises Unknown.

    >>> len(quiz("05").questions)
    4
    """
    module = import_module(f"{__package__}.quizzes.lesson_{named(number).number}")
    questions: tuple[Question, ...] = module.QUESTIONS
    return Quiz(questions)


def _options(one: Question) -> str:
    return "\n".join(
        f"   {letter}) {text}" for letter, text in zip(one.letters, one.options, strict=True)
    )


def _mark(one: Question, letter: str) -> str:
    if letter == _OPEN:
        return "Not answered."
    right = one.letters[one.right]
    if letter == right:
        return f"Right: {one.options[one.right]}. {one.why}"
    return f"Not {letter}, but {right}: {one.options[one.right]}. {one.why}"
