"""Rule out one value after the other until one is left: how a hint that leaks again and again wins.

Not here: which values a sharing rules out, which is the attack's own knowledge.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Elimination:
    """How it ended: after how many rounds, when the first place was certain, what is left."""

    rounds: int
    first: int
    left: tuple[frozenset[int], ...]

    @property
    def guess(self) -> tuple[int | None, ...]:
        """The value that is left in each place, None where that is not one."""
        return tuple(next(iter(one)) if len(one) == 1 else None for one in self.left)


def eliminate(
    rounds: Iterable[Sequence[Iterable[int]]], *, candidates: int, places: int
) -> Elimination:
    """Strike out what each round rules out in each place, until no place has two values left.

    >>> found = eliminate([[[0], [3]], [[1], [0, 1]], [[2], [1]]], candidates=4, places=2)
    >>> found.guess, found.rounds, found.first
    ((3, 2), 3, 2)
    """
    left = [set(range(candidates)) for _ in range(places)]
    done = first = 0
    for done, struck in enumerate(rounds, 1):
        for values, gone in zip(left, struck, strict=True):
            values.difference_update(gone)
        if not first and any(len(values) <= 1 for values in left):
            first = done
        if all(len(values) <= 1 for values in left):
            break
    return Elimination(done, first, tuple(map(frozenset, left)))
