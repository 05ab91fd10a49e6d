"""The two messages: official bytes both ways, spans that tile them, and no byte that may change."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, WireError
from cryptokit.rng import lesson
from cryptokit.signal import messages, protobuf
from cryptokit.signal.chains import MessageKeys
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.messages import Header, Kind, PreKeySignalMessage, SignalMessage, check, seal
from cryptokit.wire import Cursor

B = bytes.fromhex
VECTOR = json.loads(
    (Path(__file__).parents[1] / "vectors" / "signal-session-v3-x3dh.json").read_text("utf-8")
)
SENDS = [step for step in VECTOR["steps"] if step["op"] == "send"]
IDENTITY = {name: B(VECTOR[name]["identity_public"]) for name in ("alice", "bob")}
KEYS = MessageKeys(bytes(range(80)))
KEY = KeyPair.draw(lesson("ratchet")).public
AD = bytes(66)
counters = st.integers(0, 2**32 - 1)
optional = st.none() | st.binary(max_size=40)
headers = st.builds(Header, st.just(KEY), counters, counters, optional, optional)
ciphertexts = st.binary(max_size=64)


def outcome(parse, data):
    """Give what was parsed, or the error; any other error is one of ours."""
    try:
        return parse(data)
    except WireError as error:
        return error


def inner_of(step):
    data = B(step["message"])
    if step["type"] == Kind.PREKEY:
        return PreKeySignalMessage.from_bytes(data).message
    return SignalMessage.from_bytes(data)


def ad_of(step):
    to = {"alice": "bob", "bob": "alice"}[step["from"]]
    return IDENTITY[step["from"]] + IDENTITY[to]


def keys_of(step):
    return MessageKeys(B(step["cipher_key"]) + B(step["mac_key"]) + B(step["iv"]))


@pytest.mark.parametrize("step", SENDS, ids=lambda step: str(step["n"]))
def test_an_official_message_is_parsed_and_written_to_the_same_bytes(step):
    kind = {Kind.SIGNAL: SignalMessage, Kind.PREKEY: PreKeySignalMessage}[step["type"]]
    data = B(step["message"])
    assert kind.from_bytes(data).to_bytes() == data
    message = inner_of(step)
    check(message, keys_of(step), ad_of(step))
    made = seal(keys_of(step), ad_of(step), message.header, message.ciphertext)
    assert made == message


@pytest.mark.parametrize("step", SENDS, ids=lambda step: str(step["n"]))
def test_an_official_message_that_changes_its_direction_is_refused(step):
    ad = ad_of(step)
    with pytest.raises(CannotOpen):
        check(inner_of(step), keys_of(step), ad[33:] + ad[:33])


def test_the_official_prekey_message_names_the_keys_of_the_handshake():
    message = PreKeySignalMessage.from_bytes(B(SENDS[0]["message"]))
    bob, alice = VECTOR["bob"], VECTOR["alice"]
    assert message.version == messages.X3DH_VERSION
    assert message.registration_id == alice["registration_id"]
    assert (message.one_time_id, message.signed_id) == (
        bob["one_time_prekey_id"],
        bob["signed_prekey_id"],
    )
    assert message.base_key.wire == B(VECTOR["handshake"]["alice_base_key_public"])
    assert message.identity.wire == B(alice["identity_public"])
    assert (message.kyber_id, message.kyber_ciphertext) == (None, None)


@given(headers, ciphertexts, st.sampled_from((3, 4)))
def test_what_is_sealed_is_parsed_and_checked(header, ciphertext, version):
    message = seal(KEYS, AD, header, ciphertext, version=version)
    again = SignalMessage.from_bytes(message.to_bytes())
    assert again == message
    assert (again.header, again.ciphertext, again.version) == (header, ciphertext, version)
    check(again, KEYS, AD)


@given(headers, ciphertexts, st.data())
def test_any_flipped_bit_of_a_message_is_refused(header, ciphertext, data):
    wire = bytearray(seal(KEYS, AD, header, ciphertext).to_bytes())
    bit = data.draw(st.integers(0, 8 * len(wire) - 1))
    wire[bit // 8] ^= 1 << bit % 8
    with pytest.raises((WireError, CannotOpen)):
        check(SignalMessage.from_bytes(bytes(wire)), KEYS, AD)


@given(headers, ciphertexts, st.integers(0, 65), st.integers(0, 31))
def test_other_identities_and_other_keys_are_refused(header, ciphertext, at, key_at):
    message = seal(KEYS, AD, header, ciphertext)
    with pytest.raises(CannotOpen):
        check(message, KEYS, AD[:at] + b"\x01" + AD[at + 1 :])
    other = bytearray(KEYS.reveal())
    other[32 + key_at] ^= 1
    with pytest.raises(CannotOpen):
        check(message, MessageKeys(bytes(other)), AD)


def test_the_same_fields_in_other_bytes_are_another_message():
    """What the MAC covers is bytes: a counter written longer is the same number, and is refused."""
    message = seal(KEYS, AD, Header(KEY, 1), b"text")
    stretched = message.body.replace(b"\x10\x01", b"\x10\x81\x00", 1)
    again = SignalMessage.from_bytes(stretched + message.mac)
    assert again.header == message.header
    with pytest.raises(CannotOpen):
        check(again, KEYS, AD)


@given(headers, ciphertexts)
def test_spans_tile_a_message(header, ciphertext):
    data = seal(KEYS, AD, header, ciphertext).to_bytes()
    cursor = Cursor(data)
    assert SignalMessage.from_bytes(data, cursor).header == header
    cursor.finish()
    tree = cursor.tree("message")
    leaves = list(tree.leaves())
    assert [leaf.start for leaf in leaves] == [0, *(leaf.end for leaf in leaves[:-1])]
    assert [part.name for part in tree.parts][:3] == ["version", "ratchet_key", "counter"]
    assert tree.parts[-1].name == "mac"


def test_spans_of_the_official_prekey_message_are_in_order():
    data = B(SENDS[0]["message"])
    cursor = Cursor(data)
    PreKeySignalMessage.from_bytes(data, cursor)
    cursor.finish()
    names = [part.name for part in cursor.tree("message").parts]
    assert names == [
        "version",
        "pre_key_id",
        "base_key",
        "identity_key",
        "message",
        "registration_id",
        "signed_pre_key_id",
    ]


prekey_messages = st.builds(
    PreKeySignalMessage,
    st.just(3),
    st.integers(1, 2**32 - 1),  # an absent registration id reads as 0
    st.none() | counters,
    counters,
    st.just(KEY),
    st.just(PublicKey(bytes(range(32)))),
    st.builds(seal, st.just(KEYS), st.just(AD), headers, ciphertexts),
)


@given(prekey_messages)
def test_a_prekey_message_is_written_and_parsed(message):
    assert PreKeySignalMessage.from_bytes(message.to_bytes()) == message


@given(prekey_messages, st.binary(max_size=40), st.integers(0, 2**24))
def test_a_message_of_version_4_carries_a_kem_ciphertext(message, ciphertext, number):
    later = replace(message, version=4, kyber_id=number, kyber_ciphertext=ciphertext)
    assert PreKeySignalMessage.from_bytes(later.to_bytes()) == later
    for half in (
        {"kyber_id": None},
        {"kyber_ciphertext": None},
        dict.fromkeys(("kyber_id", "kyber_ciphertext")),
    ):
        with pytest.raises(WireError) as caught:
            PreKeySignalMessage.from_bytes(replace(later, **half).to_bytes())
        assert caught.value.field == "kyber_ciphertext"


@settings(max_examples=200)
@given(st.binary(max_size=120), st.sampled_from((b"", b"\x33", b"\x34", b"\x44")))
def test_any_bytes_are_read_or_refused_with_a_place(data, first):
    for kind in (SignalMessage, PreKeySignalMessage):
        message = outcome(kind.from_bytes, first + data)
        if isinstance(message, WireError):
            assert message.field
        else:
            assert kind.from_bytes(message.to_bytes()) == message


@given(prekey_messages, st.data())
def test_a_prekey_message_with_a_flipped_bit_reads_as_another_or_is_refused(message, data):
    wire = bytearray(message.to_bytes())
    bit = data.draw(st.integers(8, 8 * len(wire) - 1))
    wire[bit // 8] ^= 1 << bit % 8
    again = outcome(PreKeySignalMessage.from_bytes, bytes(wire))
    assert again != message


@pytest.mark.parametrize("version", [0, 1, 2, 5, 15])
@pytest.mark.parametrize("kind", [SignalMessage, PreKeySignalMessage])
def test_an_unknown_version_is_refused(kind, version):
    data = B(next(s["message"] for s in SENDS if s["type"] == 2))
    changed = bytes([version << 4 | data[0] & 15]) + data[1:]
    with pytest.raises(WireError) as caught:
        kind.from_bytes(changed)
    assert (caught.value.field, caught.value.offset) == ("version", 0)


@pytest.mark.parametrize(("kind", "size"), [(SignalMessage, 8), (PreKeySignalMessage, 0)])
def test_what_is_too_short_for_any_message_is_refused(kind, size):
    with pytest.raises(WireError) as caught:
        kind.from_bytes(b"\x34" * size)
    assert caught.value.field == "version"


def test_the_older_writer_of_version_3_is_read():
    body = b"\x33" + protobuf.write(
        messages.SIGNAL_MESSAGE, {"ratchet_key": KEY.wire, "counter": 7, "ciphertext": b"x" * 16}
    )
    message = SignalMessage.from_bytes(body + bytes(8))
    assert (message.version, message.header.counter, message.header.previous_counter) == (3, 7, 0)


@pytest.mark.parametrize("missing", ["ratchet_key", "counter", "ciphertext"])
def test_a_message_without_what_it_needs_is_refused(missing):
    fields = {"ratchet_key": KEY.wire, "counter": 0, "ciphertext": b""}
    body = b"\x34" + protobuf.write(messages.SIGNAL_MESSAGE, {**fields, missing: None})
    with pytest.raises(WireError) as caught:
        SignalMessage.from_bytes(body + bytes(8))
    assert caught.value.field == missing


@pytest.mark.parametrize("missing", ["base_key", "identity_key", "message", "signed_pre_key_id"])
def test_a_prekey_message_without_what_it_needs_is_refused(missing):
    whole = protobuf.read(messages.PREKEY_MESSAGE, B(SENDS[0]["message"])[1:])
    data = b"\x34" + protobuf.write(messages.PREKEY_MESSAGE, {**whole, missing: None})
    with pytest.raises(WireError) as caught:
        PreKeySignalMessage.from_bytes(data)
    assert caught.value.field == missing


@pytest.mark.parametrize("wrong", ["base_key", "identity_key"])
def test_a_key_of_another_type_is_refused(wrong):
    whole = protobuf.read(messages.PREKEY_MESSAGE, B(SENDS[0]["message"])[1:])
    data = b"\x34" + protobuf.write(messages.PREKEY_MESSAGE, {**whole, wrong: b"\x08" + bytes(32)})
    with pytest.raises(WireError) as caught:
        PreKeySignalMessage.from_bytes(data)
    assert caught.value.field == wrong


def test_an_absent_registration_id_reads_as_zero():
    whole = protobuf.read(messages.PREKEY_MESSAGE, B(SENDS[0]["message"])[1:])
    fields = {**whole, "registration_id": None, "pre_key_id": None}
    message = PreKeySignalMessage.from_bytes(
        b"\x34" + protobuf.write(messages.PREKEY_MESSAGE, fields)
    )
    assert (message.registration_id, message.one_time_id) == (0, None)
