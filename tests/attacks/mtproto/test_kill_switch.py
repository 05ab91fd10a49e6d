"""What does not open is dropped; what opens and counts wrong ends the chat, as it must."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.attacks.mtproto.between import agree
from cryptokit.attacks.mtproto.kill_switch import NOISE, NOW, flawed_client, noise, tolerant_client
from cryptokit.errors import OutOfStep
from cryptokit.mtproto import phone, secret
from cryptokit.mtproto.decrypted import Layer, Text
from cryptokit.mtproto.device import Step
from cryptokit.mtproto.invitation import Discarded
from cryptokit.mtproto.secret import Author
from cryptokit.rng import lesson

ALICE, BOB = (phone.begin(chat, now=NOW) for chat in agree(lesson("people")))


@settings(max_examples=30)
@given(st.binary(min_size=NOISE, max_size=NOISE))
def test_bytes_of_nothing_end_the_chat_of_a_strict_client_alone(nothing):
    packet = BOB.chat.key.key_id() + nothing
    assert flawed_client(BOB, packet, lesson("any")) == Discarded(Author.OTHER)
    assert tolerant_client(BOB, packet, lesson("any")) == Step(BOB)


def test_the_packet_is_40_bytes_and_takes_no_secret():
    (first, *_) = phone.say(ALICE, "hi", now=NOW, rng=lesson("seen")).packets
    forged = noise(first, lesson("noise"))
    assert len(forged) == 40
    assert forged[:8] == BOB.chat.key.key_id()


def test_the_tolerant_client_hears_what_comes_after():
    rng, who, events = lesson("after"), BOB, ()
    packets = phone.say(ALICE, "hi", now=NOW, rng=rng).packets
    for packet in (noise(packets[0], rng), *packets):
        step = tolerant_client(who, packet, rng)
        who, events = step.phone, events + step.events
    assert events[-1].message.text == "hi"


@pytest.mark.parametrize("client", [flawed_client, tolerant_client])
def test_an_impossible_number_under_the_key_is_not_dropped_in_silence(client):
    layer = Layer(2 * 50, 1, Text(1, "you said fifty things"), bytes(15))
    packet = secret.seal_layer(ALICE.chat.key, layer, author=Author.CREATOR, rng=lesson("fifty"))
    with pytest.raises(OutOfStep):
        client(BOB, packet, lesson("any"))
