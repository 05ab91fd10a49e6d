"""Schedules can be played, and what the protocol promises holds in every one of them."""

from itertools import product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cryptokit.errors import OutOfStep, Replayed, TooFarAhead
from cryptokit.keys import AuthKey, SecretChatKey
from cryptokit.mtproto import cloud, secret, session
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.secret import Author, SecretChat
from cryptokit.testing import Do, Step, bodies, change, messages, schedules

KEY = AuthKey(bytes(range(256)))
CHAT_KEY = SecretChatKey(bytes(range(256)))


def played(schedule, make):
    """Play a schedule with numbered packets; give what each party got, and what was sent to it."""
    flying, got, sent = ((), ()), ([], []), ([], [])
    for step in schedule:
        if step.do is Do.SEND:
            to = 1 - step.party
            packet = make(step.party)
            sent[to].append(packet)
            flying = tuple((*one, packet) if i == to else one for i, one in enumerate(flying))
        elif step.do is not Do.SEIZE:
            rest, packet = change(flying[step.party], step)
            flying = tuple(rest if i == step.party else one for i, one in enumerate(flying))
            if packet is not None:
                got[step.party].append(packet)
    return got, sent


def numbered():
    count = iter(range(1000))
    return lambda _party: next(count)


@given(schedules())
def test_every_step_can_be_done_and_only_what_was_sent_arrives(schedule):
    got, sent = played(schedule, numbered())
    for party in (0, 1):
        assert set(got[party]) <= set(sent[party])


@given(schedules(honest=True, seizures=0))
def test_an_honest_network_delivers_in_order_and_once(schedule):
    got, sent = played(schedule, numbered())
    assert {step.do for step in schedule} <= {Do.SEND, Do.DELIVER}
    for party in (0, 1):
        assert got[party] == sent[party][: len(got[party])]


@given(schedules(seizures=2, most=30))
def test_there_are_no_more_seizures_than_asked_for(schedule):
    assert sum(step.do is Do.SEIZE for step in schedule) <= 2


def test_every_kind_of_step_and_both_parties_occur():
    seen = set()

    @settings(max_examples=80, derandomize=True, phases=[Phase.generate])
    @given(schedules())
    def collect(schedule):
        seen.update((step.do, step.party, step.which > 0) for step in schedule)

    collect()
    assert {(do, party) for do, party, _ in seen} == set(product(Do, (0, 1)))
    assert {do for do, _, later in seen if later} == set(Do) - {Do.SEND, Do.SEIZE}


@pytest.mark.parametrize("do", [Do.SEND, Do.SEIZE])
def test_steps_of_parties_are_not_done_to_packets(do):
    with pytest.raises(ValueError, match=f"{do} is not done to packets"):
        change(("one",), Step(do, 0))


@given(st.data(), st.lists(st.integers(), min_size=1))
def test_only_dropping_and_delivering_lose_a_packet(data, packets):
    flying = tuple(packets)
    which = data.draw(st.integers(0, len(flying) - 1))
    for do, more in ((Do.DELIVER, -1), (Do.DROP, -1), (Do.DUPLICATE, 1), (Do.REORDER, 0)):
        after, one = change(flying, Step(do, 0, which))
        assert len(after) == len(flying) + more
        assert one == (flying[which] if do is Do.DELIVER else None)
        assert set(after) <= set(flying)


def test_a_reordered_packet_is_the_last_to_arrive():
    assert change((1, 2, 3), Step(Do.REORDER, 0, 0)) == ((2, 3, 1), None)
    assert change((1, 2, 3), Step(Do.DUPLICATE, 0, 1)) == ((1, 2, 3, 2), None)


@given(bodies(most=20), messages(most=20), st.sampled_from(Direction))
def test_messages_can_be_sealed(body, message, to):
    assert len(body) % 4 == len(message.body) % 4 == 0
    assert max(len(body), len(message.body)) <= 20
    assert cloud.open_(KEY, cloud.seal(KEY, message, to=to), to=to) == message


@settings(max_examples=40)
@given(schedules(most=30))
def test_a_session_takes_no_message_twice_in_any_schedule(schedule):
    phone = session.client(KEY, salt=bytes(8))
    states = [phone, session.server(KEY, salt=bytes(8), session_id=phone.session_id)]
    now, taken = 1e9, ([], [])

    def make(party):
        states[party], packet = session.send(states[party], b"ping", now=now)
        return packet

    got, sent = played(schedule, make)
    for party in (0, 1):
        for packet in got[party]:
            before = states[party]
            try:
                states[party], _ = session.receive(before, packet, now=now)
            except Replayed:
                assert packet in taken[party]
            else:
                taken[party].append(packet)
        assert len(set(taken[party])) == len(taken[party])
        assert set(taken[party]) == set(got[party])
        assert set(got[party]) <= set(sent[party])


@settings(max_examples=40)
@given(schedules(most=30))
def test_a_secret_chat_opens_a_beginning_of_what_was_sent_in_any_schedule(schedule):
    chats = [SecretChat(CHAT_KEY, Author.CREATOR), SecretChat(CHAT_KEY, Author.OTHER)]
    said, heard, flying = ([], []), ([], []), ((), ())
    for step in schedule:
        if step.do is Do.SEND:
            to, text = 1 - step.party, f"message {len(said[step.party])}"
            chats[step.party], packet = secret.seal(chats[step.party], Text(1, text))
            said[step.party].append(text)
            flying = tuple((*one, packet) if i == to else one for i, one in enumerate(flying))
        elif step.do is not Do.SEIZE:
            rest, packet = change(flying[step.party], step)
            flying = tuple(rest if i == step.party else one for i, one in enumerate(flying))
            if packet is not None:
                try:
                    chats[step.party], layer = secret.open_(chats[step.party], packet)
                    heard[step.party].append(layer.message.text)
                except (Replayed, TooFarAhead, OutOfStep):
                    continue
    for party in (0, 1):
        assert heard[party] == said[1 - party][: len(heard[party])]
