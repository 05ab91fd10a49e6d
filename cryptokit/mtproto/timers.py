"""Messages that destroy themselves: a timer for each, started by reading. Nothing enforces it.

A timer is a request to the app of the other side, and no cryptography stands behind it: whoever
holds the packet and the key reads the message later as well. Apps let a film live until it was
played; its length is not read here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Timer:
    """A message that lives ``seconds`` from its reading on; ``ends`` is a time, once it runs.

    ``mine``: I wrote it, so that it is the other side who reads it.
    """

    random_id: int
    seconds: float
    mine: bool
    ends: float | None = None


def start(
    timers: Sequence[Timer], random_ids: Collection[int], *, mine: bool, now: float
) -> tuple[Timer, ...]:
    """Start the timers of messages that were just read; the ones that run are left alone.

    >>> start([Timer(7, 30, mine=True)], [7], mine=True, now=100.0)
    (Timer(random_id=7, seconds=30, mine=True, ends=130.0),)

    See: Telegram, "Secret Chats, End-to-End Encryption", on self-destruct timers.
    """
    read = frozenset(random_ids)  # a list of the other side's is as long as it likes
    return tuple(
        replace(timer, ends=now + timer.seconds)
        if timer.random_id in read and timer.mine == mine and timer.ends is None
        else timer
        for timer in timers
    )


def drop(timers: Sequence[Timer], random_ids: Collection[int]) -> tuple[Timer, ...]:
    """Forget the timers of messages that are gone."""
    gone = frozenset(random_ids)
    return tuple(timer for timer in timers if timer.random_id not in gone)


def expire(timers: Sequence[Timer], *, now: float) -> tuple[tuple[Timer, ...], tuple[int, ...]]:
    """Part the timers into those that still wait or run, and the messages whose time is over.

    >>> expire([Timer(7, 30, mine=True, ends=130.0)], now=130.0)
    ((), (7,))
    """
    over = tuple(t.random_id for t in timers if t.ends is not None and t.ends <= now)
    return tuple(t for t in timers if t.ends is None or t.ends > now), over
