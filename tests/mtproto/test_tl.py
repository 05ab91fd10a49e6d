"""TL: every value comes back, has one encoding, and every truncation is noticed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import WireError
from cryptokit.mtproto import schema, tl
from cryptokit.wire import Cursor

longs = st.integers(-(1 << 63), (1 << 63) - 1)
byte_strings = st.binary(max_size=600) | st.sampled_from([bytes(n) for n in range(252, 258)])


@given(byte_strings)
def test_a_string_comes_back_and_fills_a_multiple_of_four(data):
    wire = tl.string(data)
    cursor = Cursor(wire)
    assert tl.read_string(cursor, "s") == data
    cursor.finish()
    assert len(wire) % 4 == 0


@given(st.lists(longs, max_size=20))
def test_a_vector_comes_back(numbers):
    assert tl.read_longs(Cursor(tl.longs(numbers)), "v") == tuple(numbers)


@given(byte_strings, st.data())
def test_every_truncation_of_a_string_is_an_error(data, draw):
    wire = tl.string(data)
    cut = draw.draw(st.integers(0, len(wire) - 1))
    with pytest.raises(WireError):
        tl.read_string(Cursor(wire[:cut]), "s")


@given(st.lists(longs, max_size=5), st.data())
def test_every_truncation_of_a_vector_is_an_error(numbers, draw):
    wire = tl.longs(numbers)
    with pytest.raises(WireError):
        tl.read_longs(Cursor(wire[: draw.draw(st.integers(0, len(wire) - 1))]), "v")


@given(st.binary(min_size=4, max_size=40))
def test_what_is_read_is_written_back_the_same_way(wire):
    cursor = Cursor(wire)
    try:
        data = tl.read_string(cursor, "s")
    except WireError:
        return
    assert tl.string(data) == wire[: cursor.offset]


@given(st.lists(byte_strings, min_size=1, max_size=4))
def test_the_spans_of_strings_tile_the_bytes(parts):
    wire = b"".join(map(tl.string, parts))
    cursor = Cursor(wire)
    for n in range(len(parts)):
        tl.read_string(cursor, f"s{n}")
    tree = cursor.tree("all")
    assert [span.name for span in tree.parts] == [f"s{n}" for n in range(len(parts))]
    edges = [(span.start, span.end) for span in tree.leaves()]
    assert edges[0][0] == 0
    assert edges[-1][1] == len(wire)
    assert all(a[1] == b[0] for a, b in pairwise(edges))


@pytest.mark.parametrize(
    ("size", "start", "total"),
    [(0, "00000000", 4), (253, "fd000000", 256), (254, "fefe0000", 260), (256, "fe000100", 260)],
)
def test_lengths_around_the_long_form(size, start, total):
    wire = tl.string(bytes(size))
    assert wire[:4].hex() == start
    assert len(wire) == total


@pytest.mark.parametrize(
    "wire",
    [
        "01610001",  # the filling is not zero
        "fe030000 61626300",  # a short string in the long form
        "ff000000 00000000",  # a mark that this layer does not know
    ],
)
def test_a_second_way_to_write_the_same_string_is_refused(wire):
    with pytest.raises(WireError) as caught:
        tl.read_string(Cursor(bytes.fromhex(wire)), "word")
    assert caught.value.field in {"word", "zeros"}


def test_a_count_without_items_ends_at_once():
    wire = tl.uint(schema.VECTOR) + b"\xff\xff\xff\xff"
    with pytest.raises(WireError):
        tl.read_longs(Cursor(wire), "v")


def test_bad_utf8_is_named_with_its_field():
    with pytest.raises(WireError) as caught:
        tl.read_text(Cursor(tl.string(b"\xff\xfe")), "text")
    assert (caught.value.field, caught.value.offset) == ("text", 0)


def test_a_string_too_long_for_its_length_is_refused():
    with pytest.raises(ValueError, match="less than 16777216"):
        tl.string(bytes(1 << 24))
