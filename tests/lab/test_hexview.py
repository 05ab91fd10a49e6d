"""The annotated hex view: all bytes, each field once, nothing of a secret, and a page that is whole."""

import re
from dataclasses import replace
from itertools import count
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit import keys
from cryptokit.keys import DataKey, Secret
from cryptokit.lab.fieldnotes import Note
from cryptokit.lab.fields_shares import SHARES
from cryptokit.lab.fields_signal import SIGNAL
from cryptokit.lab.hexhtml import STYLE
from cryptokit.lab.hexview import hexview, with_secrets
from cryptokit.lab.printing import printable
from cryptokit.lab.span_trees import graft, require_tiling
from cryptokit.wire import Cursor, Span

HIDDEN = "··"
HOSTILE = ["<b>", "a&b", '"x"', "it's", "--> ]]>", "\x1b[31m", "\u202e", "\n", "é", ""]
sizes = st.integers(0, 24)
raw = st.sampled_from(HOSTILE) | st.text(max_size=6)
plans = st.recursive(
    st.tuples(raw, sizes), lambda inner: st.tuples(raw, st.lists(inner, max_size=4)), max_leaves=6
)


def size_of(plan):
    _, inside = plan
    return inside if isinstance(inside, int) else sum(map(size_of, inside))


def follow(cursor, plan, number):
    """Read by a plan; each name gets a number, so that no two are alike."""
    name, inside = plan
    unique = f"{name.replace('§', '')}§{next(number)}§"
    if isinstance(inside, int):
        cursor.take(inside, unique)
        return
    with cursor.group(unique):
        for one in inside:
            follow(cursor, one, number)


def read(plan, data):
    cursor, number = Cursor(data), count()
    for one in plan:
        follow(cursor, one, number)
    return cursor.tree("message")


@st.composite
def trees(draw):
    """Draw data with the spans of a parser that read all of it."""
    plan = draw(st.lists(plans, min_size=1, max_size=4))
    size = sum(map(size_of, plan))
    data = draw(st.binary(min_size=size, max_size=size))
    return data, read(plan, data)


quick = settings(max_examples=25)


def refuse(data):
    raise AssertionError(f"a hidden field was read: {len(data)} bytes")


def wide_of(view):
    return max(2, len(str(view.fields.last)))


def dump_of(view):
    """Read the rows of hex back: the cell and the sign of each byte, and the marks by offset."""
    wide = wide_of(view)
    room = (wide + 1) * 16 - 1
    cells, signs, marks, above = [], "", {}, ""
    for line in repr(view).split("\n\n")[1].split("\n"):
        if not re.match(r"[0-9a-f]{8}  ", line):
            above = line
            continue
        assert int(line[:8], 16) == len(cells)
        for column in range(16):
            mark = above[10 + column * (wide + 1) :][: wide + 1].strip()
            if mark:
                marks[len(cells) + column] = mark
        cells += line[10 : 10 + room].split()
        signs += line[10 + room + 2 :]
        above = ""
    return cells, signs, marks


def page_of(view):
    root = ET.fromstring(view._repr_html_())  # noqa: S314  # our own page
    folds = list(root.iter("details"))
    return root, folds, [fold for fold in folds if fold.find("details") is None]


def words(element):
    return "".join(element.itertext())


@quick
@given(trees())
def test_the_text_shows_all_bytes_in_order_and_names_each_field_once(made):
    data, tree = made
    view = hexview(data, tree)
    cells, signs, _ = dump_of(view) if data else ([], "", {})
    assert bytes.fromhex("".join(cells)) == data
    assert len(signs) == len(data)
    listed = repr(view).splitlines()
    for leaf in tree.leaves():
        lines = [line for line in listed if printable(leaf.name) in line]
        size = leaf.end - leaf.start
        bytes_ = "1 byte" if size == 1 else f"{size} bytes"
        assert len(lines) == 1
        assert lines[0].endswith(f"{printable(leaf.name)}  at {leaf.start}, {bytes_}")


@quick
@given(trees())
def test_the_number_of_each_field_stands_above_its_first_byte_and_in_the_list(made):
    data, tree = made
    view = hexview(data, tree)
    marks = dump_of(view)[2] if data else {}
    for number, leaf in enumerate(tree.leaves(), 1):
        if leaf.start < leaf.end:
            assert marks.pop(leaf.start) == str(number)
            again = {at for at, mark in marks.items() if mark == str(number)}
            assert all(at % 16 == 0 and leaf.start < at < leaf.end for at in again)
            marks = {at: mark for at, mark in marks.items() if at not in again}
        (line,) = [line for line in repr(view).splitlines() if printable(leaf.name) in line]
        assert line.split()[0] == str(number)
    assert marks == {}


@quick
@given(trees())
def test_the_page_is_well_formed_and_shows_the_bytes_of_each_field_once(made):
    data, tree = made
    root, folds, leaves = page_of(hexview(data, tree))
    assert bytes.fromhex("".join(map(words, root.iter("code")))) == data
    for fold, leaf in zip(leaves, tree.leaves(), strict=True):
        summary = fold.find("summary")
        assert summary.find("strong").text == printable(leaf.name)
        shown = "".join(map(words, summary.iter("code")))
        assert bytes.fromhex(shown) == data[leaf.start : leaf.end]
    everything = list(walk(tree))
    assert [fold.find("summary/strong").text for fold in folds] == [
        printable(span.name) for span in everything
    ]


def walk(span):
    yield span
    for part in span.parts:
        yield from walk(part)


@quick
@given(trees(), st.sampled_from(HOSTILE))
def test_the_page_folds_without_a_script_and_is_labelled(made, title):
    data, tree = made
    view = hexview(data, tree, title=title)
    root, folds, _ = page_of(view)
    assert root.tag == "figure"
    assert root.get("aria-label") == printable(title or "message")
    assert words(root.find("figcaption")).startswith(printable(title or "message"))
    assert {element.tag for element in root.iter()} <= {
        *("figure", "style", "figcaption", "strong", "details", "summary", "span", "code", "p")
    }
    names = {name for element in root.iter() for name in element.attrib}
    assert names <= {"class", "aria-label", "aria-hidden", "open"}
    for fold in folds:
        assert fold[0].tag == "summary"
        assert words(fold[0]).startswith("field")
        assert fold[1].tag == "p"
        assert words(fold[1])


def test_the_page_says_nothing_by_colour():
    assert re.findall(r"color:\s*(\w+)", STYLE) == ["inherit"]
    assert not re.search(r"#[0-9a-f]{3}|rgb|background", STYLE)


@quick
@given(trees(), st.data())
def test_a_hidden_field_shows_its_size_and_nothing_else(made, choice):
    data, tree = made
    spans = list(walk(tree))
    secret = choice.draw(st.sampled_from(spans))
    notes = {secret.name: Note("A secret.", "nowhere", refuse, hidden=True)}
    view = hexview(data, tree, notes)
    inside = range(secret.start, secret.end)
    cells = dump_of(view)[0] if data else []
    signs = dump_of(view)[1] if data else ""
    expected = [HIDDEN if at in inside else f"{byte:02x}" for at, byte in enumerate(data)]
    assert cells == expected
    assert all(sign == "·" for at, sign in enumerate(signs) if at in inside)
    _, _, leaves = page_of(view)
    for fold, leaf in zip(leaves, tree.leaves(), strict=True):
        assert " ".join(map(words, fold.iter("code"))).split() == expected[leaf.start : leaf.end]
        summary = words(fold.find("summary"))
        is_hidden = any(part is leaf for part in walk(secret))
        assert ("not shown: a secret" in summary) == is_hidden
        assert ("bytes in hex" in summary) == (leaf.start < leaf.end and not is_hidden)


@quick
@given(trees(), st.data())
def test_a_hidden_field_is_shown_to_who_asks(made, choice):
    data, tree = made
    secret = choice.draw(st.sampled_from(list(walk(tree))))
    view = hexview(data, tree, {secret.name: Note("A secret.", "nowhere", hidden=True)})
    cells = dump_of(with_secrets(view))[0] if data else []
    assert bytes.fromhex("".join(cells)) == data
    assert not view.shows_secrets
    for one in view.fields.all():
        named = {*one.path, *(inner.name for inner in one.all())}
        assert (one.data is None) == (printable(secret.name) in named)


@quick
@given(st.binary(min_size=8, max_size=8))
def test_a_group_hides_what_is_in_it_even_where_that_has_a_note_of_its_own(data):
    tree = Span("all", 0, 8, (Span("key", 0, 8, (Span("half", 0, 4), Span("half", 4, 8))),))
    notes = {
        "key": Note("A key.", "nowhere", hidden=True),
        "key/half": Note("Half a key.", "nowhere", refuse),
    }
    view = hexview(data, tree, notes)
    assert dump_of(view)[0] == [HIDDEN] * 8
    assert data.hex(" ") not in view.html


@pytest.mark.parametrize(
    "kind",
    [one for one in vars(keys).values() if isinstance(one, type) and issubclass(one, Secret)],
)
def test_no_view_takes_a_secret(kind):
    key = kind(bytes(range(kind.size or 4)))
    with pytest.raises(TypeError, match="no view shows one") as caught:
        hexview(key, Span("key", 0, len(key)))
    assert "00" not in str(caught.value)


@pytest.mark.parametrize("data", ["text", bytearray(4), memoryview(b"four"), None])
def test_what_is_not_bytes_is_refused(data):
    with pytest.raises(TypeError, match="a hexview shows bytes, not"):
        hexview(data, Span("message", 0, 4))


@quick
@given(trees(), st.integers(1, 3))
def test_bytes_that_no_field_names_are_refused(made, more):
    data, tree = made
    with pytest.raises(ValueError, match=f"ends at byte {len(data)}"):
        hexview(data + bytes(more), tree)
    grown = replace(tree, end=tree.end + more)
    with pytest.raises(ValueError, match=f"bytes {len(data)} to {len(data) + more} in message"):
        hexview(data + bytes(more), grown)


@quick
@given(trees(), st.data())
def test_a_field_that_is_moved_leaves_a_hole_or_lies_over_another(made, choice):
    data, tree = made
    leaves = list(tree.leaves())
    moved = choice.draw(st.sampled_from(leaves))
    start, end = (choice.draw(st.integers(-2, len(data) + 2)) for _ in range(2))
    changed = swapped(tree, moved, replace(moved, start=start, end=end))
    if (start, end) == (moved.start, moved.end):
        require_tiling(changed, len(data))
        return
    with pytest.raises(ValueError, match=r"byte|bytes"):
        require_tiling(changed, len(data))


def swapped(span, old, new):
    if span is old:
        return new
    return replace(span, parts=tuple(swapped(part, old, new) for part in span.parts))


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (Span("m", 1, 4), "m starts at byte 1, not at 0"),
        (Span("m", 0, 3), "m ends at byte 3, and the data at 4"),
        (Span("m", 0, 4, (Span("a", 0, 2),)), "bytes 2 to 4 in m belong to no field"),
        (Span("m", 0, 4, (Span("a", 1, 4),)), "bytes 0 to 1 in m belong to no field"),
        (Span("m", 0, 4, (Span("a", 0, 3), Span("b", 2, 4))), "byte 2 in m belongs to two fields"),
        (
            Span("m", 0, 4, (Span("a", 0, 4), Span("b", 4, 2), Span("c", 2, 4))),
            "m/b ends at byte 2, before its start at 4",
        ),
        (Span("m", 0, 4, (Span("a", 0, 5),)), "m ends at byte 4, and a field in it at 5"),
        (
            Span("m", 0, 4, (Span("a", 0, 4, (Span("b", 0, 4, (Span("c", 0, 1),)),)),)),
            "bytes 1 to 4 in m/a/b belong to no field",
        ),
    ],
)
def test_the_error_names_the_place(tree, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        hexview(bytes(4), tree)


@quick
@given(trees(), trees())
def test_a_tree_inside_a_field_keeps_the_tiling_and_the_bytes(outer, inner):
    (before, first), (data, second) = outer, inner
    whole = Span("m", 0, len(before) + len(data), (
        replace(first, name="head"), Span("body", len(before), len(before) + len(data)),
    ))  # fmt: skip
    grafted = graft(whole, ["body"], second)
    require_tiling(grafted, len(before) + len(data))
    body = list(grafted.parts[1].leaves())
    assert [(one.name, one.start - len(before), one.end - len(before)) for one in body] == [
        (one.name, one.start, one.end) for one in second.leaves()
    ]


@pytest.mark.parametrize(
    ("path", "inner", "said"),
    [
        (["tail"], Span("x", 0, 4), "m has no field tail"),
        (["head"], Span("x", 0, 2), "head has parts already"),
        (["body"], Span("x", 0, 3), "body has 4 bytes, not 3"),
    ],
)
def test_a_tree_that_does_not_fit_in_a_field_is_refused(path, inner, said):
    head = Span("head", 0, 2, (Span("a", 0, 2),))
    with pytest.raises(ValueError, match=said):
        graft(Span("m", 0, 6, (head, Span("body", 2, 6))), path, inner)


def test_a_sentence_is_said_once_and_its_source_once():
    cursor = Cursor(b"abcd")
    for _ in range(4):
        cursor.take(1, "letter")
    view = hexview(b"abcd", cursor.tree("word"), {"letter": Note("One of 26.", "the alphabet")})
    assert repr(view).count("One of 26.") == 1
    assert repr(view).count("the alphabet") == 1
    assert view.html.count("One of 26.") == 4


@quick
@given(st.binary(min_size=1, max_size=70))
def test_no_line_of_a_known_message_is_wider_than_a_terminal(data):
    cursor = Cursor(data)
    cursor.rest("text")
    view = hexview(data, cursor.tree("plaintext"), SIGNAL)
    assert max(map(len, repr(view).splitlines())) <= 100


def test_numbers_above_99_make_the_columns_wider():
    cursor = Cursor(bytes(range(120)))
    for number in range(120):
        cursor.take(1, f"n{number}")
    view = hexview(bytes(range(120)), cursor.tree("many"))
    cells, _, marks = dump_of(view)
    assert bytes.fromhex("".join(cells)) == bytes(range(120))
    assert marks == {at: str(at + 1) for at in range(120)}


def test_a_view_of_a_key_that_was_taken_out_by_hand_is_hidden_by_its_note():
    raw = DataKey(bytes(range(32))).reveal()
    view = hexview(raw, Span("value", 0, 32), SHARES)
    assert raw.hex(" ") not in repr(view) + view.html
    assert "1e 1f" not in repr(view) + view.html
