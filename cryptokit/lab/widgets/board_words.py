"""What the order board says at one moment, in words: the answer, why, k_eff, and the promise.

Not here: how the answer is found, which is in ``board``.
"""

from collections.abc import Mapping
from typing import Final

from cryptokit.knowledge import Fact
from cryptokit.lab.printing import printable
from cryptokit.lab.reasons import verdict
from cryptokit.lab.tables import rung
from cryptokit.lab.widgets.board_frame import BoardFrame
from cryptokit.messengers import Promise
from cryptokit.world import FUTURE, METADATA, PAST

GOALS: Final[Mapping[Fact, str]] = {
    PAST: "Here past means messages sent before the orders.",
    FUTURE: "Here future means messages sent after the orders.",
    METADATA: "Here meta means who wrote to whom, and when.",
}
"""What a goal stands for."""
ANSWER, K_EFF, PROMISED = "the answer", "k_eff on this rung", "countries promised"
"""What the three boxes below a board are called."""
ANSWERS: Final[Mapping[bool, str]] = {True: "✓ readable", False: "✗ not readable"}
_SETS: Final = 3
"""Smallest sets that are named."""


def words(made: BoardFrame) -> tuple[str, ...]:
    """Say a frame: first in one line, then the steps or the missing piece, k_eff, the promise.

    >>> from cryptokit.lab.widgets.board import frame
    >>> from cryptokit.messengers import named
    >>> from cryptokit.world import Level
    >>> print(*words(frame(named("domestic"), "past", [], Level.AT_REST))[:2], sep="; ")
    Not readable: past stays closed without any order.; Here past ...
    """
    return (
        headline(made),
        *(said for goal, said in GOALS.items() if goal == made.explanation.goal),
        *made.sentences,
        k_eff_words(made),
        promise_words(made),
    )


def headline(made: BoardFrame) -> str:
    """Say the answer in one line: what is reached or not, by whose orders, on which rung."""
    answer = "Readable" if made.readable else "Not readable"
    if made.explanation.coalition:
        return f"{answer}: {printable(verdict(made.explanation))} at {rung(made.level)}."
    state = "is open to anybody" if made.readable else "stays closed"
    return printable(f"{answer}: {made.explanation.goal} {state} without any order.")


def k_eff_words(made: BoardFrame) -> str:
    """Say how many countries it takes on this rung, and name some smallest sets.

    >>> from cryptokit.lab.widgets.board import frame
    >>> from cryptokit.messengers import named
    >>> from cryptokit.world import Level
    >>> k_eff_words(frame(named("domestic"), "past", [], Level.AT_REST))
    'On this rung k_eff is 1: RU.'
    """
    if made.k_eff is None:
        return "On this rung no number of countries suffices: there is no k_eff."
    if made.k_eff == 0:
        return "On this rung k_eff is 0: anybody can look, without any order."
    some = " or ".join(" ".join(one) for one in made.smallest[:_SETS])
    more = len(made.smallest) - _SETS
    rest = f", or {more} more of that size" if more > 0 else ""
    return printable(f"On this rung k_eff is {made.k_eff}: {some}{rest}.")


def promised(promise: Promise | None) -> str:
    """Say in a word or a number how many countries were promised."""
    return "nothing" if promise is None else number(promise.countries)


def number(countries: int | None) -> str:
    """Say how many countries it takes.

    >>> number(4), number(None)
    ('4', 'no number')
    """
    return "no number" if countries is None else str(countries)


def promise_words(made: BoardFrame) -> str:
    """Say what was promised, and the number of countries that it comes to.

    >>> from cryptokit.lab.widgets.board import frame
    >>> from cryptokit.messengers import named
    >>> from cryptokit.world import Level
    >>> promise_words(frame(named("cloud_chat"), "past", [], Level.AT_REST))
    'Promised: several countries, which comes to 4 here.'
    """
    promise = made.promise
    if promise is None:
        return "Promised: nothing, as this is no messenger's world."
    if promise.countries is None:
        return f"Promised: {promise.short}, so no order to a company should suffice."
    return f"Promised: {promise.short}, which comes to {promise.countries} here."
