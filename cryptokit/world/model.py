"""The nouns of the model: who is where, and what lies where. What orders reach is in ``reach``.

Entities, persons, assets, and k-of-n rules over facts: law flattened until a program can run it.
Not legal advice.
"""

from dataclasses import dataclass
from enum import StrEnum

from cryptokit.knowledge import Fact, Rule

Jurisdiction = str
USER = "user"
"""Custodian of a phone: nobody but its owner, so only the endpoint power reaches it."""
PUBLIC = "public"
"""Custodian of a public page: anybody may look at its disk, so no order is needed for it."""

PAST, FUTURE = "past", "future"
"""The two goals: messages sent before the order, and messages sent after it."""

CODE, DIRECTORY = "CODE", "DIR"
"""Facts that a compelled signer or key directory gives: a changed program, a swapped key."""


class View(StrEnum):
    """The three things that can be taken from an asset."""

    DISK = "disk"
    PART = "part"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Entity:
    """A company or organisation: where it is incorporated, and who owns it."""

    id: str
    inc: Jurisdiction
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can make an entity act, and the country where that person is."""

    id: str
    present: Jurisdiction
    entity: str


@dataclass(frozen=True, slots=True)
class Asset:
    """A machine: where it stands, who keeps it, and the facts on disk, as key parts, in memory."""

    id: str
    loc: Jurisdiction
    custodian: str
    holds: tuple[Fact, ...] = ()
    shares: tuple[Fact, ...] = ()
    ram: tuple[Fact, ...] = ()

    def facts(self, view: View) -> tuple[Fact, ...]:
        """Give the facts that one view of this asset brings."""
        return {View.DISK: self.holds, View.PART: self.shares, View.MEMORY: self.ram}[view]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that an order can be served on.

    ``code_signer`` and ``directory`` are the entities that can change the program or swap a key;
    None means nobody can without being seen. ``treaties`` are pairs of countries, each of which has
    its orders served in the other on request.
    """

    name: str
    entities: tuple[Entity, ...]
    assets: tuple[Asset, ...]
    rules: tuple[Rule, ...]
    persons: tuple[Person, ...] = ()
    code_signer: str | None = None
    directory: str | None = None
    about: str = ""
    treaties: tuple[tuple[Jurisdiction, Jurisdiction], ...] = ()

    @property
    def jurisdictions(self) -> tuple[Jurisdiction, ...]:
        """Every country that occurs: by incorporation, location, presence, or treaty."""
        places = {entity.inc for entity in self.entities}
        places |= {asset.loc for asset in self.assets}
        places |= {person.present for person in self.persons}
        return tuple(sorted(places.union(*self.treaties)))

    def head(self, entity: str) -> str:
        """Give the top of a corporate group: control joins all that have one top."""
        parents = {one.id: one.parent for one in self.entities}
        top, above = entity, parents[entity]
        while above is not None:
            top, above = above, parents[above]
        return top

    def partners(self, country: Jurisdiction) -> frozenset[Jurisdiction]:
        """Give the countries that serve an order of this one on request: a request goes one step.

        What a partner could get from its own partners is not passed on.
        """
        with_it = (pair for pair in self.treaties if country in pair)
        return frozenset(one for pair in with_it for one in pair) - {country}

    def asset(self, name: str) -> Asset:
        """Give the asset of this name."""
        return next(asset for asset in self.assets if asset.id == name)
