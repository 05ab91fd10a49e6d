"""What the order board says at one moment, in words: the answer, why, k_eff, and the promise.

Not here: how the answer is found, which is in ``board``; and words of ``board_phrases``.
"""

from typing import Final

from cryptokit.lab.printing import printable
from cryptokit.lab.reasons import verdict
from cryptokit.lab.tables import rung
from cryptokit.lab.widgets import board_phrases as phrases
from cryptokit.lab.widgets.board_frame import BoardFrame

_SETS: Final = 3
"""Smallest sets that are named."""


def words(made: BoardFrame) -> tuple[str, ...]:
    """Say a frame: first in one line, then the steps or the missing piece, k_eff, the promise.

    >>> from cryptokit.lab.widgets.board import frame
    >>> from cryptokit.messengers import named
    >>> from cryptokit.world import Level
    >>> print(*words(frame(named("domestic"), "past", [], Level.AT_REST))[:2], sep="; ")
    Not readable: past stays closed without any order.; Here past means messages sent before the ...
    """
    goal = made.explanation.goal
    meant = phrases.GOALS.get(goal)
    return (
        headline(made),
        *([f"Here {goal} means {meant}."] if meant else ()),
        *made.sentences,
        k_eff_words(made),
        phrases.promise_words(made.promise),
    )


def headline(made: BoardFrame) -> str:
    """Say the answer in one line: what is reached or not, by whose orders, with which powers."""
    answer = "Readable" if made.readable else "Not readable"
    if made.explanation.coalition:
        where = f"{rung(made.level)}{phrases.with_powers(made.beside)}"
        return f"{answer}: {printable(verdict(made.explanation))} at {where}."
    state = "is open to anybody" if made.readable else "stays closed"
    return printable(f"{answer}: {made.explanation.goal} {state} without any order.")


def k_eff_words(made: BoardFrame) -> str:
    """Say how many countries it takes on this rung, and name some smallest sets.

    >>> from cryptokit.lab.widgets.board import frame
    >>> from cryptokit.messengers import named
    >>> from cryptokit.world import Level
    >>> k_eff_words(frame(named("domestic"), "past", [], Level.AT_REST))
    'An order of one country is enough (k_eff is 1). Only this one will do: RU.'
    """
    said, sets = phrases.k_eff_words(made.smallest), phrases.sets_words(made.smallest)
    if not sets:
        return said
    more = len(sets) - _SETS
    rest = [f"and {more} more"] if more > 0 else []
    return printable(f"{said} {'; '.join((*sets[:_SETS], *rest))}.")
