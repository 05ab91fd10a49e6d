"""A thief who carries the messages: each change of keys becomes two, and the picture stays.

Until the seizure the thief has nothing; ``mtproto.go_between`` says what becomes of a packet then.
"""

from collections.abc import Callable
from typing import Final

from cryptokit.exposure.ops import Party
from cryptokit.exposure.runs import Holdings
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import go_between
from cryptokit.mtproto.secret import Author
from cryptokit.rng import Rng, system

ROLES: Final = {Party.A: Author.CREATOR, Party.B: Author.OTHER}


class GoBetween:
    """Who stands between two phones with what was seized: opens, changes, locks again.

    ``alter`` says what becomes of a message's words.
    """

    def __init__(
        self, loot: Holdings, *, alter: Callable[[str], str] = str, rng: Rng = system
    ) -> None:
        stolen = (key for key in loot.keys if isinstance(key, SecretChatKey))
        waiting = ((one.exchange_id, one.exponent) for one in loot.pending)
        self._inner = go_between.GoBetween(stolen, waiting, alter=alter, rng=rng)

    @property
    def keys(self) -> tuple[SecretChatKey, ...]:
        """All the keys that the thief has by now."""
        return self._inner.keys

    def carry(self, packet: bytes, sender: Party) -> bytes:
        """Take a packet from its sender; give the one that the reader gets."""
        return self._inner.carry(packet, ROLES[sender]).packet
