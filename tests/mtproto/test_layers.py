"""Layers: both sides speak what both know, and the old envelope is spoken on none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import layers, phone
from cryptokit.mtproto.actions import Noop, NotifyLayer
from cryptokit.mtproto.decrypted import Layer, Service, Text
from cryptokit.mtproto.layers import FIRST, Layers
from cryptokit.mtproto.secret import Author, SecretChat

numbers = st.integers(0, 300)


def message(layer, action=None):
    said = Service(1, action) if action else Text(1, "x")
    return Layer(0, 1, said, bytes(15), layer)


@given(st.lists(st.tuples(numbers, st.none() | numbers)))
def test_what_the_other_side_once_knew_it_knows_for_ever(told):
    known, most = Layers(), FIRST
    for layer, notified in told:
        action = Noop() if notified is None else NotifyLayer(notified)
        known = layers.heard(known, message(layer, action))
        most = max(most, layer, notified or 0)
        assert known.theirs == most
        assert known.spoken == min(144, most)


def test_a_text_tells_its_layer_as_well():
    assert layers.heard(Layers(), message(101)).theirs == 101


@pytest.mark.parametrize("theirs", [FIRST, 72, 73, 144])
def test_the_first_version_of_the_protocol_is_refused_on_every_layer(theirs, secret_chat):
    v = secret_chat["mtproto1_example"]
    key = SecretChatKey(bytes.fromhex(secret_chat["keys"][v["key"]]))
    chat = SecretChat(key, Author.OTHER, received=16, sent=12, acknowledged=12)
    one = replace(phone.begin(chat, now=0), layers=Layers(theirs=theirs))
    with pytest.raises(CannotOpen):
        phone.hear(one, bytes.fromhex(v["packet"]), now=0)
