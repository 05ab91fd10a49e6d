"""GF(2^8): the whole field at once, both forms of the arithmetic, and vectors made elsewhere."""

import hashlib
import json
from itertools import combinations, islice
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.primitives import gf256
from cryptokit.primitives.gf256 import Field
from cryptokit.primitives.gf256_arrays import PIECE

VECTORS = Path(__file__).parents[1] / "vectors"
FIELD = json.loads((VECTORS / "shamir-gf256-field.json").read_text("utf-8"))
DETERMINISTIC = json.loads((VECTORS / "shamir-gf256-deterministic.json").read_text("utf-8"))
FIELDS = {"0x11b": Field.AES, "0x11d": Field.REED_SOLOMON}

fields = st.sampled_from(Field)
elements = st.integers(0, 255)
xs = st.lists(elements, min_size=1, max_size=8, unique=True).map(tuple)


@pytest.mark.parametrize("name", FIELDS)
def test_every_product_of_the_field_is_as_published(name):
    told = FIELD["fields"][name]
    table = bytes(gf256.multiply(a, b, FIELDS[name]) for a in range(256) for b in range(256))
    inverses = bytes([0, *(gf256.invert(a, FIELDS[name]) for a in range(1, 256))])
    assert (
        hashlib.sha256(table).hexdigest()
        == told["sha256_of_65536_byte_multiplication_table_row_major"]
    )
    assert hashlib.sha256(inverses).hexdigest() == told["sha256_of_inverse_table_inv0_is_0"]


@pytest.mark.parametrize("field", Field)
def test_a_translation_table_is_a_row_of_products(field):
    for weight in range(256):
        row = bytes(gf256.multiply(weight, b, field) for b in range(256))
        assert gf256.times(weight, field) == row


@pytest.mark.parametrize("name", FIELDS)
def test_elements_have_the_published_orders(name):
    def order(a):
        power, count = a, 1
        while power != 1:
            power, count = gf256.multiply(power, a, FIELDS[name]), count + 1
        return count

    told = FIELD["fields"][name]
    assert (order(2), order(3)) == (told["order_of_2"], told["order_of_3"])
    assert next(a for a in range(2, 256) if order(a) == 255) == told["smallest_generator"]


def test_published_products_and_quotients():
    for name, field in FIELDS.items():
        for a, b, product in FIELD[f"multiplications_{name}"]:
            assert gf256.multiply(a, b, field) == product
    for a, b, quotient in FIELD["divisions_0x11b"]:
        assert gf256.divide(a, b) == quotient


def test_published_interpolations():
    for case in FIELD["interpolate_at_0_0x11b"]:
        points = {x: bytes([y]) for x, y in case["points"]}
        assert gf256.interpolate(points) == bytes([case["value"]])


@pytest.mark.parametrize("name", FIELDS)
def test_published_weights(name):
    for places, weights in FIELD[f"lagrange_weights_at_0_{name}"].items():
        row = tuple(map(int, places.split(",")))
        assert gf256.lagrange_weights(row, 0, FIELDS[name]) == tuple(weights)


@given(fields, elements, elements, elements)
def test_the_laws_of_a_field_hold(field, a, b, c):
    times = gf256.multiply
    assert times(a, b, field) == times(b, a, field)
    assert times(a, times(b, c, field), field) == times(times(a, b, field), c, field)
    assert times(a, gf256.add(b, c), field) == gf256.add(times(a, b, field), times(a, c, field))
    if b:
        assert times(gf256.divide(a, b, field), b, field) == a


@given(xs, fields)
def test_the_weights_of_any_set_add_up_to_one(places, field):
    total = 0
    for weight in gf256.lagrange_weights(places, 0, field):
        total ^= weight
    assert total == 1  # the constant polynomial 1


@given(st.data(), fields, xs)
def test_interpolating_undoes_evaluating_at_any_place(data, field, places):
    size = data.draw(st.integers(0, 40))
    coefficients = data.draw(
        st.lists(st.binary(min_size=size, max_size=size), min_size=1, max_size=len(places))
    )
    at = data.draw(elements)
    values = gf256.evaluate(coefficients, places, field)
    points = dict(zip(places, values, strict=True))
    assert (gf256.interpolate(points, at, field),) == gf256.evaluate(coefficients, (at,), field)


@given(
    st.lists(elements, min_size=1, max_size=4).map(tuple),
    fields,
    st.sampled_from([gf256.LONG, gf256.LONG + 1, PIECE, PIECE + 7]),
    st.binary(min_size=1, max_size=8),
)
@example((0, 0), Field.AES, gf256.LONG, b"\xff")
def test_long_strings_give_what_short_ones_give(row, field, size, seed):
    luck = hashlib.shake_256(seed).digest(size * len(row))
    strings = [luck[i * size : (i + 1) * size] for i in range(len(row))]
    short = gf256.LONG - 1
    pieces = range(0, size, short)
    expected = b"".join(
        gf256.weigh((row,), [s[at : at + short] for s in strings], field)[0] for at in pieces
    )
    assert gf256.weigh((row,), strings, field) == (expected,)


def test_one_wrong_polynomial_shows_in_the_vectors():
    # Three spot values of other test suites hold in both fields; they must not be all there is.
    for a, b, product in ((3, 7, 9), (6, gf256.invert(3), 2)):
        assert gf256.multiply(a, b) == product
    assert gf256.multiply(3, 7, Field.REED_SOLOMON) == 9
    case = next(v for v in DETERMINISTIC["vectors"] if v["tag"] == "key32")
    points = {x: bytes.fromhex(y) for x, y in case["shares"][1:4]}
    assert gf256.interpolate(points, 0, FIELDS[case["polynomial"]]).hex() == case["secret"]
    other = Field.REED_SOLOMON if case["polynomial"] == "0x11b" else Field.AES
    assert gf256.interpolate(points, 0, other).hex() != case["secret"]


def _coefficients(case):
    secret = bytes.fromhex(case["secret"])
    label = f"{case['tag']}|".encode()
    rest = (
        hashlib.shake_128(label + str(j).encode()).digest(len(secret)) for j in range(1, case["k"])
    )
    return (secret, *rest)


@pytest.mark.parametrize(
    "case", DETERMINISTIC["vectors"], ids=lambda c: f"{c['polynomial']} {c['tag']}"
)
def test_shares_are_those_of_the_stated_coefficients(case):
    field, coefficients = FIELDS[case["polynomial"]], _coefficients(case)
    told = case["shares"]
    if isinstance(told, dict):  # 255 of 255: told by a digest
        everyone = gf256.evaluate(coefficients, tuple(range(1, 256)), field)
        digest = hashlib.sha256(b"".join(everyone)).hexdigest()
        assert digest == told["sha256_of_all_y_concatenated"]
        assert gf256.interpolate(dict(enumerate(everyone, 1)), 0, field) == coefficients[0]
        return
    places = tuple(x for x, _ in told)
    values = gf256.evaluate(coefficients, places, field)
    assert [v.hex() for v in values] == [y for _, y in told]
    for some in islice(combinations(zip(places, values, strict=True), case["k"]), 200):
        assert gf256.interpolate(dict(some), 0, field) == coefficients[0]


def test_zero_has_no_inverse():
    with pytest.raises(ZeroDivisionError):
        gf256.divide(5, 0)


def test_what_determines_no_polynomial_is_refused():
    with pytest.raises(ValueError, match="same x twice"):
        gf256.lagrange_weights((1, 2, 1))
    with pytest.raises(ValueError, match="different lengths"):
        gf256.weigh(((1, 1),), (b"ab", b"abc"))
    with pytest.raises(ValueError, match="256 is not an element"):
        gf256.times(256)


def test_a_number_of_strings_that_was_not_announced_is_refused():
    with pytest.raises(ValueError, match="3 coefficients, where 2 were announced"):
        gf256.Evaluator((1, 2), 2)((b"a", b"b", b"c"))
    with pytest.raises(ValueError, match="3 values for 2 x"):
        gf256.Interpolator((1, 2))((b"a", b"b", b"c"))
