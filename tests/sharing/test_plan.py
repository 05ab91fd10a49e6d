"""The rule of all sharings: a threshold of 2 at least, and no more than there are shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.primitives.group import draw_scalar
from cryptokit.rng import lesson
from cryptokit.sharing import feldman, pedersen, pvss, seal, split
from cryptokit.sharing.plan import require_plan
from cryptokit.sharing.scalar import split_scalar


@given(st.integers(-2, 9), st.integers(-2, 9), st.integers(0, 6))
def test_a_plan_is_refused_unless_it_hides_and_can_be_met(threshold, shares, most):
    fine = 2 <= threshold <= shares <= most
    try:
        require_plan(threshold, shares, most=most)
    except ValueError:
        assert not fine
    else:
        assert fine


def keys(count):
    return [pvss.key_pair(rng=lesson(f"key {i}")).public for i in range(count)]


WAYS = {
    "split": lambda k, n: split(b"key", threshold=k, shares=n),
    "seal": lambda k, n: seal(b"key", threshold=k, shares=n),
    "scalar": lambda k, n: split_scalar(draw_scalar(lesson("s")), threshold=k, shares=n),
    "feldman": lambda k, n: feldman.deal(draw_scalar(lesson("s")), threshold=k, shares=n),
    "pedersen": lambda k, n: pedersen.deal(draw_scalar(lesson("s")), threshold=k, shares=n),
    "pvss": lambda k, n: pvss.deal(keys(n), threshold=k),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("k", "n"), [(1, 3), (0, 3), (4, 3)])
def test_every_way_to_share_keeps_the_rule(way, k, n):
    with pytest.raises(ValueError, match="threshold"):
        WAYS[way](k, n)


def test_a_threshold_of_one_is_called_what_it_is():
    with pytest.raises(ValueError, match="every share is the secret"):
        require_plan(1, 3, most=9)
