"""A holder complains in public, the dealer answers in public, and everybody judges alike.

An answer shows one share to all. That costs nothing: if the dealer is honest, a liar complained
about a share that it held anyway. Not here: the broadcast, by which all get to see the same.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from cryptokit.errors import BadShare, Inconsistent, Untrusted


@dataclass(frozen=True, slots=True)
class Complaint:
    """Says in public that ``holder`` got no share, or a wrong one, of the set ``set_id``."""

    set_id: bytes
    holder: int


class Answer(Protocol):
    """What a dealer shows to everybody: the share of a holder who complained."""

    @property
    def x(self) -> int:
        """Whose share it is."""
        ...

    @property
    def set_id(self) -> bytes:
        """Of which set it is."""
        ...


A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What is known in public about a dealing: its set, its threshold, and its holders."""

    set_id: bytes
    threshold: int
    holders: tuple[int, ...]


def settle(
    hearing: Hearing,
    complaints: Iterable[Complaint],
    answers: Collection[A],
    check: Callable[[A], None],
) -> tuple[A, ...]:
    """Judge a dealer; give the answers, which those who complained take as their shares.

    Raises Untrusted, the field "dealer", if more complain than liars could make alone
    (threshold - 1), or if a complaint has no answer or one that ``check`` refuses; Inconsistent,
    naming the holder, for a complaint about another set or by somebody without a share.

    >>> hearing = Hearing(set_id=bytes(16), threshold=3, holders=(1, 2, 3, 4, 5))
    >>> settle(hearing, [Complaint(bytes(16), 4)], (), print)
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: dealer: no answer to the complaint of holder 4. Try: ...

    See: Pedersen, "Non-interactive and information-theoretic secure verifiable secret sharing",
    CRYPTO 1991, section 4.
    """
    accusers = _accusers(hearing, complaints)
    if len(accusers) >= hearing.threshold:
        what = f"{len(accusers)} complaints, but at most {hearing.threshold - 1} can be lies"
        raise Untrusted(what, field="dealer")
    return tuple(_answer_to(x, hearing, answers, check) for x in accusers)


def _accusers(hearing: Hearing, complaints: Iterable[Complaint]) -> tuple[int, ...]:
    accusers = set[int]()
    for complaint in complaints:
        if complaint.set_id != hearing.set_id or complaint.holder not in hearing.holders:
            raise Inconsistent(
                "complains about a set it has no part in", holder=str(complaint.holder)
            )
        accusers.add(complaint.holder)
    return tuple(sorted(accusers))


def _answer_to(x: int, hearing: Hearing, answers: Iterable[A], check: Callable[[A], None]) -> A:
    found = [answer for answer in answers if answer.x == x and answer.set_id == hearing.set_id]
    if not found:
        raise Untrusted(f"no answer to the complaint of holder {x}", field="dealer")
    for answer in found:  # two answers that differ can not both pass
        try:
            check(answer)
        except (BadShare, Untrusted):
            what = f"its answer to holder {x} is not the share that it committed to"
            raise Untrusted(what, field="dealer") from None
    return found[0]
