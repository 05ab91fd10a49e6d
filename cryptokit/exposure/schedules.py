"""Conversations worth looking at, and how much a phone gives at each of their steps."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cryptokit.exposure.closed_form import closed_form
from cryptokit.exposure.ops import DAY, Deliver, Op, Party, Schedule, Seizure, Send, in_order
from cryptokit.exposure.runs import System
from cryptokit.rng import Rng, draw, system

BURST: Final = 200
"""Messages that one side sends while the other only reads."""
EVERY: Final = 600.0
"""Seconds from one message to the next."""
LATE: Final = 10
"""How many messages are sent before one that was lost is there after all."""
OFFLINE: Final = 3
"""Days for which one phone is off."""
_ONE_IN: Final = 10
"""One message in so many is lost at first."""


def ping_pong(messages: int) -> Schedule:
    """Let A and B take turns, and each message arrive at once.

    >>> ping_pong(4).senders == in_order("ABAB").senders
    True
    """
    return in_order(("AB" * messages)[:messages], every=EVERY)


def burst(messages: int = BURST, *, around: int = 10) -> Schedule:
    """Let A send many messages in a row, with ``around`` messages in turns before and after.

    >>> "".join(burst(3, around=2).senders)
    'ABAAABA'
    """
    turns = ("AB" * around)[:around]
    return in_order(turns + "A" * messages + "".join(Party(by).peer for by in turns), every=EVERY)


def lossy(messages: int, *, rng: Rng = system) -> Schedule:
    """Let A and B take turns while one message in ten arrives late, ten messages later.

    The first message is not lost: B could not speak before.

    >>> from cryptokit.rng import lesson
    >>> late = lossy(40, rng=lesson("lossy"))
    >>> len(late.delivered), late.at_once
    (40, False)
    """
    ops, due = list[Op](), dict[int, list[int]]()
    for number in range(messages):
        lost = number > 0 and draw(rng, 1)[0] * _ONE_IN < 256
        due.setdefault(number + LATE * lost, []).append(number)
        ops.append(Send(Party("AB"[number % 2]), number, number * EVERY))
        ops += [Deliver(one, number * EVERY) for one in due.pop(number, ())]
    end = messages * EVERY
    return Schedule((*ops, *(Deliver(one, end) for late in due.values() for one in late)))


def offline(a_day: int, *, days: int = OFFLINE, around: int = 10) -> Schedule:
    """Let B be off for some days while A writes on; then all arrives, and they take turns again.

    >>> week = offline(2, days=3, around=2)
    >>> "".join(week.senders), week.ops[9].number, week.ops[10].number, week.time(11) / DAY
    ('ABAAAAAABA', 7, 2, 3.0...)
    """
    return Schedule(tuple(_offline(a_day, days, around)))


def _offline(a_day: int, days: int, around: int) -> Iterator[Op]:
    number, now = 0, 0.0
    for by in ("AB" * around)[:around]:
        yield from (Send(Party(by), number, now), Deliver(number, now))
        number, now = number + 1, now + EVERY
    waiting = range(number, number + a_day * days)
    for number in waiting:
        yield Send(Party.A, number, now)
        now += DAY / a_day
    yield from (Deliver(number, now) for number in waiting)
    for number, by in enumerate(("BA" * around)[:around], waiting.stop):
        yield from (Send(Party(by), number, now), Deliver(number, now))
        now += EVERY


def counts(how: System, schedule: Schedule, seizure: Seizure) -> tuple[int, ...]:
    """Count what a thief reads if the seizure is before step 0, before step 1, and so on.

    By formula; raises ValueError where there is none.

    >>> from cryptokit.exposure.double_ratchet import DoubleRatchet
    >>> from cryptokit.exposure.ops import Victim
    >>> counts(DoubleRatchet(), ping_pong(3), Seizure(0, Victim.A))
    (2, 1, 1, 1, 1, 0, 0)
    """
    return tuple(_counts(how, schedule, seizure))


def _counts(how: System, schedule: Schedule, seizure: Seizure) -> Iterator[int]:
    for t in range(len(schedule.ops) + 1):
        found = closed_form(how, schedule, replace(seizure, t=t))
        if found is None:
            raise ValueError(f"no formula says what the keys of a {how.title} open here")
        yield len(found)
