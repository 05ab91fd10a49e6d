"""The map in words: for each country its companies, its people and the machines that stand there.

A company is named with its seat and its owner's, since courts reach a machine through both. What
follows from it is for ``world`` to say.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cryptokit.lab.explorer.names import Names, names_of
from cryptokit.lab.explorer.subjects import Subject
from cryptokit.lab.printing import printable
from cryptokit.lab.widgets.board_phrases import capital, listed
from cryptokit.world import PUBLIC, USER, Asset, Entity, Jurisdiction, View, World
from cryptokit.world.jurisdictions import countries as known

KEPT: Final = {
    "company": "a machine of a company",
    "user": "a phone in its user's hands",
    "public": "open to anybody",
}
"""Whose a machine is, as its stripe tells, in words."""
_WHERE: Final[Mapping[View, str]] = {
    View.DISK: "on its disk",
    View.PART: "as its key part",
    View.MEMORY: "in its memory",
    View.LINE: "on its line",
    View.ROUTE: "on the way",
    View.ARRIVALS: "as it arrives",
}
"""Records are a part of a disk, and stand there."""


def scenery(subject: Subject) -> list[dict[str, Any]]:
    """Give the countries in alphabetical order, with all that is there in sentences.

    >>> from cryptokit.lab.explorer.subjects import subject
    >>> there = {one["code"]: one for one in scenery(subject("A4"))}
    >>> print(there["US"]["machines"][0]["says"])
    Key server 1 (p1), kept by the American company (us), owned by the parent company (parent) in \
VG; as its key part: key part 1 (s1)
    >>> there["US"]["name"], there["US"]["companies"]
    ('United States', ['The American company (us), owned by the parent company (parent)'])
    """
    world, names = subject.world, names_of(subject)
    return [_there(world, country, names) for country in world.jurisdictions]


def _there(world: World, country: Jurisdiction, names: Names) -> dict[str, Any]:
    name = known()[country].name if country in known() else ""
    machines = [
        {"kept": _kept(asset.custodian), "says": _machine(world, asset, names)}
        for asset in world.assets
        if asset.loc == country
    ]
    people = [
        printable(f"{capital(names.person(one.id))}, who can make {names.company(one.entity)} act")
        for one in world.persons
        if one.present == country
    ]
    return {
        "code": printable(country),
        "name": name,
        "companies": list(_companies(world, country, names)),
        "people": people,
        "machines": machines,
    }


def _kept(custodian: str) -> str:
    return {USER: "user", PUBLIC: "public"}.get(custodian, "company")


def _machine(world: World, asset: Asset, names: Names) -> str:
    """Say of a machine who keeps it, who can open it any day, and what lies where in it."""
    keepers = {USER: "in its user's hands", PUBLIC: "open to anybody"}
    keeper = keepers.get(asset.custodian) or f"kept by {_keeper(world, asset, names)}"
    inside = [
        f"{names.person(one.id)} in {one.present}"
        for one in world.persons
        if asset.id in one.access
    ]
    access = f", open to {listed(inside)}" if inside else ""
    held = [
        f"{where}: {names.listed(asset.facts(view))}"
        for view, where in _WHERE.items()
        if asset.facts(view)
    ]
    said = "; ".join((f"{capital(names.machine(asset.id))}, {keeper}{access}", *held))
    return printable(said if held else f"{said}; nothing in it")


def _keeper(world: World, asset: Asset, names: Names) -> str:
    """Name who keeps a machine, with its seat where that is elsewhere, and with its owner."""
    seats = {one.id: one.inc for one in world.entities}
    keeper, top = asset.custodian, world.head(asset.custodian)
    seat = "" if seats[keeper] == asset.loc else f" in {seats[keeper]}"
    owner = "" if top == keeper else f", owned by {names.company(top)} in {seats[top]}"
    return f"{names.company(keeper)}{seat}{owner}"


def _companies(world: World, country: Jurisdiction, names: Names) -> Iterator[str]:
    for one in world.entities:
        name = capital(names.company(one.id))
        if one.inc == country:
            yield printable(", ".join((name, *_about(world, one, names))))
        elif country in one.markets:
            yield printable(f"{name}, from {one.inc}, offers its service here")


def _about(world: World, one: Entity, names: Names) -> Iterator[str]:
    if one.role:
        yield one.role
    if one.parent is not None:
        yield f"owned by {names.company(one.parent)}"
    if one.id == world.code_signer:
        yield "signs the program"
    if one.id == world.directory:
        yield "runs the directory of keys"
