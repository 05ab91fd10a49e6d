"""Open a lesson in a notebook: its numbers, its randomness, and where help is."""

from dataclasses import dataclass

from cryptokit import DISCLAIMER
from cryptokit.lab.course.catalogue import Lesson, named
from cryptokit.lab.course.exercise import DEFAULT_CLASS, Assignment, exercise
from cryptokit.lab.course.quiz import Quiz, quiz
from cryptokit.rng import Rng
from cryptokit.rng import lesson as seeded


@dataclass(frozen=True, slots=True, repr=False)
class Open:
    """A lesson that is open, for one class."""

    lesson: Lesson
    class_seed: str

    def rng(self, what: str) -> Rng:
        """Give randomness for one thing; the same bytes each time, so a cell may be run twice."""
        return seeded(f"{self.class_seed} {self.lesson.number} {what}")

    def exercise(self, name: str) -> Assignment:
        """Give an exercise with the numbers of the class."""
        return exercise(name, class_seed=self.class_seed)

    def quiz(self) -> Quiz:
        """Give the quiz at the end."""
        return quiz(self.lesson.number)

    def __repr__(self) -> str:
        number, title = self.lesson.number, self.lesson.title
        end = "" if title.endswith(("?", "!")) else "."
        return (
            f"Lesson {number}: {title}{end} {self.lesson.minutes} minutes.\n"
            f"{DISCLAIMER}\n"
            f'Help: cryptokit explain WORD; lesson.exercise("{number}.1").hint(). '
            "Run the cells from top to bottom."
        )


def open_lesson(number: str, *, class_seed: str = DEFAULT_CLASS) -> Open:
    """Open a lesson by its number of two digits. Raises Unknown.

    >>> open_lesson("05")  # doctest: +ELLIPSIS
    Lesson 05: Splitting a key. ... minutes.
    Teaching code: not for protecting people, not legal advice.
    Help: cryptokit explain WORD; lesson.exercise("05.1").hint(). Run the cells from top to bottom.
    """
    return Open(named(number), class_seed)
