"""The missing messages of all chains of a conversation: MKSKIPPED of the specification.

A chain is named by what its messages show: a ratchet key, or the header key that opens its headers.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from cryptokit.signal.chains import MessageSeed
from cryptokit.signal.kept import Kept

Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Passed(Generic[Name]):
    """A chain of the other side, and the seeds of its messages that are still missing."""

    name: Name
    kept: Kept


def find(skipped: tuple[Passed[Name], ...], name: Name, number: int) -> MessageSeed | None:
    """Give the seed of a missing message, or None.

    >>> skipped = (Passed("chain", Kept((4,), (MessageSeed(bytes(32)),))),)
    >>> find(skipped, "chain", 4) is None, find(skipped, "chain", 5) is None
    (False, True)
    """
    return next((one.kept.find(number) for one in skipped if one.name == name), None)


def without(skipped: tuple[Passed[Name], ...], name: Name, number: int) -> tuple[Passed[Name], ...]:
    """Take one seed out, and its chain if that was its last.

    >>> without((Passed("chain", Kept((4,), (MessageSeed(bytes(32)),))),), "chain", 4)
    ()
    """
    left = (
        Passed(one.name, one.kept.without(number)) if one.name == name else one for one in skipped
    )
    return tuple(one for one in left if len(one.kept))


def add(
    skipped: tuple[Passed[Name], ...], name: Name, kept: Kept, *, limit: int
) -> tuple[Passed[Name], ...]:
    """Add seeds of the newest chain; beyond a limit over all chains the oldest are dropped.

    >>> seed = MessageSeed(bytes(32))
    >>> one = add((), "first", Kept((0, 1), (seed, seed)), limit=3)
    >>> two = add(one, "second", Kept((4, 6), (seed, seed)), limit=3)
    >>> [(passed.name, passed.kept.numbers) for passed in two]
    [('first', (1,)), ('second', (4, 6))]
    """
    if skipped and skipped[-1].name == name:
        before = skipped[-1].kept
        kept = Kept(before.numbers + kept.numbers, before.seeds + kept.seeds)
        skipped = skipped[:-1]
    return _newest((*skipped, Passed(name, kept)), limit)


def _newest(skipped: tuple[Passed[Name], ...], limit: int) -> tuple[Passed[Name], ...]:
    left: list[Passed[Name]] = []
    for one in reversed(skipped):
        kept = one.kept.newest(limit)
        limit -= len(kept)
        if len(kept):
            left.append(Passed(one.name, kept))
    return tuple(reversed(left))
