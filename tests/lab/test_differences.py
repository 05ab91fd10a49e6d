"""Two messages side by side: the bits that differ are counted, and marked, and no others."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.keys import AuthKey
from cryptokit.lab.annotated import annotated
from cryptokit.lab.differences import Verdict, differences
from cryptokit.lab.fieldnotes import Note
from cryptokit.lab.hexview import hexview, with_secrets
from cryptokit.mtproto import envelope, session
from cryptokit.rng import lesson
from cryptokit.wire import Cursor

quick = settings(max_examples=40)
sizes = st.lists(st.integers(0, 20), min_size=1, max_size=5)


def view_of(data, parts, **kwargs):
    cursor = Cursor(data)
    for size in parts:
        cursor.take(size, "<part>")
    return hexview(data, cursor.tree("message"), **kwargs)


@st.composite
def two(draw):
    parts = draw(sizes)
    total = sum(parts)
    one, other = (draw(st.binary(min_size=total, max_size=total)) for _ in range(2))
    return parts, one, draw(st.sampled_from([one, other]))


@quick
@given(two())
def test_a_field_is_changed_if_its_bytes_are_and_all_bits_are_counted(made):
    parts, one, other = made
    found = differences(view_of(one, parts), view_of(other, parts))
    at = 0
    for pair, size in zip(found.pairs, parts, strict=True):
        first, second = one[at : at + size], other[at : at + size]
        assert pair.verdict is (Verdict.SAME if first == second else Verdict.CHANGED)
        assert pair.bits == (int.from_bytes(first) ^ int.from_bytes(second)).bit_count()
        assert pair.places == {n for n in range(size) if first[n] != second[n]}
        at += size
    assert (
        sum(pair.bits for pair in found.pairs)
        == (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()
    )
    assert (found.changed == ()) == (one == other)


@quick
@given(two())
def test_the_table_marks_the_bytes_that_differ_and_no_others(made):
    parts, one, other = made
    found = differences(view_of(one, parts, title='"a" <&>'), view_of(other, parts))
    root = ET.fromstring(f"<div>{found._repr_html_()}</div>")  # noqa: S314  # our own page
    for side, data in ((2, one), (3, other)):
        cells = [row[side] for row in root.iter("tr") if row[0].get("scope") == "row"]
        assert bytes.fromhex("".join("".join(cell.itertext()) for cell in cells)) == data
        marked = [mark.text for cell in cells for mark in cell.iter("mark")]
        unlike = [a for a, b, c in zip(data, one, other, strict=True) if b != c]
        assert marked == [f"{byte:02x}" for byte in unlike]
    assert '"a" <&>' in "".join(root.find("table/caption").itertext())
    assert [head.get("scope") for head in root.iter("th")][:4] == ["col"] * 4


@quick
@given(two())
def test_the_text_has_a_caret_pair_under_each_byte_that_differs(made):
    parts, one, other = made
    text = repr(differences(view_of(one, parts), view_of(other, parts)))
    assert text.count("^^") == sum(a != b for a, b in zip(one, other, strict=True))


@quick
@given(two())
def test_a_secret_that_is_hidden_is_not_compared(made):
    parts, one, other = made
    notes = {"<part>": Note("A secret.", "nowhere", hidden=True)}
    views = [view_of(data, parts, notes=notes) for data in (one, other)]
    found, twin = differences(*views), differences(views[0], views[0])
    assert {pair.verdict for pair in found.pairs} == {Verdict.HIDDEN}
    assert found.changed == ()
    assert (repr(found), found._repr_html_()) == (repr(twin), twin._repr_html_())
    shown = differences(*map(with_secrets, views))
    assert (shown.changed == ()) == (one == other)


@pytest.mark.parametrize("bit", [0, 5, 8 * 96 - 1])
def test_a_flipped_bit_of_ciphertext_changes_one_bit_of_one_field(bit):
    packet, _ = annotated("cloud message").views
    data = bytearray(packet.data)
    data[24 + bit // 8] ^= 1 << bit % 8
    found = differences(packet, hexview(bytes(data), envelope.explain(bytes(data)), packet.notes))
    assert found.changed == ("encrypted",)
    assert [pair.says for pair in found.pairs] == ["same", "same", "changed, 1 of 768 bits"]
    assert found.summary.endswith("Not the same: 1 of 3 fields.")


def test_two_packets_of_one_text_under_one_key_share_the_name_of_the_key_only():
    rng = lesson("two packets")
    phone = session.client(AuthKey.draw(rng), salt=bytes(8), rng=rng)
    phone, one = session.send(phone, b"same", now=1_700_000_000, rng=rng)
    _, other = session.send(phone, b"same", now=1_700_000_000, rng=rng)
    found = differences(*(hexview(data, envelope.explain(data)) for data in (one, other)))
    assert found.changed == ("msg_key", "encrypted")
    for pair in found.pairs[1:]:
        assert 0.3 < pair.bits / (8 * pair.one.size) < 0.7


def test_fields_that_only_one_message_has_are_named():
    found = differences(view_of(b"abcd", [2, 2]), view_of(b"ab", [2]))
    assert [pair.says for pair in found.pairs] == ["same", "only in the first"]
    assert found.changed == ("<part> (2)",)
    back = differences(view_of(b"ab", [2]), view_of(b"abcd", [2, 2]))
    assert [pair.says for pair in back.pairs] == ["same", "only in the second"]


def test_a_field_of_another_length_says_both_lengths():
    found = differences(view_of(b"abc", [3]), view_of(b"abcde" * 4, [20]))
    assert [pair.says for pair in found.pairs] == ["changed, 0 of 24 bits; 3 bytes became 20"]
    assert repr(found).splitlines()[3:] == [
        "  first   61 62 63",
        "  second  61 62 63 64 65 61 62 63 64 65 61 62 63 64 65 61",
        "                   ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^",
        "  first",
        "  second  62 63 64 65",
        "          ^^ ^^ ^^ ^^",
    ]
