"""Logjam, 2015: one computation for a short prime that all share, then each session is cheap.

Export rules held Diffie-Hellman abroad at 512 bits, and most servers used one and the same prime.
Whoever sits between asks for the short group in the client's name. A table is made once for the
prime; each session then costs a walk that the table cuts short. Not here: short RSA keys, which
differ from server to server, in ``export_rsa``.

Adrian and others published it in 2015. The repair is a client that refuses a short group.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.backdoors.price import Price
from cryptokit.attacks.backdoors.toy_session import WORDS, Recorded, lock, quick
from cryptokit.errors import Untrusted
from cryptokit.mtproto.dh import TELEGRAM
from cryptokit.primitives.modular import power
from cryptokit.rng import Rng, draw

SHORT_BITS: Final = 30
SHORT_PRIME: Final = 1_073_740_439
"""The largest safe prime below 2^30, found by trying."""
STRONG_PRIME: Final = TELEGRAM.p
"""A safe prime of 2048 bits; any other would do."""
G: Final = 4
"""A square, so that it generates the (p - 1) / 2 squares modulo every safe prime."""
LEAST_BITS: Final = 2048
"""The repaired client asks for as many as Telegram does."""
EXPONENT_SIZE: Final = 32
"""Bytes; see: NIST SP 800-56A revision 3, section 5.6.1.1.1, which asks for 224 bits or more."""
CLIENTS: Final = 8
TABLE: Final = 1 << 16
WALK: Final = -(-(SHORT_PRIME // 2) // TABLE)
"""Giant steps that always reach the table."""
BUDGET: Final = TABLE + CLIENTS * WALK
_MASK: Final = (1 << 64) - 1
"""What the table keeps of a value: enough to find it, and long values take no more room."""

Take = Callable[[int], int]
"""What a client makes of the prime that comes: the prime it uses. Raises Untrusted."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is computed once for a prime: the exponent of each of the first powers of g."""

    p: int
    size: int
    exponents: Mapping[int, int]
    stride: int
    """g^-size modulo p, one giant step."""


def prepare(p: int, size: int) -> Table:
    """Make the table of a prime, in ``size`` steps: the part that is paid once for everybody.

    >>> table = prepare(2039, 16)
    >>> logarithm(table, pow(G, 1000, 2039), 100)
    (1000, 63)

    See: Shanks, "Class Number, a Theory of Factorization, and Genera", 1971.
    """
    modulus, power_of_g, exponents = quick(p), quick(1), dict[int, int]()
    for exponent in range(size):
        exponents.setdefault(int(power_of_g & _MASK), exponent)
        power_of_g = power_of_g * G % modulus
    return Table(p, size, exponents, pow(pow(G, size, p), -1, p))


def logarithm(table: Table, value: int, budget: int) -> tuple[int | None, int]:
    """Walk from a value until the table knows where it is: the exponent, and the steps taken."""
    modulus, stride, at = quick(table.p), quick(table.stride), quick(value)
    for steps in range(budget):
        low = table.exponents.get(int(at & _MASK))
        if low is not None:
            found = steps * table.size + low
            if pow(G, found, table.p) == value:
                return found, steps + 1
        at = at * stride % modulus
    return None, budget


def believe(p: int) -> int:
    """Take the prime that comes."""
    return p  # the flaw: nobody looks at its size


def measure(p: int) -> int:
    """Take a prime only if it is long enough."""
    if p.bit_length() < LEAST_BITS:
        raise Untrusted(f"a prime of {p.bit_length()} bits", field="p")
    return p


def session(take: Take, p: int, rng: Rng) -> Recorded:
    """Agree in the group that came, and say words under what is shared. Raises Untrusted."""
    p = take(p)
    a, b = (int.from_bytes(draw(rng, EXPONENT_SIZE), "big") % (p // 2) for _ in range(2))
    g_a, g_b = power(G, a, p), power(G, b, p)
    return Recorded(p, (g_a, g_b), lock(power(g_b, a, p), WORDS))


def program(take: Take, budget: int, rng: Rng) -> Outcome:
    """Ask for the short group in the clients' names, make one table, and read everybody."""
    recorded, refused = list[Recorded](), 0
    for _ in range(CLIENTS):
        got = answer(partial(session, take, SHORT_PRIME, rng))
        if not isinstance(got, Recorded):
            refused += 1  # the client asks again, and nobody dares to touch it
            got = session(take, STRONG_PRIME, rng)
        recorded.append(got)
    p, once = recorded[0].modulus, min(TABLE, budget)
    table, walked, read = prepare(p, once), 0, 0
    each = (budget - once) // CLIENTS
    for one in recorded:
        found, steps = logarithm(table, one.public[0], each)
        walked += steps
        read += found is not None and _read(found, one) == WORDS
    told = (
        f"{once:,} steps for a prime of {p.bit_length()} bits, once, and {walked // CLIENTS:,} a "
        f"session: {read} of {CLIENTS} read"
    )
    told += f"; {refused} clients refused the short prime" if refused else ""
    return Outcome(read == CLIENTS, once + walked, told)


def _read(a: int, one: Recorded) -> bytes:
    return lock(pow(one.public[1], a, one.modulus), one.locked)


def honest(take: Take, rng: Rng) -> bool:
    """Tell whether two sides agree in the strong group."""
    p = take(STRONG_PRIME)
    a, b = (int.from_bytes(draw(rng, EXPONENT_SIZE), "big") for _ in range(2))
    one, other = power(power(G, b, p), a, p), power(power(G, a, p), b, p)
    return lock(other, lock(one, WORDS)) == WORDS


PRICE: Final = Price(
    unit="multiplications: the table, then half a walk for each of 8 sessions",
    expected=TABLE + CLIENTS * WALK / 2,
    once=True,
    reality="512 bits: a week for the prime, then about 70 seconds a connection, by the number "
    "field sieve; one prime was that of 82 % of the vulnerable servers",
)
ATTACK: Final = Attack(
    name="export_dh",
    title="A short prime that all share",
    mistake="a client takes a group however short it is",
    repair="a client refuses a prime of fewer than 2048 bits",
    source='Adrian and others, "Imperfect Forward Secrecy: How Diffie-Hellman Fails in Practice", '
    "ACM CCS 2015",
    scale="30 bits for 512, and Shanks's steps for the sieve; an equivalent, not the paper's code",
    budget=BUDGET,
    program=program,
    honest=honest,
    flawed=believe,
    repaired=measure,
    seen_in="8.4 % of the top million sites with HTTPS (Logjam, 2015)",
)
