"""Diffie-Hellman: the prime is what it claims, and bad values make no key."""

import random
from math import gcd

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.keys import AuthKey, DhExponent, SecretChatKey
from cryptokit.mtproto import dh
from cryptokit.rng import lesson

P = dh.DH_PRIME
Q = (P - 1) // 2


def strong_probable_prime(n, base):
    """One round of Miller-Rabin, from the definition."""
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    chain = [pow(base, odd << k, n) for k in range(twos)]
    return chain[0] == 1 or n - 1 in chain


def test_the_prime_in_use_is_a_safe_prime():
    bases = random.Random(2048)  # noqa: S311  # any bases will do
    for n in (P, Q):
        assert n.bit_length() in {2047, 2048}
        assert all(strong_probable_prime(n, bases.randrange(2, n - 1)) for _ in range(12))
    # Pocklington: with Q prime, this one power proves P.
    assert pow(2, P - 1, P) == 1
    assert gcd(pow(2, 2, P) - 1, P) == 1


def test_an_unknown_safe_prime_is_told_by_the_same_rule():
    assert dh.is_safe_prime.__wrapped__(P)


@pytest.mark.parametrize("g", [3, 4, 7])
def test_these_generators_are_squares_modulo_the_prime_in_use(g):
    assert dh.Group(P, g).g == g
    assert pow(g, Q, P) == 1


@pytest.mark.parametrize("g", [0, 1, 2, 5, 6, 8, -3])
def test_these_generators_are_refused(g):
    with pytest.raises(Untrusted) as caught:
        dh.Group(P, g)
    assert caught.value.field == "g"
    if 2 <= g <= 7:
        assert pow(g, Q, P) == P - 1


@pytest.mark.parametrize("g", [2, 3, 4, 5, 6, 7])
def test_the_residue_rules_agree_with_euler(g):
    modulus, remainders = dh._RESIDUE_RULES[g]
    # A safe prime above 5 is 3 modulo 4, and the rules are made for those.
    for p in (p for p in range(11, 3000, 4) if all(p % d for d in range(2, int(p**0.5) + 1))):
        assert (p % modulus in remainders) == (pow(g, (p - 1) // 2, p) == 1)


@pytest.mark.parametrize(
    "p",
    [0, -P, 1 << 2047, 1 << 2048, (1 << 2048) + 7, Q],
    ids=["0", "-p", "low", "high", "over", "q"],
)
def test_a_prime_of_another_size_is_refused(p):
    with pytest.raises(Untrusted) as caught:
        dh.Group(p, 4)
    assert caught.value.field == "p"


@pytest.mark.parametrize("p", [P - 2, P + 2, P - P % 101], ids=["p-2", "p+2", "101 k"])
def test_a_composite_is_refused(p):
    with pytest.raises(Untrusted) as caught:
        dh.Group(p, 4)
    assert (caught.value.field, "safe prime" in str(caught.value)) == ("p", True)


def test_small_safe_primes_are_told_from_the_rest():
    primes = {n for n in range(2, 3000) if all(n % d for d in range(2, int(n**0.5) + 1))}
    safe = {p for p in primes if (p - 1) // 2 in primes and p > 4}
    assert {p for p in range(3000) if dh.is_safe_prime(p)} == safe


@pytest.mark.parametrize("n", [561, 1105, 2047, 3215031751, 3825123056546413051])
def test_famous_pseudoprimes_are_found_out(n):
    assert not dh.is_probable_prime(n)


EDGES = {
    "0": 0,
    "1": 1,
    "p-1": P - 1,
    "p": P,
    "just below": dh.MARGIN - 1,
    "just above": P - dh.MARGIN + 1,
    "negative twin": (1 << 2048) - 1,
}


@pytest.mark.parametrize("value", EDGES.values(), ids=EDGES)
def test_public_values_near_the_ends_make_no_key(value):
    mine = DhExponent.draw(lesson("mine"))
    with pytest.raises(Untrusted) as caught:
        dh.agree(SecretChatKey, dh.TELEGRAM, mine, value.to_bytes(256, "big"), field="g_b")
    assert caught.value.field == "g_b"


@pytest.mark.parametrize("value", [dh.MARGIN, P - dh.MARGIN])
def test_public_values_at_the_limits_are_good(value):
    mine = DhExponent.draw(lesson("mine"))
    theirs = value.to_bytes(256, "big")
    assert len(dh.agree(SecretChatKey, dh.TELEGRAM, mine, theirs, field="g_b")) == 256


@settings(max_examples=5)
@given(
    st.binary(min_size=256, max_size=256).filter(any),
    st.binary(min_size=256, max_size=256).filter(any),
)
def test_both_sides_agree_and_the_key_is_marked_like_its_exponent(a, b):
    mine, theirs = DhExponent(a), DhExponent(b, from_lesson=True)
    try:
        one = dh.agree(AuthKey, dh.TELEGRAM, mine, dh.public(dh.TELEGRAM, theirs), field="g_b")
        two = dh.agree(AuthKey, dh.TELEGRAM, theirs, dh.public(dh.TELEGRAM, mine), field="g_a")
    except Untrusted:
        assert min(int.from_bytes(a, "big"), int.from_bytes(b, "big")) < 2048
        return
    assert one == two
    assert (one.from_lesson, two.from_lesson) == (False, True)


def test_keys_and_public_values_keep_their_leading_zeros():
    group, mine = dh.TELEGRAM, DhExponent.draw(lesson("mine"))
    theirs = (1 << 2000).to_bytes(256, "big")
    small = DhExponent((1).to_bytes(256, "big"))
    assert dh.agree(SecretChatKey, group, small, theirs, field="g_a").reveal() == theirs
    short = dh.agree(SecretChatKey, group, mine, theirs.lstrip(b"\0"), field="g_a")
    assert short == dh.agree(SecretChatKey, group, mine, theirs, field="g_a")
    assert len(dh.public(group, small)) == 256


def test_a_group_prints_short():
    assert repr(dh.TELEGRAM) == "Group(p=<2048 bits>, g=3)"
