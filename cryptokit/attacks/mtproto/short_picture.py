"""A picture of few bits, in the order of an invitation: 2^n keys are tried until one looks right.

The go-between has finished with one side, and knows what picture it must reach; it tries exponents
for the other side. For a picture of 288 bits nobody can; for the four emoji of a call, about 33
bits, anybody could. So in calls a hash of g_a goes first: whoever sits between must promise a value
before it sees any, and answer before it sees g_a. No search is left, only luck of 2^-n. Not here:
both values seen at once, in ``equal_pictures``.

Vaudenay proved in 2005 that a commitment makes short strings enough; RFC 6189 (2011) has phones do
it. Telegram's calls do, and its secret chats do not: that the picture is long stands in for it.
"""

from functools import partial
from hashlib import sha256
from typing import Final

from cryptokit.attacks.attack import Attack
from cryptokit.attacks.mtproto.searching import Carrier, agrees, in_turn, look_alike
from cryptokit.errors import Untrusted
from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import dh
from cryptokit.rng import Rng

BITS: Final = 12
BUDGET: Final = 8 * 2**BITS
"""Eight times what a second preimage costs: it fails once in 3,000 runs. After a commitment,
luck is enough once in 4,096 runs."""


def committed(carrier: Carrier, rng: Rng) -> tuple[SecretChatKey, SecretChatKey]:
    """Let Alice send a hash of her value, then Bob his value, then Alice hers.

    Raises Untrusted with field ``g_a`` for a value that was not promised.

    See: Telegram, "End-to-End Encrypted Voice and Video Calls", on g_a_hash.
    """
    a, b = DhExponent.draw(rng), DhExponent.draw(rng)
    g_a, g_b = dh.public(dh.TELEGRAM, a), dh.public(dh.TELEGRAM, b)
    promised = carrier.promise(sha256(g_a).digest())
    for_alice = carrier.value_for("alice", {"bob": g_b})
    for_bob = carrier.value_for("bob", {"alice": g_a, "bob": g_b})
    if sha256(for_bob).digest() != promised:
        raise Untrusted("not the value that was promised", field="g_a")
    return (
        dh.agree(SecretChatKey, dh.TELEGRAM, a, for_alice, field="g_b"),
        dh.agree(SecretChatKey, dh.TELEGRAM, b, for_bob, field="g_a"),
    )


ATTACK: Final = Attack(
    name="short_picture",
    title="A picture too small",
    mistake="a few bits are compared, and the go-between may try until they are equal",
    repair="a hash of g_a goes first, so that nothing is left to try",
    source='Vaudenay, "Secure Communications over Insecure Channels Based on Short Authenticated '
    'Strings", CRYPTO 2005; RFC 6189, "ZRTP", 2011; Telegram, "End-to-End Encrypted Voice and '
    'Video Calls"',
    scale="a picture of 12 bits; emoji of a call have about 33, the picture of a chat has 288; "
    "exponents of 256 bits, for speed",
    budget=BUDGET,
    program=partial(look_alike, bits=BITS),
    honest=agrees,
    flawed=in_turn,  # the flaw: the go-between knows what it must reach, and may try
    repaired=committed,
)
