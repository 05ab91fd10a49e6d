"""Make guessing dear: Argon2id takes memory and time for every guess, the right one included.

It only raises the price of one guess. How many guesses somebody has is not said here: ``vault``.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from nacl import bindings as sodium

from cryptokit.errors import WireError
from cryptokit.keys import Secret
from cryptokit.wire import Cursor

SALT_SIZE: Final = 16
"""Bytes. See: RFC 9106, section 3.1."""
MOST_MEMORY: Final = 1 << 18
"""KiB of memory, a quarter of a GiB: whoever forges an envelope could make it dearer to open."""
MOST_ROUNDS: Final = 64
_PER_LANE: Final = 8
"""KiB that each lane needs at least. See: RFC 9106, section 3.1."""
_MOST_LANES: Final = 255
_KEY_SIZE: Final = 32


class WrappingKey(Secret):
    """What hardening gives: it locks one key, once. 32 bytes."""

    __slots__ = ()
    size = _KEY_SIZE
    tagged = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess takes: memory in KiB, rounds over it, and lanes that run side by side."""

    memory: int
    rounds: int
    lanes: int

    def __post_init__(self) -> None:
        if not 1 <= self.lanes <= _MOST_LANES or not 1 <= self.rounds <= MOST_ROUNDS:
            raise ValueError(f"1 to {_MOST_LANES} lanes and 1 to {MOST_ROUNDS} rounds are needed")
        if not _PER_LANE * self.lanes <= self.memory <= MOST_MEMORY:
            raise ValueError(f"{_PER_LANE} KiB a lane are needed, and {MOST_MEMORY} at most in all")

    def to_bytes(self) -> bytes:
        """Give memory (4), rounds (4) and lanes (1), little-endian."""
        numbers = self.memory.to_bytes(4, "little") + self.rounds.to_bytes(4, "little")
        return numbers + bytes([self.lanes])

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a cost. Raises WireError for one that cannot be, or would be dear on purpose."""
        at = cursor.offset
        numbers = cursor.uint(4, "memory"), cursor.uint(4, "rounds"), cursor.uint(1, "lanes")
        try:
            return cls(*numbers)
        except ValueError as error:
            raise WireError(str(error), offset=at, field="cost") from None


COST: Final = Cost(memory=1 << 16, rounds=3, lanes=4)
"""64 MiB, three times. See: RFC 9106, section 4, the second recommended option."""
CHEAPEST: Final = Cost(memory=8, rounds=1, lanes=1)
"""What lessons and tests take, to be quick: it protects nothing."""


def harden(secret: Secret, salt: bytes, cost: Cost = COST) -> WrappingKey:
    """Harden a secret into a wrapping key.

    An OpenSSL before 3.2 has no Argon2id. There libsodium has it, for one lane only; for more,
    this raises UnsupportedAlgorithm of pyca/cryptography.

    >>> from cryptokit.keys import ShareValue
    >>> one = harden(ShareValue(b"guess"), bytes(SALT_SIZE), CHEAPEST)
    >>> one == harden(ShareValue(b"guess"), bytes(SALT_SIZE), CHEAPEST)
    True

    See: RFC 9106, section 3.
    """
    if len(salt) != SALT_SIZE:
        raise ValueError(f"a salt has {SALT_SIZE} bytes, not {len(salt)}")
    try:
        derive = Argon2id(
            salt=salt,
            length=_KEY_SIZE,
            iterations=cost.rounds,
            lanes=cost.lanes,
            memory_cost=cost.memory,
        ).derive
    except UnsupportedAlgorithm:
        if cost.lanes != 1:
            raise
        derive = partial(_by_sodium, salt, cost)
    return WrappingKey(derive(secret.reveal()), from_lesson=secret.from_lesson)


def _by_sodium(salt: bytes, cost: Cost, secret: bytes) -> bytes:
    kind = sodium.crypto_pwhash_ALG_ARGON2ID13
    return sodium.crypto_pwhash_alg(_KEY_SIZE, secret, salt, cost.rounds, 1024 * cost.memory, kind)
