"""Proofs of which key answered, of one answer or many, and the mode in which half is seen."""

import hashlib
from dataclasses import replace
from functools import reduce

import pytest
import rbcl
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.keys import SecretScalar, ShareValue
from cryptokit.primitives.expand import expand_message_xmd
from cryptokit.primitives.group import ORDER
from cryptokit.rng import lesson
from cryptokit.sharing.proofs import EqualityProof
from cryptokit.threshold import batch_proof, oprf, poprf, voprf
from cryptokit.threshold.batch_proof import Batch
from cryptokit.threshold.oprf import GROUP, Mode
from cryptokit.threshold.poprf import tweaked_key
from cryptokit.threshold.voprf import public_key

scalars = st.integers(1, ORDER - 1).map(SecretScalar.of)
texts = st.lists(st.binary(max_size=20).map(ShareValue), min_size=1, max_size=3)
KEY = SecretScalar.of(4242)


def ask(private, mode, rng):
    asked = [oprf.blind(text, mode, rng=rng) for text in private]
    return asked, [one.element for one in asked]


@settings(max_examples=10, deadline=None)
@given(scalars, texts)
def test_a_batch_answered_with_one_key_is_accepted(key, private):
    rng = lesson("batch")
    asked, elements = ask(private, voprf.MODE, rng)
    outputs = voprf.finalize_all(public_key(key), asked, voprf.answer(key, elements, rng=rng))
    assert list(outputs) == [oprf.evaluate(key, text, voprf.MODE) for text in private]


@settings(max_examples=10, deadline=None)
@given(scalars, texts, st.binary(max_size=9))
def test_a_batch_about_one_info_is_accepted(key, private, info):
    rng = lesson("batch")
    asked, elements = ask(private, poprf.MODE, rng)
    answers = poprf.answer(key, info, elements, rng=rng)
    outputs = poprf.finalize_all(public_key(key), info, asked, answers)
    assert list(outputs) == [poprf.evaluate(key, info, text) for text in private]
    assert poprf.evaluate(key, info + b"!", private[0]) != outputs[0]


def second_check(mode, image, before, after, proof):
    """Check a proof once more, written from the text of the RFC over the arithmetic of libsodium."""
    context = b"OPRFV1-" + bytes([mode]) + b"-ristretto255-SHA512"

    def two(*items):
        return b"".join(len(item).to_bytes(2, "big") + item for item in items)

    def hashed(data):
        uniform = expand_message_xmd(data, b"HashToScalar-" + context, 64)
        return rbcl.crypto_core_ristretto255_scalar_reduce(uniform)

    def total(pairs):
        products = [rbcl.crypto_scalarmult_ristretto255(k, point) for k, point in pairs]
        return reduce(rbcl.crypto_core_ristretto255_add, products)

    seed = hashlib.sha512(two(image, b"Seed-" + context)).digest()
    weights = [
        hashed(two(seed) + i.to_bytes(2, "big") + two(c, d) + b"Composite")
        for i, (c, d) in enumerate(zip(before, after, strict=True))
    ]
    m, z = (total(zip(weights, points, strict=True)) for points in (before, after))
    c, s = proof.to_bytes()[:32], proof.to_bytes()[32:]
    t2, t3 = (total([(s, one), (c, other)]) for one, other in ((GROUP.base, image), (m, z)))
    return hashed(two(image, m, z, t2, t3) + b"Challenge") == c


@settings(max_examples=8, deadline=None)
@given(scalars, texts, st.binary(max_size=9))
def test_proofs_are_those_of_the_rfc_over_another_arithmetic(key, private, info):
    rng, public = lesson("second"), public_key(key)
    _, elements = ask(private, voprf.MODE, rng)
    given_, proof = voprf.answer(key, elements, rng=rng)
    assert second_check(1, public, elements, given_, proof)
    assert not second_check(2, public, elements, given_, proof)
    _, elements = ask(private, poprf.MODE, rng)
    given_, proof = poprf.answer(key, info, elements, rng=rng)
    assert second_check(2, tweaked_key(public, info), given_, elements, proof)
    framed = b"Info" + len(info).to_bytes(2, "big") + info
    uniform = expand_message_xmd(framed, b"HashToScalar-OPRFV1-\x02-ristretto255-SHA512", 64)
    t = (key.reveal_number() + int.from_bytes(uniform, "little")) % ORDER
    assert tweaked_key(public, info) == GROUP.times_base(t)
    assert [GROUP.multiply(t, one) for one in given_] == elements
    size = len(private[0]).to_bytes(2, "big")
    point = oprf.hash_to_group(private[0], poprf.MODE)
    found = GROUP.multiply(pow(t, -1, ORDER), point)
    data = size + private[0].reveal() + framed[4:] + b"\x00\x20" + found + b"Finalize"
    assert poprf.evaluate(key, info, private[0]).reveal() == hashlib.sha512(data).digest()


def one_batch(size=3):
    rng = lesson("one batch")
    asked, elements = ask([ShareValue(bytes([i])) for i in range(size)], voprf.MODE, rng)
    return asked, *voprf.answer(KEY, elements, rng=rng)


def test_an_answer_with_another_key_is_noticed_wherever_it_stands():
    asked, given_, proof = one_batch()
    for i in range(3):
        other = oprf.blind_evaluate(SecretScalar.of(4243), asked[i].element)
        forged = (*given_[:i], other, *given_[i + 1 :])
        with pytest.raises(Untrusted, match="key of this holder") as caught:
            voprf.finalize_all(public_key(KEY), asked, (forged, proof))
        assert caught.value.field == "proof"


def test_an_answer_about_another_info_or_with_another_key_is_noticed():
    asked, elements = ask([ShareValue(b"one")], poprf.MODE, lesson("info"))
    for key, info in ((KEY, b"tuesday"), (SecretScalar.of(4243), b"monday")):
        answers = poprf.answer(key, info, elements, rng=lesson("info"))
        poprf.finalize_all(public_key(key), info, asked, answers)
        with pytest.raises(Untrusted) as caught:
            poprf.finalize_all(public_key(KEY), b"monday", asked, answers)
        assert caught.value.field == "proof"


def test_two_answers_that_were_swapped_or_whose_errors_cancel_are_noticed():
    """Without weights that depend on all answers, what one gains the other may lose."""
    asked, (one, two, three), proof = one_batch()
    extra = GROUP.times_base(7)
    for forged in ((two, one, three), (GROUP.add(one, extra), GROUP.subtract(two, extra), three)):
        with pytest.raises(Untrusted, match="proof"):
            voprf.finalize_all(public_key(KEY), asked, (forged, proof))


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: replace(proof, challenge=(proof.challenge + 1) % ORDER),
        lambda proof: replace(proof, response=(proof.response + 1) % ORDER),
        lambda _: EqualityProof(0, 0),
    ],
    ids=["challenge", "response", "zeros"],
)
def test_a_changed_proof_or_another_public_key_is_refused(change):
    asked, given_, proof = one_batch()
    for public, shown in (
        (public_key(KEY), change(proof)),
        (public_key(SecretScalar.of(1)), proof),
    ):
        with pytest.raises(Untrusted) as caught:
            voprf.finalize_all(public, asked, (given_, shown))
        assert caught.value.field == "proof"


def test_bad_elements_and_a_missing_answer_are_refused_by_name():
    asked, given_, proof = one_batch()
    for public, answers, field in (
        (GROUP.identity, given_, "public key"),
        (public_key(KEY), (GROUP.identity, *given_[1:]), "evaluated element"),
        (public_key(KEY), given_[:2], "evaluated element"),
    ):
        for finish in (
            lambda p, a: voprf.finalize_all(p, asked, (a, proof)),
            lambda p, a: poprf.finalize_all(p, b"info", asked, (a, proof)),
        ):
            with pytest.raises(Untrusted) as caught:
                finish(public, answers)
            # With the roles of both lists changed, what is missing shows all the same.
            assert caught.value.field == field
    for answer in (voprf.answer, lambda key, elements: poprf.answer(key, b"", elements)):
        with pytest.raises(Untrusted) as caught:
            answer(KEY, [b"\xff" * 32])
        assert caught.value.field == "blinded element"


def test_an_empty_batch_is_no_batch():
    with pytest.raises(ValueError, match="1 to 65535 elements, not 0"):
        voprf.answer(KEY, [])


def test_a_proof_of_one_mode_is_none_in_another():
    pair = (GROUP.base,), (public_key(KEY),)
    batch = Batch(Mode.VOPRF, public_key(KEY), *pair)
    proof = batch_proof.prove(batch, KEY, SecretScalar.of(7))
    batch_proof.check(batch, proof)
    with pytest.raises(Untrusted, match="proof"):
        batch_proof.check(replace(batch, mode=Mode.POPRF), proof)


def test_an_info_that_cancels_the_key_is_refused_by_name():
    """Only who knows an info's number could choose such a key, so here the test does."""
    key = SecretScalar.of(ORDER - oprf.hash_to_scalar(b"Info\x00\x03odd", Mode.POPRF))
    for ask_ in (
        lambda: tweaked_key(public_key(key), b"odd"),
        lambda: poprf.answer(key, b"odd", [GROUP.base], rng=lesson("odd")),
        lambda: poprf.evaluate(key, b"odd", ShareValue(b"")),
    ):
        with pytest.raises(Untrusted, match="cancels the key") as caught:
            ask_()
        assert caught.value.field == "info"
    assert tweaked_key(public_key(key), b"even")


def test_the_public_key_for_one_info_is_the_key_for_it_times_the_base():
    m = oprf.hash_to_scalar(b"Info\x00\x06monday", Mode.POPRF)
    assert tweaked_key(public_key(KEY), b"monday") == GROUP.times_base(4242 + m)
