"""Corners of a phone that a lone line guards: deleted timers, another group, a key that came early."""

from dataclasses import replace

from cryptokit.mtproto import dh, phone, secret
from cryptokit.mtproto.actions import Delete, Flush
from cryptokit.mtproto.decrypted import Text, Unread
from cryptokit.mtproto.device import Delivered, Step, Vanished
from cryptokit.mtproto.secret import Author

NOW = 0.0


def test_another_group_of_the_set_up_is_that_of_every_new_key(couple):
    both, group = couple(), dh.Group(dh.DH_PRIME, 4)
    both.phones = {who: replace(one, group=group) for who, one in both.phones.items()}
    asked = phone.renew(both.phones[Author.CREATOR], now=NOW, rng=both.rng)
    request = secret.open_packet(asked.phone.chat.key, asked.packets[0]).message.action
    assert request.g_a == dh.public(group, asked.phone.exponent)
    both.happen(Author.CREATOR, asked)
    one, other = both.phones.values()
    assert one.chat.key == other.chat.key != asked.phone.chat.key


def test_what_was_answered_is_not_taken_back_by_either_side(couple):
    both = couple()
    asked = phone.renew(both.phones[Author.CREATOR], now=NOW, rng=both.rng)
    answered = phone.hear(both.phones[Author.OTHER], asked.packets[0], now=NOW, rng=both.rng)
    committed = phone.hear(asked.phone, answered.packets[0], now=NOW, rng=both.rng)
    for one in (answered.phone, committed.phone):
        assert len(one.keys) == 2
        assert phone.give_up_renewing(one, now=NOW, rng=both.rng) == Step(one)


def test_a_deleted_message_has_no_timer_left_and_the_others_keep_theirs(couple):
    both = couple()
    alice, bob = both.phones[Author.CREATOR], both.phones[Author.OTHER]
    for number in (1, 2, 3):
        step = phone.send(alice, Text(number, "x", ttl=5), now=NOW, rng=both.rng)
        alice, bob = step.phone, phone.hear(bob, step.packets[0], now=NOW, rng=both.rng).phone
    step = phone.do(alice, Delete((1, 3)), now=NOW, rng=both.rng)
    heard = phone.hear(bob, step.packets[0], now=NOW, rng=both.rng)
    for one in (step, heard):
        assert [timer.random_id for timer in one.phone.timers] == [2]
        assert Vanished((1, 3)) in one.events


def test_a_history_without_timers_is_flushed_without_a_word(couple):
    both = couple()
    step = phone.do(both.phones[Author.CREATOR], Flush(), now=NOW, rng=both.rng)
    heard = phone.hear(both.phones[Author.OTHER], step.packets[0], now=NOW, rng=both.rng)
    assert step.events == ()
    assert [type(event) for event in heard.events] == [Delivered]


def test_a_message_without_an_id_is_not_deleted_by_the_id_0(couple):
    both = couple()
    said = phone.send(both.phones[Author.CREATOR], Unread(bytes(8)), now=NOW, rng=both.rng)
    gone = phone.do(said.phone, Delete((0,)), now=NOW, rng=both.rng)
    assert said.packets[0] in phone.unacknowledged(gone.phone)


def test_a_key_that_was_overtaken_into_use_ages_from_then_and_not_from_its_commit(couple):
    both = couple()
    asked = phone.renew(both.phones[Author.CREATOR], now=1.0, rng=both.rng)
    answered = phone.hear(both.phones[Author.OTHER], asked.packets[0], now=2.0, rng=both.rng)
    committed = phone.hear(asked.phone, answered.packets[0], now=3.0, rng=both.rng)
    said = phone.say(committed.phone, "first", now=4.0, rng=both.rng)
    early = phone.hear(answered.phone, said.packets[0], now=5.0, rng=both.rng)
    whole = phone.hear(early.phone, committed.packets[0], now=9.0, rng=both.rng)
    assert (committed.phone.agreed, early.phone.agreed, whole.phone.agreed) == (3.0, 5.0, 5.0)
    assert early.phone.before == whole.phone.before


def test_the_old_key_stays_until_the_other_side_says_that_it_has_the_commit(couple):
    both = couple()
    asked = phone.renew(both.phones[Author.CREATOR], now=NOW, rng=both.rng)
    answered = phone.hear(both.phones[Author.OTHER], asked.packets[0], now=NOW, rng=both.rng)
    committed = phone.hear(asked.phone, answered.packets[0], now=NOW, rng=both.rng)
    under_the_old = phone.say(answered.phone, "still", now=NOW, rng=both.rng)
    heard = phone.hear(committed.phone, under_the_old.packets[0], now=NOW, rng=both.rng)
    assert heard.phone.chat.acknowledged == committed.phone.stage.number
    assert heard.phone.keys == committed.phone.keys
    assert len(heard.phone.keys) == 2
