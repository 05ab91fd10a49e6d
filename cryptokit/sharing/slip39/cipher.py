"""How SLIP-39 locks a master secret with a passphrase: four Feistel rounds around PBKDF2.

There is no check of the passphrase, on purpose: every passphrase opens, each to another secret of
the same length. Who is forced to open can give one that leads to a secret made for the occasion.
"""

from collections.abc import Iterable
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from cryptokit.sharing.xor import xor

ROUNDS: Final = 4
"""See: SLIP-0039, "Encryption of the master secret"; for why four, Luby and Rackoff, "How to
construct pseudorandom permutations", SIAM Journal on Computing 17(2), 1988."""
ITERATIONS: Final = 2500
"""Of PBKDF2 in each round, doubled by each step of the iteration exponent: 10,000 or more."""
PRINTABLE: Final = range(32, 127)
"""The characters that every keyboard and every system writes alike."""


def encrypt(secret: bytes, passphrase: bytes, *, salt: bytes, iteration_exponent: int) -> bytes:
    """Lock a secret of an even number of bytes; the result is as long.

    Raises ValueError for a passphrase with other characters than printable ASCII.

    >>> locked = encrypt(bytes(16), b"open", salt=b"", iteration_exponent=0)
    >>> decrypt(locked, b"open", salt=b"", iteration_exponent=0) == bytes(16)
    True

    See: SLIP-0039, "Encryption of the master secret".
    """
    return _feistel(secret, passphrase, range(ROUNDS), salt, ITERATIONS << iteration_exponent)


def decrypt(locked: bytes, passphrase: bytes, *, salt: bytes, iteration_exponent: int) -> bytes:
    """Open what ``encrypt`` locked. A wrong passphrase gives another secret, and no error.

    Raises ValueError for a passphrase with other characters than printable ASCII.
    """
    rounds = reversed(range(ROUNDS))
    return _feistel(locked, passphrase, rounds, salt, ITERATIONS << iteration_exponent)


def salt_of(identifier: int, *, extendable: bool) -> bytes:
    r"""Give what the rounds are salted with, beside the other half.

    Without the id, sets of shares with different ids can be made of one locked secret: then any
    passphrase leads to the same secret from each of them.

    >>> salt_of(7945, extendable=False), salt_of(7945, extendable=True)
    (b'shamir\x1f\t', b'')
    """
    return b"" if extendable else b"shamir" + identifier.to_bytes(2, "big")


def require_printable(passphrase: bytes) -> None:
    """Refuse a passphrase that two systems could write differently. Raises ValueError."""
    if not isinstance(passphrase, bytes):
        raise TypeError(f"a passphrase is bytes, not {type(passphrase).__name__}: encode the text")
    if any(character not in PRINTABLE for character in passphrase):
        raise ValueError(
            "a passphrase of SLIP-39 is printable ASCII: letters, digits, signs, space"
        )


def _feistel(
    data: bytes, passphrase: bytes, rounds: Iterable[int], salt: bytes, iterations: int
) -> bytes:
    require_printable(passphrase)
    half = len(data) // 2
    left, right = data[:half], data[half:]
    for i in rounds:
        kdf = PBKDF2HMAC(SHA256(), half, salt + right, iterations)
        mask = kdf.derive(bytes([i]) + passphrase)
        left, right = right, xor([left, mask])
    return right + left
