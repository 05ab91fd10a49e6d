"""A phone's line to the provider: each packet is locked once more, under keys that no disk keeps.

Whoever listens on it sees packets and their sizes, and a phone that is seized later opens none of
them: the keys were agreed on with pairs made for this connection alone, and live in memory.
Left out: that agreement, a handshake of the Noise framework; here both ends draw the same keys.

See: WhatsApp, "Encryption Overview", version 6, 2021, on transport security.
"""

from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cryptokit.keys import DataKey
from cryptokit.rng import Rng

WIRE: Final = "noise-aes-256-gcm"
"""What goes over a line: inside is a packet of ``evidence.signal_packets``, or a call."""
_NONCE_SIZE: Final = 12
Tap = Callable[[bytes, bytes], None]
"""What listens on a line: it is given the id of a key that it never gets, and the packet."""


class Way:
    """One of the two directions of a line: a key, and how many packets went."""

    def __init__(self, rng: Rng) -> None:
        key = DataKey.draw(rng)
        self.key_id, self._cipher, self._count = key.key_id(), AESGCM(key.reveal()), 0

    def pass_on(self, packet: bytes, tap: Tap | None = None) -> bytes:
        """Lock a packet at one end and open it at the other; a tap hears what goes between."""
        nonce = self._count.to_bytes(_NONCE_SIZE, "big")
        self._count += 1
        passing = self._cipher.encrypt(nonce, packet, None)
        if tap is not None:
            tap(self.key_id, passing)
        return self._cipher.decrypt(nonce, passing, None)


class Line:
    """A connection of one phone.

    >>> from cryptokit.rng import lesson
    >>> line, heard = Line(lesson("line")), []
    >>> line.up.pass_on(b"hi", lambda key_id, packet: heard.append(packet))
    b'hi'
    >>> len(heard[0])
    18
    """

    def __init__(self, rng: Rng) -> None:
        self.up, self.down = Way(rng), Way(rng)
