"""XEdDSA in two layouts: known bytes, another library's, and which verifier takes whose."""

import json
from pathlib import Path

import pytest
import xeddsa as oracle
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cryptokit.keys import CurvePrivate
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.edwards_points import PRIME
from cryptokit.primitives.group import ORDER
from cryptokit.rng import lesson
from cryptokit.signal import xeddsa
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.xeddsa import sign, sign_shipped, verify, verify_shipped

B = bytes.fromhex
NAME = "xeddsa.json"
OWN = json.loads((Path(__file__).parents[1] / "vectors" / NAME).read_text("utf-8"))
SHARED = Path(__file__).parents[3] / "shared" / "vectors" / NAME
SIGN = {"spec": sign, "libsignal": sign_shipped}
VERIFY = {"spec": verify, "libsignal": verify_shipped}
privates = st.binary(min_size=32, max_size=32)
messages = st.binary(max_size=80)
few = settings(max_examples=40)
nonces = st.binary(min_size=64, max_size=64).filter(any)


def pair(private):
    return KeyPair.from_private(CurvePrivate(private))


def sign_bit(one):
    k = int.from_bytes(one.private().reveal(), "little")
    return EDWARDS25519.times_base(k)[31] >> 7


def luck(nonce):
    return lambda size: nonce[:size]


def foreign(kind):
    """Entries whose licence keeps them out of this project."""
    if not SHARED.exists():
        pytest.skip(f"{NAME} is not beside the checkout")
    own = {entry["signature"] for entry in OWN[kind]}
    entries = json.loads(SHARED.read_text("utf-8"))[kind]
    return [entry for entry in entries if entry["signature"] not in own]


@pytest.mark.parametrize("case", OWN["sign"])
def test_known_signatures_are_made_byte_for_byte(case):
    one = pair(B(case["private"]))
    assert one.public.raw == B(case["public"])
    assert sign_bit(one) == case["edwards_sign_bit_of_kB"]
    made = SIGN[case["convention"]](one, B(case["message"]), rng=luck(B(case["Z"])))
    assert made == B(case["signature"])


def test_published_signatures_are_made_byte_for_byte(monkeypatch):
    # Their nonce is all zeros, which no source of ours may give.
    monkeypatch.setattr(xeddsa, "draw", lambda _rng, size: bytes(size))
    cases = foreign("sign")
    for case in cases:
        made = SIGN[case["convention"]](pair(B(case["private"])), B(case["message"]))
        assert (B(case["Z"]), made) == (bytes(64), B(case["signature"]))
    assert {case["convention"] for case in cases} == {"spec", "libsignal"}


@pytest.mark.parametrize("case", OWN["verify"])
def test_verdicts_of_the_official_library(case):
    check = VERIFY[case["convention"]]
    assert (
        check(PublicKey(B(case["public"])), B(case["message"]), B(case["signature"]))
        is case["valid"]
    )


def test_a_published_signature_is_verified():
    cases = foreign("verify")
    assert len(cases) == 1
    for case in cases:
        check = VERIFY[case["convention"]]
        assert (
            check(PublicKey(B(case["public"])), B(case["message"]), B(case["signature"]))
            is case["valid"]
        )


@few
@given(privates, messages, nonces)
def test_both_layouts_verify(private, message, nonce):
    one = pair(private)
    assert verify(one.public, message, sign(one, message, rng=luck(nonce)))
    assert verify_shipped(one.public, message, sign_shipped(one, message, rng=luck(nonce)))


@few
@given(privates, messages, nonces)
def test_what_is_signed_as_specified_verifies_as_shipped(private, message, nonce):
    one = pair(private)
    assert verify_shipped(one.public, message, sign(one, message, rng=luck(nonce)))


@few
@given(privates, messages, nonces)
def test_what_is_signed_as_shipped_verifies_as_specified_for_keys_of_sign_0_alone(
    p, message, nonce
):
    one = pair(p)
    signature = sign_shipped(one, message, rng=luck(nonce))
    assert signature[63] >> 7 == sign_bit(one)
    assert verify(one.public, message, signature) is (sign_bit(one) == 0)


def test_both_signs_are_common():
    signs = [sign_bit(pair(bytes([n] * 32))) for n in range(40)]
    assert 5 < sum(signs) < 35


@few
@given(privates, messages, st.data())
def test_a_flipped_bit_is_refused(private, message, data):
    one = pair(private)
    for make, check in ((sign, verify), (sign_shipped, verify_shipped)):
        wire = bytearray(make(one, message, rng=lesson("nonce")))
        bit = data.draw(st.integers(0, 511))
        wire[bit // 8] ^= 1 << bit % 8
        assert not check(one.public, message, bytes(wire))


@few
@given(privates, privates, messages, messages)
def test_another_key_or_message_is_refused(a, b, one, two):
    mine, other = pair(a), pair(b)
    assume(mine != other)
    assume(one != two)
    for make, check in ((sign, verify), (sign_shipped, verify_shipped)):
        signature = make(mine, one, rng=lesson("nonce"))
        assert not check(other.public, one, signature)
        assert not check(mine.public, two, signature)


@few
@given(st.binary(max_size=70), st.binary(max_size=8), privates)
def test_any_bytes_have_a_verdict(signature, message, public):
    for check in (verify, verify_shipped):
        assert check(PublicKey(public), message, signature) is False


@few
@given(privates, messages, nonces)
def test_another_library_makes_the_same_bytes_and_takes_ours(private, message, nonce):
    one = pair(private)
    forced = oracle.priv_force_sign(one.private().reveal(), set_sign_bit=False)
    ours = sign(one, message, rng=luck(nonce))
    theirs = oracle.ed25519_priv_sign(forced, message, nonce)
    edwards = oracle.curve25519_pub_to_ed25519_pub(one.public.raw, set_sign_bit=False)
    assert oracle.ed25519_verify(ours, edwards, message)
    assert verify(one.public, message, theirs)
    # It hashes a private key that needs no negation as it was clamped, not reduced: another nonce.
    assert (ours == theirs) or sign_bit(one) == 0


@few
@given(privates, messages, nonces)
def test_another_library_takes_what_was_signed_as_shipped_once_it_is_told_the_sign(
    p, message, nonce
):
    one = pair(p)
    signature = sign_shipped(one, message, rng=luck(nonce))
    edwards = oracle.curve25519_pub_to_ed25519_pub(one.public.raw, set_sign_bit=bool(sign_bit(one)))
    plain = signature[:63] + bytes([signature[63] & 0x7F])
    assert oracle.ed25519_verify(plain, edwards, message)


@few
@given(privates, nonces)
def test_a_signature_has_a_second_form(private, nonce):
    one = pair(private)
    for make, check in ((sign, verify), (sign_shipped, verify_shipped)):
        signature = make(one, b"hi", rng=luck(nonce))
        s = int.from_bytes(signature[32:], "little")
        top, other = s >> 255, s % 2**255 + ORDER
        assume(other < 2**253)
        assert check(
            one.public, b"hi", signature[:32] + (other | top << 255).to_bytes(32, "little")
        )


@few
@given(privates, nonces, st.integers(2, 5))
def test_an_s_of_more_than_253_bits_is_refused_though_it_is_the_same_number(private, nonce, times):
    one = pair(private)
    for make, check in ((sign, verify), (sign_shipped, verify_shipped)):
        signature = make(one, b"hi", rng=luck(nonce))
        s = int.from_bytes(signature[32:], "little")
        top, other = s >> 255, s % 2**255 + times * ORDER
        assert 2**253 <= other < 2**255
        assert not check(
            one.public, b"hi", signature[:32] + (other | top << 255).to_bytes(32, "little")
        )


def test_a_key_in_a_second_encoding_is_refused_as_specified_and_read_as_shipped():
    """u = 1 is the point of order 2, under which R = sB - hA can be met by hand: h even, R = sB."""
    signature = next(
        signature
        for s in range(1, 60)
        for signature in [EDWARDS25519.times_base(s) + s.to_bytes(32, "little")]
        if verify(PublicKey((1).to_bytes(32, "little")), b"", signature)
    )
    assert verify_shipped(PublicKey((1).to_bytes(32, "little")), b"", signature)
    for u in (1 + PRIME, 1 + 2**255):
        key = PublicKey(u.to_bytes(32, "little"))
        assert not verify(key, b"", signature)
        assert verify_shipped(key, b"", signature)


@pytest.mark.parametrize("check", [verify, verify_shipped])
def test_the_u_that_has_no_edwards_point_is_refused(check):
    key = PublicKey((PRIME - 1).to_bytes(32, "little"))
    for s in range(1, 30):
        assert not check(key, b"", EDWARDS25519.times_base(s) + s.to_bytes(32, "little"))


def test_two_signatures_of_one_message_share_no_nonce():
    one, rng = pair(bytes(range(32))), lesson("nonce")
    for make in (sign, sign_shipped):
        assert make(one, b"hi", rng=rng)[:32] != make(one, b"hi", rng=rng)[:32]
    assert sign(one, b"a", rng=luck(b"z" * 64))[:32] != sign(one, b"b", rng=luck(b"z" * 64))[:32]
