"""JSON read in stretches: the same values as read whole, and errors at their place in the file."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.conversation.telegram import jsonfeed
from cryptokit.conversation.telegram.jsonfeed import JsonFeed
from cryptokit.errors import BadExport

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_characters="\\"), max_size=5) | st.sampled_from(["\n },", "]", "\n  },\n  {"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def in_parts(text, size):
    """Cut a text without escapes, which a source never cuts, into parts of a size."""
    return iter([text[at : at + size] for at in range(0, len(text), size)])


def one_by_one(feed):
    """Take the items of a list each by itself."""
    return [feed.value() for _ in feed.items()]


def outcome(take, text, size):
    """Give the items of a list and what is behind it, or the error."""
    feed = JsonFeed(in_parts(text, size), "small.json")
    try:
        taken = take(feed), feed.peek()
        feed.finish()
    except BadExport as error:
        return str(error)
    return taken


@given(
    st.lists(values, max_size=8),
    st.sampled_from([None, 0, 1, 2]),
    st.integers(1, 200),
    st.booleans(),
)
@example(items=[{}, {"a": "\n },"}, {}], indent=1, size=200, breaks=True)
@example(items=[{"a": [{}, {}]}, {}], indent=1, size=3, breaks=False)
def test_many_at_once_are_the_same_as_one_by_one(items, indent, size, breaks):
    text = json.dumps(items, indent=indent, ensure_ascii=False)
    text = text.replace("\\n", "\n") if breaks else text  # JSON forbids it inside texts; it is read
    together = outcome(lambda feed: list(feed.values()), text, size)
    assert together == outcome(one_by_one, text, size) == (items, "")


@given(st.lists(values, min_size=1, max_size=5), st.data())
@example([{}, {}, {}], None)
def test_broken_text_breaks_in_the_same_way_at_the_same_place(items, data):
    text = json.dumps(items, indent=1, ensure_ascii=False)
    at = data.draw(st.integers(0, len(text))) if data else len(text) - 2
    wrong = (
        data.draw(st.sampled_from(["", ",", "]", "{", '"', "\\", "x", "\n },"])) if data else ","
    )
    text = text[:at] + wrong + text[at + (data is None or data.draw(st.integers(0, 3))) :]
    together = outcome(lambda feed: list(feed.values()), text, 50)
    assert together == outcome(one_by_one, text, 50)


@given(st.lists(values, min_size=1, max_size=6), st.integers(1, 60))
def test_the_line_of_an_item_is_the_line_it_begins_on(items, size):
    text = json.dumps(items, indent=1, ensure_ascii=False)
    feed = JsonFeed(in_parts(text, size), "small.json")
    begins = [
        index
        for index, line in enumerate(text.split("\n"), 1)
        if line[:1] == " " and line[1:2] not in " ]}"
    ]
    assert [feed.line(item) for item in feed.values() if isinstance(item, (dict, list, str))] == [
        line for line, item in zip(begins, items, strict=True) if isinstance(item, (dict, list, str))
    ]  # fmt: skip


def test_each_value_is_read_once_more_however_many_lines_are_asked_for(monkeypatch):
    decode, calls = jsonfeed._decode, []
    monkeypatch.setattr(jsonfeed, "_decode", lambda *args: calls.append(1) or decode(*args))
    text = json.dumps([{}] * 500, indent=1)
    feed = JsonFeed(iter([text]), "small.json")
    assert [feed.line(item) for item in feed.values()] == list(range(2, 502))
    assert len(calls) < 600


def test_two_lists_in_one_stretch_stay_two():
    text = json.dumps({"a": [{}, {"x": 1}], "b": [{}, {}, {}]}, indent=1)
    feed = JsonFeed(iter([text]), "small.json")
    assert {name: list(feed.values()) for name in feed.names()} == json.loads(text)


@given(
    st.lists(st.sampled_from(["a", "é", r"\x0B", r"\u000b", r"\n", r"\\x0B"]), max_size=6),
    st.integers(1, 40),
)
def test_the_column_of_an_error_is_that_of_the_file(chars, size):
    line = f' "{"".join(chars)}", oops'
    text = "[\n" + line
    feed = JsonFeed(iter([text[:2], text[2:]]) if size % 2 else iter([text]), "small.json")
    with pytest.raises(BadExport) as error:
        list(feed.values())
    assert error.value.where == f"line 2, column {line.index('oops') + 1}"


def test_the_first_of_two_values_under_one_name_can_be_asked_for():
    feed = JsonFeed(iter(['[\n {"a": 1},\n {"a": "x", "a": "y"},\n {}\n]']), "small.json")
    [_, doubled, _] = [
        feed.first(item, "a") if item.get("a") == "y" else item for item in feed.values()
    ]
    assert doubled == "x"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('[{"a": 1, "a": 2}]', [{"a": 2}]),
        ("[Infinity, -Infinity]", [float("inf"), float("-inf")]),
        ("[1e999]", [float("inf")]),
        ("[" + "9" * 4000 + "]", [int("9" * 4000)]),
    ],
)
def test_odd_values_are_read_as_json_reads_them(text, value):
    assert list(JsonFeed(iter([text]), "small.json").values()) == value == json.loads(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" + "9" * 5000 + "]", "line 1, column 2: a number too long to be one"),
        ("[\n" + "[" * 200_000, "line 2, column 1: nested too deep for a chat export"),
        ("[\n {},\n {},\n ]", "line 4, column 2: not JSON: expecting value"),
        ('[\n {},\n {"a": ,\n {}]', "line 3, column 8: not JSON: expecting value"),
        ("[\n {},\n {}", "line 3, column 4: the file ends in the middle: it was cut"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text, said):
    with pytest.raises(BadExport) as error:
        list(JsonFeed(iter([text]), "small.json").values())
    assert str(error.value).startswith(f"small.json: {said}")


@given(st.integers() | st.floats(allow_nan=False) | st.booleans(), st.integers(1, 4))
def test_a_number_is_never_cut_where_the_text_at_hand_ends(number, size):
    feed = JsonFeed(in_parts(f'{{"id": {json.dumps(number)}}}', size), "small.json")
    assert {name: feed.value() for name in feed.names()} == {"id": number}


def test_a_number_at_the_end_of_the_file_is_read():
    assert JsonFeed(iter(["1", "0"]), "small.json").value() == 10
