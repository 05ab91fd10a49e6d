"""What if? A machine moved, two companies merged, a treaty signed: each change gives a new world.

Nobody asks here what follows from a change: that is for ``k_eff``, and for ``compare``.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce

from cryptokit.errors import BadWorld, Unknown
from cryptokit.knowledge import Fact
from cryptokit.world.check import check
from cryptokit.world.model import Jurisdiction, World

Change = Callable[[World], World]
"""One of the changes below, with its names filled in."""


def move(world: World, asset: str, to: Jurisdiction) -> World:
    """Put a machine into another country, which may be one that did not occur so far.

    Its custodian stays the same, and so does what it holds. Raises Unknown for the machine and
    BadWorld for a country without a name.

    >>> from cryptokit.world import load
    >>> abroad = load({"assets": [{"id": "db", "loc": "NL", "custodian": "user"}]})
    >>> move(abroad, "db", "DE").jurisdictions, abroad.jurisdictions
    (('DE',), ('NL',))
    """
    _check_name("asset", asset, (one.id for one in world.assets))
    _check_printable(to, f"assets {asset}.loc")
    moved = (replace(one, loc=to) if one.id == asset else one for one in world.assets)
    return _checked(replace(world, assets=tuple(moved)))


def merge(world: World, one: str, other: str) -> World:
    """Let the group of one company take over the group of the other.

    The head of the other group gets the head of the first for a parent. For law that follows
    control all of them are one company from then on: an order that binds any member reaches every
    sister, wherever it was incorporated. Nothing is moved. Raises Unknown, and BadWorld where the
    two are of one group already.

    >>> from cryptokit.world import Level, k_eff, load
    >>> apart = load({"entities": {"nl": {"inc": "NL"}, "us": {"inc": "US"}}, "assets": [
    ...     {"id": "db", "loc": "NL", "custodian": "nl", "holds": ["ct"]},
    ...     {"id": "kms", "loc": "US", "custodian": "us", "holds": ["kek"]}],
    ...     "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}]})
    >>> [k_eff(w, "past", Level.CONTROL.powers) for w in (apart, merge(apart, "nl", "us"))]
    [2, 1]

    See: CLOUD Act, 18 U.S.C. 2713, 2018: "possession, custody, or control".
    """
    for name in (one, other):
        _check_entity(world, name)
    head, taken = world.head(one), world.head(other)
    if head == taken:
        what = f"{one} and {other} are of one group already, that of {head}"
        raise BadWorld(what, where="entities", hint="split_company first, or two other companies")
    return _with_parent(world, taken, head)


def split_company(world: World, entity: str) -> World:
    """Make a company independent of its parent and its sisters; its own subsidiaries stay with it.

    Raises Unknown, and BadWorld for a company that has no parent.

    >>> from cryptokit.world import load
    >>> apart = load({"entities": {"nl": {"inc": "NL"}, "us": {"inc": "US"}}})
    >>> split_company(merge(apart, "nl", "us"), "us") == apart
    True
    """
    _check_entity(world, entity)
    if world.head(entity) == entity:
        own = [one.id for one in world.entities if one.parent == entity]
        hint = f"split what it owns: {', '.join(own)}" if own else "a company with a parent"
        raise BadWorld("has no parent to part from", where=f"entities.{entity}", hint=hint)
    return _with_parent(world, entity, None)


def treaty(world: World, one: Jurisdiction, other: Jurisdiction) -> World:
    """Let each of two countries have its orders served in the other, on request.

    One of the two may occur nowhere so far: it can ask, and has nothing of its own. A request goes
    one step; delay and refusal are in ``odds``. Raises Unknown if neither occurs, and BadWorld for
    one country twice, or where the two have a treaty.

    >>> from cryptokit.world import load
    >>> abroad = load({"assets": [{"id": "db", "loc": "NL", "custodian": "user"}]})
    >>> treaty(abroad, "US", "NL").jurisdictions
    ('NL', 'US')
    """
    if not {one, other}.intersection(world.jurisdictions):
        raise Unknown("country", one, known=world.jurisdictions)
    for country in (one, other):
        _check_printable(country, "treaties")
    pair = (min(one, other), max(one, other))
    return _checked(replace(world, treaties=(*world.treaties, pair)))


def serve_from_memory(world: World, asset: str, fact: Fact) -> World:
    """Let a machine have a fact in its memory, as one that rebuilds the key to serve users.

    Raises Unknown for the machine, and for a fact that the world never mentions.

    >>> from cryptokit.world import load
    >>> cold = load({"assets": [{"id": "db", "loc": "NL", "custodian": "user", "holds": ["ct"]}],
    ...     "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}]})
    >>> serve_from_memory(cold, "db", "kek").asset("db").ram
    ('kek',)
    """
    _check_name("asset", asset, (one.id for one in world.assets))
    _check_name("fact", fact, _mentioned(world))
    serving = (
        replace(one, ram=(*one.ram, fact)) if one.id == asset and fact not in one.ram else one
        for one in world.assets
    )
    return _checked(replace(world, assets=tuple(serving)))


def apply(world: World, changes: Iterable[Change]) -> World:
    """Make one change after the other.

    >>> from cryptokit.world import load
    >>> abroad = load({"assets": [{"id": "db", "loc": "NL", "custodian": "user"}]})
    >>> apply(abroad, [lambda w: move(w, "db", "DE"), lambda w: move(w, "db", "NL")]) == abroad
    True
    """
    return reduce(lambda changed, change: change(changed), changes, world)


def _checked(world: World) -> World:
    check(world)
    return world


def _with_parent(world: World, entity: str, parent: str | None) -> World:
    entities = (replace(one, parent=parent) if one.id == entity else one for one in world.entities)
    return _checked(replace(world, entities=tuple(entities)))


def _mentioned(world: World) -> frozenset[Fact]:
    held = {fact for asset in world.assets for fact in asset.brings}
    ruled = {fact for rule in world.rules for fact in (rule.out, *rule.of)}
    return frozenset(held | ruled)


def _check_entity(world: World, name: str) -> None:
    _check_name("entity", name, (one.id for one in world.entities))


def _check_name(kind: str, name: str, known: Iterable[str]) -> None:
    names = tuple(known)
    if name not in names:
        raise Unknown(kind, name, known=names)


def _check_printable(country: Jurisdiction, where: str) -> None:
    if not (country and country.isprintable()):
        raise BadWorld(f"{country!r} is no country", where=where, hint="two letters, such as NL")
