"""A key split over four companies in four countries, and what is left of it as they merge."""

from dataclasses import dataclass, replace

from rich.table import Table

from cryptokit.conversation import say
from cryptokit.demos.show import show
from cryptokit.experiment import Answer, Result, who_can_read
from cryptokit.lab.reasons import reasons
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import PAST, Level, World, merge, split_company, why

SETUP = "cloud_chat_cold"
RUNG = Level.CONTROL


@dataclass(frozen=True, slots=True)
class Stage:
    """How many companies are independent, the world that makes, and what an examiner read in it."""

    what: str
    world: World
    groups: int
    answer: Answer


def run() -> tuple[Stage, ...]:
    """Split the group into independent companies, then merge them one by one."""
    stages = tuple(map(_stage, *zip(*_worlds(), strict=True)))
    first, last = stages[0], stages[-1]
    show(
        "Four companies in four countries: one keeps the locked messages, three keep a part of the "
        "key each. The key is never in memory. Courts may take disks, key parts and memory, and "
        "order a company and the group that controls it.",
        _table(stages),
        "At the start:",
        reasons(first.world, RUNG, why(first.world, PAST, RUNG.powers)),
        "At the end:",
        reasons(last.world, RUNG, why(last.world, PAST, RUNG.powers)),
        "No machine was moved and no key was copied. A register of companies was changed.",
    )
    return stages


def _worlds() -> tuple[tuple[str, World], ...]:
    """Give the worlds in turn: all apart, then each company under the head of the first."""
    world = named(SETUP).world
    for child in [one.id for one in world.entities if one.parent is not None]:
        world = split_company(world, child)
    first, *others = (one.id for one in world.entities)
    worlds = [("all independent", world)]
    for other in others:
        world = merge(world, first, other)
        worlds.append((f"{first} takes over {other}", world))
    return tuple(worlds)


def _stage(what: str, world: World) -> Stage:
    setup = replace(named(SETUP), world=world)
    result = who_can_read(
        say(["Alice: The key to the locker is under the flowerpot."]),
        messengers=[setup],
        levels=[RUNG],
        rng=lesson("demo merge_companies"),
    )
    groups = len({world.head(one.id) for one in world.entities})
    return Stage(what, world, groups, _answer(result))


def _answer(result: Result) -> Answer:
    return next(one for one in result.answers if isinstance(one, Answer))


def _table(stages: tuple[Stage, ...]) -> Table:
    table = Table(title="The fewest countries whose orders suffice", title_justify="left")
    for heading in ("what happens", "independent companies", "k_eff", "for example", "read"):
        table.add_column(heading)
    for stage in stages:
        trial = stage.answer.trial
        read = f"{stage.answer.readable} of {stage.answer.of}"
        orders = " ".join(trial.orders)
        table.add_row(stage.what, str(stage.groups), str(trial.k_eff), orders, read)
    return table


if __name__ == "__main__":
    run()
