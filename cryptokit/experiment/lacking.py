"""Who has what the examiner lacks, in words, and from which rung on an order reaches it."""

from collections.abc import Iterator

from cryptokit.world import PAST, Addition, Coalition, Level, Source, View, World, why

_PLACES = {View.DISK: "on the disk of", View.PART: "kept by", View.MEMORY: "in the memory of"}


def who_has_it(world: World, served: Coalition, level: Level) -> Iterator[str]:
    """Say for each missing fact who holds it and from which rung on an order reaches it.

    Of the ways to a yes it is the nearest one: that of the lowest rung on which one exists.
    """
    for way in why(world, PAST, level.powers, coalition=served).ways[-1:]:
        yield from (_words(world, missing) for missing in way)


def _words(world: World, missing: Addition) -> str:
    if not missing.sources:
        return f"{missing.fact}: nobody holds it in this world"
    places = dict.fromkeys(_place(world, source) for source in missing.sources)
    return f"{missing.fact}: {' and '.join(places)}; {_from_rung(missing.sources[0].level)}"


def _place(world: World, source: Source) -> str:
    if source.piece is None:
        return f"to be had by an order on {source.order.target}"
    asset = world.asset(source.piece.asset)
    return f"{_PLACES[source.piece.view]} {asset.id} in {asset.loc}"


def _from_rung(level: Level | None) -> str:
    return "no order came from there" if level is None else f"reached from {level} on"
