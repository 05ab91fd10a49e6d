"""Cloud messages: known packets, round trips, and everything that must not open."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, Replayed, Untrusted
from cryptokit.keys import AuthKey
from cryptokit.mtproto import cloud, envelope
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.session import client as connect
from cryptokit.mtproto.session import receive

B = bytes.fromhex
KEY = AuthKey(bytes(range(256)))
DIRECTIONS = {"client_to_server": Direction.TO_SERVER, "server_to_client": Direction.TO_CLIENT}

eight = st.binary(min_size=8, max_size=8)
bodies = st.integers(0, 60).flatmap(lambda n: st.binary(min_size=4 * n, max_size=4 * n))
cloud_messages = st.builds(
    CloudMessage, eight, eight, st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), bodies
)
directions = st.sampled_from(Direction)


def the_message(v):
    return CloudMessage(
        B(v["salt"]),
        B(v["session_id"]),
        int.from_bytes(B(v["message_id"]), "little"),
        v["seq_no"],
        B(v["body"]),
    )


def blocks_beyond_the_minimum(head_and_body, padding):
    return (len(padding) - (12 + -(head_and_body + 12) % 16)) // 16


@given(cloud_messages, directions, st.integers(0, 62))
def test_what_is_sealed_opens_again(message, to, blocks):
    packet = cloud.seal(KEY, message, to=to, blocks=blocks)
    assert cloud.open_(KEY, packet, to=to) == message


@given(cloud_messages, directions, st.data())
def test_a_flipped_bit_anywhere_is_refused(message, to, data):
    packet = bytearray(cloud.seal(KEY, message, to=to))
    bit = data.draw(st.integers(0, 8 * len(packet) - 1))
    packet[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        cloud.open_(KEY, bytes(packet), to=to)


@given(cloud_messages, directions)
def test_a_packet_mirrored_to_its_author_is_refused(message, to):
    packet = cloud.seal(KEY, message, to=to)
    with pytest.raises(CannotOpen):
        cloud.open_(KEY, packet, to=to.back)


@given(cloud_messages, directions, st.data())
def test_a_cut_or_lengthened_packet_is_refused(message, to, data):
    packet = cloud.seal(KEY, message, to=to)
    longer = packet + data.draw(st.binary(min_size=1, max_size=48))
    shorter = packet[: data.draw(st.integers(0, len(packet) - 1))]
    for wrong in (longer, shorter):
        with pytest.raises(CannotOpen):
            cloud.open_(KEY, wrong, to=to)


def test_the_shortest_packet_has_one_block():
    packet = envelope.seal(KEY, bytes(4), x=0)
    assert len(packet) == 40
    assert envelope.open_(KEY, packet, x=0, head=4) == bytes(4)


@given(st.binary(max_size=200), directions)
def test_noise_under_the_right_key_id_is_refused(noise, to):
    with pytest.raises(CannotOpen):
        cloud.open_(KEY, KEY.key_id() + noise, to=to)


@settings(max_examples=20)
@given(cloud_messages, directions)
def test_another_key_does_not_open_it(message, to):
    other = AuthKey(bytes(255) + b"\x01")
    packet = cloud.seal(KEY, message, to=to)
    for wrong in (packet, other.key_id() + packet[8:]):
        with pytest.raises(CannotOpen):
            cloud.open_(other, wrong, to=to)


@given(cloud_messages, directions)
def test_the_spans_tile_the_plaintext_and_show_what_was_parsed(message, to):
    plaintext, tree = cloud.explain(KEY, cloud.seal(KEY, message, to=to), to=to)
    fields = {span.name: plaintext[span.start : span.end] for span in tree.leaves()}
    assert b"".join(fields.values()) == plaintext
    assert fields["salt"] == message.salt
    assert int.from_bytes(fields["message_id"], "little") == message.message_id
    assert fields["body"] == message.body
    assert 12 <= len(fields["padding"]) <= 27


@pytest.mark.parametrize("n", range(5))
def test_known_packets_are_rebuilt_to_the_byte_and_opened(n, messages, queue):
    v = [v for v in messages["accept"] if v["version"] == 2][n]
    key, to, message = AuthKey(B(messages["auth_key"])), DIRECTIONS[v["direction"]], the_message(v)
    blocks = blocks_beyond_the_minimum(32 + len(message.body), B(v["padding"]))
    packet = cloud.seal(key, message, to=to, blocks=blocks, rng=queue(B(v["padding"])))
    assert packet.hex() == v["packet"]
    assert cloud.open_(key, packet, to=to) == message
    assert cloud.explain(key, packet, to=to)[0].hex() == v["plaintext"]
    assert int(to) == v["x"]
    assert key.key_id().hex() == messages["auth_key_id"]


def test_mtproto_1_packets_are_refused(messages):
    old = [v for v in messages["accept"] if v["version"] == 1]
    assert len(old) == 2
    for v in old:
        with pytest.raises(CannotOpen):
            cloud.open_(
                AuthKey(B(messages["auth_key"])), B(v["packet"]), to=DIRECTIONS[v["direction"]]
            )


def test_known_key_derivations(messages):
    for name in ("kdf2_x0", "kdf2_x8"):
        v = messages["kdf"][name]
        aes_key, iv = envelope.derive(B(v["auth_key"]), B(v["msg_key"]), x=v["x"])
        assert (aes_key.hex(), iv.hex()) == (v["aes_key"], v["aes_iv"])
    for v in (v for v in messages["accept"] if v["version"] == 2):
        key = B(messages["auth_key"])
        assert envelope.message_key(key, B(v["plaintext"]), x=v["x"]).hex() == v["msg_key"]
        aes_key, iv = envelope.derive(key, B(v["msg_key"]), x=v["x"])
        assert (aes_key.hex(), iv.hex()) == (v["aes_key"], v["aes_iv"])


REFUSALS = {
    "flipped-ciphertext-bit": (CannotOpen, None),
    "flipped-last-bit-in-padding": (CannotOpen, None),
    "wrong-msg_key": (CannotOpen, None),
    "wrong-auth_key_id": (CannotOpen, None),
    "extra-16-bytes-appended": (CannotOpen, None),
    "last-block-cut": (CannotOpen, None),
    "padding-4-too-short": (CannotOpen, None),
    "padding-1052-too-long": (CannotOpen, None),
    "wrong-session_id": (Untrusted, "session_id"),
    "even-message_id-from-server": (Untrusted, "message_id"),
    "message_id-mod-4-is-2": (Untrusted, "message_id"),
    "message_id-301s-old": (Untrusted, "message_id time"),
    "message_id-31s-in-future": (Untrusted, "message_id time"),
    "replayed": (Replayed, None),
    "reflected-client-packet": (CannotOpen, None),
    "length-not-multiple-of-4": (CannotOpen, None),
    "length-negative": (CannotOpen, None),
    "length-past-end": (CannotOpen, None),
}


def receiver_of(v, messages):
    """The client of the vectors, after the packets that it received already."""
    session_id = B(messages["accept"][0]["session_id"])
    phone = connect(AuthKey(B(messages["auth_key"])), salt=bytes(8), rng=lambda _: session_id)
    for packet in v["already_received"]:
        phone, _ = receive(phone, B(packet), now=v["now"])
    return phone


@pytest.mark.parametrize("name", REFUSALS)
def test_known_bad_packets_are_refused_for_the_stated_reason(name, messages):
    v = next(v for v in messages["must_reject"] if v["name"] == name)
    kind, field = REFUSALS[name]
    with pytest.raises(kind) as caught:
        receive(receiver_of(v, messages), B(v["packet"]), now=v["now"])
    assert getattr(caught.value, "field", None) == field


def test_every_known_bad_packet_is_tried(messages):
    assert [v["name"] for v in messages["must_reject"]] == list(REFUSALS)


@pytest.mark.parametrize(
    "name", [n for n, (_, field) in REFUSALS.items() if "padding-" in n or "length-" in n]
)
def test_bad_padding_and_length_are_found_after_the_authenticator_held(name, messages):
    v = next(v for v in messages["must_reject"] if v["name"] == name)
    key = AuthKey(B(messages["auth_key"]))
    plaintext = envelope.decrypt(key, B(v["packet"]), x=8)
    with pytest.raises(CannotOpen):
        envelope.body_end(plaintext, head=32)


def test_a_known_good_packet_is_received(messages):
    v = next(v for v in messages["accept"] if v["name"] == "s2c-pong")
    phone = receiver_of(messages["must_reject"][0], messages)
    phone, message = receive(phone, B(v["packet"]), now=1_700_000_001)
    assert message == the_message(v)
    assert phone.window == (message.message_id,)


def test_wrong_arguments_are_told_in_a_sentence():
    message = CloudMessage(bytes(8), bytes(8), 4, 1, b"odd")
    with pytest.raises(ValueError, match="multiple of 4 bytes, not 35"):
        cloud.seal(KEY, message, to=Direction.TO_SERVER)
    with pytest.raises(ValueError, match="8 bytes each"):
        cloud.seal(KEY, CloudMessage(b"", bytes(8), 4, 1, b""), to=Direction.TO_SERVER)
    with pytest.raises(ValueError, match="padding has 12 to 1024 bytes"):
        envelope.seal(KEY, b"", x=0, blocks=64)
    with pytest.raises(ValueError, match="padding has 12 to 1024 bytes"):
        envelope.seal(KEY, b"", x=0, blocks=-1)
    with pytest.raises(TypeError, match="bytes, not str"):
        envelope.seal(KEY, "text", x=0)
    with pytest.raises(TypeError, match="bytes, not str"):
        envelope.decrypt(KEY, "text", x=0)
