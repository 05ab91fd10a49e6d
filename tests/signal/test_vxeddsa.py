"""VXEdDSA: the published signature and points, one value for each key and message, and refusals."""

import json
from hashlib import sha512
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl import bindings as sodium

from cryptokit.errors import Untrusted
from cryptokit.keys import CurvePrivate
from cryptokit.primitives import edwards_points
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.edwards_points import PRIME
from cryptokit.primitives.group import ORDER
from cryptokit.rng import lesson
from cryptokit.signal import vxeddsa
from cryptokit.signal.curve import KeyPair, PublicKey

B = bytes.fromhex
SHARED = Path(__file__).parents[3] / "shared" / "vectors" / "xeddsa.json"
ANA, BEN = (KeyPair.draw(lesson(name)) for name in ("ana", "ben"))
SIGNED, VALUE = vxeddsa.sign(ANA, b"name", rng=lesson("nonce"))
privates = st.binary(min_size=32, max_size=32)
messages = st.binary(max_size=60)
few = settings(max_examples=40, deadline=None)


def published(kind):
    """Values whose licence keeps them out of this project."""
    if not SHARED.exists():
        pytest.skip(f"{SHARED.name} is not beside the checkout")
    return json.loads(SHARED.read_text("utf-8"))[kind]


def pair(private):
    return KeyPair.from_private(CurvePrivate(private))


def test_the_published_signature_is_made_byte_for_byte_and_gives_its_value(monkeypatch):
    # Its nonce is all zeros, which no source of ours may give.
    monkeypatch.setattr(vxeddsa, "draw", lambda _rng, size: bytes(size))
    (case,) = published("vxeddsa")
    one, message = pair(B(case["private"])), B(case["message"])
    assert one.public.raw == B(case["public"])
    made = vxeddsa.sign(one, message)
    assert made == (B(case["signature"]), B(case["vrf_output"]))
    assert vxeddsa.verify(one.public, message, made[0]) == made[1]


def test_the_published_points_are_those_of_elligator_2():
    for case in published("hash_to_point_without_hash_prefix"):
        assert EDWARDS25519.from_label(B(case["input"])) == B(case["point"])
    (case,) = published("elligator2")
    u = int.from_bytes(B(case["u"]), "little")
    y = (u - 1) * pow(u + 1, -1, PRIME) % PRIME
    point = edwards_points.from_bytes(y.to_bytes(32, "little"))
    for _ in range(3):
        point = edwards_points.add(point, point)
    mapped = sodium.crypto_core_ed25519_from_uniform(B(case["r"]))
    ends = {edwards_points.to_bytes(one) for one in (point, edwards_points.negative(point))}
    assert mapped in ends


@few
@given(privates, messages, st.binary(max_size=4), st.binary(max_size=4))
def test_whatever_the_nonce_key_and_message_have_one_value(private, message, one, other):
    keys = pair(private)
    made = [vxeddsa.sign(keys, message, rng=lesson(seed)) for seed in (one, other)]
    assert made[0][1] == made[1][1]
    assert (made[0][0] == made[1][0]) == (one == other)
    assert {vxeddsa.verify(keys.public, message, signature) for signature, _ in made} == {
        made[0][1]
    }


@few
@given(messages, messages)
def test_another_key_or_message_has_another_value(one, other):
    values = {vxeddsa.sign(keys, text)[1] for keys in (ANA, BEN) for text in {one, other}}
    assert len(values) == 2 * len({one, other})


def test_every_bit_of_a_signature_counts():
    assert vxeddsa.verify(ANA.public, b"name", SIGNED) == VALUE
    for bit in range(8 * len(SIGNED)):
        wrong = bytearray(SIGNED)
        wrong[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Untrusted) as caught:
            vxeddsa.verify(ANA.public, b"name", bytes(wrong))
        assert caught.value.field == "signature"


@pytest.mark.parametrize(
    ("public", "message", "signature"),
    [
        (BEN.public, b"name", SIGNED),
        (ANA.public, b"nama", SIGNED),
        (ANA.public, b"name", SIGNED[:-1]),
        (ANA.public, b"name", SIGNED + b"\0"),
        (ANA.public, b"name", b""),
        (ANA.public, b"name", (1).to_bytes(32, "little") + SIGNED[32:]),  # the identity
        (ANA.public, b"name", bytes(32) + SIGNED[32:]),  # order 4
        (PublicKey((PRIME - 1).to_bytes(32, "little")), b"name", SIGNED),
        (PublicKey((2**255 - 1).to_bytes(32, "little")), b"name", SIGNED),
        (PublicKey(bytes(32)), b"name", SIGNED),
    ],
)
def test_what_was_not_made_for_it_is_refused_by_name(public, message, signature):
    with pytest.raises(Untrusted) as caught:
        vxeddsa.verify(public, message, signature)
    assert caught.value.field == "signature"


@few
@given(st.binary(min_size=96, max_size=96), st.sampled_from([b"", SIGNED[:32], SIGNED[:64]]))
def test_noise_is_refused_by_name(noise, start):
    with pytest.raises(Untrusted):
        vxeddsa.verify(ANA.public, b"name", (start + noise)[:96])


def test_the_value_is_a_hash_of_a_secret_times_a_point_of_the_message():
    k = int.from_bytes(ANA.private().reveal(), "little") % ORDER
    point = EDWARDS25519.times_base(k)
    public, a = point[:-1] + bytes([point[-1] & 0x7F]), -k if point[-1] & 0x80 else k
    secret = EDWARDS25519.multiply(a, vxeddsa.hash_to_point(public + b"name"))
    assert secret == SIGNED[:32]
    five = (2**256 - 6).to_bytes(32, "little")
    assert sha512(five + EDWARDS25519.multiply(8, secret)).digest()[:32] == VALUE


def test_an_s_of_more_than_253_bits_is_refused_though_it_is_the_same_number():
    s = int.from_bytes(SIGNED[64:], "little")
    for times in (2, 14):
        wrong = SIGNED[:64] + (s + times * ORDER).to_bytes(32, "little")
        with pytest.raises(Untrusted, match="out of range"):
            vxeddsa.verify(ANA.public, b"name", wrong)
