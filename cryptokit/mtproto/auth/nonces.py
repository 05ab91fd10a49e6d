"""The three random numbers of a run, and what is derived from them. Who draws which is elsewhere.

Two of them travel in the clear, and say which run a message belongs to. The third goes to the
server under its RSA key: whoever does not know it can neither read nor make the rest of the run.
"""

from dataclasses import dataclass
from hashlib import sha1
from typing import Final

from cryptokit.keys import AuthKey, Secret

NONCE_SIZE: Final = 16
HASH_SIZE: Final = 20
SALT_SIZE: Final = 8


class NewNonce(Secret):
    """The client's second number, which only the server's RSA key can read. 32 bytes."""

    __slots__ = ()
    size = 32


@dataclass(frozen=True, slots=True)
class Run:
    """The numbers of one run: two of 16 bytes, which everybody sees, and the secret one."""

    nonce: bytes
    server_nonce: bytes
    new_nonce: NewNonce


def temporary(run: Run) -> tuple[bytes, bytes]:
    """Derive the AES key and iv for the rest of the run, 32 bytes each.

    >>> run = Run(bytes(16), bytes(range(16)), NewNonce(bytes(range(32))))
    >>> [len(part) for part in temporary(run)]
    [32, 32]

    See: Telegram, "Creating an Authorization Key", on tmp_aes_key and tmp_aes_iv.
    """
    new, server = run.new_nonce.reveal(), run.server_nonce
    one, two, three = _hash(new + server), _hash(server + new), _hash(new + new)
    return one + two[:12], two[12:] + three + new[:4]


def nonce_hash(run: Run, verdict: int, key: AuthKey) -> bytes:
    """Hash a verdict of the server: 1 for "ok", 2 for "again", 3 for "no". 16 bytes.

    Only who holds the key and the secret number can make it, so it proves that both sides have
    the same key.

    See: Telegram, "Creating an Authorization Key", on new_nonce_hash1.
    """
    return _hash(run.new_nonce.reveal() + bytes([verdict]) + aux_hash(key))[4:]


def aux_hash(key: AuthKey) -> bytes:
    """Give the first 8 bytes of the key's SHA-1, which name a refused key in the next attempt.

    See: Telegram, "Creating an Authorization Key", on auth_key_aux_hash.
    """
    return _hash(key.reveal())[:8]


def first_salt(run: Run) -> bytes:
    """Derive the salt for the first messages under the new key, 8 bytes.

    See: Telegram, "Creating an Authorization Key", on server_salt.
    """
    pairs = zip(run.new_nonce.reveal()[:SALT_SIZE], run.server_nonce[:SALT_SIZE], strict=True)
    return bytes(a ^ b for a, b in pairs)


def _hash(data: bytes) -> bytes:
    return sha1(data, usedforsecurity=False).digest()
