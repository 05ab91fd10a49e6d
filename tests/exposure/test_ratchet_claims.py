"""What the seizure of a phone means for keys that turn, and what a thief does with them."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from cryptokit.exposure import (
    Adversary,
    Deliver,
    DoubleRatchet,
    Form,
    Party,
    Schedule,
    Seizure,
    Send,
    SenderKeys,
    Victim,
    compare,
    in_order,
)
from cryptokit.exposure.attempt import attempt
from cryptokit.exposure.closed_form import closed_form
from cryptokit.exposure.double_ratchet import speaks_as
from cryptokit.exposure.ratchet_between import RatchetGoBetween, begin_again, read
from cryptokit.exposure.ratchet_phones import AppPhone, pair, restore
from cryptokit.keys import Secret
from cryptokit.rng import lesson
from cryptokit.signal import prekeys, safety_number, state_bytes
from cryptokit.signal.directory import Directory, fetch, publish

PHONES = (Victim.A, Victim.B)
APP, BOOK = DoubleRatchet(), DoubleRatchet(Form.PUBLISHED)


def ask(how, schedule, seizure):
    found = compare(how, schedule, seizure, rng=lesson("claims"))
    assert found.agree, found
    return found


def readable(how, schedule, seizure):
    return sorted(ask(how, schedule, seizure).readable)


# A Double Ratchet


@pytest.mark.parametrize("how", [APP, BOOK])
@pytest.mark.parametrize("victim", PHONES)
def test_in_ping_pong_a_phone_opens_two_messages_and_no_more(how, victim):
    assert readable(how, in_order("AB" * 10), Seizure(20, victim)) in ([10, 11], [10])
    after_own = Seizure(22 if victim is Victim.B else 20, victim)
    assert len(readable(how, in_order("AB" * 10), after_own)) == 2


def test_a_long_burst_is_read_to_its_end():
    schedule = in_order("AB" + "A" * 50 + "BA")
    assert readable(APP, schedule, Seizure(24, Victim.A)) == list(range(12, 53))
    assert readable(APP, schedule, Seizure(24, Victim.B)) == list(range(12, 54))


def test_what_was_read_stays_closed_and_what_is_missing_does_not():
    ops = [Send(Party.A, n) for n in range(4)]
    schedule = Schedule((*ops, Deliver(3), Deliver(1)))
    assert readable(APP, schedule, Seizure(6, Victim.B)) == [0, 2]
    assert readable(APP, schedule, Seizure(6, Victim.A)) == []
    reasons = ask(APP, schedule, Seizure(6, Victim.B)).reasons
    assert reasons == {"under a stolen key": 2}


def six_chains():
    """A's message 1 is late, and A and B take turns until A has begun five more chains."""
    late = [Send(Party.A, 0), Deliver(0), Send(Party.A, 1)]
    for number in range(2, 12):
        late += [Send(Party.B if number % 2 == 0 else Party.A, number), Deliver(number)]
    return Schedule(tuple(late))


def test_apps_forget_the_sixth_chain_and_the_published_form_keeps_the_missing_key():
    schedule = six_chains()
    before, end = Seizure(len(schedule.ops) - 1, Victim.B), Seizure(len(schedule.ops), Victim.B)
    assert 1 in readable(APP, schedule, before)
    assert readable(APP, schedule, end) == []
    assert readable(BOOK, schedule, end) == [1]


def test_a_message_of_a_forgotten_chain_is_not_read_by_its_reader_either():
    schedule = Schedule((*six_chains().ops, Deliver(1)))
    seizure = Seizure(len(schedule.ops), Victim.B, history=1)
    assert 1 not in readable(APP, schedule, seizure)
    assert 1 in readable(BOOK, schedule, seizure)


def test_the_reasons_tell_a_chain_that_was_there_from_the_one_ahead():
    found = ask(APP, in_order("AAABBB"), Seizure(2, Victim.A))
    assert found.reasons == {
        "under a stolen chain": 2,
        "under a chain made from a stolen root": 3,
    }
    assert found.why(0) == ()


def test_a_server_holds_packets_alone():
    for how in (APP, BOOK, SenderKeys()):
        for adversary in Adversary:
            seizure = Seizure(4, Victim.SERVER, adversary=adversary)
            assert readable(how, in_order("ABABAB"), seizure) == []


@pytest.mark.parametrize("how", [APP, BOOK])
@pytest.mark.parametrize("victim", PHONES)
@pytest.mark.parametrize("t", [0, 1, 2, 7, 20])
def test_a_ratchet_heals_from_a_thief_who_listens_and_not_from_one_who_carries(how, victim, t):
    schedule, seizure = in_order("ABBAAB" * 4), Seizure(t, victim, adversary=Adversary.ACTIVE)
    after = {n for n, step in enumerate(schedule.sent) if step >= t}
    found = ask(how, schedule, seizure)
    assert found.readable >= after
    listening = ask(how, schedule, replace(seizure, adversary=Adversary.PASSIVE)).readable
    assert max(listening) < 20
    if t < 20:
        assert "under a key that the thief put in" in found.reasons


def test_a_first_message_on_its_way_to_a_seized_phone_is_enough_to_pose_as_its_sender():
    schedule = Schedule((Send(Party.A, 0), Send(Party.A, 1), Deliver(1), Send(Party.B, 2)))
    carrying = Seizure(1, Victim.B, adversary=Adversary.ACTIVE)
    assert readable(APP, schedule, carrying) == [0, 1, 2]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("victim", Party)
def test_a_thief_alters_what_is_said_and_nobody_is_alarmed(form, victim):
    rng = lesson("alter")
    phones = dict(zip(Party, pair(form, rng=rng), strict=True))
    phones[Party.A], packet = phones[Party.A].say(b"before")
    phones[Party.B], _ = phones[Party.B].hear(packet, rng=rng)
    thief = RatchetGoBetween(
        phones[victim].states(), victim, alter=lambda said: said.replace(b"nine", b"ten"), rng=rng
    )
    heard = []
    for by in (Party.A, Party.B, Party.A, Party.A, Party.B):
        phones[by], packet = phones[by].say(b"at nine")
        phones[by.peer], said = phones[by.peer].hear(thief.carry(packet, by), rng=rng)
        heard.append(said)
    assert heard == [b"at ten"] * 5
    assert thief.overheard == [b"at nine"] * 5


@pytest.mark.parametrize("form", Form)
def test_a_thief_passes_on_what_came_before_the_seizure(form):
    rng = lesson("before")
    a, b = pair(form, rng=rng)
    a, early = a.say(b"early")
    thief = RatchetGoBetween(a.states(), Party.A, rng=rng)
    assert thief.carry(early, Party.A) == early
    assert not thief.overheard
    a, late = a.say(b"late")
    b, said = b.hear(thief.carry(late, Party.A), rng=rng)
    assert said == b"late"
    assert b.hear(early, rng=rng)[1] == b"early"


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("junk", [b"", b"\x07group", b"\x02short", bytes(60), b"\x02" + bytes(60)])
def test_a_thief_passes_on_what_is_no_message(form, junk):
    for victim, phone in zip(Party, pair(form, rng=lesson("junk")), strict=True):
        thief = RatchetGoBetween(phone.states(), victim, rng=lesson("thief"))
        for sender in Party:
            assert thief.carry(junk, sender) == junk
        assert not thief.overheard


def digits_of(phone, other):
    """The safety number that a phone shows."""
    mine, theirs = phone.keys.identity.public, other
    return safety_number.number(
        safety_number.fingerprint(b"A", mine, iterations=2),
        safety_number.fingerprint(b"B", theirs, iterations=2),
    )


@pytest.mark.parametrize("victim", PHONES)
def test_after_it_has_healed_the_identity_key_still_begins_sessions_as_the_victim(victim):
    rng = lesson("again")
    run = APP.play(in_order("AB" * 8), rng=rng)
    states = run.held[8][victim].states
    assert len(attempt(run, Seizure(8, victim), rng=rng)) <= 2
    friend = restore(run.held[-1][Victim(victim.party.peer)].states)
    before = digits_of(friend, friend.peer.identity)
    _, bundle = fetch(publish(Directory(), ("F", 1), prekeys.listing(friend.keys)), ("F", 1))
    thief, packet = begin_again(states, bundle, rng=rng).say(b"it is me")
    friend, said = friend.hear(packet, rng=rng)
    assert said == b"it is me"
    assert digits_of(friend, friend.peer.identity) == before
    friend, answered = friend.say(b"yes?")
    assert thief.hear(answered, rng=rng)[1] == b"yes?"


@pytest.mark.parametrize("victim", PHONES)
def test_a_thief_answers_for_the_victim_with_prekeys_of_their_own(victim):
    """New prekeys under the stolen identity key: a third phone begins with the thief."""
    rng = lesson("bundle")
    run = APP.play(in_order("AB"), rng=rng)
    stolen = restore(run.held[2][victim].states)
    forged = prekeys.refill(prekeys.rotate(stolen.keys, now=1, rng=rng), count=1, rng=rng)
    _, bundle = fetch(publish(Directory(), ("V", 1), prekeys.listing(forged)), ("V", 1))
    stranger = AppPhone(prekeys.install(now=0, one_time=1, rng=rng))
    _, packet = begin_again(stranger.states(), bundle, rng=rng).say(b"hello")
    assert AppPhone(forged).hear(packet, rng=rng)[1] == b"hello"
    assert bundle.identity == run_identity(run, victim)


def run_identity(run, victim):
    return restore(run.held[-1][Victim(victim.party.peer)].states).peer.identity


@pytest.mark.parametrize("victim", PHONES)
def test_reasoning_too_says_that_sessions_are_begun_as_the_victim_and_as_nobody_else(victim):
    for adversary in Adversary:
        found = ask(APP, in_order("ABAB"), Seizure(4, victim, adversary=adversary))
        spoken_for = {party for party in Party if speaks_as(party) in found.known}
        assert spoken_for == ({victim.party} if adversary is Adversary.ACTIVE else set())


def test_without_long_lived_keys_there_is_no_new_session():
    a, b = pair(Form.PUBLISHED, rng=lesson("book"))
    bundle = SimpleNamespace()
    with pytest.raises(ValueError, match="long-lived keys"):
        begin_again((*a.states(), *b.states()), bundle)


def test_b_cannot_speak_first():
    schedule, seizure = in_order("BA"), Seizure(0, Victim.A)
    for how in (APP, BOOK):
        with pytest.raises(ValueError, match="hears first"):
            how.play(schedule, rng=lesson("B"))
        with pytest.raises(ValueError, match="step 0: B speaks after"):
            closed_form(how, schedule, seizure)


@pytest.mark.parametrize("how", [APP, BOOK])
def test_no_key_that_was_used_is_in_the_bytes_of_a_phone(how):
    """All secrets of a moment are unlike those with which an earlier message opens."""
    run = how.play(in_order("AABB" * 3), rng=lesson("bytes"))
    for t in range(len(run.held)):
        for victim in PHONES:
            secrets = [
                one for data in run.held[t][victim].states for one in state_bytes.secrets_in(data)
            ]
            assert all(isinstance(one, Secret) for one in secrets)
            earlier = [packet.data for packet in run.packets[: t // 2]]
            assert read(run.held[t][victim].states, earlier, rng=lesson("try")) == set()
