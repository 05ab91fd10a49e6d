"""The map in words: for each country its companies, its people and the machines that stand there.

The words for machines are those of ``custody_map``. What follows from it is for ``world`` to say.
"""

from collections.abc import Iterator
from typing import Any

from cryptokit.lab.custody_map import line
from cryptokit.lab.printing import printable
from cryptokit.world import PUBLIC, USER, Entity, Jurisdiction, World
from cryptokit.world.jurisdictions import countries as known


def scenery(world: World) -> list[dict[str, Any]]:
    """Give the countries in alphabetical order, with all that is there in sentences.

    >>> from cryptokit.world.architectures import architecture
    >>> there = {one["code"]: one for one in scenery(architecture("A3"))}
    >>> there["NL"]["machines"][0]["says"]
    'db, kept by nl (NL), of parent (VG): on disk ct; in memory kek'
    >>> there["NL"]["name"], there["NL"]["companies"]
    ('Netherlands', ['nl, owned by parent'])
    """
    return [_there(world, country) for country in world.jurisdictions]


def _there(world: World, country: Jurisdiction) -> dict[str, Any]:
    name = known()[country].name if country in known() else ""
    machines = [
        {"kept": _kept(asset.custodian), "says": line(world, asset)}
        for asset in world.assets
        if asset.loc == country
    ]
    people = [
        printable(f"{one.id}, who can make {one.entity} act")
        for one in world.persons
        if one.present == country
    ]
    return {
        "code": printable(country),
        "name": name,
        "companies": list(_companies(world, country)),
        "people": people,
        "machines": machines,
    }


def _kept(custodian: str) -> str:
    return {USER: "user", PUBLIC: "public"}.get(custodian, "company")


def _companies(world: World, country: Jurisdiction) -> Iterator[str]:
    for one in world.entities:
        if one.inc == country:
            yield printable(", ".join((one.id, *_about(world, one))))
        elif country in one.markets:
            yield printable(f"{one.id}, from {one.inc}, offers its service here")


def _about(world: World, one: Entity) -> Iterator[str]:
    if one.role:
        yield one.role
    if one.parent is not None:
        yield f"owned by {one.parent}"
    if one.id == world.code_signer:
        yield "signs the program"
    if one.id == world.directory:
        yield "runs the directory of keys"
