"""The mixing that ssss puts between a secret and its sharing: every byte into every other.

Not here: secrecy. There is no key, so whoever has the mixed bytes has the secret. It helps against
a partial leak only. Sharing is linear: each bit that leaks of the last share needed is an equation
between bits of the secret, and one by one they narrow down a password. With the mixing they are
equations between bits of the mixed secret, which tell nothing before they are nearly all there.
"""

from collections.abc import Callable, Iterable
from typing import Final

from cryptokit.primitives import xtea

LEAST: Final = 8
"""Bytes of the shortest secret that can be mixed: one block of XTEA."""
_STEPS_A_BYTE: Final = 40
_STRIDE: Final = 2
"""Bytes from one block to the next, which covers three quarters of it once more."""
_KEYS: Final = xtea.schedule(bytes(xtea.KEY_SIZE))

_Cipher = Callable[[bytes, xtea.Schedule], bytes]


def mix(secret: bytes) -> bytes:
    """Mix a secret of 8 bytes or more; the result is as long.

    >>> mix(b"password").hex(), mix(b"passwore").hex()
    ('f81672308394e7da', '3aa3c35bb4e4d9aa')

    See: B. Poettering, ssss 0.5, on the diffusion layer.
    """
    return _from_words(_walk(_to_words(secret), _starts(secret), xtea.encrypt))


def unmix(mixed: bytes) -> bytes:
    """Undo ``mix``.

    >>> unmix(mix(b"password"))
    b'password'
    """
    return _from_words(_walk(_to_words(mixed), reversed(_starts(mixed)), xtea.decrypt))


def _starts(secret: bytes) -> range:
    if len(secret) < LEAST:
        raise ValueError(f"{LEAST} bytes or more are needed, not {len(secret)}")
    return range(0, _STEPS_A_BYTE * len(secret), _STRIDE)


def _walk(ring: bytes, starts: Iterable[int], cipher: _Cipher) -> bytes:
    """Encipher or decipher, in place, blocks of the bytes as of a ring."""
    state = bytearray(ring)
    for start in starts:
        places = [(start + i) % len(state) for i in range(xtea.BLOCK)]
        block = cipher(bytes(state[place] for place in places), _KEYS)
        for place, byte in zip(places, block, strict=True):
            state[place] = byte
    return bytes(state)


def _to_words(secret: bytes) -> bytes:
    """Put words of two bytes in the order from the last on; the first may be a lone byte."""
    size = len(secret)
    return b"".join(secret[max(0, end - 2) : end] for end in range(size, 0, -2))


def _from_words(words: bytes) -> bytes:
    return b"".join(words[at : at + 2] for at in range(0, len(words), 2)[::-1])
