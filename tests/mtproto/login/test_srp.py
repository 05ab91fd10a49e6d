"""The second password: other people's bytes, agreement if and only if it is right, and each check."""

import json
import os
import traceback
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telethon.password import compute_check
from telethon.tl import types
from telethon.tl.functions.auth import CheckPasswordRequest

from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.keys import DhExponent
from cryptokit.mtproto import dh, objects
from cryptokit.mtproto.login import password as passwords
from cryptokit.mtproto.login import srp
from cryptokit.mtproto.login.password import Algorithm, Password, Stored, Verifier, renew, store
from cryptokit.rng import lesson
from cryptokit.wire import Cursor

OWN = json.loads((Path(__file__).parents[2] / "vectors" / "mtproto-srp.json").read_text("utf-8"))
SHARED = Path(__file__).parents[4] / "shared" / "vectors" / "mtproto-srp.json"
B = bytes.fromhex
QUICK = Algorithm(b"server salt one", b"server salt two", iterations=2)
RIGHT = Password.of("right")
STORED = store(RIGHT, QUICK)
P = dh.DH_PRIME


def swift(seed):
    """Give luck in which exponents are short: powers of them are quick, and in range all the same."""
    source = lesson(seed)
    return lambda size: source(16).rjust(size, b"\0") if size == dh.SIZE else source(size)


WAITING, CHALLENGE = srp.ask(STORED, rng=swift("b"))
PROOF = srp.prove(CHALLENGE, RIGHT, rng=swift("a"))

few = settings(max_examples=8)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
seeds = st.binary(min_size=1, max_size=4)


def ids(entry):
    return entry["name"]


def algorithm_of(entry):
    return Algorithm(B(entry["salt1"]), B(entry["salt2"]), dh.Group(int(OWN["p"], 16), entry["g"]))


def client_agrees(entry):
    """Hold every byte of the client's side against an entry."""
    algorithm, password = algorithm_of(entry), Password.of(entry["password"])
    challenge = srp.Challenge(7, algorithm, B(entry["B"]))
    mine = DhExponent(B(entry["a"]))
    assert passwords.exponent(password, algorithm) == int(entry["x"], 16)
    assert store(password, algorithm).verifier == Verifier(B(entry["v"]))
    assert srp.multiplier(algorithm.group) == int(entry["k"], 16)
    u = srp.scramble(B(entry["A"]), B(entry["B"]))
    assert u == int(entry["u"], 16)
    secret = srp.client_secret(mine, challenge, password, u=u)
    assert secret == srp.SharedSecret(B(entry["S"]))
    assert sha256(secret.reveal()).hexdigest() == entry["K"]
    proof = srp.prove_with(mine, challenge, password)
    assert proof == srp.Proof(7, B(entry["A"]), B(entry["M1"]))


# Known answers


@pytest.mark.parametrize("entry", OWN["vectors"], ids=ids)
def test_every_byte_of_the_client_is_as_in_the_vector(entry):
    client_agrees(entry)


@pytest.mark.parametrize("entry", OWN["vectors"], ids=ids)
def test_every_byte_of_the_server_is_as_in_the_vector(entry, queue):
    stored = Stored(algorithm_of(entry), Verifier(B(entry["v"])))
    waiting, challenge = srp.ask(stored, rng=queue(B(entry["b"]), b"\7" + bytes(7)))
    assert challenge == srp.Challenge(7, stored.algorithm, B(entry["B"]))
    secret = srp.server_secret(waiting, B(entry["A"]), u=int(entry["u"], 16))
    assert secret == srp.SharedSecret(B(entry["S"]))
    srp.check(waiting, srp.Proof(7, B(entry["A"]), B(entry["M1"])))
    if "wrong_password_M1" in entry:
        with pytest.raises(CannotOpen):
            srp.check(waiting, srp.Proof(7, B(entry["A"]), B(entry["wrong_password_M1"])))


@pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED.name} is not beside the checkout")
def test_the_client_agrees_with_the_published_unit_test():
    (entry,) = [
        one
        for one in json.loads(SHARED.read_text("utf-8"))["vectors"]
        if one["name"] == "gotd-unit-test"
    ]
    client_agrees(entry)


def telethon_proof(challenge, password, luck, monkeypatch):
    """Let Telethon answer a challenge, with the randomness given."""
    algorithm = challenge.algorithm
    with monkeypatch.context() as patch:
        patch.setattr(os, "urandom", lambda size: luck if size == len(luck) else None)
        request = SimpleNamespace(
            current_algo=types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
                salt1=algorithm.salt1,
                salt2=algorithm.salt2,
                g=algorithm.group.g,
                p=algorithm.group.p.to_bytes(256, "big"),
            ),
            srp_B=challenge.server_public,
            srp_id=challenge.srp_id,
        )
        return compute_check(request, password)


@pytest.mark.parametrize("entry", OWN["vectors"], ids=ids)
def test_telethon_gives_the_same_proof(entry, monkeypatch):
    challenge = srp.Challenge(-7, algorithm_of(entry), B(entry["B"]))
    theirs = telethon_proof(challenge, entry["password"], B(entry["a"]), monkeypatch)
    ours = srp.prove_with(DhExponent(B(entry["a"])), challenge, Password.of(entry["password"]))
    assert (theirs.srp_id, theirs.A, theirs.M1) == (ours.srp_id, ours.client_public, ours.m1)
    assert bytes(theirs) == ours.to_bytes()
    assert bytes(CheckPasswordRequest(theirs)) == objects.write(
        "auth.checkPassword", password=ours.to_bytes()
    )


def test_telethon_gets_past_our_server(monkeypatch):
    rng = lesson("telethon")
    stored = renew(Password.of("пароль"), Algorithm(rng(8), rng(16)), rng=rng)
    waiting, challenge = srp.ask(stored, rng=rng)
    theirs = telethon_proof(challenge, "пароль", rng(256), monkeypatch)
    srp.check(waiting, srp.Proof.from_cursor(Cursor(bytes(theirs))))


def test_telethon_stores_the_same_of_a_password():
    from telethon.password import compute_digest

    algorithm = Algorithm(b"one salt", b"other salt")
    theirs = SimpleNamespace(
        salt1=algorithm.salt1, salt2=algorithm.salt2, g=3, p=P.to_bytes(256, "big")
    )
    assert (
        Verifier(compute_digest(theirs, "käse")) == store(Password.of("käse"), algorithm).verifier
    )


# Laws


@few
@given(texts, texts, seeds)
def test_client_and_server_agree_if_and_only_if_the_password_is_the_one(stored, typed, seed):
    rng = swift(seed)
    waiting, challenge = srp.ask(store(Password.of(stored), QUICK), rng=rng)
    proof = srp.prove(challenge, Password.of(typed), rng=rng)
    if stored == typed:
        srp.check(waiting, proof)
    else:
        with pytest.raises(CannotOpen):
            srp.check(waiting, proof)


@few
@given(st.integers(0, 255))
def test_a_proof_with_a_flipped_bit_proves_nothing(bit):
    flipped = (int.from_bytes(PROOF.m1, "big") ^ 1 << bit).to_bytes(32, "big")
    with pytest.raises(CannotOpen):
        srp.check(WAITING, replace(PROOF, m1=flipped))


@pytest.mark.parametrize("m1", [b"", PROOF.m1[:-1], PROOF.m1 + b"\0"], ids=["none", "cut", "long"])
def test_a_proof_of_another_length_proves_nothing(m1):
    with pytest.raises(CannotOpen):
        srp.check(WAITING, replace(PROOF, m1=m1))


def test_a_proof_answers_no_other_challenge():
    rng = swift("two challenges")
    _, first = srp.ask(STORED, rng=rng)
    waiting, second = srp.ask(STORED, rng=rng)
    proof = srp.prove(first, RIGHT, rng=rng)
    with pytest.raises(Untrusted) as caught:
        srp.check(waiting, proof)
    assert caught.value.field == "srp_id"
    with pytest.raises(CannotOpen):
        srp.check(waiting, replace(proof, srp_id=second.srp_id))


@few
@given(seeds)
def test_a_new_password_has_32_bytes_of_the_client_in_its_salt(seed):
    one = renew(RIGHT, QUICK, rng=swift(seed))
    other = renew(RIGHT, QUICK, rng=swift(seed + b"other"))
    assert one.algorithm.salt1[:-32] == QUICK.salt1
    assert (one.algorithm.salt2, one.algorithm.group) == (QUICK.salt2, QUICK.group)
    assert one.algorithm.salt1 != other.algorithm.salt1
    assert one.verifier != other.verifier
    waiting, challenge = srp.ask(one, rng=swift(seed))
    srp.check(waiting, srp.prove(challenge, RIGHT, rng=swift(seed)))


def test_the_second_try_is_taken_when_the_first_luck_is_out_of_range(queue):
    one = (1).to_bytes(256, "big")
    good = lesson("good")(256)
    waiting, _ = srp.ask(STORED, rng=queue(one, good, bytes(8)))
    assert waiting.exponent == DhExponent(good)
    proof = srp.prove(waiting.challenge, RIGHT, rng=queue(one, good))
    assert proof.client_public == dh.public(dh.TELEGRAM, DhExponent(good))


# Wire


def test_an_algorithm_is_read_as_it_was_written():
    algorithm = Algorithm(b"salt", b"more salt")
    assert Algorithm.from_cursor(Cursor(algorithm.to_bytes())) == algorithm


def test_few_iterations_are_not_written_as_if_they_were_many():
    with pytest.raises(ValueError, match="100000 iterations"):
        QUICK.to_bytes()


@pytest.mark.parametrize(
    ("p", "g", "field"),
    [
        (P - 2, 4, "p"),
        (P >> 1, 3, "p"),
        (0, 3, "p"),
        (P, 2, "g"),
        (P, 5, "g"),
        (P, 1, "g"),
        (P, 8, "g"),
    ],
)
def test_a_group_that_fails_a_check_makes_no_algorithm(p, g, field):
    written = objects.write(
        passwords.KIND, salt1=b"one", salt2=b"two", g=g, p=p.to_bytes(256, "big")
    )
    with pytest.raises(Untrusted) as caught:
        Algorithm.from_cursor(Cursor(written))
    assert caught.value.field == field


@pytest.mark.parametrize("size", range(0, 52, 3))
def test_a_cut_proof_is_not_read(size):
    whole = srp.Proof(1, bytes(20), bytes(20)).to_bytes()
    with pytest.raises(WireError):
        srp.Proof.from_cursor(Cursor(whole[:size]))


# Each check, and what is lost without it


def challenge_with(public):
    return srp.Challenge(1, QUICK, public)


@pytest.mark.parametrize(
    "value", [0, P, P + 5, (1 << 2048) - 1], ids=["0", "p", "p + 5", "all ones"]
)
def test_a_server_value_that_is_no_member_of_the_group_is_refused(value):
    with pytest.raises(Untrusted) as caught:
        srp.prove(challenge_with(value.to_bytes(256, "big")), RIGHT, rng=swift("a"))
    assert caught.value.field == "B"


BLIND = srp.multiplier(dh.TELEGRAM) * int.from_bytes(STORED.verifier.reveal(), "big")


@pytest.mark.parametrize("base", [0, 1, P - 1, dh.MARGIN - 1, P - dh.MARGIN + 1])
def test_a_base_near_the_ends_is_refused(base):
    public = ((BLIND + base) % P).to_bytes(256, "big")
    with pytest.raises(Untrusted) as caught:
        srp.prove(challenge_with(public), RIGHT, rng=swift("a"))
    assert caught.value.field == "B - k v"


@pytest.mark.parametrize("base", [dh.MARGIN, P - dh.MARGIN])
def test_a_base_at_the_limits_is_good(base):
    public = ((BLIND + base) % P).to_bytes(256, "big")
    assert len(srp.prove(challenge_with(public), RIGHT, rng=swift("a")).m1) == 32


def test_without_the_check_of_the_base_everybody_knows_the_secret(monkeypatch):
    monkeypatch.setattr(srp, "_in_range", lambda _value, _group: True)
    public = ((BLIND + 1) % P).to_bytes(256, "big")
    mine = DhExponent.draw(swift("a"))
    secret = srp.client_secret(mine, challenge_with(public), RIGHT, u=5)
    assert int.from_bytes(secret.reveal(), "big") == 1


@pytest.mark.parametrize(
    "value",
    [0, 1, P - 1, P, 2 * P - 2**2047, dh.MARGIN - 1, P - dh.MARGIN + 1],
    ids=["0", "1", "p - 1", "p", "large", "low", "high"],
)
def test_a_client_value_near_the_ends_is_refused(value):
    proof = srp.Proof(CHALLENGE.srp_id, value.to_bytes(257, "big"), bytes(32))
    with pytest.raises(Untrusted) as caught:
        srp.check(WAITING, proof)
    assert caught.value.field == "A"


def without_password(challenge, public, secret):
    """Prove with a secret that one knows without the password."""
    shared = srp.SharedSecret(secret.to_bytes(256, "big"))
    return srp.Proof(challenge.srp_id, public, srp._m1(challenge, public, shared))


@pytest.mark.parametrize("public", [0, P], ids=["0", "p"])
def test_without_the_check_of_a_nobody_needs_the_password(public, monkeypatch):
    waiting, challenge = WAITING, CHALLENGE
    forged = without_password(challenge, public.to_bytes(256, "big"), 0)
    with pytest.raises(Untrusted):
        srp.check(waiting, forged)
    monkeypatch.setattr(srp, "_in_range", lambda _value, _group: True)
    srp.check(waiting, forged)


def test_without_the_check_of_u_a_stolen_verifier_is_as_good_as_the_password(monkeypatch):
    mine = DhExponent.draw(swift("a"))
    public = dh.public(dh.TELEGRAM, mine)
    base = (int.from_bytes(CHALLENGE.server_public, "big") - BLIND) % P
    secret = pow(base, int.from_bytes(mine.reveal(), "big"), P)
    forged = without_password(CHALLENGE, public, secret)
    with pytest.raises(CannotOpen):
        srp.check(WAITING, forged)
    monkeypatch.setattr(srp, "scramble", lambda _a, _b: 0)
    for refuse in (lambda: srp.check(WAITING, forged), lambda: srp.prove(CHALLENGE, RIGHT)):
        with pytest.raises(Untrusted) as caught:
            refuse()
        assert caught.value.field == "u"
    monkeypatch.setattr(srp, "_nonzero", lambda _public, _challenge: 0)
    srp.check(WAITING, forged)


def test_leading_zeros_of_a_public_value_do_not_matter():
    srp.check(WAITING, replace(PROOF, client_public=bytes(5) + PROOF.client_public))
    short = (1 << 2000).to_bytes(251, "big")
    assert srp.scramble(short, short) == srp.scramble(short.rjust(256, b"\0"), short)


# Secrets


def test_a_password_is_text_and_prints_no_tag_nor_does_its_verifier():
    assert repr(Password.of("käse")) == "<Password 5 bytes>"
    assert repr(STORED.verifier) == "<Verifier 256 bytes>"
    with pytest.raises(TypeError, match="text, not bytes"):
        Password.of(b"cheese")


def shown(error):
    told = traceback.TracebackException(
        type(error), error, error.__traceback__.tb_next, capture_locals=True
    )
    return f"{error} {error!r} {vars(error)} " + "".join(told.format())


def test_nothing_that_is_printed_holds_a_secret():
    typed = Password.of("open sesame now")
    stored = store(typed, QUICK)
    waiting, challenge = srp.ask(stored, rng=lesson("b"))
    proof = srp.prove(challenge, typed, rng=lesson("a"))
    texts_ = [repr([typed, stored, waiting, challenge])]
    bad = challenge_with(((BLIND + 1) % P).to_bytes(256, "big"))
    for refuse in (
        lambda: srp.check(waiting, replace(proof, m1=bytes(32))),
        lambda: srp.check(waiting, replace(proof, client_public=b"\1")),
        lambda: srp.prove(bad, RIGHT, rng=swift("a")),
        lambda: srp.prove(replace(bad, server_public=b""), typed, rng=swift("a")),
    ):
        with pytest.raises((CannotOpen, Untrusted)) as caught:
            refuse()
        texts_.append(shown(caught.value))
    x = passwords.exponent(typed, QUICK)
    secrets = [stored.verifier.reveal(), waiting.exponent.reveal(), x.to_bytes(32, "big")]
    pieces = [one[at : at + 8] for one in secrets for at in range(0, len(one), 8)]
    for text in texts_:
        assert "sesame" not in text
        assert str(x) not in text
        assert not [one for one in pieces if one.hex() in text or repr(one)[2:-1] in text]
