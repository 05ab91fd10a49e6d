"""Complaints among parties that all deal: who is accused by whom, and who stays qualified.

What one dealer must answer is judged by ``sharing.complaints``; here it is done for every dealer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self, TypeVar

from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares, Untrusted
from cryptokit.sharing import complaints as hearings
from cryptokit.sharing.complaints import Hearing
from cryptokit.threshold.reading import (
    numbered,
    read_number,
    read_start,
    read_whole,
    require_numbers,
    start,
)
from cryptokit.wire import Cursor

MAGIC: Final = b"CKdc"


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """Said in public: ``accuser`` got no share from ``accused``, or a wrong one."""

    accuser: int
    accused: int

    def __post_init__(self) -> None:
        require_numbers(self.accuser, self.accused)

    def to_bytes(self) -> bytes:
        """Give both numbers as bytes."""
        return start(MAGIC) + numbered(self.accuser, self.accused)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a complaint from a cursor, which keeps the spans of its fields."""
        read_start(cursor, MAGIC)
        return cls(read_number(cursor, "accuser"), read_number(cursor, "accused"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who stays in, and why each of the others does not: all compute it from what is public."""

    qualified: tuple[int, ...]
    disqualified: tuple[tuple[int, str], ...] = ()


class Dealt(Protocol):
    """What a dealer said to all, as far as this file cares."""

    @property
    def sender(self) -> int:
        """The number of the dealer."""
        ...

    @property
    def set_id(self) -> bytes:
        """Which dealing it is."""
        ...


class Part(Protocol):
    """What a dealer gives to a holder, as far as this file cares."""

    @property
    def x(self) -> int:
        """The number of the holder."""
        ...


P = TypeVar("P", bound=Part)
B = TypeVar("B", bound=Dealt)
Judge = Callable[[B, Hearing, list[hearings.Complaint]], tuple[P, ...]]
"""A dealer's broadcast, and who complains about it -> the answers; Untrusted disqualifies it."""


def complaints_by(
    me: int, broadcasts: Iterable[B], holds_right: Callable[[B], bool]
) -> tuple[Complaint, ...]:
    """Complain about each other dealer from whom no right part came."""
    others = [said for said in broadcasts if said.sender != me]
    return tuple(Complaint(me, said.sender) for said in others if not holds_right(said))


def to_answer(me: int, complaints: Iterable[Complaint], *, threshold: int) -> tuple[int, ...]:
    """List the parties to whom we show in public what is theirs: those who complained about us.

    Threshold or more get no answer, as that would show the polynomial: then we are out.

    >>> to_answer(2, [Complaint(3, 2), Complaint(1, 4)], threshold=2)
    (3,)
    """
    accusers = sorted({one.accuser for one in complaints if one.accused == me})
    return tuple(accusers) if len(accusers) < threshold else ()


def judge_all(
    broadcasts: Sequence[B],
    complaints: Iterable[Complaint],
    *,
    holders: int,
    threshold: int,
    judge: Judge[B, P],
) -> tuple[Verdict, dict[int, tuple[P, ...]]]:
    """Judge every dealer; give the verdict, and the answers of those who stay.

    Raises Inconsistent, naming the accuser, for a complaint about nobody or by nobody;
    NotEnoughShares if fewer than ``threshold`` stay: then all of them might be cheats, who know
    the key.

    See: Gennaro, Jarecki, Krawczyk and Rabin, "Secure Distributed Key Generation for
    Discrete-Log Based Cryptosystems", EUROCRYPT 1999.
    """
    said, out = sorted(set(complaints)), list[tuple[int, str]]()
    answers = dict[int, tuple[P, ...]]()
    _require_dealt(said, broadcasts)
    everybody = tuple(range(1, holders + 1))
    for dealt in broadcasts:
        hearing = Hearing(set_id=dealt.set_id, threshold=threshold, holders=everybody)
        about = [one for one in said if one.accused == dealt.sender]
        heard = [hearings.Complaint(hearing.set_id, one.accuser) for one in about]
        try:
            answers[dealt.sender] = judge(dealt, hearing, heard)
        except Untrusted as error:
            out.append((dealt.sender, error.what.removeprefix("dealer: ")))
    if len(answers) < threshold:
        raise NotEnoughShares(have=len(answers), need=threshold)
    return Verdict(tuple(answers), tuple(out)), answers


def find(me: int, dealer: int, parts: Iterable[P], check: Callable[[P], None]) -> P:
    """Give the first right part for ``me`` among those that a dealer sent or showed.

    Raises Inconsistent, naming the dealer, if there is none: then a complaint was due.
    """
    for part in parts:
        if part.x == me and is_right(part, check):
            return part
    what = f"it gave party {me} nothing that fits its commitments, and no complaint was made"
    raise Inconsistent(what, holder=str(dealer), hint="complain")


def is_right(part: P, check: Callable[[P], None]) -> bool:
    """Tell whether a part passes a check."""
    try:
        check(part)
    except (BadShare, Untrusted):
        return False
    return True


def _require_dealt(complaints: Iterable[Complaint], broadcasts: Iterable[Dealt]) -> None:
    dealers = {said.sender for said in broadcasts}
    for one in complaints:
        if one.accused not in dealers:
            what = "complains about a party that dealt nothing"
            raise Inconsistent(what, holder=str(one.accuser))
