"""Two phones and a relay that does what it likes: order holds, keys change, and old keys are gone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cryptokit.errors import CannotOpen, Replayed, WireError
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import phone, phone_bytes, secret
from cryptokit.mtproto.actions import Delete
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.device import Delivered, Rekeyed
from cryptokit.mtproto.rekey import Idle, Limits
from cryptokit.mtproto.secret import Author

NOW = 0.0
OFTEN = Limits(messages=5)
authors = st.sampled_from(Author)


def texts(events):
    found = [e.message for e in events if isinstance(e, Delivered)]
    return [one.text for one in found if isinstance(one, Text)]


def opens(key, packet):
    try:
        secret.open_packet(key, packet)
    except CannotOpen:
        return False
    return True


class Relay(RuleBasedStateMachine):
    """Two honest phones, and whoever carries their packets."""

    def __init__(self, couple):
        super().__init__()
        both = couple("relay", greeted=False, limits=OFTEN)
        self.rng, self.phones = both.rng, both.phones
        self.wire = {who: [] for who in Author}
        self.sent = {who: [] for who in Author}
        self.got = {who: [] for who in Author}
        self.deleted, self.numbers, self.states = set(), {}, []
        self.keys = [self.phones[Author.CREATOR].chat.key.reveal()]
        self.count = 0
        for who in Author:
            self.take(who, phone.answer(self.phones[who], now=NOW, rng=self.rng))

    def take(self, who, step):
        """Note what a step led to, and put its packets on the wire."""
        self.states.append((step.phone, phone_bytes.to_bytes(step.phone)))
        before = self.phones[who].keys
        self.phones[who] = step.phone
        self.got[who] += texts(step.events)
        self.wire[who] += step.packets
        self.numbers |= {one.packet: (who, one.number) for one in step.phone.kept}
        held = [key.reveal() for key in step.phone.keys]
        self.keys += [key for key in held if key not in self.keys]
        confirmed = [event.key_id for event in step.events if isinstance(event, Rekeyed)]
        if confirmed:
            # A request for the next key may have waited behind the last word on this one.
            old = [key.reveal() for key in before if key.key_id() != confirmed[-1]]
            assert confirmed[-1] == step.phone.chat.key.key_id()
            assert old
            assert not [key for key in old if key in self.states[-1][1]]

    def carry(self, who, packet):
        """Carry a packet of ``who`` to the other side, who refuses it only if it came before."""
        other = self.phones[who.peer]
        try:
            step = phone.hear(other, packet, now=NOW, rng=self.rng)
        except (Replayed, CannotOpen):
            author, number = self.numbers[packet]
            early = {layer.number for layer in other.early}
            assert author is who
            assert number < other.chat.received or number in early
        else:
            self.take(who.peer, step)

    @rule(who=authors)
    def write(self, who):
        words = f"{who.name} {self.count}"
        self.count += 1
        text = Text(self.count, words)
        self.sent[who].append(words)
        self.take(who, phone.send(self.phones[who], text, now=NOW, rng=self.rng))

    @rule(who=authors)
    def ask_for_a_key(self, who):
        self.take(who, phone.renew(self.phones[who], now=NOW, rng=self.rng))

    @rule(who=authors)
    def ask_no_more(self, who):
        self.take(who, phone.give_up_renewing(self.phones[who], now=NOW, rng=self.rng))

    @rule(who=authors, at=st.integers(0, 30))
    def take_back(self, who, at):
        mine = [n for n in range(self.count) if f"{who.name} {n}" in self.sent[who]]
        if mine:
            number = mine[at % len(mine)]
            self.deleted.add(f"{who.name} {number}")
            gone = Delete((number + 1,))
            self.take(who, phone.do(self.phones[who], gone, now=NOW, rng=self.rng))

    @rule(who=authors, at=st.integers(0, 3), keep=st.booleans())
    def deliver(self, who, at, keep):
        """In any order; a packet that is kept comes once more later."""
        if self.wire[who]:
            at %= len(self.wire[who])
            packet = self.wire[who][at] if keep else self.wire[who].pop(at)
            self.carry(who, packet)

    @rule(who=authors, count=st.integers(1, 6))
    def deliver_in_order(self, who, count):
        for _ in range(min(count, len(self.wire[who]))):
            self.carry(who, self.wire[who].pop(0))

    @rule(who=authors, at=st.integers(0, 3))
    def lose(self, who, at):
        if self.wire[who]:
            self.wire[who].pop(at % len(self.wire[who]))

    @precondition(lambda self: self.numbers)
    @rule(at=st.integers(0, 99), bit=st.integers(0, 5000), who=authors)
    def garble_or_mirror(self, at, bit, who):
        packet = list(self.numbers)[at % len(self.numbers)]
        wrong = bytearray(packet)
        bit %= 8 * len(packet)
        wrong[bit // 8] ^= 1 << bit % 8
        author, _ = self.numbers[packet]
        for one, what in ((self.phones[who], bytes(wrong)), (self.phones[author], packet)):
            with pytest.raises(CannotOpen):
                phone.hear(one, what, now=NOW, rng=self.rng)

    @rule(who=authors)
    def seize(self, who):
        """A thief of the phone opens the packets under the keys that it holds, and no others."""
        stolen = phone_bytes.from_bytes(phone_bytes.to_bytes(self.phones[who]))
        assert stolen == self.phones[who]
        ids = {key.key_id() for key in stolen.keys}
        assert 1 <= len(ids) <= 2
        for packet in self.numbers:
            readable = packet[:8] in ids
            assert readable == any(opens(key, packet) for key in stolen.keys)

    @rule()
    def heal(self):
        """Send again all that was not acknowledged, until nothing changes any more."""
        before = None
        while before != (before := [phone_bytes.to_bytes(one) for one in self.phones.values()]):
            for who in Author:
                for packet in phone.unacknowledged(self.phones[who]):
                    self.carry(who, packet)
        one, other = self.phones.values()
        assert one.chat.key == other.chat.key
        for who, mine in self.phones.items():
            assert mine.keys == (mine.chat.key,)
            assert isinstance(mine.stage, Idle)
            assert mine.exponent is None
            assert not mine.early
            assert not mine.due
            assert mine.chat.received == self.phones[who.peer].chat.sent
            missed = [words for words in self.sent[who.peer] if words not in self.got[who]]
            assert set(missed) <= self.deleted

    @invariant()
    def what_arrives_is_what_was_sent_in_order(self):
        for who in Author:
            sent = self.sent[who.peer]
            places = [sent.index(words) for words in self.got[who]]
            assert places == sorted(set(places))
            skipped = set(range(max(places, default=-1))) - set(places)
            assert {sent[place] for place in skipped} <= self.deleted

    @invariant()
    def no_key_lies_on_a_disk_that_the_phone_does_not_say_it_holds(self):
        for one in self.phones.values():
            data = phone_bytes.to_bytes(one)
            held = [key.reveal() for key in one.keys]
            assert [key for key in self.keys if key in data] == [k for k in self.keys if k in held]

    def teardown(self):
        self.heal()
        assert [phone_bytes.to_bytes(one) for one, _ in self.states] == [b for _, b in self.states]


def test_whatever_the_relay_does_words_come_in_order_and_old_keys_go(couple):
    rules = settings(max_examples=25, stateful_step_count=30)
    run_state_machine_as_test(lambda: Relay(couple), settings=rules)


@given(st.data())
@settings(max_examples=30)
def test_a_disk_that_was_cut_or_lengthened_is_not_read(couple, data):
    both = couple()
    step = phone.renew(both.phones[Author.CREATOR], now=NOW, rng=both.rng)
    whole = phone_bytes.to_bytes(step.phone)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    for wrong in (cut, whole + b"\0", b"x" + whole[1:]):
        with pytest.raises(WireError):
            phone_bytes.from_bytes(wrong)


def test_what_no_disk_holds_is_refused_with_its_name(couple):
    whole = phone_bytes.to_bytes(couple().phones[Author.CREATOR])
    for name, at in (("key from a lesson", 16), ("me", 16 + 4 + 256)):
        wrong = whole[:at] + b"\x05" + whole[at + 1 :]
        with pytest.raises(WireError) as caught:
            phone_bytes.from_bytes(wrong)
        assert caught.value.field == name


def test_a_key_of_a_lesson_stays_marked_on_the_disk():
    for marked in (False, True):
        key = SecretChatKey(bytes(255) + b"\1", from_lesson=marked)
        one = phone.begin(secret.SecretChat(key, Author.CREATOR), now=NOW)
        assert phone_bytes.from_bytes(phone_bytes.to_bytes(one)).chat.key.from_lesson == marked
