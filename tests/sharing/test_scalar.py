"""Sharing of a number: any k give it, fewer leave every number possible, and nonsense is named."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, product

import pytest
import shamirs
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit import rng
from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares
from cryptokit.keys import SecretScalar, ShareValue
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import ABOVE_32_BYTES, SCALARS, Prime
from cryptokit.sharing.scalar import (
    ScalarShare,
    draw_element,
    join_scalar,
    shares_on,
    split_scalar,
)

MERSENNE = Prime(2**127 - 1)
FIELDS = {"2^256 + 297": ABOVE_32_BYTES, "2^127 - 1": MERSENNE, "L": SCALARS}

fields = st.sampled_from(list(FIELDS.values()))
policies = st.integers(2, 6).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 8)))
each_field = pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)


def scalar(number, field=SCALARS):
    return SecretScalar.of(number, size=field.size)


def numbers(field):
    return st.integers(0, field.order - 1) | st.sampled_from([0, 1, field.order - 1])


def changed(share, by=1):
    value = (share.value.reveal_number() + by) % share.field.order
    return replace(share, value=scalar(value, share.field))


# Any k of n


@given(fields, policies, st.data())
@settings(max_examples=50)
def test_any_k_or_more_shares_in_any_order_give_the_number(field, policy, data):
    (k, n), number = policy, data.draw(numbers(field))
    order = data.draw(
        st.permutations(split_scalar(scalar(number, field), threshold=k, shares=n, field=field))
    )
    some = order[: data.draw(st.integers(k, n))]
    assert join_scalar(some).reveal_number() == number
    assert len(join_scalar(some)) == field.size


@given(fields, policies.filter(lambda p: p[0] > 1), st.data())
@settings(max_examples=50)
def test_too_few_shares_are_counted(field, policy, data):
    k, n = policy
    have = data.draw(st.integers(1, k - 1))
    with pytest.raises(NotEnoughShares) as caught:
        join_scalar(split_scalar(scalar(7, field), threshold=k, shares=n, field=field)[:have])
    assert (caught.value.have, caught.value.need) == (have, k)


def test_a_threshold_of_one_is_refused_as_every_share_would_be_a_copy():
    with pytest.raises(ValueError, match="every share is the secret"):
        split_scalar(scalar(7), threshold=1, shares=3)


def test_as_many_shares_as_the_field_has_x_for_work():
    shares = split_scalar(scalar(5, Prime(7)), threshold=6, shares=6, field=Prime(7))
    assert join_scalar(shares).reveal_number() == 5


# Fewer than k: counted, not sampled


@pytest.mark.parametrize(
    ("order", "k", "places"),
    [
        *((7, 2, (x,)) for x in range(1, 7)),
        *((7, 3, pair) for pair in combinations(range(1, 7), 2)),
        *((7, 4, some) for some in combinations(range(1, 7), 3)),
        *((13, 2, (x,)) for x in range(1, 13)),
        *((13, 3, pair) for pair in [(1, 2), (1, 12), (5, 8), (11, 12)]),
    ],
)
def test_k_minus_one_shares_take_every_value_once_for_each_secret(order, k, places):
    field, set_id = Prime(order), bytes(16)
    for secret in range(order):
        seen = Counter(
            tuple(
                share.value.reveal_number()
                for share in shares_on((secret, *coefficients), places, set_id=set_id, field=field)
            )
            for coefficients in product(range(order), repeat=k - 1)
        )
        assert len(seen) == order ** (k - 1)
        assert set(seen.values()) == {1}


@given(fields, policies.filter(lambda p: p[0] > 1), st.data())
@settings(max_examples=50)
def test_k_minus_one_shares_leave_every_number_possible(field, policy, data):
    (k, n), guess = policy, data.draw(numbers(field))
    known = split_scalar(scalar(3, field), threshold=k, shares=n, field=field)[: k - 1]
    points = {0: guess} | {share.x: share.value.reveal_number() for share in known}
    value = scalar(polynomials.interpolate(points, field, n + 1), field)
    invented = replace(known[0], x=n + 1, value=value)
    assert join_scalar([*known, invented]).reveal_number() == guess


def test_split_draws_each_coefficient_with_128_bits_to_spare():
    source = rng.recorded(rng.lesson("scalars"))
    split_scalar(scalar(7, MERSENNE), threshold=4, shares=5, field=MERSENNE, rng=source)
    assert source.drawn == [16, 32, 32, 32]


@pytest.mark.parametrize("order", [2, 7, 13, 251])
def test_an_element_is_all_the_bytes_drawn_reduced(order):
    drawn = bytes(range(200, 217))
    assert draw_element(Prime(order), lambda _: drawn) == int.from_bytes(drawn, "little") % order


def test_a_zero_coefficient_is_as_likely_as_any_other():
    seen = Counter(
        draw_element(Prime(7), lambda size, i=i: i.to_bytes(size, "little")) for i in range(1, 701)
    )
    assert set(seen.values()) == {100}


def test_a_lesson_marks_its_shares_and_the_number():
    shares = split_scalar(scalar(7), threshold=2, shares=2, rng=rng.lesson("x"))
    assert all(share.value.from_lesson for share in shares)
    assert join_scalar(shares).from_lesson
    assert not join_scalar(split_scalar(scalar(7), threshold=2, shares=2)).from_lesson


def test_a_number_from_a_lesson_is_marked_however_it_was_shared():
    one, two = split_scalar(SecretScalar.of(7, from_lesson=True), threshold=2, shares=2)
    assert join_scalar([one, two]).from_lesson
    unmarked = replace(one, value=scalar(one.value.reveal_number()))
    assert join_scalar([unmarked, two]).from_lesson


# What is refused, and who is named


@each_field
def test_a_share_at_zero_modulo_the_order_can_not_be_made(field):
    share = split_scalar(scalar(7, field), threshold=2, shares=2, field=field)[0]
    for x in (0, field.order, 5 * field.order, -field.order):
        with pytest.raises(BadShare, match="secret itself") as caught:
            replace(share, x=x)
        assert caught.value.holder == str(x)


@each_field
def test_a_value_that_is_not_below_the_order_can_not_be_made(field):
    share = split_scalar(scalar(7, field), threshold=2, shares=2, field=field)[0]
    top = (1 << 8 * field.size) - 1
    for value in (field.order, field.order + 7, top):
        with pytest.raises(BadShare, match="not a number below the order") as caught:
            replace(share, value=scalar(value, field))
        assert caught.value.holder == "1"
    assert replace(share, value=scalar(field.order - 1, field)).x == 1


@each_field
def test_a_secret_that_is_not_below_the_order_is_refused(field):
    with pytest.raises(ValueError, match="not a number below the order"):
        split_scalar(scalar(field.order, field), threshold=2, shares=3, field=field)


def test_a_secret_of_another_length_than_the_field_has_is_refused():
    with pytest.raises(ValueError, match="not a number below the order"):
        split_scalar(SecretScalar.of(7, size=16), threshold=2, shares=3)


OTHER = {
    "set id": {"set_id": b"another set id.."},
    "threshold": {"threshold": 3},
    "epoch": {"epoch": 1},
    "field": {"field": Prime(2**255 - 19)},
}


@given(st.sampled_from(sorted(OTHER)), st.integers(0, 3), st.data())
def test_a_share_of_another_set_threshold_epoch_or_field_is_named(name, at, data):
    shares = list(split_scalar(scalar(7), threshold=2, shares=4))
    shares[at] = replace(shares[at], **OTHER[name])
    with pytest.raises(Inconsistent, match=f"{name} differs") as caught:
        join_scalar(data.draw(st.permutations(shares)))
    assert caught.value.holder == str(at + 1)


def test_without_a_majority_everybody_is_named():
    shares = split_scalar(scalar(7), threshold=2, shares=4)
    later = [replace(share, epoch=1) for share in shares[2:]]
    with pytest.raises(Inconsistent, match="not made together: epoch differs") as caught:
        join_scalar([*shares[:2], *later])
    assert caught.value.holder == "1, 2, 3, 4"


def test_the_same_share_twice_counts_once():
    one, two, _ = split_scalar(scalar(7), threshold=2, shares=3)
    assert join_scalar([one, two, one]).reveal_number() == 7
    with pytest.raises(NotEnoughShares):
        join_scalar([one, one, one])


def test_two_values_for_one_x_are_refused_and_the_x_is_named():
    shares = split_scalar(scalar(7), threshold=2, shares=5)
    with pytest.raises(Inconsistent, match="two different values") as caught:
        join_scalar([*shares, changed(shares[3])])
    assert caught.value.holder == "4"


@given(fields, st.integers(2, 4), st.integers(2, 4), st.data())
@settings(max_examples=50)
def test_with_two_shares_to_spare_a_single_changed_one_is_named(field, k, spare, data):
    shares = list(split_scalar(scalar(7, field), threshold=k, shares=k + spare, field=field))
    at = data.draw(st.integers(0, k + spare - 1))
    shares[at] = changed(shares[at], data.draw(st.integers(1, field.order - 1)))
    with pytest.raises(Inconsistent, match="polynomial of all the others") as caught:
        join_scalar(data.draw(st.permutations(shares)))
    assert caught.value.holder == str(at + 1)


@pytest.mark.parametrize(
    ("k", "n", "field"), [(0, 3, SCALARS), (-1, 3, SCALARS), (4, 3, SCALARS), (2, 7, Prime(7))]
)
def test_a_policy_that_no_sharing_has_is_refused_with_a_sentence(k, n, field):
    with pytest.raises(ValueError, match=f"not {k} of {n}"):
        split_scalar(scalar(3, field), threshold=k, shares=n, field=field)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"value": ShareValue(bytes(32))}, TypeError, "SecretScalar"),
        ({"x": -1}, ValueError, "0 < x < order"),
        ({"x": SCALARS.order + 1}, ValueError, "0 < x < order"),
        ({"threshold": 0}, ValueError, "1 <= threshold"),
        ({"epoch": -1}, ValueError, "0 <= epoch"),
        ({"set_id": b"short"}, ValueError, "16 bytes"),
        ({"value": SecretScalar.of(1, size=33)}, BadShare, "below the order"),
    ],
)
def test_a_share_without_sense_can_not_be_made(change, error, says):
    with pytest.raises(error, match=says):
        replace(split_scalar(scalar(7), threshold=2, shares=2)[0], **change)


def test_joining_what_is_no_share_is_refused_with_a_sentence():
    with pytest.raises(TypeError, match="ScalarShare belongs here"):
        join_scalar([7])


# The package shamirs, from the other side


def ours(parts, threshold):
    return [
        ScalarShare(
            set_id=bytes(16),
            threshold=threshold,
            x=part.index,
            value=scalar(part.value, MERSENNE),
            field=MERSENNE,
        )
        for part in parts
    ]


@given(numbers(MERSENNE), policies.filter(lambda p: p[1] > 1), st.data())
@settings(max_examples=50)
def test_we_join_what_shamirs_splits_by_default(number, policy, data):
    k, n = policy
    parts = data.draw(st.permutations(shamirs.shares(number, quantity=n, threshold=k)))
    assert join_scalar(ours(parts[:k], k)).reveal_number() == number


@given(numbers(MERSENNE), policies, st.data())
@settings(max_examples=50)
def test_shamirs_joins_what_we_split(number, policy, data):
    k, n = policy
    shares = split_scalar(scalar(number, MERSENNE), threshold=k, shares=n, field=MERSENNE)
    some = data.draw(st.permutations(shares))[:k]
    parts = [shamirs.share(s.x, s.value.reveal_number(), MERSENNE.order) for s in some]
    assert shamirs.interpolate(parts) == number
