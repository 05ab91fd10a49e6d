"""Sharing by rank: exactly the authorised sets join, everybody keeps one element."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import NotEnoughShares
from cryptokit.keys import SecretScalar
from cryptokit.primitives.fields import Binary, Prime
from cryptokit.primitives.linear import solve
from cryptokit.sharing.hierarchical import (
    Rank,
    derivative_row,
    hierarchy,
    needed_order,
    policy_of,
)
from cryptokit.sharing.policy import join, satisfied, split
from cryptokit.sharing.policy.coalitions import share_sizes
from cryptokit.sharing.policy.programme import unit
from cryptokit.sharing.policy.verifiable import check, deal

SECRET = SecretScalar.of(42)
BOARD = [Rank(1, ("Ada", "Bo")), Rank(3, ("Cleo", "Dan", "Eve", "Fay"))]
EXAMPLES = [
    BOARD,
    [Rank(2, ("Ada", "Bo", "Cleo"))],
    [Rank(1, ("Ada",)), Rank(2, ("Bo", "Cleo")), Rank(4, ("Dan", "Eve", "Fay"))],
    [Rank(2, ("Ada", "Bo", "Cleo")), Rank(3, ("Dan", "Eve")), Rank(5, ("Fay", "Gus"))],
]
examples = pytest.mark.parametrize("ranks", EXAMPLES, ids=range(len(EXAMPLES)))


def authorised(ranks, parties):
    """The definition: enough of each rank and those above."""
    above = set()
    for rank in ranks:
        above |= set(rank.parties)
        if len(above & parties) < rank.threshold:
            return False
    return True


def names(ranks):
    return [party for rank in ranks for party in rank.parties]


def subsets(ranks):
    for size in range(len(names(ranks)) + 1):
        yield from map(set, combinations(names(ranks), size))


def next_prime(above):
    number = above + 1
    while any(pow(a, number, number) != a % number for a in (2, 3, 5, 7, 11)):  # after Fermat
        number += 1
    return number


@st.composite
def some_ranks(draw):
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    ranks, count, threshold = [], 0, 0
    for i, size in enumerate(sizes):
        count += size
        if threshold < count:
            threshold = draw(st.integers(threshold + 1, count))
            ranks.append(Rank(threshold, tuple(f"p{i}{j}" for j in range(size))))
        else:
            count -= size
    return ranks


@examples
def test_exactly_the_authorised_join(ranks):
    shares = split(SECRET, hierarchy(ranks))
    for parties in subsets(ranks):
        mine = [share for share in shares if share.party in parties]
        if authorised(ranks, parties):
            assert join(mine) == SECRET
        else:
            with pytest.raises(NotEnoughShares):
                join(mine)


def test_three_people_of_whom_one_is_senior():
    ada, bo, cleo, dan, eve, fay = split(SECRET, hierarchy(BOARD))
    assert join([fay, bo, cleo]) == join([ada, bo, eve]) == SECRET
    with pytest.raises(NotEnoughShares) as caught:
        join([cleo, dan, eve, fay])
    assert (caught.value.have, caught.value.need) == (4, 5)


@settings(max_examples=40)
@given(some_ranks())
def test_the_smallest_prime_beyond_the_bound_is_large_enough(ranks):
    programme = hierarchy(ranks, field=Prime(next_prime(needed_order(ranks))))
    for parties in subsets(ranks):
        found = programme.coefficients(parties)
        assert (found is not None) == authorised(ranks, parties)


@settings(max_examples=40)
@given(some_ranks())
def test_the_policy_says_the_same_but_costs_an_element_for_each_rank(ranks):
    policy = policy_of(ranks)
    for parties in subsets(ranks):
        assert satisfied(policy, parties) == authorised(ranks, parties)
    programme = hierarchy(ranks)
    assert [len(programme.rows_of(party)) for party in names(ranks)] == [1] * len(names(ranks))
    sizes = share_sizes(policy)
    for i, rank in enumerate(ranks):
        assert {sizes[party] for party in rank.parties} == {len(ranks) - i}


def test_what_the_forbidden_see_is_the_same_whatever_the_secret_is():
    ranks = [Rank(1, ("Ada",)), Rank(3, ("Bo", "Cleo"))]
    field = Prime(next_prime(needed_order(ranks)))
    programme = hierarchy(ranks, field=field)

    def view(secret, parties):
        seen = []
        for random in product(range(field.order), repeat=programme.columns - 1):
            left = iter(random)
            shares = split(
                SecretScalar.of(secret, size=1),
                programme,
                rng=lambda size, left=left: (
                    bytes(15) + b"i"
                    if size == 16
                    else (field.order + next(left)).to_bytes(17, "little")
                ),
            )
            seen.append([s.values[0].reveal_number() for s in shares if s.party in parties])
        return sorted(seen)

    for parties in subsets(ranks):
        same = view(0, parties) == view(2, parties)
        assert same != authorised(ranks, parties)


def test_ranks_can_be_dealt_verifiably():
    dealing = deal(SECRET, hierarchy(BOARD))
    for share in dealing.shares:
        check(share, dealing.commitments)


@settings(max_examples=40)
@given(st.lists(st.integers(-9, 9), min_size=4, max_size=4), st.integers(1, 9))
def test_a_derivative_row_gives_the_derivative(coefficients, x):
    def value(polynomial):
        return sum(c * x**j for j, c in enumerate(polynomial))

    for order in range(4):
        row = derivative_row(x, order, 4)
        assert sum(a * b for a, b in zip(row, coefficients, strict=True)) == value(
            derived(coefficients, order)
        )


def derived(polynomial, times):
    for _ in range(times):
        polynomial = [j * c for j, c in enumerate(polynomial)][1:]
    return polynomial


# Why the field must be large, and prime


def test_in_a_small_field_two_seniors_and_a_junior_can_fail():
    rows = [derivative_row(1, 0, 3), derivative_row(2, 0, 3), derivative_row(5, 1, 3)]
    columns = [[entry % 7 for entry in column] for column in zip(*rows, strict=True)]
    assert solve(columns, unit(3), Prime(7)) is None  # 2 * 5 = 1 + 2 modulo 7
    ranks = [Rank(1, ("Ada", "Bo")), Rank(3, ("Cleo", "Dan", "Eve"))]
    assert hierarchy(ranks).coefficients({"Ada", "Bo", "Eve"})
    for order in (7, 53, 59):
        with pytest.raises(ValueError, match="more than 60 elements, not"):
            hierarchy(ranks, field=Prime(order))
    assert hierarchy(ranks, field=Prime(61)).field == Prime(61)


def test_a_field_as_large_as_the_bound_is_too_small():
    pair = [Rank(2, ("Ada", "Bo"))]
    assert needed_order(pair) == 3
    with pytest.raises(ValueError, match="more than 3 elements, not 3"):
        hierarchy(pair, field=Prime(3))


def test_in_no_field_may_a_senior_stand_behind_a_junior():
    rows = [derivative_row(1, 0, 3), derivative_row(2, 1, 3), derivative_row(3, 0, 3)]
    field = Prime(2**127 - 1)
    assert solve([*zip(*rows, strict=True)], unit(3), field) is None  # 2 * 2 = 1 + 3


def test_a_field_in_which_1_and_1_are_0_is_refused():
    with pytest.raises(TypeError, match="prime field"):
        hierarchy(BOARD, field=Binary(0x11B))


@pytest.mark.parametrize(
    ("ranks", "says"),
    [
        ([], "ranks are needed"),
        ([Rank(1, ("Ada",)), Rank(2, ())], "ranks are needed"),
        ([Rank(1, ("Ada",)), Rank(2, ("Ada",))], "different parties"),
        ([Rank(0, ("Ada",))], "1 or more"),
        ([Rank(2, ("Ada", "Bo")), Rank(2, ("Cleo",))], "grow"),
        ([Rank(2, ("Ada",)), Rank(3, ("Bo", "Cleo"))], "2 of 1"),
        ([Rank(1, ("Ada",)), Rank(4, ("Bo", "Cleo"))], "4 of 3"),
    ],
    ids=str,
)
def test_ranks_that_can_not_be_are_refused(ranks, says):
    with pytest.raises(ValueError, match=says):
        hierarchy(ranks)
