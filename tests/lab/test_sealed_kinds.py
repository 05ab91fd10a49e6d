"""Textbook messages and shares: who is named can do it with real keys, who is not cannot."""

import hmac
from dataclasses import replace
from itertools import combinations

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import BadShare, NotEnoughShares
from cryptokit.keys import SecretScalar
from cryptokit.lab.sealed import (
    makers,
    opened,
    readers,
    robbed_together,
)
from cryptokit.lab.sealed_kinds import (
    Talk,
    aead,
    checked_share,
    counter_mode,
    mac,
    plaintext,
    share,
    signed,
)
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.agreement import value_at

RNG = lesson("guarantee")


def alone(sets):
    return {next(iter(one)) for one in sets if len(one) == 1}


# Textbook messages, with real ciphers. A kind is: seal, read, and what its reader accepts.

KEYS = {f"key {n}": lesson(f"key {n}")(32) for n in range(8)}
PRIVATE = Ed25519PrivateKey.from_private_bytes(lesson("signer")(32))
STRANGE = lesson("a stranger's")(32)
NONCE = bytes(12)


def words(number):
    return f"message {number}".encode()


def ctr(key, data):
    return Cipher(AES(key), CTR(bytes(16))).encryptor().update(data)


def tag(key, data):
    return hmac.digest(key, data, "sha256")


def unlocked(key, packet):
    try:
        return AESGCM(key).decrypt(NONCE, packet, None)
    except InvalidTag:
        return None


def checked(packet):
    try:
        PRIVATE.public_key().verify(packet[:64], packet[64:])
    except InvalidSignature:
        return None
    return packet[64:]


def checked_mac(key, packet):
    return packet[32:] if hmac.compare_digest(tag(key, packet[32:]), packet[:32]) else None


def sign(key, data):
    signer = PRIVATE if key == "the signing key" else Ed25519PrivateKey.from_private_bytes(key)
    return signer.sign(data) + data


# Each kind: how a key makes a packet, how a thief without or with a key reads one, and what its
# reader makes of a packet (None: refused).
KINDS = {
    plaintext: (lambda _, data: data, lambda _, packet: packet, lambda _, packet: packet),
    counter_mode: (ctr, ctr, ctr),
    mac: (
        lambda key, data: tag(key, data) + data,
        lambda _, packet: packet[32:],
        checked_mac,
    ),
    aead: (lambda key, data: AESGCM(key).encrypt(NONCE, data, None), unlocked, unlocked),
    signed: (sign, lambda _, packet: packet[64:], lambda _, packet: checked(packet)),
}
talks = st.builds(
    Talk, messages=st.integers(1, 7), deleted_after=st.one_of(st.none(), st.integers(1, 3))
)


def real_keys(facts):
    """Give the keys that stand for facts; who has none tries one that a stranger made up."""
    found = [KEYS[fact] for fact in facts if fact in KEYS]
    return [*found, *(["the signing key"] if "the signing key" in facts else []), STRANGE]


def usable(kind, keys):
    return [key for key in keys if kind is signed or key != "the signing key"]


def true_key(kind, talk, number):
    return "the signing key" if kind is signed else KEYS[talk.key(number)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=15)
@given(talk=talks, data=st.data())
def test_who_reads_and_who_made_is_what_real_keys_can_do(kind, talk, data):
    number = data.draw(st.integers(0, talk.messages - 1))
    sealed = kind(talk, number)
    seal, read, accept = KINDS[kind]
    key = true_key(kind, talk, number)
    packet = seal(key, words(number))
    assert accept(key, packet) == words(number)
    trip = sealed.trip
    can_read, can_make = {talk.by}, set()
    for party in sealed.parties:
        facts = frozenset().union(*(at[party] for at in sealed.held[trip.sent : trip.read + 2]))
        for one in usable(kind, real_keys(facts)):
            if read(one if one != "the signing key" else STRANGE, packet) == words(number):
                can_read.add(party)
            if accept(key, seal(one, b"another text")) is not None:
                can_make.add(party)
    assert alone(readers(sealed)) == can_read
    assert alone(makers(sealed)) == can_make


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=15)
@given(talk=talks, data=st.data())
def test_a_theft_opens_what_the_stolen_keys_decrypt(kind, talk, data):
    sealed = kind(talk, data.draw(st.integers(0, talk.messages - 1)))
    t = data.draw(st.integers(0, len(sealed.held) - 1))
    seal, read, _ = KINDS[kind]
    packets = [seal(true_key(kind, talk, n), words(n)) for n in range(talk.messages)]
    for party in sealed.parties:
        keys = [key for key in real_keys(sealed.held[t][party]) if key != "the signing key"]
        found = {
            n for n, packet in enumerate(packets) for key in keys if read(key, packet) == words(n)
        }
        assert opened(sealed, [party], t) == found


def test_a_bit_flipped_in_counter_mode_is_another_message_that_passes():
    packet = ctr(KEYS["key 0"], b"pay 1")
    changed = packet[:-1] + bytes([packet[-1] ^ ord("1") ^ ord("9")])
    assert ctr(KEYS["key 0"], changed) == b"pay 9"
    assert "the relay" in alone(makers(counter_mode()))


# Shares

plans = st.integers(2, 4).flatmap(lambda n: st.tuples(st.integers(2, n), st.just(n)))


@settings(max_examples=20)
@given(plans)
def test_k_shares_open_the_key_and_fewer_do_not(plan):
    threshold, count = plan
    holders = [f"H{x}" for x in range(1, count + 1)]
    key = SecretScalar.of(42)
    dealt = feldman.deal(key, threshold=threshold, shares=count, rng=RNG)
    by_name = dict(zip(holders, dealt.shares, strict=True))
    sealed = share(holders, threshold)
    for size in range(1, count + 1):
        for some in combinations(holders, size):
            try:
                joined = feldman.join([by_name[one] for one in some], dealt.commitments) == key
            except NotEnoughShares:
                joined = False
            assert (0 in opened(sealed, some, 1)) == joined
            assert any(one <= {*some} for one in readers(sealed)) == joined
    assert {len(one) for one in robbed_together(sealed, 1)} == {threshold}
    assert 0 not in opened(sealed, ["the dealer"], 1)


@settings(max_examples=20)
@given(plans)
def test_a_share_under_commitments_is_made_by_who_knows_the_polynomial_or_has_it(plan):
    threshold, count = plan
    holders = [f"H{x}" for x in range(1, count + 1)]
    dealt = feldman.deal(SecretScalar.of(7), threshold=threshold, shares=count, rng=RNG)
    first = dealt.shares[0]
    sealed = checked_share(holders, threshold)
    sets = makers(sealed)
    assert any(one == {"the dealer"} for one in sets)
    assert not any(one <= {"the wiretap"} for one in sets)
    for size in range(1, count + 1):
        for some in combinations(holders, size):
            own = [dealt.shares[holders.index(one)] for one in some]
            value = value_at(own[:threshold], x=first.x) if size >= threshold else None
            forged = own[0] if own[0].x == first.x else claimed(first, value)
            expected = any(one <= {*some} for one in sets)
            assert passes(forged, dealt.commitments) == expected


def claimed(like, value):
    """A share at the place of another: of this value, or of one that is guessed."""
    return replace(like, value=SecretScalar.of(12345) if value is None else value)


def passes(forged, commitments):
    try:
        feldman.check(forged, commitments)
    except BadShare:
        return False
    return True


def test_a_share_that_nobody_checks_may_come_from_anybody():
    sealed = share(["Dan", "Eve", "Fay"], 2)
    assert alone(makers(sealed)) == set(sealed.parties)
