"""With a generator that is no square, squares tell the lowest bit of an exponent, and of the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.attacks.mtproto.non_residue_generator import OFFERED, Unchecked, program, symbol
from cryptokit.errors import Untrusted
from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import dh
from cryptokit.rng import lesson

PRIMES = [3, 5, 7, 11, 13, 101, 257, 65537, 2**61 - 1, 2**127 - 1]


@given(st.sampled_from(PRIMES), st.integers(0, 2**130))
def test_the_symbol_is_a_power_modulo_a_prime(p, a):
    assert symbol(a, p) % p == pow(a, (p - 1) // 2, p)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_symbol_of_a_product_is_the_product(a, b, half):
    n = 2 * half + 1
    assert symbol(a * b, n) == symbol(a, n) * symbol(b, n)


def test_only_the_last_offer_is_a_square_modulo_telegrams_prime():
    assert [symbol(g, dh.DH_PRIME) for g in OFFERED] == [-1, -1, -1, 1]
    for g in OFFERED[:-1]:
        with pytest.raises(Untrusted) as caught:
            dh.Group(dh.DH_PRIME, g)
        assert caught.value.field == "g"
    assert dh.Group(dh.DH_PRIME, OFFERED[-1]) == dh.TELEGRAM


@pytest.mark.parametrize("seed", range(4))
def test_whether_the_key_is_a_square_follows_from_both_values(seed):
    group, rng = Unchecked(dh.DH_PRIME, 2), lesson(f"key {seed}")
    a, b = DhExponent.draw(rng), DhExponent.draw(rng)
    g_a, g_b = dh.public(group, a), dh.public(group, b)
    key = dh.agree(SecretChatKey, group, a, g_b, field="g_b")
    odd = [symbol(int.from_bytes(value, "big"), group.p) == -1 for value in (g_a, g_b)]
    assert (symbol(int.from_bytes(key.reveal(), "big"), group.p) == -1) == all(odd)


def test_with_a_square_every_value_is_one_and_half_of_the_guesses_are_right():
    told = program(dh.Group, 16, lesson("half")).told
    assert told.startswith("g = 3: the lowest bit of ")
    assert 2 < int(told.split(" of ")[1]) < 14


def test_the_checks_that_are_left_still_check():
    with pytest.raises(Untrusted):
        Unchecked(dh.DH_PRIME >> 1, 2)
    with pytest.raises(Untrusted):
        Unchecked(dh.DH_PRIME - 2, 2)
