"""A server that adds a number to the key can make two keys one; without it, pictures tell."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.attacks.mtproto.between import sit_between
from cryptokit.attacks.mtproto.server_nonce import (
    ATTACK,
    finish,
    flawed_finish,
    mixed,
    nonces,
    program,
)
from cryptokit.errors import CannotOpen
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import picture
from cryptokit.rng import lesson

KEYS = st.binary(min_size=256, max_size=256).map(SecretChatKey)


@pytest.fixture(scope="module")
def chats():
    return sit_between(lesson("chats"))


@given(KEYS, KEYS, st.integers(0, 99))
def test_two_nonces_make_one_key_of_any_two(one, other, seed):
    first, second = nonces(one, other, lesson(str(seed)))
    assert mixed(one, first) == mixed(other, second)


def test_nonces_look_like_any_others(chats):
    first, second = nonces(chats.with_alice.key, chats.with_bob.key, lesson("any"))
    assert first != second
    assert len(first) == len(second) == 256


def test_one_nonce_for_both_leaves_two_pictures(chats):
    nonce = lesson("one")(256)
    keys = [flawed_finish(chat, nonce).key for chat in (chats.alice, chats.bob)]
    assert picture.key_hash(keys[0]) != picture.key_hash(keys[1])


def test_the_key_of_today_hears_no_nonce(chats):
    assert finish(chats.alice, lesson("any")(256)) == chats.alice


def test_a_key_alone_does_not_read_what_was_mixed(chats):
    nonce = lesson("one")(256)
    assert flawed_finish(chats.alice, nonce).key != chats.with_alice.key


def test_one_picture_is_not_enough_the_server_must_have_the_key():
    def constant(chat, _nonce):
        return replace(chat, key=SecretChatKey(bytes(range(256))))

    with pytest.raises(CannotOpen):
        program(constant, 1, lesson("constant"))


def test_it_takes_one_try():
    assert ATTACK.budget == ATTACK.on_flawed(lesson("one")).tries == 1


def test_an_attack_with_other_nonces_fails(monkeypatch):
    monkeypatch.setattr(
        "cryptokit.attacks.mtproto.server_nonce.nonces", lambda *_: (bytes(256), bytes(256))
    )
    assert not replace(ATTACK).on_flawed(lesson("zeros")).won
