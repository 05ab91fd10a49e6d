"""How long an order takes, and how likely it is refused: one record a country, and its checks.

Which channel a request takes, and how long that usually is, are facts about countries: not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from cryptokit.errors import BadWorld, Unknown
from cryptokit.world.model import Jurisdiction
from cryptokit.world.odds.estimate import check_chance, check_countries
from cryptokit.world.tree import Tree

LONGEST: Final = 36_525
"""A hundred years of days: what takes longer is refused."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How many days an order takes at least, typically and at most, and how likely it is refused.

    The days follow the triangular distribution with its peak at ``typical``.

    See: Kotz and van Dorp, "Beyond Beta", chapter 1, 2004.
    """

    least: float
    typical: float
    most: float
    refused: float = 0.0

    def by(self, day: float) -> float:
        """Give the chance that the order has brought its facts by then.

        >>> Wait(0, 10, 20, refused=0.5).by(10), Wait(3, 3, 3).by(2.9), Wait(3, 3, 3).by(3)
        (0.25, 0.0, 1.0)
        """
        return (1 - self.refused) * _triangular(self, day)


Waits = Mapping[Jurisdiction, Wait]
"""What each country makes of an order; independently of the others."""


def check_waits(tree: Tree, waits: Waits) -> None:
    """Refuse days that are negative, in disorder or endless, and what is no chance of a refusal."""
    for country, wait in waits.items():
        where = f"waits.{country}"
        days = (wait.least, wait.typical, wait.most)
        if not 0 <= wait.least <= wait.typical <= wait.most <= LONGEST:
            hint = f"0 <= least <= typical <= most <= {LONGEST:,}"
            raise BadWorld(f"the days {days} cannot be", where=where, hint=hint)
        check_chance(wait.refused, f"{where}.refused")
    check_countries(tree, waits, "waits")


def pressed(waits: Waits, factors: Mapping[Jurisdiction, float]) -> dict[Jurisdiction, Wait]:
    """Give the waits under pressure: a refusal in these countries is so many times as likely.

    Pressure (a fine, a block, an arrest) brings no fact and no day earlier; at 1 it does nothing,
    at 0 nobody refuses any more. Raises ValueError for a factor outside 0 to 1, and Unknown for a
    country without a wait.

    >>> asked = {"NL": Wait(1, 14, 60), "SG": Wait(70, 365, 1095, refused=0.5)}
    >>> pressed(asked, {"SG": 0.25})["SG"]
    Wait(least=70, typical=365, most=1095, refused=0.125)
    """
    for country, factor in factors.items():
        if country not in waits:
            raise Unknown("country", country, known=waits)
        if not 0 <= factor <= 1:
            raise ValueError(f"pressure on {country} is a factor from 0 to 1, not {factor}")
    return {
        country: replace(wait, refused=wait.refused * factors.get(country, 1))
        for country, wait in waits.items()
    }


def last_day(waits: Waits) -> int:
    """Give the day by which every order is answered; a part of a day counts as a day."""
    return max((ceil(wait.most) for wait in waits.values()), default=0)


def _triangular(wait: Wait, day: float) -> float:
    if day >= wait.most:
        return 1.0
    if day < wait.least:
        return 0.0
    width = wait.most - wait.least
    if day < wait.typical:
        gone = day - wait.least
        return gone / width * (gone / (wait.typical - wait.least))
    left = wait.most - day
    return 1 - left / width * (left / (wait.most - wait.typical))
