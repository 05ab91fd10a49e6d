"""The oblivious function: its law, libsodium's arithmetic, the values of the RFC, and bad elements."""

import hashlib
import json
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import pytest
import rbcl
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.keys import SecretScalar, ShareValue
from cryptokit.primitives import polynomials
from cryptokit.primitives.expand import expand_message_xmd
from cryptokit.primitives.fields import SCALARS
from cryptokit.primitives.group import ORDER, combine
from cryptokit.rng import lesson
from cryptokit.sharing.scalar import split_scalar
from cryptokit.threshold import oprf, poprf, voprf
from cryptokit.threshold.oprf import (
    GROUP,
    LONGEST,
    Mode,
    blind,
    blind_evaluate,
    blind_with,
    derive_key,
    evaluate,
    finalize,
    hash_to_group,
)

SHARED = Path(__file__).parents[3] / "shared" / "vectors" / "oprf-ristretto255-sha512.json"
P = 2**255 - 19
BAD = {
    "identity": GROUP.identity,
    "negative": (1).to_bytes(32, "little"),
    "not below p": (P + 2).to_bytes(32, "little"),
    "all ones": b"\xff" * 32,
    "too short": GROUP.base[:-1],
    "too long": GROUP.base + b"\0",
    "empty": b"",
}
numbers = st.integers(1, ORDER - 1)
scalars = numbers.map(SecretScalar.of)
inputs = st.binary(max_size=80).map(ShareValue)
modes = st.sampled_from(Mode)


@settings(max_examples=40, deadline=None)
@given(scalars, scalars, inputs, modes)
def test_asking_blindly_gives_what_the_key_gives(key, scalar, private, mode):
    asked = blind_with(scalar, private, mode)
    found = finalize(asked, blind_evaluate(key, asked.element))
    assert found == evaluate(key, private, mode)
    assert len(found) == 64


@settings(max_examples=20, deadline=None)
@given(scalars, inputs, inputs)
def test_another_input_another_key_or_another_mode_gives_another_output(key, one, two):
    assert (evaluate(key, one) == evaluate(key, two)) == (one == two)
    other = SecretScalar.of(key.reveal_number() % (ORDER - 1) + 1)
    assert evaluate(key, one) != evaluate(other, one)
    assert evaluate(key, one) != evaluate(key, one, Mode.VOPRF)


@settings(max_examples=20, deadline=None)
@given(scalars, scalars, inputs)
def test_libsodium_and_one_hash_give_the_same(key, scalar, private):
    """A second way from the text of the RFC, with the arithmetic of another library."""
    tag = b"HashToGroup-OPRFV1-\x00-ristretto255-SHA512"
    uniform = expand_message_xmd(private.reveal(), tag, 64)
    point = rbcl.crypto_core_ristretto255_from_hash(uniform)
    asked = blind_with(scalar, private)
    assert asked.element == rbcl.crypto_scalarmult_ristretto255(scalar.reveal(), point)
    answer = rbcl.crypto_scalarmult_ristretto255(key.reveal(), asked.element)
    assert blind_evaluate(key, asked.element) == answer
    found = rbcl.crypto_scalarmult_ristretto255(key.reveal(), point)
    size = len(private).to_bytes(2, "big")
    hashed = hashlib.sha512(size + private.reveal() + b"\x00\x20" + found + b"Finalize").digest()
    assert finalize(asked, answer).reveal() == hashed


# What the holder of the key sees: an element that says nothing of the input.


def known_logarithms(logarithms):
    """Hash inputs to elements whose logarithms this test knows, as nobody really does."""
    return lambda private, _mode: GROUP.times_base(logarithms[private.reveal()])


@settings(max_examples=20, deadline=None)
@given(numbers, st.lists(numbers, min_size=2, max_size=2))
def test_every_element_is_explained_by_every_input_with_one_blind(e, points):
    element, logarithms = GROUP.times_base(e), dict(zip((b"one", b"two"), points, strict=True))
    with patch.object(oprf, "hash_to_group", known_logarithms(logarithms)):
        for text, h in logarithms.items():
            scalar = e * pow(h, -1, ORDER) % ORDER
            assert blind_with(SecretScalar.of(scalar), ShareValue(text)).element == element
            other = SecretScalar.of(scalar % (ORDER - 1) + 1)
            assert blind_with(other, ShareValue(text)).element != element


@settings(max_examples=20, deadline=None)
@given(inputs, st.binary(max_size=8))
def test_a_blind_is_fresh_and_taken_off_again(private, seed):
    rng = lesson(seed)
    one, two = blind(private, rng=rng), blind(private, rng=rng)
    assert one.element != two.element
    inverse = pow(one.blind.reveal_number(), -1, ORDER)
    assert GROUP.multiply(inverse, one.element) == hash_to_group(private) != one.element


def test_neither_input_nor_blind_nor_output_is_shown():
    asked = blind(ShareValue(b"correct horse"), rng=lesson("shown"))
    found = evaluate(SecretScalar.of(42), asked.private)
    for shown in (repr(asked), str(asked), repr(found), f"{found}"):
        for secret in (b"correct horse", asked.blind.reveal(), found.reveal()):
            assert secret.hex() not in shown
            assert repr(secret)[2:-1] not in shown


# Shares of the key answer too


def test_any_three_of_five_shares_answer_as_the_key_does():
    key = derive_key(ShareValue(bytes(range(32))), b"threshold")
    shares = split_scalar(key, threshold=3, shares=5, rng=lesson("shares"))
    asked = blind(ShareValue(b"1234"), rng=lesson("asked"))
    for chosen in combinations(shares, 3):
        weights = polynomials.weights([share.x for share in chosen], SCALARS)
        partial = [blind_evaluate(share.value, asked.element) for share in chosen]
        together = combine(list(weights), partial, GROUP)
        assert together == blind_evaluate(key, asked.element)
        assert together not in partial


# What is refused


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_bad_elements_are_refused_on_both_sides_by_name(data):
    asked = blind(ShareValue(b"input"), rng=lesson("bad"))
    with pytest.raises(Untrusted) as caught:
        blind_evaluate(SecretScalar.of(42), data)
    assert caught.value.field == "blinded element"
    with pytest.raises(Untrusted) as caught:
        finalize(asked, data)
    assert caught.value.field == "evaluated element"


@pytest.mark.parametrize("mode", Mode)
def test_an_input_that_hashes_to_the_identity_is_refused_by_name(mode):
    with patch.object(oprf, "hash_to_group", lambda *_: GROUP.identity):
        for ask in (
            lambda: blind(ShareValue(b"odd"), mode, rng=lesson("odd")),
            lambda: evaluate(SecretScalar.of(42), ShareValue(b"odd"), mode),
            lambda: poprf.evaluate(SecretScalar.of(42), b"", ShareValue(b"odd")),
        ):
            with pytest.raises(Untrusted, match="the identity") as caught:
                ask()
            assert caught.value.field == "input"


def test_zero_is_neither_a_key_nor_a_blind():
    zero, private = SecretScalar.of(0), ShareValue(b"input")
    with pytest.raises(ValueError, match="a blind is not zero"):
        blind_with(zero, private)
    for ask in (lambda: evaluate(zero, private), lambda: blind_evaluate(zero, GROUP.base)):
        with pytest.raises(ValueError, match="a key is not zero"):
            ask()


def test_sizes_that_cannot_be_hashed_are_refused():
    assert blind(ShareValue(bytes(LONGEST)), rng=lesson("long")).element
    with pytest.raises(ValueError, match=f"not {LONGEST + 1}"):
        blind(ShareValue(bytes(LONGEST + 1)), rng=lesson("long"))
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        derive_key(ShareValue(bytes(31)), b"")


def test_a_key_is_marked_if_its_seed_was():
    seed = ShareValue(bytes(32), from_lesson=True)
    assert derive_key(seed, b"").from_lesson
    assert not derive_key(ShareValue(bytes(32)), b"").from_lesson


# RFC 9497, appendix A.1


def suites():
    if not SHARED.exists():
        pytest.skip(f"{SHARED.name} is not beside the checkout")
    return {Mode(suite["mode"]): suite for suite in json.loads(SHARED.read_text("utf-8"))["suites"]}


def many(case, name):
    return [bytes.fromhex(item) for item in case[name].split(",")]


def answered(mode, key, case, asked):
    """Answer as the holder does: the elements, and in the modes that have one, the proof."""
    elements = [one.element for one in asked]
    if mode is Mode.OPRF:
        return [blind_evaluate(key, element) for element in elements], None
    nonce = SecretScalar(bytes.fromhex(case["Proof"]["r"]))
    if mode is Mode.VOPRF:
        return voprf.answer_with(nonce, key, elements)
    return poprf.answer_with(nonce, key, bytes.fromhex(case["Info"]), elements)


def finalized(mode, public, case, asked, given, proof):
    if mode is Mode.OPRF:
        return [finalize(*pair) for pair in zip(asked, given, strict=True)]
    if mode is Mode.VOPRF:
        return voprf.finalize_all(public, asked, (given, proof))
    return poprf.finalize_all(public, bytes.fromhex(case["Info"]), asked, (given, proof))


def outright(mode, key, case, private):
    if mode is Mode.POPRF:
        return poprf.evaluate(key, bytes.fromhex(case["Info"]), private)
    return evaluate(key, private, mode)


@pytest.mark.parametrize("mode", Mode)
def test_every_value_of_the_rfc_comes_out_byte_for_byte(mode):
    suite = suites()[mode]
    assert b"HashToGroup-" + mode.context == bytes.fromhex(suite["groupDST"])
    seed, info = (bytes.fromhex(suite[name]) for name in ("seed", "keyInfo"))
    key = derive_key(ShareValue(seed), info, mode)
    assert key.reveal().hex() == suite["skSm"]
    public = voprf.public_key(key)
    assert public.hex() == suite.get("pkSm", public.hex())
    assert len(suite["vectors"]) == (2 if mode is Mode.OPRF else 3)
    for case in suite["vectors"]:
        pairs = zip(many(case, "Blind"), many(case, "Input"), strict=True)
        asked = [blind_with(SecretScalar(r), ShareValue(text), mode) for r, text in pairs]
        assert [one.element for one in asked] == many(case, "BlindedElement")
        given, proof = answered(mode, key, case, asked)
        assert list(given) == many(case, "EvaluationElement")
        if proof is not None:
            assert proof.to_bytes().hex() == case["Proof"]["proof"]
        outputs = finalized(mode, public, case, asked, given, proof)
        assert [one.reveal() for one in outputs] == many(case, "Output")
        assert list(outputs) == [outright(mode, key, case, one.private) for one in asked]


@pytest.mark.parametrize("mode", [Mode.OPRF, Mode.VOPRF])
def test_shares_of_the_keys_of_the_rfc_give_its_elements(mode):
    suite = suites()[mode]
    shares = split_scalar(
        SecretScalar(bytes.fromhex(suite["skSm"])), threshold=3, shares=5, rng=lesson("rfc")
    )
    chosen = (shares[4], shares[0], shares[2])
    weights = polynomials.weights([share.x for share in chosen], SCALARS)
    for case in suite["vectors"]:
        pairs = zip(many(case, "BlindedElement"), many(case, "EvaluationElement"), strict=True)
        for element, wanted in pairs:
            partial = [blind_evaluate(share.value, element) for share in chosen]
            assert combine(list(weights), partial, GROUP) == wanted
