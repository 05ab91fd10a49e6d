"""What courts can order: a ladder of powers, each with the case that shows it. No worlds here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptokit.errors import Unknown


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


@dataclass(frozen=True, slots=True)
class Note:
    """A power in words: one plain sentence, the case that shows it, and where that is written."""

    title: str
    sentence: str
    precedent: str
    source: str


NOTES: Final[dict[Power, Note]] = {
    Power.AT_REST: Note(
        "disks",
        "Take the disks that stand in the country: what is written on them, and any key beside it.",
        "Silk Road, 2013: Reykjavik police copied the web server for the United States, although "
        "the two countries had no treaty on it.",
        "The Verge, 14 October 2013",
    ),
    Power.SHARE: Note(
        "key parts",
        "Take the part of a split key that is kept in the country.",
        "None is public: a good sign for split keys, and a warning that the defence is untested.",
        "no public case found by November 2026",
    ),
    Power.RAM: Note(
        "live memory",
        "Copy the memory of a running machine in the country: every key in use lies there whole.",
        "Sky ECC, 2021: technicians at Roubaix replaced one power feed of three servers by a "
        "portable supply before they removed them. That this kept memory alive is our reading.",
        "Crimesite on the Sky ECC case files",
    ),
    Power.ENTITY: Note(
        "the company",
        "Order a company incorporated in the country to hand over all it keeps, wherever that is.",
        "Lavabit, 2013: a court demanded the one key that would have opened every user's mail, and "
        "held the firm in contempt.",
        "United States v. Lavabit, 749 F.3d 276 (4th Cir. 2014)",
    ),
    Power.CONTROL: Note(
        "the group",
        "Reach through a compelled company to its parents, subsidiaries and sisters everywhere.",
        "Microsoft Ireland, 2013 to 2018: the CLOUD Act settled that what a provider controls "
        "counts, wherever it is stored.",
        "CLOUD Act, signed 23 March 2018",
    ),
    Power.PERSON: Note(
        "a person",
        "Compel somebody who is in the country to make the company act.",
        "Brazil, 2016: Facebook's regional head was jailed for a day because WhatsApp, a sister "
        "firm, could not produce messages.",
        "press reports of 1 March 2016",
    ),
    Power.CODE: Note(
        "code",
        "Order the signer of the program to ship a changed one: it opens what comes next.",
        "EncroChat, 2020: an implant came as an update to some 32,000 phones in 122 countries, "
        "on the order of one court.",
        "EU Law Analysis, July 2024, on the CJEU judgment of 30 April 2024",
    ),
    Power.DIRECTORY: Note(
        "keys",
        "Order whoever runs the key directory to hand out another key: it opens what comes next.",
        "The ghost proposal, 2018: add a silent participant to a chat. Key transparency is the "
        "answer to it.",
        "Levy and Robinson, Lawfare, 29 November 2018",
    ),
    Power.ENDPOINT: Note(
        "the phone",
        "Take a user's phone in the country and open it: it shows all that its owner sees.",
        "Silk Road, 2013: the laptop was taken while it was open and unlocked.",
        "press reports of October 2013",
    ),
}


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
