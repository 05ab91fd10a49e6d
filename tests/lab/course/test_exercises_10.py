"""Lesson 10: right answers pass in every class; the usual wrong ones are told what is wrong."""

from dataclasses import replace
from itertools import combinations

import pytest

import cryptokit as ck
from cryptokit.knowledge import Rule
from cryptokit.lab.course import exercise
from cryptokit.lab.course.scenes.coalitions import reached
from cryptokit.lab.course.scenes.holders import refreshed
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import Prime
from cryptokit.rng import lesson
from cryptokit.sharing import refresh
from cryptokit.sharing.scalar import join_scalar, split_scalar
from cryptokit.world import search
from cryptokit.world.treaties import collapse
from cryptokit.world.tree import tree_of

SEEDS = ("cryptokit", "autumn 2026", "B", "C", "another class")
every_class = pytest.mark.parametrize("seed", SEEDS)


def words(name, answer):
    verdict = exercise(name).check(answer)
    assert not verdict
    return verdict.words


def products(x, xs):
    above = below = 1
    for other in xs:
        if other != x:
            above, below = above * -other, below * (x - other)
    return above, below


def weight(x, xs, q):
    above, below = products(x, xs)
    return above * pow(below, -1, q) % q


def by_the_package(x, xs, q):
    return dict(zip(xs, polynomials.weights(xs, Prime(q)), strict=True))[x]


def negative(x, xs, q):
    """Give the same number modulo q, which is as good."""
    return weight(x, xs, q) - q


@every_class
def test_the_weight_passes_in_any_class(seed):
    assert exercise("10.1", class_seed=seed).check(weight)


@pytest.mark.parametrize("answer", [by_the_package, negative])
def test_a_weight_may_be_worked_out_in_another_way(answer):
    assert exercise("10.1").check(answer)


@every_class
def test_the_points_of_a_class_have_the_value_at_0_that_belongs_to_them(seed):
    task = exercise("10.1", class_seed=seed)
    points, q = task.given["points"], task.given["q"]
    assert sum(weight(x, points, q) * y for x, y in points.items()) % q == task.problem.answer


def fraction(x, xs, q):
    above, below = products(x, xs)
    return above / below


def floor(x, xs, q):
    above, below = products(x, xs)
    return above // below % q


def with_itself(x, xs, q):
    above = below = 1
    for other in xs:
        above, below = above * -other, below * (x - other)
    return above * pow(below, -1, q) % q


def without_sign(x, xs, q):
    above, below = products(x, xs)
    return abs(above) * pow(below, -1, q) % q


def upside_down(x, xs, q):
    above, below = products(x, xs)
    return below * pow(above, -1, q) % q


def undivided(x, xs, q):
    return products(x, xs)[0] % q


def always_one(x, xs, q):
    return 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (fraction, "a fraction. To divide by b, take pow(b, -1, q)"),
        (floor, "Is it //?"),
        (with_itself, "for x itself, x - x is 0"),
        (without_sign, "count the signs again"),
        (upside_down, "Above and below have changed places"),
        (undivided, "nothing was divided"),
        (always_one, "gave 1, and 2 is right. Multiplied by every"),
        (lambda *_: None, "gave None, and a weight is a whole number"),
    ],
)
def test_a_wrong_weight_is_told_with_the_smallest_case(answer, told):
    said = words("10.1", answer)
    assert told in said
    assert said.startswith("With xs = [1")


def honest(given):
    kept = dict(given["dealt"])
    try:
        refreshed(given["shares"], kept)
    except ck.Inconsistent as error:
        del kept[int(error.holder)]
    return kept


@every_class
def test_a_refresh_without_the_cheat_passes_in_any_class(seed):
    task = exercise("10.2", class_seed=seed)
    kept = honest(task.given)
    assert len(kept) == 4
    assert task.check(refreshed(task.given["shares"], kept))


def test_new_dealings_of_ones_own_pass_too():
    task = exercise("10.2")
    shares, xs = task.given["shares"], range(1, 6)
    dealt = {s.x: refresh.deal_zero_verifiably(s, xs, rng=lesson("own")) for s in shares}
    assert task.check(refreshed(shares, dealt))


def with_the_cheat(given):
    dealt = given["dealt"]
    return [
        refresh.refresh(s, [d.pieces[s.x - 1] for d in dealt.values()], dealers=list(dealt))
        for s in given["shares"]
    ]


def with_a_new_label(given):
    return [replace(share, epoch=1) for share in given["shares"]]


def split_anew(given):
    shares = given["shares"]
    key = join_scalar(shares)
    return split_scalar(key, threshold=shares[0].threshold, shares=5, rng=lesson("anew"))


def with_one_dealer(given):
    dealer, dealt = next(iter(honest(given).items()))
    return refreshed(given["shares"], {dealer: dealt})


def with_different_dealers(given):
    kept = honest(given)
    first = refreshed(given["shares"], kept)
    kept.popitem()
    return [first[0], *refreshed(given["shares"], kept)[1:]]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda given: given["shares"], "still of epoch 0"),
        (with_the_cheat, "to another key: a dealer among them did not share 0"),
        (with_a_new_label, "still give the key. A new label is not enough"),
        (split_anew, "had all of it in hands"),
        (with_one_dealer, "let every honest dealer deal"),
        (with_different_dealers, "all holders must take in pieces of the same dealers"),
        (lambda given: refreshed(given["shares"], honest(given))[:4], "there is none for 5"),
        (lambda _: "done", "a list of five shares"),
    ],
)
def test_a_refresh_that_is_none_is_told_why(answer, told):
    assert told in words("10.2", answer(exercise("10.2").given))


def pairs(given):
    for pair in combinations(given["helps"], 2):
        got = reached(frozenset(pair), given["helps"])
        if given["store"] in got and len(got & set(given["operators"])) >= given["threshold"]:
            yield frozenset(pair)


@every_class
def test_a_smallest_coalition_passes_and_one_is_without_the_store(seed):
    task = exercise("10.3", class_seed=seed)
    found = list(pairs(task.given))
    assert 0 < len(found) <= 4
    assert all(task.check(set(pair)) for pair in found)
    assert any(task.given["store"] not in pair for pair in found)


@every_class
def test_the_key_of_coalitions_is_what_the_engine_of_worlds_finds(seed):
    task = exercise("10.3", class_seed=seed)
    given = task.given
    rules = [
        Rule("key", given["threshold"], tuple(f"s{one}" for one in given["operators"])),
        Rule("past", 2, ("ct", "key")),
    ]
    brings = {one: frozenset({f"s{one}"}) for one in given["operators"]}
    tree = collapse(
        tree_of(rules, "past", brings | {given["store"]: frozenset({"ct"})}), given["helps"]
    )
    found = {frozenset(tree.countries[at] for at in some) for some in search.smallest(tree)}
    assert found == set(task.problem.answer)


def test_a_coalition_that_lacks_something_is_told_what_it_reaches():
    given = exercise("10.3").given
    said = words("10.3", {given["store"]})
    assert "it stays closed: that has the store, and brings" in said
    assert "who reach" in said
    assert "lacks the store, and brings 0 operators" in words("10.3", set())


def test_a_coalition_of_all_who_have_something_is_told_that_fewer_do():
    given = exercise("10.3").given
    assert "who is asked need not act itself" in words("10.3", set(given["helps"]))
    assert "none of the countries" in words("10.3", {"XX"})
