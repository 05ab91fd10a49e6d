"""What is stored of a second password: two salts and a power, from which it can only be guessed.

Not here: proving that one knows it, which ``srp`` does.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final, Self

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from cryptokit.keys import Secret
from cryptokit.mtproto import dh, objects
from cryptokit.primitives.modular import power
from cryptokit.rng import Rng, draw, system
from cryptokit.wire import Cursor

ITERATIONS: Final = 100_000
"""Rounds of PBKDF2. See: Telegram, "Two-factor authentication"."""
OWN_SALT: Final = 32
"""Bytes that the client adds to salt1. See: Telegram, "Two-factor authentication"."""
KIND: Final = "passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow"


class Password(Secret):
    """What a person types. It prints no tag, as 16 bits of a hash would narrow a guess.

    >>> Password.of("correct horse")
    <Password 13 bytes>
    """

    __slots__ = ()
    tagged = False

    @classmethod
    def of(cls, text: str) -> Self:
        """Take the text as UTF-8, as it is typed."""
        if not isinstance(text, str):
            raise TypeError(f"a password is text, not {type(text).__name__}")
        return cls(text.encode())


class Verifier(Secret):
    """g to the power of a password's hash: whoever has it can try passwords at home. 256 bytes."""

    __slots__ = ()
    size = dh.SIZE
    tagged = False


@dataclass(frozen=True, slots=True)
class Algorithm:
    """How a password becomes a number: two salts, public, and a group that passed its checks.

    Telegram's ``iterations`` are always 100,000; lessons take fewer, to be quick.
    """

    salt1: bytes
    salt2: bytes
    group: dh.Group = dh.TELEGRAM
    iterations: int = ITERATIONS

    def to_bytes(self) -> bytes:
        """Write a passwordKdfAlgo, which has no field for the iterations."""
        if self.iterations != ITERATIONS:
            raise ValueError(f"on the wire there are {ITERATIONS} iterations")
        p = self.group.p.to_bytes(dh.SIZE, "big")
        return objects.write(KIND, salt1=self.salt1, salt2=self.salt2, g=self.group.g, p=p)

    @classmethod
    def from_cursor(cls, cursor: Cursor) -> "Algorithm":
        """Read a passwordKdfAlgo.

        Raises WireError; Untrusted with field ``p`` or ``g``: whoever speaks for the server chooses
        the group, and in a weak one others could compute the shared secret, too.
        """
        read = objects.read(cursor, KIND)
        group = dh.Group(int.from_bytes(read.data("p"), "big"), read.number("g"))
        return cls(read.data("salt1"), read.data("salt2"), group)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a server keeps of a password."""

    algorithm: Algorithm
    verifier: Verifier


def store(password: Password, algorithm: Algorithm) -> Stored:
    """Compute what the server is to keep.

    >>> quick = Algorithm(b"salt 1", b"salt 2", iterations=10)
    >>> one = store(Password.of("correct horse"), quick)
    >>> one.verifier == store(Password.of("correct horse"), quick).verifier
    True

    See: Telegram, "Two-factor authentication", on setting a new password.
    """
    return Stored(algorithm, Verifier(_power_of(password, algorithm).to_bytes(dh.SIZE, "big")))


def renew(password: Password, offered: Algorithm, *, rng: Rng = system) -> Stored:
    """Choose a password: the client adds 32 bytes of its own to the first salt of the server.

    So a server that gives everybody one salt, and keeps a table for it, gains nothing.

    See: Telegram, "Two-factor authentication", on setting a new password.
    """
    own = draw(rng, OWN_SALT)
    return store(password, replace(offered, salt1=offered.salt1 + own))


def exponent(password: Password, algorithm: Algorithm) -> int:
    """Hash a password into x, a number of 256 bits: slowly, so that guessing is slow.

    See: Telegram, "Two-factor authentication", on PH1 and PH2.
    """
    salt1, salt2 = algorithm.salt1, algorithm.salt2
    first = _salted(_salted(password.reveal(), salt1), salt2)
    slow = PBKDF2HMAC(SHA512(), 64, salt1, algorithm.iterations).derive(first)
    return int.from_bytes(_salted(slow, salt2), "big")


def _power_of(password: Password, algorithm: Algorithm) -> int:
    return power(algorithm.group.g, exponent(password, algorithm), algorithm.group.p)


def _salted(data: bytes, salt: bytes) -> bytes:
    return sha256(salt + data + salt).digest()
