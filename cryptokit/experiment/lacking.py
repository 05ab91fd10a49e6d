"""Who has what the examiner lacks, in words, and from which rung on an order reaches it."""

from collections.abc import Iterator

from cryptokit.knowledge import Fact, missing
from cryptokit.world import PAST, Coalition, Level, View, World, facts

_PLACES = {View.DISK: "on the disk of", View.PART: "kept by", View.MEMORY: "in the memory of"}


def who_has_it(world: World, served: Coalition, level: Level) -> Iterator[str]:
    """Say for each missing fact who holds it and from which rung on an order reaches it."""
    known = facts(world, served, level.powers)
    for fact in sorted(missing(known, world.rules, PAST)):
        places = [
            f"{_PLACES[view]} {asset.id} in {asset.loc}"
            for asset in world.assets
            for view in View
            if fact in asset.facts(view)
        ]
        if places:
            yield f"{fact}: {' and '.join(places)}; {_from_rung(world, fact, level)}"
        else:
            yield f"{fact}: nobody holds it in this world"


def _from_rung(world: World, fact: Fact, level: Level) -> str:
    # Whatever is held lies somewhere, and on the last rung every place is within reach.
    everywhere = world.jurisdictions
    rung = next(rung for rung in Level if fact in facts(world, everywhere, rung.powers))
    return "no order came from there" if rung.powers <= level.powers else f"reached from {rung} on"
