"""Whole exchanges, rebuilt to the byte on both sides."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cryptokit.errors import CannotOpen, Untrusted
from cryptokit.keys import AuthKey
from cryptokit.mtproto import dh, objects
from cryptokit.mtproto.auth import client, inner, plain, rsa, rsa_old, server
from cryptokit.mtproto.auth.client import Proposed, Solved
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.nonces import NewNonce, Run, aux_hash, first_salt, nonce_hash, temporary
from cryptokit.mtproto.auth.plain import Plain
from cryptokit.mtproto.auth.proof import Proof
from cryptokit.mtproto.auth.terms import Failed, Made, Terms
from cryptokit.rng import lesson

B = bytes.fromhex
SHARED = Path(__file__).parents[4] / "shared" / "vectors" / "mtproto-auth-key.json"
in_place = pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED.name} is not beside us")
START = 1_700_000_000.0625  # its ids are those of the vectors, without luck
TERMS = {"dc": Terms(dc=2), "temp": Terms(dc=2, expires_in=86400), "old": Terms(dc=None)}
LABS = [
    "lab_exchange",
    "lab_exchange_retry_then_ok",
    "lab_exchange_fail",
    "lab_exchange_temp_key",
    "lab_exchange_old_rsa_scheme",
    "lab_exchange_leading_zero_key",
]


def luck(*parts, free=()):
    """Hand out the parts in order; sizes in ``free`` come from a lesson, message ids get zeros."""
    left, lesson_ = list(parts), lesson("free")

    def draw(size):
        if size == 3 or size in free:
            return bytes(3) if size == 3 else lesson_(size)
        assert size == len(left[0]), f"{size} bytes drawn, {len(left[0])} in the vector"
        return left.pop(0)

    draw.left = left
    return draw


def lucks(v):
    """The random bytes of both sides; the puzzle is solved with luck of its own."""
    padding = v.get("rsa_pad_padding") or v["old_scheme_padding"]
    keys = [*v.get("rejected_temp_keys", []), *([v["temp_key"]] if "temp_key" in v else [])]
    tries = [part for attempt in v["attempts"] for part in (attempt["b"], attempt["padding"])]
    drawn = [v["nonce"], v["new_nonce"], padding, *keys, *tries]
    ours = luck(*map(B, drawn), free={8})
    theirs = luck(B(v["server_nonce"]), B(v["server_a"]), B(v["answer_padding"]))
    return ours, theirs


def house(v):
    old = v["kind"] == "old"
    return server.Server(
        (LAB_KEY,),
        dc=2,
        retries=0 if v["attempts"][-1]["answer"] == "dh_gen_fail" else 1,
        puzzle=lambda _: (v["p"], v["q"]),
        open_=rsa_old.open_ if old else rsa.open_,
    )


def taken(v):
    bad = [a for a in v["attempts"] if a["answer"] != "dh_gen_ok"]
    return {AuthKey(B(a["auth_key_of_attempt"])).key_id() for a in bad}


def test_the_lab_key_is_that_of_the_vectors(vectors):
    v = vectors["lab_rsa_key"]
    assert (LAB_KEY.public.n, LAB_KEY.public.e) == (int(v["n"], 16), v["e"])
    assert LAB_KEY.exponent.reveal_number() == int(v["d"], 16)
    assert LAB_KEY.public.fingerprint.hex() == v["fingerprint"]
    assert LAB_KEY.exponent.from_lesson


@pytest.mark.parametrize("name", LABS)
def test_every_packet_of_both_sides_is_rebuilt_to_the_byte(name, vectors):
    v = vectors[name]
    ours, theirs = lucks(v)
    home, packets = house(v), [B(message["bytes"]) for message in v["messages"]]
    sent = iter(packets)
    seal = rsa_old.seal if v["kind"] == "old" else rsa.seal

    state, packet = client.start(TERMS[v["kind"]], now=START, rng=ours)
    assert packet == next(sent)
    there, packet = server.on_req_pq(home, packet, now=START, rng=theirs)
    assert packet == next(sent)
    keys = [LAB_KEY.public]
    state, packet = client.on_res_pq(state, packet, keys, now=START + 1, rng=ours, seal=seal)
    assert packet == next(sent)
    # The lab's server told the time at which the run began, so its clock stands still here.
    there, packet = server.on_dh_query(home, there, packet, now=START, rng=theirs)
    wanted = Plain.from_bytes(next(sent))
    assert Plain.from_bytes(packet).body == wanted.body
    packet, there = wanted.to_bytes(), replace(there, sent=wanted.message_id)
    state, packet = client.on_dh_params(state, packet, now=START + 2, rng=ours)
    for step, attempt in enumerate(v["attempts"], start=2):
        assert packet == next(sent)
        there, packet = server.on_set_params(
            home, there, packet, taken=taken(v), now=START + step, rng=theirs
        )
        assert packet == next(sent)
        assert plain.answer(packet).kind == attempt["answer"]
        state, packet = client.on_dh_gen(state, packet, now=START + step + 1, rng=ours)

    assert not [*ours.left, *theirs.left, *sent]
    if attempt["answer"] == "dh_gen_fail":
        assert state == there == Failed()
        return
    expires_at = v["server_time"] + 86400 if v["kind"] == "temp" else None
    assert state == Made(AuthKey(B(v["auth_key"])), B(v["server_salt"]), -2.0625, expires_at)
    assert there == replace(state, time_offset=0.0)
    assert state.key.key_id().hex() == v["auth_key_id"]


@pytest.mark.parametrize("name", LABS)
def test_everything_encrypted_opens_to_what_was_put_in(name, vectors):
    v = vectors[name]
    run = Run(B(v["nonce"]), B(v["server_nonce"]), NewNonce(B(v["new_nonce"])))
    key, iv = temporary(run)
    assert (key.hex(), iv.hex()) == (v["tmp_aes_key"], v["tmp_aes_iv"])
    opener = rsa_old if v["kind"] == "old" else rsa
    data = opener.open_(LAB_KEY, B(v["encrypted_data"]))
    assert data == B(v["inner_data"]) + B(v.get("rsa_pad_padding", ""))
    proof = Proof(v["p"] * v["q"], v["p"], v["q"], run, TERMS[v["kind"]])
    assert Proof.from_bytes(data) == proof
    assert proof.to_bytes().hex() == v["inner_data"]
    boxes = [(v["answer"], v["encrypted_answer"], v["answer_padding"])]
    boxes += [(a["client_DH_inner_data"], a["encrypted_data"], a["padding"]) for a in v["attempts"]]
    for written, box, padding in (map(B, triple) for triple in boxes):
        assert objects.rewrite(inner.open_(run, box)) == written
        assert inner.decrypt(run, box)[20:] == written + padding
        assert inner.lock(run, written, rng=lambda _, p=padding: p) == box


@pytest.mark.parametrize("name", LABS)
def test_the_names_of_the_key_and_the_salt_are_rebuilt(name, vectors):
    v = vectors[name]
    run = Run(B(v["nonce"]), B(v["server_nonce"]), NewNonce(B(v["new_nonce"])))
    key = AuthKey(B(v["auth_key"]))
    assert (key.key_id().hex(), aux_hash(key).hex()) == (v["auth_key_id"], v["auth_key_aux_hash"])
    assert first_salt(run).hex() == v["server_salt"]
    for number, wanted in v["new_nonce_hashes"].items():
        assert nonce_hash(run, int(number), key).hex() == wanted


def test_a_key_with_leading_zeros_keeps_its_256_bytes(vectors):
    v = vectors["lab_exchange_leading_zero_key"]
    key = AuthKey(B(v["auth_key"]))
    assert (key.reveal()[0], len(key)) == (0, 256)
    assert key.key_id().hex() != v["wrong_auth_key_id_if_zeros_are_stripped"]


REFUSALS = {
    "SHA1 prefix wrong": (CannotOpen, None),
    "nonce differs": (Untrusted, "nonce"),
    "g=2 with this prime (p mod 8 = 3)": (Untrusted, "g"),
    "g_a = 1": (Untrusted, "g_a"),
    "g_a = p-1": (Untrusted, "g_a"),
    "g_a = 2^1983": (Untrusted, "g_a"),
    "dh_prime not prime": (Untrusted, "p"),
    "dh_gen_retry": None,  # no error: another key is proposed
}
CHANGES = {
    "nonce differs": {"nonce": bytes(16)},
    "g=2 with this prime (p mod 8 = 3)": {"g": 2},
    "g_a = 1": {"g_a": rsa.minimal(1)},
    "g_a = p-1": {"g_a": rsa.minimal(dh.DH_PRIME - 1)},
    "g_a = 2^1983": {"g_a": rsa.minimal(1 << 1983)},
    "dh_prime not prime": {"dh_prime": rsa.minimal(dh.DH_PRIME - 2), "g": 4},
}


def solved(v):
    run = Run(B(v["nonce"]), B(v["server_nonce"]), NewNonce(B(v["new_nonce"])))
    return Solved(run, TERMS[v["kind"]], sent=0)


def offer(state, answer):
    box = inner.lock(state.run, answer)
    body = objects.write(
        "server_DH_params_ok",
        nonce=state.run.nonce,
        server_nonce=state.run.server_nonce,
        encrypted_answer=box,
    )
    return Plain(1, body).to_bytes()


def test_every_known_bad_answer_is_tried(vectors):
    assert [v["what"] for v in vectors["must_reject"]] == list(REFUSALS)


@pytest.mark.parametrize("what", REFUSALS)
def test_known_bad_answers_are_refused_for_the_stated_reason(what, vectors, monkeypatch):
    v = vectors["lab_exchange"]
    state, answer = solved(v), objects.read_all(B(v["answer"]))
    if REFUSALS[what] is None:
        w = vectors["lab_exchange_retry_then_ok"]
        assert isinstance(refused_once(w), Proposed)
        return
    if what == "SHA1 prefix wrong":
        monkeypatch.setattr(inner, "_hash", lambda _: bytes(20))
    packet = offer(
        state, objects.rewrite(replace(answer, fields=answer.fields | CHANGES.get(what, {})))
    )
    monkeypatch.undo()
    kind, field = REFUSALS[what]
    with pytest.raises(kind) as caught:
        client.on_dh_params(state, packet, now=START)
    assert getattr(caught.value, "field", None) == field
    # Without the change it passes, so the change is the reason.
    assert client.on_dh_params(state, offer(state, B(v["answer"])), now=START)


def refused_once(v):
    offered = dh.TELEGRAM, B(v["g_a"]), v["server_time"]
    key = AuthKey(B(v["attempts"][0]["auth_key_of_attempt"]))
    state = Proposed(solved(v).run, TERMS["dc"], client.Offer(*offered, 0.0), key, sent=0)
    again, _ = client.on_dh_gen(state, B(v["messages"][5]["bytes"]), now=START)
    assert again.key != key
    return again


@pytest.fixture(scope="module")
def official():
    return json.loads(SHARED.read_text("utf-8"))


@in_place
def test_the_official_sample_of_2024_is_rebuilt(official):
    v, known = official["official_sample_2024"], official["rsa_pad_known_answer"]
    keys = [rsa.PublicKey(int(known["n"], 16))]
    assert keys[0].fingerprint.hex() == known["fingerprint"]
    number = Plain.from_bytes(B(v["req_pq_multi"])).message_id
    time = number / (1 << 32)
    parts = ["nonce", "new_nonce", "random_padding_bytes", "b", "client_padding"]
    nonce, new_nonce, padding, b, client_padding = (B(v[part]) for part in parts)
    rng = luck(nonce, new_nonce, padding, bytes(31) + b"\1", b, client_padding, free={8})

    state, packet = client.start(Terms(dc=v["dc"]), now=time, rng=rng)
    assert Plain.from_bytes(packet).body == Plain.from_bytes(B(v["req_pq_multi"])).body
    # The page prints no trailing bytes, but the lengths count them.
    state, packet = client.on_res_pq(state, B(v["resPQ"]) + bytes(88), keys, now=time, rng=rng)
    query = plain.query(packet, "req_DH_params")
    assert (query.data("p").hex(), query.data("q").hex()) == (v["p"], v["q"])
    proof = Proof(int(v["pq"], 16), int(v["p"], 16), int(v["q"], 16), state.run, state.terms)
    assert proof.to_bytes().hex() == v["p_q_inner_data_dc"]
    key, iv = temporary(state.run)
    assert (key.hex(), iv.hex()) == (v["tmp_aes_key"], v["tmp_aes_iv"])

    body = objects.write(
        "server_DH_params_ok",
        nonce=nonce,
        server_nonce=B(v["server_nonce"]),
        encrypted_answer=B(v["encrypted_answer"]),
    )
    plaintext, _ = inner.explain(state.run, B(v["encrypted_answer"]))
    assert (plaintext[:20].hex(), plaintext[-8:].hex()) == (v["answer_sha1"], v["answer_padding"])
    state, packet = client.on_dh_params(state, Plain(1, body).to_bytes(), now=time, rng=rng)
    assert (state.offer.group.g, state.offer.group.p) == (v["g"], int(v["dh_prime"], 16))
    assert (state.offer.g_a.hex(), state.offer.server_time) == (v["g_a"], v["server_time"])
    sent = plain.query(packet, "set_client_DH_params")
    assert sent.data("encrypted_data").hex() == v["client_encrypted_data"]
    made, _ = client.on_dh_gen(state, B(v["dh_gen_ok"]) + bytes(64), now=time, rng=rng)
    assert (made.key.reveal().hex(), made.salt.hex()) == (v["auth_key"], v["server_salt"])
    assert made.key.key_id().hex() == v["auth_key_id"]
    assert not rng.left


@in_place
def test_the_official_sample_of_2013_opens(official):
    v = official["official_sample_2013"]
    run = Run(B(v["nonce"]), B(v["server_nonce"]), NewNonce(B(v["new_nonce"])))
    key, iv = temporary(run)
    assert (key.hex(), iv.hex()) == (v["tmp_aes_key"], v["tmp_aes_iv"])
    plaintext, tree = inner.explain(run, B(v["encrypted_answer"]))
    assert plaintext.hex() == v["answer_sha1"] + v["answer"] + v["answer_padding"]
    assert [part.name for part in tree.parts] == ["SHA-1", "object", "padding"]
    found = plain.answer(B(v["resPQ"]), "resPQ")
    assert (found.data("pq").hex(), found.data("nonce")) == (v["pq"], run.nonce)


@in_place
def test_the_known_answer_of_rsa_pad_is_rebuilt(official):
    v = official["rsa_pad_known_answer"]
    key = rsa.PublicKey(int(v["n"], 16), v["e"])
    # Its one-time key is all zeros, which our sources of luck may not give.
    padded = rsa._pad(B(v["data"]) + B(v["random_padding"]), B(v["temp_key"]))
    assert key.power(int.from_bytes(padded, "big")).hex() == v["encrypted_data"]
