"""Signing together: any enough holders, an ordinary signature, and liars named."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cryptokit.errors import BadShare, Inconsistent
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.rng import lesson
from cryptokit.sharing.feldman import Commitments
from cryptokit.sharing.scalar import ScalarShare
from cryptokit.threshold import PublicKeys, generate, signing

SHARED = Path(__file__).parents[3] / "shared" / "vectors" / "frost-ed25519.json"
MADE = generate(holders=5, threshold=3, rng=lesson("signing"))
VERIFIER = Ed25519PublicKey.from_public_bytes(MADE.public.key)
TEXT = b"We print it on Friday."


@pytest.mark.parametrize("three", list(combinations(MADE.shares, 3)), ids=str)
def test_any_three_of_five_make_a_signature_that_others_verify(three):
    signature = signing.sign(TEXT, three, MADE.public, rng=lesson("sign"))
    assert len(signature) == 64
    VERIFIER.verify(signature, TEXT)
    with pytest.raises(InvalidSignature):
        VERIFIER.verify(signature, b"We print it on Monday.")


def test_the_order_of_the_signers_is_no_matter_and_more_than_enough_may_sign():
    VERIFIER.verify(signing.sign(TEXT, MADE.shares[::-1], MADE.public, rng=lesson("a")), TEXT)


def test_two_of_five_make_nothing_that_anybody_takes():
    signature = signing.sign(TEXT, MADE.shares[:2], MADE.public, rng=lesson("sign"))
    with pytest.raises(InvalidSignature):
        VERIFIER.verify(signature, TEXT)


def run(rng):
    three = MADE.shares[:3]
    nonces = [signing.commit(share, rng=rng) for share in three]
    return three, nonces, [one.said for one in nonces]


def test_each_commitment_has_two_nonces_of_its_own():
    """With one nonce twice, or the same in two runs, two answers give the share away."""
    rng = lesson("nonces")
    runs = [signing.commit(share, rng=rng) for share in MADE.shares[:2] * 2]
    numbers = [one.reveal_number() for made in runs for one in (made.hiding, made.binding)]
    assert len(set(numbers)) == 8
    assert len({point for made in runs for point in (made.said.hiding, made.said.binding)}) == 8


def test_a_signer_who_committed_and_does_not_answer_is_named():
    three, nonces, said = run(lesson("silent"))
    answers = {
        share.x: signing.answer(share, own, TEXT, said, MADE.public)
        for share, own in zip(three[:2], nonces[:2], strict=True)
    }
    with pytest.raises(BadShare, match="share 3"):
        signing.aggregate(TEXT, said, answers, MADE.public)


def test_a_signer_who_lies_is_named():
    three, nonces, said = run(lesson("liar"))
    answers = {
        share.x: signing.answer(share, own, TEXT, said, MADE.public)
        for share, own in zip(three, nonces, strict=True)
    }
    with pytest.raises(BadShare, match="share 2"):
        signing.aggregate(TEXT, said, answers | {2: answers[2] + 1}, MADE.public)


def test_an_answer_is_for_one_message_and_one_run():
    (first, *_), (own, *_), said = run(lesson("bound"))
    one = signing.answer(first, own, TEXT, said, MADE.public)
    assert one != signing.answer(first, own, b"another text", said, MADE.public)
    assert one != signing.answer(first, own, TEXT, said[:2], MADE.public)


def test_a_share_of_another_key_or_another_run_is_refused():
    (first, *_), (own, *_), said = run(lesson("here"))
    other = generate(holders=5, threshold=3, rng=lesson("elsewhere"))
    with pytest.raises(Inconsistent, match="not a share of this key"):
        signing.answer(first, own, TEXT, said, other.public)
    with pytest.raises(Inconsistent, match="nonces are not among"):
        signing.answer(first, own, TEXT, said[1:], MADE.public)


@pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED.name} is not beside the checkout")
@pytest.mark.parametrize("name", ["rfc9591", "second_vector"])
def test_both_rounds_give_the_bytes_of_the_vectors(name):
    vector = json.loads(SHARED.read_text("utf-8"))[name]
    inputs, message = vector["inputs"], bytes.fromhex(vector["inputs"]["message"])
    secret, slope = (
        int.from_bytes(bytes.fromhex(one), "little")
        for one in (inputs["group_secret_key"], inputs["share_polynomial_coefficients"][0])
    )
    commitments = Commitments(tuple(map(EDWARDS25519.times_base, (secret, slope))), EDWARDS25519)
    public = PublicKeys(set_id=bytes(16), commitments=commitments, xs=(1, 2, 3))
    assert public.key.hex() == inputs["group_public_key"]
    held = {
        one["identifier"]: ScalarShare(
            set_id=bytes(16),
            threshold=2,
            x=one["identifier"],
            value=SecretScalar(bytes.fromhex(one["participant_share"])),
        )
        for one in inputs["participant_shares"]
    }
    nonces = {}
    for one in vector["round_one_outputs"]["outputs"]:
        made = signing.commit(held[one["identifier"]], rng=scripted(one))
        assert made.said.hiding.hex() == one["hiding_nonce_commitment"]
        assert made.said.binding.hex() == one["binding_nonce_commitment"]
        nonces[one["identifier"]] = made
    said = [one.said for one in nonces.values()]
    answers = {x: signing.answer(held[x], nonces[x], message, said, public) for x in nonces}
    for one in vector["round_two_outputs"]["outputs"]:
        assert answers[one["identifier"]].to_bytes(32, "little").hex() == one["sig_share"]
    signature = signing.aggregate(message, said, answers, public)
    assert signature.hex() == vector["final_output"]["sig"]


def scripted(one):
    """Draw what the vector drew, in this order: for the hiding nonce, and for the binding one."""
    left = iter([one["hiding_nonce_randomness"], one["binding_nonce_randomness"]])
    return lambda _: bytes.fromhex(next(left))
