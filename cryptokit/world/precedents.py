"""What powers were used on whom: cases as data, each with its dates, sources and standing.

What each power is stands in ``notes``. Cases that show no power (treaties, delays) are here too.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from cryptokit.world.shipped import shipped

FILE: Final = "precedents.json"


class Standing(StrEnum):
    """How sure a case is; only the first may be quoted as it stands."""

    CHECKED = "checked"
    REPORTED = "reported"
    GENERAL = "general"
    DERIVED = "derived"

    @property
    def sentence(self) -> str:
        """Say what the standing means."""
        return _SENTENCES[self]


_SENTENCES: Final = {
    Standing.CHECKED: "checked in the source",
    Standing.REPORTED: "reported and contested, not confirmed",
    Standing.GENERAL: "general knowledge, not re-checked: verify before quoting",
    Standing.DERIVED: "derived from the figures beside it",
}


@dataclass(frozen=True, slots=True)
class Precedent:
    """A case: ``since`` and ``until`` are years, months or days in ISO 8601.

    ``shows`` are ids of powers: P1 to P14, L1 for leverage and G1 for a gag.
    """

    id: str
    title: str
    since: str
    until: str | None
    shows: tuple[str, ...]
    told: str
    sources: tuple[str, ...]
    standing: Standing

    @property
    def dates(self) -> str:
        """The dates as one text."""
        return self.since if self.until is None else f"{self.since} to {self.until}"


@cache
def precedents() -> tuple[Precedent, ...]:
    """Give all cases, the earliest first.

    >>> precedents()[0].title, precedents()[-1].dates
    ('Athens: a tap that tapped its owners', '2025-11-10 to 2025-11-13')
    """
    return tuple(sorted(map(_precedent, shipped(FILE)["precedents"]), key=lambda one: one.since))


def showing(power: str) -> tuple[Precedent, ...]:
    """Give the cases that show a power, by its id; checked ones first.

    >>> [one.id for one in showing("P3")], showing("P2")
    (['sky-ecc-memory'], ())
    """
    found = [one for one in precedents() if power in one.shows]
    return tuple(sorted(found, key=lambda one: list(Standing).index(one.standing)))


def as_of() -> str:
    """Give the month up to which cases were looked for."""
    month: str = shipped(FILE)["as_of"]
    return month


def _precedent(one: dict[str, Any]) -> Precedent:
    return Precedent(
        id=one["id"],
        title=one["title"],
        since=one["from"],
        until=one["to"],
        shows=tuple(one["shows"]),
        told=one["told"],
        sources=tuple(one["sources"]),
        standing=Standing(one["standing"]),
    )
