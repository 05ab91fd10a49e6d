"""Strategies for worlds of stores and split keys, and for the orders served on them.

Every world can be deployed. Not here: messengers, which bring a protocol and a world of their own.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from hypothesis import strategies as st

from cryptokit.world import (
    ACCOUNTS,
    CODE,
    DIRECTORY,
    FUTURE,
    METADATA,
    PAST,
    PUBLIC,
    USER,
    Coalition,
    Jurisdiction,
    Level,
    Order,
    Power,
    World,
    load,
)

_STORES: Final = ("ct1", "ct2")
_MADE: Final = ("k1", "k2")
"""Keys that rules make. A rule uses parts, and keys with a higher number: so there is no circle."""
_PARTS: Final = ("s1", "s2", "s3")
_KEYS: Final = (*_MADE, *_PARTS)
_BESIDE: Final = tuple(power for power in Power if power not in Level.ENDPOINT.powers)
_IN_PLACE: Final = (Power.AT_REST, Power.SHARE, Power.RAM)
_ON_A_LINE: Final = (Power.TAP, Power.NETWORK)
_ON_A_SEAT: Final = (Power.ENTITY, Power.CONTROL, Power.COOPERATION, Power.METADATA)
_Item = dict[str, Any]


def _rule(out: str, k: int, *of: str) -> _Item:
    return {"out": out, "k": k, "of": list(of)}


_FUTURES: Final[tuple[list[_Item], ...]] = (
    [],
    [_rule(FUTURE, 1, PAST, CODE)],
    [_rule(FUTURE, 1, CODE, DIRECTORY)],
    [_rule(FUTURE, 1, PAST, CODE, DIRECTORY)],
    [_rule(FUTURE, 1, PAST)],
)


@st.composite
def worlds(
    draw: st.DrawFn,
    *,
    countries: Sequence[str] = ("DE", "NL", "SG", "US"),
    entities: int = 4,
    assets: int = 6,
) -> World:
    """Make worlds of up to so many entities and assets, which ``messengers.deploy`` can build.

    One or two stores of messages, locked or in the clear; keys on disks, as parts, in memory, on
    lines or with nobody; keys split and their parts split again; owners, persons with and without
    access, markets, phones, public pages; what goes by, comes in, or is taken over.

    >>> from hypothesis import given
    >>> from cryptokit.world import k_eff
    >>> @given(world=worlds(countries=("NL", "SG")), level=levels())
    ... def check(world, level):
    ...     number = k_eff(world, "past", level.powers)
    ...     assert number is None or 0 <= number <= 2
    >>> check()
    """
    places = st.sampled_from(tuple(countries))
    companies = [f"e{i}" for i in range(draw(st.integers(1, entities)))]
    anybody = st.sampled_from((None, *companies))
    owners = st.sampled_from((*companies * 6, *[USER] * 3, PUBLIC))
    machines = [
        {"id": f"a{i}", "loc": draw(places), "custodian": draw(owners)} | draw(_contents())
        for i in range(draw(st.integers(min(2, assets), assets)))
    ]
    return load(
        {
            "name": "random",
            "entities": {
                one: draw(_company(places, companies[:i] * 3)) for i, one in enumerate(companies)
            },
            "persons": [
                {"id": f"p{i}", "present": draw(places), "entity": draw(st.sampled_from(companies))}
                | {"access": draw(_access(machines))}
                for i in range(draw(st.integers(0, 2)))
            ],
            "assets": machines,
            "rules": draw(_rules()),
            "code_signer": draw(anybody),
            "directory": draw(anybody),
        }
    )


def levels() -> st.SearchStrategy[Level]:
    """Give rungs of the ladder of powers; the lowest is the simplest.

    >>> from hypothesis import find
    >>> find(levels(), lambda level: True)
    <Level.AT_REST: 'L1_at_rest'>
    """
    return st.sampled_from(tuple(Level))


def powers() -> st.SearchStrategy[frozenset[Power]]:
    """Give sets of powers: those of a rung, of a rung with one beside it, or any at all.

    >>> from hypothesis import find
    >>> from cryptokit.world import Power
    >>> find(powers(), lambda some: {Power.RAM, Power.TAP} <= some) >= {Power.RAM, Power.TAP}
    True
    """
    return _rungs() | _rungs(_BESIDE) | st.frozensets(st.sampled_from(tuple(Power)))


@st.composite
def _rungs(draw: st.DrawFn, beside: Sequence[Power] = ()) -> frozenset[Power]:
    return draw(levels()).powers | ({draw(st.sampled_from(beside))} if beside else set[Power]())


def orders(world: World) -> st.SearchStrategy[Order]:
    """Give single orders that can be served in a world: by each power, on each target that fits.

    An order is served where its target is, or in a treaty partner of who wants it.

    >>> from hypothesis import find
    >>> from cryptokit.messengers import named
    >>> from cryptokit.world import Power
    >>> find(orders(named("cloud_chat").world), lambda one: one.power is Power.PERSON)
    Order(by='AE', power=<Power.PERSON: 'person'>, target='ceo')
    """
    there = sorted(set(_orders(world)), key=lambda one: (one.by, one.target, one.power))
    return st.sampled_from(there) if there else st.nothing()


def coalitions(world: World) -> st.SearchStrategy[Coalition]:
    """Give sets of countries that occur in a world, the empty one included.

    >>> from hypothesis import find
    >>> from cryptokit.messengers import named
    >>> find(coalitions(named("cloud_chat").world), lambda countries: len(countries) == 2)
    ('AE', 'DE')
    """
    there = world.jurisdictions
    if not there:
        return st.just(())
    return st.lists(st.sampled_from(there), unique=True).map(sorted).map(tuple)


def _orders(world: World) -> Iterator[Order]:
    for power, target, places in _targets(world):
        for place in places:
            for country in (place, *sorted(world.partners(place))):
                yield Order(country, power, target)


def _targets(world: World) -> Iterator[tuple[Power, str, Collection[Jurisdiction]]]:
    """Say what each power can be used on, and where."""
    for asset in world.assets:
        inside = (Power.ENDPOINT,) if asset.custodian == USER else _IN_PLACE
        yield from ((power, asset.id, [asset.loc]) for power in (*inside, *_ON_A_LINE))
    makers = {Power.CODE: world.code_signer, Power.DIRECTORY: world.directory}
    for entity in world.entities:
        yield from ((power, entity.id, [entity.inc]) for power in _ON_A_SEAT)
        yield Power.METADATA, entity.id, entity.markets
        made = (power for power, maker in makers.items() if maker == entity.id)
        yield from ((power, entity.id, [entity.inc]) for power in made)
    for person in world.persons:
        yield Power.PERSON, person.id, [person.present]
        if person.access:
            yield Power.INSIDER, person.id, [person.present]


@st.composite
def _company(
    draw: st.DrawFn, places: st.SearchStrategy[Jurisdiction], older: Sequence[str]
) -> _Item:
    markets = st.lists(places, min_size=1, max_size=2, unique=True)
    return {
        "inc": draw(places),
        "parent": draw(st.sampled_from((None, *older))),
        "markets": draw(markets) if draw(_at_times()) else [],
        "role": draw(st.sampled_from(("carrier", "app store"))) if draw(_at_times()) else None,
    }


def _access(machines: Sequence[_Item]) -> st.SearchStrategy[list[str]]:
    """Say what somebody can open any day: mostly nothing, and no phone of somebody else."""
    kept = [one["id"] for one in machines if one["custodian"] != USER]
    return st.lists(st.sampled_from(kept), max_size=1) if kept else st.just([])


@st.composite
def _rules(draw: st.DrawFn) -> list[_Item]:
    rules = draw(st.lists(_splits(), max_size=3))
    for store in _STORES[: draw(st.integers(1, 2))]:
        rules += draw(_locks(store))
    rules += draw(st.sampled_from(_FUTURES))
    return draw(st.permutations(rules))


@st.composite
def _locks(draw: st.DrawFn, store: str) -> list[_Item]:
    """Say how a store is locked: under one or two sets of keys; rarely in the clear as well."""
    keys = st.lists(st.sampled_from(_KEYS), min_size=1, max_size=3, unique=True)
    locked = draw(st.lists(keys, min_size=1, max_size=2))
    in_clear = {0: [], 1: [_rule(PAST, 1, store)]}[draw(_rarely())]
    return [*(_rule(PAST, len(of) + 1, store, *of) for of in locked), *in_clear]


@st.composite
def _splits(draw: st.DrawFn) -> _Item:
    out = draw(st.sampled_from(_MADE))
    from_ = _KEYS[_KEYS.index(out) + 1 :]
    of = draw(st.lists(st.sampled_from(from_), min_size=1, max_size=4, unique=True))
    return _rule(out, draw(st.integers(1, len(of))), *of)


@st.composite
def _contents(draw: st.DrawFn) -> _Item:
    """Fill a machine: mostly with one or two things, so that a reader must go to several."""
    few = st.lists(st.sampled_from(_KEYS), max_size=1)
    most = [*_STORES, METADATA, ACCOUNTS]
    stored = draw(st.sampled_from(([], [], *([one] for one in _STORES), most)))
    beside = {0: [], 1: draw(few)}[draw(_rarely())]
    plain = {0: [], 1: [PAST]}[draw(_rarely())]
    inside = {"holds": [*stored, *beside, *plain], "shares": draw(few), "ram": draw(few)}
    passing = {view: draw(_passing(*first)) for view, first in _PASSING.items()}
    return inside | {view: facts for view, facts in passing.items() if facts}


@st.composite
def _passing(draw: st.DrawFn, *first: str) -> list[str]:
    """Say what goes over a line: mostly nothing, at times one thing."""
    return [draw(st.sampled_from((*first * 2, *_KEYS)))] if draw(_at_times()) else []


_PASSING: Final = {"line": (FUTURE, METADATA), "route": (PAST,), "arrives": (FUTURE, METADATA)}
"""What a line may carry beside keys: words as they are said, or all that a stranger may see."""


def _at_times() -> st.SearchStrategy[int]:
    return st.sampled_from((0,) * 5 + (1,))


def _rarely() -> st.SearchStrategy[int]:
    return st.sampled_from((0,) * 11 + (1,))
