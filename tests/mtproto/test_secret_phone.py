"""What a phone does with holes, deleted words, timers, layers and bad packets, one by one."""

import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, CryptokitError, OutOfStep, Replayed
from cryptokit.mtproto import envelope, invitation, phone, phone_bytes, secret
from cryptokit.mtproto.actions import (
    AbortKey,
    AcceptKey,
    CommitKey,
    Delete,
    Flush,
    NotifyLayer,
    Read,
    RequestKey,
    Resend,
    Screenshot,
    SetTtl,
    Typing,
)
from cryptokit.mtproto.decrypted import Layer, Service, Text
from cryptokit.mtproto.device import (
    Delivered,
    Missing,
    Rekeyed,
    RekeyRefused,
    SentAgain,
    Step,
    Vanished,
)
from cryptokit.mtproto.secret import Author
from cryptokit.rng import lesson

NOW = 0.0


def texts(events):
    found = [e.message for e in events if isinstance(e, Delivered)]
    return [one.text for one in found if isinstance(one, Text)]


def test_a_lost_message_is_asked_for_once_and_comes_again_as_it_was(couple):
    both = couple()
    phones, rng = both.phones, both.rng
    alice, bob = phones[Author.CREATOR], phones[Author.OTHER]
    packets = []
    for number in range(4):
        step = phone.send(alice, Text(number + 1, f"{number}"), now=NOW, rng=rng)
        alice, packets = step.phone, [*packets, *step.packets]
    late = phone.hear(bob, packets[2], now=NOW, rng=rng)
    assert late.events == (Missing(3, 5),)
    (ask,) = late.packets
    later = phone.hear(late.phone, packets[3], now=NOW, rng=rng)
    assert (later.events, later.packets) == ((), ())
    asked = phone.hear(alice, ask, now=NOW, rng=rng)
    assert asked.events[0] == SentAgain(3, 5)
    assert asked.packets == tuple(packets[:2])
    with pytest.raises(Replayed):
        phone.hear(asked.phone, ask, now=NOW, rng=rng)
    bob = later.phone
    for packet in asked.packets:
        heard = phone.hear(bob, packet, now=NOW, rng=rng)
        bob = heard.phone
    assert texts(heard.events) == ["1", "2", "3"]


def test_a_request_to_send_again_is_served_though_it_came_early_and_served_once(couple):
    both = couple()
    phones, rng = both.phones, both.rng
    alice, bob = phones[Author.CREATOR], phones[Author.OTHER]
    one = phone.send(alice, Text(1, "one"), now=NOW, rng=rng)
    two = phone.send(one.phone, Text(2, "two"), now=NOW, rng=rng)
    lost = phone.send(bob, Text(3, "three"), now=NOW, rng=rng)
    late = phone.hear(lost.phone, two.packets[0], now=NOW, rng=rng)
    asked = phone.hear(two.phone, late.packets[0], now=NOW, rng=rng)
    assert [type(event) for event in asked.events] == [Missing, SentAgain]
    assert asked.packets[0] == one.packets[0]
    caught_up = phone.hear(asked.phone, lost.packets[0], now=NOW, rng=rng)
    assert texts(caught_up.events) == ["three"]
    assert caught_up.packets == ()
    assert isinstance(caught_up.events[-1].message.action, Resend)


def test_a_message_deleted_before_it_arrived_never_arrives(couple):
    both = couple()
    phones, rng = both.phones, both.rng
    alice, bob = phones[Author.CREATOR], phones[Author.OTHER]
    said = phone.send(alice, Text(7, "forget it"), now=NOW, rng=rng)
    gone = phone.do(said.phone, Delete((7,)), now=NOW, rng=rng)
    assert gone.events == (Vanished((7,)),)
    assert said.packets[0] not in phone.unacknowledged(gone.phone)
    late = phone.hear(bob, gone.packets[0], now=NOW, rng=rng)
    asked = phone.hear(gone.phone, late.packets[0], now=NOW, rng=rng)
    heard = phone.hear(late.phone, asked.packets[0], now=NOW, rng=rng)
    assert [event.message.action for event in heard.events if isinstance(event, Delivered)] == [
        Delete((7,)),
        Delete((7,)),
    ]


def test_words_vanish_on_both_sides_once_they_were_read(couple):
    both = couple()
    phones, rng = both.phones, both.rng
    alice, bob = phones[Author.CREATOR], phones[Author.OTHER]
    step = phone.do(alice, SetTtl(60), now=NOW, rng=rng)
    bob = phone.hear(bob, step.packets[0], now=NOW, rng=rng).phone
    step = phone.say(step.phone, "burn", now=NOW, rng=rng)
    alice = step.phone
    heard = phone.hear(bob, step.packets[0], now=5.0, rng=rng)
    (text,) = [event.message for event in heard.events]
    assert text.ttl == alice.ttl == heard.phone.ttl == 60
    assert phone.tick(heard.phone, now=1e6, rng=rng).events == ()
    step = phone.do(heard.phone, Read((text.random_id,)), now=100.0, rng=rng)
    bob, alice = step.phone, phone.hear(alice, step.packets[0], now=101.0, rng=rng).phone
    assert phone.tick(bob, now=159.0, rng=rng).events == ()
    assert phone.tick(bob, now=160.0, rng=rng).events == (Vanished((text.random_id,)),)
    assert phone.tick(alice, now=160.0, rng=rng).events == ()
    over = phone.tick(alice, now=161.0, rng=rng)
    assert over.events == (Vanished((text.random_id,)),)
    assert over.phone.timers == ()


def test_nobody_starts_a_timer_by_saying_that_he_read_his_own_words(couple):
    both = couple()
    phones, rng = both.phones, both.rng
    alice = phones[Author.CREATOR]
    step = phone.send(alice, Text(1, "x", ttl=5), now=NOW, rng=rng)
    bob = phone.hear(phones[Author.OTHER], step.packets[0], now=NOW, rng=rng).phone
    step = phone.do(step.phone, Read((1,)), now=NOW, rng=rng)
    bob = phone.hear(bob, step.packets[0], now=NOW, rng=rng).phone
    for one in (step.phone, bob):
        assert [timer.ends for timer in one.timers] == [None]
    assert phone.send(alice, Text(2, "for ever"), now=NOW, rng=rng).phone.timers == ()


@pytest.mark.parametrize("action", [Screenshot((1,)), Typing(), Flush(), NotifyLayer(200)])
def test_what_nobody_typed_is_told_to_the_app(couple, action):
    both = couple()
    phones, rng = both.phones, both.rng
    said = phone.send(phones[Author.CREATOR], Text(1, "x", ttl=5), now=NOW, rng=rng)
    bob = phone.hear(phones[Author.OTHER], said.packets[0], now=NOW, rng=rng).phone
    step = phone.do(said.phone, action, now=NOW, rng=rng)
    heard = phone.hear(bob, step.packets[0], now=NOW, rng=rng)
    assert heard.events[0].message.action == action
    flushed = isinstance(action, Flush)
    for one in (step, heard):
        assert (Vanished((1,)) in one.events) == flushed
        assert bool(one.phone.timers) != flushed


def test_the_layer_rises_once_the_other_side_told_its_own(couple):
    phones = couple(greeted=False).phones
    assert {one.layers.spoken for one in phones.values()} == {46}
    first = phone.say(phones[Author.CREATOR], "early", now=NOW, rng=lesson("layer"))
    layers = [secret.open_packet(first.phone.chat.key, packet) for packet in first.packets]
    assert [layer.layer for layer in layers] == [46, 46]
    assert layers[1].message.since == 46
    both = couple()
    phones, rng = both.phones, both.rng
    step = phone.say(phones[Author.CREATOR], "late", now=NOW, rng=rng)
    layer = secret.open_packet(step.phone.chat.key, step.packets[0])
    assert (layer.layer, layer.message.since) == (144, 73)


@pytest.mark.parametrize("in_seq_no", range(6))
@pytest.mark.parametrize("out_seq_no", range(8))
def test_any_numbers_are_taken_in_order_or_refused_by_name(couple, in_seq_no, out_seq_no):
    both = couple()
    phones, rng = both.phones, both.rng
    bob = phone.send(phones[Author.OTHER], Text(9, "mine"), now=NOW, rng=rng).phone
    layer = Layer(in_seq_no, out_seq_no, Text(1, "hi"), bytes(range(15)))
    packet = secret.seal_layer(bob.chat.key, layer, author=Author.CREATOR)
    before = phone_bytes.to_bytes(bob)
    if in_seq_no % 2 or not out_seq_no % 2:
        wrong = OutOfStep
    elif out_seq_no < 2:
        wrong = Replayed
    else:
        wrong = None if 2 <= in_seq_no <= 4 or in_seq_no == 0 else OutOfStep
    if wrong:
        with pytest.raises(wrong):
            phone.hear(bob, packet, now=NOW)
    else:
        step = phone.hear(bob, packet, now=NOW)
        assert texts(step.events) == (["hi"] if out_seq_no == 3 else [])
        assert len(step.phone.early) == (out_seq_no > 3)
    assert phone_bytes.to_bytes(bob) == before


@settings(max_examples=40)
@given(st.data())
def test_a_packet_that_is_cut_or_changed_leaves_the_phone_as_it_was(couple, data):
    both = couple()
    phones, rng = both.phones, both.rng
    step = phone.say(phones[Author.CREATOR], "hi", now=NOW, rng=rng)
    (packet,) = step.packets
    at = data.draw(st.integers(0, len(packet) - 1))
    flipped = packet[:at] + bytes([packet[at] ^ data.draw(st.integers(1, 255))]) + packet[at + 1 :]
    for wrong in (flipped, packet[:at], packet + packet[:16], b""):
        before = phone_bytes.to_bytes(phones[Author.OTHER])
        with pytest.raises(CannotOpen):
            phone.hear(phones[Author.OTHER], wrong, now=NOW)
        assert phone_bytes.to_bytes(phones[Author.OTHER]) == before


def test_an_unsendable_wish_ends_the_chat_and_nothing_of_its_keys_is_left(couple):
    both = couple()
    phones, rng = both.phones, both.rng
    alice = phones[Author.CREATOR]
    wishes = [(3, 3), (1, 3), (5, 3), (0, 1), (1, 2), (1, 1 + 2 * 1000)]
    for number, (start, end) in enumerate(wishes):
        wish = Service(number, Resend(start, end))
        layer = Layer(3, 2, wish, bytes(range(15)))
        packet = secret.seal_layer(alice.chat.key, layer, author=Author.OTHER)
        with pytest.raises(OutOfStep, match="given up"):
            phone.hear(alice, packet, now=NOW, rng=rng)
    over = phone.discard(phone.say(alice, "x", now=NOW).phone, delete_history=True)
    assert over == invitation.Discarded(Author.CREATOR, 2, 1, delete_history=True)


def test_a_bad_value_for_a_new_key_is_refused_and_the_chat_goes_on(couple):
    both = couple()
    phones, rng = both.phones, both.rng
    alice, bob = phones[Author.CREATOR], phones[Author.OTHER]
    bad = Service(1, RequestKey(9, (1).to_bytes(256, "big")))
    packet = secret.seal_layer(
        alice.chat.key, Layer(2, 3, bad, bytes(range(15))), author=Author.CREATOR
    )
    heard = phone.hear(bob, packet, now=NOW, rng=rng)
    assert heard.events[1:] == (RekeyRefused("g_a"),)
    assert heard.phone.keys == bob.keys
    answer = secret.open_packet(alice.chat.key, heard.packets[0]).message
    assert answer.action == AbortKey(9)
    said = phone.say(heard.phone, "go on", now=NOW, rng=rng)
    assert secret.open_packet(alice.chat.key, said.packets[0]).message.text == "go on"


def test_two_wishes_for_a_new_key_at_once_lead_to_one(couple):
    both = couple()
    steps = {who: phone.renew(one, now=NOW, rng=both.rng) for who, one in both.phones.items()}
    both.phones = {who: step.phone for who, step in steps.items()}
    events = [both.carry(who, step.packets) for who, step in steps.items()]
    confirmed = [event for heard in events for _, event in heard if isinstance(event, Rekeyed)]
    one, other = both.phones.values()
    assert len(confirmed) == 2
    assert one.keys == other.keys == (one.chat.key,)
    assert {event.key_id for event in confirmed} == {one.chat.key.key_id()}


OWN = (Resend(1, 1), RequestKey(1, b""), AcceptKey(1, b"", bytes(8)), CommitKey(1, bytes(8)))


@pytest.mark.parametrize("action", [*OWN, AbortKey(1)])
def test_what_a_phone_says_by_itself_is_not_for_its_owner_to_say(couple, action):
    both = couple()
    with pytest.raises(ValueError, match="by the phone itself"):
        phone.do(both.phones[Author.CREATOR], action, now=NOW, rng=both.rng)


def test_nothing_is_asked_or_taken_back_at_the_wrong_moment(couple):
    both = couple()
    one = both.phones[Author.CREATOR]
    assert phone.give_up_renewing(one, now=NOW, rng=both.rng) == Step(one)
    asked = phone.renew(one, now=NOW, rng=both.rng).phone
    assert phone.renew(asked, now=NOW, rng=both.rng) == Step(asked)
    given_up = phone.give_up_renewing(asked, now=NOW, rng=both.rng)
    assert given_up.phone.exponent is None
    assert asked.exponent.reveal() in phone_bytes.to_bytes(asked)
    assert asked.exponent.reveal() not in phone_bytes.to_bytes(given_up.phone)


@pytest.mark.parametrize("what", ["renew", "flip", "from the future", "broken"])
def test_neither_a_state_nor_a_refusal_shows_a_piece_of_a_key(couple, what):
    both = couple()
    alice = phone.renew(both.phones[Author.CREATOR], now=NOW, rng=both.rng)
    bob = phone.hear(both.phones[Author.OTHER], alice.packets[0], now=NOW, rng=both.rng).phone
    key = bob.chat.key
    future = secret.seal_layer(
        key, Layer(98, 99, Text(1, "x"), bytes(range(15))), author=Author.CREATOR
    )
    wrong = {
        "renew": alice.packets[0],
        "flip": future[:-1] + bytes([future[-1] ^ 1]),
        "from the future": future,
        "broken": envelope.seal(key, (4).to_bytes(4, "little") + bytes(4), x=0),
    }
    with pytest.raises(CryptokitError) as caught:
        phone.hear(bob, wrong[what], now=NOW, rng=both.rng)
    told = traceback.TracebackException(
        type(caught.value), caught.value, caught.tb.tb_next, capture_locals=True
    )
    shown = f"{alice} {bob} {caught.value!r} {''.join(told.format())}"
    raw = [one.reveal() for one in (*bob.keys, alice.phone.exponent)]
    assert len(raw) == 3
    pieces = [one[at : at + 8] for one in raw for at in range(0, 256, 8) if any(one[at : at + 8])]
    assert not [p for p in pieces if p.hex() in shown or repr(p)[2:-1] in shown]
