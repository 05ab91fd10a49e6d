"""Twenty jurisdictions: what is known of each, from which source, as of when.

How they help each other is in ``cooperation``. ``data/jurisdictions.json`` is read when somebody
first asks. Not legal advice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cryptokit.errors import Unknown
from cryptokit.world.model import Jurisdiction
from cryptokit.world.shipped import shipped

FILE: Final = "jurisdictions.json"
_PLAIN: Final = {"iso2", "iso3", "name", "why_in_set"}
"""Fields of a country in the file that say what it is; every other one is a fact with a source."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is written, as of when, and whether that was checked for this data."""

    id: str
    name: str
    as_of: str | None
    checked: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A fact, with all its sources and the date that they speak of."""

    value: str | bool
    sources: tuple[Source, ...]
    as_of: str

    @property
    def checked(self) -> bool:
        """Tell whether every source was checked."""
        return all(source.checked for source in self.sources)


@dataclass(frozen=True, slots=True)
class Country:
    """A jurisdiction: its ISO 3166 codes, why it is in the data, and what is known of it."""

    code: Jurisdiction
    code3: str
    name: str
    why: str
    facts: Mapping[str, Known]

    @property
    def in_eu(self) -> bool:
        """Tell whether it is in the European Union."""
        return self.facts["eu"].value is True

    @property
    def in_cis(self) -> bool:
        """Tell whether it is in the Commonwealth of Independent States."""
        return self.facts["cis"].value is True

    @property
    def in_budapest(self) -> bool:
        """Tell whether it is a party to the Convention on Cybercrime; signing is not enough."""
        return self.facts["budapest"].value == "party"

    @property
    def in_five_eyes(self) -> bool:
        """Tell whether it is one of five that share intelligence. No court order comes of that."""
        return self.facts["eyes"].value == "five"


@cache
def countries() -> Mapping[Jurisdiction, Country]:
    """Give all countries of the data by their two letters.

    >>> len(countries()), countries()["NL"].name, countries()["NL"].facts["telegram"].checked
    (20, 'Netherlands', True)
    """
    return {one["iso2"]: _country(one) for one in shipped(FILE)["jurisdictions"]}


def country(code: Jurisdiction) -> Country:
    """Find a country by its two letters. Raises Unknown, with the nearest code.

    >>> country("SG").facts["budapest"].value
    'not_party'
    """
    if code not in countries():
        raise Unknown("country", code, known=countries())
    return countries()[code]


@cache
def sources() -> Mapping[str, Source]:
    """Give every source of the data by its id."""
    listed = shipped(FILE)["sources"]
    return {
        id_: Source(id_, one["name"], one["as_of"], one["checked"]) for id_, one in listed.items()
    }


def warning() -> str:
    """Give the warning of the data, which is printed with all that is taken from it."""
    said: str = shipped(FILE)["warning"]
    return said


def known(fact: Mapping[str, Any]) -> Known:
    """Make a fact of ``{value, source, as_of}``, as it stands in the file."""
    return Known(fact["value"], tuple(sources()[one] for one in fact["source"]), fact["as_of"])


def _country(one: Mapping[str, Any]) -> Country:
    facts = {name: known(fact) for name, fact in one.items() if name not in _PLAIN}
    return Country(one["iso2"], one["iso3"], one["name"], one["why_in_set"], facts)
