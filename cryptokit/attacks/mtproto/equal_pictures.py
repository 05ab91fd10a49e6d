"""Both press "start" at once: the go-between sees two values first, and makes two pictures equal.

It walks through keys with the one and through keys with the other, until two look the same: the
birthday paradox makes that 2^(n/2) steps on each side for a picture of n bits, 2^64 for the 128
bits of the first pictures and 2^144 for the 288 of today. In the order of an invitation it must
answer one side before it sees the other's value, and needs 2^n steps. Not here: a picture so small
that even those are few, in ``short_picture``.

Yuval made two texts of one hash by the birthday paradox in 1979, and Telegram's article on hash
collisions reckons with it. In the protocol the invitation comes first: two that cross are ours.
"""

from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack
from cryptokit.attacks.mtproto.searching import Carrier, Seen, agrees, in_turn, look_alike
from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import dh
from cryptokit.rng import Rng

BITS: Final = 20
BUDGET: Final = 4 * 2 ** (BITS // 2 + 1)
"""Four times what a birthday costs both sides together: it fails once in 2^23 runs. In turn,
so many steps are enough once in 128 runs, by luck."""


def flawed_crossing(carrier: Carrier, rng: Rng) -> tuple[SecretChatKey, SecretChatKey]:
    """Let both devices send their values, and wait for the other's."""
    a, b = DhExponent.draw(rng), DhExponent.draw(rng)
    g_a, g_b = dh.public(dh.TELEGRAM, a), dh.public(dh.TELEGRAM, b)
    seen: Seen = {"alice": g_a, "bob": g_b}  # the flaw: the go-between has fixed nothing yet
    for_alice, for_bob = carrier.value_for("alice", seen), carrier.value_for("bob", seen)
    return (
        dh.agree(SecretChatKey, dh.TELEGRAM, a, for_alice, field="g_b"),
        dh.agree(SecretChatKey, dh.TELEGRAM, b, for_bob, field="g_a"),
    )


ATTACK: Final = Attack(
    name="equal_pictures",
    title="Two pictures made equal",
    mistake="both public values are shown before the go-between has to fix one of its own",
    repair="one side invites, and the other's value goes out later",
    source='Yuval, "How to Swindle Rabin", Cryptologia 3(3), 1979; Telegram, "Hash Collisions for '
    'Diffie-Hellman Keys"',
    scale="20 bits of the picture for 288; for the 64 bits of the first row of hex digits it would "
    "be 2^32 steps a side, or 2^64 in turn; exponents of 256 bits, for speed",
    budget=BUDGET,
    program=partial(look_alike, bits=BITS),
    honest=agrees,
    flawed=flawed_crossing,
    repaired=in_turn,
)
