"""Containers and compressed objects: what goes in comes out, and traps do not open."""

import gzip
import tracemalloc
import zlib
from struct import pack as packed

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.extensions import BinaryReader
from telethon.tl.core import GzipPacked, MessageContainer
from telethon.tl.functions import PingRequest
from telethon.tl.types import MsgsAck

from cryptokit.errors import WireError
from cryptokit.mtproto import containers, gzipped, objects, schema, service, tl
from cryptokit.mtproto.cloud import CloudMessage
from cryptokit.mtproto.containers import Piece

bodies = (
    st.integers(0, 20)
    .flatmap(lambda n: st.binary(min_size=4 * n, max_size=4 * n))
    .filter(lambda body: not containers.is_container(body))
)
ids = st.integers(0, 2**64 - 2)


@st.composite
def pieces(draw, least=0):
    numbers = draw(st.lists(ids, min_size=least, max_size=8, unique=True))
    return [Piece(one, draw(st.integers(0, 2**32 - 1)), draw(bodies)) for one in numbers]


def carrier(body, message_id=2**64 - 1):
    return CloudMessage(bytes(8), bytes(8), message_id, 0, body)


@given(pieces())
def test_what_is_packed_comes_out_in_the_order_of_the_ids(messages):
    out = containers.unpack(carrier(containers.pack(messages)))
    assert list(out) == sorted(messages, key=lambda one: one.message_id)


@given(bodies, ids, st.integers(0, 2**32 - 1))
def test_a_message_that_travels_alone_comes_out_as_it_is(body, message_id, seq_no):
    message = CloudMessage(bytes(8), bytes(8), message_id, seq_no, body)
    assert containers.unpack(message) == (Piece(message_id, seq_no, body),)


@given(pieces(least=1))
def test_an_id_must_be_below_the_containers(messages):
    top = max(one.message_id for one in messages)
    body = containers.pack(messages)
    for bad in {top, min(one.message_id for one in messages)}:
        with pytest.raises(WireError) as caught:
            containers.unpack(carrier(body, bad))
        assert caught.value.field == "msg_id"
    containers.unpack(carrier(body, top + 1))


def test_a_container_in_a_container_is_refused_and_never_written():
    inner = containers.pack([Piece(4, 0, b"ping")])
    with pytest.raises(ValueError, match="no other container"):
        containers.pack([Piece(8, 0, inner)])
    line = packed("<QII", 8, 0, len(inner)) + inner
    with pytest.raises(WireError, match="inside a container"):
        containers.unpack(carrier(tl.uint(schema.MSG_CONTAINER) + tl.uint(1) + line))


def test_half_an_object_in_a_container_is_refused():
    line = packed("<QII", 8, 0, 5) + b"pings"
    with pytest.raises(WireError, match="not whole") as caught:
        containers.unpack(carrier(tl.uint(schema.MSG_CONTAINER) + tl.uint(1) + line))
    assert caught.value.field == "bytes"


def test_an_id_that_comes_twice_is_refused():
    twice = containers.pack([Piece(4, 1, b"ping"), Piece(4, 3, b"pong")])
    with pytest.raises(WireError, match="an id twice"):
        containers.unpack(carrier(twice))


def test_a_container_has_1024_messages_at_most():
    many = [Piece(4 * n, 0, b"") for n in range(1025)]
    assert len(containers.unpack(carrier(containers.pack(many[:1024])))) == 1024
    with pytest.raises(ValueError, match="up to 1024 messages, not 1025"):
        containers.pack(many)
    lines = b"".join(packed("<QII", one.message_id, 0, 0) for one in many)
    with pytest.raises(WireError, match="more than 1024"):
        containers.unpack(carrier(tl.uint(schema.MSG_CONTAINER) + tl.uint(1025) + lines))


@given(pieces(least=1), st.data())
def test_a_cut_or_lengthened_container_is_refused(messages, data):
    body = containers.pack(messages)
    cut = body[: data.draw(st.integers(4, len(body) - 1))]
    for wrong in (cut, body + b"more"):
        with pytest.raises(WireError):
            containers.unpack(carrier(wrong))


@given(st.lists(st.tuples(ids, st.integers(-(2**63), 2**63 - 1)), min_size=1, max_size=5))
def test_telethon_reads_our_containers(lines):
    messages = [
        Piece(message_id % 2**63, 1, objects.write("ping", ping_id=n)) for message_id, n in lines
    ]
    reader = BinaryReader(containers.pack(messages))
    reader.read_int(signed=False)
    # Telethon cannot read a ping, which only devices send, so it reads pongs.
    pongs = [Piece(one.message_id, 1, service.pong(one.message_id, 7)) for one in messages]
    reader = BinaryReader(containers.pack(pongs))
    read = reader.tgread_object()
    assert isinstance(read, MessageContainer)
    assert [(one.msg_id, one.seq_no) for one in read.messages] == [
        (one.message_id, 1) for one in pongs
    ]
    assert [one.obj.msg_id for one in read.messages] == [one.message_id for one in pongs]
    assert [one.body for one in messages] == [bytes(PingRequest(n)) for _, n in lines]


@given(st.lists(ids, max_size=20))
def test_telethon_writes_the_same_acknowledgements(numbers):
    signed = [one - 2**64 if one >= 2**63 else one for one in numbers]
    assert service.ack(numbers) == bytes(MsgsAck(signed))
    assert service.read(Piece(4, 0, bytes(MsgsAck(signed)))).ids == tuple(numbers)


@given(st.binary(max_size=600).filter(lambda one: one[:4] not in WRAPPERS))
def test_compressing_is_undone_and_telethon_agrees(data):
    assert gzipped.unpack(gzipped.pack(data)) == data
    assert gzipped.unpack(bytes(GzipPacked(data))) == data
    reader = BinaryReader(gzipped.pack(data))
    reader.read_int(signed=False)
    assert GzipPacked.from_reader(reader).data == data
    assert gzipped.unpack(data) == data


def test_compressing_gives_the_same_bytes_at_any_time():
    stream = objects.read_all(gzipped.pack(b"ping"))["packed_data"]
    assert stream[4:8] == bytes(4)  # RFC 1952, MTIME: no time is told


WRAPPERS = {tl.uint(schema.GZIP_PACKED), tl.uint(schema.MSG_CONTAINER)}


def test_a_bomb_is_stopped_while_it_unpacks():
    bomb = gzipped.pack(bytes(64 << 20))
    assert len(bomb) < 70_000
    for limit in (1000, gzipped.LIMIT):
        tracemalloc.start()
        with pytest.raises(WireError, match=f"more than {limit} bytes"):
            gzipped.unpack(bomb, limit=limit)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 2 * limit + 1_000_000
    assert len(gzipped.unpack(gzipped.pack(bytes(1000)), limit=1000)) == 1000


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        b"not gzip at all",
        gzip.compress(b"ping" * 9)[:-1],
        gzip.compress(b"ping" * 9)[:-8] + bytes(8),
        gzip.compress(b"ping") + b"more",
        gzip.compress(b"ping") * 2,
        zlib.compress(b"ping"),
        gzip.compress(gzipped.pack(b"ping")),
        gzip.compress(containers.pack([])),
    ],
    ids=["empty", "text", "cut", "sum", "tail", "two", "zlib", "twice", "container"],
)
def test_what_is_not_one_whole_gzip_stream_of_an_object_is_refused(stream):
    with pytest.raises(WireError) as caught:
        gzipped.unpack(objects.write("gzip_packed", packed_data=stream))
    assert caught.value.field == "packed_data"
