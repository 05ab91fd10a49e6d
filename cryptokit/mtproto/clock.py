"""Message ids and the clock behind them: an id is about the server's time, in 2^-32 seconds.

A device never sets its clock by the server; it remembers how far the two are apart. What it may
trust for that is here, what it sends is not.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from cryptokit.errors import Untrusted
from cryptokit.rng import Rng, draw, system

SECOND: Final = 1 << 32
"""Message ids count 2^-32 seconds. See: Telegram, "Mobile Protocol: Detailed Description"."""
PAST_LIMIT: Final = 300
FUTURE_LIMIT: Final = 30
"""Seconds that an id may lag or lead the clock. See: Telegram, "Security Guidelines"."""
_BLUR: Final = (1 << 22) - 1
"""Low bits of an id that luck decides, one millisecond, as in TDLib: they must not all be zero."""
_LONG: Final = 1 << 64
_YEAR: Final = 366 * 86_400
_LAST: Final = (1 << 32) - _YEAR
"""Seconds since 1970 up to the last year that an id can tell, 2106."""


class Basis(Enum):
    """How a clock's offset came about: not at all, from messages under way, or for sure."""

    NONE = "none"
    HEARD = "heard"
    SURE = "sure"


@dataclass(frozen=True, slots=True)
class Clock:
    """How many seconds the server's clock is ahead of ours, and how well that is known.

    >>> Clock().server_time(1_700_000_000), UNKNOWN.basis
    (1700000000.0, <Basis.NONE: 'none'>)
    """

    offset: float = 0.0
    basis: Basis = Basis.SURE

    def server_time(self, now: float) -> float:
        """Reckon what the server's clock shows when ours shows ``now``."""
        return now + self.offset


OURS: Final = Clock()
"""A device whose clock is right."""
UNKNOWN: Final = Clock(0.0, Basis.NONE)
"""A device that never heard from the server."""


def from_handshake(server_time: int, *, now: float) -> Clock:
    """Take the time that the server told inside the key exchange, where an answer is quick.

    >>> from_handshake(1_700_000_060, now=1_700_000_000).offset
    60.0

    See: Telegram, "Creating an Authorization Key", on server_time.
    """
    return Clock(float(server_time - now), Basis.SURE)


def heard(clock: Clock, message_id: int, *, now: float) -> Clock:
    """Learn from the id of a message that just came, which was stamped before it travelled.

    So each message shows an offset that is too small by its delay, and the largest is the best.
    Raises Untrusted for an id of the last year there is.

    >>> first = heard(UNKNOWN, 1000 * SECOND, now=950)
    >>> heard(heard(first, 1010 * SECOND, now=955), 1020 * SECOND, now=990).offset
    55.0
    """
    if clock.basis is Basis.SURE:
        return clock
    seen = _lead(message_id, now)
    if clock.basis is Basis.NONE or seen > clock.offset:
        return Clock(seen, Basis.HEARD)
    return clock


def corrected(message_id: int, *, now: float) -> Clock:
    """Start again from the id of a notice which says that our ids are off.

    Raises Untrusted for an id of the last year there is.

    See: Telegram, "Service Messages about Messages", on codes 16 and 17.
    """
    return Clock(_lead(message_id, now), Basis.HEARD)


def check(clock: Clock, message_id: int, *, now: float) -> None:
    """Refuse an id that is too old, or too far ahead of a clock that is sure.

    Raises Untrusted.

    >>> check(Clock(), 1000 * SECOND + 1, now=1301)
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: message_id time: too far from our clock...

    See: Telegram, "Security Guidelines for Client Software Developers".
    """
    if clock.basis is Basis.NONE:
        return
    lead = seconds(message_id) - clock.server_time(now)
    if lead < -PAST_LIMIT or (lead > FUTURE_LIMIT and clock.basis is Basis.SURE):
        raise Untrusted("too far from our clock", field="message_id time")


def fresh_id(time: float, *, after: int, rest: int, rng: Rng = system) -> int:
    """Make an id for the server's ``time``, above the id ``after``, that is ``rest`` modulo 4.

    >>> from cryptokit.rng import lesson
    >>> made = fresh_id(1_700_000_000, after=0, rest=1, rng=lesson("id"))
    >>> made >> 32, made % 4, fresh_id(5, after=made, rest=1) > made
    (1700000000, 1, True)
    """
    tick = int(time * SECOND) ^ (int.from_bytes(draw(rng, 3), "little") & _BLUR)
    # Ids rise strictly, even when the clock stands still or is set back.
    return max(tick, after + 4) // 4 * 4 + rest


def seconds(message_id: int) -> float:
    """Tell the time in an id, in seconds since 1970."""
    return message_id / SECOND


def _lead(message_id: int, now: float) -> float:
    # A device that took such a time for its own would run out of ids.
    if seconds(message_id) > _LAST:
        raise Untrusted("no ids are left after it", field="message_id time")
    return seconds(message_id) - now


def to_long(message_id: int) -> int:
    """Write an id as the signed number that TL holds; from January 2038 on that is negative."""
    return message_id - _LONG if message_id >> 63 else message_id


def from_long(number: int) -> int:
    """Undo ``to_long``.

    >>> from_long(to_long(0xFFFF_FFFF_0000_0004)) == 0xFFFF_FFFF_0000_0004
    True
    """
    return number % _LONG
