"""What courts can order: a ladder of powers. Their words are in ``notes``; no worlds here."""

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


class Level(StrEnum):
    """A rung of the ladder: each has the powers of all rungs below it, and its own."""

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
        raise Unknown("level", name, known=list(cls))

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
"""The powers of the ladder are the first of the list, in its order."""


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
