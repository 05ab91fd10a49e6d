"""A long run of bytes from a short key, as fast as memory: AES-256 in counter mode.

Not here: true randomness. Whoever can tell the run from random bytes can break AES-256; that is
what "computational" secrecy means, where os.urandom would leave nothing to break.
"""

from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cryptokit.keys import DataKey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_START: Final = bytes(16)
"""The first counter block. Each key makes one run, so it may be a constant. NIST SP 800-38A, B."""
_ZEROS: Final = bytes(1 << 18)


class Keystream:
    """The run of one key; each call gives the bytes that follow.

    >>> from cryptokit.rng import lesson
    >>> run = Keystream(DataKey.draw(lesson("keystream")))
    >>> run.take(3) == run.take(3)
    False
    """

    __slots__ = ("_encryptor",)

    def __init__(self, key: DataKey) -> None:
        self._encryptor = Cipher(algorithms.AES(key.reveal()), modes.CTR(_START)).encryptor()

    def take(self, size: int) -> bytes:
        """Give the next ``size`` bytes."""
        return self._encryptor.update(bytes(size))

    def fill(self, buffer: "NDArray[np.uint8]") -> None:
        """Overwrite a buffer of up to 2^18 bytes with the next ones."""
        self._encryptor.update_into(_ZEROS[: buffer.size], buffer.data)
