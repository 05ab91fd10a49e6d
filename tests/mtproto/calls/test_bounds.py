"""What is bounded, and what happens at the bound: old ids, bombs, what waits, long lists."""

import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import WireError
from cryptokit.mtproto import containers, events, gzipped, objects, salts, schema, service, tl
from cryptokit.mtproto.calls import answerer, caller, outbox, packing
from cryptokit.mtproto.calls.caller import Answer, Failure, Gap, Update
from cryptokit.mtproto.calls.outbox import ACK_PATIENCE, PATIENCE, Held, Waiting
from cryptokit.mtproto.cloud import CloudMessage
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.session import WINDOW, Kind


def fill_window(line):
    """Let the phone have received as many ids as it remembers, all newer than any real one."""
    first = (line.now + 20) * 2**32 + 1
    window = tuple(range(int(first), int(first) + 4 * WINDOW, 4))
    line.phone = replace(line.phone, session=replace(line.phone.session, window=window))


def in_a_container(line, *pieces, late=28):
    """Send the phone old messages in a container that is newer than all it knows."""
    return [line.from_server(containers.pack(pieces), late=late)]


def test_an_answer_older_than_the_window_still_comes_out_and_stops_coming(line):
    tickets = [line.call() for _ in range(1000)]
    line.to_server(line.phone_packets())
    for one in line.calls:
        line.server = answerer.answer(line.server, one.call_id, b"done")
    line.server_packets()  # lost
    for _ in range(4):
        line.now += PATIENCE + 1
        line.to_server(line.phone_packets())
        line.to_phone(line.server_packets())
    for _ in range(2):
        line.now += ACK_PATIENCE
        line.to_server(line.phone_packets())
        line.to_phone(line.server_packets())
    assert line.outcomes == [Answer(ticket, b"done") for ticket in tickets]
    assert line.phone.outbox.waiting == line.server.outbox.waiting == ()


@pytest.mark.parametrize(
    ("result", "outcome"),
    [(b"done", Answer(1, b"done")), (service.error(400, "NO"), Failure(1, 400, "NO"))],
    ids=["answer", "failure"],
)
def test_an_answer_below_the_window_comes_out_once_and_is_always_acknowledged(
    line, result, outcome
):
    line.call()
    line.phone_packets()
    (sent,) = line.phone.outbox.waiting
    fill_window(line)
    old = Piece(5, 1, service.result(sent.message_id, result))
    line.to_phone(in_a_container(line, old))
    assert line.outcomes == [outcome]
    assert line.phone.outbox.waiting == ()
    line.phone = replace(line.phone, outbox=replace(line.phone.outbox, acks=()))
    line.to_phone(in_a_container(line, replace(old, message_id=1), late=29))
    assert line.outcomes == [outcome]
    assert line.phone.outbox.acks == (1,)


def test_a_pong_and_salts_below_the_window_settle_what_asked_for_them(line):
    line.phone, ticket = caller.ping(line.phone, 7)
    line.phone = caller.ask_salts(line.phone, 4)
    line.phone_packets()
    ping, asked = (one.message_id for one in line.phone.outbox.waiting)
    fill_window(line)
    told = service.salts_told(asked, now=line.now, coming=line.server.salts)
    pieces = Piece(5, 0, service.pong(ping, 7)), Piece(9, 0, told)
    line.to_phone(in_a_container(line, *pieces))
    assert line.outcomes == [Answer(ticket, tl.long(7))]
    assert line.phone.coming == line.server.salts
    assert line.phone.outbox.acks == line.phone.outbox.waiting == ()


def test_an_update_below_the_window_is_a_gap_and_is_acknowledged(line):
    fill_window(line)
    new = line.phone.session.window[-1] + 4
    pieces = Piece(5, 1, b"old."), Piece(new, 3, b"new.")
    line.to_phone(in_a_container(line, *pieces))
    assert line.outcomes == [Gap(), Update(b"new.")]
    assert line.phone.outbox.acks == (5, new)


def test_a_note_below_the_window_is_left_out(line):
    fill_window(line)
    line.to_phone(in_a_container(line, Piece(5, 0, service.states_request([4]))))
    assert (line.outcomes, line.phone.outbox) == ([], outbox.EMPTY)


@pytest.mark.parametrize(("known", "outcomes"), [(5, [Gap()]), (7, []), (None, [])])
def test_a_new_session_below_the_window_sends_again_and_keeps_the_salt(line, known, outcomes):
    line.call()
    line.phone_packets()
    (sent,) = line.phone.outbox.waiting
    box = outbox.acknowledged(line.phone.outbox, [sent.message_id])
    line.phone = replace(line.phone, outbox=box, unique_id=known)
    assert line.phone_packets() == []
    fill_window(line)
    created = service.created(sent.message_id + 4, 7, salt=b"old salt")
    line.to_phone(in_a_container(line, Piece(5, 1, created)))
    assert line.outcomes == outcomes
    assert line.phone.outbox.acks == (5,)
    assert line.phone.outbox.waiting[0].is_due(line.now)
    assert line.phone.session.salt == line.server.salts[0].value
    assert line.phone.unique_id == (known or 7)


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("answered", [True, False])
def test_a_call_that_is_not_done_with_is_never_too_old_to_tell(line, answered, alone):
    first = int(line.now * 2**32)
    line.to_server([line.from_phone(b"call", message_id=first)])
    if answered:
        line.server = answerer.answer(line.server, first, b"done")
    later = [Piece(first + 4 * n, 2 * n + 1, b"work") for n in range(1, WINDOW + 1)]
    line.to_server([line.from_phone(containers.pack(later), seq_no=2 * WINDOW + 2, late=1)])
    line.server_packets()
    assert first not in line.server.register.window
    line.now += 2
    if alone:
        copy = line.from_phone(b"call", message_id=first)
    else:
        copy = line.from_phone(containers.pack([Piece(first, 1, b"call")]), seq_no=1002)
    line.to_server([copy])
    assert len(line.calls) == WINDOW + 1
    found = line.events_of(line.server_packets())
    if answered:
        assert found == [events.Answered(first, b"done")]
    else:
        assert found == []
        assert line.server.outbox.acks == (first,)


@pytest.mark.parametrize("at_phone", [True, False])
def test_a_packet_of_bombs_is_stopped_as_one_bomb_is(line, at_phone):
    bomb = gzipped.pack(bytes(8 << 20))
    base = (line.now << 32) + at_phone
    body = containers.pack([Piece(base + 4 * n, 2 * n + 1, bomb) for n in range(12)])
    seal = line.from_server if at_phone else line.from_phone
    packet = seal(body, seq_no=24, late=0.5)
    before = line.phone, line.server
    tracemalloc.start()
    with pytest.raises(WireError, match="unpacks to more than"):
        (line.to_phone if at_phone else line.to_server)([packet])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * gzipped.LIMIT
    assert (line.phone, line.server) == before


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["plain", "body", "result"]))))
def test_the_messages_of_a_packet_share_one_limit(parts):
    bodies = {
        "plain": bytes,
        "body": lambda size: gzipped.pack(bytes(size)),
        "result": lambda size: service.result(4, gzipped.pack(bytes(size))),
    }
    pieces = [Piece(4, 1, bodies[kind](4 * n)) for n, kind in parts]
    total = sum(4 * n for n, kind in parts if kind != "plain")
    read = service.read_each(pieces, limit=total)
    assert [piece for piece, _ in read] == pieces
    assert [event for _, event in read] == [service.read(piece) for piece in pieces]
    if total:
        with pytest.raises(WireError, match="unpacks to more than"):
            service.read_each(pieces, limit=total - 1)


def test_a_device_has_so_many_open_calls_and_no_more(line):
    for _ in range(outbox.LIMIT):
        line.call()
    full = line.phone
    for more in (
        lambda: caller.call(full, b"more"),
        lambda: caller.ping(full, 7),
        lambda: caller.ask_salts(full),
    ):
        with pytest.raises(ValueError, match="2048 messages wait already"):
            more()
    assert line.phone == full
    line.exchange()
    assert len(line.outcomes) == outbox.LIMIT
    line.call()


def test_the_server_leaves_out_calls_of_a_device_that_never_acknowledges(line, monkeypatch):
    monkeypatch.setattr(answerer, "LIMIT", 8)
    bodies = [n.to_bytes(4, "little") for n in range(12)]
    tickets = [line.call(body) for body in bodies]
    line.to_server(line.phone_packets())
    taken = len(line.calls)
    assert line.server.is_full
    assert line.server.outbox.count + len(line.server.open) == 8
    line.to_phone([line.from_server(service.states_request([]))])  # nothing is acknowledged
    line.now += PATIENCE
    line.to_server(line.phone_packets())
    assert [one.body for one in line.calls] == bodies[:taken]
    for _ in range(9):
        for one in line.calls:
            line.server = answerer.answer(line.server, one.call_id, one.body)
        line.calls = []
        line.to_phone(line.server_packets())
        line.now += packing.ACK_DELAY
        line.to_server(line.phone_packets())
        assert line.server.outbox.count + len(line.server.open) <= 8
    found = sorted((one.ticket, one.result) for one in line.outcomes)
    assert found == list(zip(tickets, bodies, strict=True))


def test_a_full_server_still_hears_acknowledgements_and_pings(line, ping, monkeypatch):
    monkeypatch.setattr(answerer, "LIMIT", 2)
    for _ in range(2):
        line.server = answerer.push(line.server, b"news")
    with pytest.raises(ValueError, match="2 messages wait already"):
        answerer.push(line.server, b"news")
    line.server_packets()
    news = [one.message_id for one in line.server.outbox.waiting]
    line.to_server([line.from_phone(ping, seq_no=1)])
    assert line.events_of(line.server_packets()) == [
        events.Ponged(int(line.now * 2**32), 7),
    ]
    assert line.server.first_id == 0  # there is no room to tell of the session
    line.to_server([line.from_phone(service.ack(news), seq_no=2, late=1)])
    line.to_server([line.from_phone(b"call", seq_no=3, late=2)])
    assert [one.body for one in line.calls] == [b"call"]
    assert line.server.first_id


def test_an_answer_has_room_however_full_the_server_is(line, monkeypatch):
    line.to_server([line.from_phone(b"call")])
    monkeypatch.setattr(answerer, "LIMIT", 1)
    (one,) = line.calls
    line.server = answerer.answer(line.server, one.call_id, b"done")
    assert line.server.open == frozenset()
    with pytest.raises(ValueError, match="waits already"):
        answerer.answer(line.server, one.call_id, b"done")


def test_an_update_that_is_acknowledged_within_a_minute_is_sent_once(line):
    line.call()
    line.exchange()
    line.server = answerer.push(line.server, b"news")
    sent = line.server_packets()
    line.to_phone(sent)
    for _ in range(packing.ACK_DELAY):
        line.now += 1
        sent += line.server_packets()
        line.to_server(line.phone_packets())
    assert len(sent) == 1
    assert line.server.outbox.waiting == ()
    assert line.outcomes[-1] == Update(b"news")


def test_patience_with_acknowledgements_outlasts_the_time_they_may_be_kept_back():
    call = Waiting(1, b"", Kind.CALL, asks=True, message_id=4, sent_at=0)
    told = replace(call, asks=False)
    assert [call.is_due(now) for now in (PATIENCE - 0.1, PATIENCE)] == [False, True]
    assert [told.is_due(now) for now in (ACK_PATIENCE - 0.1, ACK_PATIENCE)] == [False, True]
    assert ACK_PATIENCE > packing.ACK_DELAY


@pytest.mark.parametrize("kind", ["msgs_ack", "msgs_state_req", "msg_resend_req", "msgs_all_info"])
def test_a_list_that_is_too_long_is_refused_before_it_is_read(monkeypatch, kind):
    more = {"info": bytes(8193)} if kind == "msgs_all_info" else {}
    body = objects.write(kind, msg_ids=[4] * 8193, **more)
    check_that_nothing_reads(monkeypatch, body, "more than 8192 ids")


def test_salts_that_are_too_many_are_refused_before_they_are_read(monkeypatch):
    drawn = salts.renew((), now=1_700_000_000)[:1]
    assert len(service.read(Piece(4, 1, told(drawn * 64))).salts) == 64
    check_that_nothing_reads(monkeypatch, told(drawn * 65), "more than 64 salts")


def told(coming):
    return service.salts_told(4, now=1, coming=coming)


def check_that_nothing_reads(monkeypatch, body, why):
    def fail(*_):
        raise AssertionError("it was read")

    monkeypatch.setattr(objects, "read_all", fail)
    with pytest.raises(WireError, match=why):
        service.read(Piece(4, 1, body))


def test_a_container_that_claims_too_many_is_refused_by_its_claim():
    body = tl.uint(schema.MSG_CONTAINER) + tl.uint(1025)
    with pytest.raises(WireError, match="more than 1024 messages"):
        containers.unpack(CloudMessage(bytes(8), bytes(8), 12, 4, body))


IDS = st.integers(0, 6)


@given(st.lists(st.tuples(st.integers(1, 6), IDS)), st.sets(st.integers(1, 6)))
def test_what_is_held_is_found_under_the_id_that_it_has_now(given_, taken):
    model, held = {}, Held()
    for handle, wanted in given_:
        others = {one for other, one in model.items() if other != handle}
        message_id = 0 if wanted in others else wanted  # no two messages have one id
        before = held
        kept = dict(before.by_handle), dict(before.by_id)
        held = outbox.put(held, [Waiting(handle, b"", Kind.CALL, message_id=message_id)])
        model[handle] = message_id
        assert (before.by_handle, before.by_id) == kept
    gone = [held.by_handle[handle] for handle in taken if handle in model]
    held = outbox.put(held, [], gone=gone)
    left = {handle: number for handle, number in model.items() if handle not in taken}
    assert [(one, other.message_id) for one, other in held.by_handle.items()] == list(left.items())
    assert held.by_id == {number: handle for handle, number in left.items() if number}
    for message_id in range(7):
        found = held.get(message_id)
        assert (found and found.handle) == held.by_id.get(message_id)
