"""Objects by their schema lines: written and read back, spans tiled, and Telethon's bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.extensions import BinaryReader

from cryptokit.errors import WireError
from cryptokit.mtproto import objects, schema, tl
from cryptokit.mtproto.objects import TlObject
from cryptokit.wire import Cursor

SIMPLE = {
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "int128": st.binary(min_size=16, max_size=16),
    "int256": st.binary(min_size=32, max_size=32),
    "string": st.binary(max_size=300),
    "bytes": st.binary(max_size=300),
}
PLAIN = [
    (line.name, line.fields)
    for line in objects._lines()[1].values()
    if all(kind in {*SIMPLE, "Vector<long>"} for _, kind in line.fields)
]


@st.composite
def plain_objects(draw):
    name, fields = draw(st.sampled_from(PLAIN))
    longs = st.lists(SIMPLE["long"], max_size=5).map(tuple)
    return TlObject(name, {f: draw(SIMPLE.get(kind, longs)) for f, kind in fields})


@given(plain_objects())
def test_an_object_is_read_as_it_was_written(one):
    data = objects.rewrite(one)
    assert len(data) % 4 == 0
    cursor = Cursor(data)
    assert objects.read(cursor, one.kind) == one
    spans = list(cursor.tree(one.kind).leaves())
    assert [s.start for s in spans[1:]] == [s.end for s in spans[:-1]]  # they tile
    assert spans[-1].end == len(data)


@given(plain_objects(), st.data())
def test_a_cut_object_is_refused(one, data):
    whole = objects.rewrite(one)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(WireError):
        objects.read_all(whole[:cut])


@given(plain_objects())
def test_bytes_behind_an_object_are_refused(one):
    with pytest.raises(WireError, match="too many"):
        objects.read_all(objects.rewrite(one) + bytes(4))


def test_a_container_holds_bare_messages_with_their_sizes():
    ping = objects.write("ping", ping_id=1)
    inner = [
        TlObject("message", {"msg_id": i, "seqno": 1, "bytes": len(ping), "body": ping})
        for i in (4, 8)
    ]
    data = objects.write("msg_container", messages=inner)
    assert data[:8].hex(" ", 4) == "dcf8f173 02000000"
    found = objects.read_all(data, "msg_container")
    assert [objects.read_all(m.data("body")).kind for m in found["messages"]] == ["ping", "ping"]


def test_salts_are_a_bare_vector_of_bare_objects():
    salts = [TlObject("future_salt", {"valid_since": 1, "valid_until": 2, "salt": -3})]
    data = objects.write("future_salts", req_msg_id=5, now=6, salts=salts)
    assert objects.read_all(data)["salts"] == tuple(salts)
    assert tl.uint(schema.VECTOR) not in data


def test_what_is_wrong_with_an_object_is_said():
    with pytest.raises(WireError, match="is not pong"):
        objects.read_all(objects.write("ping", ping_id=1), "pong")
    with pytest.raises(WireError, match="not in the schema"):
        objects.read_all(bytes(8))
    with pytest.raises(TypeError, match="needs a field ping_id"):
        objects.write("ping")
    with pytest.raises(TypeError, match="has no field nonce"):
        objects.write("ping", ping_id=1, nonce=2)
    with pytest.raises(ValueError, match="not in the schema"):
        objects.write("gong")
    with pytest.raises(ValueError, match="16 bytes are needed"):
        objects.write("req_pq_multi", nonce=bytes(15))
    with pytest.raises(TypeError, match="ping_id is int, not bytes"):
        TlObject("ping", {"ping_id": 1}).data("ping_id")


def test_telethon_writes_the_same_bytes():
    from telethon.tl.functions import PingRequest, ReqDHParamsRequest, ReqPqMultiRequest
    from telethon.tl.types import MsgsAck, PQInnerData

    nonce, other = bytes(range(16)), bytes(range(16, 32))
    big = lambda b: int.from_bytes(b, "little", signed=True)  # noqa: E731  # as Telethon takes them
    assert bytes(PingRequest(7)) == objects.write("ping", ping_id=7)
    assert bytes(ReqPqMultiRequest(big(nonce))) == objects.write("req_pq_multi", nonce=nonce)
    assert bytes(MsgsAck([1, -2])) == objects.write("msgs_ack", msg_ids=(1, -2))
    assert bytes(
        ReqDHParamsRequest(big(nonce), big(other), b"p", b"q", -5, bytes(256))
    ) == objects.write(
        "req_DH_params",
        nonce=nonce,
        server_nonce=other,
        p=b"p",
        q=b"q",
        public_key_fingerprint=-5,
        encrypted_data=bytes(256),
    )
    assert bytes(
        PQInnerData(b"pq", b"p", b"q", big(nonce), big(other), big(bytes(32)))
    ) == objects.write(
        "p_q_inner_data",
        pq=b"pq",
        p=b"p",
        q=b"q",
        nonce=nonce,
        server_nonce=other,
        new_nonce=bytes(32),
    )


@given(st.binary(max_size=200))
def test_only_wire_errors_come_out_of_noise(data):
    try:
        objects.read_all(data)
    except WireError:
        return
    assert objects.rewrite(objects.read_all(data)) == data


def test_a_type_in_a_namespace_is_boxed_by_its_capital_and_telethon_reads_it():
    kind = TlObject("auth.sentCodeTypeSms", {"length": 5})
    data = objects.write("auth.sentCode", type=kind, phone_code_hash=b"a hash", timeout=120)
    assert objects.read_all(data)["type"] == kind
    found = BinaryReader(data).tgread_object()
    assert (found.type.length, found.phone_code_hash, found.timeout) == (5, "a hash", 120)


def test_an_object_of_another_type_is_refused_and_so_none_lie_in_each_other_without_end():
    check = objects.write("auth.checkPassword", password=b"")
    for body in (check * 20_000, check + objects.write("ping", ping_id=7)):
        with pytest.raises(WireError, match="is not inputCheckPasswordSRP"):
            objects.read_all(body)


def test_an_object_of_a_type_that_nobody_needed_so_far_is_refused():
    say = objects.write(
        "messages.sendMessage",
        peer=TlObject("inputPeerSelf", {}),
        reply_to=objects.write("ping", ping_id=7),
        message=b"hi",
        random_id=1,
    )
    with pytest.raises(WireError, match="InputReplyTo, of which none is in the schema"):
        objects.read_all(say)


def test_values_that_may_lie_in_each_other_lie_in_few():
    """JSON is the one type of the schema that holds itself."""
    value = objects.write("jsonString", value=b"x")
    head = objects.write(
        "jsonObject", value=[TlObject("jsonObjectValue", {"key": b"a", "value": value})]
    )
    around = head.removesuffix(value)
    assert objects.read_all(around * 5 + value).kind == "jsonObject"
    with pytest.raises(WireError, match="nested too deeply"):
        objects.read_all(around * 20_000 + value)
