"""What happens in a conversation, step by step, and who is seized before which step.

A schedule holds no keys and no bytes: the same one is played by every system.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

DAY: Final = 24 * 3600.0


class Party(StrEnum):
    """One of the two people who write to each other; A began the conversation."""

    A = "A"
    B = "B"

    @property
    def peer(self) -> "Party":
        """The other one."""
        return Party.B if self is Party.A else Party.A


class Victim(StrEnum):
    """Who is seized: a phone, or the server in between."""

    A = "A"
    B = "B"
    SERVER = "server"

    @property
    def party(self) -> Party | None:
        """Whose phone it is; None for the server."""
        return None if self is Victim.SERVER else Party(self.value)


class Adversary(StrEnum):
    """What the thief does from the seizure on: listen, or carry the messages and change them."""

    PASSIVE = "passive"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Send:
    """A phone sends its owner's message; ``at`` is in seconds since the start."""

    by: Party
    number: int
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Deliver:
    """A message reaches the other phone; ``at`` is in seconds since the start."""

    number: int
    at: float = 0.0


Op = Send | Deliver


@dataclass(frozen=True)
class Schedule:
    """Steps in order: messages are numbered from 0 as they are sent, and each arrives once at most.

    They may arrive in any order, or never. Raises ValueError for what cannot happen.

    >>> Schedule((Deliver(0),))
    Traceback (most recent call last):
    ValueError: step 0: message 0 is delivered before it was sent, or twice

    See: ``in_order`` for the simplest kind.
    """

    # Without slots, so that what follows from the steps is worked out once and kept.
    ops: tuple[Op, ...]

    def __post_init__(self) -> None:
        now, sent, on_the_way = 0.0, 0, set[int]()
        for step, op in enumerate(self.ops):
            if op.at < now:
                raise ValueError(f"step {step}: the clock goes back")
            now = op.at
            if isinstance(op, Send):
                if op.number != sent:
                    raise ValueError(f"step {step}: the next message is {sent}, not {op.number}")
                on_the_way.add(sent)
                sent += 1
            elif op.number in on_the_way:
                on_the_way.remove(op.number)
            else:
                raise ValueError(
                    f"step {step}: message {op.number} is delivered before it was sent, or twice"
                )

    @cached_property
    def senders(self) -> tuple[Party, ...]:
        """Who sent message 0, 1, 2 and so on."""
        return tuple(op.by for op in self.ops if isinstance(op, Send))

    @cached_property
    def sent(self) -> tuple[int, ...]:
        """The step at which message 0, 1, 2 and so on was sent."""
        return tuple(step for step, op in enumerate(self.ops) if isinstance(op, Send))

    @cached_property
    def delivered(self) -> Mapping[int, int]:
        """The step at which a message arrived, for those that did."""
        return {op.number: step for step, op in enumerate(self.ops) if isinstance(op, Deliver)}

    @cached_property
    def heard(self) -> Mapping[int, int]:
        """The step from which a message and all before it, of the same sender, have arrived."""
        found, latest = dict[int, int](), {Party.A: 0, Party.B: 0}
        for number, by in enumerate(self.senders):
            latest[by] = max(latest[by], self.delivered.get(number, len(self.ops)))
            if latest[by] < len(self.ops):
                found[number] = latest[by]
        return found

    @property
    def numbers(self) -> frozenset[int]:
        """All messages."""
        return frozenset(range(len(self.senders)))

    @property
    def at_once(self) -> bool:
        """Whether every message is delivered before the next is sent."""
        steps = [op.number for op in self.ops]
        kinds = [isinstance(op, Send) for op in self.ops]
        return steps == [at // 2 for at in range(len(steps))] and kinds == [
            at % 2 == 0 for at in range(len(kinds))
        ]

    def time(self, t: int) -> float:
        """Tell the time just after the last step before ``t``, in seconds since the start."""
        return self.ops[t - 1].at if t else 0.0


def in_order(senders: str, *, every: float = 0.0) -> Schedule:
    """Make a schedule in which each message is delivered at once, one every so many seconds.

    >>> in_order("AB").ops
    (Send(by=<Party.A: 'A'>, number=0, at=0.0), Deliver(number=0, at=0.0), Send(...), Deliver(...))
    """
    ops = list[Op]()
    for number, by in enumerate(senders):
        at = number * every
        ops += [Send(Party(by), number, at), Deliver(number, at)]
    return Schedule(tuple(ops))


@dataclass(frozen=True, slots=True)
class Seizure:
    """Who is seized just before step ``t``, by whom, and what else they have.

    ``recorded``: every packet so far was stored; else only those count that pass later, or still
    lie at the server. ``history``: how many days of messages in the clear the phone keeps.
    ``online``: the thief may go to the server with what was found. Packets that a phone keeps, to
    send them again, count as recorded ones.

    >>> Seizure(2, Victim.A, history=7).recorded
    True

    See: ``closed_form`` for what follows from each.
    """

    t: int
    victim: Victim
    recorded: bool = True
    history: float = 0.0
    online: bool = True
    adversary: Adversary = Adversary.PASSIVE

    def __post_init__(self) -> None:
        if self.t < 0 or self.history < 0:
            raise ValueError("t and history count from 0 up")
