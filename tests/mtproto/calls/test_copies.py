"""Copies of packets and refused ids: what the server remembers of them, and for how long."""

from dataclasses import replace
from math import inf

import pytest

from cryptokit.mtproto import containers, gzipped, objects, salts, service
from cryptokit.mtproto import session as sessions
from cryptokit.mtproto.calls import answerer, outbox, packing
from cryptokit.mtproto.clock import PAST_LIMIT, Basis, Clock
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.events import Refused, Waits
from cryptokit.mtproto.session import WINDOW


def number(line, late=0.0):
    return int((line.now + late) * 2**32) // 4 * 4


def found(line):
    """Give what the server says, but for sessions: the kind of each event, or the code."""
    events = line.events_of(line.server_packets())
    names = [one.code if isinstance(one, Refused) else type(one).__name__ for one in events]
    return [one for one in names if one != "Created"]


def test_a_copy_is_no_fault_however_late_it_comes(line):
    alone = line.from_phone(b"call")
    packed = line.from_phone(
        containers.pack([Piece(number(line, 0.5), 3, b"work")]), seq_no=4, late=1
    )
    line.to_server([alone, packed])
    found(line)
    line.now += PAST_LIMIT + 10
    line.to_server([alone, packed])
    assert found(line) == ["Acknowledged"]
    assert [one.body for one in line.calls] == [b"call", b"work"]


def test_a_container_is_remembered_once_however_often_it_comes(line):
    packet = line.from_phone(containers.pack([Piece(number(line), 1, b"work")]), seq_no=2, late=1)
    line.to_server([packet] * 3)
    assert line.server.register.containers == (number(line, 1),)


def test_an_id_too_low_does_not_come_by_another_way(line):
    late = Piece(number(line, -301), 1, b"call")
    line.to_server([line.from_phone(late.body, message_id=late.message_id)])
    assert found(line) == [16]
    line.to_server([line.from_phone(containers.pack([late]), seq_no=2)])
    assert found(line) == [16]
    assert line.calls == []


def test_what_nobody_can_tell_is_not_told_to_be_late(line):
    pieces = [Piece(number(line) + 4 * n, 2 * n + 1, b"work") for n in range(WINDOW)]
    line.to_server([line.from_phone(containers.pack(pieces), seq_no=1000, late=1)])
    found(line)
    line.now += PAST_LIMIT + 1
    line.to_server([line.from_phone(b"call", message_id=pieces[0].message_id - 4)])
    assert found(line) == [20]
    line.to_server([line.from_phone(b"call", message_id=pieces[0].message_id - 2)])
    assert found(line) == [18]


def test_only_what_wants_it_is_acknowledged_beside_a_refusal(line):
    note = Piece(number(line), 0, service.ack([5]))
    line.to_server([line.from_phone(note.body, message_id=note.message_id, seq_no=0)])
    found(line)
    both = [note, Piece(number(line, 0.5), 1, b"call")]
    line.to_server([line.from_phone(containers.pack(both), seq_no=2, late=31)])
    assert found(line) == [17]


@pytest.mark.parametrize(
    "body",
    [
        service.states(4, b"\4"),
        objects.write("msgs_all_info", msg_ids=[4], info=b"\4"),
        service.ack([4]),
    ],
    ids=["states", "all", "ack"],
)
def test_what_is_never_acknowledged_has_an_even_number(line, body):
    line.to_server([line.from_phone(body, seq_no=1)])
    assert found(line) == [34]
    line.to_server([line.from_phone(body, seq_no=2, late=1)])
    assert found(line) == []
    assert line.server.outbox.acks == ()


@pytest.mark.parametrize(
    ("body", "reply"),
    [
        (objects.write("ping", ping_id=7), "Ponged"),
        (service.states_request([4]), "StatesTold"),
        (objects.write("get_future_salts", num=1), "SaltsTold"),
    ],
)
def test_what_is_replied_to_is_not_acknowledged_as_well(line, body, reply):
    line.to_server([line.from_phone(body, seq_no=1)])
    assert found(line) == [reply]
    assert line.server.outbox.acks == ()


def test_owed_acknowledgements_go_at_once_where_the_clock_was_set_back(line):
    line.call()
    line.exchange()
    assert line.phone_packets() == []
    line.now -= 1
    (packet,) = line.phone_packets()
    assert line.events_of([packet], at_phone=False)[0].ids == line.phone.session.window[:2]


def test_acknowledgements_travel_with_a_reply_as_well(line, ping):
    line.to_server([line.from_phone(b"call")])
    line.server_packets()
    line.to_server(
        [line.from_phone(b"call", seq_no=3, late=1), line.from_phone(ping, seq_no=5, late=2)]
    )
    assert found(line) == ["Acknowledged", "Ponged"]


def test_replies_that_fill_a_packet_leave_no_room_in_it(line):
    for n in range(20):
        line.server = answerer.push(line.server, b"news")
        line.server = replace(
            line.server, outbox=outbox.note(line.server.outbox, service.pong(4 * n, n))
        )
    notes = line.server.outbox.notes * 52
    line.server = replace(line.server, outbox=replace(line.server.outbox, notes=notes))
    packets = line.server_packets()
    assert len(line.events_of(packets)) == len(notes) + 20
    assert len(line.events_of(packets[:1])) == containers.COUNT_LIMIT


def test_nothing_is_owed_since_any_time_when_nothing_is_owed(line):
    line.to_server([line.from_phone(b"call")])
    assert line.server.outbox.owed_since == line.now
    line.server = answerer.answer(line.server, line.calls[0].call_id, b"done")
    assert (line.server.outbox.acks, line.server.outbox.owed_since) == ((), inf)


@pytest.mark.parametrize(("size", "announced"), [(1020, False), (1024, True)])
def test_an_answer_of_a_kilobyte_is_announced_and_a_shorter_one_sent_again(line, size, announced):
    packet = line.from_phone(b"call")
    line.to_server([packet])
    line.server = answerer.answer(line.server, number(line), b"x" * (size - 12))
    line.server_packets()
    line.to_server([packet])
    (event,) = line.events_of(line.server_packets())
    assert isinstance(event, Waits) is announced
    assert not announced or event.size == size


def test_the_server_sends_under_the_current_salt(line):
    line.server = answerer.push(line.server, b"news")
    line.now += salts.LIFE
    (packet,) = line.server_packets()
    message = sessions.unlock(line.phone.session, packet)
    assert message.salt == line.server.salts[1].value != line.server.salts[0].value


@pytest.mark.parametrize("came", [True, False])
def test_an_id_ahead_of_a_corrected_clock_holds_new_calls_until_it_came(line, came):
    line.call()
    line.phone_packets()
    (sent,) = line.phone.outbox.waiting
    if came:
        line.to_phone([line.from_server(service.ack([sent.message_id]))])
    behind = replace(line.phone.session, clock=Clock(-1000.0, Basis.HEARD))
    line.phone = replace(line.phone, session=behind)
    line.call(b"next")
    assert bool(line.phone_packets()) is came


def test_what_is_remembered_of_a_device_does_not_grow(line):
    for n in range(WINDOW + 20):
        piece = Piece(number(line) + 16 * n, 2 * n + 1, b"work")
        line.to_server(
            [
                line.from_phone(
                    containers.pack([piece]), seq_no=2 * n + 2, message_id=piece.message_id + 4
                ),
                line.from_phone(b"call", message_id=number(line, 31) + 4 * n),
            ]
        )
        line.server = replace(line.server, outbox=outbox.EMPTY)
    known = line.server.register
    sizes = {len(one) for one in (known.window, known.counted, known.containers, known.burnt)}
    assert sizes == {WINDOW}


def test_the_limits_are_those_of_the_sources():
    assert (WINDOW, packing.ACK_BATCH, packing.ACK_DELAY) == (500, 16, 60)
    assert (containers.COUNT_LIMIT, containers.SIZE_LIMIT) == (1024, 1_044_448)
    assert (service.LIST_LIMIT, gzipped.LIMIT) == (8192, 2**24)
