"""What is shown and what is not: spans of every packet, and no secret in an error or a state."""

import traceback

import pytest

from cryptokit.errors import CryptokitError
from cryptokit.mtproto import objects
from cryptokit.mtproto.auth import client, inner, plain, rsa, rsa_old, server
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.plain import Plain
from cryptokit.mtproto.auth.proof import Proof
from cryptokit.mtproto.auth.server import Server

NOW = 1_700_000_000.0
SERVER = Server((LAB_KEY,), dc=2)
FIELDS = {
    "hello": ["nonce"],
    "res_pq": ["nonce", "server_nonce", "pq", "server_public_key_fingerprints"],
    "dh_query": ["nonce", "server_nonce", "p", "q", "public_key_fingerprint", "encrypted_data"],
    "dh_params": ["nonce", "server_nonce", "encrypted_answer"],
    "set_params": ["nonce", "server_nonce", "encrypted_data"],
    "dh_gen": ["nonce", "server_nonce", "new_nonce_hash1"],
}


def flipped(packet):
    return packet[:-1] + bytes([packet[-1] ^ 1])


def tiles(tree, size):
    leaves = list(tree.leaves())
    return [s.start for s in leaves] == [0, *(s.end for s in leaves[:-1])] and tree.end == size


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_every_packet_has_its_span(name, exchange):
    packet = getattr(exchange("one"), name)
    tree = plain.explain(packet)
    assert tiles(tree, len(packet))
    assert [part.name for part in tree.parts] == ["auth_key_id", "message_id", "length", "body"]
    assert [part.name for part in tree.parts[-1].parts] == ["constructor", *FIELDS[name]]


def test_every_field_of_what_is_encrypted_has_its_span(exchange):
    run = exchange("one")
    box = plain.query(run.dh_query).data("encrypted_data")
    data, tree = rsa.explain(LAB_KEY, box)
    assert tiles(tree, len(data) == 192 and 192)
    inside, padding = tree.parts
    names = ["constructor", "pq", "p", "q", "nonce", "server_nonce", "new_nonce", "dc"]
    assert ([part.name for part in inside.parts], padding.name) == (names, "padding")
    new = next(part for part in inside.parts if part.name == "new_nonce")
    assert data[new.start : new.end] == run.solved.run.new_nonce.reveal()

    old = rsa_old.seal(LAB_KEY.public, Proof(15, 3, 5, run.solved.run, run.terms).to_bytes())
    data, tree = rsa_old.explain(LAB_KEY, old)
    assert tiles(tree, 255)
    assert [part.name for part in tree.parts] == ["SHA-1", "inner data", "padding"]

    for packet, field, last in (
        (run.dh_params, "encrypted_answer", "server_time"),
        (run.set_params, "encrypted_data", "g_b"),
    ):
        data, tree = inner.explain(run.solved.run, plain.answer(packet).data(field))
        assert tiles(tree, len(data))
        assert tree.parts[1].parts[-1].name == last


def spellings(secret):
    pieces = [secret[at : at + 8] for at in range(0, len(secret) - 7, 8)]
    return [form for piece in pieces for form in (piece.hex(), repr(piece)[2:-1])]


def everything_shown(error):
    told = traceback.TracebackException(
        type(error), error, error.__traceback__.tb_next, capture_locals=True
    )
    return f"{error} {error!r} {vars(error)} " + "".join(told.format())


def test_no_state_and_no_failing_path_shows_a_secret(exchange):
    run, other = exchange("one"), exchange("two")
    secrets = [run.solved.run.new_nonce, run.offered.exponent, run.made.key, LAB_KEY.exponent]
    forms = [form for secret in secrets for form in spellings(secret.reveal())]
    states = [run.asked, run.posed, run.solved, run.offered, run.proposed, run.made, LAB_KEY]
    assert not [form for form in forms if form in f"{states} {states!r}"]

    def offered(**fields):
        found = inner.open_(run.solved.run, plain.answer(run.dh_params).data("encrypted_answer"))
        written = objects.rewrite(objects.TlObject(found.kind, found.fields | fields))
        whole = plain.answer(run.dh_params).fields
        body = objects.write(
            "server_DH_params_ok",
            **whole | {"encrypted_answer": inner.lock(run.solved.run, written)},
        )
        return Plain(1, body).to_bytes()

    def client_step(packet):
        return lambda: client.on_dh_params(run.solved, packet, now=NOW)

    def asked_for(**changes):
        proof = Proof(15, 3, 5, run.solved.run, run.terms)
        fields = plain.query(run.dh_query).fields
        body = objects.write(
            "req_DH_params",
            **fields | {"encrypted_data": rsa.seal(LAB_KEY.public, proof.to_bytes())} | changes,
        )
        return lambda: server.on_dh_query(SERVER, run.posed, Plain(4, body).to_bytes(), now=NOW)

    paths = [
        client_step(offered(nonce=bytes(16))),
        client_step(offered(g=2)),
        client_step(offered(g_a=b"\1")),
        client_step(other.dh_params),
        client_step(run.dh_params[:-1]),
        client_step(flipped(run.dh_params)),
        lambda: client.on_dh_gen(run.proposed, other.dh_gen, now=NOW),
        lambda: client.on_dh_gen(run.proposed, flipped(run.dh_gen), now=NOW),
        asked_for(),
        asked_for(encrypted_data=bytes(256)),
        asked_for(public_key_fingerprint=1),
        lambda: server.on_set_params(SERVER, run.offered, other.set_params, taken=(), now=NOW),
        lambda: server.on_set_params(
            SERVER, run.offered, flipped(run.set_params), taken=(), now=NOW
        ),
    ]
    for path in paths:
        with pytest.raises(CryptokitError) as caught:
            path()
        shown = everything_shown(caught.value)
        assert not [form for form in forms if form in shown]
