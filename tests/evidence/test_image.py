"""Images: rows there and back, and not one changed byte goes unnoticed."""

import hashlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import WireError
from cryptokit.evidence import image
from cryptokit.evidence.rows import KINDS, Ciphertext, Event, Key, Part, Plaintext, State
from cryptokit.keys import DataKey, Secret, ShareValue
from cryptokit.rng import lesson
from cryptokit.sharing import Share, split

SMALL = [
    Plaintext(1, 0, "Alice", "hi"),
    Key.of(DataKey(bytes(range(32)))),
    Part(split(b"key", threshold=2, shares=3, rng=lesson("image"))[0]),
]


def with_digest(content):
    return content + hashlib.sha256(content).digest()[:8]


def test_an_image_has_exactly_these_bytes():
    row = Event(-1, "A", "é", "message", 5)
    content = (
        b"CKIMAGE\x01" + b"\x01\0\0\0" + b"\x05" + b"\xff" * 8
        + b"\x01\0\0\0A" + b"\x02\0\0\0\xc3\xa9" + b"\x07\0\0\0message" + b"\x05" + bytes(7)
    )  # fmt: skip
    assert image.encode([row]) == with_digest(content)


def test_the_place_of_each_kind_is_fixed_since_images_name_kinds_by_it():
    assert [kind.table for kind in KINDS] == [
        "ciphertext", "envelope", "plaintext", "key", "part", "event", "state", "account",
        "locked_file", "attached",
    ]  # fmt: skip


def test_rows_of_every_kind_come_back_from_an_image(rows_by_kind):
    assert set(rows_by_kind) == set(KINDS)
    for rows in rows_by_kind.values():

        @given(row=rows)
        def comes_back(row):
            (back,) = image.decode(image.encode([row]))
            assert back == row
            assert type(back) is type(row)

        comes_back()


def test_many_rows_come_back_in_order_and_their_spans_tile_the_image(any_rows):
    @given(rows=any_rows)
    def check(rows):
        data = image.encode(rows)
        assert image.decode(data) == tuple(rows)
        tree = image.spans(data)
        assert (tree.start, tree.end) == (0, len(data))
        at = 0
        for leaf in tree.leaves():
            assert leaf.start == at
            at = leaf.end
        assert at == len(data)
        assert [part.name for part in tree.parts].count("row") == len(rows)

    check()


def test_a_flipped_bit_anywhere_in_an_image_is_refused():
    data = image.encode(SMALL)
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(WireError):
            image.decode(bytes(changed))


def test_an_image_cut_anywhere_is_refused_and_so_is_a_longer_one():
    data = image.encode(SMALL)
    for size in range(len(data)):
        with pytest.raises(WireError):
            image.decode(data[:size])
    for more in (b"\0", data, bytes(8)):
        with pytest.raises(WireError):
            image.decode(data + more)


@given(body=st.binary(max_size=80))
def test_a_forged_image_with_a_valid_digest_parses_or_is_refused(body):
    for content in (image.MAGIC + body, image.MAGIC + b"\x01\0\0\0" + body):
        try:
            rows = image.decode(with_digest(content))
        except WireError:
            continue
        assert image.encode(rows) == with_digest(content), "two images of the same rows"


@given(data=st.data())
def test_a_changed_byte_under_a_fresh_digest_parses_or_is_refused(data):
    content = bytearray(image.encode(SMALL)[:-8])
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        rows = image.decode(with_digest(bytes(content)))
    except WireError:
        return
    assert image.encode(rows) == with_digest(bytes(content))


REFUSED = {
    "an unknown kind": (b"\x0a", "kind"),
    "a name that is not UTF-8": (b"\x02" + bytes(16) + b"\x01\0\0\0\xff" + bytes(4), "sender"),
    "a kind of key that is not there": (
        b"\x03" + bytes(4) + b"\x04\0\0\0Keyy" + bytes(4), "key.kind",
    ),
    "a key of the wrong length": (
        b"\x03" + bytes(4) + b"\x07\0\0\0DataKey" + b"\x01\0\0\0k", "key.secret",
    ),
    "a part that is no share": (b"\x04" + b"\x03\0\0\0abc", "part.share"),
    "a length beyond the end": (b"\x04" + b"\xff\xff\xff\xff", "share"),
}  # fmt: skip


@pytest.mark.parametrize(("row", "field"), REFUSED.values(), ids=REFUSED)
def test_a_forged_row_is_refused_with_the_field_at_fault(row, field):
    with pytest.raises(WireError) as caught:
        image.decode(with_digest(image.MAGIC + b"\x01\0\0\0" + row))
    assert caught.value.field == field


@pytest.mark.parametrize("more", [b"\0", bytes(8), b"\x02" + bytes(24)])
def test_bytes_between_the_last_row_and_the_digest_are_refused(more):
    content = image.encode(SMALL)[:-8] + more
    with pytest.raises(WireError) as caught:
        image.decode(with_digest(content))
    assert caught.value.field == "end"


def test_four_billion_rows_that_are_not_there_are_refused_at_the_first():
    with pytest.raises(WireError):
        image.decode(with_digest(image.MAGIC + b"\xff\xff\xff\xff"))


def test_a_share_at_zero_which_would_be_the_secret_itself_is_refused():
    body = bytearray(split(b"key", threshold=2, shares=2, rng=lesson("zero"))[0].to_bytes()[:-4])
    at = len(b"CKsh") + 1 + 2 + 16 + 1  # magic, version, field, set id, threshold
    assert body[at] == 1
    body[at] = 0
    forged = bytes(body) + zlib.crc32(body).to_bytes(4, "little")
    row = b"\x04" + len(forged).to_bytes(4, "little") + forged
    with pytest.raises(WireError) as caught:
        image.decode(with_digest(image.MAGIC + b"\x01\0\0\0" + row))
    assert caught.value.field == "part.share"
    assert "x = 0" in caught.value.what


@pytest.mark.parametrize("number", [1 << 63, -(1 << 63) - 1])
def test_a_number_beyond_eight_bytes_is_no_row(number):
    with pytest.raises(OverflowError):
        image.encode([Plaintext(1, number, "Alice", "")])


def test_rows_print_without_the_bytes_of_their_keys():
    secret = bytes(range(32))
    rows = [
        Key.of(DataKey(secret)),
        Part(Share(set_id=bytes(16), threshold=2, x=1, value=ShareValue(secret))),
        State("an app", secret),
    ]
    for row in rows:
        for form in (repr(row), str(row), f"{row}"):
            assert secret.hex() not in form
            assert repr(secret)[2:-1] not in form


def test_a_key_of_no_kind_or_of_a_wrong_length_is_not_read_back():
    row = Key.of(DataKey(bytes(32)))
    assert Key.parse(row.values()) == row
    with pytest.raises(WireError):
        Key.parse(Key.of(Secret(bytes(32))).values())
    with pytest.raises(WireError):
        Key.parse((b"", "DataKey", bytes(31)))


def test_a_value_of_another_type_is_refused_with_its_column():
    with pytest.raises(WireError) as caught:
        Ciphertext.parse((1, 0, "Alice", "scheme", "id as text", b""))
    assert caught.value.field == "ciphertext.key_id"
    with pytest.raises(WireError) as caught:
        Plaintext.parse((True, 0, "Alice", ""))
    assert caught.value.field == "plaintext.number"


def test_bytes_that_belong_to_no_row_are_an_error_even_with_a_right_digest():
    content = image.encode([])[:-8] + b"more"
    with pytest.raises(WireError):
        image.decode(content + hashlib.sha256(content).digest()[:8])
