"""Protocol Buffers: what is written is read, spans tile the bytes, hostile bytes have one error."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.errors import WireError
from cryptokit.signal import varint
from cryptokit.signal.messages import PREKEY_MESSAGE, SIGNAL_MESSAGE
from cryptokit.signal.protobuf import Field, Fields, Message, read, write
from cryptokit.wire import Cursor

B = bytes.fromhex
INNER = Message("Inner", (Field(1, "left", "uint32"), Field(2, "right", "bytes")))
OUTER = Message(
    "Outer",
    (
        Field(1, "small", "uint32"),
        Field(2, "large", "uint64"),
        Field(3, "fixed", "fixed64"),
        Field(4, "data", "bytes"),
        Field(5, "inner", INNER),
        Field(300, "far", "bytes"),
    ),
)
KINDS = {
    "uint32": st.integers(0, 2**32 - 1),
    "uint64": st.integers(0, 2**64 - 1),
    "fixed64": st.integers(0, 2**64 - 1),
    "bytes": st.binary(max_size=300),
}


def values_of(schema):
    def value(kind):
        return values_of(kind) if isinstance(kind, Message) else KINDS[kind]

    return st.fixed_dictionaries({one.name: st.none() | value(one.kind) for one in schema.fields})


def plain(fields):
    return {k: plain(v) if isinstance(v, Fields) else v for k, v in fields.items()}


def outcome(schema, data, cursor=None):
    """Give what was read, or the error; any other error is one of ours."""
    try:
        return read(schema, data, cursor)
    except WireError as error:
        return error


outer_values = values_of(OUTER)
schemas = st.sampled_from((OUTER, INNER, SIGNAL_MESSAGE, PREKEY_MESSAGE))


@given(outer_values)
def test_what_is_written_is_read(values):
    assert plain(read(OUTER, write(OUTER, values))) == values


@given(outer_values)
def test_what_is_read_is_written_to_the_same_bytes(values):
    data = write(OUTER, values)
    assert write(OUTER, read(OUTER, data)) == data


@given(outer_values, st.binary(max_size=9))
def test_spans_tile_the_bytes_and_a_cursor_reads_the_same(values, before):
    data = write(OUTER, values)
    cursor = Cursor(before + data)
    cursor.take(len(before), "before")
    assert plain(read(OUTER, data, cursor)) == values
    cursor.finish()
    leaves = list(cursor.tree("all").leaves())
    assert [leaf.start for leaf in leaves] == [0, *(leaf.end for leaf in leaves[:-1])]
    assert leaves[-1].end == len(before + data)
    parts = [part.name for part in cursor.tree("all").parts[1:]]
    assert parts == [one.name for one in OUTER.fields if values[one.name] is not None]


@given(schemas, st.binary(max_size=80))
def test_any_bytes_are_read_or_refused_with_a_place(schema, data):
    fields = outcome(schema, data)
    if isinstance(fields, WireError):
        assert 0 <= fields.offset <= len(data)
        assert fields.field
    else:
        assert plain(read(schema, write(schema, fields))) == plain(fields)


@given(schemas, outer_values, st.binary(max_size=40), st.integers(0, 500))
def test_a_reader_that_leaves_spans_and_one_that_leaves_none_agree(schema, values, tail, cut):
    """Values or error, place and field: the short way through ``read`` is no other reader."""
    data = (write(OUTER, values) + tail)[:cut]
    plain_way, with_spans = outcome(schema, data), outcome(schema, data, Cursor(data))
    if isinstance(plain_way, WireError):
        assert isinstance(with_spans, WireError)
        assert str(with_spans) == str(plain_way)
        assert (with_spans.offset, with_spans.field) == (plain_way.offset, plain_way.field)
    else:
        assert plain(with_spans) == plain(plain_way)


@given(outer_values, st.data())
def test_a_flipped_bit_is_read_or_refused(values, data):
    wire = bytearray(write(OUTER, {**values, "far": b"x"}))
    bit = data.draw(st.integers(0, 8 * len(wire) - 1))
    wire[bit // 8] ^= 1 << bit % 8
    fields = outcome(OUTER, bytes(wire))
    assert isinstance(fields, WireError) or plain(fields) != {**values, "far": b"x"}


@given(outer_values)
def test_a_message_cut_short_within_a_field_is_refused(values):
    data = write(OUTER, {**values, "far": b"longer"})
    for size in range(len(data) - len(b"longer"), len(data)):
        with pytest.raises(WireError):
            read(OUTER, data[:size])


@given(st.integers(0, 2**64 - 1), st.binary(max_size=3))
@example(0, b"")
@example(2**14 - 1, b"")
@example(2**14, b"")
@example(2**64 - 1, b"\xff")
def test_a_varint_is_read_where_it_stands(number, before):
    data = varint.write(number)
    assert len(data) <= varint.LIMIT
    assert varint.read(before + data + b"\xff", len(before)) == (number, len(before + data))


@pytest.mark.parametrize(
    ("number", "wire"), [(0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (300, "ac02")]
)
def test_varints_of_the_documentation(number, wire):
    assert varint.write(number) == B(wire)
    assert varint.read(B(wire), 0) == (number, len(B(wire)))


@pytest.mark.parametrize(
    "wire", ["ff" * 9 + "02", "80" * 10 + "00", "ff" * 10 + "01", "80" * 9, "ff", ""]
)
def test_a_varint_of_over_64_bits_or_ten_bytes_or_without_an_end_is_refused(wire):
    with pytest.raises(WireError) as caught:
        varint.read(b"x" + B(wire), 1, 40, "count")
    assert (caught.value.offset, caught.value.field) == (41, "count")


def test_a_number_below_zero_is_no_varint():
    with pytest.raises(ValueError):
        varint.write(-1)


def test_zero_is_written_when_it_is_there_and_absent_otherwise():
    counters = {"counter": 0, "previous_counter": 0}
    assert write(SIGNAL_MESSAGE, counters) == B("1000 1800")
    assert write(SIGNAL_MESSAGE, {"counter": None}) == b""
    assert read(SIGNAL_MESSAGE, b"")["counter"] is None
    assert read(SIGNAL_MESSAGE, B("1000"))["counter"] == 0


def test_fields_are_written_in_ascending_order_and_read_in_any():
    assert write(INNER, {"right": b"", "left": 1}) == B("0801 1200")
    assert plain(read(INNER, B("1200 0801"))) == {"left": 1, "right": b""}


def test_the_last_of_two_values_counts():
    assert read(INNER, B("0801 0802"))["left"] == 2


def test_two_messages_under_one_number_are_merged():
    data = write(OUTER, {"inner": {"left": 1, "right": b"old"}})
    data += write(OUTER, {"inner": {"right": b"new"}})
    assert plain(read(OUTER, data).message("inner")) == {"left": 1, "right": b"new"}


def test_messages_are_merged_to_the_bottom():
    deep = Message("Deep", (Field(1, "outer", OUTER),))
    data = write(deep, {"outer": {"small": 1, "inner": {"left": 1}}})
    data += write(deep, {"outer": {"inner": {"right": b"new"}}})
    outer = read(deep, data).message("outer")
    assert outer.number("small") == 1
    assert plain(outer.message("inner")) == {"left": 1, "right": b"new"}


@pytest.mark.parametrize("unknown", ["3801", "3900000000 00000000", "3a0161", "3d00000000"])
def test_an_unknown_field_is_skipped(unknown):
    assert plain(read(INNER, B(unknown) + B("0801"))) == {"left": 1, "right": None}


def test_a_number_written_longer_than_it_need_be_is_read():
    assert read(INNER, B("088000"))["left"] == 0


@pytest.mark.parametrize(
    ("data", "offset", "field"),
    [
        ("0a00", 0, "left"),  # a length where a number is due
        ("1000", 0, "right"),  # a number where a length is due
        ("0d00000000", 0, "left"),  # four fixed bytes
        ("0b", 0, "left"),  # a group
        ("3b", 1, "unknown field 7"),  # a group of an unknown number
        ("3c", 1, "unknown field 7"),  # the end of a group
        ("3e", 1, "unknown field 7"),  # no wire type at all
        ("00", 0, "tag"),  # number 0
        ("f8ffffff7f00", 0, "tag"),  # a number too large
        ("08", 1, "left"),  # nothing behind the tag
        ("0880", 1, "left"),  # a number that does not end
        ("08ffffffffffffffffffff01", 1, "left"),  # eleven bytes
        ("08ffffffffffffffffff02", 1, "left"),  # ten bytes, and more than 64 bits
        ("088080808010", 1, "left"),  # 2^32 in 32 bits
        ("1205616263", 2, "right"),  # a length past the end
        ("12ffffffffffffffffff01", 11, "right"),  # a length past all ends
        ("0801 1203 6162", 4, "right"),
        ("80", 0, "tag"),
    ],
)
def test_hostile_bytes_are_refused_where_they_stand(data, offset, field):
    with pytest.raises(WireError) as caught:
        read(INNER, B(data))
    assert (caught.value.offset, caught.value.field) == (offset, field)
    with pytest.raises(WireError) as caught:
        read(INNER, B(data), offset=40)
    assert caught.value.offset == 40 + offset
    with pytest.raises(WireError) as caught:
        read(INNER, B(data), Cursor(B(data)))
    assert (caught.value.offset, caught.value.field) == (offset, field)


def test_an_error_within_a_message_has_the_place_in_the_whole():
    with pytest.raises(WireError) as caught:
        read(OUTER, B("0801 2a02 0a00"))
    assert (caught.value.offset, caught.value.field) == (4, "left")
    with pytest.raises(WireError) as caught:
        read(OUTER, B("0801 2a02 0a00"), offset=40)
    assert caught.value.offset == 44


def test_eight_fixed_bytes_cut_short_are_refused():
    with pytest.raises(WireError) as caught:
        read(OUTER, B("1900000000"))
    assert (caught.value.offset, caught.value.field) == (1, "fixed")


def test_what_must_be_there_is_asked_for_by_its_kind():
    fields = read(OUTER, B("0801"), offset=7)
    assert fields.number("small") == 1
    assert fields.optional_data("data") is None
    for ask, name in ((fields.number, "large"), (fields.data, "data"), (fields.message, "inner")):
        with pytest.raises(WireError) as caught:
            ask(name)
        assert (caught.value.offset, caught.value.field) == (7, name)
    for ask in (fields.number, fields.optional_number, fields.optional_data, fields.__getitem__):
        with pytest.raises(KeyError):
            ask("smal")
    for ask in (fields.data, fields.optional_data, fields.message):
        with pytest.raises(TypeError):
            ask("small")
    assert len(fields) == len(OUTER.fields)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"smal": 1}, ValueError),
        ({"small": 2**32}, ValueError),
        ({"small": -1}, ValueError),
        ({"large": 2**64}, ValueError),
        ({"fixed": 2**64}, ValueError),
        ({"small": b"1"}, TypeError),
        ({"data": 1}, TypeError),
        ({"data": "text"}, TypeError),
        ({"data": {}}, TypeError),
        ({"inner": b""}, TypeError),
        ({"inner": 1}, TypeError),
        ({"small": {}}, TypeError),
        ({"inner": {"lef": 1}}, ValueError),
    ],
)
def test_what_does_not_fit_the_schema_is_not_written(values, error):
    with pytest.raises(error):
        write(OUTER, values)


def test_a_schema_is_in_ascending_order():
    for numbers in ((2, 1), (1, 1)):
        with pytest.raises(ValueError):
            Message("Bad", tuple(Field(n, f"f{at}", "bytes") for at, n in enumerate(numbers)))
