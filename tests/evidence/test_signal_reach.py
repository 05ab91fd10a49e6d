"""What seized states and recorded packets give together: any bytes, gaps, loops, forgeries."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen
from cryptokit.evidence import signal_packets, signal_phone
from cryptokit.evidence.rows import Envelope, State
from cryptokit.evidence.schemes import opener
from cryptokit.evidence.signal_reach import BROUGHT, FIRST, HELD, NEXT, SCHEMES, reach
from cryptokit.rng import lesson
from cryptokit.signal import peers, prekeys, sender_keys, session
from cryptokit.signal.content import Content
from cryptokit.signal.directory import Directory, fetch, publish
from cryptokit.signal.kept import EMPTY, pass_over
from cryptokit.signal.messages import Kind
from cryptokit.signal.sessions import Sessions
from cryptokit.signal.shipped import MAX_FORWARD_JUMPS

ALICE, BOB = ("alice", 1), ("bob", 1)
GROUP = bytes(16)


def begun():
    """Give the keys of two phones, and what the first knows of the second before the first word."""
    alice, bob = (prekeys.install(now=0, one_time=1, rng=lesson(name)) for name in "ab")
    _, bundle = fetch(publish(Directory(), BOB, prekeys.listing(bob)), BOB)
    return alice, bob, peers.start(alice, bundle, now=0, rng=lesson("start"))


def say(keys, peer, content):
    peer, message = peers.encrypt(keys, peer, content.to_bytes(), now=0)
    return peer, signal_packets.write(message)


def hear(keys, peer, body):
    return peers.decrypt(keys, peer, signal_packets.read(body), rng=lesson(body))[:2]


def bent(body):
    """Flip a bit of what proves a packet between two devices."""
    packet = signal_packets.read(body)
    mac = packet.message.mac
    return body.replace(mac, bytes([mac[0] ^ 1]) + mac[1:])


def states(address, keys, **known):
    peer_of = {(name, 1): peer for name, peer in known.items()}
    return [signal_phone.device(address, keys), signal_phone.sessions(Sessions(peer_of))]


def group_packet(mine, content):
    mine, packet = sender_keys.encrypt(mine, content.to_bytes(), rng=lesson("sign"))
    return mine, bytes([Kind.SENDER_KEY]) + packet


def opened(found, body):
    """Open a packet with the key that was found for it."""
    key_id = signal_packets.key_id(signal_packets.read(body))
    row = Envelope(1, 0, "alice", "bob", signal_packets.SCHEME, key_id, body)
    (key,) = (one.secret for one in found if one.secret.key_id() == key_id)
    return opener(row.scheme, key)(row)


def test_each_packet_says_how_its_key_was_found():
    alice, bob, hers = begun()
    hers, first = say(alice, hers, Content("first"))
    waiting = states(BOB, bob)
    bob, his = hear(bob, None, first)
    his, answer = say(bob, his, Content("answer"))
    alice, hers = hear(alice, hers, answer)
    seized = states(BOB, bob, alice=his)
    bodies = [first, answer]
    for words in ("one", "two"):
        hers, body = say(alice, hers, Content(words))
        bodies.append(body)
    assert [one.how for one in reach(waiting, bodies)] == [FIRST]
    found = list(reach(seized, bodies))
    assert [one.how for one in found] == [NEXT, NEXT], "what was read is gone"
    assert [opened(found, body) for body in bodies[2:]] == ["one", "two"]
    assert {one.source for one in found} == {1}, "the sessions"
    both = list(reach([*waiting, *seized], bodies))
    assert [(one.how, one.source) for one in both] == [(NEXT, 3), (NEXT, 3), (FIRST, 0)]


def test_after_the_phones_own_new_key_nothing_opens():
    alice, bob, hers = begun()
    hers, body = say(alice, hers, Content("hi"))
    bob, his = hear(bob, None, body)
    seized, bodies = states(BOB, bob, alice=his), []
    for _ in range(2):
        his, body = say(bob, his, Content("answer"))
        alice, hers = hear(alice, hers, body)
        bodies.append(body)
        hers, body = say(alice, hers, Content("next"))
        bob, his = hear(bob, his, body)
        bodies.append(body)
    assert [one.how for one in reach(seized, bodies)] == [HELD, NEXT]


@pytest.mark.parametrize(("gap", "opens"), [(MAX_FORWARD_JUMPS, True), (MAX_FORWARD_JUMPS + 1, False)])  # fmt: skip
def test_a_gap_in_the_recording_is_turned_over_as_far_as_apps_turn(gap, opens):
    mine = sender_keys.begin(GROUP, rng=lesson("mine"))
    seized = [signal_phone.group(sender_keys.accept(None, sender_keys.hand_out(mine)))]
    chain = mine.chains[0]
    key, _ = pass_over(chain.key, EMPTY, 0, gap, limit=0)
    mine = replace(mine, chains=(replace(chain, key=key, iteration=gap),))
    _, body = group_packet(mine, Content("far"))
    found = list(reach(seized, [body]))
    assert [one.how for one in found] == ([HELD] if opens else [])
    assert not opens or opened(found, body) == "far"


def test_a_forged_packet_on_a_chain_that_was_seized_finds_its_key_and_stays_closed():
    alice, bob, hers = begun()
    hers, first = say(alice, hers, Content("hi"))
    bob, his = hear(bob, None, first)
    hers, body = say(alice, hers, Content("more"))
    found = list(reach(states(BOB, bob, alice=his), [bent(body)]))
    assert [one.how for one in found] == [HELD]
    assert opened(found, body) == "more"
    with pytest.raises(CannotOpen):
        opened(found, bent(body))


def test_a_forged_packet_on_a_new_chain_gives_no_key():
    alice, bob, hers = begun()
    _, body = say(alice, hers, Content("hi"))
    assert not list(reach(states(BOB, bob), [bent(body)]))
    assert [one.how for one in reach(states(BOB, bob), [body])] == [FIRST]


def test_a_first_message_in_the_guise_of_a_later_one_opens_with_its_neighbour():
    """Nothing covers what stands around the message of a session."""
    alice, bob, hers = begun()
    hers, first = say(alice, hers, Content("hi"))
    hers, second = say(alice, hers, Content("there"))
    bare = signal_packets.write(signal_packets.read(second).message)
    assert not list(reach(states(BOB, bob), [bare]))
    found = list(reach(states(BOB, bob), [bare, first]))
    assert [opened(found, one) for one in (first, bare)] == ["hi", "there"]


def test_sender_keys_that_bring_each_other_come_to_an_end():
    """A chain inside a message of its own chain, and a second one inside the first."""
    alice, bob, hers = begun()
    one, other = (sender_keys.begin(GROUP, rng=lesson(name)) for name in ("one", "other"))
    handed = [
        Content(distribution=sender_keys.hand_out(each), group=GROUP) for each in (one, other)
    ]
    _, first = say(alice, hers, handed[0])
    bodies = [first]
    for content in (*handed, *handed, Content("in one")):
        one, body = group_packet(one, content)
        bodies.append(body)
    for content in (*handed, Content("in other")):
        other, body = group_packet(other, content)
        bodies.append(body)
    found = list(reach(states(BOB, bob), bodies))
    assert len(found) == len(bodies) == len({each.secret.key_id() for each in found})
    assert (opened(found, bodies[5]), opened(found, bodies[-1])) == ("in one", "in other")
    assert [each.how for each in found].count(BROUGHT) == len(bodies) - 1
    assert opened(found, first) is None, "no words: what an app tells another"


def test_a_sender_key_that_poses_as_a_known_one_does_not_hide_it():
    alice, bob, hers = begun()
    true = sender_keys.begin(GROUP, rng=lesson("one"))
    false = sender_keys.begin(GROUP, rng=lesson("other")).chains[0]
    posing = sender_keys.SenderKeys(GROUP, (replace(false, chain_id=true.chains[0].chain_id),))
    bodies = []
    for each in (posing, true):
        handed = Content(distribution=sender_keys.hand_out(each), group=GROUP)
        hers, body = say(alice, hers, handed)
        bodies.append(body)
    signing = lesson("pose")
    false = sender_keys.encrypt(posing, Content("false").to_bytes(), rng=signing)[1]
    true, _ = group_packet(true, Content("not recorded"))
    _, body = group_packet(true, Content("true"))
    bodies += [bytes([Kind.SENDER_KEY]) + false, body]
    found = list(reach(states(BOB, bob), bodies))
    assert [opened(found, one) for one in bodies] == [None, None, "false", "true"]


def test_a_session_is_the_same_after_it_was_looked_through():
    alice, bob, hers = begun()
    hers, first = say(alice, hers, Content("hi"))
    seized = [*states(BOB, bob), *states(ALICE, alice, bob=hers)]
    before = [one.body for one in seized]
    once, twice = (list(reach(seized, [first])) for _ in range(2))
    assert once == twice != []
    assert [one.body for one in seized] == before
    assert bob.one_time_prekey(1), "nothing is used up"
    session.answer(bob, signal_packets.read(first))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_bytes_among_states_and_packets_give_nothing_and_disturb_nothing(data):
    alice, bob, hers = begun()
    _, first = say(alice, hers, Content("hi"))
    odd = data.draw(st.lists(st.builds(State, st.sampled_from(sorted(SCHEMES)), st.binary())))
    odd += [
        State(one.scheme, one.body[: data.draw(st.integers(0, 200))]) for one in states(BOB, bob)
    ]
    bodies = data.draw(st.lists(st.binary(max_size=90)))
    bodies += [bytes([kind]) + first[1 : data.draw(st.integers(1, 200))] for kind in (2, 3, 7)]
    assert not list(reach(odd, bodies))
    found = list(reach([*odd, *states(BOB, bob)], [*bodies, first]))
    assert [(one.how, one.source) for one in found] == [(FIRST, len(odd))]
