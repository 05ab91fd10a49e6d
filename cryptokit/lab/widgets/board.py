"""Which countries serve orders, on which rung of powers, and whether that reads: the order board.

The answer is the symbolic engine's. Not here: the drawing (``board_drawing``), and files to seize.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache

from cryptokit.errors import Unknown
from cryptokit.knowledge import Fact
from cryptokit.lab.printing import printable
from cryptokit.lab.reasons import told
from cryptokit.lab.tables import rung
from cryptokit.lab.widgets.board_drawing import svg
from cryptokit.lab.widgets.board_frame import BoardFrame, Tile
from cryptokit.lab.widgets.board_words import words
from cryptokit.lab.widgets.view import Control, Kind, Shown, Values, View, toggle
from cryptokit.messengers import Messenger, Promise, named
from cryptokit.world import (
    CHANGED,
    SWAPPED,
    Coalition,
    Explanation,
    Jurisdiction,
    Level,
    Piece,
    Power,
    World,
    smallest_sets,
    why,
)
from cryptokit.world.jurisdictions import countries as countries_known

_RUNG, _COUNTRY = "level", "country "


def frame(
    about: World | Messenger,
    goal: Fact,
    coalition: Iterable[Jurisdiction],
    level: Level,
    *,
    beside: frozenset[Power] = frozenset(),
) -> BoardFrame:
    """Ask the engine whether the orders of some countries reach a goal on a rung, and why.

    ``beside`` are powers that go with the rung, and that the board does not draw. Raises Unknown
    for a country or a goal that does not occur in the world.

    >>> cloud = named("cloud_chat")
    >>> one = frame(cloud, "past", ["NL"], Level.MEMORY)
    >>> one.readable, one.k_eff, one.promise.countries
    (True, 1, 4)
    >>> print(*frame(cloud, "past", ["NL"], Level.AT_REST).sentences[:1])
    1. NL takes the disk of db: ct

    See: ``world.why`` and ``world.smallest_sets``.
    """
    world, title, promise = _parts(about)
    served, powers = frozenset(coalition), level.powers | beside
    made = why(world, goal, powers, coalition=served)
    tiles = tuple(
        Tile(country, country in served, brought(made, country), lacked(made, country))
        for country in world.jurisdictions
    )
    smallest = _smallest(world, goal, powers)
    sentences = tuple(map(printable, told(world, made)))
    return BoardFrame(title, level, tiles, made, sentences, smallest, promise, beside)


def view(
    about: World | Messenger | str, *, countries: Collection[Jurisdiction], level: str, goal: Fact
) -> View:
    """Give a toggle for each country and a choice of the rung, on these values at first.

    Raises Unknown for a messenger, country, rung or goal that there is not.
    """
    about = named(about) if isinstance(about, str) else about
    world, title, _ = _parts(about)
    for country in sorted(set(countries).difference(world.jurisdictions)):
        raise Unknown("country", country, known=world.jurisdictions)

    def show(values: Values) -> Shown:
        served = [one for one in world.jurisdictions if values[f"{_COUNTRY}{one}"]]
        made = frame(about, goal, served, values[_RUNG])
        headline, *sentences = words(made)
        return Shown(headline, tuple(sentences), svg(made, headline))

    toggles = tuple(
        toggle(f"{_COUNTRY}{one}", _name(one), first=one in countries)
        for one in world.jurisdictions
    )
    rungs = tuple((rung(one), one) for one in Level)
    ladder = Control(_RUNG, "Courts may take", Kind.CHOICE, rungs, Level.named(level))
    return View(f"Order board: {title}", (ladder, *toggles), show, _usage(about, world))


@lru_cache(maxsize=64)
def _smallest(world: World, goal: Fact, powers: frozenset[Power]) -> tuple[Coalition, ...]:
    """Search once for a rung: whoever toggles countries asks again and again."""
    return smallest_sets(world, goal, powers)


def _parts(about: World | Messenger) -> tuple[World, str, Promise | None]:
    if isinstance(about, World):
        return about, printable(about.name), None
    return about.world, about.title, about.promise


def brought(made: Explanation, country: Jurisdiction) -> tuple[str, ...]:
    """Name in short what a country's orders bring of all that counts."""
    found = (one for one in made.taken if one.order is not None and one.order.by == country)
    return tuple(f"{_short(one.piece)} ({', '.join(one.facts)})" for one in found)


def lacked(made: Explanation, country: Jurisdiction) -> tuple[str, ...]:
    """Name in short the missing pieces of the nearest way that a country could bring."""
    return tuple(
        f"{_short(source.piece)} ({missing.fact}){_beyond(source.level)}"
        for way in made.ways[-1:]
        for missing in way
        for source in missing.sources
        if source.order.by == country
    )


def _short(piece: Piece) -> str:
    """Name a piece; what a compelled company does instead is named alone."""
    deed = piece in (CHANGED, SWAPPED)
    return piece.asset if deed else f"{piece.asset}: {piece.view}"


def _beyond(level: Level | Power | None) -> str:
    """Say what it takes beyond this rung, if it takes more."""
    if isinstance(level, Level):
        return f", from {level.value[:2]} on"
    return "" if level is None else f", by {level}"


def _name(code: Jurisdiction) -> str:
    known = countries_known().get(code)
    return printable(f"{code} ({known.name})" if known else code)


def _usage(about: World | Messenger, world: World) -> str:
    what = f'"{about.name}"' if isinstance(about, Messenger) else "world"
    some = ", ".join(f'"{one}"' for one in world.jurisdictions[:2])
    return printable(
        f'For other values: order_board({what}, countries=[{some}], level="L3"). countries are any '
        f"of {' '.join(world.jurisdictions)}; level is one of "
        f"{', '.join(one.value[:2] for one in Level)}."
    )
