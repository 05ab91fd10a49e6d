"""What each country brings by itself, for all countries in one walk over the world.

``reach`` answers for one coalition, with the orders; a test holds the two to each other.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from cryptokit.knowledge import Fact
from cryptokit.world.model import (
    CODE,
    DIRECTORY,
    PUBLIC,
    USER,
    Asset,
    Jurisdiction,
    View,
    World,
)
from cryptokit.world.powers import Power

Binders = Mapping[str, set[Jurisdiction]]
"""Which countries can bind an entity."""

_PLACE_POWERS: Final = {View.DISK: Power.AT_REST, View.PART: Power.SHARE, View.MEMORY: Power.RAM}


def brought(world: World, powers: frozenset[Power]) -> dict[Jurisdiction, frozenset[Fact]]:
    """Give the facts that an order of each country brings, alone and before any rule is applied.

    Every tie to a country (place, seat, presence) is a tie to one country, so what a coalition gets
    is the union of what its members get. To each comes what its treaty partners serve on request.

    >>> from cryptokit.world import Level, load
    >>> abroad = load({"entities": {"op": {"inc": "VG"}}, "assets": [
    ...     {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"]}]})
    >>> brought(abroad, Level.ENTITY.powers)
    {'NL': frozenset({'ct'}), 'VG': frozenset({'ct'})}
    """
    binders = _binders(world, powers)
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
            for country in binders.get(maker, ()):
                got[country].add(fact)
    return {one: frozenset(got[one]).union(*(got[p] for p in world.partners(one))) for one in got}


def public(world: World) -> frozenset[Fact]:
    """Give the facts that nobody has to order: what lies on public disks.

    >>> from cryptokit.world import load
    >>> public(load({"assets": [{"id": "w", "loc": "NL", "custodian": "public", "holds": ["m"]}]}))
    frozenset({'m'})
    """
    return frozenset(f for a in world.assets if a.custodian == PUBLIC for f in a.holds)


def _takers(
    asset: Asset, view: View, powers: frozenset[Power], binders: Binders
) -> Iterator[Jurisdiction]:
    power = Power.ENDPOINT if asset.custodian == USER else _PLACE_POWERS[view]
    if power in powers:
        yield asset.loc
    yield from binders.get(asset.custodian, ())


def _binders(world: World, powers: frozenset[Power]) -> Binders:
    bound = defaultdict[str, set[Jurisdiction]](set)
    if Power.ENTITY in powers:
        for entity in world.entities:
            bound[entity.id].add(entity.inc)
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
