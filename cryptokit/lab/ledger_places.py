"""Where the parties of a transcript stand in a world: whose machine each is, and in which country.

A transcript calls people by their names and machines by what they do; a world calls them by ids.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.world import PUBLIC, USER, Asset, World

NOWHERE: Final = "-"
_MACHINES: Final[Mapping[str, tuple[str, ...]]] = {"server": ("relay", "db"), "store": ("db",)}
"""What messengers call a machine that answers over the network, and the ids it may have."""
_OPERATOR, _NODE = "operator ", "n"
"""Operators of a split key are numbered, and their machines too."""
_ANYBODY: Final = frozenset({"anybody", "a stranger"})
"""Parties with no place: who looks at a public page, and who logs in from somewhere."""
_KEEPERS: Final[Mapping[str, str]] = {
    USER: "none: their own phone",
    PUBLIC: "none: open to anybody",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A company and a country as a table shows them; ``asset`` is the machine, if it is one."""

    company: str = NOWHERE
    country: str = NOWHERE
    asset: str | None = None


def places(parties: Iterable[str], world: World) -> dict[str, Place]:
    """Find each party in a world: a machine, an entity, a person of it, or somebody with a phone.

    People get the phones in the order in which they appear, as messengers hand them out. Who is
    nowhere in the world has "-" twice.

    >>> from cryptokit.messengers import named
    >>> found = places(["Ann", "server", "anybody"], named("cloud_chat").world)
    >>> [(one.company, one.country) for one in found.values()]
    [('none: their own phone', 'DE'), ('nl (NL), of parent (VG)', 'NL'), ('-', '-')]
    """
    phones = iter([asset for asset in world.assets if asset.custodian == USER])
    found = dict[str, Place]()
    for party in parties:
        place = _named(party, world)
        if place is None and party not in _ANYBODY:
            phone = next(phones, None)
            place = None if phone is None else of_asset(phone, world)
        found[party] = place or Place()
    return found


def of_asset(asset: Asset, world: World) -> Place:
    """Give the place of a machine: who keeps it, and where it stands."""
    keeper = _KEEPERS.get(asset.custodian) or company(asset.custodian, world)
    return Place(keeper, asset.loc, asset.id)


def _named(party: str, world: World) -> Place | None:
    assets = {asset.id: asset for asset in world.assets}
    for name in (*_ids(party), *_kept_by(party, world)):
        if name in assets:
            return of_asset(assets[name], world)
    for person in world.persons:
        if person.id == party:
            return Place(company(person.entity, world), person.present)
    for entity in world.entities:
        if entity.id == party:
            return Place(company(entity.id, world), entity.inc)
    return None


def _ids(party: str) -> tuple[str, ...]:
    number = party.removeprefix(_OPERATOR)
    node = (_NODE + number,) if party.startswith(_OPERATOR) else ()
    return (*_MACHINES.get(party, ()), party, *node)


def _kept_by(party: str, world: World) -> tuple[str, ...]:
    """Give the machines that a company keeps, which a transcript may call by its name."""
    if party in {USER, PUBLIC}:
        return ()
    return tuple(asset.id for asset in world.assets if asset.custodian == party)


def company(entity: str, world: World) -> str:
    """Name a company with its seat, and with whoever owns it in the end.

    >>> from cryptokit.messengers import named
    >>> company("nl", named("cloud_chat").world)
    'nl (NL), of parent (VG)'
    """
    seats = {one.id: one.inc for one in world.entities}
    top = world.head(entity)
    said = f"{entity} ({seats[entity]})"
    return said if top == entity else f"{said}, of {top} ({seats[top]})"
