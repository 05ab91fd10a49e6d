"""What the symbolic engine says of one world, for every state of the switches, said once each.

The words are those of ``steps`` and ``phrases``; here they are asked for, and numbered.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from cryptokit.knowledge import Fact
from cryptokit.lab.explorer import phrases, steps
from cryptokit.lab.explorer.names import Names, names_of
from cryptokit.lab.explorer.pool import Pool
from cryptokit.lab.explorer.states import coalition, mask_of, masks, places, powers_of, same_as
from cryptokit.lab.explorer.subjects import Subject
from cryptokit.lab.printing import printable
from cryptokit.lab.widgets.board_phrases import GOALS, k_eff_words
from cryptokit.world import (
    METADATA,
    Explanation,
    Order,
    Piece,
    World,
    minimal_coalitions,
    reach,
    signs,
    why,
)
from cryptokit.world.counting import counting

_COLUMNS: Final = ("sets", "tells", "noticed")
"""What is kept for each question, by place."""
Reached = Mapping[Piece, Order | None]
Row = tuple[int, ...]
Mark = tuple[int, bool, int]
"""A country, whether it brings or lacks, and the number of the line that says what."""
Tell = tuple[Row, Row, tuple[Mark, ...]]
"""The numbers of the lines that say what was done, and what is missing; and marks on the map."""
Sets = tuple[Row, str]
"""The minimal coalitions as numbers, smallest first, and the sentence on k_eff."""


@dataclass(slots=True)
class Book:
    """What has been said of a world so far, each thing once."""

    subject: Subject
    lines: Pool[str] = field(default_factory=Pool[str])
    tells: Pool[Tell] = field(default_factory=Pool[Tell])
    sets: Pool[Sets] = field(default_factory=Pool[Sets])
    rows: Pool[Row] = field(default_factory=Pool[Row])
    _lines: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def names(self) -> Names:
        """What the things of this world are called."""
        return names_of(self.subject)

    def line(self, said: str) -> int:
        """Give the number of a line, as it may be shown."""
        if said not in self._lines:
            self._lines[said] = self.lines.number(printable(said))
        return self._lines[said]


def goals(world: World) -> tuple[Fact, ...]:
    """Give the goals that can be asked for: metadata only where somebody holds some.

    >>> from cryptokit.messengers import named
    >>> from cryptokit.world.architectures import architecture
    >>> goals(architecture("A1")), goals(named("whatsapp").world)
    (('past', 'future'), ('past', 'future', 'meta'))
    """
    held = {fact for asset in world.assets for fact in asset.brings}
    return tuple(one for one in GOALS if one != METADATA or one in held)


def answers(subject: Subject, *, wanted: Sequence[int] = tuple(places())) -> dict[str, Any]:
    """Give the answers to every question at the wanted places, in the form of ``schema.json``.

    At a place that nobody wanted stands None.
    """
    book, asked = Book(subject), goals(subject.world)
    found = dict[int, list[int]]()
    for at in wanted:
        same = same_as(subject.world, at)
        if same not in found:
            found[same] = list(_at(book, asked, same))
        found[at] = found[same]
    width = range(len(_COLUMNS) * len(asked))
    columns = [[found[at][i] if at in wanted else None for at in places()] for i in width]
    return {
        "goals": {
            goal: dict(zip(_COLUMNS, columns[i * len(_COLUMNS) :], strict=False))
            for i, goal in enumerate(asked)
        },
        "lines": book.lines.things,
        "tells": [[done, missing, marks] for done, missing, marks in book.tells.things],
        "sets": [{"masks": some, "says": said} for some, said in book.sets.things],
        "rows": book.rows.things,
    }


def _at(book: Book, asked: Sequence[Fact], at: int) -> Iterator[int]:
    """Give the numbers of all that is said at a place, in the order of the columns."""
    world = book.subject.world
    reached = [
        reach(world, coalition(world.jurisdictions, mask), powers_of(at)) for mask in masks(world)
    ]
    for goal in asked:
        alike = _alike(world, goal, at, reached)
        yield _sets(book, goal, at)
        yield _row(book, alike, partial(_tell, book, goal, at))
        yield _row(book, alike, partial(_noticed, book, goal, at, reached))


def _alike(world: World, goal: Fact, at: int, reached: Sequence[Reached]) -> list[int]:
    """Give for every coalition the first that brings the same, of all that counts, by the same."""
    pieces = counting(world, goal, powers_of(at), reached[-1]).keys()
    first = dict[object, int]()
    return [
        first.setdefault(tuple(found for found in one.items() if found[0] in pieces), mask)
        for mask, one in enumerate(reached)
    ]


def _row(book: Book, alike: Sequence[int], say: Callable[[int], int]) -> int:
    """Say something of every coalition; what is so of one is so of all that are alike."""
    said = {mask: say(mask) for mask in sorted(set(alike))}
    return book.rows.number(tuple(said[mask] for mask in alike))


def _sets(book: Book, goal: Fact, at: int) -> int:
    world = book.subject.world
    found = sorted(minimal_coalitions(world, goal, powers_of(at)), key=lambda one: (len(one), one))
    smallest = tuple(one for one in found if len(one) == len(found[0]))
    some = tuple(mask_of(world.jurisdictions, one) for one in found)
    return book.sets.number((some, k_eff_words(smallest)))


def _tell(book: Book, goal: Fact, at: int, mask: int) -> int:
    world = book.subject.world
    made = why(world, goal, powers_of(at), coalition=coalition(world.jurisdictions, mask))
    return book.tells.number(_told(book, made))


def _noticed(book: Book, goal: Fact, at: int, reached: Sequence[Reached], mask: int) -> int:
    shows = signs(
        book.subject.world, counting(book.subject.world, goal, powers_of(at), reached[mask])
    )
    return book.line(phrases.noticed(shows, book.names))


def _told(book: Book, made: Explanation) -> Tell:
    world, names = book.subject.world, book.names
    done, missing = steps.done(world, made, names), steps.missing(world, made, names)
    marks = tuple(_marks(book, made))
    return tuple(map(book.line, done)), tuple(map(book.line, missing)), marks


def _marks(book: Book, made: Explanation) -> Iterator[Mark]:
    for at, country in enumerate(book.subject.world.jurisdictions):
        for one in steps.brought(made, country, book.names):
            yield at, True, book.line(one)
        for one in steps.lacked(made, country, book.names):
            yield at, False, book.line(one)
