"""MTProto 1.0: random blocks behind a packet are taken for padding, and the packet still opens.

msg_key was a hash of the message alone, so nothing speaks for the padding, and IGE decrypts what
stands in front as before. Whoever may ask what other packets open to wins the game CCA with one
question. Not here: clients that count the padding, against which ``last_block`` helps.

Jakobsen and Orlandi published this in 2015. It reads no chat by itself; it says that a packet can
be changed and not be noticed. MTProto 2.0 hashes the padding too.
"""

from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.mtproto.envelopes import (
    HEAD,
    Envelope,
    message,
    open_now,
    opened,
    opens_own,
    seal_now,
)
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import envelope1
from cryptokit.primitives import ige
from cryptokit.rng import Rng, draw

SIZE: Final = 36
EXTRA: Final = 4 * ige.BLOCK


def seal_1(key: SecretChatKey, plain: bytes, rng: Rng) -> bytes:
    """Seal by MTProto 1.0."""
    return envelope1.seal(key, plain, x=0, rng=rng)


def flawed_open(key: SecretChatKey, packet: bytes) -> bytes:
    """Open by MTProto 1.0, as the first clients did."""
    return envelope1.open_unbounded(key, packet, x=0, head=HEAD)  # the flaw: padding of any size


def program(scheme: Envelope, budget: int, rng: Rng) -> Outcome:
    """Play the game: two messages, one of them sealed, and one question about another packet."""
    right = sum(_guesses_right(scheme, rng) for _ in range(budget))
    told = f"{right} of {budget} games won, with one question each"
    return Outcome(right == budget, budget, told)


def _guesses_right(scheme: Envelope, rng: Rng) -> bool:
    key, sealed = SecretChatKey.draw(rng), draw(rng, 1)[0] % 2
    texts = [message(draw(rng, scheme.size - HEAD)) for _ in range(2)]
    challenge = scheme.seal(key, texts[sealed], rng)
    plain = opened(scheme, key, challenge + draw(rng, EXTRA))
    guess = texts.index(plain) if plain in texts else draw(rng, 1)[0] % 2
    return guess == sealed


ATTACK: Final = Attack(
    name="padding_extension",
    title="More padding than was sealed",
    mistake="the hash of a packet does not cover its padding, and nobody counts it",
    repair="the hash covers all that was decrypted, and the padding is counted",
    source='Jakobsen and Orlandi, "On the CCA (in)security of MTProto", 2015 and SPSM 2016',
    scale="real size; secret chats and cloud chats had the same envelope",
    budget=20,
    program=program,
    honest=opens_own,
    flawed=Envelope(seal_1, flawed_open, SIZE),
    repaired=Envelope(seal_now, open_now, SIZE),
    seen_in="MTProto 1.0, as Telegram's clients took it in 2015",
)
