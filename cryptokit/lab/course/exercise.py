"""An exercise: what is given, what is asked, how an answer is judged, and three hints.

Each class has numbers and keys of its own, drawn from its seed. Solutions are not here: they stand
in the sources of the lessons.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from types import EllipsisType, MappingProxyType
from typing import Any, Final

from cryptokit.errors import Unknown
from cryptokit.lab.course.catalogue import COURSE
from cryptokit.lab.course.verdict import Verdict, Wrong
from cryptokit.rng import Rng, lesson

DEFAULT_CLASS: Final = "cryptokit"
"""The seed of a class that chose none."""
_HINTS: Final = 3
_SHOWN: Final = Counter[tuple[str, str]]()
"""How many hints of each exercise this session has seen."""
_NO_HYPOTHESIS: Final = (
    "the exercises check answers with Hypothesis, which the extra 'lessons' brings: "
    "pip install 'cryptokit-lab[lessons]'"
)


class Kind(StrEnum):
    """What an exercise asks for."""

    MODIFY = "modify"
    """Change an argument of what was just run, so that something else happens."""
    MAKE = "make"
    """Write a function of a few lines."""
    ORDER = "court order"
    """Find the smallest set of orders, machines or parts that breaks it, or show that none does."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One instance: what is ``given`` to the student, and the ``answer`` that belongs to it.

    For a function that is asked for, the answer is what it gives for what is given.
    """

    given: Mapping[str, Any]
    answer: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise without its numbers. ``draw`` makes an instance, ``judge`` raises Wrong."""

    id: str
    kind: Kind
    task: str
    hints: tuple[str, str, str]
    draw: Callable[[Rng], Problem]
    judge: Callable[[Any, Problem], None]


@dataclass(frozen=True, slots=True, repr=False)
class Hint:
    """One rung of three: a question, a direction, nearly the answer."""

    rung: int
    words: str

    def __repr__(self) -> str:
        return f"Hint {self.rung} of {_HINTS}: {self.words}"


@dataclass(frozen=True, slots=True, repr=False)
class Assignment:
    """An exercise with the numbers of one class."""

    exercise: Exercise
    class_seed: str
    problem: Problem = field(repr=False)

    @property
    def given(self) -> Mapping[str, Any]:
        """What the exercise starts from, by name."""
        return MappingProxyType(dict(self.problem.given))

    def check(self, answer: object) -> Verdict:
        """Judge an answer: a value, or a function for an exercise that asks for one.

        A wrong one is told with the smallest case in which it goes wrong.
        """
        name = self.exercise.id
        hint = f'A hint: lesson.exercise("{name}").hint()'
        if answer is None or isinstance(answer, EllipsisType):
            return Verdict(name, passed=False, words=f"There is no answer yet. {hint}")
        if self.exercise.kind is Kind.MAKE and not callable(answer):
            words = "Hand over the function itself, by its name and without brackets."
            return Verdict(name, passed=False, words=words)
        try:
            self.exercise.judge(answer, self.problem)
        except NotImplementedError as missing:
            said = str(missing).removeprefix(f"{name}: ")
            return Verdict(name, passed=False, words=f"{said[:1].upper()}{said[1:]} {hint}")
        except Wrong as wrong:
            return Verdict(name, passed=False, words=f"{wrong} {hint}")
        except Exception as error:  # noqa: BLE001  # an answer may raise anything
            return Verdict(name, passed=False, words=f"{_raised(error)} {hint}")
        return Verdict(name, passed=True, words="Every case that was tried came out right.")

    def grade(self, answer: object) -> None:
        """Judge an answer for a grader: pass in silence, or raise AssertionError with the words."""
        verdict = self.check(answer)
        if not verdict:
            raise AssertionError(repr(verdict))

    def hint(self, rung: int | None = None) -> Hint:
        """Give the next of three hints: a question, a direction, nearly the answer.

        ``rung`` is 1, 2 or 3 for one of them. Raises ValueError for another number.
        """
        key = self.exercise.id, self.class_seed
        if rung is None:
            _SHOWN[key] += 1
            rung = min(_SHOWN[key], _HINTS)
        if rung not in range(1, _HINTS + 1):
            raise ValueError(f"there are hints 1, 2 and 3, not {rung}")
        return Hint(rung, self.exercise.hints[rung - 1])

    def __repr__(self) -> str:
        return f"Exercise {self.exercise.id} ({self.exercise.kind}): {self.exercise.task}"


def exercise(name: str, *, class_seed: str = DEFAULT_CLASS) -> Assignment:
    """Give an exercise by its id, such as ``05.2``, with the numbers of a class.

    Raises Unknown for an id that no lesson has.

    >>> exercise("05.2").check(...)
    ✗ 05.2 not right yet. There is no answer yet. A hint: lesson.exercise("05.2").hint()
    """
    found = {one.id: one for one in exercises(name.partition(".")[0])}
    if name not in found:
        raise Unknown("exercise", name, known=found)
    one = found[name]
    return Assignment(one, class_seed, one.draw(lesson(f"{class_seed} {name}")))


def exercises(number: str) -> tuple[Exercise, ...]:
    """Give the exercises of a lesson, by its number of two digits.

    Raises Unknown for a lesson that is not there, and ImportError without Hypothesis.
    """
    if find_spec("hypothesis") is None:
        raise ImportError(_NO_HYPOTHESIS, name="hypothesis")
    found: tuple[Exercise, ...] = _module(number).EXERCISES
    return found


def _raised(error: Exception) -> str:
    said: str = import_module(f"{__package__}.hunting").of_own_code(error)  # loads Hypothesis
    return f"{said[0].upper()}{said[1:]}"


def _module(number: str) -> Any:
    home = f"{__package__}.exercises.lesson_{number}"
    if not number.isdecimal() or find_spec(home) is None:
        raise Unknown("lesson", number, known=[one.number for one in COURSE])
    return import_module(home)
