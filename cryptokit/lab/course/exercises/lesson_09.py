"""The exercises of lesson 09: find the parts of an escrow, own a door, and walk through one.

The generator of the last is a toy with numbers instead of points, so that three lines break it.
Left out: dropped bits, which ``attacks.backdoors.dual_ec`` has to guess.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st

from cryptokit.attacks.backdoors.dual_ec import GUESSES, Logarithm, predicted, trapdoor
from cryptokit.attacks.backdoors.generators import Generator
from cryptokit.attacks.backdoors.p256 import Point, x_of
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt, shortened
from cryptokit.lab.course.orders import Opens, judge_smallest, smallest
from cryptokit.lab.course.verdict import Wrong
from cryptokit.rng import Rng
from cryptokit.signal import xeddsa
from cryptokit.signal.curve import KeyPair, PublicKey

_PRIMES: Final = (1_019, 2_027, 10_007)
"""Small enough that a power without its modulus comes to an end as well."""
_LARGEST: Final = _PRIMES[-1]
_COUNTRIES: Final = ("AU", "BR", "CA", "CH", "FR", "IN", "JP", "NL", "NO", "SE", "SG", "US")
_PACKETS: Final = "packets"
_NEEDED: Final = 2
_PARTS: Final = 3

Say = Callable[[int, int, int, int], int]
"""What was shown, d, h and p, to what is shown next."""


@dataclass(frozen=True, slots=True, repr=False)
class Constant:
    """A point Q that stands in a source, and its d for whoever has it."""

    q: Point
    d: Logarithm | None = None

    def __repr__(self) -> str:
        whose = "with its d" if self.d else "whose d is not yours"
        return f"<constant {x_of(self.q).hex()[:8]}, {whose}>"


@dataclass(frozen=True, slots=True)
class Update:
    """A program with a signature; ``only`` is the one phone that it names, or None."""

    body: bytes
    only: int | None
    signature: bytes

    @property
    def signed(self) -> bytes:
        """What the signature is made over."""
        return _signed(self.body, self.only)


def sign_update(signer: KeyPair, body: bytes, only: int | None = None, *, rng: Rng) -> Update:
    """Sign a program, for all phones or in the name of one.

    >>> from cryptokit.rng import lesson
    >>> signer = KeyPair.draw(lesson("signer"))
    >>> for_all, for_seven = (
    ...     sign_update(signer, b"code", only, rng=lesson("nonce")) for only in (None, 7)
    ... )
    >>> [takes(phone, for_all, signer.public) for phone in (7, 8)]
    [True, True]
    >>> [takes(phone, for_seven, signer.public) for phone in (7, 8)]
    [True, False]
    """
    return Update(body, only, xeddsa.sign(signer, _signed(body, only), rng=rng))


def takes(phone: int, update: Update, trusted: PublicKey) -> bool:
    """Tell whether a phone installs a program: it trusts one signer, and knows its own number."""
    meant = update.only in {None, phone}
    return meant and xeddsa.verify(trusted, update.signed, update.signature)


def _signed(body: bytes, only: int | None) -> bytes:
    return body if only is None else body + b"; for phone " + str(only).encode()


def toy_shown(h: int, d: int, p: int, state: int, count: int) -> list[int]:
    """Run a generator with a door: a state s shows h^s, and goes on to g^s, where g = h^d.

    >>> first, second = toy_shown(5, 3, 23, 7, 2)
    >>> first, second, pow(5, pow(first, 3, 23), 23)
    (17, 13, 13)

    See: Shumow and Ferguson, CRYPTO 2007 rump session, for the same on points of a curve.
    """
    g, made = pow(h, d, p), list[int]()
    for _ in range(count):
        made.append(pow(h, state, p))
        state = pow(g, state, p)
    return made


def _draw_constant(rng: Rng) -> Problem:
    maker, mine = trapdoor(rng), trapdoor(rng)
    given = {"maker": Constant(maker.q), "mine": Constant(mine.q, mine.d)}
    return Problem(given, "dual_ec(mine.q)")


def _judge_constant(answer: Any, problem: Problem) -> None:
    if isinstance(answer, Point | Constant):
        raise Wrong("That is a constant, and not yet a device: give it to dual_ec(...).")
    if not isinstance(answer, Generator):
        raise Wrong("The answer is a device: what dual_ec(...) gives.")
    maker, mine = problem.given.values()
    if answer.constant == maker.q:
        raise Wrong("Your device has the maker's constant still. Your d doesn't open that.")
    if answer.constant != mine.q:
        raise Wrong(
            "Your device has a constant of which you haven't got the d: mine.d fits mine.q."
        )
    won, tries = predicted(mine.d, answer, x_of(mine.q), GUESSES)  # any seed will do
    if not won:
        raise Wrong(
            f"Your constant is in it, but none of {tries} guesses explains what it shows: this "
            "generator doesn't use its constant, so it is none of Dual EC."
        )


def _draw_toy(rng: Rng) -> Problem:
    h, d, state = (2 + int.from_bytes(rng(4), "big") % (_LARGEST - 3) for _ in range(3))
    first, second = toy_shown(h, d, _LARGEST, state, 2)
    return Problem({"p": _LARGEST, "h": h, "d": d, "shown": first}, second)


def _judge_toy(answer: Say, problem: Problem) -> None:
    def says(p: int, h: int, d: int, state: int) -> None:
        first, second = toy_shown(h, d, p, state, 2)
        got: Any = answer(first, d, h, p)
        if got != second:
            raise Wrong(f"from what was shown ({first}), {_slip(got, second, (first, d, h, p))}")

    small, d, state = st.integers(3, 99), st.integers(3, _LARGEST), st.integers(4, _LARGEST)
    hunt(says, p=st.sampled_from(_PRIMES), h=small, d=d, state=state)
    given = problem.given
    if answer(given["shown"], given["d"], given["h"], given["p"]) != problem.answer:
        raise Wrong("It says another number than the device of your class.")


def _slip(got: Any, wanted: int, told: tuple[int, int, int, int]) -> str:
    """Say what went wrong, where it is one of the usual things."""
    shown, d, h, p = told
    state = pow(shown, d, p)
    slips = {
        state: f"you say {state}: that is the next state. What does a state show?",
        pow(h, d, p): f"you say {pow(h, d, p)}: that is g, the other constant, whatever was shown",
        pow(h, shown, p): "you took what was shown for the state: raise it to d first",
        pow(shown, state, p): "the next state is right, but it raises h, and not what was shown",
    }
    if got != wanted and str(got) == str(wanted):
        return f"you say {shortened(got)}, a {type(got).__name__}: the number itself is wanted"
    if isinstance(got, int) and got in slips:
        return slips[got]
    if isinstance(got, int) and got % p == wanted:
        return f"you say {shortened(got)}, and {wanted} was shown: all is counted modulo p = {p}"
    return f"you say {shortened(got)}, and {wanted} was shown next"


def _draw_parts(rng: Rng) -> Problem:
    luck: dict[str, bytes] = {country: rng(4) for country in _COUNTRIES}
    relay, one, two, three, copy = sorted(_COUNTRIES, key=luck.__getitem__)[: _PARTS + 2]
    kept = {relay: [_PACKETS], one: ["part 1"], two: ["part 2"], three: ["part 3"]}
    kept[copy] = ["part 1"]
    twist = rng(1)[0] % 3
    if twist:
        kept[(relay, two)[twist - 1]].append("part 3")
    kept = dict(sorted(kept.items()))
    given = {"kept": kept, "parts needed": _NEEDED}
    return Problem(given, smallest(kept, opens(kept)))


def opens(kept: Mapping[str, list[str]]) -> Opens:
    """Tell whether some countries have the packets, and parts enough; the same part counts once.

    >>> enough = opens({"NL": ["packets"], "SE": ["part 1"], "NO": ["part 1"], "JP": ["part 2"]})
    >>> enough(frozenset({"NL", "SE", "NO"})), enough(frozenset({"NL", "SE", "JP"}))
    (False, True)
    """

    def enough(countries: frozenset[str]) -> bool:
        there = {thing for one in countries for thing in kept[one]}
        return _PACKETS in there and len(there - {_PACKETS}) >= _NEEDED

    return enough


def _judge_parts(answer: Any, problem: Problem) -> None:
    kept = problem.given["kept"]
    judge_smallest(answer, kept, opens(kept), of="countries", lacking=partial(_lacking, kept))


def _lacking(kept: Mapping[str, list[str]], chosen: frozenset[str]) -> str:
    things = [thing for one in sorted(chosen) for thing in kept[one]]
    parts = [thing for thing in things if thing != _PACKETS]
    if len(set(parts)) < _NEEDED:
        twice = len(parts) > len(set(parts))
        copies = f" {parts[0].capitalize()} is there twice, and counts once." if twice else ""
        return f"Parts of the key: {len(set(parts))} of {_NEEDED} needed.{copies}"
    return "The key is there, but nothing to open. Who has the packets?"


EXERCISES: Final = (
    Exercise(
        "09.1",
        Kind.ORDER,
        "Find the fewest countries whose orders open everybody's chats: they need the packets, and "
        "as many different parts of the escrow's key as are needed.",
        (
            "Without which country is there nothing to open?",
            "Begin with the packets. Which country after it brings most parts that you lack?",
            "Two copies of part 1 are one part. Look for a country that has two things at once.",
        ),
        _draw_parts,
        _judge_parts,
    ),
    Exercise(
        "09.2",
        Kind.MODIFY,
        "You may change one constant in the source of the maker's device. Make a device that your "
        "own d opens.",
        (
            "Which argument of dual_ec is the constant that stands in the source?",
            "The maker wrote dual_ec(maker's Q). You have a Q of your own, with its d, in mine.",
            "dual_ec(given['mine'].q)",
        ),
        _draw_constant,
        _judge_constant,
    ),
    Exercise(
        "09.3",
        Kind.MAKE,
        "Say what a toy generator shows next, from what it showed and d.",
        (
            "It showed h^s. Can you make g^s of it, if g = h^d?",
            "(h^s)^d is (h^d)^s. So raise what was shown to d: that is the next state.",
            "state = pow(shown, d, p), and a state shows pow(h, state, p).",
        ),
        _draw_toy,
        _judge_toy,
    ),
)
