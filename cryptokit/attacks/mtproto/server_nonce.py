"""The server adds a number to the key: it picks two that make both sides' keys the same.

In the first secret chats a key was g^(ab) xor a nonce of the server. A server that sits between has
two keys, s_A and s_B, and hands out the nonces n_A and n_A xor s_A xor s_B: now both devices hold
the key s_A xor n_A, and so does the server. The pictures are equal, and no check is left. Not here:
a server that cannot choose, against whom pictures help.

Found by x7mz, a user of Habr, in December 2013; Telegram paid 100,000 dollars and took the nonce
out of the key. Random bytes of the server may be mixed into an exponent today, where they choose
nothing, as long as the device's own luck is good.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.mtproto.between import WORDS, agree, read, sit_between, talks, write
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import picture
from cryptokit.mtproto.secret import SecretChat
from cryptokit.rng import Rng, draw
from cryptokit.sharing.xor import xor

Finish = Callable[[SecretChat, bytes], SecretChat]
"""What a device makes of the chat it agreed on, and of 256 bytes from the server."""
_SIZE: Final = 256


def flawed_finish(chat: SecretChat, nonce: bytes) -> SecretChat:
    """Add the server's nonce to the key."""
    return replace(chat, key=mixed(chat.key, nonce))  # the flaw: the server has the last word


def finish(chat: SecretChat, _nonce: bytes) -> SecretChat:
    """Leave the key as the two exponents made it."""
    return chat


def mixed(key: SecretChatKey, nonce: bytes) -> SecretChatKey:
    """Add 256 bytes to a key."""
    return SecretChatKey(xor([key.reveal(), nonce]), from_lesson=key.from_lesson)


def nonces(one: SecretChatKey, other: SecretChatKey, rng: Rng) -> tuple[bytes, bytes]:
    """Choose two nonces that make one key of two."""
    first = draw(rng, _SIZE)
    return first, xor([first, one.reveal(), other.reveal()])


def program(finish_: Finish, _budget: int, rng: Rng) -> Outcome:
    """Sit between, make the keys equal, and read what passes."""
    chats = sit_between(rng)
    for_alice, for_bob = nonces(chats.with_alice.key, chats.with_bob.key, rng)
    alice, bob = finish_(chats.alice, for_alice), finish_(chats.bob, for_bob)
    if picture.key_hash(alice.key) != picture.key_hash(bob.key):
        return Outcome(won=False, tries=1, told="two keys, and two pictures: they will not talk")
    mine = replace(chats.with_alice, key=mixed(chats.with_alice.key, for_alice))
    _, packet = write(alice, WORDS, rng)
    won = read(mine, packet)[1] == read(bob, packet)[1] == WORDS
    return Outcome(won, 1, "one picture on both phones, and the server reads with them")


def honest(finish_: Finish, rng: Rng) -> bool:
    """Tell whether two devices talk when the server sends both the same nonce."""
    alice, bob = agree(rng)
    nonce = draw(rng, _SIZE)
    return talks(finish_(alice, nonce), finish_(bob, nonce), rng)


ATTACK: Final = Attack(
    name="server_nonce",
    title="A nonce that steers the key",
    mistake="the server adds a number of its own to the key",
    repair="the key is made of the two exponents alone",
    source='x7mz, Habr, December 2013; Telegram, "Crowdsourcing a More Secure Future", '
    "21 December 2013",
    scale="real size, but for exponents of 256 bits, which are quicker",
    budget=1,
    program=program,
    honest=honest,
    flawed=flawed_finish,
    repaired=finish,
    seen_in="Telegram's secret chats until December 2013",
)
