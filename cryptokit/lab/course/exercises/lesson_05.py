"""The exercises of lesson 05: split a key, split it by XOR, and find who can open it."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import combinations, product
from typing import Any, Final, cast

from hypothesis import strategies as st

from cryptokit.keys import DataKey
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.orders import Opens, judge_smallest, names, smallest
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
    given = cast("Sequence[object]", answer) if isinstance(answer, Sequence) else ()
    shares = [one for one in given if isinstance(one, Share)]
    if not shares:
        raise Wrong("The answer is what ck.sharing.split gives: a tuple of shares.")
    if len(shares) != wanted["shares"]:
        raise Wrong(f"There are {len(shares)} shares; {wanted['shares']} people want one each.")
    needed = shares[0].threshold
    if needed != wanted["threshold"]:
        raise Wrong(f"{needed} of your shares open it; it was to take {wanted['threshold']}.")
    _require_different(shares)
    if any(join(some) != key.reveal() for some in combinations(shares, needed)):
        raise Wrong("Your shares open, but what is in them is another key than the given one.")


def _require_different(shares: Sequence[Share]) -> None:
    if len({one.set_id for one in shares}) > 1:
        raise Wrong("Your shares are of several splits. Split once, for all the people.")
    if len({one.x for one in shares}) < len(shares):
        raise Wrong("Two people have the same share: together they have one, and not two.")


def _draw_secret(rng: Rng) -> Problem:
    secret, count = rng(8), 3 + rng(1)[0] % 3
    return Problem({"secret": secret, "count": count}, f"{count} strings that XOR to {secret!r}")


Split = Callable[[bytes, int, Rng], list[bytes]]


def _judge_split(answer: Split, problem: Problem) -> None:
    def joins(secret: bytes, count: int, seed: int) -> None:
        parts = _parts(answer, secret, count, lesson(str(seed)))
        if (got := reduce(_xor, parts)) != secret:
            raise Wrong(f"all your parts together give {got!r}")
        if parts != _parts(answer, secret, count, lesson(str(seed))):
            raise Wrong("the same rng gave other parts the second time: draw with rng(n) alone")

    hunt(joins, secret=st.binary(min_size=1), count=st.integers(2, 6), seed=st.integers(0, 9))
    bits = bytes(range(16))
    _say_nothing(answer, b"K", 2, [bytes([one]) for one in range(256)])
    _say_nothing(answer, b"KL", 2, list(map(bytes, product(bits, repeat=2))))
    _say_nothing(answer, b"K", 3, list(map(bytes, product(bits, repeat=2))))
    _say_nothing(answer, b"KLM", 2, list(map(bytes, product(bits[:6], repeat=3))))
    _say_nothing(answer, b"K", 4, list(map(bytes, product(bits[:6], repeat=3))))
    joins(problem.given["secret"], problem.given["count"], 0)


def _parts(answer: Split, secret: bytes, count: int, rng: Rng) -> list[bytes]:
    """Ask for the parts of a secret. Raises Wrong for anything but so many strings of its size."""
    got: object = answer(secret, count, rng)
    if not isinstance(got, (list, tuple)):
        raise Wrong(f"a list of parts was asked for, and {got!r} came")
    parts = list(cast("Sequence[bytes]", got))
    if len(parts) != count:
        raise Wrong(f"{count} parts were asked for, and {len(parts)} came")
    if any(not isinstance(part, (bytes, bytearray)) for part in parts):
        raise Wrong("a part is something else than bytes")
    if any(len(part) != len(secret) for part in parts):
        raise Wrong("a part is longer or shorter than the secret")
    return list(map(bytes, parts))


def _say_nothing(answer: Split, secret: bytes, count: int, draws: Sequence[bytes]) -> None:
    """Let the random bytes run through many draws: all parts but one must differ as often."""
    runs = [_parts(answer, secret, count, _scripted(draw)) for draw in draws]
    for without in range(count):
        held = [at for at in range(count) if at != without]
        seen = len({tuple(run[at] for at in held) for run in runs})
        if seen < len(draws):
            raise Wrong(
                f"Take {secret!r} in {count} parts. {_named(held)} came out in {_counted(seen)} "
                f"when the random bytes ran through {len(draws)} values: whoever has no more than "
                "that learns something."
            )


def _named(held: Sequence[int]) -> str:
    *most, last = (str(at + 1) for at in held)
    return f"Parts {', '.join(most)} and {last} together" if most else f"Part {last}"


def _counted(ways: int) -> str:
    return "one way" if ways == 1 else f"{ways} ways"


def _scripted(script: bytes) -> Rng:
    """Give the bytes of a script one after the other, however they are asked for; then zeros."""
    left = iter(script)
    return lambda size: bytes(next(left, 0) for _ in range(size))


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _draw_safes(rng: Rng) -> Problem:
    luck: dict[str, bytes] = {country: rng(4) for country in _COUNTRIES}
    places = sorted(_COUNTRIES, key=luck.__getitem__)[:4]
    kept: dict[str, int] = dict(sorted(zip(places, (3, 2, 1, 1), strict=True)))
    return Problem({"kept": kept, "threshold": _THRESHOLD}, smallest(kept, _enough(kept)))


def _judge_safes(answer: Any, problem: Problem) -> None:
    kept = problem.given["kept"]
    chosen = names(answer, kept, of="countries")
    if not _enough(kept)(chosen):
        have, where = sum(kept[one] for one in chosen), ", ".join(sorted(chosen)) or "no country"
        raise Wrong(f"Courts of {where} get {have} of the {_THRESHOLD} shares that are needed.")
    judge_smallest(answer, kept, _enough(kept), of="countries")


def _enough(kept: Mapping[str, int]) -> Opens:
    return lambda countries: sum(kept[one] for one in countries) >= _THRESHOLD


EXERCISES: Final = (
    Exercise(
        "05.1",
        Kind.MODIFY,
        "Split the given key for as many people as `shares` says, so that any `threshold` open it. "
        "A key doesn't show its bytes by itself: key.reveal() gives them.",
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
