"""What a coalition of countries gets hold of: which view of which asset, by which order.

Both engines start here. The symbolic one derives from the facts of these views; the court copies
their files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.errors import Unknown
from cryptokit.knowledge import Fact, Knowledge, derive
from cryptokit.world.model import (
    CHANGED,
    LASTING,
    PUBLIC,
    SWAPPED,
    USER,
    Asset,
    Jurisdiction,
    Piece,
    View,
    World,
)
from cryptokit.world.powers import Power


@dataclass(frozen=True, slots=True)
class Order:
    """An order: which country, by which power, on whom (an asset, an entity or a person).

    ``by`` is who wants it. Where a treaty partner serves it on request, ``served_in`` says which.
    """

    by: Jurisdiction
    power: Power
    target: str


Bound = Mapping[str, Order]
"""Entities that must obey, each with an order that binds it."""

ON_THE_SPOT: Final = {
    View.DISK: Power.AT_REST,
    View.PART: Power.SHARE,
    View.MEMORY: Power.RAM,
    View.LINE: Power.TAP,
    View.ROUTE: Power.NETWORK,
}
"""What is taken where the thing stands, whoever keeps it."""
BY_THE_KEEPER: Final = {
    View.RECORDS: Power.METADATA,
    View.LINE: Power.COOPERATION,
    View.ROUTE: Power.NETWORK,
    View.ARRIVALS: Power.COOPERATION,
}
"""What a keeper does, or hands over, only if this power is there; all else it just hands over."""
INSIDE: Final = frozenset({View.DISK, View.PART, View.MEMORY})
"""What is inside a machine: it takes the endpoint power to get it out of a phone."""
_ASKED: Final = (Power.COOPERATION, Power.METADATA)
"""Powers that bind a company by themselves, to one thing only."""
_CHANGES: Final = ((Power.CODE, CHANGED), (Power.DIRECTORY, SWAPPED))


def compelled(
    world: World, coalition: Iterable[Jurisdiction], powers: frozenset[Power]
) -> dict[str, Order]:
    """Give the entities that must obey whatever is ordered, each with an order that binds it."""
    return _spread(world, _bound(world, _wants(world, coalition), powers), powers)


def reach(
    world: World, coalition: Iterable[Jurisdiction], powers: frozenset[Power]
) -> dict[Piece, Order | None]:
    """Give every view of every asset that the orders bring, each with the order that brings it.

    What is not inside a machine is there only if the world says so: a line with nothing on it is
    none. The disk of a public asset is there for the looking: without any order its order is None.
    What a treaty partner serves on request is brought by an order of the member that asked.
    ``CHANGED`` and ``SWAPPED`` stand for what a changed program and a swapped key bring. Raises
    Unknown for a country that does not occur in the world.

    >>> from cryptokit.world import Level, load
    >>> page = load({"assets": [{"id": "web", "loc": "NL", "custodian": "public"}]})
    >>> reach(page, [], Level.AT_REST.powers)
    {Piece(asset='web', view=<View.DISK: 'disk'>): None}
    >>> reach(page, ["NL"], Level.AT_REST.powers)[Piece("web", View.DISK)].by
    'NL'
    """
    countries = _known(world, coalition)
    wants, bound = _wants(world, countries), compelled(world, countries, powers)
    asked: dict[Power, Bound] = {
        power: _asked(world, wants, powers, power) for power in _ASKED if power in powers
    }
    inside = _inside(world, countries, powers)
    got = dict[Piece, Order | None]()
    for asset in world.assets:
        for view in (one for one in View if one in INSIDE or asset.facts(one)):
            piece = Piece(asset.id, view)
            order = _on_the_spot(asset, view, wants, powers) or inside.get(piece)
            order = order or _by_the_keeper(asset, view, powers, bound, asked)
            if order is not None or _is_open(asset, view):
                got[piece] = order
    makers = {CHANGED: world.code_signer, SWAPPED: world.directory}
    for power, piece in _CHANGES:
        if power in powers and makers[piece] in bound:
            got[piece] = bound[makers[piece] or ""]
    return got


def facts(
    world: World, coalition: Iterable[Jurisdiction], powers: frozenset[Power]
) -> frozenset[Fact]:
    """Give the facts that the orders bring, and the public ones, before any rule is applied."""
    return frozenset(
        fact for piece in reach(world, coalition, powers) for fact in world.facts(piece)
    )


def closure(world: World, coalition: Iterable[Jurisdiction], powers: frozenset[Power]) -> Knowledge:
    """Give everything that follows from what the orders bring."""
    return derive(facts(world, coalition, powers), world.rules)


def lasts(piece: Piece) -> bool:
    """Tell whether a piece begins to fill when it is ordered, and holds nothing from before."""
    return piece.view in LASTING


def served_in(world: World, order: Order) -> Jurisdiction:
    """Say where an order is served: in the country that wants it, or in a treaty partner.

    >>> from cryptokit.world import load
    >>> abroad = load({"assets": [{"id": "db", "loc": "NL", "custodian": "user"}],
    ...     "treaties": [["NL", "US"]]})
    >>> served_in(abroad, Order("US", Power.AT_REST, "db"))
    'NL'
    """
    seats = {one.inc for one in world.entities if one.id == order.target}
    presences = {one.present for one in world.persons if one.id == order.target}
    places = {one.loc for one in world.assets if one.id == order.target}
    markets = {p for one in world.entities if one.id == order.target for p in one.markets}
    of = {
        Power.ENTITY: seats,
        Power.COOPERATION: seats,
        Power.METADATA: seats | markets,
        Power.CODE: seats | presences,
        Power.DIRECTORY: seats | presences,
        Power.PERSON: presences,
        Power.INSIDER: presences,
        Power.CONTROL: seats | presences | markets,
    }
    where = of.get(order.power, places)
    abroad = min(where & world.partners(order.by), default=order.by)
    return order.by if order.by in where else abroad


def _is_open(asset: Asset, view: View) -> bool:
    """Tell whether anybody may look: what a public machine has in memory is not on the page."""
    return asset.custodian == PUBLIC and view is View.DISK


def _bound(
    world: World, wants: Mapping[Jurisdiction, Jurisdiction], powers: frozenset[Power]
) -> dict[str, Order]:
    """Give the entities that an order on them, or on one of their people, binds."""
    bound = dict[str, Order]()
    if Power.ENTITY in powers:
        for entity in world.entities:
            if entity.inc in wants:
                bound.setdefault(entity.id, Order(wants[entity.inc], Power.ENTITY, entity.id))
    if Power.PERSON in powers:
        for person in world.persons:
            if person.present in wants:
                order = Order(wants[person.present], Power.PERSON, person.id)
                bound.setdefault(person.entity, order)
    return bound


def _asked(
    world: World,
    wants: Mapping[Jurisdiction, Jurisdiction],
    powers: frozenset[Power],
    power: Power,
) -> Bound:
    """Give the entities that owe this one thing; metadata they owe where they have a market too."""
    bound = _bound(world, wants, powers)
    for entity in world.entities:
        places = (entity.inc, *entity.markets) if power is Power.METADATA else (entity.inc,)
        for place in places:
            if place in wants:
                bound.setdefault(entity.id, Order(wants[place], power, entity.id))
    return _spread(world, bound, powers)


def _spread(world: World, bound: dict[str, Order], powers: frozenset[Power]) -> dict[str, Order]:
    """Reach from the bound to their groups; control compels nobody by itself."""
    if Power.CONTROL in powers:
        for member, order in list(bound.items()):
            for sister in _group(world, member):
                bound.setdefault(sister, Order(order.by, Power.CONTROL, order.target))
    return bound


def _on_the_spot(
    asset: Asset,
    view: View,
    wants: Mapping[Jurisdiction, Jurisdiction],
    powers: frozenset[Power],
) -> Order | None:
    """Find an order on the thing itself, where it stands."""
    power = ON_THE_SPOT.get(view)
    if asset.custodian == USER and view in INSIDE:
        power = Power.ENDPOINT
    if power is not None and power in powers and asset.loc in wants:
        return Order(wants[asset.loc], power, asset.id)
    return None


def _by_the_keeper(
    asset: Asset,
    view: View,
    powers: frozenset[Power],
    bound: Bound,
    asked: Mapping[Power, Bound],
) -> Order | None:
    """Find an order on the company that keeps the thing."""
    power = BY_THE_KEEPER.get(view)
    if power is None:
        return bound.get(asset.custodian)
    if power not in powers:
        return None
    return asked.get(power, bound).get(asset.custodian)


def _inside(
    world: World, members: frozenset[Jurisdiction], powers: frozenset[Power]
) -> dict[Piece, Order]:
    """Give what people take who have access: the order names the person.

    No paper is there that a treaty partner could serve.
    """
    if Power.INSIDER not in powers:
        return {}
    return {
        Piece(asset, view): Order(person.present, Power.INSIDER, person.id)
        for person in world.persons
        if person.present in members
        for asset in person.access
        for view in sorted(INSIDE)
    }


def _group(world: World, member: str) -> frozenset[str]:
    """Give the corporate group of an entity: parents and children, both ways, transitively."""
    links: Mapping[str, set[str]] = {entity.id: set() for entity in world.entities}
    for entity in world.entities:
        if entity.parent is not None:
            links[entity.id].add(entity.parent)
            links[entity.parent].add(entity.id)
    group, edge = {member}, {member}
    while edge:
        edge = {other for one in edge for other in links[one]} - group
        group |= edge
    return frozenset(group)


def _wants(world: World, coalition: Iterable[Jurisdiction]) -> Mapping[Jurisdiction, Jurisdiction]:
    """Say for each country that serves orders whose they are: its own, or those of who asks."""
    members = sorted(_known(world, coalition))
    asked = {partner: one for one in members for partner in world.partners(one)}
    return asked | {one: one for one in members}


def _known(world: World, coalition: Iterable[Jurisdiction]) -> frozenset[Jurisdiction]:
    countries = frozenset(coalition)
    for country in sorted(countries.difference(world.jurisdictions)):
        raise Unknown("country", country, known=world.jurisdictions)
    return countries
