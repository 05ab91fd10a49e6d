"""Strategies for worlds of stores and split keys, and for the orders served on them.

Every world can be deployed. Not here: messengers, which bring a protocol and a world of their own.
"""

from collections.abc import Sequence
from typing import Any, Final

from hypothesis import strategies as st

from cryptokit.world import (
    CODE,
    DIRECTORY,
    FUTURE,
    PAST,
    PUBLIC,
    USER,
    Coalition,
    Level,
    World,
    load,
)

_STORES: Final = ("ct1", "ct2")
_MADE: Final = ("k1", "k2")
"""Keys that rules make. A rule uses parts, and keys with a higher number: so there is no circle."""
_PARTS: Final = ("s1", "s2", "s3")
_KEYS: Final = (*_MADE, *_PARTS)
_META: Final = "meta"
_Item = dict[str, Any]


def _rule(out: str, k: int, *of: str) -> _Item:
    return {"out": out, "k": k, "of": list(of)}


_FUTURES: Final[tuple[list[_Item], ...]] = (
    [],
    [_rule(FUTURE, 1, PAST, CODE)],
    [_rule(FUTURE, 1, CODE, DIRECTORY)],
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

    One or two stores of messages, locked or in the clear; keys on disks, as parts, in memory or
    with nobody; keys split and their parts split again; owners, persons, phones, public pages.

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
    return load(
        {
            "name": "random",
            "entities": {
                one: {
                    "inc": draw(places),
                    "parent": draw(st.sampled_from((None, *companies[:i] * 3))),
                }
                for i, one in enumerate(companies)
            },
            "persons": [
                {"id": f"p{i}", "present": draw(places), "entity": draw(st.sampled_from(companies))}
                for i in range(draw(st.integers(0, 2)))
            ],
            "assets": [
                {"id": f"a{i}", "loc": draw(places), "custodian": draw(owners)} | draw(_contents())
                for i in range(draw(st.integers(min(2, assets), assets)))
            ],
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
    stored = draw(st.sampled_from(([], [], *([one] for one in _STORES), [*_STORES, _META])))
    beside = {0: [], 1: draw(few)}[draw(_rarely())]
    plain = {0: [], 1: [PAST]}[draw(_rarely())]
    return {"holds": [*stored, *beside, *plain], "shares": draw(few), "ram": draw(few)}


def _rarely() -> st.SearchStrategy[int]:
    return st.sampled_from((0,) * 11 + (1,))
