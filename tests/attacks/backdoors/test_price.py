"""What each historic back door costs whoever uses it: in theory, measured, and for real."""

import pytest

from cryptokit.attacks.backdoors import GALLERY, named, price
from cryptokit.errors import Unknown


def test_every_attack_has_its_price():
    assert all(price(name).expected >= 1 and price(name).reality for name in GALLERY)
    assert [name for name in GALLERY if price(name).once] == ["export_rsa", "export_dh"]


@pytest.mark.parametrize("name", GALLERY)
def test_theory_expects_no_more_than_the_budget(name):
    assert price(name).expected <= named(name).budget


def test_the_price_of_an_unknown_attack_is_refused_with_its_neighbour():
    with pytest.raises(Unknown, match="dual_ec"):
        price("dual_e")
