"""Franking: a report convinces the company, frames nobody, and GCM is why attachments once failed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.signal import franking
from cryptokit.signal.franking import FrankingKey, FrankingNonce, Opening, Report

B = bytes.fromhex
FILE = Path(__file__).parents[1] / "vectors" / "abuse-and-media.json"
VECTORS = json.loads(FILE.read_text("utf-8"))
V = VECTORS["message_franking"]

texts = st.binary(max_size=40)
nonces = st.binary(min_size=32, max_size=32).map(FrankingNonce)
company = st.binary(min_size=32, max_size=32).map(FrankingKey)


def test_the_known_tags():
    opening = Opening(B(V["M"]), FrankingNonce(B(V["N_F"])))
    key = FrankingKey(B(V["K_F"]))
    assert franking.commit(opening) == B(V["T_F"])
    assert franking.tag(key, B(V["T_F"]), B(V["context"])) == B(V["R_F"])
    franking.accept(opening, B(V["T_F"]))
    franking.judge(key, Report(opening, B(V["context"]), B(V["R_F"])))


@given(texts, nonces, texts, company, st.data())
def test_what_was_sent_can_be_reported_and_nothing_else(message, nonce, context, key, data):
    opening = Opening(message, nonce)
    tag = franking.tag(key, franking.commit(opening), context)
    true = Report(opening, context, tag)
    franking.judge(key, true)
    other = data.draw(texts)
    for field, false in (
        ("message", replace(true, opening=replace(opening, message=other))),
        ("context", replace(true, context=other)),
    ):
        if other == (message if field == "message" else context):
            continue
        with pytest.raises(Untrusted) as caught:
            franking.judge(key, false)
        assert caught.value.field == "report"


@given(texts, nonces, st.data())
def test_a_receiver_shows_no_message_that_could_not_be_reported(message, nonce, data):
    opening = Opening(message, nonce)
    commitment = bytearray(franking.commit(opening))
    franking.accept(opening, bytes(commitment))
    commitment[data.draw(st.integers(0, 31))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Untrusted) as caught:
        franking.accept(opening, bytes(commitment))
    assert caught.value.field == "commitment"


@given(texts, nonces, nonces)
def test_the_nonce_is_committed_to_as_well(message, nonce, other):
    one, two = (franking.commit(Opening(message, each)) for each in (nonce, other))
    assert (one == two) == (nonce == other)


@given(texts, nonces, company, company)
def test_only_the_company_of_the_tag_is_convinced(message, nonce, key, other):
    opening = Opening(message, nonce)
    report = Report(opening, b"", franking.tag(key, franking.commit(opening), b""))
    if key == other:
        franking.judge(other, report)
        return
    with pytest.raises(Untrusted):
        franking.judge(other, report)


def test_whoever_has_the_key_can_make_a_report_so_it_proves_nothing_to_others():
    key, opening = FrankingKey(bytes(32)), Opening(b"never said", FrankingNonce(bytes(32)))
    made_up = Report(
        opening, b"ana to ben", franking.tag(key, franking.commit(opening), b"ana to ben")
    )
    franking.judge(key, made_up)


def test_a_context_cannot_slip_into_a_commitment():
    for size in (0, 31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            franking.tag(FrankingKey(bytes(32)), bytes(size), b"context")


def test_gcm_does_not_commit_to_its_key_so_one_box_opens_to_two_files():
    v = VECTORS["aes_gcm_two_keys_one_ciphertext"]
    box, aad = B(v["ciphertext"]) + B(v["tag"]), B(v["aad"])
    one = AESGCM(B(v["key1"])).decrypt(B(v["nonce"]), box, aad)
    two = AESGCM(B(v["key2"])).decrypt(B(v["nonce"]), box, aad)
    assert (one, two) == (B(v["plaintext1"]), B(v["plaintext2"]))
    assert one != two
    with pytest.raises(InvalidTag):
        AESGCM(bytes(16)).decrypt(B(v["nonce"]), box, aad)
    # A franked digest tells the two apart, which is the repair: commit to what is inside.
    nonce = FrankingNonce(bytes(32))
    assert franking.commit(Opening(one, nonce)) != franking.commit(Opening(two, nonce))


def test_a_report_shows_neither_its_text_nor_its_nonce():
    report = Report(Opening(b"meet at noon", FrankingNonce(bytes(range(32)))), b"", b"")
    assert "meet" not in repr(report)
    assert bytes(range(32)).hex() not in repr(report)
