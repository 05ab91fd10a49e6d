"""The RSA padding of before 2021: SHA-1, data, random bytes. Kept for attacks; use ``rsa``.

The number under the RSA is the padded text as it stands, and its first byte is always zero. Whoever
learns of chosen blocks whether that byte is zero can read any block.
"""

import hmac
from hashlib import sha1
from typing import Final

from cryptokit.errors import CannotOpen
from cryptokit.mtproto import objects
from cryptokit.mtproto.auth.rsa import PrivateKey, PublicKey
from cryptokit.rng import Rng, draw, system
from cryptokit.wire import Cursor, Span

HASH_SIZE: Final = 20


def seal(key: PublicKey, data: bytes, *, rng: Rng = system) -> bytes:
    """Encrypt data, up to 21 bytes less than the modulus has, under the old padding.

    >>> from cryptokit.mtproto.auth.lab_key import LAB_KEY
    >>> open_(LAB_KEY, seal(LAB_KEY.public, b"readable once more"))
    b'readable once more'

    See: Manger, "A Chosen Ciphertext Attack on RSA-OAEP", CRYPTO 2001, on the zero byte; Albrecht,
    Marekova, Paterson, Stepanovs, "Four Attacks and a Proof for Telegram", S&P 2022, on this use.
    """
    spare = key.size - 1 - HASH_SIZE - len(data)
    if spare < 0:
        raise ValueError(f"{len(data)} bytes are {-spare} too many for this key")
    return key.power(int.from_bytes(_hash(data) + data + draw(rng, spare), "big"))


def open_(key: PrivateKey, box: bytes) -> bytes:
    """Decrypt a block; give the data alone, found by its hash.

    Raises CannotOpen, and never says why: a server that told would be the oracle of the attack.
    """
    _, end, padded = _unlock(key, box)
    return padded[HASH_SIZE:end]


def explain(key: PrivateKey, box: bytes) -> tuple[bytes, Span]:
    """Decrypt the block of the second query and name every part of it, 255 bytes.

    Raises CannotOpen; WireError for what does not parse.
    """
    cursor, _, padded = _unlock(key, box)
    cursor.take(HASH_SIZE, "SHA-1")
    with cursor.group("inner data"):
        objects.read(cursor)
    cursor.rest("padding")
    return padded, cursor.tree("old RSA data")


def _unlock(key: PrivateKey, box: bytes) -> tuple[Cursor, int, bytes]:
    block = key.power(box).to_bytes(key.public.size, "big")
    # The hash is looked for in any case: a short cut would tell about the first byte by its time.
    end = _data_end(block[1:])
    if block[0] or not end:
        raise CannotOpen
    return Cursor(block[1:]), end, block[1:]


def _data_end(padded: bytes) -> int:
    """Find where the data must end for the hash to be right; 0 if it never is."""
    ends = range(HASH_SIZE, len(padded) + 1)
    same = (e for e in ends if hmac.compare_digest(_hash(padded[HASH_SIZE:e]), padded[:HASH_SIZE]))
    return next(same, 0)


def _hash(data: bytes) -> bytes:
    return sha1(data, usedforsecurity=False).digest()
