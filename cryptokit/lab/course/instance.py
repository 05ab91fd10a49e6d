"""Fresh numbers for a class: what every graded exercise gives, and the answers that belong to it.

Whoever has the seed has the answers, since both are drawn from it. Grade with a seed of your own
where that matters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptokit.lab.course.catalogue import COURSE
from cryptokit.lab.course.exercise import Assignment, exercise, exercises


@dataclass(frozen=True, slots=True)
class Instance:
    """The exercises of all lessons with the numbers of one class."""

    class_seed: str

    def __getitem__(self, name: str) -> Assignment:
        return exercise(name, class_seed=self.class_seed)

    def __iter__(self) -> Iterator[str]:
        return (one.id for lesson in COURSE for one in exercises(lesson.number))

    def answer_key(self) -> Mapping[str, Any]:
        """Give the answer to each exercise; for a function, what it gives for what is given."""
        return {name: self[name].problem.answer for name in self}


def new_instance(class_seed: str) -> Instance:
    """Draw new keys, ciphertexts and numbers for a class. The same seed gives the same ones.

    Raises ValueError for an empty seed.

    >>> autumn = new_instance("autumn")
    >>> autumn["05.3"].given == new_instance("autumn")["05.3"].given
    True
    """
    if not class_seed:
        raise ValueError("a class needs a seed: any text, such as 'autumn 2026, group B'")
    return Instance(class_seed)
