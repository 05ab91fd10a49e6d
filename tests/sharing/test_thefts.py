"""The chance of enough thefts: by formula, by counting every case, and by the engine for worlds."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.knowledge import Rule
from cryptokit.sharing.thefts import at_least
from cryptokit.world.odds import chance
from cryptokit.world.tree import tree_of

PLANS = st.integers(1, 7).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n)))
CHANCES = st.fractions(0, 1, max_denominator=50)


@given(plan=PLANS, p=CHANCES)
def test_it_is_the_sum_over_all_cases_in_which_enough_safes_fall(plan, p):
    k, n = plan
    cases = (fell for fell in product([True, False], repeat=n) if sum(fell) >= k)
    assert at_least(k, n, p) == sum(p ** sum(fell) * (1 - p) ** (n - sum(fell)) for fell in cases)


@given(plan=PLANS, p=CHANCES)
def test_more_needed_is_never_likelier_and_a_spare_share_never_rarer(plan, p):
    k, n = plan
    assert at_least(k, n + 1, p) >= at_least(k, n, p) >= at_least(k + 1, n + 1, p)


@given(plan=PLANS, p=CHANCES)
def test_stolen_or_kept_from_the_thief_are_all_there_is(plan, p):
    k, n = plan
    assert at_least(k, n, p) + at_least(n - k + 1, n, 1 - p) == 1


@pytest.mark.parametrize(("k", "n"), [(1, 1), (2, 3), (3, 5)])
def test_the_engine_for_worlds_says_the_same_of_k_countries_out_of_n(k, n):
    parts = [f"s{i}" for i in range(n)]
    tree = tree_of([Rule("key", k, tuple(parts))], "key", {p: frozenset({p}) for p in parts})
    found = chance(tree, dict.fromkeys(parts, 0.1))
    assert found.value == pytest.approx(float(at_least(k, n, Fraction(1, 10))))


def test_known_answers():
    tenth = Fraction(1, 10)
    assert at_least(2, 3, tenth) == Fraction(28, 1000)
    assert at_least(3, 5, tenth) == Fraction(856, 100_000)
    assert at_least(3, 5, Fraction(1, 2)) == Fraction(1, 2), "a coin for a safe: a split is no help"


@pytest.mark.parametrize(("k", "n"), [(0, 3), (4, 3), (-1, 2), (1, 0)])
def test_a_plan_that_is_none_is_refused(k, n):
    with pytest.raises(ValueError, match="k is from 1 to n"):
        at_least(k, n, Fraction(1, 2))


@pytest.mark.parametrize("p", [Fraction(-1, 9), Fraction(10, 9)])
def test_a_chance_that_is_none_is_refused(p):
    with pytest.raises(ValueError, match="no chance"):
        at_least(2, 3, p)
