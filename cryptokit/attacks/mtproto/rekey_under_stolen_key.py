"""Whoever stole a chat's key, and carries its packets, gets the next key too: no picture shows it.

A new key is agreed on under the old one, which is all that tells who speaks. The thief swaps g_a
and g_b for a value of its own, and from then on opens every packet and seals it again. The picture
stays that of the first key. A thief who only listens is out after the change. Not here: how the key
was stolen; a phone in other hands for a minute is enough.

Nothing in the protocol repairs this. What helps lies outside: a fresh chat, and two people who
compare its picture. The attack is ours, by the rules as they are published. Miculan and Vitacolonna
proved in 2021 that the change of keys is sound as long as the old key is secret, but for a doubt on
who shares a key with whom.
"""

from collections.abc import Callable
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.mtproto.between import WORDS, agree
from cryptokit.attacks.mtproto.carriers import NOW, Listener, Pair, Thief, deliver
from cryptokit.attacks.mtproto.short_exponents import short
from cryptokit.errors import CryptokitError, Untrusted
from cryptokit.mtproto import dh, invitation, phone
from cryptokit.mtproto.secret import Author, SecretChat
from cryptokit.rng import Rng

ALICE: Final = Author.CREATOR
Renew = Callable[[Pair, Listener, Rng], Pair]
"""How two people get a new key, while somebody carries all that passes. Raises Untrusted."""


def flawed_renewal(pair: Pair, hands: Listener, rng: Rng) -> Pair:
    """Change the key inside the chat."""
    rng = short(rng)
    step = phone.renew(pair[ALICE], now=NOW, rng=rng)  # the flaw: the old key alone vouches for it
    return deliver(pair, ALICE, step, hands, rng)[0]


def fresh_chat(_pair: Pair, hands: Listener, rng: Rng) -> Pair:
    """Begin another chat, and hold the two phones side by side.

    Raises Untrusted with field ``picture``.
    """
    rng = short(rng)
    invited, g_a = invitation.request(dh.TELEGRAM, rng=rng)
    bob, acceptance = invitation.accept(dh.TELEGRAM, hands.swap(ALICE, g_a), rng=rng)
    fresh = _begin(invitation.confirm(invited, hands.answer(acceptance)), bob)
    if not same_picture(fresh):
        raise Untrusted("not the one on the other phone", field="picture")
    return fresh


def same_picture(pair: Pair) -> bool:
    """Tell whether both phones show one picture."""
    return pair[ALICE].key_hash == pair[ALICE.peer].key_hash


def start(rng: Rng) -> Pair:
    """Begin a chat with nobody between, whose pictures were compared."""
    return _begin(*agree(rng))


def say(pair: Pair, words: str, hands: Listener, rng: Rng) -> tuple[Pair, tuple[str, ...]]:
    """Let Alice say words, and give what her friend heard."""
    step = phone.say(pair[ALICE], words, now=NOW, rng=rng)
    return deliver(pair, ALICE, step, hands, rng)


def program(renew: Renew, _budget: int, rng: Rng) -> Outcome:
    """Steal the key of a chat, let its people renew it, and read what they say after that."""
    pair = start(rng)
    thief = Thief(pair[ALICE].chat.key, rng)
    renewed = answer(lambda: renew(pair, thief, rng))
    if isinstance(renewed, CryptokitError):
        return Outcome(won=False, tries=1, told=f"the people see it: {renewed.what}")
    pair, heard = say(renewed, WORDS, thief, rng)
    won = WORDS in thief.read and WORDS in heard and same_picture(pair)
    return Outcome(won, 1, "two new keys, one old picture, and the thief reads on")


def honest(renew: Renew, rng: Rng) -> bool:
    """Tell whether the people talk under a new key, which a thief who only listens lacks."""
    before = start(rng)
    listener = Listener(before[ALICE].chat.key)
    after, heard = say(renew(before, listener, rng), WORDS, listener, rng)
    return heard == (WORDS,) and not listener.read and after[ALICE].chat.key != listener.stolen


def _begin(alice: SecretChat, bob: SecretChat) -> Pair:
    return {chat.me: phone.begin(chat, now=NOW) for chat in (alice, bob)}


ATTACK: Final = Attack(
    name="rekey_under_stolen_key",
    title="The next key of a stolen one",
    mistake="a new key is believed because it came under the old one",
    repair="a fresh chat, whose pictures are compared: people do it, the protocol cannot",
    source='Miculan and Vitacolonna, "Automated Symbolic Verification of Telegram\'s MTProto 2.0", '
    'SECRYPT 2021; Telegram, "Perfect Forward Secrecy in Secret Chats"',
    scale="real size, but for exponents of 256 bits, which are quicker",
    budget=1,
    program=program,
    honest=honest,
    flawed=flawed_renewal,
    repaired=fresh_chat,
    seen_in="Telegram's secret chats, as they are",
)
