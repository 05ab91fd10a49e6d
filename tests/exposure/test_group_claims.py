"""What the seizure of a phone gives of a group; and conversations that are worth a look."""

from dataclasses import replace

import pytest

from cryptokit.errors import CannotOpen, Untrusted
from cryptokit.exposure import (
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
from cryptokit.exposure import sender_keys as groups
from cryptokit.exposure.schedules import burst, counts, lossy, offline, ping_pong
from cryptokit.rng import lesson
from cryptokit.signal import sender_key_bytes, sender_keys

APP, BOOK = DoubleRatchet(), DoubleRatchet(Form.PUBLISHED)


def ask(how, schedule, seizure):
    found = compare(how, schedule, seizure, rng=lesson("claims"))
    assert found.agree, found
    return found


def readable(how, schedule, seizure):
    return sorted(ask(how, schedule, seizure).readable)


# Sender keys


def test_a_phone_gives_the_chains_of_every_member_from_where_each_stands():
    ops = [Send(Party.A, 0), Send(Party.B, 1), Deliver(0), Send(Party.A, 2), Send(Party.A, 3)]
    schedule = Schedule((*ops, Deliver(3)))
    assert readable(SenderKeys(), schedule, Seizure(6, Victim.B)) == [2]
    assert readable(SenderKeys(), schedule, Seizure(3, Victim.B)) == [2, 3]
    assert readable(SenderKeys(), schedule, Seizure(6, Victim.A)) == [1]


def test_nothing_heals_until_a_member_leaves():
    schedule, seizure = in_order("AB" * 6), Seizure(8, Victim.A)
    assert readable(SenderKeys(3), schedule, seizure) == list(range(4, 12))
    assert readable(SenderKeys(3, leaves=(16,)), schedule, seizure) == [4, 5, 6, 7]
    assert readable(SenderKeys(3, leaves=(8,)), schedule, seizure) == []
    assert readable(SenderKeys(3, leaves=(7,)), schedule, seizure) == list(range(4, 12))


def test_a_message_five_chains_old_is_forgotten_by_thief_and_reader_alike():
    ops = [Send(Party.A, 0), *(Send(Party.B, n) for n in range(1, 6)), Deliver(0)]
    schedule, history = Schedule(tuple(ops)), Seizure(7, Victim.B, history=1)
    seized = Seizure(6, Victim.B)
    four, five = SenderKeys(7, leaves=(1, 2, 3, 4)), SenderKeys(7, leaves=(1, 2, 3, 4, 5))
    assert readable(four, schedule, seized) == [0]
    assert readable(five, schedule, seized) == []
    assert 0 in readable(four, schedule, history)
    assert 0 not in readable(five, schedule, history)


def test_a_thief_signs_as_the_victim_until_the_victim_makes_a_new_chain():
    run = SenderKeys(3, leaves=(4,)).play(in_order("ABAB"), rng=lesson("sign"))
    stolen = next(
        keys for keys in groups.restore(run.held[2][Victim.A].states) if keys.chains[0].signing
    )
    _, forged = sender_keys.encrypt(stolen, b"it is me", rng=lesson("luck"))
    theirs = {t: groups.restore(run.held[t][Victim.B].states) for t in (2, len(run.held) - 1)}
    assert opens(theirs[2], forged) == [b"it is me"]
    assert {len(keys.chains) for keys in theirs[len(run.held) - 1]} == {1, 2}
    others = [replace(keys, chains=keys.chains[:1]) for keys in theirs[len(run.held) - 1]]
    assert opens(others, forged) == []


def opens(stores, packet):
    found = []
    for keys in stores:
        try:
            found.append(sender_keys.decrypt(keys, packet)[1])
        except (CannotOpen, Untrusted):
            continue
    return found


def test_a_member_cannot_sign_as_another():
    run = SenderKeys().play(in_order("AB"), rng=lesson("other"))
    theirs = [
        keys for keys in groups.restore(run.held[0][Victim.B].states) if not keys.chains[0].signing
    ]
    for keys in theirs:
        with pytest.raises(ValueError, match="only the sender"):
            sender_keys.encrypt(keys, b"it is me")


@pytest.mark.parametrize(
    ("members", "leaves"),
    [(1, ()), (2, (0,)), (4, (1, 2, 3)), (5, (-1,)), (5, (3, 3)), (5, (3, 1))],
)
def test_a_group_that_cannot_be_is_refused(members, leaves):
    with pytest.raises(ValueError, match="members"):
        SenderKeys(members, leaves)


def test_every_member_has_a_chain_on_every_phone():
    run = SenderKeys(4, leaves=(0, 1)).play(in_order("AB"), rng=lesson("four"))
    sizes = [len(held[Victim.A].states) for held in run.held]
    assert sizes == [4, 3, 2, 2, 2]
    for data in run.held[0][Victim.A].states:
        assert sender_key_bytes.from_bytes(data).chains


# Conversations worth looking at


def test_the_conversations_are_what_they_say():
    assert ping_pong(5).senders == in_order("ABABA").senders
    long = burst()
    assert long.at_once
    assert "".join(long.senders).count("A" * 200) == 1
    late = lossy(200, rng=lesson("late"))
    behind = [n for n in late.numbers if delay(late, n)]
    assert len(late.delivered) == 200
    assert 10 <= len(behind) <= 30
    assert {delay(late, n) for n in behind if n < 190} == {10 * 600}
    off = offline(20)
    assert max(delay(off, n) for n in off.numbers) == 3 * 24 * 3600


def delay(schedule, number):
    """How many seconds a message was on its way."""
    sent, came = schedule.sent[number], schedule.delivered[number]
    return schedule.ops[came].at - schedule.ops[sent].at


def test_a_phone_that_was_off_gives_all_that_waits_for_it():
    schedule = offline(4, around=2)
    for t in range(4, 17):
        found = readable(APP, schedule, Seizure(t, Victim.B, recorded=False))
        assert found == list(range(2, 14))
    after = Seizure(28, Victim.B, recorded=False)
    assert readable(APP, schedule, after) == [14, 15]


@pytest.mark.parametrize("schedule", [ping_pong(12), burst(9, around=4), offline(3, around=4)])
@pytest.mark.parametrize("how", [APP, BOOK, SenderKeys()])
def test_the_curves_are_what_is_read_at_each_step(schedule, how):
    found = counts(how, schedule, Seizure(0, Victim.B))
    for t in range(0, len(schedule.ops) + 1, 5):
        assert found[t] == len(ask(how, schedule, Seizure(t, Victim.B)).attempted)
