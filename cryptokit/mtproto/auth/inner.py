"""What both sides encrypt in the middle of a run: SHA-1, object, 0 to 15 bytes of padding, in IGE.

The key and the iv serve in both directions, and again at each attempt. What the objects mean is not
here.
"""

import hmac
from hashlib import sha1
from typing import Final

from cryptokit.errors import CannotOpen
from cryptokit.mtproto import objects
from cryptokit.mtproto.auth.nonces import HASH_SIZE, Run, temporary
from cryptokit.mtproto.objects import TlObject
from cryptokit.primitives import ige
from cryptokit.rng import Rng, draw, system
from cryptokit.wire import Cursor, Span

PADDING_LIMIT: Final = 16
"""Padding is shorter. See: Telegram, "Creating an Authorization Key", on encrypted_answer."""


def lock(run: Run, written: bytes, *, rng: Rng = system) -> bytes:
    """Encrypt an object that is written already.

    >>> from cryptokit.mtproto.auth.nonces import NewNonce
    >>> run = Run(bytes(16), bytes(16), NewNonce(bytes(range(32))))
    >>> box = lock(run, objects.write("ping", ping_id=7))
    >>> len(box), open_(run, box, "ping")["ping_id"]
    (32, 7)

    See: Telegram, "Creating an Authorization Key", on encrypted_answer and encrypted_data.
    """
    return _lock(run, written, draw(rng, -(HASH_SIZE + len(written)) % ige.BLOCK))


def open_(run: Run, box: bytes, *kinds: str) -> TlObject:
    """Decrypt, check the hash and read an object of one of these kinds.

    Raises CannotOpen; WireError for what does not parse.
    """
    plaintext = decrypt(run, box)
    # Nothing is parsed that was not hashed before.
    return objects.read_all(plaintext[HASH_SIZE : object_end(plaintext)], *kinds)


def explain(run: Run, box: bytes) -> tuple[bytes, Span]:
    """Decrypt and name every part of the plaintext, hash and padding included.

    Raises CannotOpen; WireError for what does not parse.

    >>> from cryptokit.mtproto.auth.nonces import NewNonce
    >>> run = Run(bytes(16), bytes(16), NewNonce(bytes(range(32))))
    >>> box = lock(run, objects.write("ping_delay_disconnect", ping_id=7, disconnect_delay=1))
    >>> [part.name for part in explain(run, box)[1].parts]
    ['SHA-1', 'object', 'padding']
    """
    plaintext = decrypt(run, box)
    end = object_end(plaintext)
    cursor = Cursor(plaintext)
    cursor.take(HASH_SIZE, "SHA-1")
    with cursor.group("object"):
        objects.read(cursor)
    if cursor.left:
        cursor.take(len(plaintext) - end, "padding")
    return plaintext, cursor.tree("inner data")


def decrypt(run: Run, box: bytes) -> bytes:
    """Decrypt, and check nothing but the size. Raises CannotOpen."""
    require_blocks(box)
    return _unlock(run, box)


def require_blocks(box: bytes) -> None:
    """Refuse what is no whole number of blocks. Raises CannotOpen."""
    if len(box) % ige.BLOCK:
        raise CannotOpen


def object_end(plaintext: bytes) -> int:
    """Find where the object must end for the hash in front of it to be right.

    Raises CannotOpen if no padding below 16 bytes makes it right.
    """
    for end in range(len(plaintext), max(HASH_SIZE, len(plaintext) - PADDING_LIMIT), -1):
        if hmac.compare_digest(_hash(plaintext[HASH_SIZE:end]), plaintext[:HASH_SIZE]):
            return end
    raise CannotOpen


# The keys are in the clear in these two functions only, which do not raise.
def _lock(run: Run, written: bytes, padding: bytes) -> bytes:
    key, iv = temporary(run)
    return ige.encrypt(key, iv, _hash(written) + written + padding)


def _unlock(run: Run, box: bytes) -> bytes:
    key, iv = temporary(run)
    return ige.decrypt(key, iv, box)


def _hash(data: bytes) -> bytes:
    return sha1(data, usedforsecurity=False).digest()
