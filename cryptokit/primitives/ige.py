"""AES in IGE mode, as Telegram uses it. No integrity: one changed byte passes, garbled, to the end.

IGE, "infinite garble extension", chains every block to the ciphertext and the plaintext before it:

    c[i] = E(p[i] xor c[i-1]) xor p[i-1]        c[0], p[0] are the two halves of the iv

With x[i] = c[i] xor p[i-1] the same reads x[i] = E(p[i] xor p[i-2] xor x[i-1]), and that is CBC. So
IGE is CBC between two layers of xor: OpenSSL does the chain, and no loop runs in Python. Decryption
is the same with D for E and the iv halves swapped, but no library offers CBC over the inverse
cipher, so there the chain is a loop with one call a block.
"""

from collections.abc import Callable
from struct import iter_unpack
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB

BLOCK: Final = 16
"""Bytes of an AES block. See: FIPS 197."""
IV_SIZE: Final = 2 * BLOCK
"""Bytes of an IGE iv: a ciphertext block and a plaintext block that were never sent."""
NUMPY_FROM: Final = 1024
"""From this many bytes on, NumPy's xor is faster than that of two big integers (measured)."""
CHUNK: Final = 32 * 1024
"""Bytes that are worked on at a time: they stay in the processor's cache (measured)."""


def encrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Encrypt whole 16-byte blocks; the key has 16 or 32 bytes, the iv 32.

    To go on with a longer text, the next iv is the last ciphertext block, then the last plaintext
    block.

    >>> encrypt(bytes(32), bytes(32), b"attack at dawn!!").hex()
    '13a2ac3c96f6d0c582c3f057ba662769'

    See: Telegram, "Mobile Protocol: Detailed Description", on AES-256-IGE.
    """
    _check(iv, data)
    chain = Cipher(AES(key), CBC(iv[:BLOCK])).encryptor().update
    return _between_xors(chain, iv[BLOCK:], data)


def decrypt(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Undo ``encrypt``. A forgery is not noticed: some bytes always come out.

    >>> decrypt(bytes(32), bytes(32), bytes.fromhex("13a2ac3c96f6d0c582c3f057ba662769"))
    b'attack at dawn!!'
    """
    _check(iv, data)
    one_block = Cipher(AES(key), ECB()).decryptor().update  # noqa: S305  # the chain is below
    return _between_xors(_inverse_chain(one_block, iv[BLOCK:]), iv[:BLOCK], data)


def _between_xors(chain: Callable[[bytes], bytes], before: bytes, data: bytes) -> bytes:
    # In front of the first block come the one that the iv holds, and zeros.
    first = _mix(chain, memoryview(bytes(BLOCK) + before + data[:CHUNK]))
    if len(data) <= CHUNK:
        return first
    view, later = memoryview(data), range(CHUNK, len(data), CHUNK)
    rest = [_mix(chain, view[at - 2 * BLOCK : at + CHUNK]) for at in later]
    return b"".join([first, *rest])


def _mix(chain: Callable[[bytes], bytes], around: memoryview) -> bytes:
    """Work on all but the first two blocks, which are there for the xors."""
    xor = _xor_long if len(around) >= NUMPY_FROM else _xor_short
    mixed = xor(around[2 * BLOCK :], around[: -2 * BLOCK])
    return xor(chain(mixed), around[BLOCK:-BLOCK])


def _inverse_chain(one_block: Callable[[bytes], bytes], before: bytes) -> Callable[[bytes], bytes]:
    last = before

    def chain(data: bytes) -> bytes:
        nonlocal last
        # Both conversions are big-endian by default, and naming it costs a tenth of the time.
        number, out = int.from_bytes, last
        blocks: list[bytes] = []
        for (block,) in iter_unpack(f"{BLOCK}s", data):
            out = one_block((number(block) ^ number(out)).to_bytes(BLOCK))
            blocks.append(out)
        last = out
        return b"".join(blocks)

    return chain


def _xor_short(one: bytes | memoryview, other: memoryview) -> bytes:
    number = int.from_bytes(one, "little") ^ int.from_bytes(other, "little")
    return number.to_bytes(len(one), "little")


def _xor_long(one: bytes | memoryview, other: memoryview) -> bytes:
    import numpy as np  # noqa: PLC0415  # short messages must not wait 100 ms for it

    return (np.frombuffer(one, np.uint64) ^ np.frombuffer(other, np.uint64)).tobytes()


def _check(iv: bytes, data: bytes) -> None:
    if not isinstance(data, bytes):
        raise TypeError(f"IGE works on bytes, not {type(data).__name__}")
    if len(iv) != IV_SIZE:
        raise ValueError(f"the iv of IGE has {IV_SIZE} bytes, not {len(iv)}")
    if len(data) % BLOCK:
        raise ValueError(f"IGE works on whole {BLOCK}-byte blocks, not on {len(data)} bytes")
