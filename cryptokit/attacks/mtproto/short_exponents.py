"""Luck that gives exponents of 256 bits, so that a lesson's exchange takes an eighth of the time.

Nobody finds such an exponent in a group with a safe prime of 2048 bits either. Only for lessons
whose attack does not look at exponents; the others draw all 2048 bits.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.mtproto import dh
from cryptokit.rng import Recorded, Rng, draw

BYTES: Final = 32
"""See: NIST SP 800-56A revision 3, section 5.6.1.1.1, which asks for 224 bits or more."""


@dataclass(frozen=True, slots=True)
class ShortExponents(Recorded):
    """A source whose draws of 256 bytes begin with zeros; keys from a lesson stay marked."""

    def __call__(self, size: int) -> bytes:
        """Draw bytes, as many as an exponent has or any other number."""
        if size != dh.SIZE:
            return draw(self.source, size)
        return bytes(dh.SIZE - BYTES) + draw(self.source, BYTES)


def short(rng: Rng) -> Rng:
    """Wrap a source, once.

    >>> from cryptokit.keys import DhExponent
    >>> from cryptokit.rng import lesson
    >>> exponent = DhExponent.draw(short(lesson("short")))
    >>> len(exponent), exponent.from_lesson
    (256, True)

    See: NIST SP 800-56A revision 3, section 5.6.1.1.1, 2018.
    """
    return rng if isinstance(rng, ShortExponents) else ShortExponents(rng)
