"""Encryption at rest: what is locked opens as it was, and moved, redated or renamed not at all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen
from cryptokit.evidence import at_rest, schemes
from cryptokit.evidence.files import FILE_NAMES, kind_of, path_of
from cryptokit.evidence.image import encode
from cryptokit.evidence.rows import Ciphertext, Envelope, Plaintext
from cryptokit.evidence.store import Store
from cryptokit.keys import AuthKey, DataKey, DhExponent, SecretChatKey, ShareValue
from cryptokit.mtproto import secret
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.secret import Author, SecretChat
from cryptokit.rng import lesson, recorded
from cryptokit.world import Piece, View

KEY = DataKey(bytes(range(32)))
NUMBERS = st.integers(-(1 << 63), (1 << 63) - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ROWS = st.builds(Plaintext, NUMBERS, NUMBERS, TEXTS, TEXTS)


@given(row=ROWS, seed=st.binary(max_size=4))
def test_what_was_locked_opens_with_its_key_as_it_was(row, seed):
    locked = at_rest.locker(KEY, rng=lesson(seed))(row)
    assert at_rest.opener(KEY)(locked) == row.text
    assert schemes.opener(locked.scheme, KEY)(locked) == row.text
    assert (locked.number, locked.sent, locked.sender) == (row.number, row.sent, row.sender)
    assert locked.key_id == KEY.key_id()
    assert len(locked.body) == 12 + len(row.text.encode()) + 16


@given(row=ROWS, other=ROWS, number=NUMBERS)
def test_a_row_that_was_moved_redated_or_given_to_somebody_else_stays_closed(row, other, number):
    locked = at_rest.locker(KEY, rng=lesson("bound"))(row)
    changes = [
        replace(locked, number=number),
        replace(locked, sent=number),
        replace(locked, sender=other.sender),
        replace(locked, sender=row.sender + " "),
    ]
    for changed in changes:
        if changed != locked:
            with pytest.raises(CannotOpen):
                at_rest.opener(KEY)(changed)


def test_a_bar_in_a_name_does_not_shift_the_fields_into_one_another():
    locked = at_rest.locker(KEY, rng=lesson("bars"))(Plaintext(1, 2, "3|Eve", "hi"))
    for number, sent, sender in ((1, 2, "3|Eve "), (12, 3, "Eve"), (1, 23, "Eve"), (1, 3, "Eve")):
        with pytest.raises(CannotOpen):
            at_rest.opener(KEY)(replace(locked, number=number, sent=sent, sender=sender))


def test_a_flipped_bit_or_a_cut_anywhere_in_the_body_keeps_a_row_closed():
    locked = at_rest.locker(KEY, rng=lesson("flip"))(Plaintext(1, 0, "Alice", "hi there"))
    for bit in range(8 * len(locked.body)):
        body = bytearray(locked.body)
        body[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CannotOpen):
            at_rest.opener(KEY)(replace(locked, body=bytes(body)))
    for size in range(len(locked.body)):
        with pytest.raises(CannotOpen):
            at_rest.opener(KEY)(replace(locked, body=locked.body[:size]))


def test_another_key_or_a_key_of_another_kind_opens_nothing():
    locked = at_rest.locker(KEY, rng=lesson("keys"))(Plaintext(1, 0, "Alice", "hi"))
    with pytest.raises(CannotOpen):
        at_rest.opener(DataKey(bytes(32)))(locked)
    for other in (AuthKey(bytes(256)), DhExponent(bytes(256)), ShareValue(KEY.reveal())):
        for scheme in schemes.OPENERS:
            with pytest.raises(CannotOpen):
                schemes.opener(scheme, other)(locked)
    with pytest.raises(CannotOpen):
        schemes.opener(at_rest.SCHEME, SecretChatKey(bytes(256)))
    with pytest.raises(CannotOpen):
        schemes.opener(schemes.SECRET_CHAT, KEY)


@pytest.mark.parametrize("scheme", ["", "none", "chacha20-poly1305 ", "CHACHA20-POLY1305"])
def test_an_unknown_scheme_opens_nothing(scheme):
    with pytest.raises(CannotOpen):
        schemes.opener(scheme, KEY)


def test_every_message_has_a_nonce_of_its_own():
    rng = recorded(lesson("nonces"))
    lock = at_rest.locker(KEY, rng=rng)
    rows = [lock(Plaintext(1, 0, "Alice", "hi")) for _ in range(50)]
    assert len({row.body[:12] for row in rows}) == 50
    assert len({row.body[12:] for row in rows}) == 50
    assert rng.drawn == [12] * 50


def test_no_word_of_a_text_lies_in_its_locked_row():
    locked = at_rest.locker(KEY, rng=lesson("words"))(Plaintext(1, 0, "Alice", "rendezvous"))
    assert b"rendezvous" not in encode([locked])
    assert KEY.reveal() not in encode([locked])


def envelope(packet, key_id=b""):
    return Envelope(1, 0, "Alice", "Bob", schemes.SECRET_CHAT, key_id, packet)


def test_a_secret_chat_packet_opens_with_its_key_and_any_change_closes_it():
    key = SecretChatKey(lesson("packet")(256))
    _, packet = secret.seal(SecretChat(key, Author.CREATOR), Text(1, "meet me"), rng=lesson("p"))
    open_ = schemes.opener(schemes.SECRET_CHAT, key)
    assert open_(envelope(packet)) == "meet me"
    for at in range(len(packet)):
        changed = bytearray(packet)
        changed[at] ^= 1
        with pytest.raises(CannotOpen):
            open_(envelope(bytes(changed)))
    for size in range(len(packet)):
        with pytest.raises(CannotOpen):
            open_(envelope(packet[:size]))


@given(packet=st.binary(max_size=200))
def test_whatever_a_relay_stored_as_a_packet_opens_or_cannot_open(packet):
    with pytest.raises(CannotOpen):
        schemes.opener(schemes.SECRET_CHAT, SecretChatKey(lesson("packet")(256)))(envelope(packet))


def test_files_are_known_by_their_first_bytes(tmp_path):
    with Store(tmp_path / "holiday.jpg"):
        pass
    assert kind_of((tmp_path / "holiday.jpg").read_bytes()[:16]) == "store"
    assert kind_of(encode([])[:16]) == "image"
    for head in (b"", b"SQLite format 3", b"CKIMAGE", b"CKIMAGE\x02", b"\x89PNG\r\n\x1a\n"):
        assert kind_of(head) is None


def test_each_view_has_a_file_of_its_own(tmp_path):
    assert len(set(FILE_NAMES.values())) == len(View)
    assert path_of(tmp_path, Piece("db", View.DISK)) == tmp_path / "db" / "disk.sqlite"


def test_a_ciphertext_row_prints_no_plaintext():
    locked = at_rest.locker(KEY, rng=lesson("print"))(Plaintext(1, 0, "Alice", "rendezvous"))
    assert isinstance(locked, Ciphertext)
    assert "rendezvous" not in repr(locked)
