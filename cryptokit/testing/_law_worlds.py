"""What the laws of an engine ask, and about what: a split key, a corporate group, other names.

Not here: worlds at random, which ``worlds`` makes.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hypothesis import strategies as st

from cryptokit.knowledge import Fact, Rule
from cryptokit.world import PAST, Asset, Entity, Jurisdiction, Power, World

NEVER: Final = 1 << 10
"""More countries than a world here has: so many as None counts."""

_OWNERS: Final = {"top": None, "a": "top", "b": "top", "below": "a", "stranger": None}
GROUP: Final = World(
    "a group and a stranger",
    tuple(Entity(name, name, parent) for name, parent in _OWNERS.items()),
    tuple(Asset(f"of {name}", "far away", name, holds=(name,)) for name in _OWNERS),
    (),
)
"""Each company in a country of its own name, and its machine with a fact of that name elsewhere."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine, as the laws call it, and the worlds that it takes."""

    k_eff: Callable[..., int | None]
    closure: Callable[..., Collection[Fact]]
    of: st.SearchStrategy[World]

    def number(self, world: World, powers: frozenset[Power], goal: Fact = PAST) -> int:
        """Count the countries needed."""
        found = self.k_eff(world, goal, powers)
        return NEVER if found is None else found

    def known(
        self, world: World, countries: Collection[str], powers: frozenset[Power]
    ) -> frozenset[Fact]:
        """Give what a coalition gets to know."""
        return frozenset(self.closure(world, tuple(countries), powers))


def split(k: int, n: int) -> World:
    """Give a store in one country, and a k-of-n key whose parts are with n strangers in n others.

    >>> split(2, 3).jurisdictions
    ('C', 'C0', 'C1', 'C2')
    """
    parts = tuple(f"s{i}" for i in range(n))
    owners = tuple(Entity(f"o{i}", f"C{i}") for i in range(n))
    holders = (Asset(f"n{i}", f"C{i}", f"o{i}", shares=(parts[i],)) for i in range(n))
    return World(
        f"{k} of {n}",
        (Entity("store", "C"), *owners),
        (Asset("db", "C", "store", holds=("ct",)), *holders),
        (Rule("kek", k, parts), Rule(PAST, 2, ("ct", "kek"))),
    )


def renamed_as(world: World, new: Mapping[Jurisdiction, Jurisdiction]) -> World:
    """Call the countries of a world by other names.

    >>> renamed_as(split(1, 1), {"C": "X", "C0": "Y"}).jurisdictions
    ('X', 'Y')
    """
    return replace(
        world,
        entities=tuple(
            replace(one, inc=new[one.inc], markets=tuple(new[place] for place in one.markets))
            for one in world.entities
        ),
        persons=tuple(replace(one, present=new[one.present]) for one in world.persons),
        assets=tuple(replace(one, loc=new[one.loc]) for one in world.assets),
        treaties=tuple((new[one], new[other]) for one, other in world.treaties),
    )


def require(holds: bool, what: str) -> None:  # noqa: FBT001  # as assert, which is for our own code
    """Raise AssertionError with these words unless a law holds.

    >>> require(1 < 2, "numbers rise")
    """
    if not holds:
        raise AssertionError(what)
