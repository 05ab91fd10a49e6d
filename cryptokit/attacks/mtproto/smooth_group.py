"""The server picks a prime whose p - 1 has only small factors, and finds every exponent.

Pohlig and Hellman: modulo each factor r the exponent is found in about sqrt(r) steps, and the
remainders together are the exponent. The prime has 2048 bits and passes for one; its 127 large
factors have 16 bits each. Not here: a generator that tells one bit, in ``non_residue_generator``.

Pohlig and Hellman published this in 1978. A prime p with (p - 1) / 2 prime has no such factors,
which is why Telegram's guidelines ask a device to check that, and not to believe.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isqrt, prod
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.mtproto.between import WORDS, read, talks, write
from cryptokit.errors import CryptokitError
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import dh, invitation
from cryptokit.mtproto.secret import SecretChat
from cryptokit.rng import Rng

TakeGroup = Callable[[int, int], dh.Group]
"""What a device makes of a prime and a generator. Raises Untrusted."""
_LIMIT: Final = 1 << 16
_COUNT: Final = 127
_COFACTOR: Final = {2: 3, 13: 1, 17: 1, 79: 1}
"""Found by trying: the first even cofactor without large factors that makes a prime of 2048 bits
out of the 127 largest primes below 2^16."""
G: Final = 4
"""A square modulo every prime, so that the check of the generator passes."""


def factors() -> dict[int, int]:
    """Give the factors of p - 1, with their powers."""
    sieve = bytearray([1]) * _LIMIT
    for n in range(2, isqrt(_LIMIT) + 1):
        sieve[n * n :: n] = bytes(len(range(n * n, _LIMIT, n)))
    primes = (n for n in range(_LIMIT - 1, 1, -1) if sieve[n])
    return _COFACTOR | {next(primes): 1 for _ in range(_COUNT)}


def prime() -> int:
    """Give the prime that the server hands out.

    >>> prime().bit_length(), pow(3, prime() - 1, prime())
    (2048, 1)
    """
    return 1 + prod(_powers())


def _powers() -> list[int]:
    return [int(r**power) for r, power in factors().items()]


@dataclass(frozen=True, slots=True, repr=False)
class Unchecked(dh.Group):
    """A prime of the right size and a square: two checks of three."""

    def __post_init__(self) -> None:
        dh.require_size(self.p)  # the flaw: nobody asks whether (p - 1) / 2 is prime
        dh.require_square(self.p, self.g)


def exponent(value: int, p: int, budget: int) -> tuple[int | None, int]:
    """Find a with g^a = value modulo the smooth prime, and count the steps; None if too many."""
    powers = _powers()
    order = prod(powers)
    found = steps = 0
    for r, base, goal in _subgroups(powers, G, value, p):
        rest, took = _log(base, goal, r, p)
        other = order // r
        found, steps = found + rest * other * pow(other, -1, r), steps + took
        if steps > budget:
            return None, budget
    return found % order, steps


def _subgroups(
    powers: Sequence[int], base: int, goal: int, p: int
) -> Iterator[tuple[int, int, int]]:
    """Raise base and goal to order / r for each r. Halving costs 8 powers a side, and not 131."""
    if len(powers) == 1:
        yield powers[0], base, goal
        return
    half = len(powers) // 2
    for mine, others in ((powers[:half], powers[half:]), (powers[half:], powers[:half])):
        rest = prod(others)
        yield from _subgroups(mine, pow(base, rest, p), pow(goal, rest, p), p)


def _log(base: int, goal: int, order: int, p: int) -> tuple[int, int]:
    """Find the logarithm in a small group: baby steps, then giant ones (Shanks)."""
    width = isqrt(order) + 1
    babies, power = dict[int, int](), 1
    for low in range(width):
        babies.setdefault(power, low)
        power = power * base % p
    back = pow(power, -1, p)
    for high in range(width):
        if goal in babies:
            return high * width + babies[goal], width + high
        goal = goal * back % p
    return 0, 2 * width  # outside the group, which g^a never is


def program(take: TakeGroup, budget: int, rng: Rng) -> Outcome:
    """Hand out the smooth prime, listen to an exchange, and read what is said after it."""
    p = prime()
    group = answer(lambda: take(p, G))
    if isinstance(group, CryptokitError):
        return Outcome(won=False, tries=1, told=f"the device refuses: {group.what}")
    invited, g_a = invitation.request(group, rng=rng)
    bob, acceptance = invitation.accept(group, g_a, rng=rng)
    _, packet = write(invitation.confirm(invited, acceptance), WORDS, rng)
    a, steps = exponent(int.from_bytes(g_a, "big"), p, budget)
    if a is None:
        return Outcome(won=False, tries=steps, told="more steps than there was time for")
    key = pow(int.from_bytes(acceptance.g_b, "big"), a, p).to_bytes(dh.SIZE, "big")
    heard = read(SecretChat(SecretChatKey(key), bob.me), packet)[1]
    return Outcome(heard == WORDS, steps, f"{steps} steps to the exponent, and read {heard!r}")


def honest(take: TakeGroup, rng: Rng) -> bool:
    """Tell whether two devices agree in the group of Telegram."""
    group = take(dh.TELEGRAM.p, dh.TELEGRAM.g)
    invited, g_a = invitation.request(group, rng=rng)
    bob, acceptance = invitation.accept(group, g_a, rng=rng)
    return talks(invitation.confirm(invited, acceptance), bob, rng)


ATTACK: Final = Attack(
    name="smooth_group",
    title="A prime with small factors behind it",
    mistake="a prime from the server is taken for its size",
    repair="a prime is taken only if (p - 1) / 2 is prime as well",
    source='Pohlig and Hellman, "An Improved Algorithm for Computing Logarithms over GF(p) and Its '
    'Cryptographic Significance", IEEE Transactions on Information Theory 24(1), 1978; Telegram, '
    '"Security Guidelines for Client Software Developers"',
    scale="real size: 2048 bits",
    budget=66_000,
    program=program,
    honest=honest,
    flawed=Unchecked,
    repaired=dh.Group,
)
