"""Random bytes behind the name of the key, and a strict client gives the whole chat up.

That name stands in clear in front of every packet, so whoever carries packets can put it before 32
bytes of nothing. A client that ends a chat over a packet which does not open can be made to by
anybody. Not here: packets that do open and count wrong. Over those a chat must be given up, and
only who has the key can make them.

A server can carry nothing at all, or say that the friend ended the chat. But here one packet is
enough, the key is gone for good, and people who start anew may not compare pictures again. The
attack is ours; RFC 9147 (2022) says for DTLS what helps: drop what does not open, and let the rest
live.
"""

from collections.abc import Callable
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.mtproto.between import WORDS, agree
from cryptokit.errors import CannotOpen
from cryptokit.keys import KEY_ID_SIZE
from cryptokit.mtproto import phone
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.device import Delivered, Phone, Step
from cryptokit.mtproto.invitation import Discarded
from cryptokit.rng import Rng, draw

NOW: Final = 1_700_000_000
NOISE: Final = 16 + 16
"""A msg_key and one block: the shortest packet there is."""

Client = Callable[[Phone, bytes, Rng], Step | Discarded]
"""What an app does when a packet comes."""


def flawed_client(who: Phone, packet: bytes, rng: Rng) -> Step | Discarded:
    """Give the chat up when anything is wrong."""
    try:
        return phone.hear(who, packet, now=NOW, rng=rng)
    except CannotOpen:
        return phone.discard(who)  # the flaw: anybody can make a packet that does not open


def tolerant_client(who: Phone, packet: bytes, rng: Rng) -> Step | Discarded:
    """Drop what does not open; the phone is still what it was."""
    try:
        return phone.hear(who, packet, now=NOW, rng=rng)
    except CannotOpen:
        return Step(who)


def noise(seen: bytes, rng: Rng) -> bytes:
    """Forge a packet of the same key as one that was seen."""
    return seen[:KEY_ID_SIZE] + draw(rng, NOISE)


def program(client: Client, _budget: int, rng: Rng) -> Outcome:
    """Let one packet of random bytes overtake what is said."""
    alice, bob = (phone.begin(chat, now=NOW) for chat in agree(rng))
    packets = phone.say(alice, WORDS, now=NOW, rng=rng).packets
    heard = _hear(client, bob, (noise(packets[0], rng), *packets), rng)
    told = "the chat is over, and nothing was heard" if heard is None else f"heard {heard!r}"
    return Outcome(heard is None, 1, told)


def honest(client: Client, rng: Rng) -> bool:
    """Tell whether words are heard that nobody disturbs."""
    alice, bob = (phone.begin(chat, now=NOW) for chat in agree(rng))
    return _hear(client, bob, phone.say(alice, WORDS, now=NOW, rng=rng).packets, rng) == WORDS


def _hear(client: Client, who: Phone, packets: tuple[bytes, ...], rng: Rng) -> str | None:
    """Let packets come; give the words, or None if the chat was given up."""
    heard = ""
    for packet in packets:
        step = client(who, packet, rng)
        if isinstance(step, Discarded):
            return None
        said = (one.message for one in step.events if isinstance(one, Delivered))
        who, heard = step.phone, heard + "".join(s.text for s in said if isinstance(s, Text))
    return heard


ATTACK: Final = Attack(
    name="kill_switch",
    title="A packet that ends a chat",
    mistake="a packet that does not open ends the chat",
    repair="it is dropped, and the chat goes on",
    source='RFC 9147, "The Datagram Transport Layer Security (DTLS) Protocol Version 1.3", section '
    '4.5.2, 2022; Telegram, "Sequence numbers in secret chats"',
    scale="real size, 40 bytes; the exponents behind the key have 256 bits, for speed",
    budget=1,
    program=program,
    honest=honest,
    flawed=flawed_client,
    repaired=tolerant_client,
)
