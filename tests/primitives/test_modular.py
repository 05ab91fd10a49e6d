"""Modular powers: what ``pow`` says, whatever computes them."""

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.mtproto import dh
from cryptokit.primitives.modular import power

sizes = st.sampled_from([1, 8, 64, 65, 256, 2048, 2049])
numbers = sizes.flatmap(lambda bits: st.integers(0, (1 << bits) - 1))
odd = numbers.map(lambda number: number | 1)


@given(numbers, numbers, odd)
@example(0, 0, 1)
@example(0, 0, 3)
@example(0, 5, 7)
@example(5, 0, 7)
@example(5, 1, 1)
@example(7, 5, 7)
@example(8, 5, 7)
@example(dh.DH_PRIME - 1, dh.DH_PRIME - 1, dh.DH_PRIME)
@example(2, (1 << 2048) - 1, dh.DH_PRIME)
def test_it_is_the_power_that_pow_gives(base, exponent, modulus):
    found = power(base, exponent, modulus)
    assert found == pow(base, exponent, modulus)
    assert type(found) is int


@given(numbers, numbers, odd)
def test_a_negative_base_is_taken_modulo(base, exponent, modulus):
    assert power(-base, exponent, modulus) == pow(-base, exponent, modulus)


@pytest.mark.parametrize("modulus", [-7, -2, -1, 0, 2, 8, 1 << 2048])
@pytest.mark.parametrize("exponent", [0, 1, 5])
def test_a_modulus_that_would_take_another_time_is_refused(modulus, exponent):
    with pytest.raises(ValueError, match="odd and positive"):
        power(3, exponent, modulus)


@pytest.mark.parametrize("modulus", [1, 7, dh.DH_PRIME])
def test_an_inverse_is_no_power_here(modulus):
    with pytest.raises(ValueError, match="not be negative"):
        power(3, -1, modulus)


def test_gmp_is_loaded_by_the_first_power_and_not_before():
    code = (
        "import sys, cryptokit; from cryptokit.mtproto import phone\n"
        "from cryptokit.primitives import modular\n"
        "print('gmpy2' in sys.modules, modular.power(3, 5, 7), 'gmpy2' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False", "5", "True"]
