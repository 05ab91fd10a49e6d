"""Many keys as an array: the same shares as one by one, and the same refusals."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import BadShare
from cryptokit.keys import DataKey, ShareValue
from cryptokit.primitives import gf256
from cryptokit.primitives.gf256_arrays import PIECE
from cryptokit.primitives.keystream import Keystream
from cryptokit.rng import lesson
from cryptokit.sharing import Share, join
from cryptokit.sharing.batch import join_array, split_array

policies = st.integers(2, 6).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 8)))


def keys(count, size, seed=b"keys"):
    return np.frombuffer(Keystream(DataKey(seed.ljust(32))).take(count * size), np.uint8).reshape(
        count, size
    )


@given(policies, st.integers(1, 5), st.integers(1, 40), st.data())
def test_any_k_rows_give_the_secrets(policy, count, size, data):
    k, n = policy
    secrets = keys(count, size)
    rows = split_array(secrets, threshold=k, shares=n, rng=lesson("batch"))
    chosen = data.draw(st.permutations(range(n)))[:k]
    assert (join_array([i + 1 for i in chosen], rows[list(chosen)]) == secrets).all()


def test_a_row_is_a_share_as_split_makes_it():
    secrets = keys(1, 32)
    rows = split_array(secrets, threshold=3, shares=5, rng=lesson("batch"))
    shares = [
        Share(set_id=bytes(16), threshold=3, x=i + 1, value=ShareValue(row.tobytes()))
        for i, row in enumerate(rows)
    ]
    assert join(shares) == secrets.tobytes()  # all five agree: they lie on one polynomial


@given(policies, st.integers(1, 40))
def test_the_coefficients_are_one_run_of_a_fresh_key_and_none_comes_twice(policy, size):
    k, n = policy
    (secret,) = keys(1, size)
    run = Keystream(DataKey.draw(lesson("batch")))
    polynomial = [secret.tobytes(), *(run.take(size) for _ in range(k - 1))]
    rows = split_array(secret, threshold=k, shares=n, rng=lesson("batch"))
    wanted = gf256.evaluate(polynomial, tuple(range(1, n + 1)))
    assert [row.tobytes() for row in rows] == list(wanted)


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, 2 * PIECE + 3])
def test_the_seams_between_pieces_do_not_show(size):
    secret = keys(1, size).reshape(-1)
    rows = split_array(secret, threshold=4, shares=6, rng=lesson("seams"))
    for chosen in list(combinations(range(6), 4))[::5]:
        assert (join_array([i + 1 for i in chosen], rows[list(chosen)]) == secret).all()


@given(st.integers(2, 5))
def test_too_few_rows_give_other_secrets(k):
    secrets = keys(4, 32)
    rows = split_array(secrets, threshold=k, shares=k, rng=lesson("few"))
    assert (join_array(range(1, k), rows[: k - 1]) != secrets).any()


def test_each_coefficient_is_drawn_for_each_byte():
    zeros = np.zeros((1000, 8), np.uint8)
    rows = split_array(zeros, threshold=2, shares=2, rng=lesson("zeros"))
    counts = np.bincount(rows[0].reshape(-1), minlength=256)  # at x = 1 this is the coefficient
    assert counts.min() > 5  # 31 on average; a value that is never drawn would be RUSTSEC-2024-0398
    assert counts.max() < 70
    assert not (rows[0][0] == rows[0][1]).all()


def test_an_output_is_used_again():
    secrets = keys(3, 32)
    out = np.empty((5, 3, 32), np.uint8)
    assert split_array(secrets, threshold=3, shares=5, out=out) is out
    again = np.empty((3, 32), np.uint8)
    assert join_array((1, 2, 3), out[:3], out=again) is again
    assert (again == secrets).all()
    for size in (95, 97):
        with pytest.raises(ValueError, match=f"out has {size} bytes, not 96"):
            join_array((1, 2, 3), out[:3], out=np.empty(size, np.uint8))


def test_bad_arguments_are_refused():
    secrets = keys(2, 32)
    for k, n in ((1, 3), (4, 3), (2, 256)):
        with pytest.raises(ValueError, match="threshold"):
            split_array(secrets, threshold=k, shares=n)
    with pytest.raises(ValueError, match="empty"):
        split_array(secrets[:0], threshold=2, shares=3)
    with pytest.raises(ValueError, match="uint8"):
        split_array(secrets.astype(np.int64), threshold=2, shares=3)
    with pytest.raises(ValueError, match="in one piece"):
        split_array(secrets[:, ::2], threshold=2, shares=3)
    with pytest.raises(ValueError, match="out has shape"):
        split_array(secrets, threshold=2, shares=3, out=np.empty((3, 2, 31), np.uint8))
    rows = split_array(secrets, threshold=2, shares=3)
    with pytest.raises(BadShare, match="twice") as same:
        join_array((1, 1), rows[:2])
    assert same.value.holder == "1"
    for x in (0, 256, -1):
        with pytest.raises(BadShare, match="1 to 255"):
            join_array((x, 1), rows[:2])
    with pytest.raises(ValueError, match="one for each x"):
        join_array((1, 2), rows)
    with pytest.raises(ValueError, match="one for each x"):
        join_array((1, 2), [rows[0], rows[1][:1]])
