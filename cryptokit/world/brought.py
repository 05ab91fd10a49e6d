"""What each country brings by itself, for all countries in one walk over the world.

``reach`` answers for one coalition, with the orders; a test holds the two to each other.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from cryptokit.knowledge import Fact
from cryptokit.world.model import (
    CODE,
    DIRECTORY,
    PUBLIC,
    USER,
    Asset,
    Entity,
    Jurisdiction,
    View,
    World,
)
from cryptokit.world.powers import Power
from cryptokit.world.reach import BY_THE_KEEPER, INSIDE, ON_THE_SPOT

Binders = Mapping[str, set[Jurisdiction]]
"""Which countries can bind an entity."""


def brought(world: World, powers: frozenset[Power]) -> dict[Jurisdiction, frozenset[Fact]]:
    """Give the facts that an order of each country brings, alone and before any rule is applied.

    Every tie to a country (place, seat, market, presence) is a tie to one country, so what a
    coalition gets is the union of what its members get. To each comes what its treaty partners
    serve on request.

    >>> from cryptokit.world import Level, load
    >>> abroad = load({"entities": {"op": {"inc": "VG"}}, "assets": [
    ...     {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]}]})
    >>> brought(abroad, Level.ENTITY.powers)
    {'NL': frozenset({'ct'}), 'VG': frozenset({'ct'})}
    """
    binders = {power: _binders(world, powers, power) for power in (None, *powers & _OWED)}
    got: dict[Jurisdiction, set[Fact]] = {one: set() for one in world.jurisdictions}
    for asset in world.assets:
        for view in View:
            held = asset.facts(view)
            if held:
                for country in _takers(asset, view, powers, binders):
                    got[country].update(held)
    for power, maker, fact in (
        (Power.CODE, world.code_signer, CODE),
        (Power.DIRECTORY, world.directory, DIRECTORY),
    ):
        if power in powers and maker is not None:
            for country in binders[None].get(maker, ()):
                got[country].add(fact)
    asked = {one: got[one].union(*(got[p] for p in world.partners(one))) for one in got}
    # What is taken without any paper, no partner serves.
    inside = _inside(world, powers)
    return {one: frozenset(asked[one]).union(inside.get(one, ())) for one in got}


def public(world: World) -> frozenset[Fact]:
    """Give the facts that nobody has to order: what lies on public disks.

    >>> from cryptokit.world import load
    >>> public(load({"assets": [{"id": "w", "loc": "NL", "custodian": "public", "holds": ["m"]}]}))
    frozenset({'m'})
    """
    return frozenset(f for a in world.assets if a.custodian == PUBLIC for f in a.holds)


_OWED = frozenset({Power.COOPERATION, Power.METADATA})


def _takers(
    asset: Asset, view: View, powers: frozenset[Power], binders: Mapping[Power | None, Binders]
) -> Iterator[Jurisdiction]:
    on_the_spot = ON_THE_SPOT.get(view)
    if asset.custodian == USER and view in INSIDE:
        on_the_spot = Power.ENDPOINT
    if on_the_spot in powers:
        yield asset.loc
    owed = BY_THE_KEEPER.get(view)
    if owed is None or owed in powers:
        yield from binders.get(owed, binders[None]).get(asset.custodian, ())


def _inside(world: World, powers: frozenset[Power]) -> Mapping[Jurisdiction, set[Fact]]:
    found = defaultdict[Jurisdiction, set[Fact]](set)
    for person in world.persons if Power.INSIDER in powers else ():
        for asset in map(world.asset, person.access):
            found[person.present].update(*(asset.facts(view) for view in INSIDE))
    return found


def _binders(world: World, powers: frozenset[Power], owed: Power | None) -> Binders:
    bound = defaultdict[str, set[Jurisdiction]](set)
    for entity in world.entities:
        bound[entity.id].update(_ties(entity, powers, owed))
    if Power.PERSON in powers:
        for person in world.persons:
            bound[person.entity].add(person.present)
    if Power.CONTROL in powers:
        heads = {entity.id: world.head(entity.id) for entity in world.entities}
        groups = defaultdict[str, set[Jurisdiction]](set)
        for member, head in heads.items():
            groups[head] |= bound[member]
        return {member: groups[head] for member, head in heads.items()}
    return bound


def _ties(entity: Entity, powers: frozenset[Power], owed: Power | None) -> Iterator[Jurisdiction]:
    if Power.ENTITY in powers or owed is not None:
        yield entity.inc
    if owed is Power.METADATA:
        yield from entity.markets
