"""A share on the wire and on paper: what was written comes back, and what was damaged is refused."""

import zlib
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import BadShare, WireError
from cryptokit.keys import ShareValue
from cryptokit.primitives.gf256 import Field
from cryptokit.sharing import Share
from cryptokit.wire import Cursor

shares = st.builds(
    Share,
    set_id=st.binary(min_size=16, max_size=16),
    threshold=st.integers(1, 255),
    x=st.integers(1, 255),
    value=st.binary(min_size=1, max_size=50).map(ShareValue),
    field=st.sampled_from(Field),
)
SHARE = Share(
    set_id=bytes(range(16)), threshold=3, x=2, value=ShareValue(b"thirty-two bytes, not one fewer.")
)


def forged(at, new):
    """Replace bytes in a share, and make the checksum fit again."""
    body = bytearray(SHARE.to_bytes()[:-4])
    body[at : at + len(new)] = new
    return bytes(body) + zlib.crc32(body).to_bytes(4, "little")


@given(shares)
def test_bytes_and_text_come_back(share):
    assert Share.from_bytes(share.to_bytes()) == share
    assert Share.from_text(share.to_text()) == share
    assert share.to_text().isprintable()


@given(shares, st.data())
def test_a_flipped_bit_anywhere_is_refused(share, data):
    wire = bytearray(share.to_bytes())
    at = data.draw(st.integers(0, 8 * len(wire) - 1))
    wire[at // 8] ^= 1 << at % 8
    with pytest.raises(WireError):
        Share.from_bytes(bytes(wire))


@given(shares, st.data())
def test_a_cut_or_lengthened_share_is_refused(share, data):
    wire = share.to_bytes()
    with pytest.raises(WireError):
        Share.from_bytes(wire[: data.draw(st.integers(0, len(wire) - 1))])
    with pytest.raises(WireError):
        Share.from_bytes(wire + data.draw(st.binary(min_size=1)))


@given(shares, st.data())
def test_a_mistyped_character_is_refused(share, data):
    text = share.to_text()
    at = data.draw(st.sampled_from([i for i, c in enumerate(text) if c.isalnum()]))
    other = data.draw(st.characters(codec="ascii").filter(lambda c: c.upper() != text[at].upper()))
    with pytest.raises(WireError):
        Share.from_text(text[:at] + other + text[at + 1 :])


@given(shares, st.data())
def test_two_neighbours_swapped_are_refused(share, data):
    text = share.to_text()
    places = [i for i in range(text.index(":") + 1, len(text) - 1) if text[i : i + 2].isalnum()]
    at = data.draw(st.sampled_from([i for i in places if text[i] != text[i + 1]] or [None]))
    if at is not None:
        with pytest.raises(WireError):
            Share.from_text(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


@given(shares)
def test_a_person_may_copy_it_in_small_letters_and_broken_lines(share):
    text = share.to_text()
    assert Share.from_text(text.lower()) == share
    assert Share.from_text(text.replace("-", " ")) == share
    assert Share.from_text("\n".join(text[i : i + 30] for i in range(0, len(text), 30))) == share


def test_the_label_says_what_it_is_and_must_be_true():
    text = SHARE.to_text()
    assert text.startswith("cryptokit-share-2-needs-3:")
    for lie in (text.replace("share-2", "share-4"), text.replace("needs-3", "needs-2")):
        with pytest.raises(WireError, match="label"):
            Share.from_text(lie)
    with pytest.raises(WireError, match="no colon"):
        Share.from_text(text.partition(":")[2])


def test_parsing_leaves_a_span_for_every_field():
    wire = SHARE.to_bytes()
    cursor = Cursor(wire)
    Share.read(cursor)
    spans = [(span.name, span.start, span.end) for span in cursor.tree("share").parts]
    assert spans == [
        ("magic", 0, 4),
        ("version", 4, 5),
        ("field", 5, 7),
        ("set id", 7, 23),
        ("threshold", 23, 24),
        ("x", 24, 25),
        ("size", 25, 29),
        ("value", 29, 61),
        ("checksum", 61, 65),
    ]


@pytest.mark.parametrize(
    ("at", "new", "field"),
    [(4, b"\x02", "version"), (5, b"\x1c\x01", "field"), (23, b"\x00", "threshold")],
)
def test_a_share_of_another_kind_is_refused_where_it_differs(at, new, field):
    with pytest.raises(WireError) as caught:
        Share.from_bytes(forged(at, new))
    assert (caught.value.offset, caught.value.field) == (at, field)


def test_a_share_without_a_value_is_refused():
    body = SHARE.to_bytes()[:25] + bytes(4)
    with pytest.raises(WireError, match="without a value"):
        Share.from_bytes(body + zlib.crc32(body).to_bytes(4, "little"))


def test_a_forged_share_at_zero_is_called_so_and_a_damaged_one_is_not():
    with pytest.raises(BadShare, match="secret itself"):
        Share.from_bytes(forged(24, b"\x00"))
    damaged = bytearray(SHARE.to_bytes())
    damaged[24] = 0
    with pytest.raises(WireError, match="damaged"):
        Share.from_bytes(bytes(damaged))


def test_a_wrong_checksum_is_not_answered_with_the_right_one():
    wire = bytearray(SHARE.to_bytes())
    right = bytes(wire[-4:])
    wire[-1] ^= 1
    with pytest.raises(WireError) as caught:
        Share.from_bytes(bytes(wire))
    assert right.hex() not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"x": 256}, ValueError),
        ({"x": -1}, ValueError),
        ({"threshold": 0}, ValueError),
        ({"threshold": 256}, ValueError),
        ({"value": ShareValue(b"")}, ValueError),
        ({"set_id": b"short"}, ValueError),
        ({"version": 2}, ValueError),
        ({"value": b"bare bytes"}, TypeError),
    ],
)
def test_a_share_that_can_not_be_is_not_made(change, error):
    with pytest.raises(error):
        replace(SHARE, **change)


def test_text_where_bytes_belong_is_refused_with_a_sentence():
    with pytest.raises(TypeError, match="bytes, not str"):
        Share.from_bytes(SHARE.to_text())


def test_a_printed_share_shows_whose_it_is_but_not_its_value():
    assert repr(SHARE) == "<Share 2, 3 needed, 32 bytes, set 00010203>"


def test_a_share_is_frozen_and_no_key_of_a_set():
    with pytest.raises(FrozenInstanceError):
        SHARE.x = 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(SHARE)
