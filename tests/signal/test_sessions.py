"""Two phones with sessions: begun by either or by both, and a network that does as it likes."""

import dataclasses
from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cryptokit.errors import CannotOpen, CryptokitError, Replayed, Untrusted, WireError
from cryptokit.primitives import edwards_points
from cryptokit.rng import lesson
from cryptokit.signal import base_key, peers, prekeys, sessions, shipped, state_bytes
from cryptokit.signal.curve import KeyPair, PublicKey, agree
from cryptokit.signal.directory import Directory, fetch, publish
from cryptokit.signal.messages import PreKeySignalMessage, SignalMessage
from cryptokit.signal.peers import Peer
from cryptokit.signal.sessions import Sessions

PEER = {"alice": "bob", "bob": "alice"}
KEYS = {name: prekeys.install(now=0, one_time=3, rng=lesson(name)) for name in PEER}
DIRECTORY = Directory()
for name in PEER:
    DIRECTORY = publish(DIRECTORY, (name, 1), prekeys.listing(KEYS[name]))


def parse(data):
    for kind in (SignalMessage, PreKeySignalMessage):
        try:
            return kind.from_bytes(data)
        except WireError as error:
            refused = error
    raise refused


class World:
    """Two phones, a directory and a clock."""

    def __init__(self):
        self.luck = lesson("world")
        self.now = 0
        self.keys, self.peers, self.directory = dict(KEYS), dict.fromkeys(PEER), DIRECTORY

    def start(self, who):
        self.directory, bundle = fetch(self.directory, (PEER[who], 1))
        self.peers[who] = peers.start(
            self.keys[who], bundle, now=self.now, peer=self.peers[who], rng=self.luck
        )

    def send(self, who, text):
        keys, peer = self.keys[who], self.peers[who]
        self.peers[who], message = peers.encrypt(keys, peer, text, now=self.now)
        return message.to_bytes()

    def deliver(self, who, data):
        opened = peers.decrypt(self.keys[who], self.peers[who], parse(data), rng=self.luck)
        self.keys[who], self.peers[who], text = opened
        return text

    def talk(self, script):
        """Say and deliver at once: ``a`` is Alice, ``b`` is Bob; the texts count on."""
        for letter in script:
            who = {"a": "alice", "b": "bob"}[letter]
            assert self.deliver(PEER[who], self.send(who, letter.encode())) == letter.encode()
        return self

    def written(self, who):
        return state_bytes.to_bytes(self.peers[who]) if self.peers[who] else b""


def begun(script="a"):
    world = World()
    world.start("alice")
    return world.talk(script)


@dataclass
class Sent:
    text: bytes
    data: bytes
    chain: bytes
    opened: bool = False


def chain_of(data):
    message = parse(data)
    return getattr(message, "message", message).header.ratchet_key.raw


class Network(RuleBasedStateMachine):
    """Drop, repeat, reorder and forge; start anew on either side at any time."""

    @initialize(who=st.sampled_from([["alice"], ["bob"], ["alice", "bob"]]))
    def begin(self, who):
        self.world = World()
        self.wires = {"alice": [], "bob": []}
        self.seen = {"alice": set(), "bob": set()}
        for one in who:
            self.world.start(one)

    @rule(who=st.sampled_from(list(PEER)))
    def say(self, who):
        if peers.can_send(self.world.peers[who], now=self.world.now):
            text = b"%d" % len(self.wires[PEER[who]])
            data = self.world.send(who, text)
            self.wires[PEER[who]].append(Sent(text, data, chain_of(data)))

    @rule(who=st.sampled_from(list(PEER)), lost=st.integers(0, 3))
    def deliver_the_last_of_several(self, who, lost):
        for _ in range(lost + 1):
            self.say(PEER[who])
        if self.wires[who]:
            self.arrive(who, self.wires[who][-1])

    @rule(who=st.sampled_from(list(PEER)), lost=st.tuples(*[st.integers(0, 2)] * 6))
    def talk(self, who, lost):
        """Three round trips; some messages of each turn stay on the way."""
        for count in lost:
            self.deliver_the_last_of_several(who, count)
            who = PEER[who]

    @rule(who=st.sampled_from(list(PEER)), data=st.data())
    def deliver_any(self, who, data):
        late = [message for message in self.wires[who] if not message.opened]
        if self.wires[who]:
            self.arrive(who, data.draw(st.sampled_from(late or self.wires[who])))

    @rule(who=st.sampled_from(list(PEER)), data=st.data())
    def deliver_a_copy(self, who, data):
        if opened := [message for message in self.wires[who] if message.opened]:
            self.arrive(who, data.draw(st.sampled_from(opened)))

    def arrive(self, who, message):
        known = self.knows(who, message.chain)
        if not known and message.chain in self.seen[who]:
            self.refuse(who, message.data, CannotOpen)
        elif message.opened:
            self.refuse(who, message.data, Replayed)
        else:
            assert self.world.deliver(who, message.data) == message.text
            message.opened = True
            self.seen[who].add(message.chain)
            assert self.knows(who, message.chain)

    def knows(self, who, chain):
        peer = self.world.peers[who]
        held = peer.sessions() if peer else ()
        return any(one.ratchet.place(PublicKey(chain)) is not None for one in held)

    def refuse(self, who, data, expected):
        written, keys = self.world.written(who), self.world.keys[who]
        with pytest.raises(expected):
            self.world.deliver(who, data)
        assert self.world.written(who) == written
        assert self.world.keys[who] == keys

    @rule(who=st.sampled_from(list(PEER)), data=st.data())
    def forge(self, who, data):
        """Change the MAC, or any bit of a message that has one of its own."""
        if not self.wires[who]:
            return
        packet = bytearray(data.draw(st.sampled_from(self.wires[who])).data)
        first = isinstance(parse(bytes(packet)), PreKeySignalMessage)
        at = packet.index(b"\x22") + 6 if first else data.draw(st.integers(0, len(packet) - 1))
        packet[at] ^= 1 << data.draw(st.integers(0, 7))
        self.refuse(who, bytes(packet), CryptokitError)

    @rule(who=st.sampled_from(list(PEER)))
    def start_anew(self, who):
        if len(self.world.directory.find((PEER[who], 1)).one_time):
            self.world.start(who)

    @rule(who=st.sampled_from(list(PEER)))
    def switch_off_and_on(self, who):
        if peer := self.world.peers[who]:
            again = state_bytes.from_bytes(state_bytes.to_bytes(peer), Peer)
            assert again == peer
            self.world.peers[who] = again

    @invariant()
    def nothing_grows_without_limit(self):
        for peer in filter(None, self.world.peers.values()):
            for one in peer.sessions():
                assert len(one.ratchet.chains) <= shipped.MAX_RECEIVER_CHAINS


TestNetwork = Network.TestCase
TestNetwork.settings = settings(max_examples=50, stateful_step_count=25, deadline=None)


def test_prekey_messages_until_a_reply_and_no_longer():
    world = World()
    world.start("alice")
    kinds = []
    for letter in "aaba":
        who = {"a": "alice", "b": "bob"}[letter]
        data = world.send(who, b"hi")
        kinds.append(type(parse(data)))
        world.deliver(PEER[who], data)
    assert kinds == [PreKeySignalMessage, PreKeySignalMessage, SignalMessage, SignalMessage]


def test_a_first_message_uses_its_one_time_prekey_up_and_a_forged_one_does_not():
    world = World()
    world.start("alice")
    data = world.send("alice", b"hi")
    with pytest.raises(CannotOpen):
        world.deliver("bob", forged_inside(data))
    assert (world.keys["bob"], world.peers["bob"]) == (KEYS["bob"], None)
    world.deliver("bob", data)
    assert len(world.keys["bob"].one_time) == len(KEYS["bob"].one_time) - 1
    with pytest.raises(Replayed):
        world.deliver("bob", data)


def forged_inside(data):
    message = parse(data)
    inner = dataclasses.replace(message.message, mac=bytes(8))
    return dataclasses.replace(message, message=inner).to_bytes()


def test_first_messages_come_late_and_in_any_order():
    world = World()
    world.start("alice")
    one, two, three = (world.send("alice", text) for text in (b"1", b"2", b"3"))
    assert world.deliver("bob", three) == b"3"
    world.talk("bab")
    assert [world.deliver("bob", data) for data in (one, two)] == [b"1", b"2"]
    assert len(world.peers["bob"].sessions()) == 1


def test_both_begin_at_once_and_meet_on_one_session():
    world = World()
    world.start("alice")
    world.start("bob")
    crossing = {"bob": world.send("alice", b"a"), "alice": world.send("bob", b"b")}
    for who, data in crossing.items():
        world.deliver(who, data)
    world.talk("ab")
    current = {world.peers[who].current.terms.base for who in PEER}
    assert len(current) == 1
    assert all(len(world.peers[who].archived) == 1 for who in PEER)


def test_an_old_session_that_opens_a_message_becomes_the_current_one():
    world = begun("ab")
    old = world.peers["alice"].current.terms
    data = world.send("bob", b"under way")
    world.start("alice")
    assert world.peers["alice"].current.terms != old
    world.deliver("alice", data)
    assert world.peers["alice"].current.terms == old
    assert len(world.peers["alice"].archived) == 1


def test_another_identity_key_is_refused_until_it_is_accepted():
    world = begun("ab")
    fresh = prekeys.install(now=0, one_time=1, rng=lesson("a new phone"))
    directory = publish(Directory(), ("bob", 1), prekeys.listing(fresh))
    _, bundle = fetch(directory, ("bob", 1))
    before, peer = world.written("alice"), world.peers["alice"]
    with pytest.raises(Untrusted) as caught:
        peers.start(KEYS["alice"], bundle, now=0, peer=peer, rng=world.luck)
    assert caught.value.field == "identity"
    assert world.written("alice") == before
    accepted = peers.accept(peer, fresh.identity.public)
    assert not peers.can_send(accepted, now=0)
    late = world.send("bob", b"from the old phone")
    with pytest.raises(Untrusted, match="identity"):
        peers.decrypt(KEYS["alice"], accepted, parse(late), rng=world.luck)
    again = peers.start(KEYS["alice"], bundle, now=0, peer=accepted, rng=world.luck)
    assert peers.can_send(again, now=0)


def test_a_first_message_under_another_identity_changes_nothing():
    world = begun("ab")
    eve = prekeys.install(now=0, one_time=0, rng=lesson("eve"))
    _, bundle = fetch(DIRECTORY, ("bob", 1))
    hers = peers.start(eve, bundle, now=0, rng=lesson("eve"))
    _, message = peers.encrypt(eve, hers, b"I am Alice", now=0)
    before = world.written("bob")
    with pytest.raises(Untrusted) as caught:
        world.deliver("bob", message.to_bytes())
    assert caught.value.field == "identity"
    assert world.written("bob") == before


def test_a_session_without_a_reply_is_used_for_thirty_days():
    world = World()
    world.start("alice")
    world.now = peers.MAX_UNACKNOWLEDGED_AGE
    data = world.send("alice", b"still")
    world.now += 1
    with pytest.raises(ValueError, match="no session to send on"):
        world.send("alice", b"no longer")
    world.deliver("bob", data)
    world.deliver("alice", world.send("bob", b"at last"))
    world.send("alice", b"and on")


def test_forty_old_sessions_are_kept_and_the_oldest_is_dropped():
    world = begun("ab")
    first = world.peers["alice"].current
    for _ in range(peers.ARCHIVED_LIMIT):
        world.start("alice")
    assert world.peers["alice"].archived[-1] == first
    late = world.send("bob", b"late")
    assert (
        peers.decrypt(world.keys["alice"], world.peers["alice"], parse(late)).plaintext == b"late"
    )
    world.start("alice")
    assert len(world.peers["alice"].archived) == peers.ARCHIVED_LIMIT
    with pytest.raises(CannotOpen):
        world.deliver("alice", late)


def test_a_prekey_that_was_deleted_is_named():
    world = World()
    world.start("alice")
    data = world.send("alice", b"too late")
    world.keys["bob"] = dataclasses.replace(KEYS["bob"], one_time=())
    with pytest.raises(Untrusted, match="one-time prekey"):
        world.deliver("bob", data)


def test_a_message_of_another_version_is_refused():
    world = begun("ab")
    newer = dataclasses.replace(parse(world.send("alice", b"hi")), version=4)
    with pytest.raises(Untrusted, match="version"):
        peers.decrypt(world.keys["bob"], world.peers["bob"], newer)


def spellings(key):
    """Other keys that make the same secret: with the top bit, and with a point of order two added."""
    u = int.from_bytes(key.raw, "little")
    p = edwards_points.PRIME
    yield key.raw[:-1] + bytes([key.raw[-1] | 0x80])
    yield pow(u, -1, p).to_bytes(32, "little")  # (0, 0) has order 2 and maps u to 1 / u


def test_another_spelling_of_the_base_key_would_make_the_same_keys_and_is_refused():
    world = World()
    world.directory = publish(
        Directory(), ("bob", 1), prekeys.listing(dataclasses.replace(KEYS["bob"], one_time=()))
    )
    world.start("alice")
    message = parse(world.send("alice", b"yes, buy"))
    assert world.deliver("bob", message.to_bytes()) == b"yes, buy"
    for raw in spellings(message.base_key):
        copy = dataclasses.replace(message, base_key=PublicKey(raw))
        ours, other = (agreement(one) for one in (message, copy))
        assert ours == other
        with pytest.raises(Untrusted, match="base key"):
            world.deliver("bob", copy.to_bytes())


def test_only_the_usual_spelling_of_a_point_is_a_base_key():
    p = edwards_points.PRIME
    for number in range(64):
        key = KeyPair.draw(lesson(f"{number}")).public
        base_key.check(key)
        with pytest.raises(Untrusted, match="base key"):
            base_key.check(PublicKey(key.raw[:-1] + bytes([key.raw[-1] | 0x80])))
    for u in (0, 1, 9 + p, p - 1, p, 2**256 - 1):
        with pytest.raises(Untrusted, match="base key"):
            base_key.check(PublicKey(u.to_bytes(32, "little")))


def agreement(message):
    return agree(KEYS["bob"].identity, message.base_key)


def test_the_last_five_chains_are_kept_whole_and_a_sixth_is_not():
    world = begun()
    late = []
    for _ in range(6):
        late.append(world.send("bob", b"late"))
        world.talk("ba")
    held = world.peers["alice"].current.ratchet.chains
    assert len(held) == shipped.MAX_RECEIVER_CHAINS
    with pytest.raises(CannotOpen):
        world.deliver("alice", late[0])
    assert [world.deliver("alice", data) for data in late[1:]] == [b"late"] * 5


def test_what_was_left_behind_in_each_chain_opens_at_the_end_and_only_once():
    world, left = begun("ab"), []
    for turn in range(8):
        who, peer = ("alice", "bob") if turn % 2 == 0 else ("bob", "alice")
        packets = [world.send(who, b"%d.%d" % (turn, number)) for number in range(4)]
        assert world.deliver(peer, packets.pop(2)) == b"%d.2" % turn
        left += [(peer, packet) for packet in packets]
    opened = []
    for who, packet in reversed(left):
        opened.append(world.deliver(who, packet))
        with pytest.raises(Replayed):
            world.deliver(who, packet)
    assert opened == [b"%d.%d" % (turn, n) for turn in reversed(range(8)) for n in (3, 1, 0)]


def test_a_seized_phone_gives_the_rest_of_chains_that_the_published_form_has_forgotten():
    """The key of a whole old chain is there, so an old sender's later messages would open, too."""
    world = begun("ab")
    old = world.peers["alice"].current.ratchet.chains[-1]
    world.talk("ab")
    again = world.peers["alice"].current.ratchet.chains
    assert old in again
    assert old.key.reveal() in world.written("alice")


def test_what_is_told_of_the_chain_before_is_one_less_and_never_below_zero():
    world = begun("aabaaab")
    header = parse(world.send("alice", b"")).header
    assert header.previous_counter == 2
    world = begun("abab")
    assert parse(world.send("alice", b"")).header.previous_counter == 0


def test_three_messages_in_a_row_turn_only_the_chain():
    world = begun("aba")
    before = world.peers["alice"].current.ratchet
    world.talk("aaa")
    after = world.peers["alice"].current.ratchet
    assert (after.root, after.own, after.chains) == (before.root, before.own, before.chains)
    assert after.sending != before.sending
    assert (before.sent, after.sent) == (1, 4)


def test_a_thief_reads_on_until_the_round_trip_and_no_further():
    world = begun("abab")
    stolen = world.written("bob")
    packets = []
    for letter in "aabaab":
        who = {"a": "alice", "b": "bob"}[letter]
        packets.append((who, world.send(who, letter.encode())))
        world.deliver(PEER[who], packets[-1][1])
    thief, opened = state_bytes.from_bytes(stolen, Peer), []
    for number, (who, data) in enumerate(packets):
        if who == "alice":
            try:
                _, thief, _ = peers.decrypt(KEYS["bob"], thief, parse(data), rng=lesson("thief"))
            except CannotOpen:
                continue
            opened.append(number)
    assert opened == [0, 1]


# Several devices.


def house():
    """Alice on one phone; Bob on two."""
    devices = {("bob", 1): KEYS["bob"], ("bob", 2): prekeys.install(now=0, rng=lesson("tablet"))}
    directory = Directory()
    for address, keys in devices.items():
        directory = publish(directory, address, prekeys.listing(keys))
    return devices, directory


def test_one_text_goes_to_each_device_on_a_session_of_its_own():
    devices, directory = house()
    known, luck = Sessions(), lesson("house")
    assert sessions.without_session(known, devices, now=0) == tuple(devices)
    for address in devices:
        directory, bundle = fetch(directory, address)
        known = sessions.start(known, KEYS["alice"], "bob", bundle, now=0, rng=luck)
    known, sent = sessions.encrypt(known, KEYS["alice"], devices, b"to both", now=0)
    for address, message in sent.items():
        theirs, keys, text = sessions.decrypt(
            Sessions(), devices[address], ("alice", 1), message, rng=luck
        )
        assert text == b"to both"
        theirs, reply = sessions.encrypt(theirs, keys, [("alice", 1)], b"yes", now=0)
        known, _, text = sessions.decrypt(
            known, KEYS["alice"], address, reply["alice", 1], rng=luck
        )
        assert text == b"yes"
    assert sent["bob", 1].message.ciphertext != sent["bob", 2].message.ciphertext
    with pytest.raises(CannotOpen):
        sessions.decrypt(Sessions(), KEYS["bob"], ("alice", 1), sent["bob", 1].message)


def test_with_one_device_missing_nothing_is_encrypted_at_all():
    devices, directory = house()
    _, bundle = fetch(directory, ("bob", 1))
    known = sessions.start(Sessions(), KEYS["alice"], "bob", bundle, now=0, rng=lesson("one"))
    with pytest.raises(ValueError, match=r"bob\.2"):
        sessions.encrypt(known, KEYS["alice"], devices, b"to both", now=0)


def test_a_device_that_was_removed_is_read_for_a_while_and_then_forgotten():
    devices, directory = house()
    known = Sessions()
    for address in devices:
        directory, bundle = fetch(directory, address)
        known = sessions.start(known, KEYS["alice"], "bob", bundle, now=0, rng=lesson("both"))
    gone = sessions.retire(known, "bob", [("bob", 1)], now=5)
    assert dict(gone.stale) == {("bob", 2): 5}
    assert sessions.retire(gone, "bob", [("bob", 1)], now=9).stale == gone.stale
    assert sessions.retire(gone, "bob", devices, now=9).stale == {}
    assert sessions.retire(gone, "carol", [], now=9).stale == gone.stale
    assert set(sessions.forget(gone, now=5 + sessions.MAX_LATENCY).peers) == set(devices)
    after = sessions.forget(gone, now=6 + sessions.MAX_LATENCY)
    assert (set(after.peers), dict(after.stale)) == ({("bob", 1)}, {})
