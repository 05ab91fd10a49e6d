"""Which chain of keys a message is under, counted from the schedule alone: formulas of chains.

Chains are numbers here, from 0, for each sender. Up to so many messages as no store overflows.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.exposure.ops import Party, Schedule, Seizure, Send
from cryptokit.exposure.ratchet_phones import Form
from cryptokit.signal.ratchet import MAX_SKIP
from cryptokit.signal.sender_keys import CHAIN_LIMIT, KEPT_LIMIT
from cryptokit.signal.shipped import MAX_MESSAGE_KEYS, MAX_RECEIVER_CHAINS

Counts = Mapping[Party, int]
_ALL: Final = float("inf")
HELD: Final = {Form.SHIPPED: MAX_RECEIVER_CHAINS, Form.PUBLISHED: _ALL}
"""Of how many chains a phone can still open what is missing. As published, it keeps no chain that
is over, but the key of each missing message."""
_MOST: Final = {Form.SHIPPED: MAX_MESSAGE_KEYS, Form.PUBLISHED: MAX_SKIP}


@dataclass(frozen=True, slots=True)
class Ladder:
    """The chain of each message, and before each step each phone's own chain and the newest known.

    ``opened`` has the step at which a message was read: one of a forgotten chain never is.
    """

    chains: tuple[int, ...]
    own: tuple[Counts, ...]
    known: tuple[Counts, ...]
    opened: Mapping[int, int]


def climb(schedule: Schedule, held: float) -> Ladder:
    """Count the chains of a Double Ratchet that keeps ``held`` of them.

    A phone begins a chain when the first message of a new one comes in. Raises ValueError where B
    speaks first.

    >>> from cryptokit.exposure.ops import in_order
    >>> climb(in_order("AABBA"), 5).chains
    (0, 0, 0, 0, 1)
    """
    mine: Counts = {Party.A: 0, Party.B: -1}
    known: Counts = dict.fromkeys(Party, -1)
    chains, opened, moments = list[int](), dict[int, int](), [(mine, known)]
    for step, op in enumerate(schedule.ops):
        if isinstance(op, Send):
            chains.append(mine[op.by])
            if mine[op.by] < 0:
                raise ValueError(f"step {step}: B speaks after a message of A has come")
        else:
            reader, chain = schedule.senders[op.number].peer, chains[op.number]
            if chain > known[reader]:
                mine = {**mine, reader: mine[reader] + 1}
                known = {**known, reader: chain}
            if chain > known[reader] - held:
                opened[op.number] = step
        moments.append((mine, known))
    own, newest = zip(*moments, strict=True)
    return Ladder(tuple(chains), own, newest, opened)


def double_ratchet(form: Form, schedule: Schedule, seizure: Seizure) -> frozenset[int] | None:
    """Tell what a phone's keys open: its own chain, the chains it holds, and one chain ahead.

    None where a store may overflow: beyond 2,000 messages, as published beyond 1,000.

    >>> from cryptokit.exposure.ops import Victim, in_order
    >>> sorted(double_ratchet(Form.SHIPPED, in_order("ABABAB"), Seizure(4, Victim.A)))
    [2, 3]
    """
    victim = seizure.victim.party
    if victim is None:
        return frozenset()
    if len(schedule.senders) > _MOST[form]:
        return None
    ladder = climb(schedule, HELD[form])
    return frozenset(_of_ladder(ladder, HELD[form], schedule, victim, seizure.t))


def _of_ladder(
    ladder: Ladder, held: float, schedule: Schedule, victim: Party, t: int
) -> Iterator[int]:
    own, known = ladder.own[t][victim], ladder.known[t][victim]
    for number, (by, chain) in enumerate(zip(schedule.senders, ladder.chains, strict=True)):
        if by is victim:
            if chain == own and schedule.sent[number] >= t:
                yield number
        elif known - held < chain <= known + 1 and ladder.opened.get(number, t) >= t:
            yield number


def sender_keys(
    leaves: tuple[int, ...], schedule: Schedule, seizure: Seizure
) -> frozenset[int] | None:
    """Tell what a phone's chains open: all members', from where each stands, until they are new.

    ``leaves`` has the steps before which a member leaves. None where a store may overflow.

    >>> from cryptokit.exposure.ops import Victim, in_order
    >>> sorted(sender_keys((), in_order("ABABAB"), Seizure(4, Victim.A)))
    [2, 3, 4, 5]
    >>> sorted(sender_keys((8,), in_order("ABABAB"), Seizure(4, Victim.A)))
    [2, 3]
    """
    victim = seizure.victim.party
    if victim is None:
        return frozenset()
    if len(schedule.senders) > KEPT_LIMIT:
        return None
    opened, epoch = group_opened(leaves, schedule), bisect_left(leaves, seizure.t)
    return frozenset(
        number
        for number, (by, step) in enumerate(zip(schedule.senders, schedule.sent, strict=True))
        if (step if by is victim else opened.get(number, seizure.t)) >= seizure.t
        and epoch - (1 if by is victim else CHAIN_LIMIT) < bisect_right(leaves, step) <= epoch
    )


def group_opened(leaves: tuple[int, ...], schedule: Schedule) -> dict[int, int]:
    """Give the step at which a message was read, for those whose chain was still held."""
    return {
        number: step
        for number, step in schedule.delivered.items()
        if bisect_right(leaves, step) - bisect_right(leaves, schedule.sent[number]) < CHAIN_LIMIT
    }
