"""Every code of the documentation: when the server sends it, and what the device does about it."""

from dataclasses import replace

import pytest

from cryptokit.mtproto import clock, containers, objects, salts, service
from cryptokit.mtproto.calls import answerer, caller, hearing
from cryptokit.mtproto.calls.caller import Answer, Doubt
from cryptokit.mtproto.calls.notices import Code, Remedy, remedy
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.events import Refused
from cryptokit.mtproto.session import WINDOW


def refusals(line):
    events = line.events_of(line.server_packets())
    return [(one.bad_id, one.code) for one in events if isinstance(one, Refused)]


def codes(line):
    return [code for _, code in refusals(line)]


def number(line, late=0.0):
    return int((line.now + late) * 2**32) // 4 * 4


def test_16_and_17_are_sent_for_an_id_far_from_the_servers_clock(line):
    for late, code in [(-301, 16), (-299, None), (29, None), (31, 17)]:
        line.to_server([line.from_phone(b"call", late=late, seq_no=1 if late < 0 else 3)])
        assert codes(line) == ([code] if code else [])
    assert [one.body for one in line.calls] == [b"call"] * 2


def test_an_id_that_was_too_high_never_becomes_good(line):
    packet = line.from_phone(b"call", late=31)
    line.to_server([packet])
    assert codes(line) == [17]
    line.now += 10
    line.to_server([packet])
    assert codes(line) == [17]
    assert line.calls == []


def test_18_is_sent_for_an_id_not_divisible_by_four(line):
    for rest in (1, 2, 3):
        line.to_server([line.from_phone(b"call", message_id=number(line, rest) + rest)])
        assert codes(line) == [18]
    body = containers.pack([Piece(number(line) + 2, 1, b"call"), Piece(number(line), 1, b"work")])
    line.to_server([line.from_phone(body, seq_no=0, late=1)])
    assert refusals(line) == [(number(line) + 2, 18)]
    line.to_server([line.from_phone(body, seq_no=0, message_id=number(line, 2) + 1)])
    assert codes(line) == [18]
    assert [one.body for one in line.calls] == [b"work"]


def test_19_is_sent_for_a_container_under_the_id_of_a_message(line):
    line.to_server([line.from_phone(b"call", late=1)])
    body = containers.pack([Piece(number(line), 3, b"work")])
    line.server_packets()
    line.to_server([line.from_phone(body, seq_no=2, late=1)])
    assert codes(line) == [19]
    assert [one.body for one in line.calls] == [b"call"]


def test_the_same_container_twice_is_only_a_copy(line):
    packet = line.from_phone(containers.pack([Piece(number(line), 1, b"work")]), seq_no=0, late=1)
    line.to_server([packet, packet])
    assert codes(line) == []
    assert [one.body for one in line.calls] == [b"work"]


def test_20_is_sent_for_an_id_below_all_that_are_remembered(line):
    start = number(line)
    pieces = [Piece(start + 4 * n, 2 * n + 1, b"work") for n in range(WINDOW)]
    line.to_server([line.from_phone(containers.pack(pieces), seq_no=0, late=1)])
    line.server_packets()
    line.to_server([line.from_phone(b"call", message_id=start - 4, seq_no=1)])
    assert codes(line) == [20]
    late = containers.pack([Piece(start - 4, 1, b"call")])
    line.to_server([line.from_phone(late, seq_no=1000, late=2)])
    assert refusals(line) == [(start - 4, 20)]
    assert len(line.calls) == WINDOW


@pytest.mark.parametrize(
    ("late", "seq_no", "code"),
    [(1, 5, 32), (1, 3, 32), (-1, 5, 33), (-1, 9, 33), (1, 7, None), (-1, 1, None)],
)
def test_32_and_33_are_sent_for_numbers_that_do_not_rise_with_the_ids(line, late, seq_no, code):
    line.to_server([line.from_phone(b"call", seq_no=5)])
    line.server_packets()
    line.to_server([line.from_phone(b"work", late=late, seq_no=seq_no)])
    assert codes(line) == ([code] if code else [])
    assert len(line.calls) == (1 if code else 2)


def test_34_and_35_are_sent_for_the_wrong_kind_of_number(line, ping):
    line.to_server([line.from_phone(service.ack([5]), seq_no=1)])
    assert codes(line) == [34]
    line.to_server([line.from_phone(containers.pack([]), seq_no=1, late=1)])
    assert codes(line) == [34]
    line.to_server([line.from_phone(b"call", seq_no=2, late=2)])
    assert codes(line) == [35]
    assert line.calls == []
    line.to_server([line.from_phone(ping, seq_no=n, late=3 + n) for n in (0, 1)])
    assert codes(line) == []  # both ways are in use for pings


def test_48_is_sent_with_the_right_salt(line):
    line.to_server([line.from_phone(b"call", salt=b"not this")])
    (event,) = line.events_of(line.server_packets())
    assert (event.code, event.salt) == (48, line.server.salts[0].value)
    assert line.calls == []


@pytest.mark.parametrize(
    "body",
    [
        containers.pack([Piece(1 << 63, 1, b"call")]),
        containers.pack([Piece(4, 1, b"call"), Piece(4, 3, b"call")]),
        containers.pack([Piece(4, 1, b"call")])[:-4],
        containers.pack([Piece(4, 1, b"call")]).replace(b"call", containers.pack([])[:4]),
    ],
    ids=["above", "twice", "cut", "nested"],
)
def test_64_is_sent_for_a_container_that_does_not_come_apart(line, body):
    line.to_server([line.from_phone(body, seq_no=0)])
    assert codes(line) == [64]
    assert line.calls == []


def test_every_code_has_its_remedy():
    by = {one: {code for code in Code if remedy(code) is one} for one in Remedy}
    assert by[Remedy.NEW_IDS] == {16, 17}
    assert by[Remedy.NEW_SALT] == {48}
    assert by[Remedy.ASK] == {20}
    assert by[Remedy.START_OVER] == {18, 19, 32, 33, 34, 35, 64}


@pytest.mark.parametrize("skew", [-100_000, -310, 31, 100_000])
def test_a_device_whose_clock_is_off_gets_its_answer_all_the_same(connected, skew):
    line = connected(clock=clock.UNKNOWN, skew=skew)
    ticket = line.call()
    line.exchange()
    assert line.outcomes == []
    assert abs(line.phone.session.clock.offset + skew) < 1
    line.exchange()
    assert line.outcomes == [Answer(ticket, b"done")]


def test_a_corrected_device_sends_under_a_new_id(connected):
    line = connected(clock=clock.UNKNOWN, skew=1000)
    line.call()
    line.to_server(line.phone_packets())
    (before,) = line.phone.outbox.waiting
    line.to_phone(line.server_packets())
    assert line.phone.outbox.waiting[0].message_id == 0
    line.to_server(line.phone_packets())
    (after,) = line.phone.outbox.waiting
    assert after.message_id < before.message_id
    assert after.seq_no > before.seq_no
    assert line.calls[0].call_id == after.message_id


def test_a_device_takes_the_new_salt_and_sends_the_same_message_once_more(line):
    ticket = line.call()
    line.phone = replace(line.phone, session=replace(line.phone.session, salt=b"old salt"))
    line.exchange()
    assert line.phone.session.salt == line.server.salts[0].value
    (waiting,) = line.phone.outbox.waiting
    line.exchange()
    assert line.outcomes == [Answer(ticket, b"done")]
    assert waiting.message_id in line.server.register.window


def refuse(line, code, **changed):
    """Hand the phone a refusal of the message that it sent last."""
    sent = line.phone.outbox.carriers[-1]
    line.to_phone([line.from_server(service.refusal(Piece(sent, 1, b""), code), **changed)])


def test_a_device_asks_its_user_when_nobody_can_tell(line):
    ticket = line.call()
    line.phone_packets()
    refuse(line, 20)
    assert line.outcomes == [Doubt(ticket)]
    assert line.phone.outbox.waiting == ()


@pytest.mark.parametrize("code", [18, 19, 32, 33, 34, 35, 64, 48, 99])
def test_a_device_starts_over_where_nothing_else_helps(line, code):
    tickets = [line.call(), line.call()]
    line.phone_packets()
    old = line.phone.session
    refuse(line, code)  # a 48 that is no bad_server_salt is no help either
    assert line.phone.session.session_id != old.session_id
    assert line.phone.session.salt == old.salt
    line.server = answerer.start(
        old.key,
        session_id=line.phone.session.session_id,
        coming=line.server.salts,
        rng=line.rng,
    )
    line.exchange()
    assert line.outcomes == [Answer(ticket, b"done") for ticket in tickets]


@pytest.mark.parametrize("code", [16, 17, 20, 33, 48, 64])
def test_a_refusal_of_what_was_never_sent_changes_nothing(line, code):
    line.call()
    line.phone_packets()
    before = line.phone
    notice = service.refusal(Piece(number(line, 5), 1, b""), code, salt=bytes(8))
    line.to_phone([line.from_server(notice, late=1)])
    assert line.outcomes == []
    changed = replace(line.phone, session=replace(line.phone.session, window=()))
    assert changed == before


@pytest.mark.parametrize("late", [-1000, 1000])
def test_only_a_refusal_of_ours_gets_through_to_a_wrong_clock(line, late):
    line.call()
    line.phone_packets()
    refuse(line, 17, late=late)
    assert line.phone.session.clock.offset == pytest.approx(late, abs=0.01)
    line.phone_packets()
    for event in (service.refusal(Piece(8, 1, b""), 17), service.pong(4, 7), b"news"):
        with pytest.raises(Exception, match="too far from our clock"):
            line.to_phone([line.from_server(event, late=-3000, rest=3)])


def test_updates_beside_such_a_refusal_wait_for_the_clock(line):
    line.call()
    line.phone_packets()
    sent = line.phone.outbox.carriers[-1]
    pieces = [
        Piece(5, 1, b"news"),
        Piece(9, 0, service.refusal(Piece(sent, 1, b""), 17)),
    ]
    line.to_phone([line.from_server(containers.pack(pieces), late=1000)])
    assert line.outcomes == []
    assert 5 not in line.phone.session.window
    assert 9 in line.phone.session.window


def test_what_came_is_learned_beside_such_a_refusal_and_keeps_its_id(line):
    line.call()
    line.call()
    line.phone_packets()
    came, _ = (one.message_id for one in line.phone.outbox.waiting)
    sent = line.phone.outbox.carriers[-1]
    pieces = [
        Piece(5, 0, service.ack([came])),
        Piece(9, 0, service.refusal(Piece(sent, 1, b""), 17)),
    ]
    line.to_phone([line.from_server(containers.pack(pieces), late=1000)])
    states = [(one.message_id, one.acked) for one in line.phone.outbox.waiting]
    assert states == [(came, True), (0, False)]


def test_the_server_tells_what_came_beside_a_refusal(line):
    came, lost = Piece(number(line), 1, b"call"), Piece(number(line, 0.5), 3, b"work")
    line.to_server([line.from_phone(came.body, message_id=came.message_id)])
    line.server = answerer.answer(line.server, came.message_id, b"done")
    line.server_packets()
    line.to_server([line.from_phone(containers.pack([came, lost]), seq_no=4, late=31)])
    found = line.events_of(line.server_packets())
    assert [type(one).__name__ for one in found] == ["Acknowledged", "Refused"]
    assert found[0].ids == (came.message_id,)
    line.to_server([line.from_phone(lost.body, message_id=lost.message_id, seq_no=3)])
    assert codes(line) == [17]
    assert [one.body for one in line.calls] == [b"call"]


def test_stored_salts_are_used_in_their_time_and_dropped_when_refused(line):
    line.phone = caller.ask_salts(line.phone, 4)
    line.exchange()
    assert line.phone.coming == line.server.salts
    line.now += salts.LIFE
    line.call()
    (packet,) = line.phone_packets()
    line.to_server([packet])
    assert len(line.calls) == 1
    assert line.phone.session.salt == line.server.salts[1].value
    line.phone, _ = caller.call(line.phone, b"more")
    line.phone_packets()
    sent = line.phone.outbox.carriers[-1]
    notice = service.refusal(Piece(sent, 1, b""), 48, salt=b"new salt")
    line.phone, _ = hearing.take(line.phone, line.from_server(notice), now=line.now)
    assert line.phone.coming == ()
    line.phone_packets()
    assert line.phone.session.salt == b"new salt"


def test_what_a_device_asks_for_itself_is_no_answer_to_an_app(line, ping):
    line.phone = caller.ask_salts(line.phone)
    line.phone, ticket = caller.ping(line.phone, 7)
    line.exchange()
    assert line.outcomes == [Answer(ticket, ping[4:])]
    assert objects.read_all(ping).number("ping_id") == 7
