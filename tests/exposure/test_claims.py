"""What the seizure of a phone means, system by system; and what schedules cannot be."""

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen
from cryptokit.exposure import (
    Adversary,
    CloudChat,
    Deliver,
    Every,
    Party,
    Schedule,
    SecretChat,
    Seizure,
    Send,
    StaticKey,
    Victim,
    compare,
    in_order,
)
from cryptokit.exposure.attempt import attempt
from cryptokit.exposure.between import GoBetween
from cryptokit.exposure.cloud_chat import fetch
from cryptokit.exposure.ops import DAY
from cryptokit.exposure.runs import Holdings
from cryptokit.keys import AuthKey, SecretChatKey
from cryptokit.mtproto import dh, invitation, phone, session
from cryptokit.mtproto.rekey import Limits
from cryptokit.rng import lesson

plays = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "plays.py")))
PHONES = (Victim.A, Victim.B)
SECRET = SecretChat(Every(5))


def readable(how, schedule, seizure):
    found = compare(how, schedule, seizure, rng=plays.short_exponents())
    assert found.agree, found
    return sorted(found.readable)


# Secret chats


@pytest.mark.parametrize("victim", PHONES)
def test_what_was_read_under_an_earlier_key_stays_closed_after_the_seizure(victim):
    assert min(readable(SECRET, in_order("AB" * 10), Seizure(30, victim))) == 10


@pytest.mark.parametrize("victim", PHONES)
def test_a_chat_heals_from_a_thief_who_listens_and_not_from_one_who_carries(victim):
    schedule, seizure = in_order("AB" * 10), Seizure(14, victim)
    assert readable(SECRET, schedule, seizure) == [5, 6, 7, 8, 9]
    carrying = replace(seizure, adversary=Adversary.ACTIVE)
    assert readable(SECRET, schedule, carrying) == list(range(5, 20))


def test_between_asking_and_answer_the_phone_that_asked_gives_the_next_key_too():
    # The limit of 4 is passed by message 2, of A, and the request follows it.
    how, schedule = SecretChat(Limits(4)), in_order("ABABABABABAB")
    assert readable(how, schedule, Seizure(5, Victim.A)) == [0, 1, 2, 3, 4, 5, 6]
    assert readable(how, schedule, Seizure(5, Victim.B)) == [0, 1, 2]
    assert readable(how, schedule, Seizure(6, Victim.A)) == [3, 4, 5, 6]


def test_a_request_that_is_on_its_way_can_still_be_changed():
    how, schedule = SecretChat(Limits(4)), in_order("ABABABABABAB")
    carrying = Seizure(5, Victim.B, adversary=Adversary.ACTIVE)
    assert readable(how, schedule, carrying) == list(range(12))


def test_the_next_key_is_made_from_a_stolen_exponent_and_the_answer_to_it():
    how, schedule = SecretChat(Limits(4)), in_order("ABABABABABAB")
    found = compare(how, schedule, Seizure(5, Victim.A), rng=plays.short_exponents())
    assert found.reasons == {
        "under a stolen key": 3,
        "under a key made from a stolen exponent": 4,
    }
    assert [step.rule.out.partition(" ")[0] for step in found.why(3)] == ["g_b", "key", "text"]
    assert found.why(11) == ()


def test_a_key_that_is_a_week_old_is_changed():
    schedule = in_order("ABABAB", every=3 * DAY)
    assert readable(SecretChat(), schedule, Seizure(4, Victim.B)) == [0, 1, 2, 3]
    assert readable(SecretChat(), schedule, Seizure(8, Victim.B)) == [4, 5]


def test_a_server_that_carries_a_secret_chat_gains_nothing_without_a_key():
    seizure = Seizure(6, Victim.SERVER, adversary=Adversary.ACTIVE)
    assert readable(SECRET, in_order("AB" * 10), seizure) == []


def two_phones():
    rng = plays.short_exponents("two phones")
    invited, g_a = invitation.request(dh.TELEGRAM, rng=rng)
    b, acceptance = invitation.accept(dh.TELEGRAM, g_a, rng=rng)
    a = invitation.confirm(invited, acceptance)
    return {Party.A: phone.begin(a, now=0), Party.B: phone.begin(b, now=0)}, rng


def talk(phones, thief, by, step, heard):
    """Carry what a phone said to the other, and what that answers, until nobody says anything."""
    phones[by] = step.phone
    heard += [
        event.message.text
        for event in step.events
        if hasattr(event, "message") and hasattr(event.message, "text")
    ]
    for packet in step.packets:
        there = phone.hear(phones[by.peer], thief.carry(packet, by), now=0)
        talk(phones, thief, by.peer, there, heard)


def test_a_thief_with_the_key_alters_what_is_said_and_no_picture_shows_it():
    phones, rng = two_phones()
    loot = Holdings((phones[Party.A].chat.key,))
    thief, heard = GoBetween(loot, alter=lambda said: said.replace("nine", "ten"), rng=rng), []
    talk(phones, thief, Party.A, phone.say(phones[Party.A], "at nine", now=0, rng=rng), heard)
    talk(phones, thief, Party.B, phone.renew(phones[Party.B], now=0, rng=rng), heard)
    talk(phones, thief, Party.B, phone.say(phones[Party.B], "nine, yes", now=0, rng=rng), heard)
    assert heard == ["at ten", "ten, yes"]
    a, b = phones.values()
    assert a.chat.key != b.chat.key
    assert {a.chat.key.key_id(), b.chat.key.key_id()} <= {key.key_id() for key in thief.keys}
    assert a.key_hash == b.key_hash


def test_a_thief_without_the_key_passes_packets_on_as_they_are():
    phones, rng = two_phones()
    thief, heard = GoBetween(Holdings((SecretChatKey(bytes(256)),)), rng=rng), []
    talk(phones, thief, Party.A, phone.renew(phones[Party.A], now=0, rng=rng), heard)
    a, b = phones.values()
    assert a.chat.key == b.chat.key
    assert a.chat.key not in thief.keys


def test_a_thief_with_the_key_passes_on_what_is_not_under_it_though_it_says_so():
    phones, rng = two_phones()
    key = phones[Party.A].chat.key
    thief = GoBetween(Holdings((key,)), rng=rng)
    for sender in Party:
        packet = key.key_id() + bytes(32)
        assert thief.carry(packet, sender) == packet


# The cloud


def test_temporary_keys_close_old_recordings_but_not_the_account():
    schedule = in_order("AB" * 6, every=DAY / 3)
    seizure = Seizure(12, Victim.A, online=False)  # after message 5; each key serves three messages
    assert readable(CloudChat(DAY), schedule, seizure) == [3, 4, 5]
    assert readable(CloudChat(), schedule, seizure) == list(range(12))
    assert readable(CloudChat(DAY), schedule, replace(seizure, online=True)) == list(range(12))


def test_a_temporary_key_is_gone_when_its_time_is_over():
    schedule = Schedule((Send(Party.A, 0), Deliver(0), Send(Party.B, 1, at=DAY)))
    assert readable(CloudChat(DAY), schedule, Seizure(2, Victim.A, online=False)) == [0]
    assert readable(CloudChat(DAY), schedule, Seizure(3, Victim.A, online=False)) == []


def test_a_thief_with_the_phones_key_writes_as_the_victim():
    run = CloudChat(DAY).play(in_order("AB"), rng=lesson("write"))
    key = run.held[2][Victim.A].account
    thief = session.client(key, salt=bytes(8))
    server = session.server(run.store.accounts[0], salt=bytes(8), session_id=thief.session_id)
    _, packet = session.send(thief, b"it is me", now=0)
    assert session.receive(server, packet, now=0)[1].body == b"it is me"


def test_the_server_sends_no_history_to_a_stranger():
    run = CloudChat().play(in_order("AB"), rng=lesson("stranger"))
    with pytest.raises(CannotOpen):
        fetch(run.store, AuthKey(bytes(256)), now=0)


def test_a_temporary_key_does_not_log_in():
    run = CloudChat(DAY).play(in_order("AB"), rng=lesson("temporary"))
    _, temporary = run.held[4][Victim.A].keys
    with pytest.raises(CannotOpen):
        fetch(run.store, temporary, now=0)


# Mail


def test_a_static_key_opens_what_came_and_with_copies_to_self_what_went_too():
    schedule, seizure = in_order("ABBA"), Seizure(0, Victim.A)
    assert readable(StaticKey(), schedule, seizure) == [1, 2]
    assert readable(StaticKey(to_self=True), schedule, seizure) == [0, 1, 2, 3]


def test_a_mailbox_keeps_what_nobody_recorded():
    schedule, seizure = in_order("ABBA"), Seizure(8, Victim.A, recorded=False)
    assert readable(StaticKey(), schedule, seizure) == [1, 2]
    assert readable(StaticKey(), schedule, replace(seizure, online=False)) == []


# All of them

SYSTEMS = (CloudChat(), CloudChat(DAY), SecretChat(Every(2)), SecretChat(Limits(4)), StaticKey())


def tried(how, run, seizure):
    return attempt(run, seizure, rng=lesson("tried"))


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(SYSTEMS[2:]))
def test_without_recordings_only_what_was_not_delivered_yet_opens(data, how):
    schedule = data.draw(plays.schedules(gaps=plays.HOURS))
    seizure = replace(data.draw(plays.seizures(schedule)), recorded=True, history=0.0, online=False)
    run = how.play(schedule, rng=plays.short_exponents())
    passing = {n for n in schedule.numbers if schedule.delivered.get(n, seizure.t) >= seizure.t}
    later = tried(how, run, replace(seizure, recorded=False))
    assert later == tried(how, run, seizure) & passing


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(SYSTEMS), st.sampled_from([0.5, 2.0]))
def test_history_adds_what_the_phone_sent_or_read_in_those_days(data, how, days):
    schedule = data.draw(plays.schedules(at_once=True, gaps=plays.HOURS))
    seizure = replace(data.draw(plays.seizures(schedule, victims=PHONES)), history=0.0)
    run = how.play(schedule, rng=plays.short_exponents())
    now = schedule.time(seizure.t)
    mine = {
        op.number
        for op in schedule.ops[: seizure.t]
        if now - op.at < days * DAY
        and isinstance(op, Send) is (schedule.senders[op.number] is seizure.victim.party)
    }
    more = tried(how, run, replace(seizure, history=days))
    assert more == tried(how, run, seizure) | mine


# What cannot be


@pytest.mark.parametrize(
    ("ops", "says"),
    [
        ((Send(Party.A, 1),), "the next message is 0"),
        ((Send(Party.A, 0), Send(Party.A, 0)), "the next message is 1"),
        ((Deliver(0),), "before it was sent"),
        ((Send(Party.A, 0), Deliver(0), Deliver(0)), "or twice"),
        ((Send(Party.A, 0, at=2), Deliver(0, at=1.5)), "the clock goes back"),
    ],
)
def test_a_schedule_that_cannot_happen_is_refused(ops, says):
    with pytest.raises(ValueError, match=says):
        Schedule(ops)


@pytest.mark.parametrize("t", [5, 6])
def test_a_seizure_after_the_end_is_refused(t):
    with pytest.raises(ValueError, match="from 0 to 4"):
        compare(CloudChat(), in_order("AB"), Seizure(t, Victim.A))


def test_numbers_below_nothing_are_refused():
    for wrong in (
        lambda: Seizure(-1, Victim.A),
        lambda: Seizure(0, Victim.A, history=-1),
        lambda: Every(0),
        lambda: CloudChat(0),
    ):
        with pytest.raises(ValueError):
            wrong()


def test_a_message_is_heard_once_all_before_it_of_its_sender_are_there():
    ops = Send(Party.A, 0), Send(Party.A, 1), Send(Party.B, 2), Deliver(1), Deliver(2), Deliver(0)
    assert Schedule(ops).heard == {0: 5, 1: 5, 2: 4}
    assert Schedule(ops[:-1]).heard == {2: 4}
