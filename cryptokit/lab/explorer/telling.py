"""What the symbolic engine says of one world, for every state of the switches, said once each.

The words are those of the order board and of ``reasons``; here they are asked for, and numbered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cryptokit.knowledge import Fact
from cryptokit.lab.explorer.pool import Pool
from cryptokit.lab.explorer.states import (
    coalition,
    level_of,
    mask_of,
    masks,
    places,
    powers_of,
    same_as,
)
from cryptokit.lab.explorer.subjects import Subject
from cryptokit.lab.printing import printable
from cryptokit.lab.reasons import told
from cryptokit.lab.stories import shown_by
from cryptokit.lab.widgets.board import brought, lacked
from cryptokit.lab.widgets.board_frame import BoardFrame
from cryptokit.lab.widgets.board_words import k_eff_words
from cryptokit.world import (
    FUTURE,
    METADATA,
    PAST,
    Explanation,
    Order,
    Piece,
    World,
    minimal_coalitions,
    parts,
    reach,
    signs,
    why,
)
from cryptokit.world.tree import fault_tree

GOALS: Final = (PAST, FUTURE, METADATA)
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
    width = range(2 * len(asked) + 1)
    columns = [[found[at][i] if at in wanted else None for at in places()] for i in width]
    return {
        "goals": {
            goal: {"sets": columns[2 * i], "tells": columns[2 * i + 1]}
            for i, goal in enumerate(asked)
        },
        "noticed": columns[-1],
        "lines": book.lines.things,
        "tells": [[done, missing, marks] for done, missing, marks in book.tells.things],
        "sets": [{"masks": some, "says": said} for some, said in book.sets.things],
        "rows": book.rows.things,
    }


def _at(book: Book, asked: Sequence[Fact], at: int) -> Iterator[int]:
    """Give the numbers of all that is said at a place: what is noticed comes last."""
    world = book.subject.world
    reached = [
        reach(world, coalition(world.jurisdictions, mask), powers_of(at)) for mask in masks(world)
    ]
    for goal in asked:
        yield _sets(book, goal, at)
        yield _tells(book, goal, at, reached)
    looks = (book.lines.number(printable(shown_by(signs(one)))) for one in reached)
    yield book.rows.number(tuple(looks))


def _sets(book: Book, goal: Fact, at: int) -> int:
    world = book.subject.world
    found = tuple(minimal_coalitions(world, goal, powers_of(at)))
    smallest = tuple(sorted(one for one in found if len(one) == len(found[0])))
    empty = Explanation(goal, (), (), (), ())
    made = BoardFrame(
        book.subject.title, level_of(at), (), empty, (), smallest, book.subject.promise
    )
    some = tuple(mask_of(world.jurisdictions, one) for one in found)
    return book.sets.number((some, k_eff_words(made)))


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
    lines = [book.lines.number(printable(one)) for one in told(book.subject.world, made)]
    many = len(parts(made, missing=False))
    return tuple(lines[:many]), tuple(lines[many:]), tuple(_marks(book, made))


def _marks(book: Book, made: Explanation) -> Iterator[Mark]:
    for at, country in enumerate(book.subject.world.jurisdictions):
        for one in brought(made, country):
            yield at, True, book.lines.number(printable(one))
        for one in lacked(made, country):
            yield at, False, book.lines.number(printable(one))
