"""Sessions: ids rise, nothing is received twice, and a refusal changes nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, CryptokitError, Replayed, Untrusted
from cryptokit.keys import AuthKey
from cryptokit.mtproto import schema, tl
from cryptokit.mtproto.clock import UNKNOWN, Basis
from cryptokit.mtproto.cloud import CloudMessage, Direction, open_, seal
from cryptokit.mtproto.session import WINDOW, Kind, client, receive, send, server, state_of

KEY = AuthKey(bytes(range(256)))
NOW = 1_700_000_000
SALT = b"saltsalt"


def pair():
    phone = client(KEY, salt=SALT)
    return phone, server(KEY, salt=SALT, session_id=phone.session_id)


def packet_to_phone(phone, message_id, body=b"body"):
    message = CloudMessage(SALT, phone.session_id, message_id, 1, body)
    return seal(KEY, message, to=Direction.TO_CLIENT)


def sent_ids(start, kinds, clocks):
    ids, state = [], start
    for kind, now in zip(kinds, clocks, strict=True):
        state, packet = send(state, b"body", now=now, kind=kind)
        ids.append(open_(KEY, packet, to=state.sends).message_id)
    return ids


@given(st.lists(st.tuples(st.sampled_from(Kind), st.integers(0, 5)), min_size=1, max_size=20))
def test_ids_rise_and_have_the_sides_parity_whatever_the_clock_does(run):
    phone, cloud = pair()
    kinds, clocks = zip(*[(kind, NOW - late) for kind, late in run], strict=True)
    ours, theirs = sent_ids(phone, kinds, clocks), sent_ids(cloud, kinds, clocks)
    assert ours == sorted(set(ours))
    assert theirs == sorted(set(theirs))
    assert all(n % 4 == 0 for n in ours)
    assert [n % 4 for n in theirs] == [1 if kind.responds else 3 for kind in kinds]
    assert [kind.value for kind in Kind if kind.responds] == ["answer", "reply"]


@given(st.lists(st.sampled_from(Kind), max_size=20))
def test_seq_no_counts_what_wants_an_ack(kinds):
    phone, cloud = pair()
    counted = 0
    for kind in kinds:
        phone, packet = send(phone, b"body", now=NOW, kind=kind)
        cloud, message = receive(cloud, packet, now=NOW)
        wants_ack = kind in {Kind.CALL, Kind.ANSWER}
        assert message.seq_no == 2 * counted + wants_ack
        counted += wants_ack


def test_both_directions_work_in_turns():
    phone, cloud = pair()
    for turn in range(5):
        phone, packet = send(phone, tl.long(turn), now=NOW + turn)
        cloud, message = receive(cloud, packet, now=NOW + turn)
        assert message.body == tl.long(turn)
        assert message.salt == SALT
        cloud, packet = send(cloud, tl.long(-turn), now=NOW + turn, kind=Kind.ANSWER)
        phone, message = receive(phone, packet, now=NOW + turn)
        assert message.body == tl.long(-turn)


@given(st.lists(st.integers(0, 700), max_size=60))
def test_no_id_is_received_twice_in_any_order(order):
    phone, _ = pair()
    seen = set()
    for n in order:
        packet = packet_to_phone(phone, (NOW << 32) + 2 * n + 1)
        try:
            phone, _ = receive(phone, packet, now=NOW)
        except Replayed as error:
            assert n in seen
            assert error.expected == phone.window[-1] + 1  # noqa: PT017  # both outcomes are fine
        else:
            assert n not in seen
            seen.add(n)
        assert list(phone.window) == sorted(phone.window)


def test_an_id_that_fell_out_of_the_window_cannot_come_back():
    phone, _ = pair()
    ids = [(NOW << 32) + 4 * n + 1 for n in range(WINDOW + 1)]
    for message_id in ids:
        phone, _ = receive(phone, packet_to_phone(phone, message_id), now=NOW)
    assert len(phone.window) == WINDOW
    assert ids[0] not in phone.window
    for message_id in (ids[0], ids[0] - 4):
        with pytest.raises(Replayed) as caught:
            receive(phone, packet_to_phone(phone, message_id), now=NOW)
        assert caught.value.seen == message_id
        assert caught.value.expected == ids[1] + 1


@pytest.mark.parametrize(("lag", "good"), [(-300, True), (-301, False), (30, True), (31, False)])
def test_the_clock_window_ends_at_300_seconds_before_and_30_after(lag, good):
    phone, _ = pair()
    packet = packet_to_phone(phone, ((NOW + lag) << 32) + 1)
    if good:
        receive(phone, packet, now=NOW + 2**-32)
    else:
        with pytest.raises(Untrusted):
            receive(phone, packet, now=NOW)


@pytest.mark.parametrize("note", [schema.BAD_SERVER_SALT, schema.BAD_MSG_NOTIFICATION])
def test_a_note_about_a_wrong_clock_gets_through_to_a_wrong_clock(note):
    phone, cloud = pair()
    packet = packet_to_phone(phone, (NOW << 32) + 1, tl.uint(note) + bytes(16))
    phone, message = receive(phone, packet, now=NOW + 86_400)
    assert message.body.startswith(tl.uint(note))
    with pytest.raises(Replayed):
        receive(phone, packet, now=NOW + 86_400)
    reflected = CloudMessage(SALT, phone.session_id, NOW << 32, 1, tl.uint(note))
    with pytest.raises(Untrusted, match="clock"):
        receive(cloud, seal(KEY, reflected, to=Direction.TO_SERVER), now=NOW + 86_400)


@pytest.mark.parametrize("rest", [1, 2, 3])
def test_the_server_takes_only_ids_divisible_by_four(rest):
    phone, cloud = pair()
    message = CloudMessage(SALT, phone.session_id, (NOW << 32) + rest, 1, b"body")
    with pytest.raises(Untrusted) as caught:
        receive(cloud, seal(KEY, message, to=Direction.TO_SERVER), now=NOW)
    assert caught.value.field == "message_id"


def test_ones_own_packet_comes_back_closed():
    phone, cloud = pair()
    phone, up = send(phone, b"ping", now=NOW)
    cloud, down = send(cloud, b"pong", now=NOW)
    with pytest.raises(CannotOpen):
        receive(phone, up, now=NOW)
    with pytest.raises(CannotOpen):
        receive(cloud, down, now=NOW)


def test_states_never_change_and_a_refusal_leaves_the_old_one_usable():
    phone, cloud = pair()
    before = repr(phone), repr(cloud)
    _, packet = send(phone, b"ping", now=NOW)
    receive(cloud, packet, now=NOW)
    with pytest.raises(CryptokitError):
        receive(cloud, packet, now=NOW + 1000)
    assert (repr(phone), repr(cloud)) == before
    receive(cloud, packet, now=NOW)


def test_what_is_known_of_an_id_is_told_by_a_number():
    full = tuple(range(1000, 1000 + 4 * WINDOW, 4))
    assert [state_of(full, n) for n in (996, 1000, 1002, full[-1] + 4)] == [1, 4, 2, 3]
    assert [state_of(full[1:], n) for n in (996, 1004)] == [2, 4]
    assert state_of((), 996) == 3


def test_a_device_that_never_heard_from_the_server_learns_its_clock():
    phone = client(KEY, salt=SALT, clock=UNKNOWN)
    _, cloud = pair()
    cloud = replace(cloud, session_id=phone.session_id)
    _, packet = send(cloud, b"body", now=NOW + 86_400, kind=Kind.ANSWER)
    phone, _ = receive(phone, packet, now=NOW)
    assert abs(phone.clock.server_time(NOW) - (NOW + 86_400)) < 0.01
    assert phone.clock.basis is Basis.HEARD
    _, call = send(phone, b"call", now=NOW + 1)
    receive(cloud, call, now=NOW + 86_401)
    old = packet_to_phone(phone, (NOW << 32) + 1)
    with pytest.raises(Untrusted):
        receive(phone, old, now=NOW)


@given(st.data())
def test_a_number_changed_on_the_way_is_refused_and_changes_nothing(data):
    phone, _ = pair()
    field = data.draw(st.sampled_from(["session_id", "parity", "past", "future", "side", "bit"]))
    message = CloudMessage(SALT, phone.session_id, (NOW << 32) + 1, 1, b"body")
    changed = {
        "session_id": replace(message, session_id=data.draw(st.binary(min_size=8, max_size=8))),
        "parity": replace(
            message, message_id=message.message_id + data.draw(st.sampled_from([1, 3]))
        ),
        "past": replace(message, message_id=((NOW - data.draw(st.integers(301, NOW))) << 32) + 1),
        "future": replace(message, message_id=((NOW + data.draw(st.integers(31, NOW))) << 32) + 1),
    }.get(field, message)
    packet = seal(KEY, changed, to=Direction.TO_SERVER if field == "side" else Direction.TO_CLIENT)
    if field == "bit":
        bit = data.draw(st.integers(0, 8 * len(packet) - 1))
        packet = bytes(b ^ ((bit // 8 == n) << bit % 8) for n, b in enumerate(packet))
    before = repr(phone)
    with pytest.raises((CannotOpen, Untrusted)) as caught:
        receive(phone, packet, now=NOW)
    named = {"session_id": "session_id", "parity": "message_id"}.get(field, "message_id time")
    assert getattr(caught.value, "field", None) == (None if field in {"side", "bit"} else named)
    assert repr(phone) == before


def test_an_id_has_a_blurred_fraction_and_the_right_second():
    phone, _ = pair()
    ids = {sent_ids(phone, [Kind.CALL], [NOW])[0] for _ in range(20)}
    assert len(ids) > 15
    assert {n >> 32 for n in ids} == {NOW}
    assert {n >> 22 & 1023 for n in ids} == {0}
