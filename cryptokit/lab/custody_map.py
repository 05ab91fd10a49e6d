"""Who holds what where, as SVG and in words: a box for each country, a line for each machine.

A company is named with its seat and its owner's, since courts reach a machine through both.

No drawing library, as in ``heatmap``. What follows from it is for ``world`` to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from cryptokit.lab.heatmap import head
from cryptokit.lab.ledger_places import company
from cryptokit.lab.printing import printable
from cryptokit.world import PUBLIC, USER, Asset, View, World

_FACES: Final = {USER: "#009e73", PUBLIC: "#e69f00"}
_COMPANY: Final = "#0072b2"
_WHERE: Final[Mapping[View, str]] = {
    View.DISK: "on disk",
    View.PART: "as key part",
    View.MEMORY: "in memory",
    View.LINE: "on its line",
    View.ROUTE: "on its way",
    View.ARRIVALS: "as it arrives",
}
"""Records are a part of a disk, and stand there."""
_LEFT, _TOP, _LINE, _HEADING, _GAP, _LETTER = 10, 44, 21, 28, 12, 7.8
_LETTERS: Final = 72
"""Letters in a line: a longer sentence goes on below, so that no picture is shrunk to be shown."""
_SIZE: Final = 15
_INDENT: Final = 16


def svg(world: World, title: str, alt: str) -> str:
    """Draw the countries as boxes with their machines; a stripe tells whose they are."""
    boxes = [
        (country, [(asset, _broken(said)) for asset, said in _lines(world, some)])
        for country, some in _by_country(world)
    ]
    rows = [row for _, some in boxes for _, broken in some for row in broken]
    longest = max(map(cell_len, rows), default=0)
    heads = [len(title) * _LETTER * 1.3 + 2 * _LEFT, longest * _LETTER + 5 * _LEFT + _INDENT]
    width = max(heads)
    parts, y = list[str](), _TOP
    for country, lines in boxes:
        high = _HEADING + sum(len(broken) for _, broken in lines) * _LINE + 6
        parts += _box(country, lines, y, width - 2 * _LEFT, high)
        y += high + _GAP
    heading = f'<text x="{_LEFT}" y="26" font-size="17">{escape(printable(title))}</text>'
    return "\n".join((head(width, y, alt), heading, *parts, "</svg>\n"))


def words(world: World) -> str:
    """Say what each country has.

    >>> from cryptokit.world import load
    >>> words(load({"entities": {"op": {"inc": "VG"}}, "assets": [
    ...     {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"], "ram": ["kek"]}]}))
    'NL: db, kept by op (VG): on disk ct; in memory kek'
    >>> words(load({"entities": {"op": {"inc": "VG"}}, "assets": [
    ...     {"id": "db", "loc": "NL", "custodian": "op", "line": ["ct"], "arrives": ["text"]}],
    ...     "persons": [{"id": "sam", "present": "IN", "entity": "op", "access": ["db"]}]}))
    'NL: db, kept by op (VG), open to sam in IN: on its line ct; as it arrives text'
    """
    return ". ".join(
        f"{printable(country)}: {' | '.join(said for _, said in _lines(world, assets))}"
        for country, assets in _by_country(world)
    )


def _by_country(world: World) -> list[tuple[str, Sequence[Asset]]]:
    ordered = sorted(world.assets, key=lambda asset: asset.loc)
    return [(loc, tuple(some)) for loc, some in groupby(ordered, key=lambda asset: asset.loc)]


def _lines(world: World, assets: Sequence[Asset]) -> list[tuple[Asset, str]]:
    return [(asset, line(world, asset)) for asset in assets]


def line(world: World, asset: Asset) -> str:
    """Say of a machine who keeps it, who can open it any day, and what lies where in it."""
    keepers = {USER: "in its user's hands", PUBLIC: "open to anybody"}
    keeper = keepers.get(asset.custodian) or f"kept by {company(asset.custodian, world)}"
    inside = [f"{one.id} in {one.present}" for one in world.persons if asset.id in one.access]
    access = f", open to {' and '.join(inside)}" if inside else ""
    held = (
        f"{where} {', '.join(asset.facts(view))}"
        for view, where in _WHERE.items()
        if asset.facts(view)
    )
    return printable(f"{asset.id}, {keeper}{access}: {'; '.join(held) or 'nothing'}")


def _broken(said: str) -> list[str]:
    """Break a sentence into lines at its spaces."""
    lines = [""]
    for word in said.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cell_len(longer) > _LETTERS:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _box(
    country: str, lines: Sequence[tuple[Asset, list[str]]], y: float, width: float, high: float
) -> Iterator[str]:
    yield (
        f'<rect x="{_LEFT}" y="{y}" width="{width:.0f}" height="{high}" rx="4" fill="#f6f6f6"'
        ' stroke="#888888"/>'
    )
    label = escape(printable(country))
    yield f'<text x="{2 * _LEFT}" y="{y + 20}" font-size="16" font-weight="bold">{label}</text>'
    top = y + _HEADING
    for asset, broken in lines:
        face, tall = _FACES.get(asset.custodian, _COMPANY), len(broken) * _LINE
        yield f'<rect x="{2 * _LEFT}" y="{top + 2}" width="6" height="{tall - 6}" fill="{face}"/>'
        for at, row in enumerate(broken):
            left, base = 3 * _LEFT + 4 + bool(at) * _INDENT, top + 15 + at * _LINE
            yield f'<text x="{left}" y="{base}" font-size="{_SIZE}">{escape(row)}</text>'
        top += tall
