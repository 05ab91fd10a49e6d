"""Who has what the examiner lacks, in words, and from which rung on an order reaches it."""

from collections.abc import Iterator

from cryptokit.experiment.answers import Trial
from cryptokit.world import (
    CHANGED,
    NOTES,
    SWAPPED,
    Addition,
    Level,
    Power,
    Source,
    View,
    World,
    why,
)

_PLACES = {
    View.DISK: "on the disk of",
    View.PART: "kept by",
    View.MEMORY: "in the memory of",
    View.RECORDS: "in the records of",
    View.LINE: "on the line of",
    View.ROUTE: "on its way to",
    View.ARRIVALS: "to be copied as it comes to",
}


def who_has_it(trial: Trial) -> Iterator[str]:
    """Say for each missing fact who holds it and from which rung on an order reaches it.

    Of the ways to a yes it is the nearest one: that of the lowest rung on which one exists.
    """
    world = trial.messenger.world
    for way in why(world, trial.goal, trial.powers, coalition=trial.orders).ways[-1:]:
        yield from (_words(world, missing) for missing in way)


def _words(world: World, missing: Addition) -> str:
    if not missing.sources:
        return f"{missing.fact}: nobody holds it in this world"
    places = dict.fromkeys(_place(world, source) for source in missing.sources)
    return f"{missing.fact}: {' and '.join(places)}; {_from_rung(missing.sources[0].level)}"


def _place(world: World, source: Source) -> str:
    if source.piece in (CHANGED, SWAPPED):
        return f"to be had by an order on {source.order.target}"
    asset = world.asset(source.piece.asset)
    return f"{_PLACES[source.piece.view]} {asset.id} in {asset.loc}"


def _from_rung(level: Level | Power | None) -> str:
    match level:
        case None:
            return "no order came from there"
        case Power():
            return f"reached by {NOTES[level].title} alone ({level}), a power beside the ladder"
        case _:
            return f"reached from {level} on"
