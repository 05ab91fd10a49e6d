"""Who holds what where, as SVG and in words: a box for each country, a line for each machine.

No drawing library, as in ``heatmap``. What follows from it is for ``world`` to say.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

from rich.cells import cell_len

from cryptokit.lab.heatmap import head
from cryptokit.lab.printing import printable
from cryptokit.world import PUBLIC, USER, Asset, View, World

_FACES: Final = {USER: "#009e73", PUBLIC: "#e69f00"}
_COMPANY: Final = "#0072b2"
_LEFT, _TOP, _LINE, _HEADING, _GAP, _LETTER = 10, 40, 22, 26, 12, 7.4


def svg(world: World, title: str, alt: str) -> str:
    """Draw the countries as boxes with their machines; a stripe tells whose they are."""
    boxes = _by_country(world)
    longest = max((cell_len(_line(asset)) for _, some in boxes for asset in some), default=0)
    width = max(longest * _LETTER + 5 * _LEFT, len(title) * _LETTER * 1.3 + 2 * _LEFT)
    parts, y = list[str](), _TOP
    for country, assets in boxes:
        high = _HEADING + len(assets) * _LINE + 6
        parts += _box(country, assets, y, width - 2 * _LEFT, high)
        y += high + _GAP
    heading = f'<text x="{_LEFT}" y="22" font-size="15">{escape(printable(title))}</text>'
    return "\n".join((head(width, y, alt), heading, *parts, "</svg>\n"))


def words(world: World) -> str:
    """Say what each country has.

    >>> from cryptokit.world import load
    >>> words(load({"entities": {"op": {"inc": "VG"}}, "assets": [
    ...     {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct"], "ram": ["kek"]}]}))
    'NL: db, kept by op: on disk ct; in memory kek'
    """
    return ". ".join(
        f"{printable(country)}: {' | '.join(_line(asset) for asset in assets)}"
        for country, assets in _by_country(world)
    )


def _by_country(world: World) -> list[tuple[str, Sequence[Asset]]]:
    ordered = sorted(world.assets, key=lambda asset: asset.loc)
    return [(loc, tuple(some)) for loc, some in groupby(ordered, key=lambda asset: asset.loc)]


def _line(asset: Asset) -> str:
    keepers = {USER: "in its user's hands", PUBLIC: "open to anybody"}
    keeper = keepers.get(asset.custodian, f"kept by {asset.custodian}")
    views = {View.DISK: "on disk", View.PART: "as key part", View.MEMORY: "in memory"}
    held = (
        f"{where} {', '.join(asset.facts(view))}"
        for view, where in views.items()
        if asset.facts(view)
    )
    return printable(f"{asset.id}, {keeper}: {'; '.join(held) or 'nothing'}")


def _box(
    country: str, assets: Sequence[Asset], y: float, width: float, high: float
) -> Iterator[str]:
    yield (
        f'<rect x="{_LEFT}" y="{y}" width="{width:.0f}" height="{high}" rx="4" fill="#f6f6f6"'
        ' stroke="#888888"/>'
    )
    label = escape(printable(country))
    yield f'<text x="{2 * _LEFT}" y="{y + 18}" font-size="14" font-weight="bold">{label}</text>'
    for number, asset in enumerate(assets):
        top = y + _HEADING + number * _LINE
        face = _FACES.get(asset.custodian, _COMPANY)
        yield f'<rect x="{2 * _LEFT}" y="{top + 2}" width="6" height="{_LINE - 6}" fill="{face}"/>'
        line = escape(_line(asset))
        yield f'<text x="{3 * _LEFT + 4}" y="{top + 14}" font-size="13">{line}</text>'
