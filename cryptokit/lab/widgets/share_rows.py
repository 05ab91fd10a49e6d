"""What the share slider shows at one moment, as records, and how a chance is written."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_SMALL, _TINY = Fraction(1, 100_000), Fraction(1, 10**9)
_NEARLY: Final = Fraction(9995, 10_000)
"""From here on three digits would say 100 percent."""


@dataclass(frozen=True, slots=True)
class Row:
    """A threshold, the chance that thieves read, and the chance that nobody can any more."""

    threshold: int
    breach: Fraction
    loss: Fraction


@dataclass(frozen=True, slots=True)
class SharesFrame:
    """The settings, a row for each threshold from 1 up, and how many secrets fit k - 1 shares.

    ``fitting`` is of the 256 values of one byte of the secret.
    """

    threshold: int
    shares: int
    stolen: Fraction
    lost: Fraction
    rows: tuple[Row, ...]
    fitting: int

    @property
    def chosen(self) -> Row | None:
        """The row of the threshold; None for a threshold above the number of shares."""
        return next((row for row in self.rows if row.threshold == self.threshold), None)


def percent(chance: Fraction) -> str:
    """Write a chance in three digits, and never as sure or impossible what is not.

    >>> [percent(Fraction(*pair)) for pair in ((7, 250), (0, 1), (1, 3_000_000), (9999, 10_000))]
    ['2.8%', '0%', 'about 1 in 3,000,000', 'more than 99.9%']
    >>> percent(Fraction(3, 10**12))
    'at most 1 in 10^11'
    """
    if 0 < chance < _TINY:
        return f"at most 1 in 10^{len(str(int(1 / chance))) - 1}"
    if 0 < chance < _SMALL:
        return f"about 1 in {round(1 / chance):,}"
    if _NEARLY <= chance < 1:
        return "more than 99.9%"
    return f"{100 * float(chance):.3g}%"
