"""AES-GCM does not commit to its key: one ciphertext and tag that open under two keys.

Not here: what that is good for, see ``salamander``. The tag is a polynomial in the blocks, so two
keys give one linear equation over GF(2^128), and one free block solves it.

See: Dodis, Grubbs, Ristenpart, Woodage, "Fast Message Franking: From Invisible Salamanders to
Encryptment", CRYPTO 2018, section 3; NIST SP 800-38D, 2007, for the mode itself.
"""

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from cryptokit.primitives.binary_polynomials import fold, invert, multiply

BLOCK: Final = 16
NONCE: Final = 12
_FIELD: Final = (1 << 128) | 0x87
"""1 + z + z^2 + z^7 + z^128. See: NIST SP 800-38D, section 6.3."""


@dataclass(frozen=True, slots=True)
class Locked:
    """What AES-GCM gives: a nonce of 12 bytes, the ciphertext, and a tag of 16."""

    nonce: bytes
    ciphertext: bytes
    tag: bytes


def two_faced(keys: tuple[bytes, bytes], nonce: bytes, wanted: tuple[bytes, bytes]) -> Locked:
    """Make one ciphertext and tag that open under both keys.

    What is wanted under the first key stands in front, what is wanted under the second behind it,
    each in blocks of its own; then comes one block that is noise under both. Raises ValueError for
    equal keys.

    See: Dodis and others, 2018, section 3; NIST SP 800-38D, 2007, section 7.1.
    """
    if keys[0] == keys[1]:
        raise ValueError("two keys that differ are needed")
    ciphertext = b""
    for key, text in zip(keys, wanted, strict=True):
        filled = text + bytes(-len(text) % BLOCK)
        ciphertext += _xor(filled, _stream(key, nonce, len(ciphertext), len(filled)))
    ciphertext += _free_block(keys, nonce, ciphertext)
    return Locked(nonce, ciphertext, tag(keys[0], nonce, ciphertext))


def _free_block(keys: tuple[bytes, bytes], nonce: bytes, before: bytes) -> bytes:
    """Solve for the block X that makes both tags equal.

    Both tags are known with X = 0, and X adds X H^2 to each, so X = (T1 + T2) / (H1^2 + H2^2).
    """
    t1, t2 = (_to_number(tag(key, nonce, before + bytes(BLOCK))) for key in keys)
    h1, h2 = (_to_number(_block(key, bytes(BLOCK))) for key in keys)
    weight = _times(h1, h1) ^ _times(h2, h2)
    return _to_block(_times(t1 ^ t2, invert(weight, _FIELD)))


def tag(key: bytes, nonce: bytes, ciphertext: bytes) -> bytes:
    """Compute the tag, with no associated data. See: NIST SP 800-38D, 2007, algorithm 4."""
    h, total = _to_number(_block(key, bytes(BLOCK))), 0
    lengths = (8 * len(ciphertext)).to_bytes(BLOCK, "big")
    data = ciphertext + bytes(-len(ciphertext) % BLOCK) + lengths
    for at in range(0, len(data), BLOCK):
        total = _times(total ^ _to_number(data[at : at + BLOCK]), h)
    return _xor(_to_block(total), _block(key, _counter(nonce, 1)))


def _stream(key: bytes, nonce: bytes, start: int, size: int) -> bytes:
    first = start // BLOCK + 2
    blocks = range(first, first + size // BLOCK)
    return b"".join(_block(key, _counter(nonce, number)) for number in blocks)


def _counter(nonce: bytes, number: int) -> bytes:
    return nonce + number.to_bytes(BLOCK - NONCE, "big")


def _block(key: bytes, data: bytes) -> bytes:
    return Cipher(AES(key), ECB()).encryptor().update(data)  # noqa: S305  # single blocks


def _times(a: int, b: int) -> int:
    return fold(multiply(a, b), _FIELD)


def _to_number(block: bytes) -> int:
    """Read a block as a polynomial: GCM writes the constant term first."""
    return int(f"{int.from_bytes(block, 'big'):0128b}"[::-1], 2)


def _to_block(number: int) -> bytes:
    return int(f"{number:0128b}"[::-1], 2).to_bytes(BLOCK, "big")


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
