"""What each historic back door costs whoever uses it: in theory, measured, and for real."""

from math import sqrt
from statistics import mean, stdev

import pytest

from cryptokit.attacks.backdoors import GALLERY, named, price
from cryptokit.errors import Unknown
from cryptokit.rng import lesson

RUNS = {"forged_leaf": 100, "dual_ec": 20, "swapped_constant": 8, "export_rsa": 40, "export_dh": 8}
"""Enough of each for its spread; a LEAF that is fed back takes one try, always."""


def test_every_attack_has_its_price():
    assert all(price(name).expected >= 1 and price(name).reality for name in GALLERY)
    assert [name for name in GALLERY if price(name).once] == ["export_rsa", "export_dh"]


@pytest.mark.parametrize("name", GALLERY)
def test_theory_expects_no_more_than_the_budget(name):
    assert price(name).expected <= named(name).budget


@pytest.mark.parametrize("name", GALLERY)
def test_what_is_measured_is_what_theory_expects(name):
    """The mean of some runs, within three standard errors, which are less than half of it."""
    found = [named(name).on_flawed(lesson(f"price {i}")) for i in range(RUNS.get(name, 2))]
    assert all(outcome.won for outcome in found)
    tries = [outcome.tries for outcome in found]
    error = 3 * stdev(tries) / sqrt(len(tries))
    assert mean(tries) == pytest.approx(price(name).expected, abs=error)
    assert error < price(name).expected / 2


def test_the_price_of_an_unknown_attack_is_refused_with_its_neighbour():
    with pytest.raises(Unknown, match="dual_ec"):
        price("dual_e")
