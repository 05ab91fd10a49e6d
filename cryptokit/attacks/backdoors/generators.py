"""Two generators out of one standard: Dual EC, with two points in it, and HMAC_DRBG with nothing.

Both turn a state into the next state and a block. Not here: reseeding, additional input.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hmac import digest
from typing import Final

from cryptokit.attacks.backdoors import p256
from cryptokit.attacks.backdoors.p256 import Point

DROPPED: Final = 1
"""Bytes of an x coordinate that are not shown. The standard drops two: see ``dual_ec.ATTACK``."""
REAL_DROPPED: Final = 2
SEED_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class Generator:
    """What a device draws its luck from. The constant is public: it stands in the firmware.

    ``step`` gives the next state and a block; ``block_of`` what a state of Dual EC would show.
    """

    constant: Point
    start: Callable[[bytes], bytes]
    step: Callable[[bytes], tuple[bytes, bytes]]

    def blocks(self, seed: bytes, count: int) -> tuple[bytes, ...]:
        """Give the first blocks from a seed."""
        state, made = self.start(seed), list[bytes]()
        for _ in range(count):
            state, block = self.step(state)
            made.append(block)
        return tuple(made)


def shown(state: bytes, q: Point, dropped: int) -> bytes:
    """Give the block of a state: x(s Q) without its first bytes."""
    return p256.scalar_x(int.from_bytes(state, "big"), q)[dropped:]


def dual_ec(q: Point, dropped: int = DROPPED) -> Generator:
    """Make a Dual EC generator with the base point as P: s becomes x(s P), and x(s Q) is shown.

    >>> first, second = dual_ec(p256.base_times(7)).blocks(bytes(31) + b"s", 2)
    >>> len(first), first == second
    (31, False)

    See: NIST SP 800-90A, 2012, withdrawn 2015.
    """

    def step(state: bytes) -> tuple[bytes, bytes]:
        after = p256.x_of(p256.base_times(int.from_bytes(state, "big")))
        return after, shown(after, q, dropped)

    return Generator(q, lambda seed: seed, step)


def hmac_update(state: bytes, data: bytes) -> bytes:
    """Mix data into K and V, the two halves of the state."""
    key, value = state[:SEED_SIZE], state[SEED_SIZE:]
    for separator in (b"\0", b"\1") if data else (b"\0",):
        key = digest(key, value + separator + data, "sha256")
        value = digest(key, value, "sha256")
    return key + value


def hmac_start(seed: bytes) -> bytes:
    """Make the first state: K is zeros and V ones, then the seed is mixed in."""
    return hmac_update(bytes(SEED_SIZE) + b"\1" * SEED_SIZE, seed)


def hmac_drbg(constant: Point, size: int = p256.SIZE - DROPPED) -> Generator:
    """Make an HMAC_DRBG with SHA-256. The constant stands in the firmware, and nothing reads it.

    ``size`` bytes a block, 32 at most.

    >>> len(hmac_drbg(p256.base_times(1)).blocks(bytes(32), 1)[0])
    31

    See: NIST SP 800-90A revision 1, 2015, section 10.1.2.
    """

    def step(state: bytes) -> tuple[bytes, bytes]:
        key, value = state[:SEED_SIZE], state[SEED_SIZE:]
        value = digest(key, value, "sha256")
        return hmac_update(key + value, b""), value[:size]

    return Generator(constant, hmac_start, step)
