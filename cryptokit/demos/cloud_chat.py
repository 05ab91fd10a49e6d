"""A cloud chat in three set-ups: serving, cold, and with the key in one place."""

from cryptokit.conversation import say
from cryptokit.demos.show import show
from cryptokit.experiment import Result, who_can_read
from cryptokit.lab.stories import how
from cryptokit.lab.tables import overview
from cryptokit.messengers import named
from cryptokit.rng import lesson

SETUPS = ("cloud_chat", "cloud_chat_cold", "cloud_chat_key_apart")


def run() -> Result:
    """Show that the same promise has three values of k_eff, by where the key lies while serving."""
    chat = say(
        ["Alice: The key to the locker is under the flowerpot.", "Bob: Whose idea was that?"]
    )
    setups = [named(name) for name in SETUPS]
    result = who_can_read(chat, messengers=setups, rng=lesson("demo cloud_chat"))
    show(
        "The same chat in three set-ups of one cloud. In the first, the servers rebuild the key in "
        "memory to serve you. In the second they never do. In the third, one other country has "
        "the whole key.",
        overview(result),
        how(result),
        "The split holds while courts take disks and key parts. It is gone when they reach the "
        "memory of the serving machine, or the one group of companies behind all of them.",
    )
    return result


if __name__ == "__main__":
    run()
