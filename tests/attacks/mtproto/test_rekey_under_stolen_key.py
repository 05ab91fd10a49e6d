"""A thief who swaps stays for ever, one who listens is out, and a fresh picture tells."""

import pytest

from cryptokit.attacks.mtproto.carriers import NOW, Listener, Thief, deliver
from cryptokit.attacks.mtproto.rekey_under_stolen_key import (
    ALICE,
    flawed_renewal,
    fresh_chat,
    honest,
    program,
    same_picture,
    say,
    start,
)
from cryptokit.errors import Untrusted
from cryptokit.mtproto import dh, invitation, phone
from cryptokit.mtproto.rekey import Idle
from cryptokit.rng import lesson

BOB = ALICE.peer


@pytest.fixture(scope="module")
def before():
    return start(lesson("before"))


@pytest.fixture(scope="module")
def swapped(before):
    thief = Thief(before[ALICE].chat.key, lesson("thief"))
    after = flawed_renewal(before, thief, lesson("people"))
    return thief, after


def test_a_swap_leaves_two_keys_two_happy_phones_and_one_picture(before, swapped):
    thief, after = swapped
    assert after[ALICE].chat.key == thief.keys[ALICE][1]
    assert after[BOB].chat.key == thief.keys[BOB][1]
    assert len({one.chat.key.key_id() for one in (*before.values(), *after.values())}) == 3
    assert all(isinstance(one.stage, Idle) for one in after.values())
    assert same_picture(after)
    assert after[ALICE].key_hash == before[ALICE].key_hash


def test_the_thief_reads_both_ways_after_the_change(swapped):
    thief, after = swapped
    rng = lesson("both")
    after, heard = say(after, "one", thief, rng)
    step = phone.say(after[BOB], "two", now=NOW, rng=rng)
    after, back = deliver(after, BOB, step, thief, rng)
    assert (heard, back) == (("one",), ("two",))
    assert thief.read[-2:] == ["one", "two"]


def test_the_thief_goes_on_through_all_changes(before):
    thief, rng = Thief(before[ALICE].chat.key, lesson("thief")), lesson("changes")
    pair = before
    for words in ("one", "two", "three"):
        pair, heard = say(flawed_renewal(pair, thief, rng), words, thief, rng)
        assert heard == (words,)
    assert thief.read == ["one", "two", "three"]
    assert [len(keys) for keys in thief.keys.values()] == [4, 4]
    assert same_picture(pair)


def test_who_only_listens_reads_before_the_change_and_not_after(before):
    listener, rng = Listener(before[ALICE].chat.key), lesson("listen")
    pair, _ = say(before, "before", listener, rng)
    pair = flawed_renewal(pair, listener, rng)
    _, heard = say(pair, "after", listener, rng)
    assert heard == ("after",)
    assert listener.read == ["before"]
    assert pair[ALICE].chat.key == pair[BOB].chat.key


def test_a_fresh_chat_through_the_same_hands_has_two_pictures(before):
    thief = Thief(before[ALICE].chat.key, lesson("thief"))
    with pytest.raises(Untrusted, match="picture"):
        fresh_chat(before, thief, lesson("fresh"))
    assert thief.keys[ALICE][1] != thief.keys[BOB][1]


def test_it_counts_only_if_the_new_key_is_known_and_the_picture_is_the_old_one():
    def without_the_thief(pair, thief, rng):
        return flawed_renewal(pair, Listener(thief.stolen), rng)

    def without_looking(pair, thief, rng):
        invited, g_a = invitation.request(dh.TELEGRAM, rng=rng)
        bob, answer = invitation.accept(dh.TELEGRAM, thief.swap(ALICE, g_a), rng=rng)
        alice = invitation.confirm(invited, thief.answer(answer))
        return {chat.me: phone.begin(chat, now=NOW) for chat in (alice, bob)}

    for renew in (without_the_thief, without_looking):
        assert not program(renew, 1, lesson("counts")).won


def test_a_renewal_that_changes_nothing_does_not_serve_honest_people():
    assert not honest(lambda pair, _hands, _rng: pair, lesson("nothing"))
