"""Explanations of a world's answers as numbered sentences. What they say is found in ``world``."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, assert_never

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cryptokit.knowledge import Step
from cryptokit.lab.printing import counted, printable
from cryptokit.lab.tables import rung
from cryptokit.world import (
    CHANGED,
    NOTES,
    SWAPPED,
    Addition,
    Explanation,
    Level,
    Order,
    Piece,
    Power,
    Source,
    Taken,
    View,
    World,
    lasts,
    parts,
    served_in,
)
from cryptokit.world.compare import Part

_VIEWS: Final = {
    View.DISK: "the disk",
    View.PART: "the key part",
    View.MEMORY: "the memory",
    View.RECORDS: "the records",
    View.LINE: "the line",
    View.ROUTE: "what comes over the line",
    View.ARRIVALS: "what arrives",
}
_DOES: Final = {
    Power.AT_REST: "takes",
    Power.SHARE: "takes",
    Power.RAM: "takes",
    Power.ENDPOINT: "opens the phone:",
    Power.TAP: "listens on",
    Power.NETWORK: "takes over",
}
"""What is done to the thing itself."""
_THROUGH: Final = {Power.CONTROL: ", and through it the group,", Power.PERSON: ", a person,"}
_CHANGES: Final = {CHANGED: "to change the program", SWAPPED: "to hand out another key"}
_ORDERS: Final = 4
"""Sources of a missing fact that are named; --json has them all."""


def reasons(world: World, level: Level, explanation: Explanation) -> RenderableType:
    """Tell in numbered sentences why a goal is reached, or how far orders come and what is missing.

    ``level`` is the rung that the explanation is for.
    """
    head = Text(printable(f"{rung(level)}: {verdict(explanation)}"), "bold")
    return Group(head, *(indented(line) for line in told(world, explanation)))


def verdict(explanation: Explanation) -> str:
    """Say in one line what is reached, or not, and by whose orders.

    >>> verdict(Explanation("past", ("NL", "SG"), (), (), ()))
    'past is reached by orders of NL SG'
    """
    orders = f"orders of {' '.join(explanation.coalition)}" if explanation.coalition else "no order"
    return f"{explanation.goal} is {'' if explanation.reached else 'not '}reached by {orders}"


def told(world: World, explanation: Explanation) -> tuple[str, ...]:
    """Give the sentences: numbered steps first, then what is missing, if anything is.

    >>> from cryptokit.world import PAST, load, why
    >>> abroad = load({"entities": {"op": {"inc": "VG"}}, "assets": [
    ...     {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"], "ram": ["kek"]}],
    ...     "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}]})
    >>> for level in (Level.AT_REST, Level.MEMORY):
    ...     print(*told(abroad, why(abroad, PAST, level.powers, coalition=["NL"])), sep="; ")
    1. NL takes the disk of db: ct; missing: kek: NL takes the memory of db, from L3 on
    1. NL takes the disk of db: ct; 2. NL takes the memory of db: kek; 3. ct and kek make past
    """
    done = parts(explanation, missing=False)
    numbered = (f"{number}. {sentence(world, part)}" for number, part in enumerate(done, 1))
    return (*numbered, *_missing(world, explanation))


def as_values(world: World, explanation: Explanation) -> dict[str, Any]:
    """Give an explanation as plain values for a pipe."""
    done = parts(explanation, missing=False)
    return {
        "orders": list(explanation.coalition),
        "reached": explanation.reached,
        "steps": [sentence(world, part) for part in done],
        "missing": [
            [{"fact": one.fact, "sources": [_source(world, s) for s in one.sources]} for one in way]
            for way in explanation.ways
        ],
    }


def sentence(world: World, part: Part) -> str:
    """Put one line of an explanation into words."""
    match part:
        case Taken():
            return _taken(world, part)
        case Step():
            make = "makes" if len(part.used) == 1 else "make"
            return f"{_listed(part.used)} {make} {part.rule.out}{_out_of(part)}"
        case Addition():
            return f"missing: {part.fact}: {_sources(world, part)}"
        case _:
            assert_never(part)


def indented(line: str, style: str = "") -> RenderableType:
    """Set a sentence of a stranger's world in from the margin."""
    return Padding(Text(printable(line), style), (0, 0, 0, 2), expand=False)


def _missing(world: World, explanation: Explanation) -> Iterator[str]:
    for way in explanation.ways:
        if len(explanation.ways) > 1:
            nearest = way is explanation.ways[-1]
            yield f"{'or, nearest' if nearest else 'fewest'}: {counted(len(way), 'fact')}"
        yield from (sentence(world, one) for one in way)


def _taken(world: World, part: Taken) -> str:
    if part.order is None:
        return f"anybody can look at {_thing(part.piece)}: {_listed(part.facts)}"
    return f"{_doing(world, part.order, part.piece)}: {_listed(part.facts)}"


def _doing(world: World, order: Order, piece: Piece) -> str:
    """Say who does what on whose order; a treaty partner acts in the place of who asks."""
    place = served_in(world, order)
    who = order.by if place == order.by else f"{order.by} asks {place}, which"
    does = "copy from now on" if lasts(piece) else "hand over"
    what = _CHANGES.get(piece, f"to {does} {_thing(piece)}")
    if order.power is Power.INSIDER:
        return f"{order.target}, in {place}, takes {_thing(piece)} without any order"
    if order.power in _DOES:
        return f"{who} {_DOES[order.power]} {_thing(piece)}"
    return f"{who} orders {order.target}{_THROUGH.get(order.power, '')} {what}"


def _thing(piece: Piece) -> str:
    return f"{_VIEWS[piece.view]} of {piece.asset}"


def _sources(world: World, missing: Addition) -> str:
    if not missing.sources:
        return "nobody holds it in this world"
    said = [_source(world, one) for one in missing.sources[:_ORDERS]]
    left = len(missing.sources) - _ORDERS
    return "; or ".join((*said, *([f"by {counted(left, 'other order')}"] if left > 0 else ())))


def _source(world: World, source: Source) -> str:
    doing = _doing(world, source.order, source.piece)
    match source.level:
        case None:
            return doing
        case Power():
            return f"{doing}, by {NOTES[source.level].title}, a power beside the ladder"
        case _:
            return f"{doing}, from {source.level.value[:2]} on"


def _out_of(step: Step) -> str:
    return (
        f" ({step.rule.k} of {len(step.rule.of)} suffice)"
        if step.rule.k < len(step.rule.of)
        else ""
    )


def _listed(facts: Sequence[str]) -> str:
    """List facts in a sentence.

    >>> _listed(["ct"]), _listed(["s1", "s2", "kek"])
    ('ct', 's1, s2 and kek')
    """
    *first, last = facts
    return f"{', '.join(first)} and {last}" if first else last
