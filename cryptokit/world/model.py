"""The nouns of the model: who is where, and what lies where. What orders reach is in ``reach``.

Entities, persons, assets, and k-of-n rules over facts: law flattened until a program can run it.
Not legal advice.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

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

METADATA, ACCOUNTS = "meta", "accounts"
"""Facts that are no content: who wrote to whom and when; and who the people are."""


class View(StrEnum):
    """What can be taken from an asset, or begun on it.

    ``RECORDS`` is the part of a disk that is no content. ``LINE`` and ``ARRIVALS`` fill from the
    order on: what goes over the line of a machine, and what its keeper sees come in. ``ROUTE`` is
    what somebody gets who takes the place of whoever should get it, such as a login code.
    """

    DISK = "disk"
    PART = "part"
    MEMORY = "memory"
    RECORDS = "records"
    LINE = "line"
    ROUTE = "route"
    ARRIVALS = "arrivals"


LASTING: Final = frozenset({View.LINE, View.ARRIVALS})
"""Views that begin to fill when the order comes: what went by before is gone."""
BEGUN: Final = LASTING | {View.ROUTE}
"""Views of which there is nothing before an order: they have a file only while one is in force."""


class Piece(NamedTuple):
    """One view of one asset."""

    asset: str
    view: View


CHANGED = Piece(CODE, View.ARRIVALS)
"""What a changed program sends to whoever ordered the change."""
SWAPPED = Piece(DIRECTORY, View.ARRIVALS)
"""What somebody reads who sits between two people since a key was swapped."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A company or organisation: where it is incorporated, and who owns it.

    ``markets`` are countries where it offers its service without a seat. ``role`` says what it is
    for the others if it only stands between them: a carrier, an app store, a hosting firm.
    """

    id: str
    inc: Jurisdiction
    parent: str | None = None
    markets: tuple[Jurisdiction, ...] = ()
    role: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can make an entity act, and the country where that person is.

    ``access`` names the assets that this person can open any day, without anybody's order.
    """

    id: str
    present: Jurisdiction
    entity: str
    access: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asset:
    """A machine: where it stands, who keeps it, and the facts that each view of it brings.

    On disk, as key parts, in memory; on its line, by taking over its line, and as they arrive.
    """

    id: str
    loc: Jurisdiction
    custodian: str
    holds: tuple[Fact, ...] = ()
    shares: tuple[Fact, ...] = ()
    ram: tuple[Fact, ...] = ()
    line: tuple[Fact, ...] = ()
    route: tuple[Fact, ...] = ()
    arrives: tuple[Fact, ...] = ()

    def facts(self, view: View) -> tuple[Fact, ...]:
        """Give the facts that one view of this asset brings."""
        if view is View.RECORDS:
            return tuple(fact for fact in self.holds if fact in (METADATA, ACCOUNTS))
        return {
            View.DISK: self.holds,
            View.PART: self.shares,
            View.MEMORY: self.ram,
            View.LINE: self.line,
            View.ROUTE: self.route,
            View.ARRIVALS: self.arrives,
        }[view]

    @property
    def brings(self) -> frozenset[Fact]:
        """Give the facts that some view of this asset brings."""
        return frozenset(fact for view in View for fact in self.facts(view))


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
        """Every country that occurs: by incorporation, market, location, presence, or treaty."""
        places = {place for entity in self.entities for place in (entity.inc, *entity.markets)}
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

    def facts(self, piece: Piece) -> tuple[Fact, ...]:
        """Give the facts that a piece brings; a changed program and a swapped key are facts."""
        if piece in (CHANGED, SWAPPED):
            return (piece.asset,)
        return self.asset(piece.asset).facts(piece.view)
