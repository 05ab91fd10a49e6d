"""The field of the escrow: its key opens every packet, and nothing else opens any."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from cryptokit.errors import CannotOpen, WireError
from cryptokit.evidence import escrow, image
from cryptokit.evidence.escrow import EscrowKey
from cryptokit.evidence.rows import Envelope, Key
from cryptokit.evidence.schemes import opener
from cryptokit.keys import DataKey, SecretChatKey
from cryptokit.mtproto import secret
from cryptokit.mtproto.actions import NotifyLayer
from cryptokit.mtproto.decrypted import Service, Text
from cryptokit.mtproto.secret import Author, SecretChat
from cryptokit.rng import lesson

ESCROW = EscrowKey.draw(lesson("escrow"))
CHAT = SecretChatKey.draw(lesson("chat"))


def row(message, to=ESCROW, key=CHAT):
    _, packet = secret.seal(SecretChat(key, Author.CREATOR), message)
    body = packet + escrow.seal(key, to.public(), rng=lesson("field"))
    return Envelope(1, 0, "Alice", "Bob", escrow.SCHEME, to.key_id(), body)


def test_the_escrow_opens_every_chat_and_the_packet_in_front_is_as_it_was():
    open_ = opener(escrow.SCHEME, ESCROW)
    for seed in ("one", "two", "three"):
        locked = row(Text(1, f"chat {seed}"), key=SecretChatKey.draw(lesson(seed)))
        assert open_(locked) == f"chat {seed}"
        packet, field = escrow.cut(locked.body)
        assert packet + field == locked.body
        assert secret.open_packet(SecretChatKey.draw(lesson(seed)), packet).message.text


def test_the_field_is_a_sealed_box_of_libsodium_around_the_key():
    field = escrow.seal(CHAT, ESCROW.public(), rng=lesson("field"))
    assert SealedBox(PrivateKey(ESCROW.reveal())).decrypt(field) == CHAT.reveal()
    assert len(field) == escrow.FIELD_SIZE == 256 + 32 + 16


def test_what_nobody_typed_gives_no_words():
    with pytest.raises(CannotOpen):
        opener(escrow.SCHEME, ESCROW)(row(Service(1, NotifyLayer(144))))


@given(st.binary(max_size=700))
def test_noise_opens_nothing(body):
    with pytest.raises(CannotOpen):
        opener(escrow.SCHEME, ESCROW)(replace(row(Text(1, "hi")), body=body))


@pytest.mark.parametrize("where", [0, 8, 30, -1, -100, -304])
def test_a_packet_or_a_field_with_one_bit_changed_opens_nothing(where):
    locked = row(Text(1, "hi"))
    body = bytearray(locked.body)
    body[where] ^= 1
    with pytest.raises(CannotOpen):
        opener(escrow.SCHEME, ESCROW)(replace(locked, body=bytes(body)))


def test_a_field_of_another_packet_does_not_fit():
    mine, other = row(Text(1, "hi")), row(Text(1, "ho"), key=SecretChatKey.draw(lesson("other")))
    swapped = escrow.cut(mine.body)[0] + escrow.cut(other.body)[1]
    with pytest.raises(CannotOpen):
        opener(escrow.SCHEME, ESCROW)(replace(mine, body=swapped))


@pytest.mark.parametrize("wrong", [EscrowKey.draw(lesson("another")), CHAT, DataKey(bytes(32))])
def test_no_other_key_opens(wrong):
    with pytest.raises(CannotOpen):
        opener(escrow.SCHEME, wrong)(row(Text(1, "hi")))
    with pytest.raises(CannotOpen):
        escrow.unseal(wrong, escrow.cut(row(Text(1, "hi")).body)[1])


def test_a_box_around_something_else_is_no_field():
    box = escrow.sealed_box.seal(ESCROW.public().data, b"short", rng=lesson("short"))
    with pytest.raises(CannotOpen):
        escrow.unseal(ESCROW, box)


def test_both_halves_have_one_name_which_tells_nothing_of_the_private_one():
    assert ESCROW.key_id() == ESCROW.public().key_id()
    assert ESCROW.key_id() != EscrowKey.draw(lesson("another")).key_id()
    assert ESCROW.reveal().hex() not in repr((ESCROW, ESCROW.public()))


def test_the_key_comes_back_from_an_image_and_one_that_was_cut_does_not():
    assert image.decode(image.encode([Key.of(ESCROW)])) == (Key.of(ESCROW),)
    with pytest.raises(WireError):
        Key.parse((ESCROW.key_id(), "EscrowKey", ESCROW.reveal()[:-1]))
