"""Refuse a world that contradicts itself: references to nobody, names given twice, circles."""

from collections.abc import Collection, Iterable
from typing import NoReturn

from cryptokit.errors import BadWorld
from cryptokit.world.model import CODE, DIRECTORY, FUTURE, LASTING, PAST, PUBLIC, USER, Asset, World


def check(world: World) -> None:
    """Refuse references to nobody, names given twice, and owners in a circle."""
    entities = {entity.id for entity in world.entities}
    _check_unique((person.id for person in world.persons), "persons")
    _check_unique((asset.id for asset in world.assets), "assets")
    kept = {asset.id for asset in world.assets if asset.custodian != USER}
    for entity in world.entities:
        _check_known(entity.parent, entities, f"entities.{entity.id}.parent")
    _check_ancestors(world)
    for person in world.persons:
        _check_known(person.entity, entities, f"persons {person.id}.entity")
        for name in person.access:
            _check_known(
                name, kept, f"persons {person.id}.access", "no machine that a company keeps"
            )
    for asset in world.assets:
        _check_known(asset.custodian, entities | {USER, PUBLIC}, f"assets {asset.id}.custodian")
        _check_views(asset)
    _check_known(world.code_signer, entities, "code_signer")
    _check_known(world.directory, entities, "directory")
    for one, other in world.treaties:
        if one == other:
            raise BadWorld(f"{one} needs none with itself", where="treaties", hint="two countries")
    pairs = (f"{min(pair)} and {max(pair)}" for pair in world.treaties)
    _check_unique(pairs, "treaties", hint="one treaty for each pair")


def _check_views(asset: Asset) -> None:
    if asset.id in (CODE, DIRECTORY):
        raise BadWorld(f"{asset.id!r} is a power", where="assets", hint="another id")
    for view in LASTING:
        if PAST in asset.facts(view):
            what = "what went by before an order is gone, so none of it is past"
            raise BadWorld(what, where=f"assets {asset.id}, {view}", hint=f"{FUTURE!r}")


def _check_ancestors(world: World) -> None:
    """Look at every owner once, however long the chain of owners is."""
    parents = {one.id: one.parent for one in world.entities}
    done = set[str]()
    for start in parents:
        chain = dict[str, None]()
        above: str | None = start
        while above is not None and above not in done and above not in chain:
            chain[above] = None
            above = parents[above]
        if above in chain:
            _refuse_circle(tuple(chain)[tuple(chain).index(above) :])
        done.update(chain)


def _refuse_circle(names: tuple[str, ...]) -> NoReturn:
    circle = " -> ".join((*names, names[0]))
    where = f"entities.{names[0]}.parent"
    raise BadWorld(f"is its own ancestor ({circle})", where=where, hint="drop one parent")


def _check_known(
    name: str | None, known: Collection[str], where: str, what: str = "nobody"
) -> None:
    if name is not None and name not in known:
        hint = f"one of {', '.join(sorted(known))}" if known else "leaving it out: there is none"
        raise BadWorld(f"{name!r} is {what}", where=where, hint=hint)


def _check_unique(names: Iterable[str], where: str, hint: str = "one id for each") -> None:
    seen = set[str]()
    for name in names:
        if name in seen:
            raise BadWorld(f"{name!r} twice", where=where, hint=hint)
        seen.add(name)
