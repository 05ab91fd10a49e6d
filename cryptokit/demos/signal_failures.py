"""Attacks on Signal's protocol and on who hands out its keys: each succeeds, then fails."""

from cryptokit.attacks.signal import gallery
from cryptokit.demos.playing import Played, counts, play, table
from cryptokit.demos.show import show


def run() -> tuple[Played, ...]:
    """Play the whole gallery at a small scale, and show what each attacker got."""
    played = play(gallery())
    show(
        "No cipher falls here. A key is somebody else's, a reader is added, a copy comes again, or "
        "traffic tells. Some repairs do not prevent a thing but show it afterwards: their records "
        "say so.",
        table(played),
        f"{counts(played)} Where each comes from: cryptokit.attacks.signal.",
    )
    return played


if __name__ == "__main__":
    run()
