"""All that the switches of the explorer can be set to: powers by place, and countries by bits.

A place in the list of powers is ``beside * 8 + rung``; a set of countries is a number whose bit i
is the i-th country of the world. Not here: what is so in a state.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from cryptokit.errors import Unknown
from cryptokit.world import NOTES, Coalition, Jurisdiction, Level, Power, World, adds, taken

LADDER: Final = tuple(Level)
BESIDE: Final = tuple(power for power in Power if power not in LADDER[-1].powers)
"""Powers that stand on no rung."""
CHOICES: Final = (frozenset[Power](), *(frozenset({one}) for one in BESIDE), frozenset(BESIDE))
"""What may go beside a rung: nothing, one of them, or all."""
NOTHING, ALL_OF_THEM = "nothing", "all"
NAMES: Final = (NOTHING, *(one.value for one in BESIDE), ALL_OF_THEM)
"""What a link calls the choices."""


def place(level: Level, beside: str = NOTHING) -> int:
    """Give the place of a rung with a choice beside it. Raises Unknown for a choice there is not.

    >>> place(Level.MEMORY), place(Level.AT_REST, "tap")
    (2, 8)
    """
    if beside not in NAMES:
        raise Unknown("power beside the ladder", beside, known=NAMES)
    return NAMES.index(beside) * len(LADDER) + LADDER.index(level)


def places() -> range:
    """Give the places of all rungs with all choices.

    >>> len(places())
    56
    """
    return range(len(CHOICES) * len(LADDER))


def rung_name(level: Level) -> str:
    """Name a rung: its number, and what it adds.

    >>> rung_name(Level.MEMORY), rung_name(Level.CODE)
    ('L3 live memory', 'L7 code, keys')
    """
    added = sorted(adds(level), key=list(Power).index)
    return f"{level.value[:2]} {', '.join(NOTES[one].title for one in added)}"


def level_of(at: int) -> Level:
    """Give the rung of a place."""
    return LADDER[at % len(LADDER)]


def powers_of(at: int) -> frozenset[Power]:
    """Give all powers of a place.

    >>> sorted(powers_of(place(Level.AT_REST, "tap")))
    [<Power.AT_REST: 'at_rest'>, <Power.TAP: 'tap'>]
    """
    return level_of(at).powers | CHOICES[at // len(LADDER)]


def coalition(countries: Sequence[Jurisdiction], mask: int) -> Coalition:
    """Give the countries whose bits are set.

    >>> coalition(["AE", "NL", "SG"], 0b101)
    ('AE', 'SG')
    """
    return tuple(one for bit, one in enumerate(countries) if mask >> bit & 1)


def mask_of(countries: Sequence[Jurisdiction], some: Coalition) -> int:
    """Give the number whose bits are these countries.

    >>> mask_of(["AE", "NL", "SG"], ("AE", "SG"))
    5
    """
    return sum(1 << countries.index(one) for one in some)


def same_as(world: World, at: int) -> int:
    """Give the lowest place that comes to the same: a power that is idle in this world is left out.

    It is idle if it brings no country anything, on whatever rung.

    >>> from cryptokit.world.architectures import architecture
    >>> same_as(architecture("A1"), place(Level.MEMORY, "tap")) == place(Level.MEMORY)
    True
    """
    beside, rung = divmod(at, len(LADDER))
    alike = next(one for one in range(beside + 1) if _alone(world, one) == _alone(world, beside))
    return alike * len(LADDER) + rung


@lru_cache(maxsize=64)
def _alone(world: World, beside: int) -> tuple[object, ...]:
    """Say what each country gets by itself on each rung, with a choice beside it."""
    return tuple(
        taken(world, [one], level.powers | CHOICES[beside])
        for level in LADDER
        for one in world.jurisdictions
    )


def masks(world: World) -> Iterator[int]:
    """Give every set of the countries of a world, as numbers."""
    yield from range(1 << len(world.jurisdictions))
