"""Play a gallery of attacks on flawed schemes and on the repaired ones, and make a table of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.lab.terminal import progress
from cryptokit.rng import lesson


@dataclass(frozen=True, slots=True)
class Played:
    """One attack, and how it went on both schemes, with the same program and budget."""

    attack: Attack[object]
    flawed: Outcome
    repaired: Outcome


def play(attacks: Iterable[Attack[object]]) -> tuple[Played, ...]:
    """Play each attack on both schemes, with the luck of a lesson."""
    waiting, played = tuple(attacks), list[Played]()
    with progress() as told:
        for done, attack in enumerate(waiting, 1):
            rng = lesson(f"gallery {attack.name}")
            played.append(Played(attack, attack.on_flawed(rng), attack.on_repaired(rng)))
            told("attacks", done, len(waiting))
    return tuple(played)


def table(played: Iterable[Played]) -> Table:
    """Show what each attacker got."""
    drawn = Table(title="The same program, the same budget", title_justify="left", show_lines=True)
    for heading in ("mistake", "flawed: what the attacker got", "repaired"):
        drawn.add_column(heading, ratio=1)
    for one in played:
        drawn.add_row(one.attack.mistake, _said(one.flawed), _said(one.repaired))
    return drawn


def counts(played: tuple[Played, ...]) -> str:
    """Say how many schemes fell, and how many stood."""
    lost = sum(one.flawed.won for one in played)
    held = sum(not one.repaired.won for one in played)
    return (
        f"{lost} of {len(played)} flawed schemes fell. {held} of the repaired stood the same "
        "attack with the same budget."
    )


def _said(outcome: Outcome) -> str:
    tries = "1 try" if outcome.tries == 1 else f"{outcome.tries:,} tries"
    return f"{'lost' if outcome.won else 'held'} after {tries}: {outcome.told}"
