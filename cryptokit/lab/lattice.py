"""The coalition lattice of a small world: every set of countries, and whether it reads.

Records, words and a table; the drawing is in ``hasse``. What a set reads is for ``world`` to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.table import Table

from cryptokit.knowledge import Fact
from cryptokit.lab.printing import counted, printable
from cryptokit.lab.tables import rung
from cryptokit.world import Coalition, Jurisdiction, Level, Power, World, minimal_coalitions
from cryptokit.world.tree import fault_tree

LIMIT: Final = 6
"""So many countries have 64 sets; one more would have 35 in its widest row."""
NOBODY: Final = "nobody"
"""How the empty set is called."""


class Mark(StrEnum):
    """What a set of countries gets; a minimal one reads, and could not spare a member."""

    CLOSED = "closed"
    READS = "reads"
    MINIMAL = "minimal"


MEANINGS: Final = {
    Mark.CLOSED: "these orders together do not reach the goal",
    Mark.READS: "they do, and one of them could be spared",
    Mark.MINIMAL: "they do, and none of them could be spared",
}


@dataclass(frozen=True, slots=True)
class Lattice:
    """All sets of ``countries`` by inclusion, each with its mark.

    ``marks`` has the sets by size, and those of one size in alphabetical order. ``left_out`` are
    the countries that bring nothing for the goal: with or without them, a set reads the same.

    See: Davey and Priestley, "Introduction to Lattices and Order", chapter 1, 2002.
    """

    world: str
    goal: Fact
    powers: frozenset[Power]
    countries: tuple[Jurisdiction, ...]
    left_out: tuple[Jurisdiction, ...]
    marks: tuple[tuple[Coalition, Mark], ...]

    def row(self, size: int) -> tuple[tuple[Coalition, Mark], ...]:
        """Give the sets of one size, which stand side by side."""
        return tuple((one, mark) for one, mark in self.marks if len(one) == size)


def lattice(world: World, goal: Fact, powers: frozenset[Power]) -> Lattice:
    """Mark every set of the countries that bring something for the goal.

    Raises Unknown for a goal that the world never mentions, and ValueError where more than
    ``LIMIT`` countries bring something.

    >>> from cryptokit.world import load
    >>> split = load({"assets": [
    ...     {"id": "db", "loc": "NL", "custodian": "user", "holds": ["ct"]},
    ...     {"id": "kms", "loc": "SG", "custodian": "user", "holds": ["kek"]}],
    ...     "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}]})
    >>> made = lattice(split, "past", Level.ENDPOINT.powers)
    >>> [(" ".join(countries), mark.value) for countries, mark in made.marks]
    [('', 'closed'), ('NL', 'closed'), ('SG', 'closed'), ('NL SG', 'minimal')]
    """
    tree = fault_tree(world, goal, powers)
    countries = tuple(country for country, facts in tree.brings if facts)
    if len(countries) > LIMIT:
        raise ValueError(
            f"a lattice is drawn of at most {LIMIT} countries, and here {len(countries)} bring "
            f"something for the goal: {printable(' '.join(countries))}"
        )
    minimal = frozenset(minimal_coalitions(world, goal, powers))
    sets = [one for size in range(len(countries) + 1) for one in combinations(countries, size)]
    reads = {True: Mark.READS, False: Mark.CLOSED}
    marks = ((s, Mark.MINIMAL if s in minimal else reads[tree.reached_by(s)]) for s in sets)
    left_out = tuple(country for country, facts in tree.brings if not facts)
    return Lattice(world.name, goal, powers, countries, left_out, tuple(marks))


def named(countries: Coalition) -> str:
    """Name a set of countries.

    >>> named(("NL", "SG")), named(())
    ('NL SG', 'nobody')
    """
    return printable(" ".join(countries)) or NOBODY


def asked(made: Lattice) -> str:
    """Say what the marks are about: the goal, and what courts may take."""
    level = next((one for one in Level if one.powers == made.powers), None)
    each = ", ".join(power for power in Power if power in made.powers)
    return f"goal: {printable(made.goal)}; courts may take: {rung(level) if level else each or '-'}"


def words(made: Lattice) -> str:
    """Say the marks size by size; the minimal sets are named, and all others follow from them."""
    closing = (
        "A set reads if it holds a minimal one, and else it is closed"
        if any(mark is Mark.MINIMAL for _, mark in made.marks)
        else "No set reads"
    )
    return ". ".join((asked(made), *_sizes(made), closing, *left_out(made)))


def left_out(made: Lattice) -> Iterator[str]:
    """Name the countries that are not drawn, if there are any."""
    if made.left_out:
        yield f"Left out, since they bring nothing here: {named(made.left_out)}"


def table(made: Lattice) -> Table:
    """Show the sets by size: those that read, the minimal ones with a star, and those that do not.

    >>> from cryptokit.world import load
    >>> page = load({"assets": [{"id": "web", "loc": "NL", "custodian": "public",
    ...     "holds": ["past"]}]})
    >>> table(lattice(page, "past", Level.AT_REST.powers)).row_count
    1
    """
    shown = Table(
        box=SIMPLE_HEAD, pad_edge=False, title=_title(made), title_justify="left", caption=_LEGEND
    )
    shown.add_column("size", justify="right")
    for heading in ("sets", "that read"):
        shown.add_column(heading, justify="right")
    shown.add_column("reads (* minimal)")
    shown.add_column("closed")
    for size in range(len(made.countries) + 1):
        row = made.row(size)
        reads = [f"{named(s)}{'*' * (m is Mark.MINIMAL)}" for s, m in row if m is not Mark.CLOSED]
        closed = [named(one) for one, mark in row if mark is Mark.CLOSED]
        cells = (str(size), str(len(row)), str(len(reads)))
        shown.add_row(*cells, " | ".join(reads) or "-", " | ".join(closed) or "-")
    return shown


_LEGEND: Final = "*: none of these countries could be spared (a minimal cut set)"


def _title(made: Lattice) -> str:
    return ". ".join((f"{printable(made.world)}: {asked(made)}", *left_out(made)))


def _sizes(made: Lattice) -> Iterator[str]:
    for size in range(len(made.countries) + 1):
        row = made.row(size)
        reads = sum(mark is not Mark.CLOSED for _, mark in row)
        minimal = [named(one) for one, mark in row if mark is Mark.MINIMAL]
        also = f", minimal: {', '.join(minimal)}" if minimal else ""
        verb = "reads" if reads == 1 else "read"
        yield f"Size {size}: {counted(len(row), 'set')}, {reads} {verb}{also}"
