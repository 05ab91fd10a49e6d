"""How many conversations open when one thing leaks: none, one, or as many as there are.

Courts, a second country, and the odds of many thefts are in ``backdoor``.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Final

from rich.table import Table

from cryptokit.demos.robbing import CHATS, DESIGNS, ONE, PHONE, TWO, each_robbed
from cryptokit.demos.show import show
from cryptokit.lab.curves import Curve
from cryptokit.lab.figures import Figure, exposure

THEFTS: Final = (PHONE, ONE, TWO)


@dataclass(frozen=True, slots=True)
class Leak:
    """How many of the first N conversations a theft opens, for N = 0, 1, 2 and so on."""

    design: str
    theft: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Leaks:
    """Every theft that is possible with every design, and the picture of it."""

    leaks: tuple[Leak, ...]
    figure: Figure


def run() -> Leaks:
    """Deliver conversations with no escrow, one escrow key and a split one, and steal."""
    leaks = tuple(_leaks())
    curves = [Curve(f"{one.design}, {one.theft}", one.counts) for one in leaks]
    title, below = "Conversations that open", "conversations whose packets were recorded"
    found = Leaks(leaks, exposure(curves, title=title, below=below))
    show(
        f"{len(CHATS)} conversations between other people, end to end. A thief has recorded all "
        "packets, and steals one phone of the first conversation, or what an escrow stores. Each "
        "cell was tried with the stolen bytes:",
        _table(leaks),
        str(found.figure),
        "A phone opens its own conversation, however many there are. An escrow key opens all there "
        "are, so it is worth more with every user, and stays where it is. Split 2 of 3, one part "
        "opens none and two open all: no theft opens just the one that a court asked for.",
        "What courts of several countries can make of it, and the odds of a thief who comes again: "
        "cryptokit demo backdoor.",
    )
    return found


def _leaks() -> Iterator[Leak]:
    with tempfile.TemporaryDirectory(prefix="cryptokit-") as folder:
        for i, (design, world) in enumerate(DESIGNS.items()):
            for theft, opened in each_robbed(design, world, Path(folder) / str(i)):
                if theft in THEFTS and opened is not None:
                    yield Leak(design, theft, tuple(accumulate(opened, initial=0)))


def _table(leaks: tuple[Leak, ...]) -> Table:
    table = Table(title="Conversations that open, of the first N", title_justify="left")
    for heading in ("design", "stolen"):
        table.add_column(heading)
    for n in range(1, len(CHATS) + 1):
        table.add_column(f"N = {n}", justify="right")
    for one in leaks:
        table.add_row(one.design, one.theft, *map(str, one.counts[1:]))
    return table


if __name__ == "__main__":
    run()
