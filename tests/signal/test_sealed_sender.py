"""Sealed sender: official bytes both ways, who may claim to be a sender, and what a server sees."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, CryptokitError, Untrusted, WireError
from cryptokit.keys import CurvePrivate
from cryptokit.rng import lesson
from cryptokit.signal import (
    certificates,
    protobuf,
    sealed_content,
    sealed_delivery,
    sealed_for_many,
    sealed_sender,
)
from cryptokit.signal.certificates import Sender, SenderCertificate, ServerCertificate
from cryptokit.signal.curve import KeyPair, PublicKey, agree
from cryptokit.signal.sealed_content import Content, ContentKind
from cryptokit.signal.sealed_delivery import Account, Delivery, Device, Recipient
from cryptokit.signal.sealed_for_many import Received

B = bytes.fromhex
V = json.loads((Path(__file__).parents[1] / "vectors" / "sealed-sender.json").read_text("utf-8"))
SENDER, RECIPIENT = (
    KeyPair.from_private(CurvePrivate(B(V[f"{side}_identity_private"])))
    for side in ("sender", "recipient")
)
ROOT = PublicKey.from_wire(B(V["trust_root_public"]))
OFFICIAL = Content.from_bytes(B(V["usmc"]))

ANA, BEN, CAS, EVE, TOP, SERVER = (
    KeyPair.draw(lesson(name)) for name in ("ana", "ben", "cas", "eve", "top", "server")
)
ACCOUNT = UUID(int=7)
END = 1_000
SIGNED_SERVER = certificates.issue_server(TOP, 1, SERVER.public, rng=lesson("root signs"))


def certificate(pair=ANA, **changes):
    who = replace(Sender(ACCOUNT, 1, pair.public), **changes)
    return certificates.issue_sender(SERVER, SIGNED_SERVER, who, expires=END, rng=lesson("signs"))


SHOWN = certificate()
CONTENT = Content(ContentKind.WHISPER, SHOWN, b"locked by the session")


def refused(field, call):
    with pytest.raises(Untrusted) as caught:
        call()
    assert caught.value.field == field


# The official bytes.


def test_the_official_keys_are_a_pair_each():
    assert SENDER.public.wire == B(V["sender_identity_public"])
    assert RECIPIENT.public.wire == B(V["recipient_identity_public"])


def test_the_official_certificates_both_ways():
    server = ServerCertificate.from_bytes(B(V["server_certificate"]))
    assert server.to_bytes() == B(V["server_certificate"])
    sender = SenderCertificate.from_bytes(B(V["sender_certificate"]))
    assert sender.to_bytes() == B(V["sender_certificate"])
    assert sender.server == server
    assert sender.identity == SENDER.public
    assert sender.phone is not None
    certificates.check(sender, ROOT, now=sender.expires)
    refused("expires", lambda: certificates.check(sender, ROOT, now=sender.expires + 1))
    refused("server certificate", lambda: certificates.check(sender, SENDER.public, now=0))


def test_the_body_of_the_official_certificate_is_built_again():
    sender = SenderCertificate.from_bytes(B(V["sender_certificate"]))
    signer = KeyPair.draw(lesson("another server"))
    server = replace(sender.server, key=signer.public)  # its bytes stay the official ones
    who = Sender(sender.account, sender.device, sender.identity, sender.phone)
    again = certificates.issue_sender(signer, server, who, expires=sender.expires)
    assert again.body == sender.body
    key = sender.server.key
    assert certificates.issue_server(signer, sender.server.number, key).body == sender.server.body


def test_the_official_content_both_ways():
    assert OFFICIAL.to_bytes() == B(V["usmc"])
    assert OFFICIAL.message == B(V["inner_message"])
    assert OFFICIAL.certificate.to_bytes() == B(V["sender_certificate"])


def test_the_official_message_of_version_1_opens_and_is_built_again():
    assert sealed_sender.open_(RECIPIENT, B(V["v1"])) == OFFICIAL
    # The throw-away key is not in the file, but the recipient knows all keys that came of it.
    ephemeral = PublicKey.from_wire(B(V["v1"])[3:36])
    outer = sealed_sender.outer_keys(
        RECIPIENT, ephemeral, (RECIPIENT.public, ephemeral), field="ephemeral"
    )
    static = sealed_sender.lock(outer, SENDER.public.wire)
    inner = sealed_sender.inner_keys(SENDER, RECIPIENT.public, outer, static)
    fields = {
        "ephemeral": ephemeral.wire,
        "encrypted static": static,
        "encrypted message": sealed_sender.lock(inner, OFFICIAL.to_bytes()),
    }
    assert b"\x11" + protobuf.write(sealed_sender._SEALED, fields) == B(V["v1"])


def official_seed():
    one = Received.from_bytes(B(V["v2_received"]))
    shared = agree(RECIPIENT, one.ephemeral)
    return sealed_for_many._seen_through(shared, one.ephemeral, RECIPIENT.public, one.mine.hidden)


def test_the_official_message_of_version_2_opens_and_is_built_again_from_its_seed():
    received = Received.from_bytes(B(V["v2_received"]))
    assert received.to_bytes() == B(V["v2_received"])
    assert sealed_for_many.open_(RECIPIENT, received) == OFFICIAL
    (delivery,) = sealed_delivery.deliveries(B(V["v2_sent"]))
    assert delivery.received == received
    to = Recipient(delivery.account, RECIPIENT.public, delivery.devices)
    seed = official_seed().reveal()
    assert sealed_delivery.send(OFFICIAL, SENDER, (to,), rng=lambda _: seed) == B(V["v2_sent"])


def test_the_official_sender_is_trusted_until_it_expires():
    certificate_ = OFFICIAL.certificate
    nobody = UUID(int=0), 1
    until = certificate_.expires
    assert sealed_content.trust(OFFICIAL, ROOT, now=until, me=nobody) == certificate_
    late = until + 1
    refused("expires", lambda: sealed_content.trust(OFFICIAL, ROOT, now=late, me=nobody))
    me = certificate_.account, certificate_.device
    refused("sender", lambda: sealed_content.trust(OFFICIAL, ROOT, now=until, me=me))
    other_device = certificate_.account, certificate_.device + 1
    sealed_content.trust(OFFICIAL, ROOT, now=until, me=other_device)


# Who may claim to be a sender.


def test_a_server_that_the_root_did_not_sign_or_revoked_vouches_for_nobody():
    for false in (
        replace(SIGNED_SERVER, signature=bytes(64)),
        certificates.issue_server(EVE, 1, SERVER.public),
    ):
        who = Sender(ACCOUNT, 1, ANA.public)
        shown = certificates.issue_sender(SERVER, false, who, expires=END)
        refused(
            "server certificate", lambda shown=shown: certificates.check(shown, TOP.public, now=0)
        )
    certificates.check(SHOWN, TOP.public, now=0, revoked=frozenset({2}))
    refused(
        "server certificate",
        lambda: certificates.check(SHOWN, TOP.public, now=0, revoked=frozenset({1})),
    )


def test_a_sender_that_the_server_did_not_sign_is_nobody():
    with pytest.raises(ValueError, match="another key"):
        certificates.issue_sender(EVE, SIGNED_SERVER, Sender(ACCOUNT, 1, EVE.public), expires=END)
    false = replace(SHOWN, body=SHOWN.body.replace(ANA.public.raw, EVE.public.raw))
    refused("sender certificate", lambda: certificates.check(false, TOP.public, now=0))


@given(st.data())
def test_no_bit_of_a_certificate_can_be_changed(data):
    wrong = bytearray(SHOWN.to_bytes())
    wrong[data.draw(st.integers(0, len(wrong) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((Untrusted, WireError)):
        certificates.check(SenderCertificate.from_bytes(bytes(wrong)), TOP.public, now=END)


def test_a_seal_under_another_key_than_the_certificate_names_is_noticed():
    # Eve has Ana's certificate, as every contact of Ana's has, and not her key.
    refused(
        "sender",
        lambda: sealed_sender.open_(BEN, sealed_sender.seal(CONTENT, EVE, BEN.public)),
    )
    sealed = sealed_for_many.seal(CONTENT, EVE, (BEN.public,))
    received = Received(sealed.for_each[0], sealed.ephemeral, sealed.body)
    refused("sender", lambda: sealed_for_many.open_(BEN, received))


# Round trips, and damage.

contents = st.builds(
    Content,
    st.sampled_from(ContentKind),
    st.sampled_from([SHOWN, certificate(phone="+31 é"), certificate(device=2**32 - 1)]),
    st.binary(max_size=30),
    st.none() | st.integers(0, 2**32 - 1),
    st.none() | st.binary(max_size=8),
)


def one_sealed(content, to=BEN, rng=None):
    sealed = sealed_for_many.seal(content, ANA, (to.public,), rng=rng or lesson("seed"))
    return Received(sealed.for_each[0], sealed.ephemeral, sealed.body)


@settings(max_examples=40)
@given(contents, st.binary(max_size=6))
def test_a_sealed_content_comes_out_as_it_went_in(content, seed):
    assert Content.from_bytes(content.to_bytes()) == content
    sealed = sealed_sender.seal(content, ANA, BEN.public, rng=lesson(seed))
    assert sealed_sender.open_(BEN, sealed) == content
    assert sealed_for_many.open_(BEN, one_sealed(content, rng=lesson(seed))) == content


@settings(max_examples=60)
@given(st.data())
def test_every_changed_bit_is_noticed_by_name(data):
    version_1 = sealed_sender.seal(CONTENT, ANA, BEN.public, rng=lesson("seal"))
    version_2 = one_sealed(CONTENT).to_bytes()
    for whole, open_ in (
        (version_1, sealed_sender.open_),
        (version_2, lambda pair, wrong: sealed_for_many.open_(pair, Received.from_bytes(wrong))),
    ):
        assert open_(BEN, whole) == CONTENT
        wrong = bytearray(whole)
        at, bit = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 7))
        wrong[at] ^= 1 << bit
        if whole is version_2 and wrong[0] == 0x23:
            continue  # the other version byte that libsignal takes
        with pytest.raises((CannotOpen, Untrusted, WireError)):
            open_(BEN, bytes(wrong))


def test_what_was_cut_or_is_for_somebody_else_does_not_open():
    version_1 = sealed_sender.seal(CONTENT, ANA, BEN.public, rng=lesson("seal"))
    version_2 = one_sealed(CONTENT).to_bytes()
    for end in range(0, len(version_1), 7):
        with pytest.raises((CannotOpen, WireError)):
            sealed_sender.open_(BEN, version_1[:end])
        with pytest.raises((CannotOpen, WireError)):
            sealed_for_many.open_(BEN, Received.from_bytes(version_2[:end]))
    with pytest.raises(CannotOpen):
        sealed_sender.open_(CAS, version_1)
    with pytest.raises(CannotOpen):
        sealed_for_many.open_(CAS, Received.from_bytes(version_2))


@given(st.binary(max_size=150), st.sampled_from([b"", b"\x11", b"\x22", b"\x23"]))
def test_noise_is_refused_by_name(data, start):
    for read in (
        lambda noise: sealed_sender.open_(BEN, noise),
        lambda noise: sealed_for_many.open_(BEN, Received.from_bytes(noise)),
        Content.from_bytes,
        SenderCertificate.from_bytes,
        ServerCertificate.from_bytes,
    ):
        with pytest.raises(CryptokitError):
            read(start + data)


def test_a_public_key_of_small_order_is_refused():
    small = PublicKey(bytes(32))
    refused("recipient", lambda: sealed_sender.seal(CONTENT, ANA, small))
    refused("recipient", lambda: sealed_for_many.seal(CONTENT, ANA, (small,)))
    received = replace(one_sealed(CONTENT), ephemeral=small)
    refused("ephemeral", lambda: sealed_for_many.open_(BEN, received))


def test_all_recipients_get_the_same_or_notice():
    # A sender who hides one seed and shows the throw-away key of another.
    one, two = (one_sealed(CONTENT, rng=lesson(seed)) for seed in ("one", "two"))
    for wrong in (replace(one, ephemeral=two.ephemeral), replace(one, mine=two.mine)):
        with pytest.raises(CannotOpen):
            sealed_for_many.open_(BEN, wrong)
    with pytest.raises(CannotOpen):
        sealed_for_many.open_(BEN, replace(one, body=two.body))


def test_a_throw_away_key_that_was_not_made_from_the_seed_does_not_open():
    # All else fits: a sender could tell recipients apart by it, or send to each what he likes.
    seed, other = sealed_for_many.SealSeed.draw(lesson("seed")), KeyPair.draw(lesson("other"))
    body = one_sealed(CONTENT).body
    for ephemeral, opens in ((sealed_for_many._ephemeral(seed), True), (other, False)):
        half = sealed_for_many._for_one(seed, ephemeral, ANA, BEN.public)
        received = Received(half, ephemeral.public, body)
        if opens:
            assert sealed_for_many.open_(BEN, received) == CONTENT
            continue
        with pytest.raises(CannotOpen):
            sealed_for_many.open_(BEN, received)


def test_the_sender_is_in_no_byte_that_the_server_sees():
    for sealed in (
        sealed_sender.seal(CONTENT, ANA, BEN.public),
        sealed_delivery.send(CONTENT, ANA, (to(BEN, 1),)),
    ):
        for known in (ANA.public.raw, str(ACCOUNT).encode(), ACCOUNT.bytes, CONTENT.message):
            assert known not in sealed


# What the server does.


def to(pair, number, *devices):
    devices = devices or (Device(1, 2_000 + number),)
    return Recipient(Account(UUID(int=number)), pair.public, devices)


def test_each_recipient_opens_what_the_server_cuts_out_for_it():
    recipients = (to(BEN, 1), to(CAS, 2, Device(1, 5), Device(3, 16_383)))
    left_out = (Account(UUID(int=9), 1),)
    sent = sealed_delivery.send(CONTENT, ANA, recipients, left_out=left_out)
    ben, cas, eve = sealed_delivery.deliveries(sent)
    assert (ben.account, ben.devices) == (recipients[0].account, recipients[0].devices)
    assert (cas.account, cas.devices) == (recipients[1].account, recipients[1].devices)
    assert eve == Delivery(left_out[0])
    assert sealed_for_many.open_(BEN, ben.received) == CONTENT
    assert sealed_for_many.open_(CAS, cas.received) == CONTENT
    with pytest.raises(CannotOpen):
        sealed_for_many.open_(BEN, cas.received)
    assert Received.from_bytes(ben.received.to_bytes()) == ben.received
    assert ben.received.body == cas.received.body


accounts = st.builds(Account, st.uuids(), st.integers(0, 1))
devices = st.builds(Device, st.integers(1, 255), st.integers(0, 2**14 - 1))
halves = st.builds(
    sealed_for_many.ForOne,
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=16, max_size=16),
)
recipients = st.builds(
    Recipient, accounts, st.just(BEN.public), st.lists(devices, min_size=1, max_size=3).map(tuple)
)


@given(st.lists(st.tuples(recipients, halves), max_size=4), st.lists(accounts, max_size=2))
def test_an_upload_is_cut_as_it_was_put_together(pairs, left_out):
    to_all = tuple(one for one, _ in pairs)
    sealed = sealed_for_many.Sealed(tuple(half for _, half in pairs), BEN.public, b"body")
    cut = sealed_delivery.deliveries(sealed_delivery.upload(sealed, to_all, tuple(left_out)))
    assert cut == (
        *(
            Delivery(one.account, one.devices, Received(half, BEN.public, b"body"))
            for one, half in pairs
        ),
        *map(Delivery, left_out),
    )


@given(st.binary(max_size=150))
def test_a_noisy_upload_is_refused_or_cut_into_what_it_claims(data):
    try:
        cut = sealed_delivery.deliveries(b"\x23" + data)
    except WireError:
        return
    assert len(cut) == data[0]


def test_a_claim_of_many_recipients_costs_no_more_than_its_bytes():
    with pytest.raises(WireError):
        sealed_delivery.deliveries(b"\x23" + b"\xff" * 9 + b"\x01" + bytes(100))


def test_impossible_devices_are_neither_written_nor_read():
    for number, registration in ((0, 1), (256, 1), (1, -1), (1, 2**14)):
        with pytest.raises(ValueError, match="device is from 1"):
            Device(number, registration)
    with pytest.raises(ValueError, match="0 or 1"):
        Account(ACCOUNT, 2)
    with pytest.raises(ValueError, match="at least one"):
        Recipient(Account(ACCOUNT), BEN.public, ())
    head, rest = b"\x23\x01\x00" + bytes(16), bytes(48 + 32)
    for listed in (b"\x01\x40\x00", b"\x01\x80\x01\x00\x00\x00"):
        with pytest.raises(WireError) as caught:
            sealed_delivery.deliveries(head + listed + rest)
        assert caught.value.field == "device"
    with pytest.raises(WireError) as caught:
        sealed_delivery.deliveries(b"\x23\x01\x02" + bytes(100))
    assert caught.value.field == "kind"


def test_odd_fields_of_a_certificate_are_refused_by_name():
    body = SHOWN.body
    text = str(ACCOUNT).encode()
    for wrong, field in (
        (body.replace(text, b"x" * 36), "uuid"),
        (body.replace(text, b"\xff" * 36), "uuid"),
        (body.replace(b"2\x24" + text, b"2\x20" + text.replace(b"-", b"")), "uuid"),
        (body.replace(ANA.public.wire, b"\x06" + ANA.public.raw), "identity"),
    ):
        with pytest.raises(WireError) as caught:
            SenderCertificate.from_bytes(replace(SHOWN, body=wrong).to_bytes())
        assert caught.value.field == field
    unknown = b"\x08\x05" + CONTENT.to_bytes()[2:]
    with pytest.raises(WireError) as caught:
        Content.from_bytes(unknown)
    assert caught.value.field == "type"


def test_other_versions_are_refused():
    version_1 = sealed_sender.seal(CONTENT, ANA, BEN.public)
    with pytest.raises(WireError) as caught:
        sealed_sender.open_(BEN, b"\x10" + version_1[1:])
    assert caught.value.field == "version"
    version_2 = one_sealed(CONTENT).to_bytes()
    assert sealed_for_many.open_(BEN, Received.from_bytes(b"\x23" + version_2[1:])) == CONTENT
    with pytest.raises(WireError) as caught:
        Received.from_bytes(b"\x24" + version_2[1:])
    assert caught.value.field == "version"


def test_the_body_of_version_2_is_one_box_of_gcm_siv():
    received = Received.from_bytes(B(V["v2_received"]))
    key = sealed_for_many._derived(official_seed(), b"Sealed Sender v2: K")
    assert AESGCMSIV(key).decrypt(bytes(12), received.body, None) == B(V["usmc"])


def test_keys_of_a_lesson_stay_marked_and_nothing_shows_a_secret():
    outer = sealed_sender.outer_keys(ANA, BEN.public, (BEN.public, ANA.public), field="ephemeral")
    assert outer.from_lesson
    seed = sealed_for_many.SealSeed.draw(lesson("seed"))
    assert sealed_for_many._ephemeral(seed).from_lesson
    shown = repr((outer, seed, CONTENT))
    assert outer.reveal().hex() not in shown
    assert seed.reveal().hex() not in shown
    assert "locked by the session" not in shown
