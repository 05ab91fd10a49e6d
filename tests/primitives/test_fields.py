"""Fields of numbers: the laws of a field, GF(2^m) from its definition, and the table of ssss."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.primitives import binary_polynomials as bits
from cryptokit.primitives import gf256
from cryptokit.primitives.fields import ABOVE_32_BYTES, SCALARS, Binary, Prime, binary

SHARED = Path(__file__).parents[3] / "shared" / "vectors" / "shamir-ssss.json"
BOTH_OF_BYTES = [gf256.Field.AES, gf256.Field.REED_SOLOMON]

fields = st.sampled_from(
    [
        Prime(2),
        Prime(251),
        Prime(2**127 - 1),
        SCALARS,
        ABOVE_32_BYTES,
        Binary(0b111),
        Binary(0x11D),
        binary(64),
        binary(72),
    ]
)
polynomials = st.integers(0, 2**200)
moduli = st.integers(2, 2**130)


@st.composite
def elements(draw, count):
    """A field, and some of its elements, often those at the ends."""
    field = draw(fields)
    whole = st.integers(0, field.order - 1)
    ends = st.sampled_from([0, 1, field.order - 1])
    return field, *(draw(whole | ends) for _ in range(count))


# The laws of a field


@given(elements(3))
def test_adding_and_multiplying_are_associative_commutative_and_distributive(case):
    field, a, b, c = case
    for op in (field.add, field.multiply):
        assert op(a, b) == op(b, a)
        assert op(op(a, b), c) == op(a, op(b, c))
    assert field.multiply(a, field.add(b, c)) == field.add(
        field.multiply(a, b), field.multiply(a, c)
    )


@given(elements(2))
def test_results_are_elements_again(case):
    field, a, b = case
    for op in (field.add, field.subtract, field.multiply):
        assert 0 <= op(a, b) < field.order


@given(elements(2))
def test_subtracting_undoes_adding_and_zero_and_one_are_neutral(case):
    field, a, b = case
    assert field.subtract(field.add(a, b), b) == a
    assert field.add(a, 0) == a
    assert field.multiply(a, 1) == a
    assert field.multiply(a, 0) == 0


@given(elements(1))
def test_each_element_but_zero_has_an_inverse(case):
    field, a = case
    if a:
        assert field.multiply(a, field.invert(a)) == 1
    else:
        with pytest.raises(ZeroDivisionError, match="0 has no inverse"):
            field.invert(a)


@pytest.mark.parametrize("number", [0, 7, 70, -7])
def test_zero_in_disguise_has_no_inverse_either(number):
    with pytest.raises(ZeroDivisionError, match="0 has no inverse modulo 7"):
        Prime(7).invert(number)


@given(elements(1))
def test_an_element_fits_into_its_size_and_no_less(case):
    field, _ = case
    last = field.order - 1
    assert (last.bit_length() + 7) // 8 == field.size


@given(elements(2))
def test_in_a_binary_field_squaring_is_additive(case):
    field, a, b = case
    if isinstance(field, Binary):
        square = [field.multiply(x, x) for x in (a, b, field.add(a, b))]
        assert square[2] == field.add(square[0], square[1])


# GF(2^8), which is written twice


@pytest.mark.parametrize("modulus", BOTH_OF_BYTES)
def test_the_field_of_bytes_multiplies_and_inverts_as_the_fast_one_does(modulus):
    field = Binary(modulus)
    for a in range(256):
        products = bytes(field.multiply(a, b) for b in range(256))
        assert products == gf256.times(a, modulus)
    assert all(field.invert(a) == gf256.invert(a, modulus) for a in range(1, 256))


# Polynomials over GF(2)


@given(polynomials, moduli, polynomials)
def test_a_remainder_is_what_is_left_of_a_multiple(a, modulus, times):
    rest = bits.remainder(a, modulus)
    assert rest.bit_length() < modulus.bit_length()
    assert bits.remainder(bits.multiply(times, modulus) ^ rest, modulus) == rest
    assert bits.remainder(a ^ rest, modulus) == 0


@given(polynomials, moduli)
def test_folding_gives_the_remainder_too(a, modulus):
    assert bits.fold(a, modulus) == bits.remainder(a, modulus)


@given(polynomials, polynomials)
def test_multiplying_adds_up_shifts(a, b):
    total = 0
    for i in range(b.bit_length()):
        total ^= (a << i) * (b >> i & 1)
    assert bits.multiply(a, b) == total
    assert bits.square(a) == bits.multiply(a, a)


@given(polynomials, moduli, st.integers(1, 15))
def test_an_inverse_exists_just_where_there_is_no_common_factor(a, modulus, factor):
    a, modulus = bits.multiply(a, factor), bits.multiply(modulus, factor)
    if common(a, modulus) == 1:
        assert bits.remainder(bits.multiply(a, bits.invert(a, modulus)), modulus) == 1
    else:
        with pytest.raises(ZeroDivisionError, match="common factor"):
            bits.invert(a, modulus)


def common(a, b):
    return common(b, bits.remainder(a, b)) if b else a


def test_the_irreducible_polynomials_up_to_degree_12_are_those_that_no_product_gives():
    limit = 1 << 13
    products = {
        bits.multiply(a, b)
        for a in range(2, 1 << 7)
        for b in range(a, limit)
        if a.bit_length() + b.bit_length() <= 14
    }
    found = {a for a in range(limit) if bits.is_irreducible(a)}
    assert found == set(range(2, limit)) - products


def test_there_are_as_many_irreducible_polynomials_as_gauss_counted():
    # Of degree 13, a prime: all elements of GF(2^13) outside of GF(2), 13 to a polynomial.
    found = [a for a in range(1 << 13, 1 << 14) if bits.is_irreducible(a)]
    assert len(found) == (2**13 - 2) // 13
    # Two of them have a product of which Rabin's test sees only in its middle that it is one.
    assert not any(bits.is_irreducible(bits.multiply(a, b)) for a, b in pairwise(found[:50]))


@given(st.integers(1 << 11, 1 << 60), st.integers(1 << 11, 1 << 60))
def test_a_product_of_large_factors_is_found_out(a, b):
    assert not bits.is_irreducible(bits.multiply(a, b))


# The table of ssss


def table():
    if not SHARED.exists():
        pytest.skip(f"no file {SHARED.name}")
    listed = json.loads(SHARED.read_text("utf-8"))["field_polynomials"]
    return {int(m): sum(1 << e for e in exponents) for m, exponents in listed.items()}


def test_the_polynomials_of_ssss_are_irreducible():
    assert sorted(table()) == list(range(8, 1025, 8))
    assert all(bits.is_irreducible(modulus) for modulus in table().values())


def test_the_polynomials_of_ssss_follow_the_rule():
    # All up to 1024 do, but the large ones take most of a second each.
    sizes = [*range(8, 257, 8), 384, 512]
    assert {m: binary(m).modulus for m in sizes} == {m: table()[m] for m in sizes}


@pytest.mark.parametrize("degree", range(4, 41))
def test_no_polynomial_before_the_one_that_is_taken_is_irreducible(degree):
    modulus = binary(degree).modulus
    assert bits.is_irreducible(modulus)
    assert modulus.bit_count() == 5
    key = exponents(modulus)
    earlier = [
        (1 << degree | 1 << a | 1 << b | 1 << c | 1)
        for a in range(3, key[0] + 1)
        for b in range(2, a)
        for c in range(1, b)
        if (a, b, c) < key
    ]
    assert not any(map(bits.is_irreducible, earlier))


def exponents(modulus):
    return tuple(i for i in reversed(range(1, modulus.bit_length() - 1)) if modulus >> i & 1)


@pytest.mark.parametrize("degree", [-8, 0, 1, 2, 3])
def test_a_degree_too_small_for_five_terms_is_refused(degree):
    with pytest.raises(ValueError, match="no such polynomial"):
        binary(degree)
