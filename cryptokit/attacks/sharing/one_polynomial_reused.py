"""All bytes of a text share one polynomial: one share shows the text up to one unknown byte.

If each byte of the secret gets the same coefficients, share and secret differ by the same byte
everywhere: y[i] XOR y[j] = s[i] XOR s[j]. Not here: one polynomial for two secrets, which is the
same mistake at a larger distance.

Shamir (1979) draws new coefficients for each secret, and a byte is a secret of its own. Seen in
home-made code.
"""

from dataclasses import replace
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.sharing.schemes import BARE, CRYPTOKIT, ByteScheme, evaluated, joins_bytes
from cryptokit.rng import Rng, draw

TEXT: Final = b"meet me at eight"
_LETTERS: Final = frozenset(b"abcdefghijklmnopqrstuvwxyz ")


def flawed_split(secret: bytes, threshold: int, shares: int, rng: Rng) -> tuple[bytes, ...]:
    """Share bytewise, each byte with the same coefficients."""
    luck = [draw(rng, 1) * len(secret) for _ in range(threshold - 1)]  # the flaw: one for all
    return evaluated((secret, *luck), shares)


def program(scheme: ByteScheme, budget: int, rng: Rng) -> Outcome:
    """Take one share of three that are needed, and try each byte that may lie between."""
    _, value = scheme.look(scheme.split(TEXT, 3, 5, rng)[0])
    texts = [bytes(b ^ mask for b in value) for mask in range(budget)]
    readable = [text for text in texts if _LETTERS.issuperset(text)]
    if readable:
        return Outcome(readable == [TEXT], budget, f"one share reads {readable[0]!r}")
    return Outcome(won=False, tries=budget, told="none of 256 texts is made of letters")


ATTACK: Final = Attack(
    name="one_polynomial_reused",
    title="One polynomial for all bytes",
    mistake="the coefficients are drawn once and used for each byte",
    repair="each byte has coefficients of its own",
    source='Shamir, "How to share a secret", CACM 22(11), 1979',
    scale="real size",
    budget=256,
    program=program,
    honest=joins_bytes,
    flawed=replace(BARE, split=flawed_split),
    repaired=CRYPTOKIT,
    seen_in="home-made code",
)
