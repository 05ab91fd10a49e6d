"""A state of the explorer in words, and as the order board draws it: all asked of the engine.

It is what is shown where no switch can be turned, and what the page is held to in the tests.
"""

from collections.abc import Iterable
from dataclasses import replace

from cryptokit.knowledge import Fact
from cryptokit.lab.explorer import phrases, steps
from cryptokit.lab.explorer.names import names_of
from cryptokit.lab.explorer.states import CHOICES, NAMES, NOTHING
from cryptokit.lab.explorer.subjects import Subject
from cryptokit.lab.printing import printable
from cryptokit.lab.tables import added
from cryptokit.lab.widgets.board import frame
from cryptokit.lab.widgets.board_drawing import svg
from cryptokit.lab.widgets.board_frame import BoardFrame
from cryptokit.lab.widgets.board_phrases import k_eff_words, promise_words, sets_words
from cryptokit.lab.widgets.view import Shown
from cryptokit.world import Jurisdiction, Level, Power, closure, reach, signs
from cryptokit.world.counting import counting

MISSING = "What is still missing:"


def framed(
    one: Subject,
    goal: Fact,
    countries: Iterable[Jurisdiction],
    level: Level,
    beside: str = NOTHING,
) -> BoardFrame:
    """Give the frame of the order board for a state, in the words of the page."""
    choice = CHOICES[NAMES.index(beside)]
    made = frame(one.world, goal, countries, level, beside=choice)
    names, why = names_of(one), made.explanation
    tiles = tuple(
        replace(
            tile,
            brings=_printable(steps.brought(why, tile.country, names)),
            lacks=_printable(steps.lacked(why, tile.country, names)),
        )
        for tile in made.tiles
    )
    said = (*steps.done(one.world, why, names), *steps.missing(one.world, why, names))
    return replace(
        made,
        title=printable(one.title),
        tiles=tiles,
        sentences=_printable(said),
        promise=one.promise,
        beside=choice,
    )


def headline(one: Subject, made: BoardFrame) -> str:
    """Say the answer in one line, with the powers beside the rung if it depends on them."""
    goal, served, reached = made.explanation.goal, made.explanation.coalition, made.readable
    bare = reached and goal in closure(one.world, served, made.level.powers)
    beside = frozenset[Power]() if bare else made.beside
    said = phrases.headline(goal, served, made.smallest, reached=reached, beside=beside)
    return printable(said)


def where(made: BoardFrame) -> str:
    """Say what is looked at, what courts may take, and how many countries it takes."""
    return phrases.where(made.title, made.level, made.beside, made.k_eff)


def noticed(
    one: Subject,
    goal: Fact,
    countries: Iterable[Jurisdiction],
    level: Level,
    beside: str = NOTHING,
) -> str:
    """Say what a user could notice of orders that have to do with a goal."""
    powers = level.powers | CHOICES[NAMES.index(beside)]
    found = counting(one.world, goal, powers, reach(one.world, countries, powers))
    return printable(phrases.noticed(signs(one.world, found), names_of(one)))


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
    What a user could notice of these orders: The digest of the program is not the ...
    """
    served = tuple(countries)
    made = framed(one, goal, served, level, beside)
    done = len(made.explanation.taken) + len(made.explanation.steps)
    said = (
        where(made),
        *added(CHOICES[NAMES.index(beside)]),
        *made.sentences[:done],
        *(() if made.readable else (MISSING, *made.sentences[done:])),
        k_eff_words(made.smallest),
        *_printable(sets_words(made.smallest)),
        promise_words(one.promise, one.like),
        f"What a user could notice of these orders: {noticed(one, goal, served, level, beside)}",
    )
    answer = headline(one, made)
    return Shown(answer, said, svg(made, answer))


def _printable(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(printable, said))
