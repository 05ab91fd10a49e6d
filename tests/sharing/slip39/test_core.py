"""The splitting step: any k give the secret, k-1 give 32 bits of doubt, and a digest that notices."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import shamir as theirs

from cryptokit import rng
from cryptokit.keys import ShareValue
from cryptokit.primitives import gf256
from cryptokit.sharing.slip39.core import (
    DIGEST_AT,
    DIGEST_SIZE,
    MOST,
    SECRET_AT,
    recover_secret,
    split_secret,
    strays,
    value_at,
)

SHARED = Path(__file__).parents[4] / "shared" / "vectors" / "shamir-slip39core-bc.json"
B = bytes.fromhex

secrets = st.integers(8, 16).flatmap(lambda n: st.binary(min_size=2 * n, max_size=2 * n))
policies = st.integers(2, 6).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, MOST)))


def stated_source(size):
    return bytes(17 * i % 256 for i in range(size))


def values(secret, k, n, source=rng.system):
    shares = split_secret(ShareValue(secret), threshold=k, count=n, rng=source)
    return dict(enumerate(shares))


def chosen(points, xs):
    return {x: points[x] for x in xs}


@given(secrets, policies, st.data())
def test_any_k_shares_give_the_secret_and_agree_with_all_others(secret, policy, data):
    k, n = policy
    points = values(secret, k, n)
    xs = data.draw(st.permutations(range(n)))[:k]
    found = recover_secret(chosen(points, xs), threshold=k)
    assert found.reveal() == secret
    assert strays(points, xs) == ()


@given(secrets, policies, st.data())
def test_k_minus_1_shares_fit_every_other_secret_in_all_but_the_digest(secret, policy, data):
    k, n = policy
    points = values(secret, k, n)
    known = chosen(points, data.draw(st.permutations(range(n)))[: k - 1])
    other = data.draw(st.binary(min_size=len(secret), max_size=len(secret)))
    # The randomness with which the other secret would have given these very shares:
    line = known | {SECRET_AT: ShareValue(other)}
    luck = [value_at(line, x).reveal() for x in range(k - 2)]
    luck.append(value_at(line, DIGEST_AT).reveal()[DIGEST_SIZE:])
    again = values(other, k, n, lambda _size: luck.pop(0))
    for x, value in known.items():
        assert again[x].reveal()[DIGEST_SIZE:] == value.reveal()[DIGEST_SIZE:]


@given(secrets, policies, st.integers(0, 255), st.data())
def test_the_digest_lets_k_minus_1_holders_test_a_guess(secret, policy, change, data):
    k, n = policy
    known = chosen(values(secret, k, n), data.draw(st.permutations(range(n)))[: k - 1])
    guess = bytes([secret[0] ^ change, *secret[1:]])
    assert (recover_with(known, guess, k) is not None) == (guess == secret)


def recover_with(known, guess, k):
    """Take a guess of the secret for the share that is missing."""
    line = known | {SECRET_AT: ShareValue(guess)}
    free = next(x for x in range(MOST) if x not in known)
    return recover_secret(known | {free: value_at(line, free)}, threshold=k)


@given(secrets, policies.filter(lambda p: p[0] > 2), st.data())
def test_k_minus_2_shares_leave_every_guess_standing(secret, policy, data):
    k, n = policy
    known = chosen(values(secret, k, n), data.draw(st.permutations(range(n)))[: k - 2])
    guess = data.draw(st.binary(min_size=len(secret), max_size=len(secret)))
    luck = data.draw(st.binary(min_size=len(secret) - 4, max_size=len(secret) - 4))
    digest = theirs._create_digest(luck, guess) + luck
    line = known | {SECRET_AT: ShareValue(guess), DIGEST_AT: ShareValue(digest)}
    free = [x for x in range(MOST) if x not in known][:2]
    found = recover_secret(known | {x: value_at(line, x) for x in free}, threshold=k)
    assert found.reveal() == guess


@given(secrets, policies, st.data())
def test_a_changed_share_does_not_pass_the_digest(secret, policy, data):
    k, n = policy
    points = chosen(values(secret, k, n), data.draw(st.permutations(range(n)))[:k])
    x = data.draw(st.sampled_from(sorted(points)))
    old, at = points[x].reveal(), data.draw(st.integers(0, len(secret) - 1))
    new = old[:at] + bytes([old[at] ^ data.draw(st.integers(1, 255))]) + old[at + 1 :]
    assert recover_secret(points | {x: ShareValue(new)}, threshold=k) is None


def test_with_a_threshold_of_one_every_share_is_the_secret():
    points = values(bytes(range(16)), 1, 3, pytest.fail)
    assert {value.reveal() for value in points.values()} == {bytes(range(16))}
    assert recover_secret({2: points[2]}, threshold=1).reveal() == bytes(range(16))


def test_a_share_at_x_0_is_not_the_secret():
    points = values(bytes(range(16)), 2, 2)
    assert gf256.interpolate({x: v.reveal() for x, v in points.items()}) == points[0].reveal()
    assert points[0].reveal() != bytes(range(16))


def test_another_number_of_shares_than_needed_is_an_error_of_the_caller():
    points = values(bytes(16), 2, 3)
    for wrong in ({}, {0: points[0]}, points):
        with pytest.raises(ValueError, match="exactly 2"):
            recover_secret(wrong, threshold=2)


def test_what_a_lesson_made_stays_marked():
    points = values(bytes(16), 2, 3, rng.lesson("slip39"))
    assert all(value.from_lesson for value in points.values())
    assert recover_secret(chosen(points, (0, 1)), threshold=2).from_lesson


# Other people's shares


@pytest.mark.parametrize(
    ("k", "n", "size"), [(2, 2, 16), (3, 5, 16), (2, 7, 32), (16, 16, 32), (5, 9, 24)]
)
def test_shares_from_one_source_are_those_of_the_reference(monkeypatch, k, n, size):
    secret = rng.lesson("secret")(size)
    monkeypatch.setattr(theirs, "RANDOM_BYTES", stated_source)
    right = {share.x: share.data for share in theirs._split_secret(k, n, secret)}
    ours = values(secret, k, n, stated_source)
    assert {x: value.reveal() for x, value in ours.items()} == right


@pytest.mark.skipif(
    not SHARED.exists(), reason="shamir-slip39core-bc.json is not beside the checkout"
)
def test_the_published_shares_of_bc_shamir_bit_for_bit_and_every_choice_of_them():
    vectors = json.loads(SHARED.read_text("utf-8"))["vectors"]
    assert [len(v["shares"]) for v in vectors] == [5, 7]
    for v in vectors:
        points = values(B(v["secret"]), v["k"], v["n"], stated_source)
        assert [points[x].reveal().hex() for x in range(v["n"])] == v["shares"]
        for xs in combinations(range(v["n"]), v["k"]):
            found = recover_secret(chosen(points, xs), threshold=v["k"])
            assert found.reveal().hex() == v["secret"]
