"""Which key of a secret chat a message is under, counted from the schedule alone.

Keys are numbers here, from 0. What a thief makes of it is in ``closed_form``.
"""

from bisect import bisect_left
from typing import Final

from cryptokit.exposure.ops import Deliver, Schedule, Seizure
from cryptokit.mtproto.rekey import Limits

_SERVICE_FIRST: Final = 2
"""Service messages under the first key: each phone says which layer it knows."""
_SERVICE_LATER: Final = 1
"""Service messages under a later key: the Noop that shows it in use."""


def every(messages: int, schedule: Schedule) -> list[int]:
    """Give each message the number of its key: floor(i / n) where all are delivered at once.

    >>> from cryptokit.exposure.ops import in_order
    >>> every(2, in_order("ABABA"))
    [0, 0, 1, 1, 2]

    See: ``two_phones.Every``.
    """
    found, epoch, used = list[int](), 0, 0
    ends = sorted(schedule.heard.values())
    for number, step in enumerate(schedule.sent):
        quiet = bisect_left(ends, step) == number  # all that were sent were read
        if used >= messages and quiet:
            epoch, used = epoch + 1, 0
        found.append(epoch)
        used += 1
    return found


def limited(limits: Limits, schedule: Schedule) -> tuple[list[int], set[int]]:
    """Give each message the number of its key, and those after which another is asked for.

    The messages are delivered at once. With a limit of n, number n - 2 asks, and each n-th later.

    >>> from cryptokit.exposure.ops import in_order
    >>> limited(Limits(3), in_order("ABABAB"))
    ([0, 0, 1, 1, 1, 2], {1, 4})

    See: Telegram, "Perfect Forward Secrecy in Secret Chats".
    """
    found, asking = list[int](), set[int]()
    epoch, used, agreed = 0, _SERVICE_FIRST, 0.0
    for number, step in enumerate(schedule.sent):
        found.append(epoch)
        used += 1
        if used > limits.messages or schedule.ops[step].at - agreed >= limits.seconds:
            asking.add(number)
            done = schedule.delivered.get(number, step)
            epoch, used, agreed = epoch + 1, _SERVICE_LATER, schedule.ops[done].at
    return found, asking


def held(keys: list[int], asking: set[int], schedule: Schedule, seizure: Seizure) -> set[int]:
    """Give the keys within reach: until the answer comes, the asker can make the next one too."""
    if not seizure.t:
        return {0}
    op = schedule.ops[seizure.t - 1]
    key = keys[op.number]
    if op.number not in asking:
        return {key}
    if isinstance(op, Deliver):
        return {key + 1}
    asker = schedule.senders[op.number] is seizure.victim.party
    return {key, key + 1} if asker else {key}
