"""The seeds of messages that a chain has passed and that did not come yet. No chain here.

Frozen: taking one out gives another store. Numbers ascend, so the oldest are in front.
"""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Self

from cryptokit.signal.chains import ChainKey, MessageSeed, skip, turn


@dataclass(frozen=True, slots=True)
class Kept:
    """Seeds by message number, in two columns of one length; the numbers ascend.

    >>> kept = Kept((3, 5), (MessageSeed(bytes(32)), MessageSeed(bytes(31) + b"1")))
    >>> kept.find(5), kept.find(4), kept.without(5).numbers, len(kept)
    (<MessageSeed 32 bytes #8afb>, None, (3,), 2)
    """

    numbers: tuple[int, ...] = ()
    seeds: tuple[MessageSeed, ...] = ()

    def __len__(self) -> int:
        return len(self.numbers)

    def find(self, number: int) -> MessageSeed | None:
        """Give the seed of one message, if it is here."""
        at = bisect_left(self.numbers, number)
        return self.seeds[at] if self.numbers[at : at + 1] == (number,) else None

    def without(self, number: int) -> Self:
        """Take one seed out: a message opens once."""
        at = bisect_left(self.numbers, number)
        numbers = self.numbers[:at] + self.numbers[at + 1 :]
        return type(self)(numbers, self.seeds[:at] + self.seeds[at + 1 :])

    def newest(self, limit: int) -> Self:
        """Drop the oldest seeds beyond a limit."""
        if len(self.numbers) <= limit:
            return self
        cut = len(self.numbers) - limit
        return type(self)(self.numbers[cut:], self.seeds[cut:])


EMPTY = Kept()


def pass_over(
    chain: ChainKey, kept: Kept, start: int, end: int, *, limit: int
) -> tuple[ChainKey, Kept]:
    """Turn a chain from message ``start`` to ``end`` and keep the seeds of those between.

    At most ``limit`` seeds stay, the oldest are dropped, and none is made that would be dropped.

    >>> chain, kept = pass_over(ChainKey(bytes(32)), EMPTY, 0, 5, limit=3)
    >>> kept.numbers, chain == pass_over(ChainKey(bytes(32)), EMPTY, 0, 5, limit=0)[0]
    ((2, 3, 4), True)
    """
    first = max(start, end - limit)
    for _ in range(start, first):
        chain = skip(chain)
    seeds: list[MessageSeed] = []
    for _ in range(first, end):
        chain, seed = turn(chain)
        seeds.append(seed)
    all_ = Kept((*kept.numbers, *range(first, end)), (*kept.seeds, *seeds))
    return chain, all_.newest(limit)
