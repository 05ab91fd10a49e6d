"""What the attacks on envelopes ask of one: to seal a message, and to say whether a packet opens.

Messages here have a head of 4 bytes, their length, as in secret chats. The oracle of the game
CCA opens any packet but the challenge: a real receiver shows as much when it acknowledges.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from cryptokit.attacks.attack import answer
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import envelope
from cryptokit.rng import Rng, draw

HEAD: Final = 4

Seal = Callable[[SecretChatKey, bytes, Rng], bytes]
"""A key and a message, to a packet."""
Open = Callable[[SecretChatKey, bytes], bytes]
"""A key and a packet, to a message. Raises CannotOpen."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """How messages are sealed and opened, and of what size they are here."""

    seal: Seal
    open_: Open
    size: int


def message(text: bytes) -> bytes:
    """Put its length in front of a text."""
    return len(text).to_bytes(HEAD, "little") + text


def seal_now(key: SecretChatKey, plain: bytes, rng: Rng) -> bytes:
    """Seal by MTProto 2.0."""
    return envelope.seal(key, plain, x=0, rng=rng)


open_now: Final[Open] = partial(envelope.open_, x=0, head=HEAD)
"""Open by MTProto 2.0."""


def opens_own(scheme: Envelope, rng: Rng) -> bool:
    """Tell whether what was sealed is opened, for some keys and texts."""
    pairs = [(SecretChatKey.draw(rng), message(draw(rng, scheme.size - HEAD))) for _ in range(5)]
    return all(scheme.open_(key, scheme.seal(key, plain, rng)) == plain for key, plain in pairs)


def opened(scheme: Envelope, key: SecretChatKey, packet: bytes) -> bytes | None:
    """Give what the receiver makes of a packet, None for nothing."""
    plain = answer(partial(scheme.open_, key, packet))
    return plain if isinstance(plain, bytes) else None
