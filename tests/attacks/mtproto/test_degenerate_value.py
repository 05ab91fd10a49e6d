"""A public value near either end makes a key that everybody knows; the range keeps them out."""

import pytest

from cryptokit.attacks.mtproto.degenerate_value import VALUES, checked_agree, flawed_agree
from cryptokit.errors import Untrusted
from cryptokit.keys import DhExponent
from cryptokit.mtproto import dh, picture
from cryptokit.rng import lesson


def exponent(number):
    return DhExponent(number.to_bytes(256, "big"))


def wire(number):
    return number.to_bytes(256, "big")


def test_one_makes_the_key_one_and_one_picture_for_all():
    keys = [flawed_agree(DhExponent.draw(lesson(str(n))), wire(1)) for n in range(3)]
    assert {int.from_bytes(key.reveal(), "big") for key in keys} == {1}
    assert len({picture.key_hash(key) for key in keys}) == 1


@pytest.mark.parametrize(("number", "key"), [(2, 1), (3, dh.DH_PRIME - 1)])
def test_p_minus_one_tells_whether_the_exponent_is_even(number, key):
    made = flawed_agree(exponent(number), wire(dh.DH_PRIME - 1))
    assert int.from_bytes(made.reveal(), "big") == key


@pytest.mark.parametrize("value", [0, *VALUES, 2, dh.MARGIN - 1, dh.DH_PRIME - dh.MARGIN + 1])
def test_a_value_near_an_end_is_refused(value):
    with pytest.raises(Untrusted, match="g_x"):
        checked_agree(exponent(5), wire(value))


@pytest.mark.parametrize("value", [dh.MARGIN, dh.DH_PRIME - dh.MARGIN])
def test_a_value_just_inside_is_taken(value):
    assert checked_agree(exponent(5), wire(value)) == flawed_agree(exponent(5), wire(value))
