"""Policies as matrices: the vectors, what the matrix stands for, and secrecy counted over GF(7)."""

import json
import runpy
from collections import Counter
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.keys import SecretScalar
from cryptokit.primitives import polynomials
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.group import combine
from cryptokit.rng import lesson
from cryptokit.sharing.policy import (
    Gate,
    all_of,
    any_of,
    at_least,
    from_json,
    from_words,
    satisfied,
    split,
)
from cryptokit.sharing.policy.coalitions import minimal_authorised, share_sizes
from cryptokit.sharing.policy.programme import lewko_waters, of, unit
from cryptokit.sharing.policy.tree import leaves, parties_of

some = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "strategies.py")))
VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "access-structures.json").read_text("utf-8")
)
STRUCTURES = {one["name"]: one for one in VECTORS["structures"] if "policy" in one}
LEWKO_WATERS = VECTORS["structures"][-1]
MERSENNE = Prime(2**127 - 1)
SEVEN = Prime(7)


def spans(programme, parties):
    """Add up the rows of a coalition by its coefficients; None if it has none."""
    found = programme.coefficients(parties)
    if found is None:
        return None
    assert all(programme.owners[i] in parties and c for i, c in found.items())
    columns = zip(*programme.rows, strict=True)
    p = programme.field.order
    return tuple(sum(c * column[i] for i, c in found.items()) % p for column in columns)


def gate_by_gate(policy, value, more, field):
    """Shamir's sharing at every gate with the given coefficients: the values of the leaves."""
    if isinstance(policy, str):
        return [value]
    polynomial = (value, *(next(more) for _ in range(policy.threshold - 1)))
    found = []
    for x, child in enumerate(policy.children, 1):
        found += gate_by_gate(child, polynomials.evaluate(polynomial, x, field), more, field)
    return found


def chooser(numbers):
    """A source that gives a set id, and then these field elements."""
    left = iter(numbers)
    return lambda size: (
        b"some id, 16 long" if size == 16 else (7 + next(left)).to_bytes(17, "little")
    )


# The vectors


@pytest.mark.parametrize("one", STRUCTURES.values(), ids=STRUCTURES)
def test_insertion_gives_the_matrix_of_the_vectors(one):
    programme = of(from_json(one["policy"]), field=MERSENNE)
    assert [list(row) for row in programme.rows] == one["matrix"]
    assert list(programme.owners) == one["rows"]


@pytest.mark.parametrize("one", STRUCTURES.values(), ids=STRUCTURES)
def test_exactly_the_listed_sets_of_the_vectors_span_the_target(one):
    programme = of(from_json(one["policy"]), field=MERSENNE)
    minimal = [set(m) for m in one["minimal_authorised"]]
    for parties in some.subsets(one["parties"]):
        may = any(m <= parties for m in minimal)
        assert spans(programme, parties) == (unit(programme.columns) if may else None)


def test_lewko_and_waters_give_the_matrix_of_their_paper():
    policy = from_words("(A or B) and (C or (D and E))")
    programme = lewko_waters(policy, field=MERSENNE)
    assert [list(row) for row in programme.rows] == [
        [entry % MERSENNE.order for entry in row] for row in LEWKO_WATERS["matrix"]
    ]
    assert list(programme.owners) == LEWKO_WATERS["rows"]
    assert list(unit(programme.columns)) == LEWKO_WATERS["target"]


# What a matrix stands for


@settings(max_examples=50)
@given(some.policies())
def test_the_coefficients_of_exactly_those_who_may_read_add_up_to_the_target(policy):
    programme = of(policy)
    for parties in some.subsets_of(policy):
        wanted = unit(programme.columns) if satisfied(policy, parties) else None
        assert spans(programme, parties) == wanted


@settings(max_examples=50)
@given(some.formulas())
def test_the_matrix_of_lewko_and_waters_stands_for_the_same(policy):
    programme = lewko_waters(policy)
    for parties in some.subsets_of(policy):
        wanted = unit(programme.columns) if satisfied(policy, parties) else None
        assert spans(programme, parties) == wanted


@settings(max_examples=40)
@given(some.formulas())
def test_lewko_and_waters_need_0_1_and_minus_1_only(policy):
    entries = {entry for row in lewko_waters(policy).rows for entry in row}
    assert entries <= {0, 1, SCALARS.order - 1}


@settings(max_examples=50)
@given(st.permutations(some.PARTIES).flatmap(lambda names: one_each(list(names))))
def test_where_nobody_stands_twice_the_coefficients_of_lewko_and_waters_are_1(policy):
    programme = lewko_waters(policy)
    for parties in minimal_authorised(policy):
        assert set(programme.coefficients(parties).values()) == {1}


def one_each(names):
    """Formulas in which each of these parties stands once."""
    if len(names) == 1:
        return st.just(names[0])
    return st.builds(
        lambda left, right, both: Gate(2 if both else 1, (left, right)),
        st.deferred(lambda: one_each(names[: len(names) // 2])),
        st.deferred(lambda: one_each(names[len(names) // 2 :])),
        st.booleans(),
    )


@settings(max_examples=40)
@given(some.policies(), st.data())
def test_the_matrix_does_in_one_step_what_the_recursion_does_gate_by_gate(policy, data):
    programme = of(policy)
    vector = data.draw(st.lists(st.integers(0, 99), min_size=(n := programme.columns), max_size=n))
    products = [sum(a * b for a, b in zip(row, vector, strict=True)) for row in programme.rows]
    by_hand = gate_by_gate(policy, vector[0], iter(vector[1:]), SCALARS)
    assert [product % SCALARS.order for product in products] == by_hand


@settings(max_examples=40)
@given(some.policies())
def test_each_leaf_is_a_row_and_belongs_to_its_party(policy):
    programme = of(policy)
    assert programme.owners == tuple(leaves(policy))
    rows = {party: programme.rows_of(party) for party in parties_of(policy)}
    assert sorted(i for some_rows in rows.values() for i in some_rows) == [
        *range(len(programme.rows))
    ]
    assert {party: len(mine) for party, mine in rows.items()} == share_sizes(policy)
    assert programme.rows_of("nobody") == ()


def test_coefficients_work_in_the_exponent():
    policy = from_words("CH and any 2 of IS, DE, (SG or US)")
    shares = split(SecretScalar.of(42), policy, rng=lesson("exponent"))
    public = {
        row: EDWARDS25519.times_base(value.reveal_number())
        for share in shares
        for row, value in zip(share.rows, share.values, strict=True)
    }
    weights = of(policy).coefficients({"CH", "DE", "US"})
    points = [public[row] for row in weights]
    assert combine([*weights.values()], points, EDWARDS25519) == EDWARDS25519.times_base(42)


# Secrecy, counted


SMALL = [
    all_of("A", any_of("B", "C")),
    at_least(2, "A", "B", "C"),
    at_least(2, "A", "A", "B", "C"),
    any_of("A", all_of("B", "C", "D")),
    all_of(at_least(2, "A", "B", "C"), any_of("A", "D")),
]


def everything_that_is_seen(programme, secret, parties):
    """What a coalition can see, for every choice of the random numbers, with how often."""
    views = Counter()
    for random in product(range(7), repeat=programme.columns - 1):
        shares = split(SecretScalar.of(secret, size=1), programme, rng=chooser(random))
        mine = [share for share in shares if share.party in parties]
        views[tuple(v.reveal_number() for share in mine for v in share.values)] += 1
    return views


@pytest.mark.parametrize("make", [of, lewko_waters])
@pytest.mark.parametrize("policy", SMALL, ids=str)
def test_who_may_not_read_sees_the_same_whatever_the_secret_is(policy, make):
    if make is lewko_waters and policy not in {SMALL[0], SMALL[3]}:
        with pytest.raises(ValueError, match="neither AND nor OR"):
            make(policy, field=SEVEN)
        return
    programme = make(policy, field=SEVEN)
    for parties in some.subsets_of(policy):
        views = [everything_that_is_seen(programme, secret, parties) for secret in (0, 1, 5)]
        if satisfied(policy, parties):
            assert not views[0].keys() & views[1].keys()
        else:
            assert views[0] == views[1] == views[2]


# Refusals


def test_a_field_needs_more_elements_than_a_gate_has_children():
    six = [f"p{i}" for i in range(6)]
    assert of(at_least(2, *six), field=SEVEN).coefficients({"p0", "p5"})
    with pytest.raises(ValueError, match="7 children under one gate"):
        of(all_of("A", at_least(2, *six, "p6")), field=SEVEN)
    assert of(any_of(*six, "p6", "p7"), field=SEVEN).columns == 1  # a copy needs no number


def test_lewko_and_waters_refuse_thresholds():
    with pytest.raises(ValueError, match="2 of 3 is neither AND nor OR"):
        lewko_waters(at_least(2, "A", "B", "C"))
