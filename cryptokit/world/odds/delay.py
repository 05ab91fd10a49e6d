"""Time to read as a distribution: orders take days and may be refused; all are served at once.

Exact day by day on the diagram, else from a sample with its error; the answer says which.
"""

from collections import Counter
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING, Final

from cryptokit.rng import Rng, system
from cryptokit.world.odds.campaign import days_until
from cryptokit.world.odds.chances import USUAL, Effort, exact_means, sampled
from cryptokit.world.odds.diagram import Diagram
from cryptokit.world.odds.estimate import Estimate, Method
from cryptokit.world.odds.exact import chance_on
from cryptokit.world.odds.sampling import Piece, over_pieces
from cryptokit.world.odds.waits import Wait, Waits, check_waits, last_day
from cryptokit.world.tree import Tree

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DAYS_AT_ONCE: Final = 64
"""An array of so many days at every node of a diagram is some 100 MiB at the limit of nodes."""

_NOISE: Final = 1e-12
"""What a sum of a thousand chances is off by, and more."""


@dataclass(frozen=True, slots=True)
class TimeToRead:
    """How likely the goal is reached on each day (day 1 is the first), and how that was found.

    Days that have no chance are left out. ``samples`` is 0 if the chances are exact.
    """

    days: tuple[tuple[int, float], ...]
    samples: int = 0
    method: Method = Method.DIAGRAM
    note: str = ""

    def by(self, day: int) -> Estimate:
        """Give the odds that the goal is reached by the end of a day."""
        return self._estimate(sum(chance for one, chance in self.days if one <= day))

    @property
    def ever(self) -> Estimate:
        """The odds that the goal is reached at all."""
        return self._estimate(sum(chance for _, chance in self.days))

    def quantile(self, share: float) -> int | None:
        """Give the first day by which the odds are at least so high; None if they never are."""
        total = 0.0
        for day, chance in self.days:
            total += chance
            if total >= share - _NOISE:
                return day
        return None

    @property
    def mean(self) -> Estimate | None:
        """The mean day of the campaigns that get there; None if none does."""
        ever = sum(chance for _, chance in self.days)
        if not ever:
            return None
        mean = sum(day * chance for day, chance in self.days) / ever
        spread = sum((day - mean) ** 2 * chance for day, chance in self.days) / ever
        error = sqrt(spread / (ever * self.samples)) if self.samples else 0.0
        return Estimate(mean, error, self.method, self.note)

    def _estimate(self, chance: float) -> Estimate:
        if not self.samples:
            return Estimate(min(chance, 1.0), method=self.method)
        return sampled(round(chance * self.samples), self.samples, self.note)


def time_to_read(
    tree: Tree,
    waits: Waits,
    *,
    effort: Effort = USUAL,
    rng: Rng = system,
    executor: Executor | None = None,
) -> TimeToRead:
    """Give the distribution of the day on which the goal is reached, if all orders go out today.

    It is the minimum over all cut sets of the longest wait in each. A part of a day counts as a
    day. Raises BadWorld for waits that cannot be, or a country without one.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.odds import Wait
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"})}
    >>> both = tree_of([Rule("past", 2, ("ct", "key"))], "past", halves)
    >>> asked = {"NL": Wait(14, 14, 14), "SG": Wait(365, 365, 365, refused=0.5)}
    >>> time_to_read(both, asked, effort=Effort(samples=10_000)).quantile(0.4)
    365
    """
    check_waits(tree, waits)
    graph, note = exact_means(tree, effort)
    if graph is None:
        return sample_times(tree, waits, effort.samples, note=note, rng=rng, executor=executor)
    last = last_day(waits)
    odds = [0.0]
    for first in range(0, last + 1, _DAYS_AT_ONCE):
        odds += _odds_by(graph, waits, range(first, min(last + 1, first + _DAYS_AT_ONCE)))
    steps = ((day, odds[day + 1] - odds[day]) for day in range(last + 1))
    return TimeToRead(tuple((day, step) for day, step in steps if step > _NOISE))


def sample_times(
    tree: Tree,
    waits: Waits,
    samples: int,
    *,
    rng: Rng = system,
    executor: Executor | None = None,
    note: str = "",
) -> TimeToRead:
    """Draw campaigns, and count on which day each reaches the goal.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.world.odds import Wait
    >>> from cryptokit.world.tree import tree_of
    >>> alone = tree_of([Rule("past", 1, ("ct",))], "past", {"NL": frozenset({"ct"})})
    >>> sample_times(alone, {"NL": Wait(1, 1, 1)}, 1000, rng=lesson("monday")).days
    ((1, 1.0),)
    """
    check_waits(tree, waits)
    counts = Counter[int]()
    for some in over_pieces(partial(_counted, tree, waits), samples, rng=rng, executor=executor):
        counts.update(some)
    days = tuple((day, counts[day] / samples) for day in sorted(counts))
    return TimeToRead(days, samples, Method.SAMPLE, note)


def _odds_by(graph: Diagram, waits: Waits, days: range) -> list[float]:
    """Give the odds by the end of each day: that is one diagram, with other chances every day."""
    import numpy as np  # noqa: PLC0415  # who only counts cut sets need not wait for it

    chances = {one: np.array([waits[one].by(day) for day in days]) for one in graph.order}
    odds: list[float] = (np.zeros(len(days)) + chance_on(graph, chances)).tolist()
    return odds


def _counted(tree: Tree, waits: Waits, piece: Piece) -> Counter[int]:
    import numpy as np  # noqa: PLC0415  # who only counts cut sets need not wait for it

    draws = piece.generator()
    rows = [_drawn(waits.get(one), draws, piece.size) for one in tree.countries]
    came = np.array(rows).reshape(-1, piece.size)
    # A part of a day counts as a day.
    days = np.ceil(days_until(tree, came))
    found, counts = np.unique(days[np.isfinite(days)], return_counts=True)
    return Counter(dict(zip(found.astype(int).tolist(), counts.tolist(), strict=True)))


def _drawn(wait: Wait | None, draws: "np.random.Generator", size: int) -> "NDArray[np.float64]":
    import numpy as np  # noqa: PLC0415  # who only counts cut sets need not wait for it

    if wait is None:  # a country that brings nothing here
        return np.full(size, np.inf)
    refused = draws.random(size) < wait.refused
    if wait.least == wait.most:
        days = np.full(size, float(wait.least))
    else:
        days = draws.triangular(wait.least, wait.typical, wait.most, size)
    return np.where(refused, np.inf, days)
