"""A back door for one country opens everybody, for everybody who gets its key."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from rich.table import Table

from cryptokit.demos.robbing import CHATS, DESIGNS, NOBODY, ONE, PHONE, TWO, robbed
from cryptokit.demos.show import show
from cryptokit.experiment import Result, who_can_read
from cryptokit.lab.tables import overview, rung
from cryptokit.messengers import Messenger, named
from cryptokit.messengers.backdoored import (
    COUNTRY,
    RELAY,
    WORLD,
    copied,
    leaked,
)
from cryptokit.messengers.duties import DUTIES, Demand
from cryptokit.messengers.register import ARTICLE, OBEDIENT, under
from cryptokit.rng import lesson
from cryptokit.sharing.thefts import at_least
from cryptokit.world import PAST, Coalition, Level, move, smallest_sets

OTHER: Final = "IN"
"""A second country, which gets hold of the key."""
LEVELS: Final = (Level.AT_REST, Level.SHARES, Level.ENDPOINT)
CHANCES: Final = tuple(Fraction(1, n) for n in (100, 20, 10, 2))
SPLITS: Final = ((1, 1), (1, 3), (2, 3), (3, 5))
_EARLY: Final = replace(OBEDIENT, since=DUTIES[0].since)
"""As if it had been listed, and had obeyed, from the first day on."""


@dataclass(frozen=True, slots=True)
class Backdoor:
    """What the demo found.

    ``read`` has for each design and each theft how many of the three chats open, None where there
    is nothing to steal. ``sets`` are the smallest sets of countries, rung by rung of ``LEVELS``;
    ``odds`` the chances of a theft that opens all, by the chance of one. ``register`` has the
    smallest sets with disks alone, by the day of a duty: of a cloud and of an end-to-end chat that
    obey.
    """

    result: Result
    read: Mapping[str, Mapping[str, int | None]]
    sets: Mapping[str, tuple[tuple[Coalition, ...], ...]]
    odds: Mapping[Fraction, tuple[Fraction, ...]]
    register: Mapping[date, tuple[tuple[Coalition, ...], ...]]


def run() -> Backdoor:
    """Serve orders on three designs, rob phones and agencies, and hand the key on."""
    found = _find()
    show(
        "The founder answers in June 2017 that no app can be made unsafe for one country only. Let "
        "us make one: beside each packet of a secret chat travels its key, sealed to the public "
        "key of an escrow in Russia. Then orders are served.",
        overview(found.result),
        "With the back door, that country and the one of the relay read all of the past, with "
        "disks alone; the secret chat gave nothing before a phone was opened.",
        "Three chats between Germany and France, Singapore and India, Brazil and Britain: none in "
        "the country of the escrow. A thief without any order has a copy of what the relay "
        "carried, and steals:",
        _thefts(found),
        "A phone opens one chat. The key of the escrow opens every chat, in every country.",
        _worlds(found),
        f"The door was for one country, which needs nobody once the relay stands there. When "
        f"{OTHER} has a copy of the key it needs {COUNTRY} no longer, and when the key lies in the "
        "open, all that is left to get is the packets.",
        "Split the key among three agencies? Then a thief needs two of them:",
        _odds(found),
        "That is worth something while safes fall one by one, and seldom; three whole copies are "
        "worse than one. It is still one key for everybody: "
        "once two parts are joined for one suspect, all chats of all people are open to who "
        "joined them. And courts of one country reach all of its agencies: the rungs above L1 are "
        "those of the whole key.",
        "The law of the register asked for something else. To be listed gives nothing by itself: "
        "it is a list. What the duties give that come with it, if a service obeys:",
        _register(found),
        f"{ARTICLE.service} was listed on {ARTICLE.since} and said that it would share no user "
        "data: its world is then the one of before, on every day. An end-to-end chat has nothing "
        "to hand over that decodes. Law that wants it read must have a back door built.",
        "The European Court of Human Rights found in Podchasov v. Russia (no. 33696/19, 13 "
        "February 2024) that a duty to decrypt end-to-end chats breaches Article 8: to weaken them "
        "for some is to weaken them for all.",
    )
    return found


def _find() -> Backdoor:
    three = [named(name) for name in ("secret_chat", "backdoored", "backdoored_split")]
    first = next(iter(CHATS.values()))
    result = who_can_read(first, messengers=three, rng=lesson("demo backdoor"))
    with tempfile.TemporaryDirectory() as folder:
        read = {
            design: dict(robbed(design, world, Path(folder) / str(i)))
            for i, (design, world) in enumerate(DESIGNS.items())
        }
    worlds = {
        **DESIGNS,
        f"one key, the relay in {COUNTRY}": move(WORLD, RELAY, COUNTRY),
        f"one key, copied to {OTHER}": copied(WORLD, OTHER),
        "one key, in the open": leaked(WORLD),
    }
    sets = {
        title: tuple(smallest_sets(world, PAST, level.powers) for level in LEVELS)
        for title, world in worlds.items()
    }
    odds = {p: tuple(at_least(k, n, p) for k, n in SPLITS) for p in CHANCES}
    return Backdoor(result, read, sets, odds, _by_day())


def _by_day() -> dict[date, tuple[tuple[Coalition, ...], ...]]:
    powers = Level.AT_REST.powers
    return {
        duty.since: tuple(
            smallest_sets(under(one.world, _EARLY, duty.since), PAST, powers) for one in _listed()
        )
        for duty in DUTIES
        if duty.demand in {Demand.RECORDS, Demand.DECODING, Demand.CONTENT}
    }


def _listed() -> tuple[Messenger, Messenger]:
    return named("cloud_chat"), named("secret_chat")


def _thefts(found: Backdoor) -> Table:
    table = Table(title="Chats that open, of three", title_justify="left")
    table.add_column("design")
    for theft in (NOBODY, PHONE, ONE, TWO):
        table.add_column(theft, justify="right")
    for design, counts in found.read.items():
        table.add_row(design, *("-" if one is None else str(one) for one in counts.values()))
    return table


def _worlds(found: Backdoor) -> Table:
    table = Table(title="Smallest sets of countries", title_justify="left")
    table.add_column("courts may take")
    for title in found.sets:
        table.add_column(title)
    for at, level in enumerate(LEVELS):
        table.add_row(rung(level), *(_said(sets[at]) for sets in found.sets.values()))
    return table


def _odds(found: Backdoor) -> Table:
    table = Table(title="The chance that a thief opens everybody's chats", title_justify="left")
    table.add_column("chance of one theft")
    for k, n in SPLITS:
        table.add_column("one key" if n == 1 else f"{k} of {n}", justify="right")
    for chance, odds in found.odds.items():
        table.add_row(f"{float(chance):g}", *(f"{float(one):.6f}" for one in odds))
    return table


def _register(found: Backdoor) -> Table:
    table = Table(title="Who reads the past, disks alone", title_justify="left")
    for heading in ("from", "asked for", *(one.title for one in _listed())):
        table.add_column(heading)
    demands = {duty.since: duty.demand for duty in DUTIES}
    for day, sets in found.register.items():
        table.add_row(str(day), demands[day], *(_said(one) for one in sets))
    return table


def _said(sets: tuple[Coalition, ...]) -> str:
    return " | ".join(" ".join(one) for one in sets) or "-"


if __name__ == "__main__":
    run()
