"""A chance, how it was found, and how far off it may be. What is asked of whom is checked here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cryptokit.errors import BadWorld, Unknown
from cryptokit.world.model import Jurisdiction
from cryptokit.world.tree import Tree

Chances = Mapping[Jurisdiction, float]
"""How likely each country's order succeeds, from 0 to 1; orders succeed independently."""


class Method(StrEnum):
    """How a number was found; only a sample has an error."""

    DIAGRAM = "diagram"
    ALL_CASES = "all cases"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its standard error: 0 if it is exact. ``note`` says why it was sampled."""

    value: float
    standard_error: float = 0.0
    method: Method = Method.DIAGRAM
    note: str = ""


def check_chances(tree: Tree, chances: Chances) -> None:
    """Refuse chances outside 0 to 1, of unknown countries, or for too few of them."""
    for country, chance in chances.items():
        check_chance(chance, f"chances.{country}")
    check_countries(tree, chances, "chances")


def check_chance(chance: float, where: str) -> None:
    """Refuse what is no chance; a comparison is false for what is not a number."""
    if not 0 <= chance <= 1:
        raise BadWorld(f"{chance} is no chance", where=where, hint="a number from 0 to 1")


def check_countries(tree: Tree, given: Mapping[Jurisdiction, object], where: str) -> None:
    """Refuse a mapping that leaves out a country that counts, or names one that is not there."""
    for country in given:
        if country not in tree.countries:
            raise Unknown("country", country, known=tree.countries)
    for country, facts in tree.brings:
        if facts and country not in given:
            raise BadWorld("missing", where=f"{where}.{country}", hint="one for each country")
