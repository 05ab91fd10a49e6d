"""AES-256 in counter mode as a state: data in, data out, and how far the stream has run.

Encrypting and decrypting are the same step. There is no integrity here: a flipped bit stays one.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cryptokit.keys import Secret

BLOCK: Final = 16


class StreamKey(Secret):
    """The key of one direction of an obfuscated connection. 32 bytes."""

    __slots__ = ()
    size = 32


@dataclass(frozen=True, slots=True)
class Counter:
    """A key, the first counter block of 16 bytes, and how many bytes were used."""

    key: StreamKey
    start: bytes
    used: int = 0


def apply(counter: Counter, data: bytes) -> tuple[Counter, bytes]:
    """Add the next bytes of the stream to data.

    >>> at_home = Counter(StreamKey(bytes(32)), bytes(16))
    >>> away, one = apply(at_home, b"any")
    >>> _, two = apply(away, b"where")
    >>> apply(at_home, one + two)[1]
    b'anywhere'

    See: NIST SP 800-38A, section 6.5, on the counter mode.
    """
    block, skip = divmod(counter.used, BLOCK)
    number = (int.from_bytes(counter.start, "big") + block) % (1 << 128)
    stream = Cipher(
        algorithms.AES(counter.key.reveal()), modes.CTR(number.to_bytes(BLOCK, "big"))
    ).encryptor()
    out = stream.update(bytes(skip) + data)[skip:]
    return replace(counter, used=counter.used + len(data)), out
