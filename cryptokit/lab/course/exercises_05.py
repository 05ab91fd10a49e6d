"""The exercises of lesson 05: split a key, split it by XOR, and find who can open it."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, Final, cast

from hypothesis import strategies as st

from cryptokit.keys import DataKey
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.orders import Opens, judge_smallest, smallest
from cryptokit.lab.course.verdict import Wrong
from cryptokit.rng import Rng, lesson
from cryptokit.sharing import Share, join

_COUNTRIES: Final[tuple[str, ...]] = ("AE", "CH", "DE", "FI", "IS", "JP", "NL", "NO", "SG", "US")
_THRESHOLD: Final = 4


def _draw_plan(rng: Rng) -> Problem:
    first, second = rng(2)
    threshold = 3 + first % 3
    plan = {"threshold": threshold, "shares": threshold + 1 + second % 3}
    return Problem({"key": DataKey.draw(rng), **plan}, plan)


def _judge_plan(answer: Any, problem: Problem) -> None:
    wanted, key = problem.answer, problem.given["key"]
    shares = cast("Sequence[object]", answer) if isinstance(answer, Sequence) else ()
    shares = [one for one in shares if isinstance(one, Share)]
    if not shares:
        raise Wrong("The answer is what ck.sharing.split gives: a tuple of shares.")
    if len(shares) != wanted["shares"]:
        raise Wrong(f"There are {len(shares)} shares; {wanted['shares']} people want one each.")
    needed = shares[0].threshold
    if needed != wanted["threshold"]:
        raise Wrong(f"{needed} of your shares open it; it was to take {wanted['threshold']}.")
    if join(shares[:needed]) != key.reveal():
        raise Wrong("Your shares open, but what is in them is another key than the given one.")


def _draw_secret(rng: Rng) -> Problem:
    secret, count = rng(8), 3 + rng(1)[0] % 3
    return Problem({"secret": secret, "count": count}, f"{count} strings that XOR to {secret!r}")


Split = Callable[[bytes, int, Rng], list[bytes]]


def _judge_split(answer: Split, problem: Problem) -> None:
    def joins(secret: bytes, count: int, seed: int) -> None:
        parts = answer(secret, count, lesson(str(seed)))
        if len(parts) != count:
            raise Wrong(f"{count} parts were asked for, and {len(parts)} came")
        if any(len(part) != len(secret) for part in parts):
            raise Wrong("a part is longer or shorter than the secret")
        if (got := reduce(_xor, parts)) != secret:
            raise Wrong(f"all your parts together give {got!r}")

    hunt(joins, secret=st.binary(min_size=1), count=st.integers(2, 6), seed=st.integers(0, 9))
    _says_nothing(answer)
    joins(problem.given["secret"], problem.given["count"], 0)


def _says_nothing(answer: Split) -> None:
    """Let the one random byte run through all values: each part must run through all as well."""
    runs = [answer(b"K", 2, _always(byte)) for byte in range(256)]
    for at in range(2):
        seen = len({run[at] for run in runs})
        if seen < 256:
            raise Wrong(
                f"Part {at + 1} of 2 takes {seen} values when the random byte takes all 256: "
                "whoever holds it alone learns something."
            )


def _always(byte: int) -> Rng:
    return lambda size: bytes([byte]) * size


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _draw_safes(rng: Rng) -> Problem:
    luck = {country: rng(4) for country in _COUNTRIES}
    places = sorted(_COUNTRIES, key=luck.__getitem__)[:4]
    kept = dict(sorted(zip(places, (3, 2, 1, 1), strict=True)))
    return Problem({"kept": kept, "threshold": _THRESHOLD}, smallest(kept, _enough(kept)))


def _judge_safes(answer: Any, problem: Problem) -> None:
    kept = problem.given["kept"]
    judge_smallest(answer, kept, _enough(kept), of="countries")


def _enough(kept: Mapping[str, int]) -> Opens:
    return lambda countries: sum(kept[one] for one in countries) >= _THRESHOLD


EXERCISES: Final = (
    Exercise(
        "05.1",
        Kind.MODIFY,
        "Split the given key for as many people as `shares` says, so that any `threshold` open it.",
        (
            "Which two arguments of ck.sharing.split say how many there are, and how many open it?",
            "The call above said threshold=2 and shares=3. Take both numbers from given.",
            "ck.sharing.split(given['key'].reveal(), threshold=given['threshold'], shares=...)",
        ),
        _draw_plan,
        _judge_plan,
    ),
    Exercise(
        "05.2",
        Kind.MAKE,
        "Write a split of which all parts are needed, out of XOR alone.",
        (
            "If one part were random, what would the other one have to be?",
            "Draw all parts but one with rng(len(secret)). The last one makes the XOR come right.",
            "Begin with last = secret, and for each random part: last = xor(last, part).",
        ),
        _draw_secret,
        _judge_split,
    ),
    Exercise(
        "05.3",
        Kind.ORDER,
        "Find the fewest countries whose courts together get enough shares.",
        (
            "Does a court that finds three safes get one share, or three?",
            "Count shares, not courts: begin with the country that keeps the most.",
            "Take the country with three shares and add any one that brings what is missing.",
        ),
        _draw_safes,
        _judge_safes,
    ),
)
