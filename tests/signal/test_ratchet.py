"""The Double Ratchet, with and without hidden headers: every genuine message opens exactly once."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cryptokit.errors import CannotOpen, CryptokitError, Replayed, TooFarAhead, WireError
from cryptokit.rng import lesson
from cryptokit.signal import chains, header_encryption, ratchet, state_bytes
from cryptokit.signal.chains import MessageSeed, RootKey
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.header_encryption import Sealed
from cryptokit.signal.ratchet import Header, Message

SHARED = RootKey(bytes(range(32)))
AD = b"Alice and Bob"
BOB = KeyPair.draw(lesson("Bob"))
PEER = {"alice": "bob", "bob": "alice"}


@dataclass(frozen=True)
class Form:
    """One of the two ratchets, with messages as bytes."""

    room: Any
    message: Any
    luck_to_send: bool

    def start(self, luck):
        return {
            "alice": self.room.begin(SHARED, BOB.public, rng=luck),
            "bob": self.room.answer(SHARED, BOB),
        }

    def send(self, state, text, luck):
        more = {"rng": luck} if self.luck_to_send else {}
        state, message = self.room.encrypt(state, text, AD, **more)
        return state, message.to_bytes()

    def open_(self, state, packet, luck, ad=AD):
        return self.room.decrypt(state, self.message.from_bytes(packet), ad, rng=luck)


PLAIN = Form(ratchet, Message, luck_to_send=False)
HIDDEN = Form(header_encryption, Sealed, luck_to_send=True)
forms = pytest.mark.parametrize("form", [PLAIN, HIDDEN], ids=["plain", "hidden"])


@dataclass
class Sent:
    """A message on the way: its text, its bytes, and the turn of the root it was sent in."""

    text: bytes
    packet: bytes
    chain: int
    opened: bool = False


class Network(RuleBasedStateMachine):
    """Two phones and a network that drops, repeats, reorders and forges."""

    form = PLAIN

    @initialize()
    def begin(self):
        self.luck = lesson("network")
        self.phones = self.form.start(self.luck)
        self.wires = {"alice": [], "bob": []}
        self.newest = {"alice": -1, "bob": -1}
        self.keys = {"alice": None, "bob": None}
        self.chain = {"alice": 0, "bob": 0}
        self.sent = 0

    @rule(who=st.sampled_from(list(PEER)))
    def say(self, who):
        state = self.phones[who]
        if state.sending is None:
            with pytest.raises(ValueError, match="hears first"):
                self.form.send(state, b"", self.luck)
            return
        if state.own.public != self.keys[who]:
            self.keys[who] = state.own.public
            self.chain[who] += 1
        text = f"{self.sent} of {who}".encode() * (self.sent % 4)
        self.phones[who], packet = self.form.send(state, text, self.luck)
        self.wires[PEER[who]].append(Sent(text, packet, self.chain[who]))
        self.sent += 1

    @rule(who=st.sampled_from(list(PEER)), data=st.data())
    def deliver_late(self, who, data):
        """Deliver any of those that are still on the way."""
        if waiting := [message for message in self.wires[who] if not message.opened]:
            self.open_(who, data.draw(st.sampled_from(waiting)))

    @rule(who=st.sampled_from(list(PEER)), data=st.data())
    def deliver_a_copy(self, who, data):
        if opened := [message for message in self.wires[who] if message.opened]:
            message = data.draw(st.sampled_from(opened))
            expected = Replayed if message.chain == self.newest[who] else CannotOpen
            self.refuse(who, message.packet, expected)

    @rule(who=st.sampled_from(list(PEER)), lost=st.integers(0, 3))
    def deliver_the_last_of_several(self, who, lost):
        """The first ones stay on the way, to come late or never."""
        for _ in range(lost + 1):
            self.say(PEER[who])
        if self.wires[who] and not (last := self.wires[who][-1]).opened:
            self.open_(who, last)

    @rule(who=st.sampled_from(list(PEER)), lost=st.tuples(*[st.integers(0, 2)] * 3))
    def talk(self, who, lost):
        """Three turns; some messages of each turn stay on the way."""
        for count in lost:
            self.deliver_the_last_of_several(who, count)
            who = PEER[who]

    def open_(self, who, message):
        self.phones[who], text = self.form.open_(self.phones[who], message.packet, self.luck)
        assert text == message.text
        message.opened = True
        self.newest[who] = max(self.newest[who], message.chain)

    def refuse(self, who, packet, expected):
        before = self.phones[who]
        written = state_bytes.to_bytes(before)
        with pytest.raises(expected):
            self.form.open_(before, packet, self.luck)
        assert state_bytes.to_bytes(self.phones[who]) == written

    @rule(who=st.sampled_from(list(PEER)), data=st.data())
    def forge(self, who, data):
        """Change one bit of any message; nothing opens and nothing changes."""
        if not self.wires[who]:
            return
        packet = bytearray(data.draw(st.sampled_from(self.wires[who])).packet)
        bit = data.draw(st.integers(0, 8 * len(packet) - 1))
        packet[bit // 8] ^= 1 << bit % 8
        self.refuse(who, bytes(packet), (CannotOpen, Replayed, TooFarAhead))

    @rule(who=st.sampled_from(list(PEER)))
    def mirror(self, who):
        """Send a phone its own message back."""
        if self.wires[PEER[who]]:
            self.refuse(who, self.wires[PEER[who]][-1].packet, CryptokitError)

    @rule(who=st.sampled_from(list(PEER)))
    def switch_off_and_on(self, who):
        state = self.phones[who]
        self.phones[who] = state_bytes.from_bytes(state_bytes.to_bytes(state), type(state))
        assert self.phones[who] == state

    @invariant()
    def what_is_kept_is_what_is_missing(self):
        for who, wire in self.wires.items():
            kept = sum(len(passed.kept) for passed in self.phones[who].skipped)
            assert kept <= sum(not message.opened for message in wire)


class HiddenNetwork(Network):
    """The same, with hidden headers: copies of messages in the running chain are known as such."""

    form = HIDDEN


TestNetwork = Network.TestCase
TestHiddenNetwork = HiddenNetwork.TestCase
TestNetwork.settings = TestHiddenNetwork.settings = settings(
    max_examples=50, stateful_step_count=25, deadline=None
)


def conversation(form, script, luck=None):
    """Run a script such as ``aab``: who speaks, each message delivered at once; give all states."""
    luck = luck or lesson("conversation")
    phones = form.start(luck)
    history, packets = [dict(phones)], []
    for number, letter in enumerate(script):
        who = {"a": "alice", "b": "bob"}[letter]
        phones[who], packet = form.send(phones[who], b"%d" % number, luck)
        phones[PEER[who]], text = form.open_(phones[PEER[who]], packet, luck)
        assert text == b"%d" % number
        history.append(dict(phones))
        packets.append((PEER[who], packet))
    return history, packets


@forms
def test_three_messages_in_a_row_turn_only_the_chain(form):
    history, _ = conversation(form, "abaaa")
    before, after = history[2]["alice"], history[5]["alice"]
    assert after.root == before.root
    assert after.own.public == before.own.public
    assert after.sending != before.sending
    assert after.sent == before.sent + 3


@forms
def test_an_answer_turns_the_root_and_gives_a_new_key(form):
    history, _ = conversation(form, "abab")
    states = [history[2]["alice"], history[4]["alice"]]
    assert states[0].root != states[1].root
    assert states[0].own.public != states[1].own.public
    assert states[1].sent == 0


@forms
@settings(max_examples=15, deadline=None)
@given(script=st.text("ab", min_size=2, max_size=12))
def test_the_key_of_a_message_that_was_read_is_not_on_the_phone(form, script):
    luck = lesson("deleted")
    phones, seeds = form.start(luck), []
    for letter in "a" + script:
        who = {"a": "alice", "b": "bob"}[letter]
        if phones[who].sending is None:
            continue
        _, seed = chains.turn(phones[who].sending)
        seeds.append(seed)
        phones[who], packet = form.send(phones[who], b"read", luck)
        phones[PEER[who]], _ = form.open_(phones[PEER[who]], packet, luck)
        for phone, gone in product(phones.values(), seeds):
            assert gone.reveal() not in state_bytes.to_bytes(phone)


@forms
def test_a_seized_phone_opens_nothing_that_it_has_read(form):
    history, packets = conversation(form, "aabbaabab")
    seized = {who: state_bytes.to_bytes(state) for who, state in history[-1].items()}
    for who, packet in packets:
        thief = state_bytes.from_bytes(seized[who], type(history[-1][who]))
        with pytest.raises((CannotOpen, Replayed)):
            form.open_(thief, packet, lesson("thief"))


@forms
def test_a_thief_reads_on_until_the_round_trip_and_no_further(form):
    """Seized after message 4: bob's phone gives alice's next words, and what alice says once she
    has an answer to a key that bob drew after the theft stays closed."""
    history, packets = conversation(form, "abab" + "aa" + "b" + "aab")
    stolen = state_bytes.to_bytes(history[4]["bob"])
    opened = []
    thief = state_bytes.from_bytes(stolen, type(history[4]["bob"]))
    for number, (who, packet) in enumerate(packets):
        if number < 4 or who != "bob":
            continue
        try:
            thief, text = form.open_(thief, packet, lesson("thief"))
        except CannotOpen:
            continue
        opened.append(int(text))
    assert opened == [4, 5]


@forms
def test_a_missing_message_can_be_opened_by_who_seizes_the_phone_and_not_after_it_came(form):
    luck = lesson("missing")
    phones = form.start(luck)
    phones["alice"], late = form.send(phones["alice"], b"late", luck)
    phones["alice"], soon = form.send(phones["alice"], b"soon", luck)
    phones["bob"], _ = form.open_(phones["bob"], soon, luck)
    stolen = state_bytes.to_bytes(phones["bob"])
    _, text = form.open_(state_bytes.read(stolen), late, luck)
    assert text == b"late"
    phones["bob"], _ = form.open_(phones["bob"], late, luck)
    with pytest.raises(Replayed):
        form.open_(phones["bob"], late, luck)
    assert not any(
        isinstance(s, MessageSeed)
        for s in state_bytes.secrets_in(state_bytes.to_bytes(phones["bob"]))
    )


@forms
def test_a_thousand_messages_may_be_missing_and_not_one_more(form):
    luck = lesson("gap")
    phones = form.start(luck)
    packets = []
    for _ in range(ratchet.MAX_SKIP + 2):
        phones["alice"], packet = form.send(phones["alice"], b"", luck)
        packets.append(packet)
    with pytest.raises(TooFarAhead) as caught:
        form.open_(phones["bob"], packets[-1], luck)
    assert (caught.value.seen, caught.value.expected) == (ratchet.MAX_SKIP + 1, 0)
    bob, _ = form.open_(phones["bob"], packets[-2], luck)
    assert sum(len(passed.kept) for passed in bob.skipped) == ratchet.MAX_SKIP


@forms
def test_what_is_kept_has_a_limit_over_all_chains_and_the_oldest_goes_first(form):
    luck = lesson("limit")
    phones = form.start(luck)
    first = None
    for _ in range(3):
        for _ in range(900):
            phones["alice"], packet = form.send(phones["alice"], b"lost", luck)
            first = first or packet
        phones["alice"], packet = form.send(phones["alice"], b"found", luck)
        phones["bob"], _ = form.open_(phones["bob"], packet, luck)
        phones["bob"], packet = form.send(phones["bob"], b"answer", luck)
        phones["alice"], _ = form.open_(phones["alice"], packet, luck)
    kept = [len(passed.kept) for passed in phones["bob"].skipped]
    assert kept == [ratchet.KEPT_LIMIT - 1800, 900, 900]
    with pytest.raises(CannotOpen):
        form.open_(phones["bob"], first, luck)


@forms
def test_what_was_left_behind_in_every_chain_opens_at_the_end_and_only_once(form):
    luck = lesson("left behind")
    phones, left = form.start(luck), []
    for turn in range(8):
        who, peer = ("alice", "bob") if turn % 2 == 0 else ("bob", "alice")
        packets = []
        for number in range(4):
            phones[who], packet = form.send(phones[who], b"%d.%d" % (turn, number), luck)
            packets.append(packet)
        phones[peer], text = form.open_(phones[peer], packets.pop(2), luck)
        assert text == b"%d.2" % turn
        left += [(peer, packet) for packet in packets]
    opened = []
    for who, packet in reversed(left):
        phones[who], text = form.open_(phones[who], packet, luck)
        opened.append(text)
        with pytest.raises((CannotOpen, Replayed)):
            form.open_(phones[who], packet, luck)
    assert opened == [b"%d.%d" % (turn, n) for turn in reversed(range(8)) for n in (3, 1, 0)]
    assert all(phone.skipped == () for phone in phones.values())


@forms
def test_other_associated_data_opens_nothing(form):
    luck = lesson("ad")
    phones = form.start(luck)
    _, packet = form.send(phones["alice"], b"hi", luck)
    with pytest.raises(CannotOpen):
        form.open_(phones["bob"], packet, luck, ad=b"Alice and Eve")


@forms
@given(data=st.binary(max_size=200))
def test_noise_is_refused_by_name(form, data):
    with pytest.raises((WireError, CannotOpen, TooFarAhead)):
        form.open_(form.start(lesson("noise"))["bob"], data, lesson("noise"))


def test_a_ratchet_key_of_small_order_opens_nothing():
    luck = lesson("small")
    phones = PLAIN.start(luck)
    phones["alice"], packet = PLAIN.send(phones["alice"], b"hi", luck)
    message = Message.from_bytes(packet)
    forged = Message(Header(PublicKey(bytes(32)), 0, 0), message.box)
    with pytest.raises(CannotOpen):
        ratchet.decrypt(phones["bob"], forged, AD)


def test_hidden_headers_show_neither_keys_nor_numbers():
    history, packets = conversation(HIDDEN, "aaabba")
    publics = {state.own.public.raw for phones in history for state in phones.values()}
    for _, packet in packets:
        assert not any(public in packet for public in publics)
    assert len({packet[: header_encryption.SEALED_HEADER_SIZE] for _, packet in packets}) == 6


def test_a_header_moved_to_another_message_opens_nothing():
    luck = lesson("moved")
    phones = HIDDEN.start(luck)
    phones["alice"], one = HIDDEN.send(phones["alice"], b"one", luck)
    phones["alice"], two = HIDDEN.send(phones["alice"], b"two", luck)
    cut = header_encryption.SEALED_HEADER_SIZE
    with pytest.raises(CannotOpen):
        HIDDEN.open_(phones["bob"], one[:cut] + two[cut:], luck)
