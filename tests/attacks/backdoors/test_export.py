"""Numbers that a law kept short: what one factor and one table cost, and how many they open."""

from dataclasses import replace
from functools import partial
from math import isqrt, prod
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.attacks.backdoors import export_dh, export_rsa, price
from cryptokit.attacks.backdoors.export_dh import SHORT_PRIME, STRONG_PRIME, G, logarithm, prepare
from cryptokit.attacks.backdoors.export_rsa import E, draw_pair, undo
from cryptokit.attacks.backdoors.factoring import factor
from cryptokit.attacks.backdoors.growth import rho, sieve
from cryptokit.attacks.backdoors.toy_session import WORDS, lock
from cryptokit.errors import Untrusted
from cryptokit.mtproto.dh import is_safe_prime
from cryptokit.rng import lesson

SMALL = [n for n in range(3, 400) if all(n % d for d in range(2, isqrt(n) + 1))]


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, isqrt(n) + 1))


# Keys


@given(st.integers(0, 2**32), st.sampled_from([32, 36, 40, 48]))
def test_a_modulus_has_all_its_bits_and_undoes_its_power(seed, bits):
    pair = draw_pair(bits, lesson(str(seed)))
    assert pair.n.bit_length() == bits
    assert pair.decrypt(pow(seed % pair.n, E, pair.n)) == seed % pair.n


def test_a_modulus_is_the_product_of_two_primes_which_are_not_shown():
    pair = draw_pair(48, lesson("two primes"))
    p, _ = factor(pair.n, 10**6)
    assert is_prime(p)
    assert is_prime(pair.n // p)
    assert p != pair.n // p
    assert str(p) not in repr(pair)
    assert pair.primes.reveal().hex() not in repr(pair)


def test_either_factor_makes_whoever_has_it_the_server():
    pair = draw_pair(48, lesson("either"))
    p, _ = factor(pair.n, 10**6)
    sent = pow(987654321, E, pair.n)
    assert undo(p, pair.n, sent) == undo(pair.n // p, pair.n, sent) == 987654321


def test_a_prime_is_not_taken_twice():
    luck = iter([b"\x55\x55"] * 2 + [b"\x77\x77", b"\x66\x66"])
    pair = draw_pair(32, lambda _size: next(luck))
    assert isqrt(pair.n) ** 2 != pair.n


# Factors


@given(st.sampled_from(SMALL), st.sampled_from(SMALL))
def test_a_factor_of_two_different_primes_is_found(p, q):
    found, steps = factor(p * q, 10**6)
    if p != q:
        assert found in {p, q}
    else:
        assert found in {p, None}
    assert steps <= 10**6


@given(st.integers(1, 300))
def test_the_search_ends_with_its_budget(budget):
    n = prod((2**31 - 1, 2**61 - 1))
    assert factor(n, budget) == (None, budget)


def test_a_factor_is_never_found_beyond_the_budget():
    n = draw_pair(36, lesson("beyond")).n
    _, whole = factor(n, 10**6)
    taken = [factor(n, budget) for budget in range(whole - 80, whole + 1)]
    assert all(
        steps <= budget
        for (_, steps), budget in zip(taken, range(whole - 80, whole + 1), strict=True)
    )
    assert taken[0][0] is None
    assert taken[-1][0] is not None


def test_the_steps_of_rho_are_those_of_theory_within_a_fifth():
    taken = mean(factor(draw_pair(40, lesson(f"rho {i}")).n, 10**6)[1] for i in range(150))
    assert taken == pytest.approx(rho(40), rel=0.2)


def test_eight_bits_more_take_four_times_as_many_steps():
    def taken(bits):
        return mean(factor(draw_pair(bits, lesson(f"{bits} {i}")).n, 10**6)[1] for i in range(100))

    assert taken(48) / taken(40) == pytest.approx(rho(48) / rho(40), rel=0.3)
    assert rho(48) / rho(40) == pytest.approx(4)


def test_the_sieve_wins_where_it_counts():
    assert sieve(512) < rho(512) / 2**60
    assert sieve(1024) / sieve(512) > 2**20


def test_the_price_of_the_lesson_is_that_of_its_bits():
    assert price("export_rsa").expected == rho(export_rsa.EXPORT_BITS)
    assert 8 * rho(export_rsa.EXPORT_BITS) < export_rsa.BUDGET


# Clients


def test_a_client_that_compares_refuses_the_other_suite():
    pair = draw_pair(48, lesson("refuse"))
    with pytest.raises(Untrusted) as caught:
        export_rsa.session(export_rsa.compare, "strong", "export", pair, lesson("s"))
    assert caught.value.field == "suite"
    assert export_rsa.compare("export", "export", pair.n) == pair.n


@pytest.mark.parametrize(("p", "taken"), [(SHORT_PRIME, False), (STRONG_PRIME, True)])
def test_a_client_that_measures_refuses_the_short_prime(p, taken):
    if taken:
        assert export_dh.measure(p) == p
        return
    with pytest.raises(Untrusted) as caught:
        export_dh.session(export_dh.measure, p, lesson("s"))
    assert caught.value.field == "p"


@given(st.binary(max_size=40), st.integers(0, 2**70), st.integers(1, 2**70))
def test_only_who_shares_the_number_unlocks(text, shared, change):
    assert lock(shared, lock(shared, text)) == text
    if len(text) > 15:
        assert lock(shared + change, lock(shared, text)) != text


def test_no_two_clients_send_the_same():
    pair, rng = draw_pair(48, lesson("pair")), lesson("clients")
    one = partial(export_rsa.session, export_rsa.believe, "strong", "export", pair, rng)
    assert one().public != one().public
    two = partial(export_dh.session, export_dh.believe, SHORT_PRIME, rng)
    assert two().public != two().public


# Logarithms


def test_the_short_prime_is_the_largest_safe_one_below_2_to_the_30():
    assert is_safe_prime(SHORT_PRIME)
    between = range(SHORT_PRIME + 2, 1 << 30, 2)
    assert not any(is_safe_prime(p) for p in between if p % 3 and p % 5 and p % 7)


@given(st.integers(0, 1018), st.integers(1, 1019))
def test_every_logarithm_is_found_whatever_the_size_of_the_table(exponent, size):
    table = prepare(2039, size)
    found, steps = logarithm(table, pow(G, exponent, 2039), -(-1019 // size))
    assert pow(G, found, 2039) == pow(G, exponent, 2039)
    assert 1 <= steps <= -(-1019 // size)


def test_outside_the_group_no_logarithm_is_found():
    assert logarithm(prepare(2039, 32), 2039 - 1, 500) == (None, 500)


def test_what_looks_right_in_its_last_bits_alone_is_no_logarithm():
    value = pow(G, 900, STRONG_PRIME)
    table = replace(prepare(STRONG_PRIME, 8), exponents={value & ((1 << 64) - 1): 5})
    assert logarithm(table, value, 3) == (None, 3)


def test_one_step_less_than_it_takes_is_too_few():
    table = prepare(2039, 8)
    found, steps = logarithm(table, pow(G, 900, 2039), 10**4)
    assert logarithm(table, pow(G, 900, 2039), steps) == (found, steps)
    assert logarithm(table, pow(G, 900, 2039), steps - 1) == (None, steps - 1)


def test_the_table_opens_everybody_who_took_the_prime():
    table = prepare(SHORT_PRIME, export_dh.TABLE)
    rng, walks = lesson("everybody"), []
    for _ in range(60):
        one = export_dh.session(export_dh.believe, SHORT_PRIME, rng)
        a, steps = logarithm(table, one.public[0], export_dh.WALK)
        assert lock(pow(one.public[1], a, SHORT_PRIME), one.locked) == WORDS
        walks.append(steps)
    assert max(walks) <= export_dh.WALK
    assert mean(walks) == pytest.approx(export_dh.WALK / 2, rel=0.23)  # three standard errors


def test_one_session_costs_a_sixteenth_of_the_table_in_the_mean():
    assert pytest.approx(16, rel=0.001) == export_dh.TABLE / (export_dh.WALK / 2)
    assert price("export_dh").expected == export_dh.TABLE + 4 * export_dh.WALK


def test_a_larger_table_makes_each_walk_shorter():
    value = pow(G, 987654, SHORT_PRIME)
    few, many = (logarithm(prepare(SHORT_PRIME, size), value, 10**6) for size in (1 << 10, 1 << 14))
    assert few[0] == many[0] == 987654
    assert few[1] == 987654 // (1 << 10) + 1
    assert many[1] == 987654 // (1 << 14) + 1
