"""The ratchet as shipped: what is kept of five chains, the limits to the exact message."""

import dataclasses

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, OutOfStep, Replayed, TooFarAhead
from cryptokit.rng import lesson
from cryptokit.signal import chains, kept, messages, peers, shipped, state_bytes
from cryptokit.signal.curve import KeyPair, PublicKey


def ratchets():
    bob = KeyPair.draw(lesson("Bob"))
    start = chains.RootKey(bytes(32)), chains.ChainKey(bytes(range(32)))
    return shipped.begin(*start, bob.public, rng=lesson("Alice")), shipped.answer(*start, bob)


def at(state, counter):
    """Give the header of a message far ahead, without sending the ones before."""
    return messages.Header(state.own.public, counter, 0)


def test_the_limits_are_those_of_the_apps():
    limits = (shipped.MAX_FORWARD_JUMPS, shipped.MAX_MESSAGE_KEYS, shipped.MAX_RECEIVER_CHAINS)
    assert limits == (25_000, 2_000, 5)
    assert (peers.ARCHIVED_LIMIT, peers.MAX_UNACKNOWLEDGED_AGE) == (40, 30 * 24 * 3600)


def test_the_jump_limit_is_exact():
    alice, bob = ratchets()
    bob, _ = shipped.receive(bob, at(alice, 0), rng=lesson("turn"))
    reached, seed = shipped.receive(bob, at(alice, 1 + shipped.MAX_FORWARD_JUMPS))
    with pytest.raises(TooFarAhead) as caught:
        shipped.receive(bob, at(alice, 2 + shipped.MAX_FORWARD_JUMPS))
    assert (caught.value.seen, caught.value.expected) == (25_002, 1)
    held = reached.chains[-1].kept
    assert len(held) == shipped.MAX_MESSAGE_KEYS
    assert held.numbers == tuple(range(25_001 - 2_000, 25_001))
    assert len(state_bytes.to_bytes(reached)) < 80_000
    assert seed != held.seeds[-1]


def counted(monkeypatch):
    """Count the turns of chains from here on; each is one HMAC or two under one key."""
    turns = []
    for module, name in ((kept, "skip"), (kept, "turn"), (shipped, "turn")):
        one = getattr(module, name)
        monkeypatch.setattr(module, name, lambda key, one=one: turns.append(one) or one(key))
    return turns


@pytest.mark.parametrize("missing", [0, 1, 2_500, shipped.MAX_FORWARD_JUMPS])
def test_a_jump_costs_one_turn_a_message_and_seeds_only_for_those_kept(monkeypatch, missing):
    alice, bob = ratchets()
    turns = counted(monkeypatch)
    shipped.receive(bob, at(alice, missing), rng=lesson("turn"))
    assert len(turns) == missing + 1
    assert turns.count(chains.turn) == 1 + min(missing, shipped.MAX_MESSAGE_KEYS)


@pytest.mark.parametrize("ahead", [25_001, 100_000, shipped.COUNTER_LIMIT - 1])
def test_a_jump_too_far_costs_no_turn_at_all(monkeypatch, ahead):
    alice, bob = ratchets()
    turns = counted(monkeypatch)
    with pytest.raises(TooFarAhead):
        shipped.receive(bob, at(alice, ahead), rng=lesson("turn"))
    assert turns == []


def test_a_peer_who_leaves_gaps_in_chain_after_chain_fills_five_and_no_more():
    _, bob = ratchets()
    for number in range(shipped.MAX_RECEIVER_CHAINS + 2):
        key = KeyPair.draw(lesson(f"ratchet {number}")).public
        gap = messages.Header(key, shipped.MAX_MESSAGE_KEYS + 9)
        bob, _ = shipped.receive(bob, gap, rng=lesson("turn"))
    assert [len(one.kept) for one in bob.chains] == [2_000] * 5
    assert len(state_bytes.to_bytes(bob)) < 400_000


def test_a_seed_that_was_dropped_is_reported_as_a_copy():
    alice, bob = ratchets()
    bob, _ = shipped.receive(bob, at(alice, shipped.MAX_MESSAGE_KEYS + 1), rng=lesson("turn"))
    with pytest.raises(Replayed):
        shipped.receive(bob, at(alice, 0))
    shipped.receive(bob, at(alice, 1))


def test_two_gaps_of_one_chain_share_its_limit():
    alice, bob = ratchets()
    for counter in (1_500, 3_001):
        bob, _ = shipped.receive(bob, at(alice, counter), rng=lesson("turn"))
    held = bob.chains[-1].kept.numbers
    assert len(held) == shipped.MAX_MESSAGE_KEYS
    assert held == (*range(1_000, 1_500), *range(1_501, 3_001))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=8, unique=True))
def test_skipping_makes_the_same_seeds_as_taking_one_after_the_other(order):
    alice, bob = ratchets()
    seeds = {}
    for number in range(61):
        alice, header, seed = shipped.send(alice)
        assert header.counter == number
        seeds[number] = seed
    for number in order:
        bob, seed = shipped.receive(bob, at(alice, number), rng=lesson("turn"))
        assert seed == seeds[number]


def test_a_ratchet_key_of_small_order_opens_nothing():
    _, bob = ratchets()
    with pytest.raises(CannotOpen):
        shipped.receive(bob, messages.Header(PublicKey(bytes(32)), 0, 0))


def test_the_length_that_is_told_of_the_chain_before_is_not_used():
    alice, bob = ratchets()
    lie = messages.Header(alice.own.public, 0, 4_000_000_000)
    assert shipped.receive(bob, lie, rng=lesson("turn"))[1] == shipped.send(alice)[2]


def test_a_chain_ends_where_its_counter_does():
    alice, _ = ratchets()
    last = dataclasses.replace(alice, sent=shipped.COUNTER_LIMIT - 1)
    ended, header, _ = shipped.send(last)
    assert header.counter == 2**32 - 1
    with pytest.raises(OutOfStep):
        shipped.send(ended)
    assert state_bytes.from_bytes(state_bytes.to_bytes(ended), type(ended)) == ended


@pytest.mark.parametrize("end", [b"\0", b"\x11", b"\x03\x03", b"\x02\x01\x02\x03"])
def test_a_wrong_padding_by_who_has_the_keys_opens_nothing(end):
    keys = chains.message_keys(chains.MessageSeed(bytes(32)))
    raw = keys.reveal()
    padded = bytes([0xAA]) * (16 - len(end)) + end
    cipher = Cipher(AES(raw[:32]), CBC(raw[64:])).encryptor()
    with pytest.raises(CannotOpen):
        chains.decrypt(keys, cipher.update(padded))


@pytest.mark.parametrize("ciphertext", [b"", bytes(15), bytes(17)])
def test_what_is_no_whole_number_of_blocks_opens_nothing(ciphertext):
    with pytest.raises(CannotOpen):
        chains.decrypt(chains.message_keys(chains.MessageSeed(bytes(32))), ciphertext)
