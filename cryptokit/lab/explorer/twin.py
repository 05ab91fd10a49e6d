"""A state of the explorer in words, and as the order board draws it: all asked of the engine.

It is what is shown where no switch can be turned, and what the page is held to in the tests.
"""

from collections.abc import Iterable

from cryptokit.knowledge import Fact
from cryptokit.lab.explorer.states import CHOICES, NAMES, NOTHING
from cryptokit.lab.explorer.subjects import Subject
from cryptokit.lab.printing import printable
from cryptokit.lab.stories import shown_by
from cryptokit.lab.tables import added
from cryptokit.lab.widgets.board import frame
from cryptokit.lab.widgets.board_drawing import svg
from cryptokit.lab.widgets.board_frame import BoardFrame
from cryptokit.lab.widgets.board_words import words
from cryptokit.lab.widgets.view import Shown
from cryptokit.world import Jurisdiction, Level, reach, signs


def framed(
    one: Subject,
    goal: Fact,
    countries: Iterable[Jurisdiction],
    level: Level,
    beside: str = NOTHING,
) -> BoardFrame:
    """Give the frame of the order board for a state."""
    choice = CHOICES[NAMES.index(beside)]
    made = frame(one.world, goal, countries, level, beside=choice)
    return BoardFrame(
        printable(one.title),
        made.level,
        made.tiles,
        made.explanation,
        made.sentences,
        made.smallest,
        one.promise,
    )


def shown(
    one: Subject,
    goal: Fact,
    countries: Iterable[Jurisdiction],
    level: Level,
    beside: str = NOTHING,
) -> Shown:
    """Show a state: the board, and below it the answer, the steps or what is missing, the promise.

    Raises Unknown for a country or a goal that does not occur in the world.

    >>> from cryptokit.lab.explorer.subjects import subject
    >>> print(*shown(subject("A7"), "future", ["US"], Level.CODE).sentences[-1:])
    what a user could notice: the digest of the program is not the published one, ...
    """
    served = tuple(countries)
    made = framed(one, goal, served, level, beside)
    headline, *sentences = words(made)
    choice = CHOICES[NAMES.index(beside)]
    found = signs(reach(one.world, served, level.powers | choice))
    said = (*added(choice), *sentences, printable(shown_by(found)))
    return Shown(headline, said, svg(made, headline))
