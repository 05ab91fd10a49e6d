"""GF(2^8) over arrays: the same arithmetic as byte by byte, whatever the length."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.primitives import gf256, gf256_arrays
from cryptokit.primitives.gf256 import Field

fields = st.sampled_from(Field)
strings = st.binary(min_size=1, max_size=300)


def array(data):
    return np.frombuffer(data, np.uint8).copy()


@given(strings, fields)
def test_doubling_an_array_doubles_each_byte(data, field):
    values = array(data)
    gf256_arrays.double(values, np.empty_like(values), field)
    assert list(values) == [gf256.double(byte, field) for byte in data]


@given(st.integers(1, 5), st.integers(1, 200), fields, st.data())
def test_gathering_and_spreading_are_sums_of_products(count, size, field, data):
    inputs = [data.draw(st.binary(min_size=size, max_size=size)) for _ in range(count)]
    row = data.draw(st.lists(st.integers(1, 255), min_size=count, max_size=count))
    want = bytes(size)
    for weight, one in zip(row, inputs, strict=True):
        want = bytes(a ^ gf256.multiply(weight, b, field) for a, b in zip(want, one, strict=True))
    scratch, total = np.empty(size, np.uint8), array(bytes(size))
    gf256_arrays.gather(total, row, [array(one) for one in inputs], scratch, field)
    assert total.tobytes() == want
    spread = array(bytes(size))
    for weight, one in zip(row, inputs, strict=True):
        values = array(one)
        gf256_arrays.spread([spread], [spread], [weight], values, scratch=scratch, polynomial=field)
    assert spread.tobytes() == want


def test_a_spread_adds_one_string_to_several_starts():
    starts = [array(b"abc"), array(b"xyz")]
    totals = [np.empty(3, np.uint8), np.empty(3, np.uint8)]
    gf256_arrays.spread(
        totals,
        starts,
        (1, 3),
        array(b"\x01\x02\x03"),
        scratch=np.empty(3, np.uint8),
        polynomial=0x11B,
    )
    want = [bytes([97 ^ 1, 98 ^ 2, 99 ^ 3]), bytes([120 ^ 3, 121 ^ 6, 122 ^ 5])]
    assert [total.tobytes() for total in totals] == want
    assert [start.tobytes() for start in starts] == [b"abc", b"xyz"]


def test_pieces_tile_what_they_cut():
    for size in (1, gf256_arrays.PIECE, 3 * gf256_arrays.PIECE + 1):
        cuts = list(gf256_arrays.pieces(size))
        assert cuts[0].start == 0
        assert cuts[-1].stop == size
        assert all(a.stop == b.start for a, b in pairwise(cuts))
        assert max(cut.stop - cut.start for cut in cuts) <= gf256_arrays.PIECE
