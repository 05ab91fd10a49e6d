"""Nobody compares the pictures: the server answers each side in the other's name, and reads.

Two exchanges by the rules, one with each device. Every check passes, the fingerprint of the key
too, as each is that of its own exchange; the chat works, and only the two pictures differ. Not
here: pictures made equal, in ``equal_pictures`` and ``short_picture``.

That an exchange of keys needs to be tied to who takes part was written down by Diffie, van Oorschot
and Wiener in 1992. What ties here is two people who look at two phones.
"""

from collections.abc import Callable
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.mtproto.between import (
    WORDS,
    agree,
    pass_on,
    read,
    sit_between,
    talks,
    write,
)
from cryptokit.errors import Untrusted
from cryptokit.mtproto import picture
from cryptokit.mtproto.secret import SecretChat
from cryptokit.rng import Rng

People = Callable[[SecretChat, SecretChat], None]
"""What two people do before they talk. Raises Untrusted if they will not."""


def hurried_people(_alice: SecretChat, _bob: SecretChat) -> None:
    """Start to talk."""
    return  # the flaw: the pictures are there, and nobody looks


def careful_people(alice: SecretChat, bob: SecretChat) -> None:
    """Hold two phones side by side. Raises Untrusted with field ``picture``."""
    if picture.pixels(picture.key_hash(alice.key)) != picture.pixels(picture.key_hash(bob.key)):
        raise Untrusted("not the one on the other phone", field="picture")


def program(people: People, _budget: int, rng: Rng) -> Outcome:
    """Sit between, and read what is said."""
    chats = sit_between(rng)
    refusal = answer(lambda: people(chats.alice, chats.bob))
    if refusal is not None:
        return Outcome(
            won=False, tries=1, told=f"nothing is said, as the people see: {refusal.what}"
        )
    _, packet = write(chats.alice, WORDS, rng)
    chats, read_, onward = pass_on(chats, packet, rng)
    won = read_ == WORDS == read(chats.bob, onward)[1]
    return Outcome(won, 1, f"the server read {read_!r}, and the friend got it as well")


def honest(people: People, rng: Rng) -> bool:
    """Tell whether people with nobody between them talk."""
    alice, bob = agree(rng)
    return answer(lambda: people(alice, bob)) is None and talks(alice, bob, rng)


ATTACK: Final = Attack(
    name="server_in_the_middle",
    title="A chat with nobody checked",
    mistake="the pictures of the key are not compared",
    repair="they are, before anything is said",
    source='Diffie, van Oorschot, Wiener, "Authentication and Authenticated Key Exchanges", '
    'Designs, Codes and Cryptography 2, 1992; Telegram, "Secret Chats, End-to-End Encryption"',
    scale="real size, but for exponents of 256 bits, which are quicker",
    budget=1,
    program=program,
    honest=honest,
    flawed=hurried_people,
    repaired=careful_people,
    seen_in="every secret chat whose pictures were not compared",
)
