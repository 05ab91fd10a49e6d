"""One key in every share format: what a share looks like, tells, and mixes with."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table

from cryptokit.demos.show import show
from cryptokit.errors import CryptokitError
from cryptokit.keys import DataKey
from cryptokit.lab.shares import report
from cryptokit.rng import Rng, lesson
from cryptokit.sharing import formats
from cryptokit.sharing.formats import FORMATS, Format, Inspection, Raw, Written

SHOWN = 40
"""Characters of a share that the table shows."""
WRONG = ("ssss", "ssss-plain")
"""Two formats whose shares look alike, and lead to different secrets."""


@dataclass(frozen=True, slots=True)
class SplitFormats:
    """A key split 2 of 3 in each format, what ``inspect`` says of a mixture, and a wrong reading.

    ``joined`` tells for each format whether two shares gave the key back. ``ambiguous`` is the
    error for shares that fit several formats; ``misread`` tells that reading them in the wrong one
    gives another secret, without an error.
    """

    shares: dict[str, tuple[Written, ...]]
    joined: dict[str, bool]
    mixture: Inspection
    ambiguous: str
    misread: bool


def run() -> SplitFormats:
    """Split a key in each format, join it again, mix the shares, and misread some."""
    rng = lesson("demo split_formats")
    key = DataKey.draw(rng)
    shares = {one.name: _split(one, key, rng) for one in FORMATS.values() if one.split}
    mixture = [made[i] for made in shares.values() for i in (0, 1)][:10]
    found = SplitFormats(
        shares=shares,
        joined={
            name: _join(made, name) == key.reveal()[: _size(name)] for name, made in shares.items()
        },
        mixture=formats.inspect(_raws(mixture)),
        ambiguous=_ambiguous(shares[WRONG[0]]),
        misread=_join(shares[WRONG[0]], WRONG[1]) != key.reveal(),
    )
    show(
        f"The key {key}, split 2 of 3 in every format. The first share of each:",
        _table(shares),
        f"Two shares of each are joined; all give the key back: {all(found.joined.values())}.",
        "Ten shares of mixed origin, as `cryptokit shares inspect` sees them:",
        report(found.mixture),
        f"Shares of {WRONG[0]}, without saying so: {found.ambiguous}",
        f"Read as {WRONG[1]} they give another secret, and no error: {found.misread}. That is "
        "why a format needs a name and a check.",
    )
    return found


def _size(name: str) -> int:
    return 16 if name == "gf128" else 32


def _split(one: Format, key: DataKey, rng: Rng) -> tuple[Written, ...]:
    secret = key.reveal()[: _size(one.name)]
    return formats.split(secret, threshold=2, shares=3, format=one.name, rng=rng)


def _join(made: tuple[Written, ...], name: str) -> bytes:
    return formats.join(_raws(made[:2]), format=name)


def _raws(made: Iterable[Written]) -> list[Raw]:
    return [Raw(f"line {i}", one.line.encode()) for i, one in enumerate(made, 1)]


def _ambiguous(made: tuple[Written, ...]) -> str:
    try:
        formats.join(_raws(made[:2]))
    except CryptokitError as error:
        return str(error)
    raise AssertionError("bare bytes told by themselves what they are")


def _table(shares: dict[str, tuple[Written, ...]]) -> Table:
    table = Table(title="One key, many shares", title_justify="left")
    for heading in ("format", "field", "what a change is noticed by", "the first share begins"):
        table.add_column(heading, overflow="fold")
    for name, made in shares.items():
        one = FORMATS[name]
        table.add_row(name, one.field, one.detects, f"{made[0].line[:SHOWN]}...")
    return table


if __name__ == "__main__":
    run()
