"""What a class does to a design: every coalition on every rung, and what one change would do.

The label that goes on a design is in ``label``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Final

from cryptokit.lab.course.scenes.label import countries
from cryptokit.lab.shown import Shown
from cryptokit.lab.tables import rung
from cryptokit.world import (
    FUTURE,
    PAST,
    USER,
    Level,
    World,
    k_eff,
    merge,
    minimal_coalitions,
    serve_from_memory,
    treaty,
)
from cryptokit.world.change import Change

MOST: Final = 10
"""So many countries have 1,024 coalitions."""
_BEST: Final = 3
"""Weak points that are told."""
_NONE: Final = "-"


@dataclass(frozen=True, slots=True)
class Weakness:
    """A single change, and how many countries suffice after it."""

    change: str
    before: int | None
    after: int


def attack_my_design(world: World, promise: int | None = 0) -> Shown:
    """Try every coalition on every rung against what was sent, and tell how far each rung comes.

    ``promise`` is how many countries it takes, say the designers: None if they say that no number
    suffices, and 0 if they say nothing. Raises ValueError for a
    world of more than ``MOST`` countries.

    >>> from cryptokit.lab.course.scenes.designs import design
    >>> ours = design("ours", store="NL", parts=["CH", "IS", "SG"], threshold=2)
    >>> print(str(attack_my_design(ours, 3)).splitlines()[0])
    Every coalition against: ours
    """
    _check_size(world)
    heads = ("courts may take", "k_eff", "coalitions that read", "such as", "promise")
    rows = tuple(_row(world, level, promise) for level in Level)
    return Shown(
        f"Every coalition against: {world.name}", heads, rows, below=tuple(_besides(world))
    )


def _check_size(world: World) -> None:
    if len(world.jurisdictions) > MOST:
        raise ValueError(f"{len(world.jurisdictions)} countries; {MOST} are the most for a class")


def _row(world: World, level: Level, promise: int | None) -> tuple[str, ...]:
    countries = world.jurisdictions
    minimal = list(map(frozenset, minimal_coalitions(world, PAST, level.powers)))
    of = 1 << len(countries)
    reads = sum(
        any(one <= frozenset(some) for one in minimal)
        for size in range(len(countries) + 1)
        for some in combinations(countries, size)
    )
    fewest = min(map(len, minimal), default=None)
    example = " ".join(sorted(minimal[0])) or "no order" if minimal else _NONE
    number = _NONE if fewest is None else str(fewest)
    return rung(level), number, f"{reads} of {of}", example, _held(fewest, promise)


def _held(fewest: int | None, promise: int | None) -> str:
    if promise == 0:
        return _NONE
    kept = fewest is None or (promise is not None and fewest >= promise)
    return "held" if kept else "broken"


def _besides(world: World) -> Iterator[str]:
    for one in weaknesses(world)[:_BEST]:
        came = f"{countries(one.before)} before, {countries(one.after)} after"
        yield f"One change at {rung(Level.CONTROL)}: {one.change}: {came}."


def broken_at(world: World, promise: int | None) -> Level | None:
    """Give the lowest rung on which fewer countries suffice than promised; None if there is none.

    >>> from cryptokit.lab.course.scenes.designs import design
    >>> ours = design("ours", store="NL", parts=["CH", "IS"], threshold=2, one_owner=["CH", "IS"])
    >>> broken_at(ours, 3)
    <Level.CONTROL: 'L5_plus_group_control'>
    """
    for level in Level:
        fewest = k_eff(world, PAST, level.powers)
        if fewest is not None and (promise is None or fewest < promise):
            return level
    return None


def single_changes(world: World) -> dict[str, Change]:
    """Give every change of one thing: two groups merged, a treaty signed, a key left in memory.

    >>> from cryptokit.lab.course.scenes.designs import design
    >>> list(single_changes(design("ours", store="NL", parts=["CH"], threshold=1)))
    ['db_co buys p1_co', 'a treaty of CH and NL', 'db has kek in memory']
    """
    return dict(_changes(world))


def _changes(world: World) -> Iterator[tuple[str, Change]]:
    heads = dict.fromkeys(world.head(one.id) for one in world.entities)
    for one, other in combinations(heads, 2):
        yield f"{one} buys {other}", partial(merge, one=one, other=other)
    places = {asset.loc for asset in world.assets if asset.custodian != USER}
    known = {frozenset(pair) for pair in world.treaties}
    for one, other in combinations(sorted(places), 2):
        if frozenset({one, other}) not in known:
            yield f"a treaty of {one} and {other}", partial(treaty, one=one, other=other)
    made = dict.fromkeys(rule.out for rule in world.rules if rule.out not in (PAST, FUTURE))
    for asset in world.assets:
        if asset.custodian == USER or asset.shares:
            continue
        for fact in made:
            if fact not in asset.ram:
                change = partial(serve_from_memory, asset=asset.id, fact=fact)
                yield f"{asset.id} has {fact} in memory", change


def weaknesses(world: World, level: Level = Level.CONTROL) -> tuple[Weakness, ...]:
    """Give the single changes after which fewer countries suffice, the worst first.

    >>> from cryptokit.lab.course.scenes.designs import design
    >>> ours = design("ours", store="NL", parts=["CH", "IS"], threshold=2)
    >>> weaknesses(ours)[0]
    Weakness(change='db has kek in memory', before=3, after=1)
    """
    before = k_eff(world, PAST, level.powers)
    found = list[Weakness]()
    for words, change in single_changes(world).items():
        after = k_eff(change(world), PAST, level.powers)
        if after is not None and (before is None or after < before):
            found.append(Weakness(words, before, after))
    return tuple(sorted(found, key=lambda one: one.after))
