"""Complaints among parties that all deal: who is accused by whom, and who stays qualified.

What a dealer must answer is judged by ``sharing.complaints``; here it is done for every dealer.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self, TypeVar

from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares, Untrusted
from cryptokit.threshold.reading import numbered, read_number, read_start, require_numbers, start
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
        cursor = Cursor(data)
        complaint = cls.read(cursor)
        cursor.finish()
        return complaint

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


class Part(Protocol):
    """What a dealer gives to a holder, as far as this file cares."""

    @property
    def x(self) -> int:
        """The number of the holder."""
        ...


P = TypeVar("P", bound=Part)
Judge = Callable[[int, Sequence[int]], tuple[P, ...]]
"""A dealer, and who complains about it -> the answers; Untrusted disqualifies the dealer."""


def judge_all(
    dealers: Sequence[int], complaints: Iterable[Complaint], *, threshold: int, judge: Judge[P]
) -> tuple[Verdict, dict[int, tuple[P, ...]]]:
    """Judge every dealer; give the verdict, and the answers of those who stay.

    Raises Inconsistent, naming the accuser, for a complaint about nobody; NotEnoughShares if fewer
    than ``threshold`` stay: then all of them might be cheats, who know the key.

    See: Gennaro, Jarecki, Krawczyk and Rabin, "Secure Distributed Key Generation for
    Discrete-Log Based Cryptosystems", EUROCRYPT 1999.
    """
    said, out = sorted(set(complaints)), list[tuple[int, str]]()
    answers = dict[int, tuple[P, ...]]()
    for one in said:
        if one.accused not in dealers:
            raise Inconsistent(
                "complains about a party that dealt nothing", holder=str(one.accuser)
            )
    for dealer in dealers:
        try:
            answers[dealer] = judge(dealer, [c.accuser for c in said if c.accused == dealer])
        except Untrusted as error:
            out.append((dealer, error.what.removeprefix("dealer: ")))
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
