"""MTProto 1.0: the last block of a packet may be another, if the message's bytes in it survive.

The padding behind a message is not hashed, so only the r bytes of the message in the last block
have to come out right: a random block does it once in 2^(8 r) tries, and the packet opens as if it
was whole. No counting of padding helps. Not here: blocks that are added, in ``padding_extension``.

Jakobsen and Orlandi published this in 2015. TL bodies fill multiples of 4 bytes, so r is 4 or more,
and a try each second takes a hundred years for 2^32: it breaks the definition, and no chat.
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
from cryptokit.attacks.mtproto.padding_extension import seal_1
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import envelope1
from cryptokit.primitives import ige
from cryptokit.rng import Rng, draw

SURVIVING: Final = 1
"""Bytes of the message in its last block."""
BUDGET: Final = 16 * 2 ** (8 * SURVIVING)
"""Sixteen times what it takes: it fails once in nine million runs."""


def flawed_open(key: SecretChatKey, packet: bytes) -> bytes:
    """Open by MTProto 1.0, with at most 15 bytes of padding."""
    return envelope1.open_(key, packet, x=0, head=HEAD)  # the flaw: padding is counted, not hashed


def program(scheme: Envelope, budget: int, rng: Rng) -> Outcome:
    """Put random blocks in place of the last one until the packet opens, to what was sealed."""
    key, plain = SecretChatKey.draw(rng), message(draw(rng, scheme.size - HEAD))
    packet = scheme.seal(key, plain, rng)
    for tries in range(1, budget + 1):
        forged = packet[: -ige.BLOCK] + draw(rng, ige.BLOCK)
        if opened(scheme, key, forged) == plain and forged != packet:
            return Outcome(won=True, tries=tries, told=f"block {tries} opened like the right one")
    return Outcome(won=False, tries=budget, told=f"none of {budget} blocks opened")


ATTACK: Final = Attack(
    name="last_block",
    title="Another last block",
    mistake="the hash of a packet does not cover its padding",
    repair="the hash covers all that was decrypted",
    source='Jakobsen and Orlandi, "On the CCA (in)security of MTProto", 2015 and SPSM 2016',
    scale="one byte of the message in the last block, where TL leaves four or more: 2^8 tries for "
    "2^32; in the repaired packet no byte of it stands there, which is easier still",
    budget=BUDGET,
    program=program,
    honest=opens_own,
    flawed=Envelope(seal_1, flawed_open, 2 * ige.BLOCK + SURVIVING),
    repaired=Envelope(seal_now, open_now, 2 * ige.BLOCK),
    seen_in="MTProto 1.0",
)
