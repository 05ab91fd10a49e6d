"""Layouts: the published bytes, any frame there and back, and what is refused."""

import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from telethon.network.connection import tcpabridged, tcpfull, tcpintermediate

from cryptokit.errors import WireError
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports.abridged import Abridged
from cryptokit.mtproto.transports.codec import feed
from cryptokit.mtproto.transports.frames import LIMIT, REASONS, Packet, QuickAck, Refusal
from cryptokit.mtproto.transports.full import Full
from cryptokit.mtproto.transports.intermediate import Intermediate
from cryptokit.mtproto.transports.layout import HEAD_LIMIT
from cryptokit.mtproto.transports.listening import listen
from cryptokit.mtproto.transports.padded import PaddedIntermediate
from cryptokit.mtproto.transports.stream import Stream, dial
from cryptokit.rng import system

UP, DOWN = Direction.TO_SERVER, Direction.TO_CLIENT
LAYOUTS = [Abridged(), Intermediate(), PaddedIntermediate(), Full()]
NAMES = [layout.name for layout in LAYOUTS]
each_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=NAMES)


def locked(blocks, key_id=b"key id.."):
    return key_id + bytes(range(16)) + bytes(16 * blocks)


def plain(words):
    return bytes(8) + b"message." + (4 * words).to_bytes(4, "little") + b"word" * words


payloads = st.one_of(
    st.builds(locked, st.integers(1, 40), st.binary(min_size=8, max_size=8).filter(any)),
    st.builds(plain, st.integers(1, 140)),
)
tokens = st.builds(
    lambda data: data[:3] + bytes([data[3] | 0x80]), st.binary(min_size=4, max_size=4)
)
up_frames = st.builds(Packet, payloads, st.booleans())
down_frames = st.one_of(
    st.builds(Packet, payloads),
    st.builds(Refusal, st.one_of(st.sampled_from([404, 429, 444]), st.integers(1, (1 << 31) - 1))),
    st.builds(QuickAck, tokens),
)


def for_layout(layout, frame):
    """The full transport can neither ask for quick acknowledgements nor carry them."""
    if not isinstance(layout, Full):
        return frame
    return Packet(frame.payload) if isinstance(frame, Packet) else Refusal(404)


# Known answers


def test_the_published_first_packets(vectors, queue):
    for layout, name in ((Abridged(), "abridged_first"), (Intermediate(), "intermediate_first")):
        assert dial(layout).write(Packet(vectors["payload"]), rng=queue())[1] == vectors[name]
    assert dial(Full()).write(Packet(vectors["payload"]), rng=queue())[1] == vectors["full_first"]
    padding = vectors["padding"]
    padded = dial(PaddedIntermediate()).write(
        Packet(vectors["payload"]), rng=queue(bytes([len(padding)]), padding)
    )[1]
    assert padded == vectors["padded_intermediate_first"]


@pytest.mark.parametrize(
    "name", ["abridged_first", "intermediate_first", "padded_intermediate_first", "full_first"]
)
def test_the_published_first_packets_are_read_back(vectors, name):
    codec, frames = feed(listen(), vectors[name])
    assert frames == (Packet(vectors["payload"]),)
    assert f"{codec.layout.name}_first" == name


def test_the_length_of_the_abridged_transport_grows_at_508_bytes(vectors):
    for size in (504, 508):
        packet = Packet(bytes(size))
        data = Abridged().write(packet, to=UP, number=0, rng=system)
        head = vectors[f"abridged_{size}_header"]
        assert data == head + bytes(size)
        assert feed(Stream(Abridged(), DOWN), data)[1] == (packet,)


@each_layout
def test_the_published_transport_error_is_read_in_every_transport(layout, vectors):
    data = layout.write(Refusal(404), to=DOWN, number=0, rng=system)
    assert vectors["transport_error_404"] in data
    assert feed(Stream(layout, UP), data)[1] == (Refusal(404),)


# Another implementation


@settings(max_examples=40)
@given(payloads, st.integers(0, 300))
def test_telethon_writes_the_same_bytes(payload, number):
    abridged = tcpabridged.AbridgedPacketCodec(None).encode_packet(payload)
    assert Abridged().write(Packet(payload), to=UP, number=0, rng=system) == abridged
    intermediate = tcpintermediate.IntermediatePacketCodec(None).encode_packet(payload)
    assert Intermediate().write(Packet(payload), to=UP, number=0, rng=system) == intermediate
    theirs = tcpfull.FullPacketCodec(None)
    theirs._send_counter = number
    full = theirs.encode_packet(payload)
    assert Full().write(Packet(payload), to=UP, number=number, rng=system) == full


def test_telethon_names_the_same_tags():
    assert Abridged.tag == tcpabridged.AbridgedPacketCodec.tag
    assert Abridged.inner_tag == tcpabridged.AbridgedPacketCodec.obfuscate_tag
    assert Intermediate.inner_tag == tcpintermediate.IntermediatePacketCodec.obfuscate_tag
    codec = tcpintermediate.RandomizedIntermediatePacketCodec
    assert PaddedIntermediate.inner_tag == codec.obfuscate_tag


# Laws


@each_layout
@settings(max_examples=40)
@given(st.lists(up_frames, min_size=1, max_size=5), st.lists(st.integers(0, 5000), max_size=8))
def test_what_a_device_writes_the_server_reads_however_it_was_cut(tools, layout, frames, places):
    frames = [for_layout(layout, frame) for frame in frames]
    pieces = tools.cut(tools.written(dial(layout), frames), places)
    assert tools.received(listen(), pieces) == (frames, None)


@each_layout
@settings(max_examples=40)
@given(st.lists(down_frames, min_size=1, max_size=5), st.lists(st.integers(0, 5000), max_size=8))
def test_what_the_server_writes_a_device_reads_however_it_was_cut(tools, layout, frames, places):
    frames = [for_layout(layout, frame) for frame in frames]
    pieces = tools.cut(tools.written(Stream(layout, DOWN), frames), places)
    assert tools.received(Stream(layout, UP), pieces) == (frames, None)


@each_layout
@given(start=st.binary(min_size=4, max_size=20), to=st.sampled_from(Direction))
def test_four_bytes_are_enough_to_tell_the_size_of_a_frame(layout, start, to):
    def told(held):
        try:
            return layout.size(held, to=to)
        except WireError as error:
            return error.what

    assert told(start[:HEAD_LIMIT]) == told(start) is not None


def test_what_is_held_is_not_copied_for_each_frame_in_it():
    stream = Stream(Abridged(), DOWN).hold(b"\x01ping" * 9)
    for number in range(1, 10):
        after, taken = stream.take()
        assert taken.data == b"\x01ping"
        assert after.held is stream.held
        assert after.received == number
        stream = after
    assert stream.take() is None
    assert stream.hold(b"\x01").held == b"\x01"


@each_layout
def test_byte_by_byte_is_the_finest_cut(tools, layout):
    frames = [Packet(plain(3)), Packet(locked(9)), Packet(locked(40))]
    data = tools.written(dial(layout), frames)
    assert tools.received(listen(), [bytes([byte]) for byte in data]) == (frames, None)


@settings(max_examples=40)
@given(st.binary(max_size=120), st.lists(st.integers(0, 120), max_size=6))
@example(Abridged.tag + b"\x01good\x00bad", [6, 7])
@example(Intermediate.tag + b"\x04\x00\x00\x00good\x03\x00\x00\x00bad", [12])
def test_noise_gives_the_same_frames_and_the_same_end_however_it_was_cut(tools, noise, places):
    assert tools.received(listen(), tools.cut(noise, places)) == tools.received(listen(), [noise])


@each_layout
@settings(max_examples=40)
@given(data=st.binary(max_size=60), places=st.lists(st.integers(0, 60), max_size=6))
def test_noise_of_a_server_gives_frames_or_a_wire_error(tools, layout, data, places):
    assert tools.received(Stream(layout, UP), tools.cut(data, places)) == tools.received(
        Stream(layout, UP), [data]
    )


@each_layout
def test_the_parts_of_a_frame_tile_it(tools, layout):
    for frame in (Packet(locked(2)), Packet(plain(200)), Refusal(429)):
        data = tools.written(Stream(layout, DOWN), [frame])
        _, taken = Stream(layout, UP).hold(data).take()
        leaves = list(taken.span.leaves())
        assert taken.data == data
        assert [leaf.start for leaf in leaves[1:]] == [leaf.end for leaf in leaves[:-1]]
        assert (leaves[0].start, leaves[-1].end) == (0, len(data))
        payload = next(leaf for leaf in leaves if leaf.name == "payload")
        assert data[payload.start : payload.end] == frame.payload


@each_layout
def test_states_do_not_change(layout):
    stream, server = dial(layout), listen()
    before = repr(stream), repr(server)
    first, data = stream.write(Packet(locked(1)), rng=system)
    feed(server, data)
    feed(server, data)
    assert (repr(stream), repr(server)) == before
    assert first != stream


@settings(max_examples=40)
@given(st.lists(payloads, min_size=2, max_size=20))
def test_the_padding_is_from_0_to_15_bytes_and_cut_off_again(sent):
    for payload in sent:
        data = PaddedIntermediate().write(Packet(payload), to=UP, number=0, rng=system)
        assert 0 <= len(data) - 4 - len(payload) <= 15
        taken = PaddedIntermediate().read(data, to=UP, number=0)
        assert taken.frame.payload == payload


def test_the_padding_takes_every_size():
    sizes = {
        len(PaddedIntermediate().write(Packet(locked(1)), to=UP, number=0, rng=system)) - 44
        for _ in range(400)
    }
    assert sizes == set(range(16))


# The full transport


@settings(max_examples=40)
@given(st.integers(0, 1 << 20), payloads)
def test_one_flipped_bit_is_found_by_the_checksum_or_the_length(tools, at, payload):
    data = bytearray(Full().write(Packet(payload), to=UP, number=0, rng=system))
    at %= 8 * len(data)
    data[at // 8] ^= 1 << at % 8
    frames, error = tools.received(Stream(Full(), DOWN), [bytes(data)])
    assert frames == []
    # A length that grew waits for bytes that never come; all else is refused.
    assert error is not None or at < 32


def test_a_forger_computes_the_checksum_again(tools):
    data = Full().write(Packet(b"true"), to=UP, number=0, rng=system)
    forged = data[:8] + b"lies"
    forged += zlib.crc32(forged).to_bytes(4, "little")
    assert tools.received(Stream(Full(), DOWN), [forged]) == ([Packet(b"lies")], None)


def test_frames_of_the_full_transport_come_in_their_order_and_once(tools):
    first, second = (Full().write(Packet(b"ping"), to=UP, number=n, rng=system) for n in (0, 1))
    for pieces in ([second], [first, first], [first, second, first]):
        frames, error = tools.received(Stream(Full(), DOWN), pieces)
        assert len(frames) == len(pieces) - 1
        assert error[2] == "number"


# Bad input


@pytest.mark.parametrize(
    ("start", "field"),
    [
        ("ef00", "length"),  # nothing inside
        ("ef7f7e0000", "long length"),  # 126 words, which one byte can say
        ("ef7fffffff", "length"),  # 64 MiB
        ("efffffffff", "length"),  # the same, and a quick acknowledgement please
        ("eeeeeeee00000000", "length"),
        ("eeeeeeee01000000", "length"),  # no whole word
        ("eeeeeeee04001000", "length"),  # a word more than the limit
        ("eeeeeeeeffffffff", "length"),
        ("dddddddd00000000", "length"),
        ("dddddddd10001000", "length"),  # more than the limit and 15 bytes
        ("0c00000000000000", "length"),  # full, nothing inside
        ("0d00000000000000", "length"),
        ("1000000100000000", "length"),
    ],
)
def test_a_length_that_no_honest_peer_sends_is_refused_before_anything_is_kept(tools, start, field):
    frames, error = tools.received(listen(), [bytes.fromhex(start)])
    assert frames == []
    assert error[2] == field


@each_layout
def test_the_longest_payload_is_taken_and_one_word_more_is_not_written(tools, layout):
    big = Packet(plain((LIMIT - 20) // 4))
    assert len(big.payload) == LIMIT
    assert tools.received(listen(), [tools.written(dial(layout), [big])]) == ([big], None)
    with pytest.raises(ValueError, match="up to 1048576 bytes"):
        dial(layout).write(Packet(bytes(LIMIT + 4)), rng=system)


@each_layout
@pytest.mark.parametrize("payload", [b"", b"odd", b"seven b"])
def test_a_payload_is_whole_words(layout, payload):
    with pytest.raises(ValueError, match="multiple of 4"):
        dial(layout).write(Packet(payload), rng=system)


@each_layout
def test_a_device_sends_no_token(layout):
    with pytest.raises(TypeError, match="from the server only"):
        dial(layout).write(QuickAck(b"\0\0\0\x80"), rng=system)


def test_the_full_transport_has_no_quick_acknowledgements():
    with pytest.raises(ValueError, match="no quick"):
        dial(Full()).write(Packet(b"ping", wants_quick_ack=True), rng=system)
    with pytest.raises(TypeError, match="not in the full"):
        Stream(Full(), DOWN).write(QuickAck(b"\0\0\0\x80"), rng=system)


@pytest.mark.parametrize("token", [b"", b"\0\0\0\x7f", b"\0\0\0\0\x80"])
def test_a_token_has_four_bytes_and_its_top_bit(token):
    with pytest.raises(ValueError, match="4 bytes"):
        QuickAck(token)


def test_the_token_is_turned_round_in_the_abridged_transport_only():
    token = bytes.fromhex("01020384")
    for layout, sent in ((Abridged(), token[::-1]), (Intermediate(), token)):
        assert layout.write(QuickAck(token), to=DOWN, number=0, rng=system) == sent


@pytest.mark.parametrize("code", [0, -404, 1 << 31])
def test_a_refusal_is_a_positive_number(code):
    with pytest.raises(ValueError, match="positive"):
        Refusal(code)


def test_the_known_refusals_say_why():
    assert set(REASONS) == {404, 429, 444}
    assert Refusal(500).reason == "not told"
    assert "handshake" in Refusal(404).reason


def test_a_server_does_not_speak_first():
    with pytest.raises(ValueError, match="when it knows"):
        listen().write(Refusal(404), rng=system)


@pytest.mark.parametrize(
    "start", [b"GET / HTTP/1.1", b"POST /", b"HEAD /", b"OPTIONS", b"\x16\x03\x01\x02"]
)
def test_a_browser_is_not_a_device(tools, start):
    assert tools.received(listen(), [start])[1][2] == "first bytes"
