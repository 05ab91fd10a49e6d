"""A phone's disk in hostile hands: one spelling each, and nothing that could not be sent later."""

from dataclasses import replace

import pytest

from cryptokit.errors import WireError
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import phone, phone_bytes
from cryptokit.mtproto.actions import Delete, UnreadAction, write_action
from cryptokit.mtproto.rekey import Committed, Idle
from cryptokit.mtproto.secret import Author
from cryptokit.mtproto.timers import Timer

NOW = 0.0


def _with(couple, **changes):
    one = couple().phones[Author.CREATOR]
    chat = replace(one.chat, **changes)
    return phone_bytes.to_bytes(replace(one, chat=chat))


@pytest.mark.parametrize("name", ["received", "sent", "acknowledged"])
def test_a_disk_counts_from_0_to_what_a_sequence_number_can_say(couple, name):
    most = phone_bytes.COUNT_LIMIT - 1
    assert getattr(phone_bytes.from_bytes(_with(couple, **{name: most})).chat, name) == most
    for wrong in (-1, most + 1):
        with pytest.raises(WireError) as caught:
            phone_bytes.from_bytes(_with(couple, **{name: wrong}))
        assert caught.value.field == name


def test_a_time_that_is_there_or_not_has_one_spelling(couple):
    timers = (Timer(1, 5, mine=True), Timer(2, 6, mine=True, ends=7.0))
    whole = phone_bytes.to_bytes(replace(couple().phones[Author.CREATOR], timers=timers))
    assert phone_bytes.from_bytes(whole).timers == timers
    flag = len(whole) - 4 - 8 - 4  # before the time of the last timer, and ttl
    assert whole[flag : flag + 4] == b"\1\0\0\0"
    with pytest.raises(WireError) as caught:
        phone_bytes.from_bytes(whole[:flag] + b"\2" + whole[flag + 1 : -4] + bytes(12))
    assert caught.value.field == "ends is there"


@pytest.mark.parametrize("action", [UnreadAction(bytes(5)), UnreadAction(bytes(8))])
def test_what_could_not_be_sent_is_not_read_from_a_disk(couple, action):
    one = replace(couple().phones[Author.CREATOR], due=(action,))
    if len(action.body) % 4:
        with pytest.raises(WireError) as caught:
            phone_bytes.from_bytes(phone_bytes.to_bytes(one))
        assert caught.value.field == "item"
    else:
        read = phone_bytes.from_bytes(phone_bytes.to_bytes(one))
        assert len(phone.answer(read, now=NOW).packets) == 1


@pytest.mark.parametrize("number", [-1, phone_bytes.COUNT_LIMIT])
def test_the_numbers_of_what_was_sent_are_counts_too(couple, number):
    one = phone.say(couple().phones[Author.CREATOR], "hi", now=NOW).phone
    (kept,) = [packet for packet in one.kept if packet.number == one.chat.sent - 1]
    old = Committed(SecretChatKey(bytes(255) + b"\2"), number)
    for wrong in (replace(one, kept=(replace(kept, number=number),)), replace(one, stage=old)):
        with pytest.raises(WireError) as caught:
            phone_bytes.from_bytes(phone_bytes.to_bytes(wrong))
        assert caught.value.field == "number"


def test_a_stage_that_there_is_not_is_refused_with_its_name(couple):
    whole = phone_bytes.to_bytes(couple().phones[Author.CREATOR])
    at = 16 + (4 + 256 + 4 + 24) + (256 + 4) + 36 + 8 + 8  # behind chat, group, picture, age
    for kind, refused in ((0, False), (6, True), (7, True)):
        wrong = whole[:at] + bytes([kind]) + whole[at + 1 :]
        if not refused:
            assert phone_bytes.from_bytes(wrong).stage == Idle()
            continue
        with pytest.raises(WireError) as caught:
            phone_bytes.from_bytes(wrong)
        assert caught.value.field == "stage"


def test_nothing_hides_behind_an_answer_that_is_due(couple):
    one = replace(couple().phones[Author.CREATOR], due=(Delete((1,)),))
    whole = phone_bytes.to_bytes(one)
    action = write_action(Delete((1,)))
    longer = bytes([len(action) + 4]) + action + bytes(4)
    with pytest.raises(WireError) as caught:
        phone_bytes.from_bytes(whole.replace(bytes([len(action)]) + action, longer))
    assert caught.value.field == "end"
