"""What to press first: three situations that show what the explorer is about.

What is so in them is for ``world`` to say, and tests ask it.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.lab.explorer.states import LADDER
from cryptokit.world import Jurisdiction, Level


@dataclass(frozen=True, slots=True)
class Example:
    """What a situation shows, and which it is; asked for are messages sent before the orders."""

    says: str
    more: str
    subject: str
    level: Level
    orders: tuple[Jurisdiction, ...]

    @property
    def link(self) -> str:
        """The state as a part of an address.

        >>> EXAMPLES[0].link
        '#on=cloud_chat&rung=L3&orders=NL'
        """
        return f"#on={self.subject}&rung={self.level.value[:2]}&orders={'+'.join(self.orders)}"


EXAMPLES: Final = (
    Example(
        "One order is enough",
        "Telegram cloud chat with live memory (L3)",
        "cloud_chat",
        Level.MEMORY,
        ("NL",),
    ),
    Example(
        "Four orders are needed",
        "key parts alone (L2)",
        "cloud_chat",
        Level.SHARES,
        ("AE", "NL", "SG", "US"),
    ),
    Example(
        "No order opens what was sent before",
        "secret chat, short of a phone (L7)",
        "secret_chat",
        LADDER[-2],
        ("AE", "DE", "FR", "NL", "VG"),
    ),
)
