"""The keystream is AES-256 in counter mode: against a published example, and piece by piece."""

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cryptokit.keys import DataKey
from cryptokit.primitives.keystream import Keystream

KEY = DataKey(bytes(range(32)))


def blocks(key, count):
    """Encrypt counters one by one, which is what counter mode is."""
    encryptor = Cipher(algorithms.AES(key.reveal()), modes.ECB()).encryptor()  # noqa: S305  # one block at a time is the point
    return b"".join(encryptor.update(i.to_bytes(16, "big")) for i in range(count))


def test_the_run_is_the_encryption_of_0_1_2_and_so_on():
    assert Keystream(KEY).take(80) == blocks(KEY, 5)


@pytest.mark.parametrize("sizes", [(1, 15, 16, 17), (5, 5, 5), (64,)])
def test_pieces_follow_one_another(sizes):
    run, whole = Keystream(KEY), blocks(KEY, 4)
    found = b""
    for size in sizes:
        buffer = np.full(size, 7, np.uint8)
        run.fill(buffer)
        found += buffer.tobytes()
    assert found == whole[: sum(sizes)]


def test_two_keys_make_two_runs():
    assert Keystream(KEY).take(32) != Keystream(DataKey(bytes(32))).take(32)
