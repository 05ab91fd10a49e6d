"""The puzzle: every product of two primes is taken apart, and nothing else is accepted."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telethon.crypto import Factorization

from cryptokit.errors import Untrusted
from cryptokit.mtproto import dh
from cryptokit.mtproto.auth import factor
from cryptokit.rng import lesson

SMALL_PRIMES = [n for n in range(2, 80) if all(n % d for d in range(2, n))]
seeds = st.integers(0, 2**32).map(lambda n: lesson(f"{n}"))


@settings(max_examples=15)
@given(seeds)
def test_a_drawn_puzzle_is_solved(rng):
    p, q = factor.draw_primes(rng)
    assert 1 << 30 < p < q < 1 << 31
    assert factor.factor(p * q, rng=rng) == (p, q)


def test_a_puzzle_has_two_different_primes(queue):
    one, other = ((1 << 30) + 3, (1 << 30) + 7)
    assert dh.is_probable_prime(one)
    assert dh.is_probable_prime(other)
    drawn = [number.to_bytes(4, "little") for number in (one, one, one, other)]
    assert factor.draw_primes(queue(*drawn)) == (one, other)


def test_every_small_product_is_solved_with_any_luck():
    for p, q in combinations(SMALL_PRIMES, 2):
        for rng in (lesson("any"), bytes):
            assert factor.factor(p * q, rng=rng) == (p, q)


def test_a_small_factor_beside_a_large_one_is_found():
    large = next(n for n in range(1 << 59, (1 << 59) + 1000) if dh.is_probable_prime(n))
    for small in (2, 3, 7):
        assert factor.factor(small * large) == (small, large)


@settings(max_examples=5)
@given(seeds)
def test_telethon_finds_the_same_factors(rng):
    p, q = factor.draw_primes(rng)
    assert Factorization.factorize(p * q) == factor.factor(p * q)


@settings(max_examples=10)
@given(seeds, st.integers(0, 2**64).map(str))
def test_luck_decides_how_long_it_takes_but_not_what_comes_out(rng, other):
    pq = 0x256595EDB7766797  # of Telegram's own example
    assert factor.factor(pq, rng=rng) == factor.factor(pq, rng=lesson(other))


@pytest.mark.parametrize("pq", [-15, 0, 1, 2, 3, 1 << 63, (1 << 63) + 25, 1 << 2048])
def test_a_number_of_no_use_is_refused_at_once(pq):
    with pytest.raises(Untrusted, match="not between") as caught:
        factor.factor(pq)
    assert caught.value.field == "pq"


def test_all_numbers_that_are_no_product_of_two_primes_are_refused():
    products = {p * q for p, q in combinations(SMALL_PRIMES, 2)}
    for pq in range(4, 160):
        if pq in products:
            continue
        with pytest.raises(Untrusted) as caught:
            factor.factor(pq, rng=lesson(f"{pq}"))
        assert caught.value.field == "pq"
