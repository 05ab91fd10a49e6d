"""The reading cursor: every byte belongs to one named span, and an error says where it stopped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import WireError
from cryptokit.wire import DEEPEST, Cursor

plans = st.recursive(
    st.integers(0, 5), lambda inner: st.lists(inner, max_size=4), max_leaves=20
).map(lambda plan: plan if isinstance(plan, list) else [plan])


def follow(cursor, plan):
    for number, part in enumerate(plan):
        if isinstance(part, list):
            with cursor.group(f"group {number}"):
                follow(cursor, part)
        else:
            cursor.take(part, f"field {number}")


def check(span):
    at = span.start
    for part in span.parts:
        assert part.start == at
        check(part)
        at = part.end
    assert not span.parts or at == span.end


@given(st.binary(max_size=60), plans)
def test_the_spans_tile_what_was_read(data, plan):
    cursor = Cursor(data)
    try:
        follow(cursor, plan)
    except WireError:
        assert cursor.left < 5  # the plan asked for more than there was
    tree = cursor.tree("all")
    check(tree)
    leaves = list(tree.leaves())
    assert (tree.start, tree.end) == (0, cursor.offset)
    assert b"".join(data[leaf.start : leaf.end] for leaf in leaves) == data[: cursor.offset]
    assert cursor.offset + cursor.left == len(data)


@given(st.binary(min_size=1, max_size=9), st.sampled_from(["uint", "sint"]))
def test_numbers_are_little_endian(data, kind):
    number = getattr(Cursor(data), kind)(len(data), "number")
    assert number.to_bytes(len(data), "little", signed=kind == "sint") == data


@given(st.binary(max_size=20), st.integers(0, 20), st.integers(-5, 50))
def test_running_out_of_bytes_says_where_and_in_which_field(data, first, second):
    cursor = Cursor(data)
    if first > len(data):
        return
    cursor.take(first, "first")
    if 0 <= second <= len(data) - first:
        assert cursor.take(second, "second") == data[first : first + second]
        return
    with pytest.raises(WireError) as caught:
        cursor.take(second, "second")
    assert (caught.value.offset, caught.value.field) == (first, "second")
    assert (cursor.offset, cursor.left) == (first, len(data) - first)  # nothing was read


def test_an_unexpected_value_says_where_it_stands():
    cursor = Cursor(b"\x01\x02\x03")
    cursor.expect(b"\x01", "one")
    with pytest.raises(WireError, match="not 05") as caught:
        cursor.expect(b"\x05", "two")
    assert (caught.value.offset, caught.value.field) == (1, "two")


def test_bytes_left_over_are_an_error():
    cursor = Cursor(b"abc")
    cursor.take(1, "a")
    with pytest.raises(WireError, match="2 bytes too many") as caught:
        cursor.finish()
    assert (caught.value.offset, caught.value.field) == (1, "end")
    assert cursor.rest("rest") == b"bc"
    cursor.finish()


def test_a_group_that_fails_leaves_what_was_read_of_it():
    cursor = Cursor(b"abc")
    with pytest.raises(WireError):
        follow(cursor, [[2, 2]])
    (message,) = cursor.tree("all").parts
    assert (message.name, message.start, message.end) == ("group 0", 0, 2)
    assert [part.name for part in message.parts] == ["field 0"]


def test_text_where_bytes_belong_is_refused_with_a_sentence():
    with pytest.raises(TypeError, match="bytes, not str"):
        Cursor("text")


def test_groups_in_one_another_have_an_end():
    cursor = Cursor(b"")

    def nest(depth):
        if depth:
            with cursor.group("deeper"):
                nest(depth - 1)

    nest(DEEPEST)
    with pytest.raises(WireError, match="nested too deeply"):
        nest(DEEPEST + 1)
    assert cursor.tree("whole").parts[0].name == "deeper", "and the cursor is as it was"
