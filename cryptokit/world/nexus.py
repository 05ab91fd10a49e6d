"""By what the target of an order is bound: a place, a seat, control, a person, a market, a role.

Whether the tie is there, and what the order brings then, is the affair of ``reach``.
"""

from enum import StrEnum
from typing import Final

from cryptokit.errors import Unknown
from cryptokit.world.model import Entity, World
from cryptokit.world.powers import Power
from cryptokit.world.reach import ON_THE_SPOT, Order, served_in


class Nexus(StrEnum):
    """A tie between a country and whom its order binds.

    ``INTERMEDIARY`` is a company that only stands between the others: a carrier, an app store, a
    hosting firm, a certificate authority.
    """

    PLACE = "place"
    ENTITY = "entity"
    CONTROL = "control"
    PERSON = "person"
    MARKET = "market"
    INTERMEDIARY = "intermediary"

    @property
    def words(self) -> str:
        """The tie in plain words, after "bound by".

        >>> Nexus.MARKET.words
        'the market where it offers its service'
        """
        return _WORDS[self]


_WORDS: Final = {
    Nexus.PLACE: "the place where the thing stands",
    Nexus.ENTITY: "the country where the company is incorporated",
    Nexus.CONTROL: "control: a company of the same group can fetch it",
    Nexus.PERSON: "a person who is there",
    Nexus.MARKET: "the market where it offers its service",
    Nexus.INTERMEDIARY: "its role: it stands between the others",
}

_TIES: Final = {
    **dict.fromkeys((*ON_THE_SPOT.values(), Power.ENDPOINT), Nexus.PLACE),
    Power.CONTROL: Nexus.CONTROL,
    Power.PERSON: Nexus.PERSON,
    Power.INSIDER: Nexus.PERSON,
}
"""Powers that always take hold in one way; all others are served on a company."""
_CHANGES: Final = frozenset({Power.CODE, Power.DIRECTORY})
"""What a company does, or one of its people."""


def nexus(world: World, order: Order) -> Nexus:
    """Say by what an order takes hold of its target; every order has exactly one tie.

    An intermediary is one whatever it is asked for. Metadata is owed in a market by those who have
    no seat in the country that serves the order. Raises Unknown for a target that does not occur.

    >>> from cryptokit.world import load
    >>> world = load({"entities": {"op": {"inc": "VG", "markets": ["IN"]}},
    ...               "assets": [{"id": "db", "loc": "NL", "custodian": "op"}]})
    >>> wanted = [("NL", Power.RAM, "db"), ("VG", Power.METADATA, "op"),
    ...           ("IN", Power.METADATA, "op"), ("VG", Power.CONTROL, "op")]
    >>> [nexus(world, Order(*one)).value for one in wanted]
    ['place', 'entity', 'market', 'control']

    See: Council of Europe, Convention on Cybercrime, article 18, 2001: people in the territory, and
    who offers a service there, for what is known of subscribers.
    """
    companies = {entity.id: entity for entity in world.entities}
    people = {person.id for person in world.persons}
    known = {
        Nexus.PLACE: {asset.id for asset in world.assets},
        Nexus.ENTITY: set(companies),
        Nexus.PERSON: people,
        Nexus.CONTROL: people.union(companies),
    }
    tie = _TIES.get(order.power, Nexus.ENTITY)
    if order.power in _CHANGES and order.target in people.difference(companies):
        tie = Nexus.PERSON
    if order.target not in known[tie]:
        raise Unknown("target", order.target, known=known[tie])
    return _of_company(world, order, companies[order.target]) if tie is Nexus.ENTITY else tie


def _of_company(world: World, order: Order, company: Entity) -> Nexus:
    if company.role:
        return Nexus.INTERMEDIARY
    place = served_in(world, order)
    abroad = place != company.inc and place in company.markets
    return Nexus.MARKET if order.power is Power.METADATA and abroad else Nexus.ENTITY
