"""Robust joining: two decoders agree, correct up to the bound, name the wrong, refuse beyond."""

import json
import traceback
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares
from cryptokit.keys import SecretScalar, ShareValue
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import SCALARS, Binary, Prime
from cryptokit.primitives.gf256 import Field
from cryptokit.rng import lesson
from cryptokit.sharing import split
from cryptokit.sharing.decoding import bound
from cryptokit.sharing.robust import berlekamp_welch, decode_bytes, decode_scalars, gao
from cryptokit.sharing.scalar import split_scalar

VECTOR = json.loads(
    (Path(__file__).parents[1] / "vectors" / "robust-decoding.json").read_text("utf-8")
)
DECODERS = (berlekamp_welch, gao)
FIELDS = (Prime(2**61 - 1), SCALARS, Binary(0x11B))
fields = st.sampled_from(FIELDS)


@st.composite
def codewords(draw, *, beyond=False):
    """Points of a polynomial, of which some were changed: within the bound, or beyond it."""
    field = draw(fields)
    k = draw(st.integers(2, 4))
    m = draw(st.integers(k, k + 6))
    elements = st.integers(0, field.order - 1)
    polynomial = draw(st.lists(elements, min_size=k, max_size=k))
    xs = draw(st.lists(st.integers(1, 255), min_size=m, max_size=m, unique=True))
    points = {x: polynomials.evaluate(polynomial, x, field) for x in xs}
    bound = (m - k) // 2
    wrong = draw(st.integers(bound + 1, m) if beyond else st.integers(0, bound))
    cheaters = draw(st.permutations(xs))[:wrong]
    for x in cheaters:
        points[x] = field.add(points[x], draw(st.integers(1, field.order - 1)))
    return field, k, polynomials.trim(polynomial), points, tuple(sorted(cheaters))


def outcome(decoder, points, k, field):
    """What a decoder says: the polynomial and the cheaters, or whom it names in its error."""
    try:
        found = decoder(points, k, field)
    except Inconsistent as error:
        return error.holder
    return found.polynomial, found.cheaters


# The decoders


@pytest.mark.parametrize("decoder", DECODERS)
def test_the_vector_is_decoded_and_its_cheaters_named(decoder):
    found = decoder(dict(VECTOR["points"]), VECTOR["threshold"], Prime(2**61 - 1))
    assert list(found.polynomial) == VECTOR["expected_polynomial_low_to_high"]
    assert list(found.cheaters) == VECTOR["expected_cheaters"]
    assert found.polynomial[0] == VECTOR["secret"]


@given(codewords())
def test_up_to_the_bound_both_correct_and_name_the_cheaters(case):
    field, k, polynomial, points, cheaters = case
    for decoder in DECODERS:
        found = decoder(points, k, field)
        assert (found.polynomial, found.cheaters) == (polynomial, cheaters)


@given(codewords(beyond=True))
def test_beyond_the_bound_both_say_the_same_and_never_more_than_is_true(case):
    field, k, _, points, _ = case
    one, two = (outcome(decoder, points, k, field) for decoder in DECODERS)
    assert one == two
    if isinstance(one, str):
        assert one == ", ".join(str(x) for x in points)
    else:  # another polynomial is as near as the bound: then it is the only one
        polynomial, cheaters = one
        assert len(polynomial) <= k
        assert len(cheaters) <= (len(points) - k) // 2
        for x, y in points.items():
            assert (polynomials.evaluate(polynomial, x, field) == y) == (x not in cheaters)


def test_beyond_the_bound_exhaustive_search_agrees():
    # GF(7), 2 of 4, one correctable: all 7^4 words against all 49 polynomials.
    field, xs = Prime(7), (1, 2, 3, 4)
    lines = [tuple((a + b * x) % 7 for x in xs) for a in range(7) for b in range(7)]
    refused = 0
    for number in range(7**4):
        word = tuple(number // 7**i % 7 for i in range(4))
        near = [line for line in lines if sum(a != b for a, b in zip(line, word, strict=True)) <= 1]
        points = dict(zip(xs, word, strict=True))
        one, two = (outcome(decoder, points, 2, field) for decoder in DECODERS)
        assert one == two
        assert isinstance(one, str) == (not near)
        refused += not near
    assert refused == 7**4 - 49 * (1 + 4 * 6)


@pytest.mark.parametrize("decoder", DECODERS)
def test_the_zero_polynomial_is_found(decoder):
    points = dict.fromkeys(range(1, 6), 0) | {3: 4}
    found = decoder(points, 3, Prime(7))
    assert (found.polynomial, found.cheaters) == ((), (3,))


@pytest.mark.parametrize("decoder", DECODERS)
def test_too_few_points_are_counted(decoder):
    with pytest.raises(NotEnoughShares) as caught:
        decoder({1: 1, 2: 2}, 3, Prime(7))
    assert (caught.value.have, caught.value.need) == (2, 3)


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize(("x", "y"), [(0, 1), (7, 1), (8, 1), (-1, 1), (3, 7), (3, -1)])
def test_a_point_at_zero_or_out_of_the_field_is_refused_and_named(decoder, x, y):
    with pytest.raises(BadShare, match="at 0, or out") as caught:
        decoder({1: 1, 2: 2, x: y}, 2, Prime(7))
    assert caught.value.holder == str(x)


@pytest.mark.parametrize("decoder", DECODERS)
def test_a_threshold_below_one_is_refused(decoder):
    with pytest.raises(ValueError, match="at least 1"):
        decoder({1: 1}, 0, Prime(7))


def test_what_was_decoded_does_not_show():
    assert "987654321" not in repr(gao(dict(VECTOR["points"]), 3, Prime(2**61 - 1)))


# Shares of bytes


def dealt(secret, k, n, field=Field.AES):
    shares = split(secret, threshold=k, shares=n, rng=lesson("robust"))
    return [replace(share, field=field) for share in shares]


def changed(share, at=0, by=1):
    value = bytearray(share.value.reveal())
    value[at] ^= by
    return replace(share, value=ShareValue(bytes(value)))


@settings(max_examples=50)
@given(st.binary(min_size=1, max_size=20), st.integers(2, 4), st.integers(0, 6), st.data())
def test_wrong_shares_up_to_the_bound_are_corrected_and_named(secret, k, spare, data):
    shares = dealt(secret, k, k + spare)
    chosen = data.draw(st.permutations(range(k + spare)))[: data.draw(st.integers(0, spare // 2))]
    for i in chosen:  # each somewhere else: no single byte need show all of them
        at = data.draw(st.integers(0, len(secret) - 1))
        shares[i] = changed(shares[i], at, data.draw(st.integers(1, 255)))
    found = decode_bytes(data.draw(st.permutations(shares)))
    assert found.secret.reveal() == secret
    assert found.secret.from_lesson
    assert found.cheaters == tuple(sorted(i + 1 for i in chosen))


def test_a_long_secret_with_two_cheaters_comes_back():
    secret = bytes(range(256)) * 40
    shares = dealt(secret, 3, 7)
    shares[1], shares[4] = changed(shares[1], 9000), changed(changed(shares[4], 17), 10_000)
    found = decode_bytes(shares)
    assert found.secret.reveal() == secret
    assert found.cheaters == (2, 5)


def test_cheaters_in_different_bytes_count_together():
    # One wrong share in each byte could be corrected; three wrong shares of five can not.
    shares = dealt(b"abc", 3, 5)
    wrong = [changed(share, at) for at, share in enumerate(shares[:3])]
    with pytest.raises(Inconsistent, match="more are wrong") as caught:
        decode_bytes([*wrong, *shares[3:]])
    assert caught.value.holder == "1, 2, 3, 4, 5"
    one = decode_bytes([wrong[0], *shares[1:]])
    assert (one.secret.reveal(), one.cheaters) == (b"abc", (1,))


@pytest.mark.parametrize(("m", "k", "wrong"), [(7, 3, 2), (6, 3, 1), (5, 2, 1), (3, 3, 0)])
def test_half_of_the_shares_to_spare_rounded_down_can_be_corrected(m, k, wrong):
    assert bound(m, k) == wrong


def test_an_odd_share_to_spare_corrects_nothing_more():
    shares = dealt(b"abc", 2, 5)
    wrong = [changed(share, at) for at, share in enumerate(shares[:2])]
    with pytest.raises(Inconsistent, match="more are wrong"):
        decode_bytes([*wrong, *shares[2:]])


def test_beyond_the_bound_in_one_byte_all_are_named():
    shares = dealt(b"abc", 2, 5)
    wrong = [changed(share, 1, 1 << i) for i, share in enumerate(shares[:2])]
    with pytest.raises(Inconsistent, match="two more right shares") as caught:
        decode_bytes([*wrong, *shares[2:]])
    assert caught.value.holder == "1, 2, 3, 4, 5"


def test_with_one_to_spare_a_wrong_share_is_noticed():
    shares = dealt(b"abc", 2, 3)
    with pytest.raises(Inconsistent):
        decode_bytes([changed(shares[0]), *shares[1:]])


def test_the_other_field_is_decoded_in_its_own_arithmetic():
    field = Binary(Field.REED_SOLOMON)
    points = {x: polynomials.evaluate((0x61, 7, 9), x, field) for x in range(1, 8)}
    like = dealt(b"a", 3, 7, Field.REED_SOLOMON)
    shares = [replace(s, value=ShareValue(bytes([points[s.x]]))) for s in like]
    found = decode_bytes([changed(shares[0]), *shares[1:6], changed(shares[6])])
    assert (found.secret.reveal(), found.cheaters) == (b"a", (1, 7))


def test_shares_of_another_set_and_too_few_are_refused():
    ours, theirs = dealt(b"abc", 2, 4), split(b"abc", threshold=2, shares=4)
    with pytest.raises(Inconsistent, match="set id differs") as caught:
        decode_bytes([*ours[:3], theirs[3]])
    assert caught.value.holder == "4"
    with pytest.raises(NotEnoughShares):
        decode_bytes(ours[:1])


# Shares of numbers


@settings(max_examples=30)
@given(st.sampled_from([SCALARS, Prime(2**61 - 1), Prime(11)]), st.integers(2, 4), st.data())
def test_wrong_numbers_up_to_the_bound_are_corrected_and_named(field, k, data):
    n = data.draw(st.integers(k, min(k + 5, 10)))
    secret = SecretScalar.of(data.draw(st.integers(0, field.order - 1)), size=field.size)
    shares = list(split_scalar(secret, threshold=k, shares=n, field=field, rng=lesson("robust")))
    chosen = data.draw(st.permutations(range(n)))[: data.draw(st.integers(0, (n - k) // 2))]
    for i in chosen:
        shares[i] = shifted(shares[i], data.draw(st.integers(1, field.order - 1)))
    found = decode_scalars(shares)
    assert (found.secret, found.cheaters) == (secret, tuple(sorted(i + 1 for i in chosen)))
    assert found.secret.from_lesson


def shifted(share, by=1):
    number = (share.value.reveal_number() + by) % share.field.order
    return replace(share, value=SecretScalar.of(number, size=share.field.size))


def test_any_two_of_seven_may_lie():
    shares = split_scalar(SecretScalar.of(42), threshold=3, shares=7, rng=lesson("robust"))
    for liars in combinations(range(7), 2):
        handed = [shifted(s, 5) if i in liars else s for i, s in enumerate(shares)]
        found = decode_scalars(handed)
        assert found.secret.reveal_number() == 42
        assert found.cheaters == tuple(i + 1 for i in liars)


def test_three_of_seven_are_too_many_and_no_error_shows_a_share():
    shares = split_scalar(SecretScalar.of(42), threshold=3, shares=7, rng=lesson("robust"))
    handed = [*(shifted(s, 5 + s.x) for s in shares[:3]), *shares[3:]]
    texts = dealt(b"sixteen byte key", 2, 4)
    texts = [changed(texts[0]), changed(texts[1], by=2), *texts[2:]]
    for act, values in (
        (lambda: decode_scalars(handed), [str(s.value.reveal_number()) for s in handed]),
        (lambda: decode_bytes(texts), [repr(s.value.reveal())[2:-1] for s in texts]),
    ):
        with pytest.raises(Inconsistent) as caught:
            act()
        below = caught.value.__traceback__.tb_next.tb_next
        lines = traceback.TracebackException(
            type(caught.value), caught.value, below, capture_locals=True
        )
        text = "".join(lines.format())
        assert "more are wrong" in text
        for value in values:
            assert value not in text
