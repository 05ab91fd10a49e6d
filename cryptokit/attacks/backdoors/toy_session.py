"""What both export attacks record: words under a key that was agreed with too small numbers.

A suite is what a client asks for; whoever carries the question can ask for another one. Not here:
the Finished messages, which hash the question: whoever has the key in time forges those as well.
"""

from dataclasses import dataclass
from hashlib import shake_256
from importlib import import_module
from typing import Final, Literal, cast

Suite = Literal["strong", "export"]
WORDS: Final = b"the source sits in the third row"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What lies in the recording of one session: the public values, and the locked words."""

    modulus: int
    public: tuple[int, ...]
    locked: bytes


def lock(shared: int, text: bytes) -> bytes:
    """Lock or unlock a text with what two sides share.

    >>> lock(7, lock(7, b"soup")), lock(8, lock(7, b"soup")) == b"soup"
    (b'soup', False)
    """
    stream = shake_256(str(shared).encode()).digest(len(text))
    return bytes(a ^ b for a, b in zip(text, stream, strict=True))


def quick(number: int) -> int:
    """Give the same number, but one that multiplies faster: for attackers, who hide nothing.

    >>> quick(7) * 6
    mpz(42)
    """
    return cast("int", import_module("gmpy2").mpz(number))
