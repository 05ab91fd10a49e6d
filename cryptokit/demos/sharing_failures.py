"""Mistakes that sharing was made with: each attack on a flawed scheme, then on the repaired one."""

from cryptokit.attacks.sharing import gallery
from cryptokit.demos.playing import Played, counts, play, table
from cryptokit.demos.show import show


def run() -> tuple[Played, ...]:
    """Play the whole gallery, and show what each attacker got."""
    played = play(gallery())
    show(
        "Each scheme here works for honest people, and passes every test that they think of. Each "
        "has one wrong line.",
        table(played),
        f"{counts(played)} Most mistakes look like care, or like nothing at all.",
    )
    return played


if __name__ == "__main__":
    run()
