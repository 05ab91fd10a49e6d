"""Packets with a number and a MAC over all of it, and a receiver that takes each number once.

The encryption is ChaCha20-Poly1305, counter mode and MAC in one call. Not here: numbers kept over a
restart, and how both sides came by the key.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, Replayed, TooFarAhead
from cryptokit.keys import DataKey
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.verdict import Wrong

NUMBER_SIZE: Final = 8
"""The number of a packet stands in front, in the clear, and is the nonce as well."""
_NONCE_HEAD: Final = bytes(4)


@dataclass(frozen=True, slots=True)
class Inbox:
    """One direction of a line: its key, and the number that comes next."""

    key: DataKey
    expected: int = 1


def lock(key: DataKey, number: int, words: bytes) -> bytes:
    """Lock words under a number; a key must never lock two texts under one number.

    >>> key = DataKey(bytes(range(32)))
    >>> unlock(key, lock(key, 1, b"pay 100"))
    b'pay 100'

    See: RFC 8439, section 2.8.
    """
    head = number.to_bytes(NUMBER_SIZE, "big")
    return head + _cipher(key).encrypt(_NONCE_HEAD + head, words, None)


def unlock(key: DataKey, packet: bytes) -> bytes:
    """Give the words of a packet of which no bit was changed. Raises CannotOpen."""
    head, box = packet[:NUMBER_SIZE], packet[NUMBER_SIZE:]
    if len(head) < NUMBER_SIZE:
        raise CannotOpen
    try:
        return _cipher(key).decrypt(_NONCE_HEAD + head, box, None)
    except InvalidTag:
        raise CannotOpen from None


def receive(inbox: Inbox, packet: bytes) -> tuple[Inbox, bytes]:
    """Take the next packet, and give the inbox after it with the words.

    Raises CannotOpen; Replayed for a number that came before; TooFarAhead where one is missing.

    >>> key = DataKey(bytes(range(32)))
    >>> inbox, words = receive(Inbox(key), lock(key, 1, b"pay 100"))
    >>> receive(inbox, lock(key, 1, b"pay 100"))
    Traceback (most recent call last):
    cryptokit.errors.Replayed: this message came before: number 1, expected 2. Try: ...
    """
    words = unlock(inbox.key, packet)
    number, expected = int.from_bytes(packet[:NUMBER_SIZE], "big"), inbox.expected
    if number < expected:
        raise Replayed(seen=number, expected=expected)
    if number > expected:
        raise TooFarAhead(seen=number, expected=expected)
    return replace(inbox, expected=expected + 1), words


def tag(key: bytes, data: bytes) -> bytes:
    """Give the MAC of data, 32 bytes: HMAC with SHA-256.

    >>> len(tag(bytes(32), b"pay 100"))
    32

    See: RFC 2104; RFC 4231 for test cases.
    """
    return hmac.digest(key, data, "sha256")


def find_change(seal: Callable[[bytes], bytes], open_: Callable[[bytes], bytes]) -> str | None:
    r"""Hunt for one turned bit that gets through: tell of the smallest case, or None.

    >>> find_change(lambda words: words, lambda packet: packet)
    "With words = b'\\x00', bit = 0: it opened, to b'\\x01'."
    """

    def law(words: bytes, bit: int) -> None:
        packet = turned(seal(words), bit)
        try:
            got = open_(packet)
        except CannotOpen:
            return
        raise Wrong(f"it opened, to {got!r}")

    try:
        hunt(law, words=st.binary(min_size=1, max_size=20), bit=st.integers(0, 400))
    except Wrong as found:
        return str(found)
    return None


def turned(packet: bytes, bit: int) -> bytes:
    r"""Turn one bit of a packet around, counted from its beginning, and over again at its end.

    >>> turned(b"\x00\x00", 9), turned(b"\x00\x00", 16)
    (b'\x00\x02', b'\x01\x00')
    """
    at = bit // 8 % len(packet)
    return packet[:at] + bytes([packet[at] ^ 1 << bit % 8]) + packet[at + 1 :]


def _cipher(key: DataKey) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(key.reveal())
