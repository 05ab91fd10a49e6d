"""How much bytes look like noise, as locked ones do. It does not tell locked from compressed."""

from collections import Counter
from math import log, log2
from typing import Final

STRAY: Final = 0.05
"""Bits a byte that noise may lie off what is expected; it strays a tenth of this in 4096 bytes."""


def entropy(data: bytes) -> float:
    """Count how many bits a byte of this tells, from how often each byte occurs.

    See: Shannon, "A Mathematical Theory of Communication", 1948.

    >>> entropy(bytes(range(256))), entropy(b"aaaa"), entropy(b"")
    (8.0, 0.0, 0.0)
    """
    shares = [count / len(data) for count in Counter(data).values()]
    return -sum(share * log2(share) for share in shares) + 0.0


def is_noise(data: bytes) -> bool:
    """Tell whether each byte occurs about equally often. Fewer than 256 bytes never tell it.

    The count comes out below 8 bits even for perfect noise, and the less of it there is the more.

    See: Miller, "Note on the bias of information estimates", 1955.

    >>> is_noise(bytes(4096)), is_noise(b"hello")
    (False, False)
    """
    if len(data) < 256:
        return False
    expected = 8 - 255 / (2 * len(data) * log(2))
    return abs(entropy(data) - expected) < STRAY
