"""Draw campaigns and count: pieces with seeds of their own, so that who counts changes nothing.

Any ``concurrent.futures.Executor`` will do: processes here, a cluster's elsewhere. Orders succeed
independently. Exact odds are in ``exact``.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from cryptokit.rng import Rng, draw
from cryptokit.world.odds.campaign import reached
from cryptokit.world.odds.estimate import Chances
from cryptokit.world.tree import Tree

if TYPE_CHECKING:
    import numpy as np

SAMPLES: Final = 100_000
"""How many campaigns are drawn if nobody says: an error of at most 0.0016."""

_PIECE: Final = 25_000
"""Campaigns drawn at once: some MiB of arrays, and enough of them to share out."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sample: how many campaigns, and which stream of the seed they are drawn from."""

    seed: int
    stream: int
    size: int

    def generator(self) -> "np.random.Generator":
        """Give the stream; streams of one seed are independent of one another."""
        import numpy as np  # noqa: PLC0415  # who only counts cut sets need not wait for it

        seed = np.random.SeedSequence(self.seed, spawn_key=(self.stream,))
        return np.random.Generator(np.random.PCG64(seed))


def over_pieces(
    count: Callable[[Piece], T], samples: int, *, rng: Rng, executor: Executor | None
) -> Iterable[T]:
    """Give what ``count`` says of each piece, in order; the same over any executor."""
    if samples < 1:
        raise ValueError(f"a sample of {samples} campaigns says nothing: draw at least one")
    pieces = list(_pieces(samples, int.from_bytes(draw(rng, 16), "big")))
    return map(count, pieces) if executor is None else executor.map(count, pieces)


def successes(
    tree: Tree, chances: Chances, samples: int, *, rng: Rng, executor: Executor | None = None
) -> int:
    """Count in how many of the drawn campaigns the goal is reached.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.world.tree import tree_of
    >>> alone = tree_of([Rule("past", 1, ("ct",))], "past", {"NL": frozenset({"ct"})})
    >>> successes(alone, {"NL": 1.0}, 1000, rng=lesson("monday"))
    1000
    """
    return sum(over_pieces(partial(_hits, tree, chances), samples, rng=rng, executor=executor))


def pivots(
    tree: Tree, chances: Chances, samples: int, *, rng: Rng, executor: Executor | None = None
) -> list[int]:
    """Count for each country in how many campaigns its order alone decides."""
    counted = over_pieces(partial(_pivots, tree, chances), samples, rng=rng, executor=executor)
    return [sum(column) for column in zip(*counted, strict=True)]


def _hits(tree: Tree, chances: Chances, piece: Piece) -> int:
    return int(reached(tree, _obeyed(tree, chances, piece)).sum())


def _pivots(tree: Tree, chances: Chances, piece: Piece) -> list[int]:
    obeyed = _obeyed(tree, chances, piece)

    def deciding(row: int) -> int:
        had = obeyed[row].copy()
        obeyed[row] = True
        with_it = reached(tree, obeyed)
        obeyed[row] = False
        without_it = reached(tree, obeyed)
        obeyed[row] = had
        return int((with_it & ~without_it).sum())

    return [deciding(row) if facts else 0 for row, (_, facts) in enumerate(tree.brings)]


def _obeyed(
    tree: Tree, chances: Chances, piece: Piece
) -> "np.ndarray[tuple[int, int], np.dtype[np.bool_]]":
    import numpy as np  # noqa: PLC0415  # who only counts cut sets need not wait for it

    each = np.array([[chances.get(country, 0.0)] for country in tree.countries]).reshape(-1, 1)
    return piece.generator().random((len(tree.brings), piece.size)) < each


def _pieces(samples: int, seed: int) -> Iterator[Piece]:
    for stream, first in enumerate(range(0, samples, _PIECE)):
        yield Piece(seed, stream, min(_PIECE, samples - first))
