"""X3DH: both sides agree, with another library too, and only while the keys are there."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
import x3dh as oracle
from hypothesis import given, settings
from hypothesis import strategies as st
from x3dh.identity_key_pair import IdentityKeyPairPriv

from cryptokit.errors import Untrusted
from cryptokit.keys import CurvePrivate
from cryptokit.rng import lesson
from cryptokit.signal import prekeys, x3dh, xeddsa
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.directory import Directory, fetch, publish
from cryptokit.signal.prekeys import Bundle, PhoneKeys, Prekey, PublicPrekey, SignedPrekey
from cryptokit.signal.x3dh import answer, first_keys, initiate, respond, start

B = bytes.fromhex
VECTOR = json.loads(
    (Path(__file__).parents[1] / "vectors" / "signal-session-v3-x3dh.json").read_text("utf-8")
)
INFO = b"Lesson"
BOB = prekeys.install(now=0, one_time=2, rng=lesson("bob"))
ALICE = KeyPair.draw(lesson("alice"))
_, BUNDLE = fetch(publish(Directory(), ("Bob", 1), prekeys.listing(BOB)), ("Bob", 1))
WITHOUT = replace(BUNDLE, one_time=None)
bundles = st.sampled_from((BUNDLE, WITHOUT))
seeds = st.integers(0, 10**9).map(str)
few = settings(max_examples=15)


def pair(private):
    return KeyPair.from_private(CurvePrivate(private))


@few
@given(bundles, seeds)
def test_both_sides_agree_on_the_key_and_on_who_they_are(bundle, seed):
    hers, opening = initiate(ALICE, bundle, info=INFO, rng=lesson(seed))
    assert respond(BOB, opening, info=INFO) == hers
    assert hers.associated_data == ALICE.public.wire + BOB.identity.public.wire
    results, shipped, _ = start(ALICE, bundle, rng=lesson(seed))
    assert shipped == opening
    assert first_keys(answer(BOB, opening)) == first_keys(results)


@few
@given(bundles, seeds, st.binary(max_size=8), st.binary(max_size=8))
def test_another_session_and_another_application_have_another_key(bundle, seed, one, two):
    first, _ = initiate(ALICE, bundle, info=one, rng=lesson(seed))
    again, _ = initiate(ALICE, bundle, info=one, rng=lesson(seed + "'"))
    other, _ = initiate(ALICE, bundle, info=two, rng=lesson(seed))
    assert first.secret != again.secret
    assert (first.secret == other.secret) is (one == two)


@pytest.mark.parametrize("change", ["identity", "base"])
def test_with_another_key_in_the_opening_the_sides_do_not_agree(change):
    hers, opening = initiate(ALICE, BUNDLE, info=INFO, rng=lesson("x"))
    other = KeyPair.draw(lesson("mallory")).public
    assert respond(BOB, replace(opening, **{change: other}), info=INFO).secret != hers.secret


def test_each_of_the_four_results_counts():
    results, _, _ = start(ALICE, BUNDLE, rng=lesson("x"))
    assert len(results) == 4
    keys = {first_keys(results).root.reveal()}
    for at in range(4):
        changed = (*results[:at], type(results[at])(bytes(32)), *results[at + 1 :])
        keys.add(first_keys(changed).root.reveal())
    assert len(keys) == 5


def test_a_swapped_one_time_prekey_is_noticed_by_nobody_and_makes_nobody_a_reader():
    swapped = replace(BUNDLE, one_time=PublicPrekey(1, KeyPair.draw(lesson("server")).public))
    hers, opening = initiate(ALICE, swapped, info=INFO, rng=lesson("x"))
    assert respond(BOB, opening, info=INFO).secret != hers.secret


def test_who_holds_bobs_keys_poses_to_him_as_anybody():
    """Key compromise impersonation: DH1 needs Alice's private key, or else Bob's signed prekey."""
    base, signed = KeyPair.draw(lesson("mallory")), BOB.signed[-1].pair
    opening = x3dh.Opening(ALICE.public, base.public, BOB.signed[-1].id)
    forged = (
        x3dh.agree(signed, ALICE.public),
        x3dh.agree(base, BOB.identity.public),
        x3dh.agree(base, signed.public),
    )
    assert x3dh.session_secret(forged, INFO) == respond(BOB, opening, info=INFO).secret


def test_with_a_one_time_prekey_a_first_message_starts_one_session():
    _, opening = initiate(ALICE, BUNDLE, info=INFO, rng=lesson("x"))
    assert respond(BOB, opening, info=INFO) == respond(BOB, opening, info=INFO)
    after = prekeys.without(BOB, opening.one_time_id)
    with pytest.raises(Untrusted) as caught:
        respond(after, opening, info=INFO)
    assert caught.value.field == "one-time prekey id"


def test_without_one_a_first_message_starts_its_session_again_until_the_signed_prekey_goes():
    hers, opening = initiate(ALICE, WITHOUT, info=INFO, rng=lesson("x"))
    keys = BOB
    for day in (29, 31):
        keys = prekeys.rotate(keys, now=day * prekeys.DAY, rng=lesson(str(day)))
        assert respond(keys, opening, info=INFO) == hers
    for day in (60, 95):
        keys = prekeys.rotate(keys, now=day * prekeys.DAY, rng=lesson(str(day)))
    with pytest.raises(Untrusted) as caught:
        respond(keys, opening, info=INFO)
    assert caught.value.field == "signed prekey id"


def test_a_bundle_that_is_not_signed_starts_nothing():
    with pytest.raises(Untrusted) as caught:
        initiate(ALICE, replace(BUNDLE, signature=bytes(64)), info=INFO)
    assert caught.value.field == "signed prekey"


def test_a_point_of_small_order_starts_nothing_and_is_named():
    zero = PublicKey(bytes(32))
    with pytest.raises(Untrusted) as caught:
        initiate(ALICE, replace(BUNDLE, one_time=PublicPrekey(1, zero)), info=INFO)
    assert caught.value.field == "one-time prekey"
    _, opening = initiate(ALICE, BUNDLE, info=INFO, rng=lesson("x"))
    for changed, field in (
        (replace(opening, identity=zero), "identity key"),
        (replace(opening, base=zero), "base key"),
    ):
        with pytest.raises(Untrusted) as caught:
            respond(BOB, changed, info=INFO)
        assert caught.value.field == field


def test_keys_from_a_lesson_are_marked():
    hers, opening = initiate(ALICE, BUNDLE, info=INFO, rng=lesson("x"))
    made = first_keys(answer(BOB, opening))
    assert hers.secret.from_lesson
    assert made.root.from_lesson
    assert made.chain.from_lesson


def bob_of_the_transcript():
    bob = VECTOR["bob"]
    signed = SignedPrekey(
        bob["signed_prekey_id"],
        pair(B(bob["signed_prekey_private"])),
        B(bob["signed_prekey_signature"]),
        0,
    )
    one_time = Prekey(bob["one_time_prekey_id"], pair(B(bob["one_time_prekey_private"])))
    identity = pair(B(bob["identity_private"]))
    return PhoneKeys(identity, bob["registration_id"], (signed,), (one_time,))


def test_the_official_transcript_gives_every_byte_of_the_first_keys():
    keys, handshake, alice = bob_of_the_transcript(), VECTOR["handshake"], VECTOR["alice"]
    opening = x3dh.Opening(
        PublicKey.from_wire(B(alice["identity_public"])),
        PublicKey.from_wire(B(handshake["alice_base_key_public"])),
        keys.signed[0].id,
        keys.one_time[0].id,
    )
    results = answer(keys, opening)
    material = x3dh.PREFIX + b"".join(one.reveal() for one in results)
    assert material == B(handshake["dh_concat_with_ff_prefix"])
    made = first_keys(results)
    assert made.root.reveal() + made.chain.reveal() == B(handshake["hkdf_output"])
    assert handshake["hkdf_info"].encode() == x3dh.INFO


def test_the_official_bundle_is_signed_and_alice_computes_dh1_of_the_transcript():
    keys, bob = bob_of_the_transcript(), VECTOR["bob"]
    shown = prekeys.listing(keys)
    assert shown.identity.wire == B(bob["identity_public"])
    assert shown.signed.key.wire == B(bob["signed_prekey_public"])
    assert shown.one_time[0].key.wire == B(bob["one_time_prekey_public"])
    _, bundle = fetch(publish(Directory(), ("Bob", 1), shown), ("Bob", 1))
    identity = pair(B(VECTOR["alice"]["identity_private"]))
    results, opening, base = start(identity, bundle, rng=lesson("base"))
    assert results[0].reveal() == B(VECTOR["handshake"]["dh_concat_with_ff_prefix"])[32:64]
    assert opening.base == base.public
    assert first_keys(answer(keys, opening)) == first_keys(results)


class Peer(oracle.BaseState):
    """Another library's X3DH, told to encode keys as Signal does."""

    @staticmethod
    def _encode_public_key(_key_format, pub):
        return b"\x05" + pub


def peer(private):
    key = IdentityKeyPairPriv(private)
    curve, hashed = oracle.IdentityKeyFormat.CURVE_25519, oracle.HashFunction.SHA_256
    made = Peer.create(curve, hashed, INFO, key)
    made.generate_pre_keys(2)
    return made


@settings(max_examples=6, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.booleans(), seeds)
def test_we_begin_and_another_library_answers(private, with_one_time, seed):
    theirs = peer(private)
    shown = theirs.bundle
    one_time = PublicPrekey(1, PublicKey(min(shown.pre_keys))) if with_one_time else None
    bundle = Bundle(
        1,
        1,
        PublicKey(shown.identity_key),
        PublicPrekey(1, PublicKey(shown.signed_pre_key)),
        shown.signed_pre_key_sig,
        one_time,
    )
    ours, opening = initiate(ALICE, bundle, info=INFO, rng=lesson(seed))
    header = oracle.Header(
        opening.identity.raw,
        opening.base.raw,
        shown.signed_pre_key,
        one_time and one_time.key.raw,
    )
    secret, ad, _ = asyncio.run(theirs.get_shared_secret_passive(header, require_pre_key=False))
    assert (ours.secret.reveal(), ours.associated_data) == (secret, ad)


def strict_bob(private):
    """Keys whose prekey is signed as specified: another library reads no sign of the key."""
    identity = pair(private)
    signed = KeyPair.draw(lesson("spk"))
    signature = xeddsa.sign(identity, signed.public.wire, rng=lesson("signature"))
    return PhoneKeys(identity, 1, (SignedPrekey(1, signed, signature, 0),), BOB.one_time)


@settings(max_examples=6, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.booleans())
def test_another_library_begins_and_we_answer(a, b, with_one_time):
    keys, theirs = strict_bob(b), peer(a)
    one_time = keys.one_time[0] if with_one_time else None
    shown = oracle.Bundle(
        keys.identity.public.raw,
        keys.signed[0].pair.public.raw,
        keys.signed[0].signature,
        frozenset([one_time.pair.public.raw] if one_time else []),
    )
    secret, ad, header = asyncio.run(
        theirs.get_shared_secret_active(shown, require_pre_key=with_one_time)
    )
    opening = x3dh.Opening(
        PublicKey(header.identity_key), PublicKey(header.ephemeral_key), 1, one_time and one_time.id
    )
    ours = respond(keys, opening, info=INFO)
    assert (ours.secret.reveal(), ours.associated_data) == (secret, ad)
