"""How often somebody may try: so many times in so many seconds. No clock here: time is an argument.

Not here: what is tried. A limit counts for the account, so whoever uses it up also locks its owner
out for a while: that is the price.
"""

from dataclasses import dataclass
from typing import Final

DAY: Final = 86_400
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` tries within ``seconds``; ``times`` holds those that still count."""

    most: int
    seconds: float
    times: tuple[float, ...] = ()

    def free(self, now: float) -> bool:
        """Tell whether one more try is allowed.

        >>> limit = Limit(most=1, seconds=60).after(now=0)
        >>> limit.free(now=59), limit.free(now=60)
        (False, True)
        """
        return len(self._counting(now)) < self.most

    def after(self, now: float) -> "Limit":
        """Count one try."""
        return Limit(self.most, self.seconds, (*self._counting(now), now))

    def _counting(self, now: float) -> tuple[float, ...]:
        return tuple(time for time in self.times if now - time < self.seconds)
