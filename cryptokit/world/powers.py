"""What courts can order: powers, and a ladder of them. Their words are in ``notes``."""

from enum import StrEnum
from typing import Final

from cryptokit.errors import Unknown
from cryptokit.world.notes import Note, noted


class Power(StrEnum):
    """One thing that an order can demand."""

    AT_REST = "at_rest"
    SHARE = "share"
    RAM = "ram"
    ENTITY = "entity"
    CONTROL = "control"
    PERSON = "person"
    CODE = "code"
    DIRECTORY = "directory"
    ENDPOINT = "endpoint"
    TAP = "tap"
    NETWORK = "network"
    COOPERATION = "cooperation"
    METADATA = "metadata"
    INSIDER = "insider"

    @classmethod
    def named(cls, name: str) -> "Power":
        """Find a power by its name or its id, such as P10; Unknown if there is none.

        >>> Power.named("P10") is Power.named("tap") is Power.TAP
        True
        """
        for number, power in enumerate(cls, 1):
            if name.lower() in {power.value, f"p{number}"}:
                return power
        raise Unknown("power", name, known=[power.value for power in cls])


class Level(StrEnum):
    """A rung of the ladder: each has the powers of all rungs below it, and its own.

    Powers from ``TAP`` on stand on no rung: they go beside any of them.
    """

    AT_REST = "L1_at_rest"
    SHARES = "L2_plus_shares"
    MEMORY = "L3_plus_live_memory"
    ENTITY = "L4_plus_operator_entity"
    CONTROL = "L5_plus_group_control"
    PERSON = "L6_plus_person"
    CODE = "L7_plus_code_change"
    ENDPOINT = "L8_plus_endpoint"

    @classmethod
    def named(cls, name: str) -> "Level":
        """Find a rung by its name or its number; Unknown if there is none.

        >>> Level.named("L3") is Level.MEMORY
        True
        """
        for level in cls:
            if name.lower() in {level.value.lower(), level.value[:2].lower(), level.value[1]}:
                return level
        raise Unknown("level", name, known=[level.value for level in cls])

    @property
    def powers(self) -> frozenset[Power]:
        """All powers of this rung: its own and those below."""
        below = _RUNGS[: _RUNGS.index(self) + 1]
        return frozenset(power for level in below for power in _ADDS[level])


_ADDS: Final[dict[Level, frozenset[Power]]] = {
    Level.AT_REST: frozenset({Power.AT_REST}),
    Level.SHARES: frozenset({Power.SHARE}),
    Level.MEMORY: frozenset({Power.RAM}),
    Level.ENTITY: frozenset({Power.ENTITY}),
    Level.CONTROL: frozenset({Power.CONTROL}),
    Level.PERSON: frozenset({Power.PERSON}),
    Level.CODE: frozenset({Power.CODE, Power.DIRECTORY}),
    Level.ENDPOINT: frozenset({Power.ENDPOINT}),
}
_RUNGS: Final = tuple(Level)


NOTES: Final[dict[Power, Note]] = {one: noted(f"P{i}") for i, one in enumerate(Power, 1)}
"""Every power in words, in the order of their ids."""


def rung_note(level: Level) -> str:
    """Say in one sentence what a rung adds.

    >>> rung_note(Level.SHARES)
    'Adds key parts: Take the part of a split key that is kept in the country.'
    """
    new = sorted(_ADDS[level], key=list(Power).index)
    return " ".join(f"Adds {NOTES[power].title}: {NOTES[power].sentence}" for power in new)


def adds(level: Level) -> frozenset[Power]:
    """Give the powers that this rung has and the one below has not."""
    return _ADDS[level]
