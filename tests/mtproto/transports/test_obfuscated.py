"""obfuscated2: the published header, its rules, and what a secret changes."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from telethon.network.connection import tcpintermediate, tcpobfuscated

from cryptokit.errors import WireError
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports import counter, obfuscated
from cryptokit.mtproto.transports.codec import feed
from cryptokit.mtproto.transports.counter import Counter, StreamKey
from cryptokit.mtproto.transports.frames import Packet, QuickAck, Refusal
from cryptokit.mtproto.transports.full import Full
from cryptokit.mtproto.transports.listening import Listening, listen
from cryptokit.mtproto.transports.obfuscated import FORBIDDEN_FIRST, INNER, ProxySecret
from cryptokit.mtproto.transports.padded import PaddedIntermediate
from cryptokit.mtproto.transports.stream import Stream
from cryptokit.rng import lesson, system

SECRET = ProxySecret(bytes([0x99] * 16))
up_frames = st.builds(
    lambda key_id, blocks, wants: Packet(key_id + bytes(16 + 16 * blocks), wants),
    st.binary(min_size=8, max_size=8).filter(any),
    st.integers(1, 40),
    st.booleans(),
)


def headers(vectors, secret):
    return vectors["obfuscated2_with_secret" if secret else "obfuscated2"]


@pytest.mark.parametrize("secret", [None, SECRET])
def test_the_published_header_and_its_keys(vectors, queue, secret):
    random = vectors["obfuscated2"]["init_before"]
    stream = obfuscated.dial(PaddedIntermediate(), dc=2, secret=secret, rng=queue(random))
    wanted = headers(vectors, secret)
    assert stream.opening == wanted["init_sent"]
    assert stream.outward.key.reveal() == wanted["encrypt_key"]
    assert stream.inward.key.reveal() == wanted["decrypt_key"]
    if not secret:
        assert stream.outward.start == wanted["encrypt_iv"]
        assert stream.inward.start == wanted["decrypt_iv"]


def test_the_published_first_packet_there_and_back(vectors, queue):
    wanted, padding = vectors["obfuscated2"], vectors["padding"]
    stream = obfuscated.dial(PaddedIntermediate(), dc=2, rng=queue(wanted["init_before"]))
    packet = Packet(vectors["payload"])
    _, data = stream.write(packet, rng=queue(bytes([len(padding)]), padding))
    assert data == wanted["init_sent"] + wanted["frame_sent"]
    assert feed(listen(), data)[1] == (packet,)


def test_the_published_header_is_explained(vectors):
    clear, span = obfuscated.explain(vectors["obfuscated2"]["init_sent"])
    assert clear == vectors["obfuscated2"]["init_before"]
    parts = {part.name: clear[part.start : part.end] for part in span.parts}
    assert parts["tag"] == b"\xdd" * 4
    assert parts["dc"] == (2).to_bytes(2, "little")
    assert parts["key"] == vectors["obfuscated2"]["encrypt_key"]


@pytest.mark.parametrize("layout", INNER, ids=[layout.name for layout in INNER])
@pytest.mark.parametrize("secret", [None, SECRET])
@settings(max_examples=25)
@given(frames=st.lists(up_frames, min_size=1, max_size=4), places=st.lists(st.integers(0, 5000)))
def test_every_frame_arrives_through_a_header(tools, layout, secret, frames, places):
    stream = obfuscated.dial(layout, dc=-3, secret=secret)
    pieces = tools.cut(tools.written(stream, frames), places)
    assert tools.received(listen(secret=secret), pieces) == (frames, None)


@pytest.mark.parametrize("secret", [None, SECRET])
def test_the_way_back_has_a_key_of_its_own(tools, secret):
    stream, first = obfuscated.dial(PaddedIntermediate(), secret=secret).write(
        Packet(b"key id.." + bytes(32)), rng=system
    )
    server, _ = feed(listen(secret=secret), first)
    sent = [Packet(b"key id.." + bytes(48)), QuickAck(b"\0\0\0\x80"), Refusal(404)]
    assert server.outward.key != server.inward.key
    assert tools.received(stream, [tools.written(server, sent)]) == (sent, None)


def test_telethon_opens_our_connection_with_the_same_header(monkeypatch):
    class Connection:
        packet_codec = tcpintermediate.RandomizedIntermediatePacketCodec

        def __init__(self):
            self._reader = self._writer = None

    made = {}
    drawn = lesson("header")(64)
    monkeypatch.setattr(tcpobfuscated.os, "urandom", lambda size: drawn[:size])
    io = tcpobfuscated.ObfuscatedIO(Connection())
    made["header"] = io.header
    stream = obfuscated.dial(PaddedIntermediate(), rng=lambda size: drawn[:size])
    assert stream.opening == made["header"]
    _, locked = counter.apply(stream.outward, b"one packet and another")
    assert locked == io._encrypt.encrypt(b"one packet and another")
    _, back = counter.apply(stream.inward, b"the answer")
    assert back == io._decrypt.encrypt(b"the answer")


# The rules of the header


@pytest.mark.parametrize(
    "start",
    [b"\xef" + bytes(range(1, 8)), *(bad + b"\x01\x02\x03\x04" for bad in FORBIDDEN_FIRST)]
    + [tag * 4 + b"\x01\x02\x03\x04" for tag in (b"\xdd", b"\xee")]
    + [b"\x01\x02\x03\x04" + bytes(4)],
)
def test_a_header_that_looks_like_something_else_is_drawn_again(start, queue):
    bad, good = start + bytes([7] * 56), bytes(range(1, 65))
    header = obfuscated.draw_header(PaddedIntermediate(), rng=queue(bad, good))
    assert header[:56] == good[:56]


def test_no_header_is_taken_for_another_transport():
    rng = lesson("headers")
    for _ in range(300):
        _, data = obfuscated.dial(PaddedIntermediate(), rng=rng).write(
            Packet(b"key id.." + bytes(32)), rng=rng
        )
        assert isinstance(listen().hold(data[:63]), Listening)
        assert isinstance(listen().hold(data), Stream)


def test_the_full_transport_has_no_name_in_a_header():
    with pytest.raises(ValueError, match="cannot be obfuscated"):
        obfuscated.dial(Full())


# Secrets


def test_without_the_right_secret_a_header_is_noise():
    other = ProxySecret(bytes(range(16)))
    for made_with, read_with in ((SECRET, other), (SECRET, None), (None, SECRET)):
        stream = obfuscated.dial(PaddedIntermediate(), secret=made_with, rng=lesson("noise"))
        with pytest.raises(WireError) as caught:
            listen(secret=read_with).hold(stream.opening)
        assert caught.value.field == "tag"


def test_a_proxy_with_a_secret_takes_nothing_in_the_clear():
    for tag in (b"\xef", b"\xee" * 4, b"\xdd" * 4):
        assert isinstance(listen(secret=SECRET).hold(tag + bytes(20)), Listening)


# The key stream


@settings(max_examples=25)
@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=8))
@example(bytes(40), [8, 16, 24])
def test_a_stream_does_not_depend_on_the_cuts(tools, data, places):
    state = Counter(StreamKey(bytes(range(32))), b"\xff" * 16)  # its counter wraps at once
    _, whole = counter.apply(state, data)
    out = b""
    for piece in tools.cut(data, places):
        state, more = counter.apply(state, piece)
        out += more
    assert out == whole
    assert state.used == len(data)


def test_a_bit_that_was_flipped_on_the_way_stays_flipped_and_nothing_notices():
    stream = obfuscated.dial(INNER[1], rng=lesson("flip"))
    _, data = stream.write(Packet(b"key id.." + bytes(32)), rng=system)
    flipped = data[:-1] + bytes([data[-1] ^ 1])
    (frame,) = feed(listen(), flipped)[1]
    assert frame.payload == b"key id.." + bytes(31) + b"\x01"


def test_no_way_of_printing_a_connection_shows_its_keys():
    stream = obfuscated.dial(PaddedIntermediate(), secret=SECRET, rng=lesson("print"))
    assert stream.outward.key.reveal().hex() not in repr(stream)
    assert "StreamKey 32 bytes" in repr(stream)
    assert Direction.TO_SERVER is stream.sends
