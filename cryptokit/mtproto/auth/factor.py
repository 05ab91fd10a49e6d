"""The small puzzle of the handshake: a product of two primes to factor, by Pollard's rho.

It keeps nothing secret: it only makes a device work some milliseconds before the server does.
"""

from math import gcd, isqrt
from typing import Final

from cryptokit.errors import Untrusted
from cryptokit.mtproto import dh
from cryptokit.rng import Rng, draw, system

PQ_LIMIT: Final = 1 << 63
"""pq is below it. See: Telegram, "Creating an Authorization Key", on resPQ."""
BATCH: Final = 128
"""Differences multiplied up before one gcd. See: Brent, BIT 20, 1980, section 3."""
_PRIME_BITS: Final = 31
_DRAWN: Final = 8


def factor(pq: int, *, rng: Rng = system) -> tuple[int, int]:
    """Factor a product of two primes into p < q.

    Raises Untrusted with field ``pq`` for a number that is no such product or that is too large.

    >>> factor(0x17ED48941A08F981)
    (1229739323, 1402015859)
    >>> factor(2**61 - 1)
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: pq: a prime, so there is nothing to factor...

    See: Brent, "An improved Monte Carlo factorization algorithm", BIT 20, 1980.
    """
    _check_size(pq)
    _check_composite(pq)
    divisor = _divide(pq, rng)
    p, q = sorted((divisor, pq // divisor))
    _check_primes(p, q)
    return p, q


def draw_primes(rng: Rng) -> tuple[int, int]:
    """Draw a puzzle: two primes p < q of 31 bits.

    >>> from cryptokit.rng import lesson
    >>> p, q = draw_primes(lesson("puzzle"))
    >>> p < q, factor(p * q) == (p, q)
    (True, True)
    """
    p, q = sorted((_draw_prime(rng), _draw_prime(rng)))
    return (p, q) if p < q else draw_primes(rng)


def _check_size(pq: int) -> None:
    # Without it a server could give a device work for years.
    if not 4 <= pq < PQ_LIMIT:
        raise Untrusted(f"not between 4 and 2^{PQ_LIMIT.bit_length() - 1}", field="pq")


def _check_composite(pq: int) -> None:
    # Rho looks for a cycle modulo a divisor, and modulo a prime it would look for ever.
    if dh.is_probable_prime(pq):
        raise Untrusted("a prime, so there is nothing to factor", field="pq")


def _check_primes(p: int, q: int) -> None:
    if p == q or not (dh.is_probable_prime(p) and dh.is_probable_prime(q)):
        raise Untrusted("not a product of two different primes", field="pq")


def _divide(pq: int, rng: Rng) -> int:
    if pq % 2 == 0:
        return 2
    if isqrt(pq) ** 2 == pq:
        return isqrt(pq)
    attempt, divisor = 0, pq
    while divisor == pq:
        start, constant = (int.from_bytes(draw(rng, _DRAWN), "little") for _ in range(2))
        # The constant moves on, so that even a source that repeats itself comes to an end.
        divisor = _rho(pq, start % pq, 1 + (constant + attempt) % (pq - 1))
        attempt += 1
    return divisor


def _rho(n: int, y: int, c: int) -> int:
    """Walk y -> y^2 + c until two places meet modulo a divisor; n itself if they met too late."""
    length, divisor = 1, 1
    x = turn = y
    while divisor == 1:
        x, done = y, 0
        for _ in range(length):
            y = (y * y + c) % n
        while done < length and divisor == 1:
            turn, steps = y, min(BATCH, length - done)
            y, product = _walk(n, x, y, c, steps)
            divisor, done = gcd(product, n), done + steps
        length *= 2
    return divisor if divisor < n else _step_by_step(n, x, turn, c)


def _walk(n: int, x: int, y: int, c: int, steps: int) -> tuple[int, int]:
    product = 1
    for _ in range(steps):
        y = (y * y + c) % n
        product = product * (x - y) % n
    return y, product


def _step_by_step(n: int, x: int, y: int, c: int) -> int:
    divisor = 1
    while divisor == 1:
        y = (y * y + c) % n
        divisor = gcd(x - y, n)
    return divisor


def _draw_prime(rng: Rng) -> int:
    top = 1 << (_PRIME_BITS - 1)
    while True:
        number = top | int.from_bytes(draw(rng, 4), "little") % top | 1
        if dh.is_probable_prime(number):
            return number
