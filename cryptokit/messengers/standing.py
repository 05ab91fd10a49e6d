"""Orders that stand while a chat goes on: since when something is copied, and where the copies go.

What is copied, and how it gets out of a phone or a server, is each messenger's affair.
"""

from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Row
from cryptokit.evidence.store import Store
from cryptokit.world import Piece


@dataclass(frozen=True, slots=True)
class Standing:
    """What orders have begun: for each piece, since when, in Unix seconds.

    Pieces are lines and arrivals that are copied from then on, the route that is taken over then,
    ``CHANGED`` (a changed program) and ``SWAPPED`` (a key swapped in the directory).

    >>> from cryptokit.world import CHANGED
    >>> standing = Standing({CHANGED: 10})
    >>> standing.covers(CHANGED, 10), standing.covers(CHANGED, 11)
    (False, True)
    """

    since: Mapping[Piece, int] = field(default_factory=dict[Piece, int])

    def covers(self, piece: Piece, sent: int) -> bool:
        """Tell whether a message comes after the order for this piece."""
        return piece in self.since and sent > self.since[piece]


NOTHING: Final = Standing()
"""No orders so far."""


class Copies:
    """The files that fill because orders stand."""

    def __init__(self, standing: Standing, disks: Mapping[Piece, Store]) -> None:
        self.standing, self._disks = standing, disks

    def add(self, piece: Piece, sent: int, *rows: Row) -> None:
        """Copy rows about a message, if an order for this piece came before it."""
        if self.standing.covers(piece, sent):
            self._disks[piece].add_mixed(rows)

    def put(self, piece: Piece, *rows: Row) -> None:
        """Put rows that are no message, if there is an order for this piece."""
        if piece in self._disks:
            self._disks[piece].add_mixed(rows)


@contextmanager
def open_copies(run: Path, standing: Standing) -> Generator[Copies]:
    """Make the file of every piece that orders have begun; an error takes the rows back."""
    with ExitStack() as stack:
        disks = dict[Piece, Store]()
        for piece in standing.since:
            path = path_of(run, piece)
            path.parent.mkdir(exist_ok=True)
            disks[piece] = stack.enter_context(Store(path))
        yield Copies(standing, disks)
