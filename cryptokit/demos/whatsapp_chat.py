"""One chat in a cloud and in WhatsApp under the same orders: words, metadata, backups."""

from cryptokit.conversation import say
from cryptokit.demos.show import show
from cryptokit.experiment import Result, who_can_read
from cryptokit.lab.stories import how
from cryptokit.lab.tables import overview
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import Level

SETUPS = ("cloud_chat", "whatsapp", "whatsapp_backup", "whatsapp_vault")
LEVELS = (Level.AT_REST, Level.MEMORY, Level.PERSON, Level.CODE, Level.ENDPOINT)
AFTER = 2
"""The second time, orders come after so many messages."""


def run() -> tuple[Result, Result]:
    """Show what was said before the orders, and what is said after them."""
    chat = say(
        [
            "Alice: The proofs are in the blue folder.",
            "Bob: Who else knows?",
            "Alice: You, and whoever has your backup.",
            "Bob: Then I switch it off.",
        ]
    )
    setups, rng = [named(name) for name in SETUPS], lesson("demo whatsapp_chat")
    past = who_can_read(chat, messengers=setups, levels=LEVELS, rng=rng)
    later = who_can_read(chat, messengers=setups[:2], levels=LEVELS, after=AFTER, rng=rng)
    show(
        "The same chat in a cloud, and in WhatsApp: without a backup, with one whose key the "
        "company has, and with one in a vault that counts guesses.",
        overview(past),
        how(past),
        "WhatsApp's server has a packet for each message and no key; who writes to whom, and when, "
        "it has as every server does. One country with the backup reads it all.",
        overview(later),
        "What is sent after the orders, the one country that has the signer of the program and the "
        "directory reads, in WhatsApp too: phones then run another program, or show other codes.",
    )
    return past, later


if __name__ == "__main__":
    run()
