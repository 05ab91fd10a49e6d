"""What opens with what: only words that a person typed come out, and everything else stays closed."""

import pytest

from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.evidence.rows import Envelope, Key, State
from cryptokit.evidence.schemes import OPENERS, PHONE, SECRET_CHAT, keys_in, opener
from cryptokit.keys import DataKey, SecretChatKey
from cryptokit.mtproto import dh, envelope, phone, phone_bytes, secret
from cryptokit.mtproto.actions import NotifyLayer
from cryptokit.mtproto.decrypted import Service, Text
from cryptokit.mtproto.secret import Author, SecretChat
from cryptokit.rng import lesson

KEY = SecretChatKey.draw(lesson("schemes"))


def row(packet):
    return Envelope(1, 0, "Alice", "Bob", SECRET_CHAT, KEY.key_id(), packet)


def test_a_text_opens():
    _, packet = secret.seal(SecretChat(KEY, Author.CREATOR), Text(1, "hi"))
    assert opener(SECRET_CHAT, KEY)(row(packet)) == "hi"


def test_a_packet_that_nobody_typed_gives_no_words():
    _, packet = secret.seal(SecretChat(KEY, Author.CREATOR), Service(1, NotifyLayer(144)))
    with pytest.raises(CannotOpen):
        opener(SECRET_CHAT, KEY)(row(packet))


def test_a_packet_that_opens_and_does_not_parse_gives_no_words():
    packet = envelope.seal(KEY, (4).to_bytes(4, "little") + b"junk", x=0)
    with pytest.raises(CannotOpen):
        opener(SECRET_CHAT, KEY)(row(packet))


def test_a_phone_that_waits_for_an_answer_gives_its_keys_and_its_exponent():
    chat = SecretChat(KEY, Author.CREATOR)
    one = phone.renew(phone.begin(chat, now=0), now=0, rng=lesson("asks")).phone
    found = keys_in(State(PHONE, phone_bytes.to_bytes(one)))
    assert found == (Key.of(KEY), Key.of(one.exponent))


def test_a_forged_group_costs_nobody_time_and_hides_no_key(monkeypatch):
    whole = phone_bytes.to_bytes(phone.begin(SecretChat(KEY, Author.CREATOR), now=0))
    forged = whole.replace(dh.DH_PRIME.to_bytes(dh.SIZE, "big"), b"\xff" * dh.SIZE)
    assert forged != whole
    monkeypatch.setattr(dh, "is_safe_prime", lambda _: pytest.fail("a prime was tested"))
    assert keys_in(State(PHONE, forged)) == keys_in(State(PHONE, whole)) == (Key.of(KEY),)
    with pytest.raises(Untrusted):
        phone_bytes.from_bytes(forged)


def test_a_state_that_was_cut_anywhere_or_is_longer_is_refused():
    whole = phone_bytes.to_bytes(phone.begin(SecretChat(KEY, Author.CREATOR), now=0))
    for wrong in (*(whole[:size] for size in range(len(whole))), whole + b"\0"):
        with pytest.raises(WireError):
            keys_in(State(PHONE, wrong))


@pytest.mark.parametrize("scheme", [*OPENERS, "rot13"])
def test_a_key_of_another_kind_opens_nothing(scheme):
    wrong = KEY if scheme != SECRET_CHAT else DataKey.draw(lesson("other"))
    with pytest.raises(CannotOpen):
        opener(scheme, wrong)
