"""No failing path shows key bytes: not in text, not in repr, not in a traceback with its variables."""

import traceback
from hashlib import shake_256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CryptokitError
from cryptokit.keys import AuthKey, DhExponent, SecretChatKey
from cryptokit.mtproto import cloud, dh, envelope, invitation, secret, session
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.decrypted import Layer, Text
from cryptokit.mtproto.secret import Author, SecretChat

random_keys = st.integers(0, 2**64).map(lambda n: shake_256(n.to_bytes(9, "big")).digest(256))


def everything_shown(error):
    """All that a logger could print, local variables included, below the frame of the test."""
    told = traceback.TracebackException(
        type(error), error, error.__traceback__.tb_next, capture_locals=True
    )
    return f"{error} {error!r} {vars(error)} " + "".join(told.format())


def flipped(packet):
    return packet[:-1] + bytes([packet[-1] ^ 1])


def failing_paths(raw):
    key, own = SecretChatKey(raw), AuthKey(raw)
    phone = session.client(own, salt=bytes(8))
    _, ping = session.send(phone, b"ping", now=1e9)
    hello = CloudMessage(bytes(8), bytes(8), 5 << 32, 1, b"ping")
    stray = cloud.seal(own, hello, to=Direction.TO_CLIENT)
    alice, first = secret.seal(SecretChat(key, Author.CREATOR), Text(1, "hi"))
    _, second = secret.seal(alice, Text(2, "ho"))
    odd = secret.seal_layer(key, Layer(1, 1, Text(1, "x"), bytes(15)), author=Author.CREATOR)
    broken = envelope.seal(key, (4).to_bytes(4, "little") + bytes(4), x=0)
    bob = SecretChat(key, Author.OTHER)
    exponent = DhExponent(raw)
    invited = invitation.Invited(dh.TELEGRAM, exponent)
    one = (1).to_bytes(256, "big")
    return [
        lambda: session.receive(phone, ping, now=1e9),
        lambda: session.receive(phone, stray, now=1e9),
        lambda: cloud.open_(own, flipped(stray), to=Direction.TO_CLIENT),
        lambda: cloud.explain(own, ping, to=Direction.TO_CLIENT),
        lambda: secret.open_(alice, first),
        lambda: secret.open_(bob, second),
        lambda: secret.open_(bob, odd),
        lambda: secret.open_(bob, broken),
        lambda: secret.open_packet(key, flipped(first)),
        lambda: secret.explain(key, broken),
        lambda: dh.agree(SecretChatKey, dh.TELEGRAM, exponent, one, field="g_a"),
        lambda: invitation.confirm(invited, invitation.Acceptance(one, bytes(8))),
        lambda: invitation.confirm(
            invited, invitation.Acceptance(dh.public(dh.TELEGRAM, exponent), bytes(8))
        ),
        lambda: envelope.seal(key, b"odd", x=0),
        lambda: envelope.seal(key, b"", x=0, rng=bytes),
    ]


@settings(max_examples=4)
@given(random_keys)
def test_no_failing_path_shows_a_piece_of_the_key(raw):
    pieces = [raw[at : at + 8] for at in range(0, 256, 8)]
    spellings = [form for piece in pieces for form in (piece.hex(), repr(piece)[2:-1])]
    spellings.append(str(int.from_bytes(raw, "big")))
    for path in failing_paths(raw):
        with pytest.raises((CryptokitError, ValueError)) as caught:
            path()
        shown = everything_shown(caught.value)
        assert not [form for form in spellings if form in shown]


@given(random_keys)
def test_no_state_shows_a_piece_of_its_key(raw):
    states = [
        session.client(AuthKey(raw), salt=bytes(8)),
        SecretChat(SecretChatKey(raw), Author.CREATOR),
        invitation.Invited(dh.TELEGRAM, DhExponent(raw)),
    ]
    shown = f"{states} {states!r}"
    assert not [at for at in range(0, 256, 8) if repr(raw[at : at + 8])[2:-1] in shown]
