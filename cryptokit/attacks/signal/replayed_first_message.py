"""A server keeps a first message and delivers it again: the phone reads it twice.

A first message is all that a phone needs to begin a session. With a one-time prekey the second
copy finds that key deleted. But the server hands those out, and can say that there are none left:
then nothing is used up, and only a phone that remembers whom it met knows the copy. Not here:
copies within a session, which the ratchet refuses by itself.

X3DH names this in section 4.2 (2016). Whoever remembers must know a base key in every spelling:
X25519 ignores its top bit, so the second try is the same key written otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.signal.between import bundle_of, phone, write
from cryptokit.errors import CryptokitError
from cryptokit.rng import Rng
from cryptokit.signal import peers
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.messages import PreKeySignalMessage
from cryptokit.signal.peers import Peer, Received
from cryptokit.signal.prekeys import PhoneKeys
from cryptokit.signal.session import Message

ORDER: Final = b"yes, buy"
_TOP_BIT: Final = 0x80


@dataclass(frozen=True, slots=True)
class Habits:
    """How a phone lives: its one-time prekeys, and what it keeps of whom it met."""

    one_time: int
    keep: Callable[[Received], Peer | None]


def forget(_received: Received) -> Peer | None:
    """Keep nothing, as an app does that deletes a chat with all that belongs to it."""
    return None  # the flaw: the base key is forgotten, and the signed prekey is still there


def remember(received: Received) -> Peer | None:
    """Keep the session, and with it the base key that began it."""
    return received.peer


def take(
    habits: Habits, keys: PhoneKeys, peer: Peer | None, message: Message, rng: Rng
) -> tuple[PhoneKeys, Peer | None, bytes]:
    """Read one delivery as the phone. Raises what ``peers.decrypt`` raises."""
    received = peers.decrypt(keys, peer, message, rng=rng)
    return received.keys, habits.keep(received), received.plaintext


def program(habits: Habits, budget: int, rng: Rng) -> Outcome:
    """Deliver a message, then copies of it, the second with its base key written otherwise."""
    alice, bob = phone(rng), phone(rng, one_time=habits.one_time)
    first = write(alice, bundle_of(bob), ORDER, rng)
    keys, peer, _ = take(habits, bob, None, first, rng)
    told = ""
    for tries, copy in enumerate((first, respelled(first))[:budget], 1):
        again = answer(partial(take, habits, keys, peer, copy, rng))
        if not isinstance(again, CryptokitError):
            return Outcome(
                won=True, tries=tries, told=f"read {again[2].decode()!r} twice, sent once"
            )
        told = f"read once; of the last copy: {again.what}"
    return Outcome(won=False, tries=budget, told=told)


def respelled(message: Message) -> Message:
    """Write the same base key otherwise: with the bit that X25519 ignores."""
    if not isinstance(message, PreKeySignalMessage):
        return message
    raw = message.base_key.raw
    return replace(message, base_key=PublicKey(raw[:-1] + bytes([raw[-1] ^ _TOP_BIT])))


def honest(habits: Habits, rng: Rng) -> bool:
    """Tell whether first messages of two people are read, one after the other."""
    keys, texts = phone(rng, one_time=habits.one_time), list[bytes]()
    for text in (b"hi", b"hello"):
        first = write(phone(rng), bundle_of(keys), text, rng)
        keys, _, got = take(habits, keys, None, first, rng)
        texts.append(got)
    return texts == [b"hi", b"hello"]


ATTACK: Final = Attack(
    name="replayed_first_message",
    title="A first message, delivered twice",
    mistake="no one-time prekey is used, and the phone forgets which sessions it began",
    repair="the phone remembers base keys for as long as it has the signed prekey",
    source='Marlinspike, Perrin, "The X3DH Key Agreement Protocol", revision 1, 2016, section 4.2, '
    "on protocol replay",
    scale="real size",
    budget=2,
    program=program,
    honest=honest,
    flawed=Habits(0, forget),
    repaired=Habits(0, remember),
)
