"""What opens with what: only words that a person typed come out, and everything else stays closed."""

import pytest

from cryptokit.errors import CannotOpen
from cryptokit.evidence.rows import Envelope
from cryptokit.evidence.schemes import OPENERS, SECRET_CHAT, opener
from cryptokit.keys import DataKey, SecretChatKey
from cryptokit.mtproto import envelope, secret
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


@pytest.mark.parametrize("scheme", [*OPENERS, "rot13"])
def test_a_key_of_another_kind_opens_nothing(scheme):
    wrong = KEY if scheme != SECRET_CHAT else DataKey.draw(lesson("other"))
    with pytest.raises(CannotOpen):
        opener(scheme, wrong)
