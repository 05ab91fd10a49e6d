"""A backdoor for one is a backdoor for all: holes that states asked for, and who came through."""

from collections.abc import Iterable
from math import log2

from rich.table import Table

from cryptokit.attacks.backdoors import gallery, price
from cryptokit.attacks.backdoors.export_rsa import EXPORT_BITS
from cryptokit.attacks.backdoors.growth import rho, sieve
from cryptokit.demos.playing import Played, counts, play, table
from cryptokit.demos.show import show

_REAL_BITS = 512


def run() -> tuple[Played, ...]:
    """Play the whole gallery, and show what each attacker got and what it cost."""
    played = play(gallery())
    show(
        "Each hole here was made for somebody: escrow chips for the police, constants for whoever "
        "chose them, short keys for the state that allowed no longer ones. A backdoor for one is a "
        "backdoor for all: nothing in it knows who comes through.",
        table(played),
        costs(played),
        f"What is paid once is paid for everybody. Pollard's rho takes {rho(EXPORT_BITS):,.0f} "
        f"steps for {EXPORT_BITS} bits and 2^{log2(rho(_REAL_BITS)):.0f} for {_REAL_BITS}; the "
        f"number field sieve takes about 2^{log2(sieve(_REAL_BITS)):.0f}.",
        f"{counts(played)} Where each comes from: cryptokit.attacks.backdoors.",
    )
    return played


def costs(played: Iterable[Played]) -> Table:
    """Show what the attackers of flawed schemes paid: here, by theory, and in reality."""
    drawn = Table(title="What it cost", title_justify="left", show_lines=True)
    for heading in ("backdoor", "here", "by theory, in the mean", "in reality"):
        drawn.add_column(heading, ratio=1)
    for one in played:
        paid = price(one.attack.name)
        once = ", for everybody" if paid.once else ""
        drawn.add_row(
            one.attack.title,
            f"{one.flawed.tries:,}{once}",
            f"{paid.expected:,.0f} {paid.unit}",
            paid.reality,
        )
    return drawn


if __name__ == "__main__":
    run()
