"""The worlds of lesson 06, who sits where in them, and how long the requests of a country take.

The engines are in ``world``; the exercises of the lesson are in ``exercises.lesson_06``.
"""

from collections.abc import Iterator
from datetime import date

from cryptokit.lab.delays import Way
from cryptokit.lab.shown import Shown
from cryptokit.world import PAST, Entity, Jurisdiction, Level, World, load
from cryptokit.world.odds import time_to_read
from cryptokit.world.requests import requests, waits
from cryptokit.world.tree import fault_tree


def six_ties(
    *,
    disk: Jurisdiction = "NL",
    seat: Jurisdiction = "IE",
    owner: Jurisdiction = "US",
    person: Jurisdiction = "AE",
    market: Jurisdiction = "IN",
    carrier: Jurisdiction = "DE",
) -> World:
    """Give a world in which each of six countries has one tie of its own kind.

    >>> from cryptokit.world import Order, Power, nexus
    >>> nexus(six_ties(), Order("AE", Power.PERSON, "engineer")).value
    'person'
    """
    return load(
        {
            "name": "six ties",
            "entities": {
                "head": {"inc": owner},
                "branch": {"inc": seat, "parent": "head", "markets": [market]},
                "telco": {"inc": carrier, "role": "carrier"},
            },
            "persons": [{"id": "engineer", "present": person, "entity": "head"}],
            "assets": [
                {"id": "db", "loc": disk, "custodian": "branch", "holds": [PAST, "meta"]},
                {"id": "sms", "loc": carrier, "custodian": "telco", "route": ["login_code"]},
            ],
            "rules": [{"out": PAST, "k": 1, "of": ["login_code"]}],
        }
    )


def all_in(country: Jurisdiction) -> World:
    """Give a world in which one country has everything: the company, and its one machine."""
    machine = {"id": "db", "loc": country, "custodian": "op", "holds": [PAST]}
    return load({"entities": {"op": {"inc": country}}, "assets": [machine]})


def who_sits_where(world: World) -> Shown:
    """Show each company with its seat, its owner and its markets, and where people are.

    >>> who_sits_where(six_ties())
    Who sits where: six ties
    <BLANKLINE>
    who        where   what
    ───────────────────────────────────────────────────────
    head       US      a company, owned by nobody here
    branch     IE      a company, owned by head; market: IN
    telco      DE      a carrier, owned by nobody here
    engineer   AE      a person of head
    """
    companies = ((one.id, one.inc, "; ".join(_company(one))) for one in world.entities)
    people = ((one.id, one.present, f"a person of {one.entity}") for one in world.persons)
    rows = (*companies, *people)
    return Shown(f"Who sits where: {world.name}", ("who", "where", "what"), rows)


def _company(one: Entity) -> Iterator[str]:
    yield f"a {one.role or 'company'}, owned by {one.parent or 'nobody here'}"
    if one.markets:
        yield f"market: {', '.join(one.markets)}"


def way(title: str, world: World, level: Level, *, asker: Jurisdiction, on: date) -> Way:
    """Let one country ask for the past of a world, and say how long it takes.

    Raises ValueError where no request brings it.

    >>> asked = way("by treaty", all_in("NL"), Level.AT_REST, asker="US", on=date(2026, 9, 1))
    >>> asked.time.by(179).value, asked.time.quantile(0.5) > 365
    (0, True)
    """
    tree = fault_tree(world, PAST, level.powers)
    made = requests(tree, [asker], on=on)
    if made is None:
        raise ValueError(f"{asker} gets nothing at {level.value}: no order brings it")
    return Way(title, time_to_read(tree, waits(tree, made)))
