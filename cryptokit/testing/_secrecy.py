"""Perfect secrecy by counting: what fewer than k holders see is as likely for every secret.

Nothing is sampled. The code under test runs once for every way its luck can fall, so the answer is
exact. Not here: what ``join`` does, which ``_sharing_laws`` asks.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import combinations, product
from typing import Final, TypeVar

from cryptokit.testing._sharing_laws import Point, require_callable

S = TypeVar("S")
NAME_SIZE: Final = 16
"""A draw of so many bytes or more is a name: one is given, and not counted over."""
REDRAWS: Final = 1
"""How many bytes code may draw again that it did not like; what needs more is left out as rare."""
MOST: Final = 3
"""Bytes of luck that can be counted over: 256^3 runs are many already."""

_View = tuple[Point, ...]


def check_perfect_secrecy(
    split: Callable[..., Sequence[S]],
    *,
    threshold: int = 2,
    shares: int = 3,
    secrets: Sequence[bytes] = (b"\x00", b"\x01", b"\x80", b"\xff"),
    look: Callable[[S], Point] = lambda share: share,  # type: ignore[return-value, assignment]
) -> None:
    """Count what each ``threshold`` - 1 holders see for each secret, over all luck there can be.

    ``split`` is called as ``check_sharing`` calls it, once for each string of bytes that ``rng``
    can give: 256 times a secret with a threshold of 2, 65,536 times with 3, which takes seconds.
    Raises AssertionError with what is more likely for one secret than for another, or if ``split``
    draws nothing from ``rng``; ValueError if it draws too much to be counted.

    >>> from cryptokit import sharing
    >>> check_perfect_secrecy(sharing.split, look=lambda share: (share.x, share.value.reveal()))

    See: Shannon, "Communication Theory of Secrecy Systems", 1949, section 10; Shamir, "How to
    share a secret", CACM 22(11), 1979.
    """
    require_callable(split)

    def run(secret: bytes, tape: "_Tape") -> _View:
        made = split(secret, threshold=threshold, shares=shares, rng=tape)
        return tuple(map(look, made))

    least = (threshold - 1) * len(secrets[0])
    _require_luck(partial(run, secrets[0]))
    counts = {secret: _Count.over(partial(run, secret), least) for secret in secrets}
    for holders in combinations(range(shares), threshold - 1):
        _require_equal(counts, holders)


class _Unwound(BaseException):
    """The tape ran out. No Exception, so that code which catches those does not catch it."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size: Final = size


class _Tape:
    """A source of luck that gives what is on it, and stops the run where it ends."""

    def __init__(self, draws: tuple[bytes, ...]) -> None:
        self._left = list(draws)

    def __call__(self, size: int) -> bytes:
        if not self._left:
            raise _Unwound(size)
        return self._left.pop(0)


@dataclass(frozen=True, slots=True)
class _Count:
    """How many of ``of`` equally likely tapes lead to each view, or were left out."""

    views: Counter[_View]
    left_out: int
    of: int

    @classmethod
    def over(cls, run: Callable[[_Tape], _View], least: int) -> "_Count":
        """Run for every tape, of which the last bytes may be drawn again."""
        views, left_out, longest = Counter[_View](), 0, least + REDRAWS
        waiting: list[tuple[bytes, ...]] = [()]
        while waiting:
            draws = waiting.pop()
            try:
                views[run(_Tape(draws))] += 256 ** (longest - _luck(draws))
            except _Unwound as end:
                if end.size < NAME_SIZE and _luck(draws) + end.size > longest:
                    left_out += 256 ** (longest - _luck(draws))
                else:
                    waiting += [(*draws, more) for more in _every(end.size, least)]
        return cls(views, left_out, 256**longest)

    def seen_by(self, holders: tuple[int, ...]) -> Counter[_View]:
        """Tell how likely it is what these holders see together."""
        seen = Counter[_View]()
        for view, tapes in self.views.items():
            seen[tuple(view[i] for i in holders)] += tapes
        return seen


def _require_luck(run: Callable[[_Tape], _View]) -> None:
    with suppress(_Unwound):
        run(_Tape(()))
        raise AssertionError("split draws nothing from rng: its luck comes from elsewhere, or not")


def _every(size: int, least: int) -> Iterator[bytes]:
    """Give every string of bytes of this size; of names, one."""
    if size >= NAME_SIZE:
        return iter([bytes(range(1, size + 1)) if size < 256 else b"\x01" * size])
    if least > MOST:
        raise ValueError(f"{least} bytes of luck are too many to count over: at most {MOST}")
    return map(bytes, product(range(256), repeat=size))


def _luck(draws: tuple[bytes, ...]) -> int:
    return sum(len(one) for one in draws if len(one) < NAME_SIZE)


def _require_equal(counts: Mapping[bytes, _Count], holders: tuple[int, ...]) -> None:
    (first, one), *others = counts.items()
    mine = one.seen_by(holders)
    for secret, other in others:
        theirs = other.seen_by(holders)
        for view in sorted({*mine, *theirs}):
            if abs(mine[view] - theirs[view]) > one.left_out + other.left_out:
                who = " and ".join(f"({x}, {value.hex()})" for x, value in view)
                what = f"{mine[view] / one.of:.3%} for the secret {first.hex()}"
                also = f"{theirs[view] / other.of:.3%} for {secret.hex()}"
                raise AssertionError(f"shares {who} have a chance of {what}, and of {also}")
