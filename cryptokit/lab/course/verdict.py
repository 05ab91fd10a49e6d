"""What an exercise says of an answer: right, or wrong and why. Nothing is judged here."""

from dataclasses import dataclass
from typing import Final

_SAID: Final = {True: "passed", False: "not right yet"}


class Wrong(Exception):
    """An answer that is wrong; the message is a sentence for who gave it."""


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """Whether an answer passed, and one or two sentences about it. It is true if it passed.

    >>> Verdict("05.2", False, "Two pieces are the same.")
    ✗ 05.2 not right yet. Two pieces are the same.
    """

    exercise: str
    passed: bool
    words: str

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return f"{'✓' if self.passed else '✗'} {self.exercise} {_SAID[self.passed]}. {self.words}"
