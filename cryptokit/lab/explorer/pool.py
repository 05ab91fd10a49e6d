"""A pool that keeps equal things once and gives them numbers: it's what keeps the page small.

What the things mean is for ``telling``.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Thing = TypeVar("Thing", bound=Hashable)


@dataclass(slots=True)
class Pool(Generic[Thing]):
    """Things by number, in the order they first came.

    >>> pool = Pool[str]()
    >>> [pool.number(one) for one in ("a", "b", "a")], pool.things
    ([0, 1, 0], ['a', 'b'])
    """

    _numbers: dict[Thing, int] = field(default_factory=dict[Thing, int])

    def number(self, thing: Thing) -> int:
        """Give the number of a thing; a new one gets the next."""
        return self._numbers.setdefault(thing, len(self._numbers))

    @property
    def things(self) -> list[Thing]:
        """All things, by number."""
        return list(self._numbers)
