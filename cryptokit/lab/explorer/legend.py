"""What the words of the explorer mean: those of every system, and the facts of one.

``docs/made/glossary.md`` says more. Not here: the names themselves, which are in ``names``.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from cryptokit.lab.explorer.names import facts_of, names_of
from cryptokit.lab.explorer.subjects import Subject
from cryptokit.lab.widgets.board_phrases import capital
from cryptokit.world import Level

WORDS: Final[Mapping[str, str]] = {
    "Order": "what a court of a country demands; here each order is carried out",
    "Rung (L1 to L8)": "what courts may take: all that the rungs below have, and one thing more",
    "Other powers": "what courts, or somebody inside, may do beside any rung",
    "k_eff": "the fewest countries whose orders together suffice",
    "Promised": "how many countries the operator says it takes",
    "(ct), (db) and other short names": "what the engine and the files call a thing",
}
"""General words, in the order of the page."""
LINES: Final[Mapping[Level, str]] = {
    Level.AT_REST: "what is written on disks",
    Level.SHARES: "and the parts of a split key",
    Level.MEMORY: "and the memory of a running machine",
    Level.ENTITY: "and all that a company keeps, anywhere",
    Level.CONTROL: "and its owner and sister companies",
    Level.PERSON: "and what a person there can order",
    Level.CODE: "and a changed program, or a false key",
    Level.ENDPOINT: "and a user's phone, opened",
}
"""What each rung adds, in one short line."""


def general() -> list[list[str]]:
    """Give the words that mean the same for every system.

    >>> general()[3]
    ['k_eff', 'the fewest countries whose orders together suffice']
    """
    return [list(one) for one in WORDS.items()]


def of_facts(subject: Subject, said: Iterable[str]) -> list[list[str]]:
    """Give the facts that these sentences speak of, with what they are; none that a stranger named.

    >>> from cryptokit.lab.explorer.subjects import subject
    >>> of_facts(subject("A1"), ["On its disk: the key (kek)"])
    [['The key (kek)', 'what opens the locked text']]
    """
    names, text = names_of(subject), "\n".join(said).casefold()
    return [
        [capital(names.fact(fact)), names.facts[fact].means]
        for fact in facts_of(subject.world)
        if fact in names.facts and names.fact(fact).casefold() in text
    ]


def short_names(subject: Subject) -> list[str]:
    """Give the short names that stand behind plain ones, for who checks.

    >>> from cryptokit.lab.explorer.subjects import subject
    >>> short_names(subject("A1"))
    ['CODE', 'ct', 'db', 'kek', 'op']
    """
    names, world = names_of(subject), subject.world
    said = {
        *names.facts.keys() & set(facts_of(world)),
        *names.machines.keys() & {one.id for one in world.assets},
        *names.companies.keys() & {one.id for one in world.entities},
        *names.people.keys() & {one.id for one in world.persons},
    }
    return sorted(said)
