"""A recorded session of the shipped engine, step by step: every key and byte from the private keys."""

import json
from itertools import product
from pathlib import Path

import pytest

from cryptokit.errors import CannotOpen, Replayed, TooFarAhead, Untrusted, WireError
from cryptokit.keys import AgreedSecret, CurvePrivate
from cryptokit.signal import chains, prekeys, shipped, state_bytes, x3dh
from cryptokit.signal.chains import ChainKey, RootKey
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.messages import PreKeySignalMessage, SignalMessage
from cryptokit.signal.peers import Peer, decrypt, encrypt
from cryptokit.signal.prekeys import Bundle, PhoneKeys, Prekey, PublicPrekey, SignedPrekey
from cryptokit.signal.session import Pending, Session, Terms
from cryptokit.signal.x3dh import Opening

VECTORS = Path(__file__).parents[1] / "vectors"
PRIMITIVES = Path(__file__).parents[3] / "shared" / "vectors" / "signal-ratchet-primitives.json"
RUN = json.loads((VECTORS / "signal-session-v3-x3dh.json").read_text("utf-8"))
STEPS = RUN["steps"]
SENT = {step["n"]: step for step in STEPS if step["op"] == "send"}
PEER = {"alice": "bob", "bob": "alice"}


def pair(private):
    return KeyPair.from_private(CurvePrivate(bytes.fromhex(private)))


def queue(*parts):
    left = [bytes.fromhex(part) for part in parts]
    return lambda size: left.pop(0)[:size]


def refuse(size):
    raise AssertionError(f"{size} bytes drawn where the engine drew none")


def bobs_keys():
    bob = RUN["bob"]
    signed = SignedPrekey(
        bob["signed_prekey_id"],
        pair(bob["signed_prekey_private"]),
        bytes.fromhex(bob["signed_prekey_signature"]),
        0,
    )
    one_time = Prekey(bob["one_time_prekey_id"], pair(bob["one_time_prekey_private"]))
    identity = pair(bob["identity_private"])
    return PhoneKeys(identity, bob["registration_id"], (signed,), (one_time,))


def alices_keys():
    alice = RUN["alice"]
    return PhoneKeys(pair(alice["identity_private"]), alice["registration_id"], ())


def first_keys():
    """The record holds what the base key computed, and not its private half."""
    material = bytes.fromhex(RUN["handshake"]["dh_concat_with_ff_prefix"])
    assert material[:32] == x3dh.PREFIX
    results = tuple(AgreedSecret(material[at : at + 32]) for at in range(32, len(material), 32))
    return x3dh.first_keys(results)


def alices_peer():
    bob, first = bobs_keys(), first_keys()
    base = PublicKey.from_wire(bytes.fromhex(RUN["handshake"]["alice_base_key_public"]))
    ratchet = shipped.begin(
        first.root,
        first.chain,
        bob.signed[0].pair.public,
        rng=queue(RUN["alice_first_ratchet_private"]),
    )
    mine = alices_keys().identity.public
    opening = Opening(mine, base, bob.signed[0].id, bob.one_time[0].id)
    theirs = bob.identity.public
    terms = Terms(mine, theirs, base, bob.registration_id)
    begun = Session(terms, ratchet, Pending(opening, 0))
    return Peer(theirs, begun)


def parse(step):
    kind = {2: SignalMessage, 3: PreKeySignalMessage}[step["type"]]
    message = kind.from_bytes(bytes.fromhex(step["message"]))
    assert message.to_bytes().hex() == step["message"]
    return message


def replay():
    """Give the state of both before each step, with the step."""
    keys = {"alice": alices_keys(), "bob": bobs_keys()}
    peers = {"alice": alices_peer(), "bob": None}
    for step in STEPS:
        yield step, dict(keys), dict(peers)
        if step["op"] == "send":
            who, text = step["from"], bytes.fromhex(step["plaintext"])
            peers[who], message = encrypt(keys[who], peers[who], text, now=0)
            assert message.to_bytes().hex() == step["message"]
        else:
            who, fresh = step["to"], step.get("new_ratchet_private")
            rng = queue(fresh) if fresh else refuse
            opened = decrypt(keys[who], peers[who], parse(SENT[step["n"]]), rng=rng)
            keys[who], peers[who], text = opened
            assert text.hex() == SENT[step["n"]]["plaintext"]
            if fresh:
                assert peers[who].current.ratchet.root.reveal().hex() == step["root_key_after"]
        yield step, dict(keys), dict(peers)


def test_every_message_is_made_and_opened_to_the_byte():
    done = [step["op"] for step, _, _ in replay()]
    assert done.count("send") == done.count("deliver") == 2 * len(SENT) == 40


def test_every_message_has_the_keys_of_the_engine():
    for step, _, peers in list(replay())[::2]:
        if step["op"] == "send":
            _, _, seed = shipped.send(peers[step["from"]].current.ratchet)
            assert seed.reveal().hex() == step["dr_seed"]
            made = chains.message_keys(seed).reveal().hex()
            assert made == step["cipher_key"] + step["mac_key"] + step["iv"]


def test_bob_computes_what_the_handshake_of_the_record_says():
    bob, message = bobs_keys(), parse(SENT[0])
    opening = Opening(message.identity, message.base_key, message.signed_id, message.one_time_id)
    first = x3dh.first_keys(x3dh.answer(bob, opening))
    assert (first.root.reveal() + first.chain.reveal()).hex() == RUN["handshake"]["hkdf_output"]
    assert first == first_keys()


def test_the_bundle_of_the_record_is_signed():
    bob = RUN["bob"]
    signed = PublicPrekey(1, PublicKey.from_wire(bytes.fromhex(bob["signed_prekey_public"])))
    identity = PublicKey.from_wire(bytes.fromhex(bob["identity_public"]))
    signature = bytes.fromhex(bob["signed_prekey_signature"])
    prekeys.check(Bundle(1, 1, identity, signed, signature))
    with pytest.raises(Untrusted):
        prekeys.check(Bundle(1, 1, identity, signed, signature[:-1] + b"\0"))


def test_a_second_copy_is_refused_at_every_later_step():
    opened = set()
    for number, (step, keys, peers) in enumerate(replay()):
        if step["op"] == "deliver" and number % 2:
            opened.add((step["to"], step["n"]))
        if number % 6:
            continue
        for who, n in opened:
            known = [one.ratchet.raw for one in peers[who].current.ratchet.chains]
            message = parse(SENT[n])
            inner = getattr(message, "message", message)
            kept = inner.header.ratchet_key.raw in known
            with pytest.raises(Replayed if kept else CannotOpen):
                decrypt(keys[who], peers[who], message)


def opens(keys, peer, data, kind):
    try:
        return decrypt(keys, peer, kind.from_bytes(data)).plaintext
    except (CannotOpen, Replayed, TooFarAhead, Untrusted, WireError):
        return None


@pytest.mark.parametrize("n", [0, 2, 16], ids=["first", "answer", "in a burst"])
def test_any_byte_changed_is_refused_and_the_state_stays(n):
    steps = list(replay())[::2]
    before = next(one for one in steps if one[0]["op"] == "deliver" and one[0]["n"] == n)
    step, keys, peers = before
    keys, peer, data = keys[step["to"]], peers[step["to"]], bytes.fromhex(SENT[n]["message"])
    kind = type(parse(SENT[n]))
    written = state_bytes.to_bytes(peer) if peer else None
    unseen = set()
    for at, flip in product(range(len(data)), (1, 0x80)):
        forged = data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]
        if (text := opens(keys, peer, forged, kind)) is not None:
            assert text.hex() == SENT[n]["plaintext"]
            unseen.add(at)
    # What stands around the inner message has no MAC: the writer's version, the registration id.
    loose = kind is PreKeySignalMessage
    cut = data.index(b"\x28\xe9\x07") if loose else 0
    assert unseen <= ({0, cut, cut + 1, cut + 2} if loose else set())
    assert (state_bytes.to_bytes(peer) if peer else None) == written
    assert opens(keys, peer, data, kind).hex() == SENT[n]["plaintext"]


def test_to_be_restored_from_bytes_at_any_point_changes_nothing():
    for _, _, peers in replay():
        for peer in filter(None, peers.values()):
            assert state_bytes.from_bytes(state_bytes.to_bytes(peer), Peer) == peer


def test_no_key_of_a_message_that_was_read_lies_on_the_phone():
    gone = []
    for number, (step, _, peers) in enumerate(replay()):
        if step["op"] == "deliver" and number % 2:
            gone.append(bytes.fromhex(SENT[step["n"]]["dr_seed"]))
        held = b"".join(state_bytes.to_bytes(peer) for peer in peers.values() if peer)
        assert not any(seed in held for seed in gone)


def test_the_primitives_of_the_engine_itself():
    if not PRIMITIVES.exists():
        pytest.skip(f"{PRIMITIVES.name} is read in place, and is not beside this checkout")
    known = json.loads(PRIMITIVES.read_text("utf-8"))
    for one in known["chain_key"]:
        following, seed = chains.turn(ChainKey(bytes.fromhex(one["chain_key"])))
        assert following.reveal().hex() == one["next_chain_key"]
        assert seed.reveal().hex() == one["message_key_seed_hmac01"]
        made = chains.message_keys(seed).reveal().hex()
        assert made == one["cipher_key"] + one["mac_key"] + one["iv"]
    for one in known["x3dh_v3_session_as_bob_without_one_time_prekey"]:
        bob, alice = one["bob"], one["alice"]
        signed = SignedPrekey(1, pair(bob["signed_prekey_private"]), bytes(64), 0)
        keys = PhoneKeys(pair(bob["identity_private"]), 1, (signed,))
        base, identity = (
            PublicKey.from_wire(bytes.fromhex(alice[name]))
            for name in ("base_public", "identity_public")
        )
        first = x3dh.first_keys(x3dh.answer(keys, Opening(identity, base, 1)))
        assert first.root.reveal().hex() == one["root_key"]
        assert first.chain.reveal().hex() == one["bob_initial_sending_chain_key"]


@pytest.mark.parametrize(
    ("salt", "ikm", "okm"),
    [(None, "aa" * 32, "c1db3d0d1034d496"), ("cc" * 32, "bb" * 32, "d639745506b0cc04")],
    ids=["message keys", "root"],
)
def test_the_two_labels_as_the_engine_expands_them(salt, ikm, okm):
    if salt is None:
        made = chains.message_keys(chains.MessageSeed(bytes.fromhex(ikm)))
    else:
        made, _ = chains.root_step(RootKey(bytes.fromhex(salt)), AgreedSecret(bytes.fromhex(ikm)))
    assert made.reveal().hex().startswith(okm)
