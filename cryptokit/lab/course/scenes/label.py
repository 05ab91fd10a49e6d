"""The honest label of a design: what it protects, what not, and what nobody looked at.

Everything on it is computed from the world. Attacks of a class are in ``attacking``.
"""

from collections.abc import Mapping
from typing import Final

from cryptokit.knowledge import Fact
from cryptokit.lab.course.scenes.designs import spare
from cryptokit.lab.printing import counted
from cryptokit.lab.shown import Shown
from cryptokit.world import (
    ACCOUNTS,
    FUTURE,
    METADATA,
    PAST,
    Level,
    Power,
    World,
    smallest_sets,
)

_OUTSIDE: Final = (
    "Not in this model: thieves, weak passwords, mistakes in programs, courts that refuse, laws "
    "that change."
)


def label(world: World) -> Shown:
    """Write the honest label of a design: what it protects, what not, and what nobody looked at.

    >>> from cryptokit.lab.course.scenes.designs import design
    >>> ours = design("ours", store="NL", parts=["CH", "IS", "SG"], threshold=2)
    >>> [row[1] for row in label(ours).rows if row[0].startswith("who wrote")]
    ['1 country: NL']
    """
    rows = tuple(
        (question, _sets(world, goal, powers)) for question, (goal, powers) in _ASKED.items()
    )
    up = spare(world)
    served = "with a new phone nobody is served: what is stored stays closed" if up < 0 else (
        f"any {counted(up, 'machine')} with a key part may fail"
    )  # fmt: skip
    return Shown(
        f"What {world.name} protects, and what not",
        ("against or about", "it takes"),
        (*rows, ("failures", served)),
        below=(_OUTSIDE,),
    )


_ASKED: Final[Mapping[str, tuple[Fact, frozenset[Power]]]] = {
    "courts that take disks and key parts": (PAST, Level.SHARES.powers),
    "courts that copy memory, too": (PAST, Level.MEMORY.powers),
    "courts that order groups of companies": (PAST, Level.CONTROL.powers),
    "a changed program, for words to come": (FUTURE, Level.CODE.powers),
    "somebody who opens a phone": (PAST, Level.ENDPOINT.powers),
    "who wrote to whom, and when": (METADATA, frozenset({Power.METADATA})),
    "who the people are": (ACCOUNTS, frozenset({Power.METADATA})),
}


def _sets(world: World, goal: Fact, powers: frozenset[Power]) -> str:
    if goal not in _facts(world):
        return "nobody keeps it"
    sets = smallest_sets(world, goal, powers)
    first = next(iter(sets), None)
    if first is None:
        return "no number of countries"
    others = f", or {counted(len(sets) - 1, 'other set')}" if len(sets) > 1 else ""
    return f"{countries(len(first))}: {' '.join(first) or 'anybody can look'}{others}"


def _facts(world: World) -> frozenset[Fact]:
    held = {fact for asset in world.assets for fact in asset.brings}
    return frozenset(held | {rule.out for rule in world.rules})


def countries(count: int | None) -> str:
    """Say how many countries it takes.

    >>> countries(2), countries(None)
    ('2 countries', 'no number of countries')
    """
    if count is None:
        return "no number of countries"
    return "1 country" if count == 1 else f"{count} countries"
