"""What an examiner found, with the sentences that say how, and the words in which it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from cryptokit.evidence.rows import Key, Locked, Part, Plaintext, Row

T = TypeVar("T")
Why = tuple[str, ...]
"""The steps that led to something, in order."""
Place = tuple[int, int, str]
"""Which message a row is: its number, time and sender, so that two chats are kept apart."""
NAME_SIZE: Final = 8
"""Hexadecimal digits by which keys and splits are called."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Something found, in which file, split or box, and the steps that led to it."""

    what: T
    where: str
    why: Why


def name(key_id: bytes) -> str:
    """Give the short name of a key or a split: the start of its id."""
    return key_id.hex()[:NAME_SIZE]


def place_of(row: Plaintext | Locked) -> Place:
    """Tell which message a row is."""
    return row.number, row.sent, row.sender


def unique(steps: Iterable[str]) -> Why:
    """Drop steps that were said already."""
    return tuple(dict.fromkeys(steps))


def given(rows: Iterable[Row]) -> str:
    """Name what came out of a split or a box.

    >>> from cryptokit.evidence.rows import Plaintext
    >>> given([Plaintext(1, 0, "Alice", "hi")])
    'rows'
    """
    return ", ".join(sorted({_named(row) for row in rows}))


def listed(numbers: Iterable[int]) -> str:
    """Give numbers as people say them.

    >>> listed([1, 3, 4]), listed([2])
    ('1, 3 and 4', '2')
    """
    *most, last = map(str, numbers)
    return f"{', '.join(most)} and {last}" if most else last


def lack(have: int, need: int, of: str) -> str:
    """Say how many parts of something are missing.

    >>> lack(1, 3, "split ab12cd34")
    '2 more parts of split ab12cd34: 1 found, 3 needed'
    """
    parts = "part" if need - have == 1 else "parts"
    return f"{need - have} more {parts} of {of}: {have} found, {need} needed"


def _named(row: Row) -> str:
    if isinstance(row, Key):
        return f"key {name(row.key_id)}"
    return f"part {row.share.x} of another split" if isinstance(row, Part) else "rows"
