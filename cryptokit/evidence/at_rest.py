"""Encryption of what a server stores: ChaCha20-Poly1305 under a data key, one nonce a message.

Number, time and sender stay readable, as in a real server's index, but are bound to the text: a
row that was moved or redated does not open.

See: RFC 8439, section 2.8.
"""

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from cryptokit.errors import CannotOpen
from cryptokit.evidence.rows import Ciphertext, Locked, Plaintext
from cryptokit.keys import DataKey, Secret
from cryptokit.rng import Rng, draw

SCHEME = "chacha20-poly1305"
_NONCE_SIZE = 12
OVERHEAD = _NONCE_SIZE + 16
"""Bytes by which a body is longer than its text: so whoever stores it knows how long that is."""


def locker(key: DataKey, *, rng: Rng) -> Callable[[Plaintext], Ciphertext]:
    """Make the function that locks one message under this key; one cipher object serves them all.

    >>> from cryptokit.rng import lesson
    >>> key = DataKey.draw(lesson("monday"))
    >>> row = locker(key, rng=lesson("nonces"))(Plaintext(1, 0, "Alice", "hi"))
    >>> opener(key)(row)
    'hi'
    """
    cipher, key_id = ChaCha20Poly1305(key.reveal()), key.key_id()

    def lock(row: Plaintext) -> Ciphertext:
        nonce = draw(rng, _NONCE_SIZE)
        bound = _bound(row.number, row.sent, row.sender)
        body = nonce + cipher.encrypt(nonce, row.text.encode(), bound)
        return Ciphertext(row.number, row.sent, row.sender, SCHEME, key_id, body)

    return lock


def opener(key: Secret) -> Callable[[Locked], str]:
    """Make the function that opens rows locked under this key; CannotOpen for anything else."""
    if not isinstance(key, DataKey):
        raise CannotOpen
    cipher = ChaCha20Poly1305(key.reveal())

    def open_(row: Locked) -> str:
        nonce, locked = row.body[:_NONCE_SIZE], row.body[_NONCE_SIZE:]
        try:
            return cipher.decrypt(nonce, locked, _bound(row.number, row.sent, row.sender)).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    return open_


def _bound(number: int, sent: int, sender: str) -> bytes:
    return b"%d|%d|%b" % (number, sent, sender.encode())
