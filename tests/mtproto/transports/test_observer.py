"""What somebody sees who records a connection, in each transport."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports.frames import Packet, QuickAck, Refusal
from cryptokit.mtproto.transports.listening import listen
from cryptokit.mtproto.transports.names import TRANSPORTS, with_secret
from cryptokit.mtproto.transports.obfuscated import ProxySecret
from cryptokit.mtproto.transports.observer import observe
from cryptokit.mtproto.transports.recording import Chunk
from cryptokit.rng import lesson, system

UP, DOWN = Direction.TO_SERVER, Direction.TO_CLIENT
SECRET = ProxySecret(bytes([0x99] * 16))
HIDDEN = with_secret(SECRET)
ALL = [*TRANSPORTS.values(), HIDDEN]
NAMES = [one.name for one in ALL]
ID, MSG_KEY = b"key id..", bytes(range(16))
each_transport = pytest.mark.parametrize("transport", ALL, ids=NAMES)


def packet(blocks, key_id=ID):
    return Packet(key_id + MSG_KEY + bytes(16 * blocks))


def recorded(transport, *, up, down):
    """Record frames that went up, and then frames that came down, one chunk each."""
    device, server = transport.dial(lesson("device")), transport.listen()
    chunks = []
    for number, frame in enumerate(up):
        device, data = device.write(frame, rng=lesson("padding"))
        server = server.hold(data)
        chunks.append(Chunk(float(number), UP, data))
    for number, frame in enumerate(down, len(up)):
        server, data = server.write(frame, rng=lesson("padding"))
        chunks.append(Chunk(float(number), DOWN, data))
    return tuple(chunks)


def seen_in(transport, secret=None, **frames):
    return observe(recorded(transport, **frames), secret=secret)


@each_transport
def test_the_id_of_the_key_is_in_the_clear_unless_a_secret_hides_it(transport):
    view = seen_in(transport, up=[packet(2), packet(3)], down=[packet(4)])
    if transport is HIDDEN:
        assert view.transport is None
        assert view.key_ids == ()
        assert view.frames == ()
    else:
        assert transport.name.split(" ")[0].partition("_")[0] in view.transport
        assert view.key_ids == (ID,)
        assert [(seen.to, seen.time) for seen in view.frames] == [(UP, 0.0), (UP, 1.0), (DOWN, 2.0)]
        assert {seen.msg_key for seen in view.frames} == {MSG_KEY}


def test_whoever_has_the_secret_sees_as_much_as_without_obfuscation():
    frames = {"up": [packet(2), packet(3)], "down": [packet(4), Refusal(404)]}
    told = seen_in(HIDDEN, secret=SECRET, **frames)
    plain = seen_in(TRANSPORTS["padded intermediate"], **frames)
    assert told.key_ids == plain.key_ids == (ID,)
    assert [seen.kind for seen in told.frames] == [seen.kind for seen in plain.frames]
    assert seen_in(HIDDEN, secret=ProxySecret(bytes(range(16))), **frames).frames == ()


def test_without_a_secret_the_keys_of_obfuscation_lie_in_its_header():
    chunks = recorded(TRANSPORTS["obfuscated2"], up=[packet(2)], down=[])
    assert ID not in chunks[0].data
    view = observe(chunks)
    clear, span = view.header
    key = next(part for part in span.parts if part.name == "key")
    # The key is sent as it is: the observer reads it from the bytes that went by.
    assert clear[key.start : key.end] == chunks[0].data[key.start : key.end]
    assert view.transport == "obfuscated2 over padded_intermediate"
    assert view.key_ids == (ID,)


@each_transport
def test_sizes_and_times_are_always_seen(transport):
    frames = {"up": [packet(2), packet(30)], "down": [packet(9)]}
    chunks = recorded(transport, **frames)
    view = observe(chunks)
    small, large = view.sizes(UP)[-2:]
    assert large - small > 300
    assert len(view.sizes(DOWN)) == 1
    assert view.chunks == chunks


@pytest.mark.parametrize("name", TRANSPORTS)
def test_the_kinds_of_frames_are_told_apart(name):
    shake = Packet(bytes(8) + b"message." + (4).to_bytes(4, "little") + b"word")
    down = [shake, packet(2), Refusal(404)]
    down += [] if name == "full" else [QuickAck(b"\1\2\3\x84")]
    view = seen_in(TRANSPORTS[name], up=[shake], down=down)
    wanted = ["handshake", "handshake", "encrypted", "refusal", "quick acknowledgement"]
    assert [seen.kind for seen in view.frames] == wanted[: 1 + len(down)]
    assert [seen.key_id for seen in view.frames][2:4] == [ID, None]
    for seen in view.frames:
        leaves = list(seen.taken.span.leaves())
        assert leaves[-1].end == seen.size


@pytest.mark.parametrize(("size", "named"), [(24, False), (36, False), (40, True)])
def test_a_packet_that_is_too_short_to_be_locked_names_no_key(size, named):
    short = Packet((ID + MSG_KEY + bytes(16))[:size])
    (seen,) = seen_in(TRANSPORTS["full"], up=[short], down=[]).frames
    assert (seen.key_id, seen.packet is not None) == (ID if named else None, named)
    assert (seen.inside is not None) is named


def test_a_key_id_that_begins_with_zeros_is_one():
    (seen,) = seen_in(TRANSPORTS["full"], up=[packet(2, bytes(7) + b"\x01")], down=[]).frames
    assert (seen.kind, seen.key_id) == ("encrypted", bytes(7) + b"\x01")


def test_the_parts_of_a_packet_are_named():
    (seen,) = seen_in(TRANSPORTS["abridged"], up=[packet(2)], down=[]).frames
    assert [part.name for part in seen.inside.parts] == ["key_id", "msg_key", "encrypted"]


def test_a_frame_cut_over_chunks_is_seen_when_its_last_byte_goes_by():
    (chunk,) = recorded(TRANSPORTS["intermediate"], up=[packet(2)], down=[])
    cut = [Chunk(float(at), UP, chunk.data[at : at + 1]) for at in range(len(chunk.data))]
    (seen,) = observe(cut).frames
    assert seen.time == float(len(chunk.data) - 1)
    assert seen.key_id == ID


def test_a_recording_of_one_side_only_is_read_as_far_as_it_goes():
    up_and_down = recorded(TRANSPORTS["full"], up=[packet(2)], down=[packet(3)])
    assert [seen.to for seen in observe(up_and_down[:1]).frames] == [UP]
    assert observe(up_and_down[1:]).frames == ()  # the transport is named by the device's bytes


@settings(max_examples=80)
@given(st.lists(st.tuples(st.sampled_from(Direction), st.binary(max_size=150)), max_size=6))
def test_no_recording_raises(pieces):
    view = observe([Chunk(1.0, to, data) for to, data in pieces])
    assert sum(view.sizes(UP)) + sum(view.sizes(DOWN)) <= sum(len(data) for _, data in pieces)


def test_what_follows_a_broken_frame_is_left_unread():
    chunks = recorded(TRANSPORTS["abridged"], up=[packet(2)], down=[packet(3)])
    noise = Chunk(9.0, UP, b"\x00" * 20)
    after = Chunk(10.0, UP, chunks[0].data[1:])
    view = observe([*chunks, noise, after])
    assert [seen.time for seen in view.frames] == [0.0, 1.0]


def test_listening_knows_what_the_observer_knows():
    for transport in TRANSPORTS.values():
        _, data = transport.dial(lesson("device")).write(packet(2), rng=system)
        assert listen().hold(data).layout.name in observe([Chunk(0.0, UP, data)]).transport
