"""XTEA: published answers, and the inverse law."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.primitives import xtea

B = bytes.fromhex
COUNTING, ZERO = B("000102030405060708090a0b0c0d0e0f"), bytes(16)

blocks = st.binary(min_size=8, max_size=8)
keys = st.binary(min_size=16, max_size=16)


# Facts that many libraries test themselves with, Go's golang.org/x/crypto/xtea among them.
@pytest.mark.parametrize(
    ("key", "plain", "cipher"),
    [
        (COUNTING, "4142434445464748", "497df3d072612cb5"),
        (COUNTING, "4141414141414141", "e78f2d13744341d8"),
        (COUNTING, "5a5b6e278948d77f", "4141414141414141"),
        (ZERO, "4142434445464748", "a0390589f8b8efa5"),
        (ZERO, "4141414141414141", "ed23375a821a8c2d"),
        (ZERO, "70e1225d6e4e7655", "4141414141414141"),
        (ZERO, "0000000000000000", "dee9d4d8f7131ed9"),
        (ZERO, "0102030405060708", "065c1b8975c6a816"),
        (B("0123456712345678234567893456789a"), "0000000000000000", "1ff9a0261ac64264"),
        (B("0123456712345678234567893456789a"), "0102030405060708", "8c67155b2ef91ead"),
    ],
)
def test_published_answers(key, plain, cipher):
    prepared = xtea.schedule(key)
    assert xtea.encrypt(B(plain), prepared).hex() == cipher
    assert xtea.decrypt(B(cipher), prepared).hex() == plain


@given(blocks, keys)
def test_decrypting_undoes_encrypting_and_the_other_way_round(block, key):
    prepared = xtea.schedule(key)
    assert xtea.decrypt(xtea.encrypt(block, prepared), prepared) == block
    assert xtea.encrypt(xtea.decrypt(block, prepared), prepared) == block


@given(keys, st.integers(0, 127))
def test_every_bit_of_the_key_counts(key, bit):
    other = (int.from_bytes(key, "big") ^ 1 << bit).to_bytes(16, "big")
    assert xtea.encrypt(bytes(8), xtea.schedule(key)) != xtea.encrypt(
        bytes(8), xtea.schedule(other)
    )


def test_a_schedule_has_two_words_of_32_bits_a_cycle():
    prepared = xtea.schedule(bytes([0xFF] * 16))
    assert len(prepared) == xtea.CYCLES
    assert all(0 <= word < 1 << 32 for pair in prepared for word in pair)
