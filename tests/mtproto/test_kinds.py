"""Kinds of TL values: flags that say what is there, vectors, and objects in the place of others."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import WireError
from cryptokit.mtproto import kinds, objects, schema, tl
from cryptokit.mtproto.objects import TlObject
from cryptokit.wire import Cursor

SELF = TlObject("inputPeerSelf", {})
INT = st.integers(-(2**31), 2**31 - 1)
MARKS = {"no_webpage": 1, "silent": 5, "noforwards": 14}
NUMBERS = {"schedule_date": 10, "schedule_repeat_period": 24}


@given(
    st.dictionaries(st.sampled_from([*MARKS]), st.sampled_from([True, False, None, 0, 1])),
    st.dictionaries(st.sampled_from([*NUMBERS]), st.none() | INT),
)
def test_flags_say_which_fields_are_there(marks, numbers):
    data = objects.write(
        "messages.sendMessage", peer=SELF, message=b"hi", random_id=1, **marks, **numbers
    )
    there = {name: True for name, value in marks.items() if value}
    there |= {name: value for name, value in numbers.items() if value is not None}
    bits = sum(1 << {**MARKS, **NUMBERS}[name] for name in there)
    assert data[4:8] == tl.uint(bits)
    assert objects.read_all(data).fields == {
        "peer": SELF,
        "message": b"hi",
        "random_id": 1,
        **there,
    }


@given(st.floats(allow_nan=False))
def test_a_double_is_eight_bytes_as_in_ieee_754(number):
    data = kinds.SIMPLE["double"].write(number)
    assert (len(data), data) == (8, struct.pack("<d", number))
    assert kinds.SIMPLE["double"].read(Cursor(data), "time", {}) == number


@given(st.lists(INT, max_size=5), st.booleans())
def test_a_vector_is_read_as_it_was_written(numbers, boxed):
    kind = kinds.vector(kinds.SIMPLE["int"], boxed=boxed)
    data = kind.write(numbers)
    assert data.startswith(tl.uint(schema.VECTOR)) is boxed
    cursor = Cursor(data)
    assert kind.read(cursor, "numbers", {}) == tuple(numbers)
    cursor.finish()
    assert [one.name for one in cursor.tree("all").parts] == ["numbers"]


def test_a_vector_in_the_place_of_an_object_is_a_wire_error():
    data = tl.uint(schema.VECTOR) + objects.write("boolTrue")
    with pytest.raises(WireError, match="not in the schema"):
        objects.read_all(data)


def test_an_object_that_was_written_already_stands_for_itself():
    fields = {"message": b"hi", "random_id": 1}
    whole = objects.write("messages.sendMessage", peer=SELF, **fields)
    assert objects.write("messages.sendMessage", peer=objects.rewrite(SELF), **fields) == whole


def test_a_field_that_is_needed_or_unknown_is_named():
    with pytest.raises(TypeError, match=r"messages\.sendMessage needs a field message"):
        objects.write("messages.sendMessage", peer=SELF, random_id=1)
    with pytest.raises(TypeError, match="ping has no field a, b"):
        objects.write("ping", b=1, a=1)
