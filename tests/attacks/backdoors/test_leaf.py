"""Escrow chips: what a check of 16 bits costs, whom a LEAF tells of, and what a longer one repairs."""

from dataclasses import replace
from statistics import mean

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.attacks.backdoors import fed_back_leaf, forged_leaf, price
from cryptokit.attacks.backdoors.clipper import Packet, chips
from cryptokit.attacks.backdoors.forged_leaf import WORDS, forge
from cryptokit.attacks.backdoors.leaf import (
    BLOCK,
    LONG,
    SHORT,
    Session,
    SessionKey,
)
from cryptokit.errors import Untrusted
from cryptokit.rng import lesson

CHECKS = pytest.mark.parametrize("check", [SHORT, LONG], ids=["short", "long"])


def talking(check, seed="talk"):
    rng = lesson(seed)
    escrow, (alice, bob) = chips(check, 2, rng)
    key = SessionKey.draw(rng)
    return escrow, alice, bob, key, alice.send(key, WORDS, rng)


def session_of(key, packet):
    return Session(key, packet.iv, packet.body)


def test_a_leaf_is_one_block_of_unit_key_and_check():
    escrow, alice, _, key, packet = talking(SHORT)
    one_block = Cipher(algorithms.AES(escrow.family.reveal()), modes.CBC(bytes(BLOCK)))
    inside = one_block.decryptor().update(packet.leaf)
    assert (len(packet.leaf), 4 + len(key) + 2) == (16, 16)
    assert inside[:4] == alice.unit == escrow.unit_of(packet.leaf)
    assert key.reveal() not in inside


@CHECKS
@given(words=st.binary(min_size=1, max_size=5), seed=st.integers(0, 2**32))
def test_the_lawful_chip_and_the_police_read_whatever_is_said(check, words, seed):
    rng = lesson(str(seed))
    escrow, (alice, bob) = chips(check, 2, rng)
    key = SessionKey.draw(rng)
    packet = alice.send(key, words * 16, rng)
    assert bob.receive(packet, key) == escrow.tap(packet) == words * 16


@CHECKS
def test_the_one_escrow_reads_everybody(check):
    rng = lesson("everybody")
    escrow, sold = chips(check, 20, rng)
    packets = [chip.send(SessionKey.draw(rng), WORDS, rng) for chip in sold]
    assert [escrow.tap(one) for one in packets] == [WORDS] * 20
    assert [escrow.unit_of(one.leaf) for one in packets] == [chip.unit for chip in sold]


def test_the_family_key_alone_tells_who_speaks_and_no_words():
    rng = lesson("family")
    escrow, sold = chips(SHORT, 3, rng)
    packet = sold[1].send(SessionKey.draw(rng), WORDS, rng)
    robbed = replace(escrow, units={})
    assert robbed.unit_of(packet.leaf) == sold[1].unit
    assert robbed.tap(packet) is None


@CHECKS
@pytest.mark.parametrize("size", [0, 1, 15, 31, 48])
def test_a_leaf_of_another_length_is_refused(check, size):
    _, _, bob, key, packet = talking(check)
    with pytest.raises(Untrusted) as caught:
        bob.receive(replace(packet, leaf=bytes(size)), key)
    assert caught.value.field == "leaf"


@CHECKS
def test_a_leaf_of_another_session_is_refused(check):
    _, alice, bob, key, packet = talking(check)
    other = alice.send(SessionKey.draw(lesson("other")), WORDS, lesson("iv"))
    for wrong in (replace(packet, leaf=other.leaf), replace(packet, iv=other.iv)):
        with pytest.raises(Untrusted):
            bob.receive(wrong, key)


@given(st.integers(0, 255), st.integers(1, 255))
def test_no_bit_of_a_long_leaf_or_of_its_words_can_be_changed(place, change):
    _, _, bob, key, packet = talking(LONG)
    for field in ("leaf", "body", "iv"):
        data = bytearray(getattr(packet, field))
        data[place % len(data)] ^= change
        with pytest.raises(Untrusted):
            bob.receive(replace(packet, **{field: bytes(data)}), key)


def test_the_words_of_a_short_leaf_can_be_changed():
    _, _, bob, key, packet = talking(SHORT)
    assert bob.receive(replace(packet, body=packet.body[:BLOCK]), key) == WORDS[:BLOCK]


@CHECKS
def test_the_first_leaf_that_fits_is_found_in_a_stack(check):
    _, alice, _, key, packet = talking(check)
    wrong, session = bytes(check.size), session_of(key, packet)
    assert alice.first_taken(wrong * 3 + packet.leaf + wrong + packet.leaf, session) == 3
    assert alice.first_taken(wrong * 3, session) is None


def test_one_random_leaf_in_65536_fits():
    _, alice, _, key, packet = talking(SHORT)
    leafs = lesson("many")(16 << 20)
    fits = SHORT.fit(alice.family, leafs, session_of(key, packet))
    assert np.count_nonzero(fits) == pytest.approx(16, abs=12)  # three standard errors


def test_a_forged_leaf_takes_65536_trials_in_the_mean():
    assert price("forged_leaf").expected == 65_536

    def trials(seed):
        _, alice, _, key, packet = talking(SHORT, f"trials {seed}")
        leaf, tries = forge(alice, session_of(key, packet), 10**7, lesson(f"luck {seed}"))
        assert leaf is not None
        return tries

    assert mean(map(trials, range(30))) == pytest.approx(65_536, rel=0.55)  # three standard errors


def test_a_forged_leaf_is_counted_to_the_last_trial():
    _, alice, _, key, packet = talking(SHORT)
    session = session_of(key, packet)
    leaf, tries = forge(alice, session, 10**7, lesson("count"))
    assert forge(alice, session, tries, lesson("count")) == (leaf, tries)
    assert forge(alice, session, tries - 1, lesson("count")) == (None, tries - 1)
    assert alice.first_taken(leaf, session) == 0
    assert forge(alice, session, 4097, lambda size: bytes(size - 1) + b"\1") == (None, 4097)


def test_a_forged_leaf_names_no_unit_that_was_sold():
    escrow, alice, bob, key, packet = talking(SHORT)
    leaf, _ = forge(alice, session_of(key, packet), 10**7, lesson("forge"))
    forged = replace(packet, leaf=leaf)
    assert bob.receive(forged, key) == WORDS
    assert escrow.unit_of(leaf) not in escrow.units
    assert escrow.tap(forged) is None


def test_a_real_tag_does_not_help_a_random_leaf():
    _, alice, _, key, packet = talking(LONG)
    tag, luck = packet.leaf[BLOCK:], lesson("tag")(BLOCK << 16)
    leafs = b"".join(luck[i : i + BLOCK] + tag for i in range(0, len(luck), BLOCK))
    assert alice.first_taken(leafs, session_of(key, packet)) is None


def test_a_fed_back_leaf_spoils_the_first_block_alone():
    _, alice, bob, key, _ = talking(SHORT)
    rng = lesson("feed")
    body = alice.send(key, b"first block here" + WORDS, rng).body
    own = bob.send(key, b"anything at all.", rng)
    heard = bob.receive(Packet(own.iv, own.leaf, body), key)
    assert heard[:BLOCK] != b"first block here"
    assert heard[BLOCK:] == WORDS


def test_the_police_open_the_old_leaf_and_read_noise():
    escrow, alice, _, _, packet = talking(SHORT)
    later = alice.send(SessionKey.draw(lesson("later")), WORDS, lesson("iv"))
    assert WORDS not in escrow.tap(replace(packet, body=later.body))
    assert escrow.tap(packet) == WORDS
    assert fed_back_leaf.ATTACK.budget == 1


def test_the_attacks_of_1994_are_at_their_real_size():
    assert "real size" in forged_leaf.ATTACK.scale
    assert "real size" in fed_back_leaf.ATTACK.scale
