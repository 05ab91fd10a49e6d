"""What a lying directory does with a log: a world of honest entries, and a false one for Bob.

Not here: any attack. The log itself is ``signal.transparency``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.attacks.signal.between import ALICE, BOB, WORDS, phone, relay
from cryptokit.rng import Rng
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.prekeys import PhoneKeys
from cryptokit.signal.transparency import Entry, Log

OTHERS: Final = 20
"""People who are in the log and take no part."""


@dataclass(frozen=True, slots=True)
class World:
    """Two phones, the server's own keys, the honest log, and the entry that is a lie."""

    phones: Mapping[bytes, PhoneKeys]
    server: PhoneKeys
    log: Log
    lie: Entry

    @property
    def truth(self) -> Entry:
        """Give Bob's entry."""
        return Entry(BOB, self.phones[BOB].identity.public)


def world(rng: Rng) -> World:
    """Install phones, and let everybody's key be logged."""
    phones = {name: phone(rng) for name in (ALICE, BOB)}
    people = others(OTHERS, rng)
    both = tuple(Entry(name, keys.identity.public) for name, keys in phones.items())
    server = phone(rng)
    return World(phones, server, (*people, *both), Entry(BOB, server.identity.public))


def others(count: int, rng: Rng) -> Log:
    """Make entries of people who take no part."""
    made = (KeyPair.draw(rng).public for _ in range(count))
    return tuple(Entry(b"person " + key.raw[:4].hex().encode(), key) for key in made)


def eavesdrop(of: World, rng: Rng) -> bytes:
    """Read as the server what Alice writes to the false key; Bob gets it as well."""
    caught, arrived = relay(of.phones[ALICE], of.server, of.server, of.phones[BOB], rng)
    return caught if caught == arrived == WORDS else b""
