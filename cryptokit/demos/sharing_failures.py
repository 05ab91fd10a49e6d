"""Mistakes that sharing was made with: each attack on a flawed scheme, then on the repaired one."""

from dataclasses import dataclass

from rich.table import Table

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.sharing import gallery
from cryptokit.demos.show import show
from cryptokit.lab.terminal import progress
from cryptokit.rng import lesson


@dataclass(frozen=True, slots=True)
class Played:
    """One attack, and how it went on both schemes, with the same program and budget."""

    attack: Attack[object]
    flawed: Outcome
    repaired: Outcome


def run() -> tuple[Played, ...]:
    """Play the whole gallery, and show what each attacker got."""
    played = _play()
    lost = sum(one.flawed.won for one in played)
    held = sum(not one.repaired.won for one in played)
    show(
        "Each scheme here works for honest people, and passes every test that they think of. Each "
        "has one wrong line.",
        _table(played),
        f"{lost} of {len(played)} flawed schemes fell. {held} of the repaired stood the "
        "same attack with the same budget. Most mistakes look like care, or like nothing at all.",
    )
    return played


def _play() -> tuple[Played, ...]:
    attacks, played = gallery(), list[Played]()
    with progress() as told:
        for done, attack in enumerate(attacks, 1):
            rng = lesson(f"demo sharing_failures {attack.name}")
            played.append(Played(attack, attack.on_flawed(rng), attack.on_repaired(rng)))
            told("attacks", done, len(attacks))
    return tuple(played)


def _table(played: tuple[Played, ...]) -> Table:
    table = Table(title="The same program, the same budget", title_justify="left", show_lines=True)
    for heading in ("mistake", "flawed: what the attacker got", "repaired"):
        table.add_column(heading, ratio=1)
    for one in played:
        table.add_row(one.attack.mistake, _said(one.flawed), _said(one.repaired))
    return table


def _said(outcome: Outcome) -> str:
    tries = "1 try" if outcome.tries == 1 else f"{outcome.tries:,} tries"
    return f"{'lost' if outcome.won else 'held'} after {tries}: {outcome.told}"


if __name__ == "__main__":
    run()
