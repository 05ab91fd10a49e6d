"""Sender keys: official bytes, a network that loses and repeats, limits, and no healing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cryptokit.errors import (
    CannotOpen,
    OutOfStep,
    Replayed,
    TooFarAhead,
    Untrusted,
    WireError,
)
from cryptokit.keys import CurvePrivate
from cryptokit.rng import lesson
from cryptokit.signal import chains, sender_key_bytes, sender_keys, xeddsa
from cryptokit.signal.chains import ChainKey
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.group_messages import Distribution, GroupMessage, signed_part
from cryptokit.signal.sender_keys import LAST_ITERATION, SenderChain, SenderKeys
from cryptokit.wire import Cursor

B = bytes.fromhex
V = json.loads((Path(__file__).parents[1] / "vectors" / "sender-keys.json").read_text("utf-8"))
GROUP = bytes(range(16))


def own(seed="ana", group=GROUP):
    return sender_keys.begin(group, rng=lesson(seed))


def couple(seed="ana"):
    mine = own(seed)
    return mine, sender_keys.accept(None, sender_keys.hand_out(mine))


def said(keys, *texts):
    packets = []
    for text in texts:
        keys, packet = sender_keys.encrypt(keys, text, rng=lesson(text))
        packets.append(packet)
    return keys, packets


def official_sender():
    signing = KeyPair.from_private(CurvePrivate(B(V["signing_private"])))
    chain = SenderChain(
        V["chain_id"], V["iteration"], ChainKey(B(V["chain_key"])), signing.public, signing=signing
    )
    return SenderKeys(B(V["distribution_id"].replace("-", "")), (chain,))


def test_the_official_distribution_message_both_ways():
    read = Distribution.from_bytes(B(V["skdm"]))
    assert (read.chain_id, read.iteration) == (V["chain_id"], V["iteration"])
    assert read.key.reveal() == B(V["chain_key"])
    assert read.to_bytes() == B(V["skdm"])
    assert sender_keys.hand_out(official_sender()) == B(V["skdm"])


def test_the_official_messages_open_one_by_one_under_the_official_keys():
    keys = sender_keys.accept(None, B(V["skdm"]))
    for v in V["messages"]:
        _, seed = chains.turn(keys.chains[0].key)
        message_keys = sender_keys.message_keys(seed).reveal()
        assert message_keys == B(v["cipher_key"]) + bytes(32) + B(v["iv"])
        keys, text = sender_keys.decrypt(keys, B(v["message"]))
        assert text == B(v["plaintext"])
        assert GroupMessage.from_bytes(B(v["message"])).iteration == v["iteration"]


def test_the_official_messages_are_built_again_up_to_their_signature():
    # The nonce of a signature is not in the file: ours differs and passes the same check.
    keys = official_sender()
    for v in V["messages"]:
        keys, packet = sender_keys.encrypt(keys, B(v["plaintext"]), rng=lesson("nonce"))
        assert packet[:-64] == B(v["message"])[:-64]
        signer = keys.chains[0].signer
        for signature in (packet[-64:], B(v["message"])[-64:]):
            assert xeddsa.verify_shipped(signer, packet[:-64], signature)
    after = V["skdm_after_6"]
    assert sender_keys.hand_out(keys) == B(after["bytes"])
    assert keys.chains[0].iteration == after["iteration"]
    assert keys.chains[0].key.reveal() == B(after["chain_key"])


def test_the_official_replay_is_refused_as_a_duplicate():
    keys = sender_keys.accept(None, B(V["skdm"]))
    first = B(V["messages"][0]["message"])
    keys, _ = sender_keys.decrypt(keys, first)
    with pytest.raises(Replayed) as caught:
        sender_keys.decrypt(keys, first)
    assert (caught.value.seen, caught.value.expected) == (0, 1)


def test_who_joins_late_reads_from_there_on_and_nothing_before():
    keys = sender_keys.accept(None, B(V["skdm_after_6"]["bytes"]))
    for v in V["messages"]:
        with pytest.raises(Replayed):
            sender_keys.decrypt(keys, B(v["message"]))


class Group(RuleBasedStateMachine):
    """A sender, a member, and a network that drops, repeats, reorders and forges."""

    def __init__(self):
        super().__init__()
        self.mine, self.theirs = couple()
        self.sent, self.read = [], set()

    @rule(text=st.binary(max_size=20))
    def send(self, text):
        self.mine, packet = sender_keys.encrypt(self.mine, text, rng=lesson("nonce"))
        self.sent.append((text, packet))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def deliver(self, data):
        at = data.draw(st.integers(0, len(self.sent) - 1))
        text, packet = self.sent[at]
        if at in self.read:
            with pytest.raises(Replayed):
                sender_keys.decrypt(self.theirs, packet)
            return
        self.theirs, got = sender_keys.decrypt(self.theirs, packet)
        assert got == text
        self.read.add(at)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def forge(self, data):
        _, packet = data.draw(st.sampled_from(self.sent))
        at = data.draw(st.integers(0, len(packet) - 1))
        forged = bytearray(packet)
        forged[at] ^= 1 << data.draw(st.integers(0, 7))
        before = sender_key_bytes.to_bytes(self.theirs)
        with pytest.raises((CannotOpen, Untrusted, WireError)):
            sender_keys.decrypt(self.theirs, bytes(forged))
        assert sender_key_bytes.to_bytes(self.theirs) == before

    @rule()
    def restart_both_phones(self):
        for name in ("mine", "theirs"):
            data = sender_key_bytes.to_bytes(getattr(self, name))
            restored = sender_key_bytes.from_bytes(data)
            assert restored == getattr(self, name)
            assert sender_key_bytes.to_bytes(restored) == data
            setattr(self, name, restored)

    @rule()
    def hand_the_same_chain_out_again(self):
        assert sender_keys.accept(self.theirs, sender_keys.hand_out(self.mine)) == self.theirs

    @invariant()
    def only_what_is_missing_is_kept(self):
        (chain,) = self.theirs.chains
        missing = set(range(chain.iteration)) - self.read
        assert set(chain.kept.numbers) == missing


Group.TestCase.settings = settings(max_examples=30, stateful_step_count=25)
TestGroup = Group.TestCase


@settings(max_examples=30)
@given(st.permutations(range(6)))
def test_messages_in_any_order_open_once_each(order):
    mine, theirs = couple()
    mine, packets = said(mine, *[bytes([n]) for n in range(6)])
    for n in order:
        theirs, text = sender_keys.decrypt(theirs, packets[n])
        assert text == bytes([n])
    for packet in packets:
        with pytest.raises(Replayed):
            sender_keys.decrypt(theirs, packet)
    assert not len(theirs.chains[0].kept)


def test_every_bit_of_a_message_counts_and_the_version_of_the_writer_too():
    mine, theirs = couple()
    _, (packet,) = said(mine, b"hi")
    for at in range(len(packet)):
        for bit in range(8):
            forged = packet[:at] + bytes([packet[at] ^ 1 << bit]) + packet[at + 1 :]
            with pytest.raises((CannotOpen, Untrusted, WireError)):
                sender_keys.decrypt(theirs, forged)
    for end in range(len(packet)):
        with pytest.raises((CannotOpen, Untrusted, WireError)):
            sender_keys.decrypt(theirs, packet[:end])
    assert sender_keys.decrypt(theirs, packet)[1] == b"hi"


def test_a_signed_message_of_broken_padding_does_not_open():
    mine, theirs = couple()
    chain = mine.chains[0]
    for ciphertext in (b"", bytes(15), bytes(16), bytes(32)):
        signed = signed_part(GROUP, chain.chain_id, 0, ciphertext)
        packet = signed + xeddsa.sign_shipped(chain.signing, signed)
        with pytest.raises(CannotOpen):
            sender_keys.decrypt(theirs, packet)


def test_a_member_cannot_speak_for_the_sender():
    _, theirs = couple()
    with pytest.raises(ValueError, match="only the sender"):
        sender_keys.encrypt(theirs, b"hi")
    other = KeyPair.draw(lesson("member"))
    posing = replace(theirs, chains=(replace(theirs.chains[0], signing=other),))
    _, packet = sender_keys.encrypt(posing, b"hi")
    with pytest.raises(CannotOpen):
        sender_keys.decrypt(theirs, packet)


def test_a_jump_of_25000_is_read_and_one_more_is_not():
    assert sender_keys.JUMP_LIMIT == 25_000
    mine, theirs = couple()
    _, (just, beyond) = said(_moved(mine, 25_000), b"just", b"beyond")
    with pytest.raises(TooFarAhead) as caught:
        sender_keys.decrypt(theirs, beyond)
    assert (caught.value.seen, caught.value.expected) == (25_001, 0)
    theirs, text = sender_keys.decrypt(theirs, just)
    assert text == b"just"
    kept = theirs.chains[0].kept
    assert kept.numbers == tuple(range(23_000, 25_000))
    assert sender_keys.decrypt(theirs, beyond)[1] == b"beyond"
    assert len(sender_key_bytes.to_bytes(theirs)) < 100_000


def _moved(keys, count):
    """Turn a chain without making messages."""
    chain = keys.chains[0]
    key = chain.key
    for _ in range(count):
        key = chains.skip(key)
    return replace(keys, chains=(replace(chain, key=key, iteration=chain.iteration + count),))


def test_the_oldest_of_more_than_2000_missing_messages_is_lost_for_good():
    assert sender_keys.KEPT_LIMIT == 2_000
    mine, theirs = couple()
    mine, (first, second) = said(mine, b"first", b"second")
    _, (late,) = said(_moved(mine, 1_999), b"late")
    theirs, text = sender_keys.decrypt(theirs, late)
    assert text == b"late"
    with pytest.raises(Replayed):
        sender_keys.decrypt(theirs, first)
    theirs, text = sender_keys.decrypt(theirs, second)
    assert text == b"second"
    assert len(theirs.chains[0].kept) == 1_999


def test_five_chains_are_held_and_the_oldest_is_forgotten():
    theirs, packets, senders = None, [], [own(f"chain {n}") for n in range(6)]
    for n, mine in enumerate(senders):
        theirs = sender_keys.accept(theirs, sender_keys.hand_out(mine))
        packets.append(said(mine, bytes([n]))[1][0])
    assert len(theirs.chains) == sender_keys.CHAIN_LIMIT == 5
    with pytest.raises(Untrusted) as caught:
        sender_keys.decrypt(theirs, packets[0])
    assert caught.value.field == "chain_id"
    for n in range(1, 6):
        theirs, text = sender_keys.decrypt(theirs, packets[n])
        assert text == bytes([n])


def test_a_chain_handed_out_again_becomes_the_newest_and_is_not_turned_back():
    senders = [own(f"chain {n}") for n in range(5)]
    theirs = None
    for mine in senders:
        theirs = sender_keys.accept(theirs, sender_keys.hand_out(mine))
    _, (packet,) = said(senders[0], b"hi")
    theirs, _ = sender_keys.decrypt(theirs, packet)
    theirs = sender_keys.accept(theirs, sender_keys.hand_out(senders[0]))
    assert theirs.chains[0].chain_id == senders[0].chains[0].chain_id
    with pytest.raises(Replayed):
        sender_keys.decrypt(theirs, packet)
    theirs = sender_keys.accept(theirs, sender_keys.hand_out(own("chain 5")))
    assert senders[1].chains[0].chain_id not in {chain.chain_id for chain in theirs.chains}


def test_a_chain_of_the_same_number_with_another_signer_takes_its_place():
    mine, theirs = couple()
    other = own("other")
    chain = replace(other.chains[0], chain_id=mine.chains[0].chain_id)
    theirs = sender_keys.accept(theirs, sender_keys.hand_out(replace(other, chains=(chain,))))
    assert [one.signer for one in theirs.chains] == [chain.signer]


def test_a_chain_of_another_group_is_refused_and_so_is_its_message():
    _, theirs = couple()
    elsewhere = own("ana", bytes(16))
    for attempt in (
        lambda: sender_keys.accept(theirs, sender_keys.hand_out(elsewhere)),
        lambda: sender_keys.decrypt(theirs, said(elsewhere, b"hi")[1][0]),
    ):
        with pytest.raises(Untrusted) as caught:
            attempt()
        assert caught.value.field == "distribution_id"


def test_a_chain_ends_where_its_number_does_not_fit_any_more():
    mine = own()
    last = replace(mine, chains=(replace(mine.chains[0], iteration=LAST_ITERATION - 1),))
    theirs = sender_keys.accept(None, sender_keys.hand_out(last))
    ended, (packet,) = said(last, b"the last")
    theirs, text = sender_keys.decrypt(theirs, packet)
    assert text == b"the last"
    assert sender_key_bytes.from_bytes(sender_key_bytes.to_bytes(theirs)) == theirs
    with pytest.raises(OutOfStep) as caught:
        sender_keys.encrypt(ended, b"one more")
    assert caught.value.field == "iteration"
    chain = ended.chains[0]
    signed = signed_part(GROUP, chain.chain_id, LAST_ITERATION, bytes(16))
    with pytest.raises(OutOfStep):
        sender_keys.decrypt(theirs, signed + xeddsa.sign_shipped(chain.signing, signed))


def test_a_seized_phone_opens_no_message_that_was_read():
    mine, theirs = couple()
    _, packets = said(mine, b"one", b"two", b"three")
    theirs, _ = sender_keys.decrypt(theirs, packets[0])
    theirs, _ = sender_keys.decrypt(theirs, packets[2])
    seized = sender_key_bytes.from_bytes(sender_key_bytes.to_bytes(theirs))
    with pytest.raises(Replayed):
        sender_keys.decrypt(seized, packets[0])
    assert sender_keys.decrypt(seized, packets[1])[1] == b"two"  # it waits, so it is open
    key = mine.chains[0].key
    data = sender_key_bytes.to_bytes(theirs)
    for number in range(3):
        key, seed = chains.turn(key)
        assert (seed.reveal() in data) == (number == 1)
    assert key.reveal() in data


def test_nothing_heals_until_the_sender_begins_anew():
    mine, theirs = couple()
    seized = sender_key_bytes.from_bytes(sender_key_bytes.to_bytes(theirs))
    mine, packets = said(mine, *[bytes([n]) for n in range(50)])
    assert sender_keys.decrypt(seized, packets[49])[1] == bytes([49])
    anew = own("ana, after somebody left")
    _, (packet,) = said(anew, b"among us")
    with pytest.raises(Untrusted):
        sender_keys.decrypt(seized, packet)
    theirs = sender_keys.accept(theirs, sender_keys.hand_out(anew))
    assert sender_keys.decrypt(theirs, packet)[1] == b"among us"


def test_a_seized_sender_signs_until_then():
    mine, theirs = couple()
    thief = sender_key_bytes.from_bytes(sender_key_bytes.to_bytes(mine))
    _, packet = sender_keys.encrypt(thief, b"it is me")
    assert sender_keys.decrypt(theirs, packet)[1] == b"it is me"


def test_a_chain_id_has_31_bits_and_a_group_id_16_bytes():
    for size in (0, 15, 17):
        with pytest.raises(ValueError, match="16 bytes"):
            sender_keys.begin(bytes(size))
    with pytest.raises(TypeError, match="not str"):
        sender_keys.begin("0123456789abcdef")
    top = sender_keys.begin(GROUP, rng=lambda size: b"\xff" * size)
    assert top.chains[0].chain_id == 2**31 - 1


@given(st.binary(max_size=200))
def test_noise_is_no_message_and_no_chain(data):
    for read in (Distribution.from_bytes, GroupMessage.from_bytes, sender_key_bytes.from_bytes):
        for start in (b"", b"\x33", sender_key_bytes.MARK):
            with pytest.raises(WireError):
                read(start + data)


def flipped(data, whole, start=0):
    wrong = bytearray(whole)
    at = data.draw(st.integers(start, len(wrong) - 1))
    wrong[at] ^= 1 << data.draw(st.integers(0, 7))
    return bytes(wrong)


def read_again(read, write, wrong):
    """Read damaged bytes and write what was read; None if they were refused by name."""
    try:
        return write(read(wrong))
    except WireError:
        return None


@given(st.data())
def test_a_damaged_disk_is_refused_or_says_what_stands_on_it(data):
    mine, theirs = couple()
    mine, packets = said(mine, b"one", b"two")
    theirs, _ = sender_keys.decrypt(theirs, packets[1])
    wrong = flipped(data, sender_key_bytes.to_bytes(data.draw(st.sampled_from([mine, theirs]))))
    got = read_again(sender_key_bytes.from_bytes, sender_key_bytes.to_bytes, wrong)
    assert got in {None, wrong}


@given(st.data())
def test_a_damaged_distribution_is_never_read_as_the_true_one(data):
    whole = sender_keys.hand_out(own())
    wrong = flipped(data, whole, start=1)  # half of byte 0 only says what the writer could speak
    assert read_again(Distribution.from_bytes, Distribution.to_bytes, wrong) != whole


class Reader:
    """What docs/formats.md says of the bytes on a disk, and nothing of the package."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        self.at += size
        assert self.at <= len(self.data)
        return self.data[self.at - size : self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "little")

    def secret(self):
        return self.number(1), self.take(32)

    def chain(self):
        head = self.number(5), self.number(5), self.secret(), self.take(32)
        kept = [(self.number(5), self.secret()) for _ in range(self.number(2))]
        return (*head, kept, self.secret() if self.number(1) else None)

    def all(self):
        assert self.take(16) == b"cryptokit group1"
        found = self.take(16), [self.chain() for _ in range(self.number(2))]
        assert self.at == len(self.data)
        return found


def test_a_disk_is_read_by_the_document_alone():
    mine, theirs = couple()
    mine, packets = said(mine, b"one", b"two")
    theirs, _ = sender_keys.decrypt(theirs, packets[1])
    theirs = sender_keys.accept(theirs, sender_keys.hand_out(own("second")))
    for keys in (mine, theirs):
        group, found = Reader(sender_key_bytes.to_bytes(keys)).all()
        assert group == GROUP
        assert found == [
            (
                chain.chain_id,
                chain.iteration,
                (chain.key.from_lesson, chain.key.reveal()),
                chain.signer.raw,
                [
                    (number, (seed.from_lesson, seed.reveal()))
                    for number, seed in zip(chain.kept.numbers, chain.kept.seeds, strict=True)
                ],
                chain.signing and (1, chain.signing.private().reveal()),
            )
            for chain in keys.chains
        ]


def test_a_cut_or_longer_disk_is_refused():
    mine, _ = couple()
    whole = sender_key_bytes.to_bytes(mine)
    for end in range(len(whole)):
        with pytest.raises(WireError):
            sender_key_bytes.from_bytes(whole[:end])
    with pytest.raises(WireError) as caught:
        sender_key_bytes.from_bytes(whole + b"\0")
    assert caught.value.field == "end"


def test_a_disk_holds_no_chain_that_could_not_have_come_about():
    mine, theirs = couple()
    mine, packets = said(mine, b"one", b"two")
    theirs, _ = sender_keys.decrypt(theirs, packets[1])
    (chain,) = theirs.chains
    for wrong in (
        (),
        (chain, chain),
        (replace(chain, iteration=0),),
        (replace(chain, iteration=LAST_ITERATION + 1),),
        (replace(chain, chain_id=LAST_ITERATION + 1),),
        (replace(chain, signing=KeyPair.draw(lesson("other"))),),
        (replace(chain, kept=replace(chain.kept, numbers=(2,))),),
    ):
        with pytest.raises(WireError) as caught:
            sender_key_bytes.from_bytes(sender_key_bytes.to_bytes(replace(theirs, chains=wrong)))
        assert caught.value.field in {"chains", "item", "chain_id"}


def test_the_secrets_of_a_disk_are_those_of_its_chains():
    mine, theirs = couple()
    mine, packets = said(mine, b"one", b"two")
    theirs, _ = sender_keys.decrypt(theirs, packets[1])
    (chain,) = theirs.chains
    found = sender_key_bytes.secrets_in(sender_key_bytes.to_bytes(theirs))
    assert found == (chain.key, *chain.kept.seeds)
    found = sender_key_bytes.secrets_in(sender_key_bytes.to_bytes(mine))
    assert found == (mine.chains[0].key, mine.chains[0].signing.private())
    assert all(secret.from_lesson for secret in found)


def test_reading_leaves_spans_that_tile_the_message():
    _, (packet,) = said(own(), b"hi")
    cursor = Cursor(packet)
    assert GroupMessage.read(cursor, packet).to_bytes() == packet
    leaves = list(cursor.tree("message").leaves())
    assert [leaf.start for leaf in leaves] == [0, *[leaf.end for leaf in leaves[:-1]]]
    assert leaves[-1].end == len(packet)
    assert (leaves[0].name, leaves[-1].name) == ("version", "signature")


def test_another_version_or_odd_sizes_are_refused_with_their_field():
    whole = sender_keys.hand_out(own())
    came = Distribution.from_bytes(whole)
    for wrong, field in (
        (b"\x23" + whole[1:], "version"),
        (b"\x43" + whole[1:], "version"),
        (replace(came, distribution_id=bytes(15)).to_bytes(), "distribution id"),
        (whole.replace(came.signer.wire, b"\x06" + came.signer.raw), "signer"),
        (b"\x33", "distribution id"),
    ):
        with pytest.raises(WireError) as caught:
            Distribution.from_bytes(wrong)
        assert caught.value.field == field
    for wrong, field in (
        (b"", "version"),
        (b"\x33", "signature"),
        (b"\x33" + bytes(63), "signature"),
    ):
        with pytest.raises(WireError) as caught:
            GroupMessage.from_bytes(wrong)
        assert caught.value.field == field


def test_nothing_shows_a_key():
    mine, theirs = couple()
    shown = repr((mine, theirs, Distribution.from_bytes(sender_keys.hand_out(mine))))
    for secret in sender_key_bytes.secrets_in(sender_key_bytes.to_bytes(mine)):
        assert secret.reveal().hex() not in shown
