"""Polynomials over a field: points determine them, and they divide with a remainder."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.primitives import polynomials as p
from cryptokit.primitives.fields import ABOVE_32_BYTES, SCALARS, Binary, Prime, binary

fields = st.sampled_from(
    [Prime(11), Prime(2**127 - 1), SCALARS, ABOVE_32_BYTES, Binary(0x11B), binary(128)]
)


@st.composite
def cases(draw, count, most=6):
    """A field, and some polynomials of up to ``most`` coefficients."""
    field = draw(fields)
    numbers = st.integers(0, field.order - 1)
    lists = st.lists(numbers, max_size=most).map(tuple)
    return field, *(draw(lists) for _ in range(count))


@st.composite
def curves(draw, spare=3):
    """A field, a polynomial, and more different x's than it has coefficients."""
    field, polynomial = draw(cases(1))
    size = max(1, len(polynomial))
    numbers = st.integers(0, field.order - 1)
    xs = draw(st.lists(numbers, unique=True, min_size=size, max_size=size + spare))
    return field, polynomial, xs


@given(cases(1), st.integers(0, 10))
@settings(max_examples=60)
def test_a_value_is_the_sum_of_the_terms(case, x):
    field, polynomial = case
    total, power = 0, 1
    for coefficient in polynomial:
        total = field.add(total, field.multiply(coefficient, power))
        power = field.multiply(power, x)
    assert p.evaluate(polynomial, x, field) == total


@given(curves())
@settings(max_examples=60)
def test_as_many_points_as_coefficients_give_the_polynomial_back(case):
    field, polynomial, xs = case
    points = {x: p.evaluate(polynomial, x, field) for x in xs}
    assert p.through(points, field) == p.trim(polynomial)


@given(curves(), st.integers(0, 10))
@settings(max_examples=60)
def test_interpolation_gives_the_value_anywhere(case, at):
    field, polynomial, xs = case
    points = {x: p.evaluate(polynomial, x, field) for x in xs}
    assert p.interpolate(points, field, at) == p.evaluate(polynomial, at, field)


@given(cases(1), st.data())
@settings(max_examples=60)
def test_through_any_points_there_is_a_polynomial_of_as_many_coefficients(case, data):
    field, _ = case
    numbers = st.integers(0, field.order - 1)
    points = data.draw(st.dictionaries(numbers, numbers, max_size=6))
    polynomial = p.through(points, field)
    assert len(polynomial) <= len(points)
    assert {x: p.evaluate(polynomial, x, field) for x in points} == points


@given(curves(), st.integers(0, 10))
@settings(max_examples=60)
def test_weights_add_up_to_one_for_the_constant_one_goes_through_all(case, at):
    field, _, xs = case
    total = 0
    for weight in p.weights(xs, field, at):
        total = field.add(total, weight)
    assert total == 1


@given(curves())
@settings(max_examples=60)
def test_at_one_of_the_points_only_its_own_weight_counts(case):
    field, _, xs = case
    for i, x in enumerate(xs):
        assert p.weights(xs, field, x) == tuple(int(j == i) for j in range(len(xs)))


def test_a_repeated_x_is_refused():
    with pytest.raises(ValueError, match="same x twice"):
        p.weights((1, 2, 1), Prime(7))


@given(cases(2), st.integers(0, 10))
@settings(max_examples=60)
def test_sums_and_products_have_the_sum_and_the_product_of_the_values(case, x):
    field, a, b = case
    at = [p.evaluate(one, x, field) for one in (a, b)]
    assert p.evaluate(p.add(a, b, field), x, field) == field.add(*at)
    assert p.evaluate(p.multiply(a, b, field), x, field) == field.multiply(*at)


@given(cases(2))
@settings(max_examples=60)
def test_results_have_no_zeros_at_the_end(case):
    field, a, b = case
    for result in (p.add(a, b, field), p.multiply(a, b, field)):
        assert not result or result[-1]


@given(cases(2))
@settings(max_examples=60)
def test_degrees_add_up_in_a_product(case):
    field, *both = case
    a, b = map(p.trim, both)
    size = len(a) + len(b) - 1 if a and b else 0
    assert len(p.multiply(a, b, field)) == size


@given(cases(2, most=8))
@settings(max_examples=60)
def test_a_quotient_and_a_remainder_make_up_the_dividend(case):
    field, a, b = case
    divisor = p.trim(b)
    if not divisor:
        with pytest.raises(ZeroDivisionError, match="not divided by 0"):
            p.divide(a, b, field)
        return
    quotient, rest = p.divide(a, b, field)
    assert len(rest) < len(divisor)
    assert p.add(p.multiply(quotient, divisor, field), rest, field) == p.trim(a)


@given(cases(2))
@settings(max_examples=60)
def test_a_product_divides_without_remainder(case):
    field, a, b = case
    if p.trim(b):
        assert p.divide(p.multiply(a, b, field), b, field) == (p.trim(a), ())


@given(cases(1))
@settings(max_examples=60)
def test_trimming_takes_away_zeros_at_the_end_only(case):
    _, a = case
    short = p.trim(a)
    assert short + (0,) * (len(a) - len(short)) == a
    assert not short or short[-1]
