"""Why an answer is yes, or what a no still lacks, in sentences for a passer-by.

What is so is found by ``world.why``; for a terminal, ``lab.reasons`` says the same in fewer words.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from cryptokit.knowledge import Step
from cryptokit.lab.explorer.names import Names
from cryptokit.lab.explorer.states import LADDER, rung_name
from cryptokit.lab.printing import counted
from cryptokit.lab.widgets.board_phrases import capital
from cryptokit.world import (
    CHANGED,
    FUTURE,
    METADATA,
    NOTES,
    PAST,
    SWAPPED,
    Addition,
    Explanation,
    Jurisdiction,
    Level,
    Order,
    Piece,
    Power,
    Source,
    Taken,
    View,
    World,
    lasts,
    served_in,
)
from cryptokit.world.explain import Way

_VIEWS: Final = {
    View.DISK: "the disk of ",
    View.PART: "the key part on ",
    View.MEMORY: "the memory of ",
    View.RECORDS: "the records of ",
    View.LINE: "the line of ",
    View.ROUTE: "the route of ",
    View.ARRIVALS: "what arrives at ",
}
_DOES: Final = {
    Power.AT_REST: ("takes", "take"),
    Power.SHARE: ("takes", "take"),
    Power.RAM: ("copies", "copy"),
    Power.ENDPOINT: ("opens", "open"),
    Power.TAP: ("listens on", "listen on"),
    Power.NETWORK: ("takes over", "take over"),
}
"""What is done to the thing itself, and what could be done to it."""
_ORDERS: Final = ("orders", "order")
_THROUGH: Final = {Power.CONTROL: ", and through it the whole group,"}
_CHANGES: Final = {CHANGED: "to change the program", SWAPPED: "to hand out another key"}
_SOURCES: Final = 4
"""Sources of a missing fact that are named."""
HERE, HIGHER, OTHER = "This rung can bring:", "A higher rung can bring:", "Other powers can bring:"
NOBODY: Final = "No order brings:"


def done(world: World, made: Explanation, names: Names) -> tuple[str, ...]:
    """Give the numbered steps: what orders bring, and what follows from it.

    >>> from cryptokit.lab.explorer.names import PLAIN
    >>> from cryptokit.world import Level, why
    >>> from cryptokit.world.architectures import architecture
    >>> a1 = architecture("A1")
    >>> for one in done(a1, why(a1, "past", Level.AT_REST.powers, coalition=["RU"]), PLAIN):
    ...     print(one)
    1. RU takes the disk of the database (db): the locked text (ct) and the key (kek).
    2. With the locked text (ct) and the key (kek), all messages sent before the orders can be read.
    """
    said = (*(_taken(world, one, names) for one in made.taken),
            *(_step(one, names) for one in made.steps))  # fmt: skip
    return tuple(f"{number}. {one}." for number, one in enumerate(said, 1))


def missing(world: World, made: Explanation, names: Names) -> tuple[str, ...]:
    """Say what is missing: first what this rung can bring, then what a higher one brings.

    >>> from cryptokit.lab.explorer.names import PLAIN
    >>> from cryptokit.world import Level, why
    >>> from cryptokit.world.architectures import architecture
    >>> a2 = architecture("A2")
    >>> for one in missing(a2, why(a2, "past", Level.AT_REST.powers, coalition=["NL"]), PLAIN):
    ...     print(one)
    This rung can bring:
    The key (kek): SG could take the disk of the key server (kms).
    """
    return tuple(_ways(world, made.ways, names))


def brought(made: Explanation, country: Jurisdiction, names: Names) -> tuple[str, ...]:
    """Name what a country's orders bring of all that counts."""
    facts = (
        fact
        for one in made.taken
        if one.order is not None and one.order.by == country
        for fact in one.facts
    )
    return tuple(capital(names.fact(fact)) for fact in dict.fromkeys(facts))


def lacked(made: Explanation, country: Jurisdiction, names: Names) -> tuple[str, ...]:
    """Name the missing pieces of the nearest way that a country could bring."""
    found = (
        f"{capital(names.fact(one.fact))}{_beyond(source)}"
        for way in made.ways[-1:]
        for one in sorted(way, key=_rank)
        for source in one.sources
        if source.order.by == country
    )
    return tuple(dict.fromkeys(found))


def _taken(world: World, one: Taken, names: Names) -> str:
    facts = names.listed(one.facts)
    if one.order is None:
        return f"Anybody can look at {_thing(one.piece, names)}: {facts}"
    return f"{_doing(world, one.order, one.piece, names)}: {facts}"


def _step(step: Step, names: Names) -> str:
    out, used = step.rule.out, names.listed(step.used)
    some = 1 < step.rule.k < len(step.rule.of)
    enough = f" (any {step.rule.k} of {len(step.rule.of)} are enough)" if some else ""
    if (step.used, out) == ((PAST,), FUTURE):
        return "Whoever can read those can read all messages sent later in the same way"
    if out == METADATA:
        return f"With {used}, courts learn {names.fact(out)}{enough}"
    if out in {PAST, FUTURE}:
        return f"With {used}, all {names.fact(out)} can be read{enough}"
    make = "gives" if len(step.used) == 1 else "together give"
    return f"{capital(used)} {make} {names.fact(out)}{enough}"


def _ways(world: World, ways: Sequence[Way], names: Names) -> Iterator[str]:
    """Give each way under what it takes, the nearest first, and what is near before what is not."""
    for number, way in enumerate(reversed(ways)):
        if number:
            yield f"Or {counted(len(way), 'piece')} instead:"
        head = ""
        for one in sorted(way, key=_rank):
            if _head(one) != head:
                head = _head(one)
                yield head
            yield f"{capital(names.fact(one.fact))}: {_sources(world, one, names)}."


def _head(one: Addition) -> str:
    if not one.sources:
        return NOBODY
    match one.sources[0].level:
        case None:
            return HERE
        case Level():
            return HIGHER
        case Power():
            return OTHER


def _rank(one: Addition) -> int:
    """Put what this rung brings first, then rung by rung; last what nobody can bring."""
    order = [None, *LADDER, *Power]
    return order.index(one.sources[0].level) if one.sources else len(order)


def _sources(world: World, one: Addition, names: Names) -> str:
    if not one.sources:
        return "nobody holds it here"
    said = [_source(world, source, names) for source in one.sources[:_SOURCES]]
    left = len(one.sources) - _SOURCES
    return "; or ".join((*said, *([f"by {counted(left, 'other order')}"] if left > 0 else ())))


def _source(world: World, source: Source, names: Names) -> str:
    doing = _doing(world, source.order, source.piece, names, could=True)
    match source.level:
        case None:
            return doing
        case Power():
            return f"{doing}, by another power: {NOTES[source.level].title}"
        case _:
            return f"{doing}, from {rung_name(source.level)} on"


def _beyond(source: Source) -> str:
    """Say in short what it takes beyond this rung, if it takes more."""
    match source.level:
        case None:
            return ""
        case Power():
            return f", by another power: {NOTES[source.level].title}"
        case _:
            return f", from {source.level.value[:2]} on"


def _doing(world: World, order: Order, piece: Piece, names: Names, *, could: bool = False) -> str:
    """Say who does what, or could do it, on whose order; a treaty partner acts for who asks."""
    place, may = served_in(world, order), "could " if could else ""
    does = _DOES.get(order.power, _ORDERS)[could]
    if order.power is Power.INSIDER:
        takes = _DOES[Power.AT_REST][could]
        who = names.target(world, order.target)
        return capital(f"{who}, in {place}, {may}{takes} {_thing(piece, names)} without any order")
    asks = "ask" if could else "asks"
    who = order.by if place == order.by else f"{order.by} {may}{asks} {place} by treaty, which"
    if order.power in _DOES:
        return f"{who} {may}{does} {_thing(piece, names)}"
    hand = "copy from now on" if lasts(piece) else "hand over"
    what = _CHANGES.get(piece, f"to {hand} {_thing(piece, names)}")
    whom = f"{names.target(world, order.target)}{_THROUGH.get(order.power, '')}"
    return f"{who} {may}{does} {whom} {what}"


def _thing(piece: Piece, names: Names) -> str:
    return f"{_VIEWS[piece.view]}{names.machine(piece.asset)}"
