"""Which channel a request takes from one country to another: its days, its chance of a refusal.

The requests that a whole world needs are in ``requests``. Law is flattened here until a program can
run it, and most delays and all refusals are invented for the exercise: not legal advice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import chain, combinations, product
from typing import Any, Final

from cryptokit.world.jurisdictions import (
    FILE,
    Country,
    Source,
    countries,
    country,
    known,
    sources,
)
from cryptokit.world.model import Jurisdiction
from cryptokit.world.odds.waits import Wait
from cryptokit.world.shipped import shipped

Pair = frozenset[Jurisdiction]
"""Two countries; one, if a court orders at home."""

_ALWAYS: Final = date.min
"""For what carries no date in the data."""


class Route(StrEnum):
    """A channel by which evidence comes; the first that is open to a pair is taken.

    The data has two more, which no request takes: from police to police goes intelligence, which
    often cannot serve as evidence; and what is refused comes by no channel. The Five Eyes share
    intelligence too: they open no channel. Comity, a favour, is left where the data has no treaty.
    """

    DOMESTIC = "domestic_order"
    CLOUD_ACT = "cloud_act_agreement"
    EU_PRODUCTION = "eu_production_order"
    EU_INVESTIGATION = "eu_investigation_order"
    CIS = "cis_convention"
    TREATY = "mla_treaty"
    COMITY = "comity_no_treaty"

    @property
    def words(self) -> str:
        """The name in plain words."""
        return _WORDS[self]


_WORDS: Final = {
    Route.DOMESTIC: "order at home",
    Route.CLOUD_ACT: "CLOUD Act agreement",
    Route.EU_PRODUCTION: "EU production order",
    Route.EU_INVESTIGATION: "EU investigation order",
    Route.CIS: "CIS convention",
    Route.TREATY: "assistance treaty",
    Route.COMITY: "comity",
}


@dataclass(frozen=True, slots=True)
class Channel:
    """How one country gets evidence from another: days and refusal are a ``Wait`` of ``odds``.

    ``sources`` are those of the days. All refusals are assumptions.
    """

    asker: Jurisdiction
    asked: Jurisdiction
    route: Route
    wait: Wait
    sources: tuple[Source, ...]


def channel(asker: Jurisdiction, asked: Jurisdiction, *, on: date) -> Channel:
    """Find the channel that a request takes on a day. Raises Unknown for a country not in the data.

    Only the EU's orders and the CLOUD Act agreements carry a date: for other treaties the day
    changes nothing.

    >>> found = channel("DE", "NL", on=date(2026, 8, 18))
    >>> found.route.words, found.wait.typical, found.wait.refused
    ('EU production order', 10, 0.05)
    >>> channel("DE", "NL", on=date(2026, 8, 17)).wait.typical
    120

    See: Regulation (EU) 2023/1543 on European production orders, articles 10 and 34, 2023;
    18 U.S.C. 2523 (CLOUD Act), 2018; Convention on Cybercrime (ETS 185), articles 25 and 31, 2001.
    """
    pair = frozenset(country(one).code for one in (asker, asked))
    route = next(one for one in Route if _open_since(one).get(pair, date.max) <= on)
    terms = shipped(FILE)["channels"][route]
    least, typical, most = terms["days"]
    wait = Wait(least, typical, most, _refused(route, pair))
    basis = tuple(sources()[one] for one in terms["basis"].split("+"))
    return Channel(asker, asked, route, wait, basis)


@cache
def _open_since(route: Route) -> Mapping[Pair, date]:
    """Give the pairs that a route joins, each with its first day."""
    terms, every = shipped(FILE)["channels"][route], countries().values()
    match route:
        case Route.DOMESTIC:
            return {frozenset((one.code,)): _ALWAYS for one in every}
        case Route.CLOUD_ACT:
            days = (_day(one) for one in terms["since"])
            return dict(zip(map(frozenset, terms["pairs"]), days, strict=True))
        case Route.EU_PRODUCTION | Route.EU_INVESTIGATION:
            return dict.fromkeys(_pairs(_members(terms["members"])), _day(terms["since"]))
        case Route.CIS:
            return dict.fromkeys(_pairs(one for one in every if one.in_cis), _ALWAYS)
        case Route.TREATY:
            listed = map(frozenset, shipped(FILE)["bilateral_mla"]["pairs"])
            parties = _pairs(one for one in every if one.in_budapest)
            return dict.fromkeys(chain(parties, listed), _ALWAYS)
        case Route.COMITY:
            return dict.fromkeys(_pairs(every), _ALWAYS)


def _pairs(some: Iterable[Country]) -> Iterable[Pair]:
    return map(frozenset, combinations([one.code for one in some], 2))


def _members(words: str) -> Iterable[Country]:
    """Read ``EU except DK, IE``."""
    out = words.removeprefix("EU except ").split(", ")
    return (one for one in countries().values() if one.in_eu and one.code not in out)


def _day(fact: Mapping[str, Any]) -> date:
    return date.fromisoformat(str(known(fact).value))


def _refused(route: Route, pair: Pair) -> float:
    chance: float = shipped(FILE)["refusal_probability"]["default"][route]
    return _overrides().get(pair, chance)


@cache
def _overrides() -> Mapping[Pair, float]:
    """Give the pairs whose relations are worse or better than their treaties."""
    listed = shipped(FILE)["refusal_probability"]["overrides"]
    return {
        frozenset(pair): one["value"]
        for one in listed
        for pair in product(*map(_group, one["between"]))
    }


def _group(words: str) -> Iterable[Jurisdiction]:
    """Read a country's code, or ``EU+Five Eyes``."""
    if words != "EU+Five Eyes":
        return [country(words).code]
    return [one.code for one in countries().values() if one.in_eu or one.in_five_eyes]
