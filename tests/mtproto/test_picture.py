"""The picture of a key: known pixels, and what equal pictures say and do not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import dh, invitation, phone, picture
from cryptokit.mtproto.secret import Author
from cryptokit.rng import lesson

hashes = st.binary(min_size=36, max_size=36)


def digits(pixels):
    return ["".join(map(str, row)) for row in pixels]


def test_the_known_picture(secret_chat):
    v = secret_chat["visualisation"]
    key = SecretChatKey(bytes.fromhex(secret_chat["keys"]["K0"]))
    hash36 = picture.key_hash(key)
    assert hash36.hex() == v["key_hash36"] == v["sha1_part"] + v["sha256_part"]
    assert digits(picture.pixels(hash36)) == v["pixels_12x12"]
    assert digits(picture.old_pixels(hash36)) == v["old_8x8"]
    assert [" ".join(row.split()) for row in picture.hex_rows(hash36)] == v["hex_rows"]
    assert list(picture.COLOURS) == v["colours"]


@given(hashes)
def test_the_pixels_hold_all_288_bits(hash36):
    row = [pixel for row in picture.pixels(hash36) for pixel in row]
    assert len(row) == 144
    assert set(row) <= {0, 1, 2, 3}
    number = sum(pixel << 2 * at for at, pixel in enumerate(row))
    assert number.to_bytes(36, "little") == hash36


@given(hashes)
def test_the_old_picture_and_the_hex_rows_show_less(hash36):
    other = hash36[:32] + bytes(4)
    assert picture.hex_rows(other) == picture.hex_rows(hash36)
    assert bytes.fromhex("".join(picture.hex_rows(hash36))) == hash36[:32]
    assert picture.old_pixels(hash36[:16] + bytes(20)) == picture.old_pixels(hash36)
    assert [len(row) for row in picture.old_pixels(hash36)] == [8] * 8


def test_an_old_chat_mixes_its_first_key_and_the_one_it_had_later():
    first, later = (SecretChatKey.draw(lesson(name)) for name in ("first", "later"))
    both = picture.key_hash(first, later)
    assert both[:16] == picture.key_hash(first)[:16]
    assert both[16:] == picture.key_hash(later)[16:]


def test_equal_pictures_say_that_nobody_sat_between_when_the_chat_began():
    invited, g_a = invitation.request(dh.TELEGRAM, rng=lesson("alice"))
    bob, acceptance = invitation.accept(dh.TELEGRAM, g_a, rng=lesson("bob"))
    alice = invitation.confirm(invited, acceptance)
    assert picture.key_hash(alice.key) == picture.key_hash(bob.key)
    between, g_m = invitation.request(dh.TELEGRAM, rng=lesson("between"))
    fooled, answer = invitation.accept(dh.TELEGRAM, g_a, rng=lesson("between"))
    alice = invitation.confirm(invited, answer)
    bob, answer = invitation.accept(dh.TELEGRAM, g_m, rng=lesson("bob"))
    between = invitation.confirm(between, answer)
    assert (alice.key, bob.key) == (fooled.key, between.key)
    assert picture.key_hash(alice.key) != picture.key_hash(bob.key)


def test_the_picture_stays_when_the_key_changes(couple):
    both = couple()
    before = {who: one.key_hash for who, one in both.phones.items()}
    old = both.phones[Author.OTHER].chat.key
    asked = phone.renew(both.phones[Author.CREATOR], now=0.0, rng=both.rng)
    both.happen(Author.CREATOR, asked)
    assert {who: one.key_hash for who, one in both.phones.items()} == before
    for one in both.phones.values():
        assert one.chat.key != old
        assert picture.key_hash(one.chat.key) != one.key_hash == picture.key_hash(old)


@pytest.mark.parametrize("size", [0, 16, 35, 37])
def test_other_sizes_are_refused(size):
    for draw in (picture.pixels, picture.old_pixels, picture.hex_rows):
        with pytest.raises(ValueError, match="36 bytes"):
            draw(bytes(size))
        with pytest.raises(TypeError, match="bytes"):
            draw("x" * 36)
