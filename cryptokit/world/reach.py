"""What a coalition of countries gets hold of: which view of which asset, by which order.

Both engines start here. The symbolic one derives from the facts of these views; the court copies
their files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cryptokit.errors import Unknown
from cryptokit.knowledge import Fact, Knowledge, derive
from cryptokit.world.model import CODE, DIRECTORY, PUBLIC, USER, Asset, Jurisdiction, View, World
from cryptokit.world.powers import Power


class Piece(NamedTuple):
    """One view of one asset."""

    asset: str
    view: View


@dataclass(frozen=True, slots=True)
class Order:
    """An order: which country, by which power, on whom (an asset, an entity or a person).

    ``by`` is who wants it. Where a treaty partner serves it on request, ``served_in`` says which.
    """

    by: Jurisdiction
    power: Power
    target: str


_PLACE_POWERS = {View.DISK: Power.AT_REST, View.PART: Power.SHARE, View.MEMORY: Power.RAM}


def compelled(
    world: World, coalition: Iterable[Jurisdiction], powers: frozenset[Power]
) -> dict[str, Order]:
    """Give the entities that must obey, each with an order that binds it."""
    wants = _wants(world, coalition)
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
    if Power.CONTROL in powers:
        # Control compels nobody by itself: it spreads from those who are already bound.
        for member, order in list(bound.items()):
            for sister in _group(world, member):
                bound.setdefault(sister, Order(order.by, Power.CONTROL, order.target))
    return bound


def reach(
    world: World, coalition: Iterable[Jurisdiction], powers: frozenset[Power]
) -> dict[Piece, Order | None]:
    """Give every view of every asset that the orders bring, each with the order that brings it.

    The disk of a public asset is there for the looking: without any order its order is None. What
    a treaty partner serves on request is brought by an order of the member that asked. Raises
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
    got = dict[Piece, Order | None]()
    for asset in world.assets:
        for view in View:
            order = _order_for(asset, view, wants, powers) or bound.get(asset.custodian)
            if order is not None or _is_open(asset, view):
                got[Piece(asset.id, view)] = order
    return got


def facts(
    world: World, coalition: Iterable[Jurisdiction], powers: frozenset[Power]
) -> frozenset[Fact]:
    """Give the facts that the orders bring, and the public ones, before any rule is applied."""
    countries = _known(world, coalition)
    bound = compelled(world, countries, powers)
    got = {
        fact
        for piece in reach(world, countries, powers)
        for fact in world.asset(piece.asset).facts(piece.view)
    }
    if Power.CODE in powers and world.code_signer in bound:
        got.add(CODE)
    if Power.DIRECTORY in powers and world.directory in bound:
        got.add(DIRECTORY)
    return frozenset(got)


def closure(world: World, coalition: Iterable[Jurisdiction], powers: frozenset[Power]) -> Knowledge:
    """Give everything that follows from what the orders bring."""
    return derive(facts(world, coalition, powers), world.rules)


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
    of = {Power.ENTITY: seats, Power.PERSON: presences, Power.CONTROL: seats | presences}
    where = of.get(order.power, places)
    abroad = min(where & world.partners(order.by), default=order.by)
    return order.by if order.by in where else abroad


def _is_open(asset: Asset, view: View) -> bool:
    """Tell whether anybody may look: what a public machine has in memory is not on the page."""
    return asset.custodian == PUBLIC and view is View.DISK


def _order_for(
    asset: Asset,
    view: View,
    wants: Mapping[Jurisdiction, Jurisdiction],
    powers: frozenset[Power],
) -> Order | None:
    """Find an order on the thing itself, where it stands."""
    power = Power.ENDPOINT if asset.custodian == USER else _PLACE_POWERS[view]
    if asset.loc in wants and power in powers:
        return Order(wants[asset.loc], power, asset.id)
    return None


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
