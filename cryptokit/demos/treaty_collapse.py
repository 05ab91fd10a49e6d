"""Four countries hold the parts, and one asks the other three: what a split buys, and what not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from rich.table import Table

from cryptokit.demos.show import show
from cryptokit.lab.tables import rung
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import PAST, Level, Piece, k_eff
from cryptokit.world.cooperation import Channel, Route, channel
from cryptokit.world.jurisdictions import warning
from cryptokit.world.odds import Effort, chance, time_to_read
from cryptokit.world.requests import (
    BY_LAW,
    Requests,
    chances,
    k_requesting,
    requests,
    routed,
    waits,
)
from cryptokit.world.tree import fault_tree

WORLD: Final = named("cloud_chat_cold").world
LEVELS: Final = (Level.SHARES, Level.MEMORY, Level.ENTITY, Level.CONTROL)
APART, TOGETHER = Level.ENTITY, Level.CONTROL
"""The rungs where companies are compelled one by one, and where their group is."""
ASKERS: Final = ("US", "GB", "DE", "NL", "SG", "AE", "VG", "IN", "RU")
ON: Final = date(2026, 9, 1)
PRODUCTION_ORDERS: Final = date(2026, 8, 18)
"""The first day of Regulation (EU) 2023/1543: see its article 34."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """What one country gets by asking; by day ``half`` half of the successes are in."""

    asker: str
    made: Requests
    chance: float
    half: int | None


@dataclass(frozen=True, slots=True)
class Collapse:
    """What the demo found; ``counts`` has for each rung who must order, ask by law, and ask."""

    counts: Mapping[Level, tuple[int | None, int | None, int | None]]
    campaigns: Mapping[Level, tuple[Campaign, ...]]
    routes: Mapping[Piece, Channel | None]
    before_and_after: tuple[Channel, Channel]


def run() -> Collapse:
    """Count who must order and who must ask, then send the requests of each country."""
    campaigns = {level: tuple(_campaigns(level)) for level in (APART, TOGETHER)}
    first = campaigns[APART][0].made
    tree = fault_tree(WORLD, PAST, APART.powers)
    days = (PRODUCTION_ORDERS - timedelta(days=1), PRODUCTION_ORDERS)
    before, after = (channel("DE", "NL", on=day) for day in days)
    found = Collapse(
        {level: _counts(level) for level in LEVELS},
        campaigns,
        routed(WORLD, tree, first, APART.powers),
        (before, after),
    )
    show(
        "An archive in NL, its key split over US, SG and AE, all kept by companies of one group "
        "in VG. How many countries must order, and how many must ask if the others help?",
        _counted(found),
        *(_asked(level, some) for level, some in campaigns.items()),
        f"How each piece comes to {ASKERS[0]} at {rung(APART)}:",
        *(_came(piece, one) for piece, one in found.routes.items()),
        "A treaty can also make it fast overnight. Germany asks the Netherlands:",
        *(f"  on {day}: {_told(one)}" for day, one in zip(days, (before, after), strict=True)),
        "The split bought delay and publicity, not secrecy: one country is enough if the others "
        "help, and one order on the group needs no help. Half of the successes take longer than "
        "the slowest answer usually does: of several slow answers the last one counts.",
        "The chances of refusal are invented for this exercise, and so are most days; who has a "
        "treaty with whom is simplified. Comity is a favour, where the data has no treaty.",
        warning(),
    )
    return found


def _counts(level: Level) -> tuple[int | None, int | None, int | None]:
    tree = fault_tree(WORLD, PAST, level.powers)
    ask = (k_requesting(tree, on=ON, routes=BY_LAW), k_requesting(tree, on=ON))
    return k_eff(WORLD, PAST, level.powers), *ask


def _campaigns(level: Level) -> list[Campaign]:
    tree, found = fault_tree(WORLD, PAST, level.powers), list[Campaign]()
    for asker in ASKERS:
        made = requests(tree, [asker], on=ON)
        if made is not None:
            odds = chance(tree, chances(tree, made)).value
            rng = lesson(f"demo treaty_collapse {asker}")
            days = time_to_read(tree, waits(tree, made), effort=Effort(samples=20_000), rng=rng)
            found.append(Campaign(asker, made, odds, days.quantile(odds / 2)))
    return found


def _counted(found: Collapse) -> Table:
    table = Table(title="The fewest countries", title_justify="left")
    table.add_column("courts may take")
    for heading in ("that order (k_eff)", "that ask, by law or treaty", "that ask, by comity too"):
        table.add_column(heading, justify="right")
    for level, counts in found.counts.items():
        table.add_row(rung(level), *("-" if one is None else str(one) for one in counts))
    return table


def _asked(level: Level, campaigns: tuple[Campaign, ...]) -> Table:
    table = Table(title=f"One country asks, at {rung(level)}", title_justify="left")
    table.add_column("asker")
    table.add_column("asks")
    for heading in ("chance", "slowest, typical days", "half of successes by day"):
        table.add_column(heading, justify="right")
    for one in campaigns:
        odds = f"{one.chance:.2f}" if one.chance >= 0.01 else "under 0.01"
        cells = (odds, f"{one.made.typical_days:g}", str(one.half))
        table.add_row(one.asker, "\n".join(_asks(one.made)), *cells)
    return table


def _asks(made: Requests) -> Iterator[str]:
    for route in Route:
        asked = [one.asked for one in made.channels if one.route is route]
        if asked:
            yield f"{' '.join(asked)}: {route.words}"


def _came(piece: Piece, one: Channel | None) -> str:
    return f"  {piece.asset}, {piece.view}: {'anybody can look' if one is None else _told(one)}"


def _told(one: Channel) -> str:
    where = "at home" if one.route is Route.DOMESTIC else f"from {one.asked}"
    days = f"{one.wait.least:g} to {one.wait.most:g} days, typically {one.wait.typical:g}"
    return f"{where}, {one.route.words}: {days}; refused {one.wait.refused:.0%}"


if __name__ == "__main__":
    run()
