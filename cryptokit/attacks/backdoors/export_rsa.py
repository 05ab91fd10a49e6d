"""FREAK, 2015: the short key that export rules asked for is accepted by clients who never asked.

Export rules of the 1990s held RSA keys abroad at 512 bits, and servers kept the suites. Whoever
sits between asks for one in the client's name; the client takes the short key that comes. A server
used one such key for days, so it is factored once, and opens the sessions of everybody. Not here:
short groups, in ``export_dh``.

Beurdouche and others found the clients in 2015. The repair is a client that refuses an answer to
what it did not ask for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Final, SupportsInt

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.backdoors.factoring import factor
from cryptokit.attacks.backdoors.growth import rho
from cryptokit.attacks.backdoors.price import Price
from cryptokit.attacks.backdoors.toy_session import WORDS, Recorded, Suite, lock
from cryptokit.errors import Untrusted
from cryptokit.keys import Secret
from cryptokit.primitives.modular import power
from cryptokit.rng import Rng, draw

E: Final = 65537
EXPORT_BITS: Final = 48
STRONG_BITS: Final = 1024
CLIENTS: Final = 8
BUDGET: Final = 60_000

Take = Callable[[Suite, Suite, int], int]
"""What a client does with an answer: suite asked for, suite and modulus that came, to the modulus
it uses. Raises Untrusted."""


class Primes(Secret):
    """The two primes of a modulus, one after the other."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A modulus, and what only the server has."""

    n: int
    primes: Primes

    def decrypt(self, number: int) -> int:
        """Undo the power of E."""
        both = self.primes.reveal()
        return undo(int.from_bytes(both[: len(both) // 2], "big"), self.n, number)


def undo(p: int, n: int, number: int) -> int:
    """Undo the power of E by a factor of the modulus: whoever has it is the server."""
    return power(number, pow(E, -1, (p - 1) * (n // p - 1)), n)


def draw_pair(bits: int, rng: Rng) -> KeyPair:
    """Draw two primes of half the bits, whose product has all of them.

    >>> from cryptokit.rng import lesson
    >>> pair = draw_pair(48, lesson("pair"))
    >>> pair.n.bit_length(), pair.decrypt(pow(1234567, E, pair.n))
    (48, 1234567)
    """
    while True:
        p, q = (_draw_prime(bits // 2, rng) for _ in range(2))
        if p != q and (p - 1) % E and (q - 1) % E:
            both = b"".join(x.to_bytes(_bytes(bits // 2), "big") for x in (p, q))
            return KeyPair(p * q, Primes(both))


def _bytes(bits: int) -> int:
    return -(-bits // 8)


def _draw_prime(bits: int, rng: Rng) -> int:
    """Draw the next prime above a random number, whose two highest bits are set."""
    next_prime: Callable[[int], SupportsInt] = import_module("gmpy2").next_prime
    while True:
        start = int.from_bytes(draw(rng, _bytes(bits)), "big") % (1 << bits) | 3 << (bits - 2)
        prime = int(next_prime(start))
        if prime.bit_length() == bits:
            return prime


def believe(_asked: Suite, _came: Suite, n: int) -> int:
    """Take the key that comes."""
    return n  # the flaw: the answer is not held against the question


def compare(asked: Suite, came: Suite, n: int) -> int:
    """Take a key only under the suite that was asked for."""
    if came != asked:
        raise Untrusted("a key of another suite than was asked for", field="suite")
    return n


def session(take: Take, asked: Suite, came: Suite, pair: KeyPair, rng: Rng) -> Recorded:
    """Send a fresh number under the key that came, and say words under it. Raises Untrusted."""
    n = take(asked, came, pair.n)
    secret = int.from_bytes(draw(rng, n.bit_length() // 8 - 1), "big")
    return Recorded(n, (pow(secret, E, n),), lock(secret, WORDS))


def program(take: Take, budget: int, rng: Rng) -> Outcome:
    """Ask for export in the clients' names, factor the server's one key, and read everybody."""
    strong, export = draw_pair(STRONG_BITS, rng), draw_pair(EXPORT_BITS, rng)
    recorded, refused = list[Recorded](), 0
    for _ in range(CLIENTS):
        got = answer(partial(session, take, "strong", "export", export, rng))
        if not isinstance(got, Recorded):
            refused += 1  # the client asks again, and nobody dares to touch it
            got = session(take, "strong", "strong", strong, rng)
        recorded.append(got)
    n = recorded[0].modulus
    p, steps = factor(n, budget)
    read = 0 if p is None else sum(_read(p, one) == WORDS for one in recorded)
    told = f"{steps:,} steps on {n.bit_length()} bits, once: {read} of {CLIENTS} sessions read"
    told += f"; {refused} clients refused the short key" if refused else ""
    return Outcome(read == CLIENTS, steps, told)


def _read(p: int, one: Recorded) -> bytes:
    return lock(undo(p, one.modulus, one.public[0]), one.locked)


def honest(take: Take, rng: Rng) -> bool:
    """Tell whether a server reads what a client says that asked for the strong suite."""
    pair = draw_pair(STRONG_BITS, rng)
    one = session(take, "strong", "strong", pair, rng)
    return lock(pair.decrypt(one.public[0]), one.locked) == WORDS


PRICE: Final = Price(
    unit="steps of Pollard's rho",
    expected=rho(EXPORT_BITS),
    once=True,
    reality="512 bits: about 100 dollars and hours on rented machines, by the number field sieve; "
    "many servers kept one export key for days",
)
ATTACK: Final = Attack(
    name="export_rsa",
    title="A short key by law",
    mistake="a client takes a short key that it never asked for",
    repair="a client refuses an answer to a question that it did not ask",
    source='Beurdouche and others, "A Messy State of the Union: Taming the Composite State '
    'Machines of TLS", IEEE S&P 2015',
    scale="48 bits for 512, and rho for the sieve; an equivalent, not the paper's code",
    budget=BUDGET,
    program=program,
    honest=honest,
    flawed=believe,
    repaired=compare,
    seen_in="clients and servers of TLS with export suites (FREAK, 2015)",
)
