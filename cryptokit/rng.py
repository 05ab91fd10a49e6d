"""Randomness is an argument: no function above this file draws its own. Lessons are not secure."""

import hashlib
import secrets
from collections.abc import Callable
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Rng = Callable[[int], bytes]
"""How many bytes are wanted -> that many bytes."""

system: Rng = secrets.token_bytes

_LESSON_LABEL = b"cryptokit lesson randomness v1"
_ALL_ZERO_IS_AN_ACCIDENT_FROM = 16
"""From this many bytes on, all zeros is a broken source: 2^-128 for an honest one."""

_open_lessons: ContextVar[int] = ContextVar("open_lessons", default=0)


class Lesson:
    """A source that gives the same bytes on every run, so that prose and output agree.

    Never for real keys: keys drawn from it are marked, and ``sharing.seal`` refuses them outside
    a ``with`` block of a lesson.

    >>> lesson("monday")(4) == lesson("monday")(4)
    True
    >>> lesson("monday")(4) == lesson("tuesday")(4)
    False
    """

    __slots__ = ("_counter", "_seed", "_tokens")

    def __init__(self, seed: bytes | str) -> None:
        self._seed = seed.encode() if isinstance(seed, str) else bytes(seed)
        self._counter = 0
        self._tokens: list[Token[int]] = []

    def __call__(self, size: int) -> bytes:
        """Give the next ``size`` bytes."""
        self._counter += 1
        block = self._counter.to_bytes(8, "big")
        return hashlib.shake_256(_LESSON_LABEL + block + self._seed).digest(size)

    def __enter__(self) -> Self:
        self._tokens.append(_open_lessons.set(_open_lessons.get() + 1))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        _open_lessons.reset(self._tokens.pop())


def lesson(seed: bytes | str) -> Lesson:
    """Give the randomness of a lesson: the same bytes every run, never for real keys."""
    return Lesson(seed)


def inside_lesson() -> bool:
    """Tell whether this code runs inside ``with lesson(seed):``."""
    return _open_lessons.get() > 0


@dataclass(frozen=True, slots=True)
class Recorded:
    """A source that notes how much was drawn from it, to see how much luck a handshake needs.

    >>> rng = recorded(lesson("monday"))
    >>> _ = rng(32), rng(12)
    >>> rng.drawn
    [32, 12]
    """

    source: Rng
    drawn: list[int] = field(default_factory=list[int])

    def __call__(self, size: int) -> bytes:
        """Draw ``size`` bytes from the source and note it."""
        self.drawn.append(size)
        return draw(self.source, size)


def recorded(rng: Rng) -> Recorded:
    """Wrap a source so that it lists what was drawn."""
    return Recorded(rng)


def draw(rng: Rng, size: int) -> bytes:
    """Draw ``size`` bytes, and refuse a source that gives another number, or nothing but zeros.

    >>> draw(lambda n: bytes(n), 32)
    Traceback (most recent call last):
    ValueError: the randomness source gave 32 zero bytes: it is broken
    """
    data = rng(size)
    if len(data) != size:
        raise ValueError(f"the randomness source gave {len(data)} bytes, not {size}")
    if size >= _ALL_ZERO_IS_AN_ACCIDENT_FROM and not any(data):
        raise ValueError(f"the randomness source gave {size} zero bytes: it is broken")
    return data


def is_lesson(rng: Rng) -> bool:
    """Tell whether keys drawn from this source must be marked."""
    while isinstance(rng, Recorded):
        rng = rng.source
    return isinstance(rng, Lesson)
