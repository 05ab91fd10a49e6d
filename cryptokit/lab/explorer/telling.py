"""What the symbolic engine says of one world, for every state of the switches, said once each.

The words are those of ``steps`` and ``phrases``; here they are asked for, and numbered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cryptokit.knowledge import Fact
from cryptokit.lab.explorer import phrases, steps
from cryptokit.lab.explorer.names import GOALS, Names, names_of
from cryptokit.lab.explorer.pool import Pool
from cryptokit.lab.explorer.states import coalition, mask_of, masks, places, powers_of, same_as
from cryptokit.lab.explorer.subjects import Subject
from cryptokit.lab.printing import printable
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
from cryptokit.world.tree import fault_tree

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

    @property
    def names(self) -> Names:
        """What the things of this world are called."""
        return names_of(self.subject)

    def line(self, said: str) -> int:
        """Give the number of a line, as it may be shown."""
        return self.lines.number(printable(said))


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
        yield _sets(book, goal, at)
        yield _tells(book, goal, at, reached)
        yield _noticed(book, goal, at, reached)


def _sets(book: Book, goal: Fact, at: int) -> int:
    world = book.subject.world
    found = sorted(minimal_coalitions(world, goal, powers_of(at)), key=lambda one: (len(one), one))
    smallest = tuple(one for one in found if len(one) == len(found[0]))
    some = tuple(mask_of(world.jurisdictions, one) for one in found)
    return book.sets.number((some, phrases.k_eff_words(smallest)))


def _noticed(book: Book, goal: Fact, at: int, reached: Sequence[Reached]) -> int:
    world, powers = book.subject.world, powers_of(at)
    counts = (signs(counting(world, goal, powers, one)) for one in reached)
    return book.rows.number(tuple(book.line(phrases.noticed(one, book.names)) for one in counts))


def _tells(book: Book, goal: Fact, at: int, reached: Sequence[Reached]) -> int:
    """Explain a goal for every coalition; what brings the same facts alike has one explanation."""
    world, powers = book.subject.world, powers_of(at)
    counts = {goal}.union(*(rule.of for rule in fault_tree(world, goal, powers).rules))
    pieces = {
        piece for one in reached[-1:] for piece in one if counts.intersection(world.facts(piece))
    }
    found = dict[object, int]()

    def tell(mask: int) -> int:
        key = tuple((piece, order) for piece, order in reached[mask].items() if piece in pieces)
        if key not in found:
            served = coalition(world.jurisdictions, mask)
            made = why(world, goal, powers, coalition=served)
            found[key] = book.tells.number(_told(book, made))
        return found[key]

    return book.rows.number(tuple(map(tell, masks(world))))


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
