"""The line between a phone and Telegram's server: every message crosses it as an MTProto packet.

Both ends live here because they stand in one room. All that passes between them is the packet. The
authorization key is drawn, in place of the handshake that would agree on it.
"""

from dataclasses import dataclass
from typing import Final, Self

from cryptokit.evidence.rows import Key
from cryptokit.keys import AuthKey
from cryptokit.mtproto import session
from cryptokit.mtproto.session import Session
from cryptokit.rng import Rng, draw

_SALT_SIZE = 8
LAST_SECOND: Final = (1 << 31) - 1
"""19 January 2038: the ids of packets count seconds in the upper half of a signed long."""


def clock(now: int, sent: int) -> int:
    """Give the time when a message is sent: exports are not always sorted, but clocks only go on.

    >>> clock(10, 12), clock(10, 3)
    (12, 10)
    """
    return max(now, min(sent, LAST_SECOND))


@dataclass(slots=True)
class Line:
    """A phone's connection: two session states that move on with every packet."""

    phone: Session
    server: Session
    rng: Rng
    last_size: int = 0

    @classmethod
    def open(cls, rng: Rng) -> Self:
        """Connect a phone that has an authorization key."""
        key, salt = AuthKey.draw(rng), draw(rng, _SALT_SIZE)
        phone = session.client(key, salt=salt, rng=rng)
        server = session.server(key, salt=salt, session_id=phone.session_id)
        return cls(phone, server, rng)

    @property
    def key(self) -> Key:
        """The authorization key, as a phone stores it."""
        return Key.of(self.phone.key)

    def up(self, body: bytes, now: int) -> bytes:
        """Send from the phone to the server; give what the server decrypted."""
        self.phone, packet = session.send(self.phone, body, now=now, rng=self.rng)
        self.server, message = session.receive(self.server, packet, now=now)
        self.last_size = len(packet)
        return message.body

    def down(self, body: bytes, now: int) -> bytes:
        """Send from the server to the phone; give what the phone decrypted."""
        self.server, packet = session.send(self.server, body, now=now, rng=self.rng)
        self.phone, message = session.receive(self.phone, packet, now=now)
        self.last_size = len(packet)
        return message.body
