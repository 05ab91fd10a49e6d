"""Two ends on a good line, and what each does for the other when messages are lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, CryptokitError, Replayed, Untrusted, WireError
from cryptokit.mtproto import containers, events, gzipped, objects, service
from cryptokit.mtproto import session as sessions
from cryptokit.mtproto.calls import answerer, caller, hearing, outbox, packing
from cryptokit.mtproto.calls.caller import Answer, Failure, Gap, Update
from cryptokit.mtproto.calls.outbox import ACK_PATIENCE, PATIENCE, Waiting
from cryptokit.mtproto.session import WINDOW, Kind


def kinds(found):
    return [type(one).__name__ for one in found]


def test_calls_are_answered_under_their_tickets(line):
    tickets = [line.call(b"one."), line.call(b"two.")]
    line.to_server(line.phone_packets())
    assert [one.body for one in line.calls] == [b"one.", b"two."]
    first, second = line.calls
    line.server = answerer.answer(line.server, second.call_id, b"2222")
    line.server = answerer.answer(line.server, first.call_id, service.error(400, "NO"))
    line.to_phone(line.server_packets())
    assert line.outcomes == [Answer(tickets[1], b"2222"), Failure(tickets[0], 400, "NO")]
    assert line.phone.outbox.waiting == ()


def test_one_message_travels_alone_and_several_in_a_container(line):
    line.call()
    (alone,) = line.phone_packets()
    message = sessions.unlock(line.server.session, alone)
    assert (message.body, message.seq_no) == (b"work", 1)
    line.call()
    line.call()
    (packed,) = line.phone_packets()
    message = sessions.unlock(line.server.session, packed)
    pieces = containers.unpack(message)
    assert [one.seq_no for one in pieces] == [3, 5]
    assert message.seq_no == 6
    assert all(one.message_id < message.message_id for one in pieces)


def test_a_message_that_is_sent_once_more_keeps_its_id_in_a_container(line):
    line.call()
    (first,) = line.phone_packets()
    line.now += PATIENCE - 1
    assert line.phone_packets() == []
    line.now += 1
    (second,) = line.phone_packets()
    alone, wrapped = (sessions.unlock(line.server.session, one) for one in (first, second))
    assert not containers.is_container(alone.body)
    assert containers.unpack(wrapped) == containers.unpack(alone)
    assert wrapped.message_id > alone.message_id
    line.to_server([second, first, second])
    assert len(line.calls) == 1


def test_an_answer_that_was_lost_comes_again_and_a_large_one_is_asked_for(line):
    ticket = line.call()
    line.to_server(line.phone_packets())
    for size in (4, 2000):
        (one,) = line.calls
        server = answerer.answer(line.server, one.call_id, b"x" * size)
        server, lost = answerer.flush(server, now=line.now)
        assert lost
        line.now += 1
        phone = replace(line.phone, outbox=outbox.again(line.phone.outbox, [one.call_id]))
        phone, copy = caller.flush(phone, now=line.now)
        server, calls = answerer.take(server, copy, now=line.now)
        assert calls == ()
        server, packet = answerer.flush(server, now=line.now)
        phone, outcomes = hearing.take(phone, packet, now=line.now)
        if size == 2000:
            assert outcomes == ()
            (notice,) = line.events_of([packet])
            assert notice.size == 2000 + 12
            phone, request = caller.flush(phone, now=line.now)
            assert kinds(line.events_of([request], at_phone=False))[-1] == "ResendAsked"
            server, _ = answerer.take(server, request, now=line.now)
            server, packet = answerer.flush(server, now=line.now)
            phone, outcomes = hearing.take(phone, packet, now=line.now)
        assert outcomes == (Answer(ticket, b"x" * size),)


def test_a_notice_of_what_came_already_is_acknowledged(line):
    line.call()
    line.exchange()
    (answered,) = (n for n in line.phone.session.window if n % 4 == 1)
    line.phone = replace(line.phone, outbox=replace(line.phone.outbox, acks=()))
    line.to_phone([line.from_server(service.waits(answered, 100, call_id=4), late=1)])
    assert line.phone.outbox.acks == (answered,)
    assert line.phone.outbox.notes == ()


def test_acknowledgements_travel_with_the_next_call(line):
    line.call()
    line.exchange()
    assert line.phone_packets() == []
    owed = line.phone.outbox.acks
    assert len(owed) == 2  # the new session, and the answer
    line.call()
    (packet,) = line.phone_packets()
    found = line.events_of([packet], at_phone=False)
    assert sorted(kinds(found)) == ["Acknowledged", "Plain"]
    assert next(one.ids for one in found if isinstance(one, events.Acknowledged)) == owed
    line.to_server([packet])
    assert line.server.outbox.waiting == ()


def test_acknowledgements_wait_a_minute_or_for_seventeen(line):
    line.call()
    line.exchange()
    line.now += packing.ACK_DELAY - 0.001
    assert line.phone_packets() == []
    line.now += 0.001
    assert kinds(line.events_of(line.phone_packets(), at_phone=False)) == ["Acknowledged"]
    for n in range(packing.ACK_BATCH + 1):
        assert line.phone_packets() == []
        line.to_phone([line.from_server(b"news", seq_no=2 * n + 1, late=n / 8, rest=3)])
    (event,) = line.events_of(line.phone_packets(), at_phone=False)
    assert len(event.ids) == packing.ACK_BATCH + 1


def test_a_list_of_acknowledgements_has_8192_ids_at_most(line):
    owed = tuple(range(1, 4 * 9000, 4))
    line.phone = replace(line.phone, outbox=replace(line.phone.outbox, acks=owed, owed_since=0.0))
    found = line.events_of(line.phone_packets(), at_phone=False)
    assert [len(one.ids) for one in found] == [8192, 9000 - 8192]
    assert found[0].ids + found[1].ids == owed


def test_the_server_acknowledges_a_call_that_takes_long(line):
    line.call()
    line.to_server(line.phone_packets())
    line.to_phone(line.server_packets())  # the new session comes, and with it the acknowledgement
    assert line.phone.outbox.waiting[0].acked
    line.now += PATIENCE
    assert kinds(line.events_of(line.phone_packets(), at_phone=False)) == []


def test_an_answer_acknowledges_its_call(line):
    line.call()
    line.to_server(line.phone_packets())
    line.server = answerer.answer(line.server, line.calls[0].call_id, b"done")
    assert line.server.outbox.acks == ()
    assert "Acknowledged" not in kinds(line.events_of(line.server_packets()))


def test_updates_are_sent_until_they_are_acknowledged(line):
    line.server = answerer.push(line.server, b"news")
    (first,) = line.server_packets()
    line.now += ACK_PATIENCE - 1
    assert line.server_packets() == []
    line.now += 1
    (second,) = line.server_packets()
    line.to_phone([second, first, second])
    assert line.outcomes == [Update(b"news")]
    line.now += packing.ACK_DELAY
    line.to_server(line.phone_packets())
    assert [one.handle for one in line.server.outbox.waiting] == [-2]  # the session, made by this


def test_a_device_may_ask_what_came_instead_of_sending_again(line):
    lost, kept = line.call(b"lost"), line.call(b"kept")
    line.phone_packets()
    sent = {one.handle: one for one in line.phone.outbox.waiting}
    line.to_server([line.from_phone(b"kept", message_id=sent[kept].message_id, seq_no=3)])
    line.server_packets()
    line.now += PATIENCE
    line.phone = caller.ask_states(line.phone, now=line.now)
    (packet,) = line.phone_packets()
    (asked,) = line.events_of([packet], at_phone=False)
    assert asked.ids == (sent[lost].message_id, sent[kept].message_id)
    line.to_server([packet])
    told = line.server_packets()
    states = next(one for one in line.events_of(told) if isinstance(one, events.StatesTold))
    assert list(states.states) == [2, 4]
    line.to_phone(told)
    assert {one.handle: one.acked for one in line.phone.outbox.waiting} == {lost: False, kept: True}
    line.to_server(line.phone_packets())
    assert [one.body for one in line.calls] == [b"kept", b"lost"]


def test_a_ping_is_sent_until_its_pong_comes_though_acknowledged(line, ping):
    line.phone, ticket = caller.ping(line.phone, 7)
    line.to_server(line.phone_packets())
    line.server_packets()
    (sent,) = line.phone.outbox.waiting
    line.to_phone([line.from_server(service.ack([sent.message_id]))])
    line.now += PATIENCE
    line.exchange()
    assert line.outcomes == [Answer(ticket, ping[4:])]


def test_nothing_is_asked_when_nothing_is_overdue(line):
    line.call()
    assert caller.ask_states(line.phone, now=line.now) == line.phone
    line.phone_packets()
    assert caller.ask_states(line.phone, now=line.now + 1) == line.phone


@pytest.mark.parametrize("asking", [service.resend_request, service.states_request])
def test_the_server_may_ask_too(line, asking):
    line.call()
    line.phone_packets()
    (sent,) = line.phone.outbox.waiting
    line.to_phone([line.from_server(asking([sent.message_id, 5]))])
    (packet,) = line.phone_packets()
    found = line.events_of([packet], at_phone=False)
    again = {"Plain"} if asking is service.resend_request else set()
    assert set(kinds(found)) == {"StatesTold"} | again
    states = next(one for one in found if isinstance(one, events.StatesTold))
    assert list(states.states) == [3, 2]  # one is the phone's own, one was never sent


def test_what_the_server_tells_unasked_counts_as_well(line):
    line.call()
    line.call()
    line.phone_packets()
    one, two = (waiting.message_id for waiting in line.phone.outbox.waiting)
    told = objects.write("msgs_all_info", msg_ids=[one, two], info=b"\x04\x02")
    line.to_phone([line.from_server(told)])
    assert [waiting.acked for waiting in line.phone.outbox.waiting] == [True, False]
    assert line.phone.outbox.waiting[1].is_due(line.now)


def test_states_for_another_number_of_messages_are_refused(line):
    line.call()
    line.phone_packets()
    line.now += PATIENCE
    line.phone = caller.ask_states(line.phone, now=line.now)
    line.phone_packets()
    asked = line.phone.outbox.waiting[-1].message_id
    for unknown in (service.states(4, b"\x04"), service.states(0, b"\x04")):
        line.to_phone([line.from_server(unknown, rest=3, late=len(unknown) / 100)])
    with pytest.raises(WireError):
        line.to_phone([line.from_server(service.states(asked, b"\x04\x04"), late=1)])


def test_a_new_session_is_announced_once_and_again_for_an_older_message(line):
    for late, heard in [(0, 1), (1, 0), (-1, 1), (2, 0)]:
        line.to_server([line.from_phone(b"call", late=late, seq_no=11 + 2 * late)])
        found = line.events_of(line.server_packets())
        created = [one for one in found if isinstance(one, events.Created)]
        assert len(created) == heard
        for one in created:
            assert one.first_id == int((line.now + late) * 2**32)
            assert one.unique_id == line.server.unique_id


def test_a_session_that_the_server_forgot_is_made_anew_and_the_device_told(line):
    ticket = line.call()
    line.to_server(line.phone_packets())
    line.to_phone(line.server_packets())
    assert line.phone.outbox.waiting[0].acked
    line.calls = []
    line.server = answerer.start(
        line.phone.session.key,
        session_id=line.phone.session.session_id,
        coming=line.server.salts,
        rng=line.rng,
    )
    line.now += 1
    other = line.call(b"next")
    line.exchange()
    assert Gap() in line.outcomes
    line.exchange()
    assert {one for one in line.outcomes if isinstance(one, Answer)} == {
        Answer(ticket, b"done"),
        Answer(other, b"done"),
    }


def test_compressed_calls_and_answers_are_unpacked(line):
    ticket = line.call(gzipped.pack(b"work" * 99))
    line.to_server(line.phone_packets())
    assert line.calls[0].body == b"work" * 99
    line.server = answerer.answer(line.server, line.calls[0].call_id, gzipped.pack(b"done" * 99))
    line.to_phone(line.server_packets())
    assert line.outcomes == [Answer(ticket, b"done" * 99)]


def test_a_full_window_refuses_what_nobody_can_tell(line):
    window = tuple(range(line.now << 32 | 1, (line.now << 32) + 4 * WINDOW, 4))
    line.phone = replace(line.phone, session=replace(line.phone.session, window=window))
    before = line.phone
    with pytest.raises(Replayed):
        line.to_phone([line.from_server(b"news", seq_no=1, late=-1)])
    assert line.phone == before


@pytest.mark.parametrize(
    "body",
    [
        service.result(4, b"done"),
        service.created(4, 7, salt=bytes(8)),
        service.pong(4, 7),
        service.waits(5, 100, call_id=4),
    ],
    ids=["result", "session", "pong", "waits"],
)
def test_what_only_a_server_says_is_refused_at_the_server(line, body):
    before = line.server
    with pytest.raises(Untrusted, match="only a server"):
        line.to_server([line.from_phone(body)])
    assert line.server == before


def test_what_only_a_device_says_is_refused_at_the_device(line):
    before = line.phone
    with pytest.raises(Untrusted, match="only a device"):
        line.to_phone([line.from_server(objects.write("get_future_salts", num=1))])
    assert line.phone == before


def test_a_packet_has_as_much_as_a_container_may_hold(line):
    for _ in range(1030):
        line.call()
    packets = line.phone_packets()
    sizes = [len(containers.unpack(sessions.unlock(line.server.session, one))) for one in packets]
    assert sizes == [1024, 6]
    line.to_server(packets)
    for _ in range(3):
        line.call(b"x" * (400 << 10))
    large = line.phone_packets()
    assert [len(packet) > 500_000 for packet in large] == [True, False]


def test_half_an_object_is_not_taken(line):
    with pytest.raises(ValueError, match="multiple of 4 bytes, not 3"):
        caller.call(line.phone, b"odd")
    with pytest.raises(ValueError, match="multiple of 4 bytes, not 13"):
        answerer.answer(line.server, 4, b"x")
    with pytest.raises(ValueError, match="multiple of 4 bytes, not 1"):
        answerer.push(line.server, b"x")


@given(st.integers(0, 2**63), st.integers(0, 2**63))
def test_an_outbox_forgets_only_what_the_other_side_has(one, other):
    box = outbox.EMPTY
    for handle, asks in ((1, True), (2, False)):
        box = outbox.add(box, Waiting(handle, b"", Kind.CALL, asks, message_id=one))
    left = outbox.acknowledged(box, [other])
    if one == other and one:
        assert [waiting.handle for waiting in left.waiting] == [1]
        assert left.top == one
    else:
        assert left == box


FIELDS = st.sampled_from(["bit", "cut", "longer", "side", "session_id", "past", "future", "parity"])


def changed_packet(data, line, field, *, to_phone):
    """Change one thing about a good packet."""
    seal = line.from_server if to_phone is (field != "side") else line.from_phone
    numbers = {
        "session_id": {"session_id": data.draw(st.binary(min_size=8, max_size=8))},
        "past": {"late": -data.draw(st.integers(301, 10**6))},
        "future": {"late": data.draw(st.integers(31, 10**6))},
        "parity": {"rest": data.draw(st.sampled_from([0, 2]))},
    }
    packet = seal(b"body", seq_no=1, **numbers.get(field, {}))
    if field in {"side", *numbers}:
        return packet
    if field == "cut":
        return packet[: data.draw(st.integers(0, len(packet) - 1))]
    if field == "longer":
        return packet + data.draw(st.binary(min_size=1, max_size=64))
    bit = data.draw(st.integers(0, 8 * len(packet) - 1))
    return bytes(b ^ ((bit // 8 == n) << bit % 8) for n, b in enumerate(packet))


@given(FIELDS, st.data())
def test_a_packet_with_anything_changed_is_refused_by_a_device(connected, field, data):
    line = connected()
    before = line.phone
    with pytest.raises(CryptokitError) as caught:
        line.to_phone([changed_packet(data, line, field, to_phone=True)])
    named = {"past": "message_id time", "future": "message_id time", "parity": "message_id"}
    if field in {"bit", "cut", "longer", "side"}:
        assert isinstance(caught.value, CannotOpen)
    else:
        assert caught.value.field == named.get(field, field)
    assert line.phone == before


@given(FIELDS.filter(lambda one: one not in {"past", "future", "parity"}), st.data())
def test_a_packet_with_anything_changed_is_refused_by_the_server(connected, field, data):
    line = connected()
    before = line.server
    with pytest.raises(CryptokitError) as caught:
        line.to_server([changed_packet(data, line, field, to_phone=False)])
    if field == "session_id":
        assert caught.value.field == "session_id"
    else:
        assert isinstance(caught.value, CannotOpen)
    assert line.server == before
