"""What lies on a phone's disk: it comes back as it was, gives up its keys, and is refused if damaged."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import WireError
from cryptokit.rng import lesson
from cryptokit.signal import (
    chains,
    codecs,
    messages,
    peers,
    prekeys,
    sessions,
    shipped,
    state_bytes,
)
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.directory import Directory, fetch, publish
from cryptokit.signal.peers import Peer
from cryptokit.signal.sessions import Sessions
from cryptokit.signal.shipped import Shipped
from cryptokit.wire import Cursor

KEYS = {name: prekeys.install(now=0, one_time=3, rng=lesson(name)) for name in ("alice", "bob")}


TABLE = codecs.table(codecs.both(codecs.TEXT, codecs.NUMBER), codecs.FLAG)


def ratchets():
    bob = KeyPair.draw(lesson("Bob"))
    start = chains.RootKey(bytes(32)), chains.ChainKey(bytes(range(32)))
    return shipped.begin(*start, bob.public, rng=lesson("Alice")), shipped.answer(*start, bob)


def at(state, counter):
    return messages.Header(state.own.public, counter, 0)


def everything():
    """Alice's phone: two devices of Bob, one of them removed, and one of Carol who waits for two."""
    known, luck = Sessions(), lesson("bytes")
    for address, name in ((("bob", 1), "bob"), (("bob", 2), "alice"), (("carol", 7), "bob")):
        directory = publish(Directory(), address, prekeys.listing(KEYS[name]))
        _, bundle = fetch(directory, address)
        known = sessions.start(known, KEYS["alice"], address[0], bundle, now=1.5, rng=luck)
    known, sent = sessions.encrypt(known, KEYS["alice"], [("carol", 7)], b"hi", now=2)
    keys, carol, _ = peers.decrypt(KEYS["bob"], None, sent["carol", 7], rng=luck)
    for _ in range(3):
        carol, last = peers.encrypt(keys, carol, b"two are lost", now=2)
    known, _, _ = sessions.decrypt(known, KEYS["alice"], ("carol", 7), last, rng=luck)
    return sessions.retire(known, "bob", [("bob", 1)], now=3)


EVERYTHING = everything()
WRITTEN = state_bytes.to_bytes(EVERYTHING)


def test_all_sessions_of_a_phone_come_back_as_they_were():
    again = state_bytes.from_bytes(WRITTEN, Sessions)
    assert again == EVERYTHING
    assert state_bytes.to_bytes(again) == WRITTEN


def test_an_examiner_finds_every_key_in_the_bytes_and_nothing_else():
    found = state_bytes.secrets_in(WRITTEN)
    assert all(one.reveal() in WRITTEN for one in found)
    ratchet = EVERYTHING.peers["carol", 7].current.ratchet
    assert ratchet.root in found
    assert ratchet.own.private() in found
    assert any(isinstance(one, chains.MessageSeed) for one in found)
    assert KEYS["alice"].identity.private() not in found


def test_the_long_lived_keys_of_a_phone_open_a_first_message_that_it_has_not_read():
    """Until it has: then the one-time prekey is gone from the bytes as well."""
    directory = publish(Directory(), ("bob", 1), prekeys.listing(KEYS["bob"]))
    _, bundle = fetch(directory, ("bob", 1))
    hers = peers.start(KEYS["alice"], bundle, now=0, rng=lesson("first"))
    _, message = peers.encrypt(KEYS["alice"], hers, b"unread", now=0)
    seized = state_bytes.to_bytes(KEYS["bob"])
    thief = state_bytes.from_bytes(seized, prekeys.PhoneKeys)
    assert thief == KEYS["bob"]
    after, _, text = peers.decrypt(thief, None, message, rng=lesson("thief"))
    assert text == b"unread"
    used = KEYS["bob"].one_time_prekey(message.one_time_id).pair.private()
    assert used in state_bytes.secrets_in(seized)
    assert used.reveal() not in state_bytes.to_bytes(after)


def test_a_private_key_that_is_not_clamped_is_refused():
    data = bytearray(state_bytes.to_bytes(KEYS["bob"]))
    data[len(state_bytes.MARK) + 3] ^= 1
    with pytest.raises(WireError, match="not clamped"):
        state_bytes.read(bytes(data))


@pytest.mark.parametrize(
    ("codec", "data", "what"),
    [
        (codecs.FLAG, "02", "neither 0 nor 1"),
        (codecs.NUMBER, "0100000001", "32 bits"),
        (codecs.TIME, "000000000000f87f", "no point in time"),
        (codecs.TIME, "000000000000f07f", "no point in time"),
        (codecs.TEXT, "0100ff", "UTF-8"),
        (TABLE, "0200 0100 62 0100000000 00 0100 61 0100000000 00", "ascend"),
        (TABLE, "0200 0100 61 0100000000 00 0100 61 0100000000 00", "ascend"),
    ],
)
def test_what_no_writer_writes_is_refused(codec, data, what):
    with pytest.raises(WireError, match=what):
        codec.read(Cursor(bytes.fromhex(data)), "part")


def test_the_largest_number_is_a_counter_that_ran_out():
    assert codecs.NUMBER.read(Cursor(bytes.fromhex("0000000001")), "part") == 1 << 32


def test_a_name_is_not_cut():
    with pytest.raises(ValueError, match="65,535"):
        codecs.TEXT.write("x" * 65_536)


def test_bytes_of_another_kind_or_version_are_refused():
    with pytest.raises(WireError, match="Sessions, not Peer"):
        state_bytes.from_bytes(WRITTEN, Peer)
    for at, wrong in ((16, 2), (17, 99), (0, 0)):
        with pytest.raises(WireError):
            state_bytes.read(WRITTEN[:at] + bytes([wrong]) + WRITTEN[at + 1 :])
    with pytest.raises(WireError):
        state_bytes.read(WRITTEN + b"\0")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_bytes_are_refused_or_say_something_else_in_one_way_only(data):
    wrong = bytearray(WRITTEN)
    for _ in range(data.draw(st.integers(1, 3))):
        wrong[data.draw(st.integers(0, len(wrong) - 1))] = data.draw(st.integers(0, 255))
    wrong = bytes(wrong[: data.draw(st.sampled_from([len(wrong), len(wrong) // 2]))])
    try:
        read = state_bytes.read(wrong)
    except WireError:
        return
    assert state_bytes.to_bytes(read) == wrong


@given(st.binary(max_size=300), st.integers(0, 7))
def test_noise_is_refused(noise, kind):
    with pytest.raises(WireError):
        state_bytes.read(state_bytes.MARK + bytes([state_bytes.VERSION, kind]) + noise)


def test_seeds_out_of_order_or_of_messages_to_come_are_refused():
    alice, bob = ratchets()
    bob, _ = shipped.receive(bob, at(alice, 3), rng=lesson("turn"))
    chain = bob.chains[-1]
    for kept in (
        dataclasses.replace(chain.kept, numbers=(1, 0, 2)),
        dataclasses.replace(chain.kept, numbers=(0, 1, 4)),
    ):
        wrong = dataclasses.replace(chain, kept=kept)
        with pytest.raises(WireError, match=r"kept|item"):
            state_bytes.read(state_bytes.to_bytes(dataclasses.replace(bob, chains=(wrong,))))


def test_nothing_is_shown_in_a_printed_state():
    shown = repr(EVERYTHING) + str(EVERYTHING)
    for secret in state_bytes.secrets_in(WRITTEN):
        assert secret.reveal().hex() not in shown
        assert repr(secret.reveal())[2:-1] not in shown


def test_a_state_of_another_kind_is_not_a_shipped_one():
    assert isinstance(state_bytes.read(state_bytes.to_bytes(ratchets()[0])), Shipped)
