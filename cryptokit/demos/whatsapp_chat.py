"""One chat in a cloud and in WhatsApp under the same orders: words, metadata, backups, reports."""

import tempfile
from pathlib import Path

from cryptokit.conversation import Chat, say
from cryptokit.court import Report, examine
from cryptokit.demos.show import show
from cryptokit.experiment import Result, who_can_read
from cryptokit.lab.stories import how
from cryptokit.lab.tables import overview
from cryptokit.messengers import named
from cryptokit.messengers.deploy import open_disks
from cryptokit.messengers.relay import RELAY
from cryptokit.messengers.standing import NOTHING, open_copies
from cryptokit.messengers.whatsapp import WORLD, converse
from cryptokit.rng import Rng, lesson
from cryptokit.world import Level

SETUPS = ("cloud_chat", "whatsapp", "whatsapp_backup", "whatsapp_vault")
LEVELS = (Level.AT_REST, Level.MEMORY, Level.PERSON, Level.CODE, Level.ENDPOINT)
AFTER = 2
"""The second time, orders come after so many messages."""


def run() -> tuple[Result, Result, Report]:
    """Show what was said before the orders, what is said after them, and what a report opens."""
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
    told = reported(chat, rng)
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
        "Without any order, a user can hand words over: Bob reports Alice. His phone sends the "
        "last words that came from her, each with its proof, and the server's disk alone then "
        f"reads {told.past} of {told.past + told.locked} messages: hers. (The proof is "
        "Messenger's; WhatsApp takes the phone's word.)",
    )
    return past, later, told


def reported(chat: Chat, rng: Rng) -> Report:
    """Let the second person report the first, and examine the server's disk alone."""
    first, second = chat.participants
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder, "run")
        with open_disks(WORLD, run) as disks, open_copies(run, NOTHING) as copies:
            converse(
                disks,
                WORLD,
                chat,
                copies,
                rng=rng,
                progress=lambda _: None,
                reports=[(second, first)],
            )
        return examine(run / RELAY)


if __name__ == "__main__":
    run()
