"""The prime-order subgroup of edwards25519: a group, and no point of small order gets in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from cryptokit.errors import Untrusted, WireError
from cryptokit.primitives import edwards_points as points
from cryptokit.primitives import exponent, polynomials
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import (
    ORDER,
    combine,
    decode_scalar,
    draw_scalar,
    encode_scalar,
    hash_to_scalar,
    reduce_wide,
)
from cryptokit.primitives.ristretto255 import RISTRETTO255
from cryptokit.rng import lesson

GROUPS = (EDWARDS25519, RISTRETTO255)
groups = st.sampled_from(GROUPS)
scalars = st.one_of(st.sampled_from([0, 1, 2, 4, 8, ORDER - 1]), st.integers(0, ORDER - 1))
labels = st.binary(max_size=8)


# Both groups


@settings(max_examples=40)
@given(groups, scalars, scalars)
def test_multiples_of_the_base_add_up_as_their_scalars_do(group, a, b):
    one, two = group.times_base(a), group.times_base(b)
    assert group.add(one, two) == group.times_base(a + b)
    assert group.subtract(one, two) == group.times_base(a - b)
    assert group.multiply(b, one) == group.times_base(a * b)


@settings(max_examples=40)
@given(groups, scalars, scalars, labels)
def test_multiplication_distributes_over_addition(group, a, b, label):
    point, other = group.from_label(label), group.from_label(label + b"!")
    assert group.add(group.multiply(a, point), group.multiply(b, point)) == group.multiply(
        a + b, point
    )
    assert group.multiply(a, group.add(point, other)) == group.add(
        group.multiply(a, point), group.multiply(a, other)
    )


@settings(max_examples=20)
@given(groups, labels, labels, labels)
def test_addition_is_associative_and_commutative_with_an_identity(group, a, b, c):
    x, y, z = map(group.from_label, (a, b, c))
    assert group.add(group.add(x, y), z) == group.add(x, group.add(y, z))
    assert group.add(x, y) == group.add(y, x)
    assert group.add(x, group.identity) == x == group.subtract(x, group.identity)
    assert group.subtract(x, x) == group.identity


@pytest.mark.parametrize("group", GROUPS)
def test_the_order_is_the_order_of_the_scalars(group):
    point = group.from_label(b"point")
    assert group.multiply(ORDER, point) == group.identity == group.times_base(ORDER)
    assert group.multiply(ORDER - 1, point) == group.subtract(group.identity, point)
    assert group.multiply(5, group.identity) == group.identity


@settings(max_examples=40)
@given(groups, labels)
def test_labels_lead_to_different_elements_that_pass_the_door(group, label):
    point = group.from_label(label)
    assert group.decode(bytes(point), "label") == point
    assert point != group.from_label(label + b"!")
    assert point != group.base


@settings(max_examples=40)
@given(groups, st.integers(1, ORDER - 1))
def test_every_element_but_the_identity_passes_the_door(group, scalar):
    point = group.times_base(scalar)
    assert group.decode(bytes(point), "element") == point


@pytest.mark.parametrize("group", GROUPS)
def test_the_identity_is_refused_by_name(group):
    with pytest.raises(Untrusted, match="C_1: the identity") as caught:
        group.decode(bytes(group.identity), "C_1")
    assert caught.value.field == "C_1"


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_wrong_length_is_refused_by_name(group, size):
    with pytest.raises(Untrusted, match=f"R: 32 bytes are needed, not {size}") as caught:
        group.decode(bytes(size), "R")
    assert caught.value.field == "R"


def test_the_groups_have_names_and_different_encodings():
    assert [group.name for group in GROUPS] == ["edwards25519", "ristretto255"]
    assert EDWARDS25519.base != RISTRETTO255.base
    with pytest.raises(ValueError, match="through decode"):
        RISTRETTO255.add(EDWARDS25519.base, RISTRETTO255.base)


# edwards25519 alone


def test_the_base_point_and_its_multiples_are_those_of_ed25519_keys():
    key = SigningKey(bytes(range(32)))
    private = int.from_bytes(key.to_curve25519_private_key().encode(), "little")
    clamped = private & ((1 << 254) - 8) | 1 << 254
    assert EDWARDS25519.times_base(clamped) == key.verify_key.encode()
    assert EDWARDS25519.base == (4 * pow(5, -1, points.PRIME) % points.PRIME).to_bytes(32, "little")


def small_order_points():
    """All eight points whose order divides 8: the multiples of a point's part outside the group."""
    for y in range(2, 50):
        try:
            point = points.from_bytes(y.to_bytes(32, "little"))
        except ValueError:
            continue
        part = multiple(point, ORDER)
        if points.to_bytes(multiple(part, 4)) != points.to_bytes(points.IDENTITY):
            return [multiple(part, i) for i in range(8)]
    raise AssertionError("no point of order 8 found")


def multiple(point, scalar):
    total = points.IDENTITY
    for bit in f"{scalar:b}":
        total = points.add(total, total)
        if bit == "1":
            total = points.add(total, point)
    return total


SMALL = small_order_points()


def test_there_are_eight_points_of_small_order():
    assert len({points.to_bytes(point) for point in SMALL}) == 8


@pytest.mark.parametrize("i", range(1, 8))
def test_points_of_small_order_are_refused(i):
    with pytest.raises(Untrusted, match="of prime order") as caught:
        EDWARDS25519.decode(points.to_bytes(SMALL[i]), "R")
    assert caught.value.field == "R"


@pytest.mark.parametrize("i", range(1, 8))
def test_a_good_point_plus_one_of_small_order_is_refused(i):
    base = points.from_bytes(EDWARDS25519.base)
    with pytest.raises(Untrusted, match="of prime order"):
        EDWARDS25519.decode(points.to_bytes(points.add(base, SMALL[i])), "R")


@pytest.mark.parametrize("y", range(19))
def test_non_canonical_encodings_are_refused(y):
    for sign in (0, 1 << 255):
        data = (points.PRIME + y | sign).to_bytes(32, "little")
        with pytest.raises(Untrusted):
            EDWARDS25519.decode(data, "R")


def test_what_is_not_on_the_curve_is_refused():
    off = next(y for y in range(2, 50) if not on_curve(y))
    with pytest.raises(Untrusted, match="canonical"):
        EDWARDS25519.decode(off.to_bytes(32, "little"), "R")


def on_curve(y):
    return points.sqrt_ratio(y * y - 1, points.D * y * y + 1)[0]


# Points in whole numbers


@settings(max_examples=30)
@given(scalars, scalars)
def test_adding_in_whole_numbers_is_what_libsodium_does(a, b):
    one, two = EDWARDS25519.times_base(a), EDWARDS25519.times_base(b)
    p, q = points.from_bytes(one), points.from_bytes(two)
    assert points.to_bytes(p) == one
    assert points.to_bytes(points.add(p, q)) == EDWARDS25519.add(one, two)
    assert points.to_bytes(points.add(p, points.negative(q))) == EDWARDS25519.subtract(one, two)


@given(st.integers(0, points.PRIME - 1), st.integers(1, points.PRIME - 1))
def test_the_root_of_a_ratio_is_what_it_says(u, v):
    is_square, root = points.sqrt_ratio(u, v)
    wanted = u if is_square else points.SQRT_M1 * u % points.PRIME
    assert v * root * root % points.PRIME == wanted
    assert not points.is_negative(root)
    ratio = u * pow(v, -1, points.PRIME)
    assert is_square == (pow(ratio, (points.PRIME - 1) // 2, points.PRIME) in {0, 1})


@pytest.mark.parametrize("y", [1, points.PRIME - 1])
def test_a_point_with_x_0_has_one_encoding(y):
    assert points.from_bytes(y.to_bytes(32, "little")).x == 0
    with pytest.raises(ValueError, match="not the encoding"):
        points.from_bytes((y | 1 << 255).to_bytes(32, "little"))


def test_reading_a_point_off_the_curve_fails():
    off = next(y for y in range(2, 50) if not on_curve(y))
    for data in (off.to_bytes(32, "little"), points.PRIME.to_bytes(32, "little"), b"\x01"):
        with pytest.raises(ValueError, match="not the encoding"):
            points.from_bytes(data)


# Scalars and polynomials in the exponent


@given(scalars)
def test_scalars_come_back(scalar):
    assert decode_scalar(encode_scalar(scalar), "s") == scalar


@pytest.mark.parametrize("data", [bytes(31), bytes(33), encode_scalar(ORDER), b"\xff" * 32])
def test_what_is_no_scalar_is_refused_by_name(data):
    with pytest.raises(WireError) as caught:
        decode_scalar(data, "response")
    assert caught.value.field == "response"


@given(st.binary(min_size=64, max_size=64))
def test_wide_bytes_are_reduced(data):
    assert (int.from_bytes(data, "little") - reduce_wide(data)) % ORDER == 0
    assert 0 <= reduce_wide(data) < ORDER


def test_narrow_bytes_are_not_reduced():
    with pytest.raises(ValueError, match="64 bytes, not 32"):
        reduce_wide(bytes(32))


def test_drawn_and_hashed_scalars_are_below_the_order():
    assert 0 < draw_scalar(lesson("scalar")).reveal_number() < ORDER
    assert draw_scalar(lesson("scalar")).from_lesson
    assert hash_to_scalar(b"a") != hash_to_scalar(b"b")


@settings(max_examples=20)
@given(groups, st.lists(scalars, min_size=1, max_size=4), st.integers(0, 300))
def test_polynomials_are_evaluated_and_interpolated_in_the_exponent(group, coefficients, at):
    hidden = [group.times_base(c) for c in coefficients]
    wanted = group.times_base(polynomials.evaluate(coefficients, at, SCALARS))
    assert exponent.evaluate(hidden, at, group) == wanted
    points_ = {x: exponent.evaluate(hidden, x, group) for x in range(2, 2 + len(coefficients))}
    assert exponent.interpolate(points_, group, at) == wanted


def test_a_combination_has_as_many_scalars_as_elements():
    with pytest.raises(ValueError, match="argument 2 is longer"):
        combine([1], [EDWARDS25519.base] * 2, EDWARDS25519)
