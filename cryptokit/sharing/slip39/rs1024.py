"""RS1024, the checksum of SLIP-39: three words that find up to three wrong ones.

It repairs nothing. A repair could turn a share into another valid one, so a person should look at
the paper again.
"""

from collections.abc import Iterable, Sequence
from typing import Final

WORDS: Final = 3
"""The checksum, in words: 30 bits."""
CUSTOMISATION: Final = {False: b"shamir", True: b"shamir_extendable"}
"""What is put in front of the words, by the extendable flag. See: SLIP-0039, "Checksum"."""
GENERATOR: Final = (
    0x00E0E040,
    0x01C1C080,
    0x03838100,
    0x07070200,
    0x0E0E0009,
    0x1C0C2412,
    0x38086C24,
    0x3090FC48,
    0x21B1F890,
    0x03F3F120,
)
"""The generator polynomial (x - a)(x - a^2)(x - a^3), times 1, a, a^2, ..., a^9; three symbols of
GF(1024) in 30 bits. Here a is the class of z modulo z^10 + z^3 + 1. See: SLIP-0039, "Checksum"."""
_LOW: Final = (1 << 20) - 1


def checksum(data: Sequence[int], *, extendable: bool) -> tuple[int, ...]:
    """Give the three words that make the whole hold.

    >>> checksum([4, 2], extendable=True)
    (27, 593, 219)
    >>> holds([4, 2, *checksum([4, 2], extendable=True)], extendable=True)
    True

    See: SLIP-0039, "Checksum"; it works as in BIP 173, over GF(1024) instead of GF(32).
    """
    state = _remainder((*CUSTOMISATION[extendable], *data, *[0] * WORDS)) ^ 1
    return (state >> 20, state >> 10 & 0x3FF, state & 0x3FF)


def holds(words: Sequence[int], *, extendable: bool) -> bool:
    """Tell whether the checksum at the end fits the words.

    Up to three changed words never go unnoticed as long as the extendable flag stays as it is, and
    the share has at most 1,006 words. The flag, in the second word, chooses what is put in front:
    changes that turn it are noticed as any larger accident is, all but one time in 2^30.

    See: SLIP-0039, "Checksum".
    """
    return _remainder((*CUSTOMISATION[extendable], *words)) == 1


def _remainder(symbols: Iterable[int]) -> int:
    state = 1
    for symbol in symbols:
        top = state >> 20
        state = (state & _LOW) << 10 ^ symbol
        for bit, term in enumerate(GENERATOR):
            state ^= term * (top >> bit & 1)
    return state
