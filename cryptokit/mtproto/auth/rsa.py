"""The server's RSA key, and RSA_PAD, the padding in use since 2021. The older one is ``rsa_old``.

RSA alone encrypts numbers, and numbers have structure that an attacker can play with. RSA_PAD
hides the data behind a one-time key and a hash, so that every block looks random and a changed one
opens to nothing. Drawing a key takes a time that depends on it: fit for lessons only.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha1, sha256
from math import gcd, prod
from typing import Final, Protocol

from cryptokit.errors import CannotOpen
from cryptokit.keys import SecretScalar
from cryptokit.mtproto import dh, objects, tl
from cryptokit.primitives import ige, modular
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.wire import Cursor, Span

SIZE: Final = 256
"""Bytes of a modulus, and so of an encrypted block."""
DATA_LIMIT: Final = 144
PADDED_SIZE: Final = 192
"""Bytes of data, and of data with its padding. See: Telegram, "Creating an Authorization Key"."""
KEY_SIZE: Final = 32
PUBLIC_EXPONENT: Final = 65537
"""The e of every key here. See: RFC 8017, section 3.1, and FIPS 186-5, section 5.4."""
TRIES: Final = 128
"""One-time keys that are tried; an honest source needs more of them once in 2^128 runs."""
_SMALL_ODDS: Final = prod(range(3, 2000, 2))
_NO_IV: Final = bytes(ige.IV_SIZE)


def minimal(number: int) -> bytes:
    """Write a number as TL does in a string: big-endian, without leading zeros.

    >>> minimal(65537).hex()
    '010001'
    """
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


@dataclass(frozen=True, slots=True, repr=False)
class PublicKey:
    """The public half, which every client carries in its program: that is what it trusts."""

    n: int
    e: int = PUBLIC_EXPONENT

    @property
    def size(self) -> int:
        """Bytes of the modulus."""
        return (self.n.bit_length() + 7) // 8

    @property
    def fingerprint(self) -> bytes:
        """The name of the key, 8 bytes as they travel.

        See: Telegram, "Creating an Authorization Key", on server_public_key_fingerprints.
        """
        parts = tl.string(minimal(self.n)) + tl.string(minimal(self.e))
        return sha1(parts, usedforsecurity=False).digest()[-8:]

    def power(self, number: int) -> bytes:
        """Encrypt a number below n: textbook RSA, which is no encryption without a padding."""
        return pow(number, self.e, self.n).to_bytes(self.size, "big")

    def __repr__(self) -> str:
        return f"<PublicKey {self.n.bit_length()} bits, fingerprint {self.fingerprint.hex()}>"


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """Both halves; only the server holds the second, and whoever copies it can be the server."""

    public: PublicKey
    exponent: SecretScalar

    def power(self, box: bytes) -> int:
        """Decrypt a block to a number; CannotOpen for one of the wrong size or above n."""
        number = int.from_bytes(box, "big")
        if len(box) != self.public.size or number >= self.public.n:
            raise CannotOpen
        return modular.power(number, self.exponent.reveal_number(), self.public.n)


class Seal(Protocol):
    """A padding with its encryption: ``seal`` here, or the one of ``rsa_old``."""

    def __call__(self, key: PublicKey, data: bytes, *, rng: Rng) -> bytes:
        """Encrypt the inner data of the second query."""
        ...


def draw_key(bits: int = 8 * SIZE, *, rng: Rng = system) -> PrivateKey:
    """Draw a key of so many bits, an even number; a short one is for attacks that must end soon.

    >>> from cryptokit.rng import lesson
    >>> draw_key(512, rng=lesson("server")).public
    <PublicKey 512 bits, fingerprint ...>

    See: RFC 8017, section 3.
    """
    if bits % 16 or bits < 128:
        raise ValueError("an RSA key has a multiple of 16 bits, 128 or more")
    p, q = (_draw_prime(bits // 2, rng) for _ in range(2))
    if p == q:
        return draw_key(bits, rng=rng)
    public = PublicKey(p * q)
    d = pow(public.e, -1, (p - 1) * (q - 1))
    secret = SecretScalar.of(d, size=public.size, from_lesson=is_lesson(rng))
    return PrivateKey(public, secret)


def seal(key: PublicKey, data: bytes, *, rng: Rng = system) -> bytes:
    """Encrypt up to 144 bytes into a block of 256, with RSA_PAD.

    >>> from cryptokit.mtproto.auth.lab_key import LAB_KEY
    >>> box = seal(LAB_KEY.public, b"only the server reads this")
    >>> len(box), open_(LAB_KEY, box)[:26]
    (256, b'only the server reads this')

    See: Telegram, "Creating an Authorization Key", on RSA_PAD.
    """
    _require_size(key)
    if len(data) > DATA_LIMIT:
        raise ValueError(f"RSA_PAD takes up to {DATA_LIMIT} bytes of data, not {len(data)}")
    padded = data + draw(rng, PADDED_SIZE - len(data))
    # Less than half of all blocks are too large for the modulus; those get another one-time key.
    for _ in range(TRIES):
        number = int.from_bytes(_pad(padded, draw(rng, KEY_SIZE)), "big")
        if number < key.n:
            return key.power(number)
    raise ValueError("the randomness source repeats itself: it is broken")


def open_(key: PrivateKey, box: bytes) -> bytes:
    """Decrypt a block and check its hash; give the data with its padding, 192 bytes.

    Raises CannotOpen.
    """
    _require_size(key.public)
    authentic, padded = _unpad(key.power(box).to_bytes(SIZE, "big"))
    if not authentic:
        raise CannotOpen
    return padded


def explain(key: PrivateKey, box: bytes) -> tuple[bytes, Span]:
    """Decrypt the block of the second query and name every part of it.

    Raises CannotOpen; WireError for what does not parse.
    """
    padded = open_(key, box)
    cursor = Cursor(padded)
    with cursor.group("inner data"):
        objects.read(cursor)
    cursor.rest("padding")
    return padded, cursor.tree("RSA_PAD data")


def _require_size(key: PublicKey) -> None:
    if key.size != SIZE:
        raise ValueError(f"RSA_PAD takes a key of {8 * SIZE} bits, not {key.n.bit_length()}")


def _pad(padded: bytes, key: bytes) -> bytes:
    # The data are reversed, but hashed as they were.
    hashed = padded[::-1] + sha256(key + padded).digest()
    mixed = ige.encrypt(key, _NO_IV, hashed)
    return _xor(key, sha256(mixed).digest()) + mixed


def _unpad(block: bytes) -> tuple[bool, bytes]:
    hidden, mixed = block[:KEY_SIZE], block[KEY_SIZE:]
    key = _xor(hidden, sha256(mixed).digest())
    hashed = ige.decrypt(key, _NO_IV, mixed)
    padded = hashed[:PADDED_SIZE][::-1]
    return hmac.compare_digest(sha256(key + padded).digest(), hashed[PADDED_SIZE:]), padded


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _draw_prime(bits: int, rng: Rng) -> int:
    top = 3 << (bits - 2)  # both highest bits set, so that the product has all its bits
    while True:
        number = top | int.from_bytes(draw(rng, bits // 8), "big") | 1
        # Small factors are found for less than a power, and e needs an inverse modulo p - 1.
        if gcd(number, _SMALL_ODDS) > 1 or number % PUBLIC_EXPONENT == 1:
            continue
        if dh.is_probable_prime(number):
            return number
