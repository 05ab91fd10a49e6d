"""Threshold and number of shares against theft and loss: how likely each is, exactly.

The parts fall independently of each other. Not here: the drawing, which is in ``share_drawing``.
"""

from fractions import Fraction
from functools import cache
from typing import Final

from cryptokit.lab.printing import counted
from cryptokit.lab.widgets.share_drawing import svg
from cryptokit.lab.widgets.share_rows import Row, SharesFrame, percent
from cryptokit.lab.widgets.view import Control, Kind, Shown, Values, View, slider
from cryptokit.primitives import gf256
from cryptokit.rng import lesson
from cryptokit.sharing.thefts import at_least

MOST: Final = 9
"""So many rows fit under a slider; the formula knows no limit."""
PERCENTS: Final = (0, 1, 2, 5, 10, 20, 50, 100)
"""What the chance of one theft, or of one loss, can be set to."""
_BYTES: Final = bytes(range(256))
_APART: Final = (
    "All this for parts that fall independently: where one company, one building or one order has "
    "them all, they fall together."
)


def frame(threshold: int, shares: int, stolen: Fraction, lost: Fraction) -> SharesFrame:
    """Work out both dangers for every threshold that so many shares can have.

    ``stolen`` and ``lost`` are the chances for one part, from 0 to 1. A threshold above the number
    of shares gives a frame without a chosen row. Raises ValueError for a chance that is none.

    >>> made = frame(2, 3, Fraction(1, 10), Fraction(1, 5))
    >>> made.chosen.breach, made.chosen.loss, made.fitting
    (Fraction(7, 250), Fraction(13, 125), 256)

    See: ``sharing.thefts`` for the formula, and Shamir, "How to share a secret", 1979.
    """
    rows = _rows(shares, stolen, lost)
    return SharesFrame(threshold, shares, stolen, lost, rows, candidates(threshold))


@cache
def _rows(shares: int, stolen: Fraction, lost: Fraction) -> tuple[Row, ...]:
    """Give a row for each threshold: too few parts are left once all but k - 1 are lost."""
    return tuple(
        Row(k, at_least(k, shares, stolen), at_least(shares - k + 1, shares, lost))
        for k in range(1, shares + 1)
    )


@cache
def candidates(threshold: int) -> int:
    """Count the values of a secret byte that fit all shares but one of those that are needed.

    It is counted: for each value that the missing share could have, the secret is worked out.

    >>> candidates(3)
    256
    """
    known = lesson("candidates")(threshold)[1:]
    weights = gf256.lagrange_weights(tuple(range(1, threshold + 1)))
    strings = (*(bytes([value]) * len(_BYTES) for value in known), _BYTES)
    (secrets,) = gf256.weigh((weights,), strings)
    return len(set(secrets))


def words(made: SharesFrame) -> tuple[str, ...]:
    """Say a frame: first in one line, then in sentences."""
    k, n, chosen = made.threshold, made.shares, made.chosen
    if chosen is None:
        return (
            f"{k} of {n} does not exist: nobody could ever read it.",
            f"Lower the threshold to {n} or less, or make {k} parts or more.",
        )
    theft, loss = percent(made.stolen), percent(made.lost)
    held = f"thieves hold {k} or more of {n}"
    left = f"fewer than {k} are left once {n - k + 1} or more of {n} are lost"
    shown = f"read by thieves {percent(chosen.breach)}, lost for good {percent(chosen.loss)}"
    return (
        f"{k} of {n} parts: {shown}.",
        f"Each part is stolen with {theft}: {held} with {_exactly(chosen.breach)}.",
        f"Each part is lost with {loss}: {left}, with {_exactly(chosen.loss)}.",
        f"One whole key in one place instead: stolen with {theft}, lost with {loss}.",
        _candidates(made),
        *(f"{_star(made, row)}{_row(row, n)}" for row in made.rows),
        _APART,
    )


def view(*, threshold: int, shares: int, stolen: int, lost: int) -> View:
    """Give the controls, on these values at first; the chances are in percent.

    Raises ValueError for a value that is not in their range.
    """
    return View(
        "Shares against theft and loss",
        (
            slider("threshold", "Threshold k", range(1, MOST + 1), first=threshold),
            slider("shares", "Parts n", range(1, MOST + 1), first=shares),
            _chance("stolen", "One part is stolen", stolen),
            _chance("lost", "One part is lost", lost),
        ),
        _show,
        "For other values: share_slider(threshold=3, shares=5, stolen=10, lost=5). threshold and "
        f"shares go from 1 to {MOST}; stolen and lost are percents, each one of "
        f"{', '.join(map(str, PERCENTS))}.",
    )


def _show(values: Values) -> Shown:
    stolen, lost = (Fraction(values[name], 100) for name in ("stolen", "lost"))
    made = frame(values["threshold"], values["shares"], stolen, lost)
    headline, *sentences = words(made)
    return Shown(headline, tuple(sentences), svg(made, headline))


def _chance(name: str, description: str, first: int) -> Control:
    choices = tuple((f"{number}%", number) for number in PERCENTS)
    return Control(name, description, Kind.SLIDER, choices, first)


def _exactly(chance: Fraction) -> str:
    shown = percent(chance)
    return shown if chance.denominator == 1 else f"{shown}, exactly {chance}"


def _candidates(made: SharesFrame) -> str:
    fewer = counted(made.threshold - 1, "part")
    all_ = "all of them" if made.fitting == len(_BYTES) else "not all of them"
    fits = f"{made.fitting} of {len(_BYTES)} values of a byte of the secret fit, {all_}"
    if made.threshold == 1:
        return f"With no part {fits}. With a threshold of 1 every part is the secret: no sharing."
    tells = "tells" if made.threshold == 2 else "tell"
    return f"With {fewer} in hand {fits}: {fewer} of {made.threshold} {tells} nothing."


def _star(made: SharesFrame, row: Row) -> str:
    return "Chosen: " if row is made.chosen else ""


def _row(row: Row, shares: int) -> str:
    return (
        f"{row.threshold} of {shares}: read by thieves {percent(row.breach)}, lost "
        f"{percent(row.loss)}."
    )
