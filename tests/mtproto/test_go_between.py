"""Who stands between two phones: two keys in place of one, and words that pass as if nobody did."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import dh, invitation, phone
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.device import Delivered
from cryptokit.mtproto.go_between import GoBetween
from cryptokit.mtproto.invitation import Acceptance
from cryptokit.mtproto.rekey import Limits
from cryptokit.mtproto.secret import Author
from cryptokit.rng import lesson


def pair(limits=None, seed="pair", **how):
    rng = lesson(seed)
    middle = GoBetween(rng=rng, **how)
    asking, g_a = invitation.request(dh.TELEGRAM, rng=rng)
    bob, answer = invitation.accept(dh.TELEGRAM, middle.invite(g_a), rng=rng)
    alice = invitation.confirm(asking, middle.accept(answer))
    chats = {Author.CREATOR: alice, Author.OTHER: bob}
    return middle, {who: phone.begin(one, now=0, limits=limits) for who, one in chats.items()}, rng


def send(middle, phones, author, words, rng):
    """Carry what somebody says and all answers; give what was heard there and in between."""
    step = phone.say(phones[author], words, now=0, rng=rng)
    phones[author] = step.phone
    waiting, heard, read = [(author, one) for one in step.packets], [], []
    while waiting:
        sender, packet = waiting.pop(0)
        one = middle.carry(packet, sender)
        read += [one.message.text] if isinstance(one.message, Text) else []
        assert one.packet != packet
        answer = phone.hear(phones[sender.peer], one.packet, now=0, rng=rng)
        phones[sender.peer] = answer.phone
        heard += [
            event.message.text
            for event in answer.events
            if isinstance(event, Delivered) and isinstance(event.message, Text)
        ]
        waiting += [(sender.peer, one) for one in answer.packets]
    return heard, read


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Author), st.text(max_size=9)), max_size=6))
def test_all_words_arrive_and_all_are_read_under_keys_that_change_and_never_meet(said):
    middle, phones, rng = pair(Limits(messages=3))
    for author, words in said:
        assert send(middle, phones, author, words, rng) == ([words], [words])
        one, other = ({key.key_id() for key in phones[who].keys} for who in Author)
        assert not one & other
        assert one | other <= {key.key_id() for key in middle.keys}


def test_both_sides_change_their_keys_and_stay_apart():
    middle, phones, rng = pair(Limits(messages=3))
    first = {who: one.chat.key for who, one in phones.items()}
    for i in range(12):
        send(middle, phones, list(Author)[i % 2], f"word {i}", rng)
    assert all(phones[who].chat.key != key for who, key in first.items())
    assert phones[Author.CREATOR].chat.key != phones[Author.OTHER].chat.key


def test_each_side_has_a_picture_of_its_own():
    _, phones, _ = pair()
    assert phones[Author.CREATOR].key_hash != phones[Author.OTHER].key_hash


def test_words_can_be_changed_on_their_way():
    middle, phones, rng = pair(alter=lambda said: said.replace("nine", "ten"))
    assert send(middle, phones, Author.OTHER, "at nine", rng) == (["at ten"], ["at nine"])


def test_a_packet_of_another_chat_passes_as_it_came():
    middle, _, _ = pair()
    one = middle.carry(b"key id!!" + bytes(40), Author.OTHER)
    assert one == (b"key id!!" + bytes(40), None, None)


def test_a_packet_that_was_damaged_passes_as_it_came():
    middle, phones, rng = pair()
    packet = phone.say(phones[Author.CREATOR], "hi", now=0, rng=rng).packets[-1]
    damaged = packet[:-1] + bytes([packet[-1] ^ 1])
    assert middle.carry(damaged, Author.CREATOR).packet == damaged
    assert middle.carry(packet, Author.OTHER).packet == packet, "nor is it the other one's"


def test_a_value_that_no_phone_would_take_is_not_taken_here_either():
    middle, rng = GoBetween(rng=lesson("bad")), lesson("alice")
    _, g_a = invitation.request(dh.TELEGRAM, rng=rng)
    middle.invite(g_a)
    with pytest.raises(Untrusted):
        middle.accept(Acceptance(bytes([1]), bytes(8)))
    middle.invite(bytes([1]))
    _, answer = invitation.accept(dh.TELEGRAM, middle.invite(bytes([1])), rng=rng)
    with pytest.raises(Untrusted):
        middle.accept(answer)


def test_who_invited_nobody_takes_no_answer():
    with pytest.raises(RuntimeError):
        GoBetween().accept(Acceptance(bytes(256), bytes(8)))


def test_a_stolen_key_opens_both_ways_until_it_is_changed():
    key = SecretChatKey.draw(lesson("stolen"))
    middle = GoBetween([key], rng=lesson("thief"))
    assert middle.keys == (key, key)
