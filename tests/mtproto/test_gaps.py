"""The line of early messages: whatever the order of arrival, it empties in the order of sending."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import OutOfStep, Replayed
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import gaps
from cryptokit.mtproto.actions import Resend
from cryptokit.mtproto.decrypted import Layer, Text
from cryptokit.mtproto.gaps import RESEND_MAX, Kept
from cryptokit.mtproto.secret import Author, SecretChat

KEY = SecretChatKey(bytes(range(256)))
ALICE, BOB = SecretChat(KEY, Author.CREATOR), SecretChat(KEY, Author.OTHER)


def message(number, *, acknowledges=0):
    return Layer(2 * acknowledges, 2 * number + 1, Text(number, "x"), bytes(15))


def arrive(chat, early, layer):
    early, hole = gaps.line_up(chat, early, layer)
    out = []
    while found := gaps.next_(chat, early):
        chat, early, layer = found
        out.append(layer.number)
    return chat, early, hole, out


@given(st.permutations(range(9)))
def test_every_order_of_arrival_gives_the_order_of_sending_and_asks_for_each_number_once(order):
    chat, early, got, asked = BOB, (), [], []
    for at, number in enumerate(order):
        seen = set(order[:at])
        chat, early, hole, out = arrive(chat, early, message(number))
        got += out
        if hole:
            numbers = range(hole.start_seq_no // 2, hole.end_seq_no // 2 + 1)
            assert not seen & set(numbers)
            assert number == numbers[-1] + 1
            asked += numbers
    assert got == list(range(9))
    assert not early
    assert chat.received == 9
    late = [n for n in range(9) if any(m > n for m in order[: order.index(n)])]
    assert sorted(asked) == late


@given(st.permutations(range(6)), st.integers(0, 5))
def test_a_message_is_taken_once_though_it_waits(order, again):
    chat, early = BOB, ()
    for number in order:
        chat, early, _, _ = arrive(chat, early, message(number))
        if again in order[: order.index(number) + 1]:
            with pytest.raises(Replayed):
                gaps.line_up(chat, early, message(again))


@pytest.mark.parametrize(
    ("in_seq_no", "out_seq_no", "error"),
    [
        (7, 9, OutOfStep),  # parity first
        (6, 8, OutOfStep),
        (7, 7, OutOfStep),
        (6, 7, Replayed),  # then age
        (2, 7, Replayed),
        (4, 9, OutOfStep),  # then what it acknowledges: less than before
        (12, 9, OutOfStep),  # or what was never sent
        (12, 11, OutOfStep),
        (4, 13, OutOfStep),  # and all this for an early one too
        (6, 9, None),
        (10, 13, None),
    ],
)
def test_the_checks_come_in_the_written_order(in_seq_no, out_seq_no, error):
    bob = SecretChat(KEY, Author.OTHER, received=4, sent=5, acknowledged=3)
    layer = Layer(in_seq_no, out_seq_no, Text(1, "x"), bytes(15))
    if error:
        with pytest.raises(error):
            gaps.line_up(bob, (), layer)
    else:
        early, hole = gaps.line_up(bob, (), layer)
        assert early == (layer,)
        assert hole == (Resend(9, 11) if out_seq_no == 13 else None)


def test_an_early_message_does_not_acknowledge_before_its_turn():
    bob = SecretChat(KEY, Author.OTHER, sent=5)
    bob, early, _, _ = arrive(bob, (), message(1, acknowledges=5))
    assert bob.acknowledged == 0
    bob, _, _, out = arrive(bob, early, message(0, acknowledges=2))
    assert out == [0, 1]
    assert bob.acknowledged == 5


def test_a_message_that_acknowledges_less_than_the_one_before_ends_the_chat_in_its_turn():
    bob = SecretChat(KEY, Author.OTHER, sent=5)
    early, _ = gaps.line_up(bob, (), message(1, acknowledges=2))
    early, _ = gaps.line_up(bob, early, message(0, acknowledges=5))
    bob, early, _ = gaps.next_(bob, early)
    with pytest.raises(OutOfStep, match="in_seq_no"):
        gaps.next_(bob, early)


def test_the_other_side_asks_with_its_own_bit():
    early, hole = gaps.line_up(ALICE, (), Layer(1, 6, Text(1, "x"), bytes(15)))
    assert len(early) == 1
    assert hole == Resend(0, 4)


def kept(*numbers):
    return tuple(Kept(number, 0, number, bytes([number % 256])) for number in numbers)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_what_is_asked_for_is_sent_again_if_all_of_it_is_kept(first, last, acknowledged):
    here = kept(*range(acknowledged, 15))
    wish = Resend(2 * first + 1, 2 * last + 1)
    if acknowledged <= first <= last < 15:
        packets = gaps.wanted(ALICE, here, wish)
        assert packets == tuple(bytes([n]) for n in range(first, last + 1))
    else:
        with pytest.raises(OutOfStep):
            gaps.wanted(ALICE, here, wish)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Resend(0, 3), "start_seq_no parity"),
        (Resend(1, 2), "end_seq_no parity"),
        (Resend(1, 2 * RESEND_MAX + 1), "start_seq_no to end_seq_no"),
    ],
)
def test_a_wish_that_no_honest_device_has_is_refused(wish, field):
    with pytest.raises(OutOfStep) as caught:
        gaps.wanted(ALICE, kept(*range(RESEND_MAX + 5)), wish)
    assert caught.value.field == field
    longest = Resend(1, 2 * RESEND_MAX - 1)
    assert len(gaps.wanted(ALICE, kept(*range(RESEND_MAX + 5)), longest)) == RESEND_MAX


def test_what_was_acknowledged_is_kept_no_longer():
    chat = SecretChat(KEY, Author.CREATOR, sent=9, acknowledged=6)
    assert gaps.unacknowledged(chat, kept(*range(9))) == kept(6, 7, 8)


@pytest.mark.parametrize("received", [0, 5])
def test_more_messages_ahead_than_a_resend_may_ask_for_end_the_chat(received):
    bob = SecretChat(KEY, Author.OTHER, received=received)
    early, hole = gaps.line_up(bob, (), message(received + RESEND_MAX))
    assert len(early) == 1
    assert hole == Resend(2 * received + 1, 2 * (received + RESEND_MAX) - 1)
    assert len(gaps.wanted(ALICE, kept(*range(received + RESEND_MAX)), hole)) == RESEND_MAX
    for number in (received + RESEND_MAX + 1, (1 << 31) - 1):
        with pytest.raises(OutOfStep) as caught:
            gaps.line_up(bob, early, message(number))
        assert caught.value.field == "out_seq_no"
