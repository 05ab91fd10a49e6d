"""Diffie-Hellman with the checks that Telegram asks for. It does not tell who the other side is.

A group that failed a check cannot be made, and a public value that failed makes no key. Powers of
secret exponents come from ``primitives.modular``, whose time does not tell their bits.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import shake_256
from typing import Final, TypeVar

from cryptokit.errors import Untrusted
from cryptokit.keys import AuthKey, DhExponent, SecretChatKey
from cryptokit.primitives.modular import power

SIZE: Final = 256
"""Bytes of the prime, of public values and of keys; leading zeros are kept."""
BITS: Final = 2048
MARGIN: Final = 1 << (BITS - 64)
"""How far a public value stays from both ends. See: Telegram, "Security Guidelines"."""
ROUNDS: Final = 64
"""Miller-Rabin rounds: a composite slips through with 4^-64. See: NIST FIPS 186-5, appendix C."""
_BASES_LABEL: Final = b"cryptokit miller-rabin bases v1"

DH_PRIME: Final = int(
    "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f"
    "48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37"
    "20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64"
    "2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4"
    "a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754"
    "fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4"
    "e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f"
    "0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b",
    16,
)
"""The one prime in use. See: Telegram, "Example of creating an authorization key"."""

_RESIDUE_RULES: Final = {
    2: (8, {7}),
    3: (3, {2}),
    4: (1, {0}),
    5: (5, {1, 4}),
    6: (24, {19, 23}),
    7: (7, {3, 5, 6}),
}
"""g, and the remainders of p for which g is a square. See: Telegram, "Security Guidelines"."""

K = TypeVar("K", AuthKey, SecretChatKey)


@dataclass(frozen=True, slots=True)
class Group:
    """A prime and a generator that passed all checks. An unknown prime takes a second or two.

    Raises Untrusted with the field at fault, ``p`` or ``g``.

    >>> Group(DH_PRIME, 2)
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: g: 2 is no square modulo this prime...

    See: Telegram, "Security Guidelines for Client Software Developers".
    """

    p: int
    g: int

    def __post_init__(self) -> None:
        require_size(self.p)
        require_square(self.p, self.g)
        require_safe_prime(self.p)

    def __repr__(self) -> str:
        return f"Group(p=<{self.p.bit_length()} bits>, g={self.g})"


def require_size(p: int) -> None:
    """Refuse a prime of another size than 2048 bits: Untrusted with field ``p``."""
    if not 1 << (BITS - 1) < p < 1 << BITS:
        raise Untrusted(f"not a number of {BITS} bits", field="p")


def require_square(p: int, g: int) -> None:
    """Refuse a generator that is no square modulo a safe prime: Untrusted with field ``g``."""
    if g not in _RESIDUE_RULES:
        raise Untrusted("not in 2 to 7", field="g")
    modulus, remainders = _RESIDUE_RULES[g]
    # A generator that is no square would give away the lowest bit of every exponent.
    if p % modulus not in remainders:
        raise Untrusted(f"{g} is no square modulo this prime", field="g")


def require_safe_prime(p: int) -> None:
    """Refuse a number that is no safe prime: Untrusted with field ``p``."""
    if p != DH_PRIME and not is_safe_prime(p):
        raise Untrusted("not a safe prime", field="p")


TELEGRAM: Final = Group(DH_PRIME, 3)
"""The group that Telegram's servers hand out."""


def public(group: Group, mine: DhExponent) -> bytes:
    """Compute the public value to send, 256 bytes, big-endian.

    >>> from cryptokit.rng import lesson
    >>> a, b = DhExponent.draw(lesson("alice")), DhExponent.draw(lesson("bob"))
    >>> one = agree(SecretChatKey, TELEGRAM, a, public(TELEGRAM, b), field="g_b")
    >>> one == agree(SecretChatKey, TELEGRAM, b, public(TELEGRAM, a), field="g_a")
    True
    """
    return _power(group, group.g, mine)


def agree(kind: type[K], group: Group, mine: DhExponent, theirs: bytes, *, field: str) -> K:
    """Make the shared key from our exponent and the other side's public value.

    Raises Untrusted, naming ``field``, for a value that would make a key others can guess.

    See: Telegram, "Security Guidelines for Client Software Developers".
    """
    require_inner(group, theirs, field=field)
    value = int.from_bytes(theirs, "big")
    return kind(_power(group, value, mine), from_lesson=mine.from_lesson)


def require_inner(group: Group, value: bytes, *, field: str) -> None:
    """Refuse a public value, ours or theirs, too near to 1 or p: Untrusted with that field.

    >>> require_inner(TELEGRAM, bytes([1]), field="g_a")
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: g_a: too close to 1 or to p...

    See: Telegram, "Security Guidelines for Client Software Developers".
    """
    number = int.from_bytes(value, "big")  # TDLib sends no leading zeros, others do: both are fine
    if not MARGIN <= number <= group.p - MARGIN:
        raise Untrusted("too close to 1 or to p", field=field)


@lru_cache(maxsize=8)
def is_safe_prime(p: int) -> bool:
    """Tell whether p and q = (p - 1) / 2 are both prime.

    The bases are a hash of the number, so one number has one verdict, and whoever hopes for a
    composite that passes must try about 4^64 of them.

    >>> [p for p in range(5, 60) if is_safe_prime(p)]
    [5, 7, 11, 23, 47, 59]

    See: Albrecht et al., "Prime and Prejudice", CCS 2018, on why fixed bases are a trap.
    """
    q, odd = divmod(p - 1, 2)
    if odd or not is_probable_prime(q):
        return False
    # Pocklington's theorem: q is prime, above sqrt(p) - 1, and 2^2 - 1 shares no factor with p, so
    # one power of 2 proves p.
    return p % 3 != 0 and pow(2, p - 1, p) == 1


def is_probable_prime(n: int) -> bool:
    """Tell whether a number is prime, by Miller-Rabin: a composite passes with 4^-64.

    >>> [n for n in range(30) if is_probable_prime(n)]
    [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]

    See: NIST FIPS 186-5, appendix B.3.
    """
    if n < 4 or n % 2 == 0:
        return n in {2, 3}
    return all(_passes(n, base) for base in _bases(n))


def _bases(n: int) -> list[int]:
    size = (n.bit_length() + 7) // 8 + 8  # 8 bytes more, so that no base is favoured
    stream = shake_256(_BASES_LABEL + n.to_bytes(size, "big")).digest(size * ROUNDS)
    chunks = (stream[at : at + size] for at in range(0, len(stream), size))
    return [2 + int.from_bytes(chunk, "big") % (n - 3) for chunk in chunks]


def _passes(n: int, base: int) -> bool:
    twos = ((n - 1) & (1 - n)).bit_length() - 1
    seen = pow(base, (n - 1) >> twos, n)
    if seen in {1, n - 1}:
        return True
    for _ in range(twos - 1):
        seen = seen * seen % n
        if seen == n - 1:
            return True
    return False


def _power(group: Group, base: int, exponent: DhExponent) -> bytes:
    return power(base, int.from_bytes(exponent.reveal(), "big"), group.p).to_bytes(SIZE, "big")
