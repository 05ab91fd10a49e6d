"""Attacks on Telegram's protocol, as researchers published them: each broken, then repaired."""

from cryptokit.attacks.mtproto import gallery
from cryptokit.demos.playing import Played, counts, play, table
from cryptokit.demos.show import show


def run() -> tuple[Played, ...]:
    """Play the whole gallery at a small scale, and show what each attacker got."""
    played = play(gallery())
    show(
        "Most of these were found in Telegram's protocol or in apps that speak it, and mended. "
        "Each is played at a small scale; its record says what is smaller, and whether the code "
        "is that of the paper or an equivalent.",
        table(played),
        f"{counts(played)} Where each comes from: cryptokit.attacks.mtproto.",
    )
    return played


if __name__ == "__main__":
    run()
