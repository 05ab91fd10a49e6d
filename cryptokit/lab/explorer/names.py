"""Plain names for what the worlds of this project call ct, kek, p3: the explorer says both.

The author of any other world chose its names, and they are said as they are. Not here: sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cryptokit.knowledge import Fact
from cryptokit.lab.explorer.subjects import OWN, Subject
from cryptokit.lab.widgets.board_phrases import GOALS, listed
from cryptokit.world import METADATA, World


class Meant(NamedTuple):
    """A fact in plain words, and what it is."""

    name: str
    means: str


_PART: Final = "one of the parts that the key was split into"
_ESCROW_PART: Final = "one of the parts that the back door's key was split into"
FACTS: Final[Mapping[Fact, Meant]] = {
    "ct": Meant("the locked text", "the messages as they are stored, closed without the key"),
    "kek": Meant("the key", "what opens the locked text"),
    **{f"s{i}": Meant(f"key part {i}", _PART) for i in range(1, 6)},
    "accounts": Meant("the accounts", "names, numbers and last addresses of users"),
    "auth_key": Meant("the keys of the line", "what locks the line between a phone and the server"),
    "login_code": Meant("the login code", "a text message that lets a new phone in"),
    "packets": Meant("the locked packets", "what went over the line, closed without a key"),
    "passing": Meant("the passing packets", "locked packets, copied as they pass"),
    "wire": Meant("what the line shows", "locked packets, as they go by"),
    "chat_key": Meant("the keys of the chat", "what only the phones in the chat have"),
    "bct": Meant("the locked backup", "a copy of the messages, closed without its key"),
    "bkey": Meant("the backup's key", "what opens the locked backup"),
    "vaultkey": Meant("the vault's key", "a key that the vault gives out to the right password"),
    "userpw": Meant("the user's password", "what the user alone knows"),
    "userfactor": Meant(
        "the user's own factor", "what only the phones have, and is needed beside the key"
    ),
    "CODE": Meant("a changed program", "one that sends on what is written"),
    "DIR": Meant("a swapped key", "a false key, so that somebody in the middle reads along"),
    "escrow_key": Meant("the back door's key", "one more key to every chat, kept for one country"),
    **{f"e{i}": Meant(f"back door key part {i}", _ESCROW_PART) for i in range(1, 4)},
}
MACHINES: Final[Mapping[str, str]] = {
    "db": "the database",
    "relay": "the relay",
    "kms": "the key server",
    "web": "the public page",
    "unit": "the security service's machine",
    "backup": "the backup",
    "vault": "the vault",
    "phone": "the phone",
    "phone_a": "phone A",
    "phone_b": "phone B",
    "sms_a": "phone A's text messages",
    "sms_b": "phone B's text messages",
    **{f"p{i}": f"key server {i}" for i in range(1, 4)},
    **{f"n{i}": f"machine {i}" for i in range(1, 6)},
    "agency": "the agency's machine",
    **{f"agency_{i}": f"agency {i}'s machine" for i in range(1, 4)},
}
COMPANIES: Final[Mapping[str, str]] = {
    "op": "the operator",
    "parent": "the parent company",
    "nl": "the Dutch company",
    "sg": "the Singapore company",
    "us": "the American company",
    "fz": "the company in the Emirates",
    "meta": "the company Meta",
    "bk": "the backup company",
    "store": "the company that stores",
    "bureau": "the security service",
    "carrier_de": "the German phone company",
    "carrier_fr": "the French phone company",
    **{f"o{i}": f"operator {i}" for i in range(1, 6)},
    "agency": "the agency",
    **{f"agency_{i}": f"agency {i}" for i in range(1, 4)},
}
PEOPLE: Final[Mapping[str, str]] = {
    "ceo": "the head of the company",
    "engineer": "an engineer",
    "administrator": "an administrator",
}


@dataclass(frozen=True, slots=True)
class Names:
    """How the facts, machines, companies and people of one world are called.

    >>> PLAIN.fact("ct"), PLAIN.fact("past"), BARE.fact("ct"), PLAIN.machine("p3")
    ('the locked text (ct)', 'messages sent before the orders', 'ct', 'key server 3 (p3)')
    """

    facts: Mapping[Fact, Meant] = field(default_factory=dict[Fact, Meant])
    machines: Mapping[str, str] = field(default_factory=dict[str, str])
    companies: Mapping[str, str] = field(default_factory=dict[str, str])
    people: Mapping[str, str] = field(default_factory=dict[str, str])

    def fact(self, one: Fact) -> str:
        """Name a fact; a goal is named in its own words alone."""
        if one in GOALS:
            return GOALS[one]
        return f"{self.facts[one].name} ({one})" if one in self.facts else one

    def listed(self, some: Sequence[Fact]) -> str:
        """List facts; who wrote to whom comes last, as it has a comma in it.

        >>> PLAIN.listed(["meta", "ct"])
        'the locked text (ct) and who wrote to whom, and when'
        """
        return listed([self.fact(one) for one in sorted(some, key=METADATA.__eq__)])

    def plain(self, one: str) -> str:
        """Name somebody, a company or a machine without the short name."""
        for known in (self.people, self.companies, self.machines):
            if one in known:
                return known[one]
        return one

    def machine(self, one: str) -> str:
        """Name a machine."""
        return _both(self.machines, one)

    def company(self, one: str) -> str:
        """Name a company."""
        return _both(self.companies, one)

    def person(self, one: str) -> str:
        """Name somebody."""
        return _both(self.people, one)

    def target(self, world: World, one: str) -> str:
        """Name whom an order goes to: somebody, or a company."""
        known = {person.id for person in world.persons}
        return self.person(one) if one in known else self.company(one)


PLAIN: Final = Names(FACTS, MACHINES, COMPANIES, PEOPLE)
BARE: Final = Names()


def names_of(subject: Subject) -> Names:
    """Give the names for a subject: plain ones for this project's own worlds."""
    return BARE if subject.group == OWN else PLAIN


def facts_of(world: World) -> tuple[Fact, ...]:
    """Give every fact that a world speaks of but the goals, in the order of ``FACTS``.

    >>> from cryptokit.world.architectures import architecture
    >>> facts_of(architecture("A1"))
    ('ct', 'kek', 'CODE')
    """
    said = {fact for asset in world.assets for fact in asset.brings}
    said |= {fact for rule in world.rules for fact in (rule.out, *rule.of)}
    known = [fact for fact in FACTS if fact in said]
    return (*known, *sorted(said.difference(known, GOALS)))


def _both(names: Mapping[str, str], one: str) -> str:
    return f"{names[one]} ({one})" if one in names else one
