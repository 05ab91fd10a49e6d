"""Server salts: 8 bytes in every message, new each half hour. They are public to both ends.

Both sides of it: the server draws salts ahead of time and takes the last one for half an hour more;
a device may store the coming ones. A salt shortens the time in which an old packet can be replayed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto import tl
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng, draw, system

LIFE: Final = 1800
"""Seconds that a salt is the current one."""
GRACE: Final = 1800
"""Seconds that it is still accepted after. See: Telegram, "Mobile Protocol", on server salts."""
SIZE: Final = 8
COUNT_LIMIT: Final = 64
"""Salts that one may ask for. See: Telegram, "Service Messages", on future salts."""


@dataclass(frozen=True, slots=True)
class Salt:
    """A salt with the seconds, since 1970, from and until which it is accepted."""

    since: int
    until: int
    value: bytes

    def holds(self, time: float) -> bool:
        """Tell whether a message with this salt is accepted."""
        return self.since <= time < self.until


Salts = tuple[Salt, ...]
"""In rising order of ``since``."""


def renew(salts: Salts, *, now: float, ahead: int = 1, rng: Rng = system) -> Salts:
    """Forget salts that ended, and draw until ``ahead`` more follow the current one.

    >>> from cryptokit.rng import lesson
    >>> drawn = renew((), now=1_700_000_000, ahead=2, rng=lesson("salts"))
    >>> [salt.since - 1_700_000_000 for salt in drawn]
    [0, 1800, 3600]
    >>> current(drawn, now=1_700_001_900) == drawn[1].value
    True
    >>> accepts(drawn, drawn[0].value, now=1_700_001_900)
    True
    """
    begun = tuple(salt for salt in salts if salt.holds(now))
    coming = tuple(salt for salt in salts if salt.since > now)
    # Nothing has begun either where the clock was set back: then all that is kept lies ahead.
    if not begun or begun[-1].since + LIFE <= now:
        begun += (_draw(int(now), rng),)
    kept = (*begun, *coming)
    for _ in range(ahead - len(coming)):
        kept += (_draw(kept[-1].since + LIFE, rng),)
    return kept


def current(salts: Salts, *, now: float) -> bytes:
    """Give the newest salt that holds. Raises ValueError if none does."""
    holding = [salt.value for salt in salts if salt.holds(now)]
    if not holding:
        raise ValueError("no salt holds now: draw new ones with renew")
    return holding[-1]


def accepts(salts: Salts, value: bytes, *, now: float) -> bool:
    """Tell whether a message with this salt is accepted now."""
    return any(salt.value == value and salt.holds(now) for salt in salts)


def future(salts: Salts, *, now: float, count: int) -> Salts:
    """Give the current salt and those that follow, ``count`` at most."""
    most = max(0, min(count, COUNT_LIMIT))
    holding = [salt for salt in salts if salt.holds(now)]
    return (*holding[-1:], *(salt for salt in salts if salt.since > now))[:most]


def to_objects(salts: Iterable[Salt]) -> tuple[TlObject, ...]:
    """Write salts as TL holds them, in future_salts."""
    return tuple(
        TlObject(
            "future_salt",
            {"valid_since": one.since, "valid_until": one.until, "salt": to_long(one.value)},
        )
        for one in salts
    )


def from_objects(listed: Sequence[TlObject]) -> Salts:
    """Read the salts of a future_salts. Raises WireError for more of them than one may ask for.

    >>> drawn = renew((), now=1_700_000_000)
    >>> from_objects(to_objects(drawn)) == drawn
    True
    """
    if len(listed) > COUNT_LIMIT:
        raise WireError(f"more than {COUNT_LIMIT} salts", offset=16, field="salts")
    return tuple(sorted(map(_salt, listed), key=lambda salt: salt.since))


def to_long(value: bytes) -> int:
    """Give a salt as the number that TL holds."""
    return int.from_bytes(value, "little", signed=True)


def from_long(number: int) -> bytes:
    """Undo ``to_long``."""
    return tl.long(number)


def _salt(line: TlObject) -> Salt:
    # From 2038 on these seconds are negative as TL holds them.
    since, until = (line.number(name) % (1 << 32) for name in ("valid_since", "valid_until"))
    return Salt(since, until, from_long(line.number("salt")))


def _draw(since: int, rng: Rng) -> Salt:
    return Salt(since, since + LIFE + GRACE, draw(rng, SIZE))
