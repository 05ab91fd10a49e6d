"""Every power in words: what it is, what is learned by it, and what stops it. Its cases: next door.

P1 to P14 take something; leverage (L1) and a gag (G1) take nothing, and go with the others.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.errors import Unknown


@dataclass(frozen=True, slots=True)
class Note:
    """A power in words: ``name`` is typed, ``title`` follows "orders", the rest is told.

    ``noticed`` says what shows by itself, gag or no gag; empty: nothing does.
    """

    id: str
    name: str
    title: str
    sentence: str
    learned: str
    stopped: str
    noticed: str = ""


ALL: Final = (
    Note(
        "P1",
        "at_rest",
        "disks",
        "Take the disks that stand in the country: what is written on them, and any key beside it.",
        "ciphertext, and the plaintext of all whose key lies on the same disk",
        "a key that is kept somewhere else",
    ),
    Note(
        "P2",
        "share",
        "key parts",
        "Take the part of a split key that is kept in the country.",
        "that part, which tells nothing before the threshold is reached",
        "a threshold, with parts in other hands",
    ),
    Note(
        "P3",
        "ram",
        "live memory",
        "Copy the memory of a running machine in the country: every key in use lies there whole.",
        "every key in use: a split key once it was joined, and the keys of sessions",
        "never joining the key (threshold decryption); enclaves, in part",
    ),
    Note(
        "P4",
        "entity",
        "the company",
        "Order a company incorporated in the country to hand over all it keeps, wherever that is.",
        "whatever its systems can compute",
        "an operator that lacks the key",
    ),
    Note(
        "P5",
        "control",
        "the group",
        "Reach through a compelled company to its parents, subsidiaries and sisters everywhere.",
        "what each of them can compute, wherever it stands",
        "owners that are truly separate",
    ),
    Note(
        "P6",
        "person",
        "a person",
        "Compel somebody who is in the country to make the company act.",
        "what that person can order, or type",
        "duties split between people, distance, and limits that hold under duress",
        "an arrest is public; what was ordered then is not",
    ),
    Note(
        "P7",
        "code",
        "code",
        "Order the signer of the program to ship a changed one: it opens what comes next.",
        "what is written from then on, and what is still on the device",
        "reproducible builds, a public log of programs, a second signer",
        "the digest of the program is not the published one, where builds are reproducible",
    ),
    Note(
        "P8",
        "directory",
        "keys",
        "Order whoever runs the key directory to hand out another key: it opens what comes next.",
        "what chosen pairs write from then on",
        "fingerprints that people compare, and a public log of keys",
        "the picture of the key, or the safety number, is not that of the other phone",
    ),
    Note(
        "P9",
        "endpoint",
        "the phone",
        "Take a user's phone in the country and open it: it shows all that its owner sees.",
        "all that the device shows",
        "a passcode, and messages that are gone by then",
        "the owner sees that the phone is gone",
    ),
    Note(
        "P10",
        "tap",
        "a line",
        "Listen on a line in the country without changing anything.",
        "ciphertext, sizes, times and addresses; and the words, once a key of the line is taken",
        "encryption of the line for what is said; padding and mixing for who speaks when",
    ),
    Note(
        "P11",
        "network",
        "the network",
        "Sit in the middle of a line, or take over the route of a login code.",
        "a session, or a whole account",
        "pinned keys, a watch on certificates, a second factor that is no text message",
        "a login that nobody made stands in the list of devices",
    ),
    Note(
        "P12",
        "cooperation",
        "help from now on",
        "Order an operator to begin something: to log, to copy what arrives, to keep what goes by.",
        "addresses, logs and whatever arrives unencrypted, from then on",
        "having no place where such a thing could be added; a warrant canary is weak",
    ),
    Note(
        "P13",
        "metadata",
        "metadata",
        "Order what the operator knows of its users without reading anything.",
        "who, with whom, when and from where",
        "not storing it",
    ),
    Note(
        "P14",
        "insider",
        "somebody inside",
        "Somebody with access takes disk, key part, memory of those machines, without any paper.",
        "whatever that access reaches",
        "separate duties, logs, and access only while it is needed",
    ),
    Note(
        "L1",
        "leverage",
        "pressure",
        "Fine, block, arrest, or have the app removed: nothing is learned by it.",
        "nothing by itself; it becomes likelier that somebody gives in",
        "nothing technical",
        "fines and blocking are public, and so is who is pressed",
    ),
    Note(
        "G1",
        "gag",
        "silence",
        "Forbid to speak of an order: its user does not hear of it.",
        "nothing; it hides that something was",
        "public logs, which show the effect and not the order",
    ),
)
"""In the order of their ids; see docs/formats.md, "Data that comes along"."""


def noted(id_: str) -> Note:
    """Find a power by its id. Raises Unknown.

    >>> noted("P3").title
    'live memory'
    """
    for note in ALL:
        if note.id == id_:
            return note
    raise Unknown("power", id_, known=[note.id for note in ALL])
