"""A prime with small factors behind it gives every exponent away, and passes two checks of three."""

from math import isqrt, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.attacks.mtproto import smooth_group
from cryptokit.attacks.mtproto.smooth_group import (
    G,
    Unchecked,
    _log,
    _powers,
    _subgroups,
    exponent,
    factors,
    prime,
)
from cryptokit.errors import Untrusted
from cryptokit.mtproto import dh

P = prime()


def test_the_factors_are_small_and_prime():
    for r in factors():
        assert r < 1 << 16
        assert all(r % small for small in range(2, isqrt(r) + 1))
    assert len(factors()) == 131
    assert prod(_powers()) == P - 1


def test_the_prime_is_prime():
    """Lucas, 1876: a number whose order modulo p is p - 1 proves p prime, and 3 has that order."""
    parts = zip(factors(), _subgroups(_powers(), 3, 1, P), strict=True)
    for r, (power, part, _) in parts:
        assert pow(part, power // r, P) != 1 == pow(part, power, P)


def test_it_has_the_right_size_and_its_generator_is_a_square():
    assert 1 << 2047 < P < 1 << 2048
    assert Unchecked(P, G).p == P


def test_a_device_that_checks_all_refuses_it():
    with pytest.raises(Untrusted, match="safe prime"):
        dh.Group(P, G)


def test_the_two_checks_that_are_left_still_check():
    with pytest.raises(Untrusted) as caught:
        Unchecked(P >> 1, G)
    assert caught.value.field == "p"
    with pytest.raises(Untrusted) as caught:
        Unchecked(dh.DH_PRIME, 2)
    assert caught.value.field == "g"


@given(st.integers(0, 65535))
def test_a_logarithm_in_a_small_group_is_found(a):
    found, steps = _log(3, pow(3, a, 65537), 65536, 65537)
    assert found == a
    assert steps <= 2 * (isqrt(65536) + 1)


def test_outside_the_group_the_search_ends():
    assert _log(4, 3, 8, 65537)[1] > isqrt(8)


def test_halving_raises_to_what_is_left():
    powers = [8, 3, 5, 7]
    p = 1 + 2 * 840  # 1681 is no prime, which powers do not mind
    for r, base, goal in _subgroups(powers, 3, 10, p):
        assert (base, goal) == (pow(3, 840 // r, p), pow(10, 840 // r, p))


def test_an_exponent_costs_two_square_roots_for_each_factor_at_most():
    assert sum(2 * (isqrt(r) + 1) for r in _powers()) == 64_828 < smooth_group.ATTACK.budget


def test_the_search_ends_with_its_budget():
    assert exponent(pow(G, 12345, P), P, 300) == (None, 300)


def test_one_step_less_than_it_takes_is_too_few():
    value = pow(G, 12345, P)
    found, steps = exponent(value, P, 10**6)
    assert pow(G, found, P) == value
    assert exponent(value, P, steps) == (found, steps)
    assert exponent(value, P, steps - 1) == (None, steps - 1)
