"""Service messages: read and written, beside Telethon, and what must not parse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.extensions import BinaryReader
from telethon.tl import types

from cryptokit.errors import CryptokitError, WireError
from cryptokit.mtproto import events, gzipped, objects, service, tl
from cryptokit.mtproto.containers import Piece

longs = st.integers(-(2**63), 2**63 - 1)
ids = st.integers(0, 2**63 - 1)  # Telethon shows ids as signed
lists = st.lists(ids, max_size=10)
salts = st.binary(min_size=8, max_size=8)
texts = st.text(max_size=30)


def read(body):
    return service.read(Piece(4, 1, body))


def telethon_reads(body):
    return BinaryReader(body).tgread_object()


def as_long(salt):
    return int.from_bytes(salt, "little", signed=True)


@given(ids, st.binary(max_size=200).filter(lambda body: body[:4] not in WRAPPED))
def test_a_result_comes_out_as_it_went_in_compressed_or_not(call_id, body):
    assert read(service.result(call_id, body)) == events.Answered(call_id, body)
    for whole in (
        service.result(call_id, gzipped.pack(body)),
        gzipped.pack(service.result(call_id, body)),
    ):
        assert read(whole) == events.Answered(call_id, body)


WRAPPED = {service.error(1, "")[:4], gzipped.pack(b"")[:4]}


@given(ids, st.integers(-(2**31), 2**31 - 1), texts)
def test_an_error_is_a_result_too(call_id, code, text):
    body = service.result(call_id, service.error(code, text))
    assert read(body) == events.Failed(call_id, code, text)
    theirs = telethon_reads(body)
    assert (theirs.req_msg_id, theirs.error.error_code) == (call_id, code)
    assert theirs.error.error_message == text


@given(lists)
def test_lists_of_ids_are_written_and_read_as_telethon_does(numbers):
    for ours, kind, event in [
        (service.ack(numbers), types.MsgsAck, events.Acknowledged),
        (service.states_request(numbers), types.MsgsStateReq, events.StatesAsked),
        (service.resend_request(numbers), types.MsgResendReq, events.ResendAsked),
    ]:
        assert ours == bytes(kind(numbers))
        assert read(ours) == event(tuple(numbers))


@given(ids, st.integers(0, 2**31 - 1), st.integers(0, 100), salts)
def test_refusals_are_written_and_read_as_telethon_does(bad_id, seq_no, code, salt):
    piece = Piece(bad_id, seq_no, b"")
    ours = service.refusal(piece, code)
    assert ours == bytes(types.BadMsgNotification(bad_id, seq_no, code))
    assert read(ours) == events.Refused(bad_id, seq_no, code)
    salted = service.refusal(piece, 48, salt=salt)
    assert salted == bytes(types.BadServerSalt(bad_id, seq_no, 48, as_long(salt)))
    assert read(salted) == events.Refused(bad_id, seq_no, 48, salt)
    high = Piece(bad_id, 2**32 - 1, b"")  # no sign is shown
    assert read(service.refusal(high, code)) == events.Refused(bad_id, 2**32 - 1, code)


@given(ids, longs, salts)
def test_sessions_and_pongs_are_written_and_read_as_telethon_does(number, other, salt):
    new = service.created(number, other, salt=salt)
    assert new == bytes(types.NewSessionCreated(number, other, as_long(salt)))
    assert read(new) == events.Created(number, other, salt)
    assert service.pong(number, other) == bytes(types.Pong(number, other))
    assert read(service.pong(number, other)) == events.Ponged(number, other)


@given(ids, ids, st.integers(0, 2**31 - 1), st.binary(max_size=20))
def test_what_is_known_of_messages_is_written_and_read_as_telethon_does(one, other, size, known):
    waits = service.waits(one, size, call_id=other)
    assert waits == bytes(types.MsgDetailedInfo(other, one, size, 0))
    assert read(waits) == events.Waits(one, size, other)
    new = bytes(types.MsgNewDetailedInfo(one, size, 0))
    assert read(new) == events.Waits(one, size, None)
    # Telethon's classes hold the states as text, and its writer takes bytes as well.
    assert service.states(one, known) == bytes(types.MsgsStateInfo(one, known))
    assert read(service.states(one, known)) == events.StatesTold(one, known)
    told = bytes(types.MsgsAllInfo([one], b"\x04"))
    assert read(told) == events.AllTold((one,), b"\x04")


def test_pings_and_salt_requests_are_read():
    delayed = objects.write("ping_delay_disconnect", ping_id=7, disconnect_delay=75)
    assert read(delayed) == events.Pinged(7, 75)
    assert read(objects.write("ping", ping_id=7)) == events.Pinged(7)
    assert read(objects.write("get_future_salts", num=3)) == events.SaltsAsked(3)


@given(st.binary(max_size=100).filter(lambda body: body[:4] not in KNOWN))
def test_what_is_no_service_message_is_handed_on_as_it_is(body):
    assert read(body) == events.Plain(body)


KNOWN = {
    tl.uint(number)
    for number, line in service.schema.LINES.items()
    if line.partition(" ")[0] in {*service._READERS, "rpc_result", "gzip_packed"}
}

SAMPLES = [
    service.ack([4, 8]),
    service.states(4, b"\x04\x01"),
    service.refusal(Piece(4, 1, b""), 16),
    service.refusal(Piece(4, 1, b""), 48, salt=bytes(8)),
    service.created(4, 7, salt=bytes(8)),
    service.pong(4, 7),
    service.waits(5, 100, call_id=4),
    service.salts_told(4, now=1, coming=()),
    service.result(4, service.error(400, "NO")),
    objects.write("msgs_all_info", msg_ids=[4], info=b"\x04"),
]


@pytest.mark.parametrize("body", SAMPLES, ids=range(len(SAMPLES)))
def test_a_cut_or_lengthened_service_message_is_refused(body):
    for end in range(4, len(body), 4):
        try:
            got = read(body[:end])
        except WireError:
            continue
        assert isinstance(got, events.Answered)  # what is left of an error is no error any more
    with pytest.raises(WireError):
        read(body + bytes(4))


@pytest.mark.parametrize("writer", [service.ack, service.states_request, service.resend_request])
def test_a_list_has_8192_ids_at_most(writer):
    numbers = range(4, 4 + 4 * 8193, 4)
    assert len(read(writer(numbers[:8192])).ids) == 8192
    with pytest.raises(ValueError, match="up to 8192 ids, not 8193"):
        writer(numbers)
    name = {
        "ack": "msgs_ack",
        "states_request": "msgs_state_req",
        "resend_request": "msg_resend_req",
    }[writer.__name__]
    with pytest.raises(WireError, match="more than 8192 ids"):
        read(objects.write(name, msg_ids=list(numbers)))


@pytest.mark.parametrize("info", [b"\x04", b"\x04\x04\x04"])
def test_states_that_do_not_match_their_ids_are_refused(info):
    with pytest.raises(WireError, match="one byte for each id"):
        read(objects.write("msgs_all_info", msg_ids=[4, 8], info=info))


def test_a_limit_holds_for_a_whole_message_and_for_a_result_in_it():
    packed = gzipped.pack(bytes(1000))
    for body in (packed, service.result(4, packed)):
        service.read(Piece(5, 1, body), limit=1000)
        with pytest.raises(WireError, match="more than 999 bytes"):
            service.read(Piece(5, 1, body), limit=999)


@given(st.sampled_from(SAMPLES), st.data())
def test_noise_in_a_service_message_is_read_or_refused_and_never_crashes(body, data):
    place = data.draw(st.integers(0, len(body) - 1))
    noisy = body[:place] + data.draw(st.binary(min_size=1, max_size=8)) + body[place + 1 :]
    try:
        read(noisy)
    except CryptokitError as error:
        assert isinstance(error, WireError)  # noqa: PT017  # both outcomes are fine


def test_an_error_text_that_is_no_utf8_is_shown_as_it_came():
    body = service.result(4, objects.write("rpc_error", error_code=1, error_message=b"\xff"))
    assert read(body) == events.Failed(4, 1, "\\xff")
