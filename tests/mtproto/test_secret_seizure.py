"""A phone is seized: what its keys open, and what they no longer open."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen
from cryptokit.mtproto import phone, phone_bytes, secret
from cryptokit.mtproto.device import Rekeyed
from cryptokit.mtproto.rekey import Limits
from cryptokit.mtproto.secret import Author

DAY = 86400.0
authors = st.sampled_from(Author)


def opens(key, packet):
    try:
        secret.open_packet(key, packet)
    except CannotOpen:
        return False
    return True


def speaker(number):
    return Author.CREATOR if number % 2 else Author.OTHER


@pytest.mark.parametrize("victim", Author)
def test_a_phone_seized_after_message_250_opens_201_to_300_and_no_other(couple, victim):
    both, recorded, stolen = couple(), {}, None
    for number in range(1, 351):
        who = speaker(number)
        recorded[number] = both.say(who, f"message {number}")
        if number % 100 == 0:
            both.happen(who, phone.renew(both.phones[who], now=0.0, rng=both.rng))
        if number == 250:
            stolen = phone_bytes.from_bytes(phone_bytes.to_bytes(both.phones[victim]))
    read = [n for n, packet in recorded.items() if any(opens(k, packet) for k in stolen.keys)]
    assert read == list(range(201, 301))


@settings(max_examples=15)
@given(st.lists(authors, min_size=1, max_size=40), st.integers(3, 15), st.data())
def test_a_thief_reads_what_was_sent_under_the_key_in_force_and_nothing_else(
    couple, order, limit, data
):
    both = couple(limits=Limits(messages=limit))
    at, stolen, recorded = data.draw(st.integers(0, len(order) - 1)), None, []
    for number, who in enumerate(order):
        epoch = both.phones[who].chat.key.key_id()
        recorded.append((epoch, both.say(who, f"{number}")))
        if number == at:
            stolen = both.phones[data.draw(authors)].chat.key
    due = [epoch == stolen.key_id() for epoch, _ in recorded]
    assert [opens(stolen, packet) for _, packet in recorded] == due


def test_without_a_change_of_keys_a_thief_reads_all(couple):
    both = couple()
    packets = [both.say(Author.CREATOR, "x") for _ in range(150)]
    assert all(opens(both.phones[Author.OTHER].chat.key, packet) for packet in packets)


def test_a_thief_in_the_middle_of_a_change_holds_two_keys_and_reads_with_both(couple):
    both = couple()
    before = both.say(Author.CREATOR, "before")
    asked = phone.renew(both.phones[Author.CREATOR], now=0.0, rng=both.rng)
    answered = phone.hear(both.phones[Author.OTHER], asked.packets[0], now=0.0, rng=both.rng)
    committed = phone.hear(asked.phone, answered.packets[0], now=0.0, rng=both.rng)
    after = phone.say(committed.phone, "after", now=0.0, rng=both.rng).packets[0]
    for stolen in (answered.phone, committed.phone):
        read = [sum(opens(key, packet) for key in stolen.keys) for packet in (before, after)]
        assert read == [1, 1]


def test_a_packet_under_the_new_key_that_overtakes_the_commit_changes_the_key_to_send_with(couple):
    both = couple()
    asked = phone.renew(both.phones[Author.CREATOR], now=0.0, rng=both.rng)
    answered = phone.hear(both.phones[Author.OTHER], asked.packets[0], now=0.0, rng=both.rng)
    committed = phone.hear(asked.phone, answered.packets[0], now=0.0, rng=both.rng)
    said = phone.say(committed.phone, "first under the new key", now=0.0, rng=both.rng)
    early = phone.hear(answered.phone, said.packets[0], now=0.0, rng=both.rng)
    old, new = answered.phone.chat.key, committed.phone.chat.key
    assert (early.phone.chat.key, len(early.phone.keys)) == (new, 2)
    # The old key stays until the commit, which was lost or is late, is in its place.
    assert opens(new, early.packets[0])
    whole = phone.hear(early.phone, committed.packets[0], now=0.0, rng=both.rng)
    assert whole.phone.keys == (new,)
    assert old.reveal() not in phone_bytes.to_bytes(whole.phone)
    assert whole.events[-1].message.text == "first under the new key"


@pytest.mark.parametrize("alone", [False, True])
def test_a_long_chat_keeps_a_small_state_and_many_keys(couple, alone):
    both = couple(limits=Limits())
    sizes, keys = set(), set()
    for number in range(450):
        who = Author.CREATOR if alone else speaker(number)
        both.say(who, "x" * 20)
        sizes.add(max(len(phone_bytes.to_bytes(one)) for one in both.phones.values()))
        keys.add(both.phones[who].chat.key.key_id())
        # The change of keys itself takes four messages.
        assert all(one.used <= 101 + 4 for one in both.phones.values())
    assert 4 <= len(keys) <= 5
    assert max(sizes) < 25_000


def test_a_key_is_changed_after_a_week_if_it_was_used(couple):
    both = couple(limits=Limits())
    one = both.phones[Author.CREATOR]
    assert phone.tick(one, now=6.9 * DAY, rng=both.rng).packets == ()
    step = phone.tick(one, now=7 * DAY, rng=both.rng)
    _, events = both.happen(Author.CREATOR, step, now=7 * DAY)
    assert sum(isinstance(event, Rekeyed) for _, event in events) == 2
    after = both.phones[Author.CREATOR]
    assert after.agreed == 7 * DAY
    assert phone.tick(after, now=8 * DAY, rng=both.rng).packets == ()
    unused = replace(after, before=after.chat.sent + after.chat.received)
    assert phone.tick(unused, now=99 * DAY, rng=both.rng).packets == ()
    assert phone.tick(after, now=14 * DAY, rng=both.rng).packets


def test_a_key_ages_from_the_day_on_which_the_chat_began(couple):
    old = couple().phones[Author.CREATOR]
    one = replace(phone.begin(old.chat, now=1000 * DAY), due=())
    assert one.agreed == 1000 * DAY
    assert phone.tick(one, now=1006 * DAY).packets == ()
    assert len(phone.tick(one, now=1007 * DAY).packets) == 1
