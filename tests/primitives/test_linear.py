"""Systems of linear equations: a solution solves, and none is given where there is none."""

from copy import deepcopy
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.primitives.fields import SCALARS, Binary, Prime, binary
from cryptokit.primitives.linear import solve

fields = st.sampled_from([Prime(2), Prime(5), SCALARS, Binary(0x11D), binary(128)])


@st.composite
def matrices(draw, fields=fields):
    """A field and rows, often with equal ones, so that some have no full rank."""
    field = draw(fields)
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    numbers = st.integers(0, field.order - 1) | st.integers(0, 1)
    row = st.lists(numbers, min_size=width, max_size=width)
    rows = draw(st.lists(row, min_size=height, max_size=height))
    copies = draw(st.lists(st.sampled_from(rows), max_size=2))
    return field, rows + copies


def times(rows, vector, field):
    values = []
    for row in rows:
        total = 0
        for a, b in zip(row, vector, strict=True):
            total = field.add(total, field.multiply(a, b))
        values.append(total)
    return values


def vectors(data, field, size):
    return data.draw(st.lists(st.integers(0, field.order - 1), min_size=size, max_size=size))


@given(matrices(), st.data())
@settings(max_examples=50)
def test_where_there_is_a_solution_one_is_given(case, data):
    field, rows = case
    right = times(rows, vectors(data, field, len(rows[0])), field)
    solution = solve(rows, right, field)
    assert solution is not None
    assert times(rows, solution, field) == right


@given(matrices(), st.data())
@settings(max_examples=50)
def test_what_is_given_for_any_right_side_solves_and_the_system_is_not_changed(case, data):
    field, rows = case
    right = vectors(data, field, len(rows))
    before = deepcopy((rows, right))
    solution = solve(rows, right, field)
    assert (rows, right) == before
    assert solution is None or times(rows, solution, field) == right


@given(matrices(st.sampled_from([Prime(2), Prime(3)])), st.data())
@settings(max_examples=50)
def test_none_is_given_only_where_no_vector_at_all_solves(case, data):
    field, rows = case
    right = vectors(data, field, len(rows))
    every = product(range(field.order), repeat=len(rows[0]))
    solvable = any(times(rows, vector, field) == right for vector in every)
    assert (solve(rows, right, field) is not None) == solvable


@given(matrices())
@settings(max_examples=50)
def test_free_unknowns_are_zero(case):
    field, rows = case
    assert solve(rows, [0] * len(rows), field) == (0,) * len(rows[0])


def test_no_equations_have_the_empty_solution():
    assert solve([], [], Prime(7)) == ()


def test_another_number_of_right_sides_than_of_rows_is_refused():
    with pytest.raises(ValueError, match="argument"):
        solve([[1]], [1, 2], Prime(7))
