"""The audit of secrets: where in the package ``reveal()`` is called, counted. A new place shows here."""

import ast
from collections import Counter
from pathlib import Path

import cryptokit

DOORS = {"reveal", "reveal_number"}
REVEALERS = {
    "cryptokit.attacks.backdoors.clipper": 2,  # to put a session key into a LEAF, and to lock words under it
    "cryptokit.attacks.backdoors.dual_ec": 1,  # to multiply a guess by d
    "cryptokit.attacks.backdoors.export_rsa": 1,  # to decrypt as the server
    "cryptokit.attacks.backdoors.leaf": 4,  # to lock with the key of a chip, and to bind a LEAF to a session
    "cryptokit.attacks.mtproto.degenerate_value": 1,  # to raise a value without looking at it
    "cryptokit.attacks.mtproto.early_length_check": 1,  # to decrypt as a receiver that looks too early
    "cryptokit.attacks.mtproto.non_residue_generator": 1,  # to see whether a guess was right
    "cryptokit.attacks.mtproto.re_encryption": 2,  # to seal under a msg_key cut short
    "cryptokit.attacks.mtproto.searching": 1,  # to walk on from an exponent
    "cryptokit.attacks.mtproto.server_nonce": 3,  # to add a nonce to a key, and to choose two nonces
    "cryptokit.attacks.mtproto.takeover": 1,  # to try a line's key on a secret chat
    "cryptokit.attacks.sharing.dkg_bias": 1,  # to open commitments as a dealer does
    "cryptokit.attacks.sharing.schemes": 1,  # to see a share as its holder does
    "cryptokit.attacks.sharing.share_at_order": 1,  # to see what was joined
    "cryptokit.demos.cheater": 10,  # to share a key in eight ways, and to forge shares
    "cryptokit.demos.refresh_against_raids": 5,  # to see as a burglar whether it is the key
    "cryptokit.demos.split_formats": 3,  # to share a key in each format, and to compare
    "cryptokit.demos.split_key": 2,  # to split a key, and to forge a share
    "cryptokit.evidence.at_rest": 2,  # to lock and open what a server stores
    "cryptokit.evidence.backup": 4,  # to wrap and unwrap a backup key, and to derive the one that confirms
    "cryptokit.evidence.escrow": 3,  # to make a public key, to seal the key of a chat, and to open it
    "cryptokit.evidence.guessing": 4,  # to lock and open a file under a password alone
    "cryptokit.evidence.hardening": 1,  # to harden
    "cryptokit.evidence.rows": 1,  # to write down what a phone or a server holds
    "cryptokit.evidence.signal_chains": 1,  # to write down what opens a packet
    "cryptokit.evidence.signal_packets": 3,  # to name a packet's key, twice, and to open the packet
    "cryptokit.evidence.together": 1,  # to write down what an operator holds
    "cryptokit.evidence.vault": 3,  # to write down what a vault holds, and to prove a success to it
    "cryptokit.exposure.static_key": 2,  # to make a public key, and to open mail
    "cryptokit.keys": 1,  # to give a scalar as a number
    "cryptokit.lab.course.scenes.in_the_middle": 1,  # to hash an agreement
    "cryptokit.lab.course.scenes.packets": 1,  # to encrypt and authenticate a packet
    "cryptokit.lab.course.exercises.lesson_03": 4,  # to hand a key to a function that opens packets
    "cryptokit.lab.course.exercises.lesson_05": 1,  # to compare the key that was split with the one that was given
    "cryptokit.lab.course.exercises.lesson_10": 1,  # to deal another number than 0
    "cryptokit.lab.course.scenes.letters": 1,  # to open a letter with the whole key
    "cryptokit.threshold.signing": 5,  # to hash a share into nonces, to commit to them, and to answer
    "cryptokit.mtproto.auth.nonces": 4,  # to derive keys, hashes and the salt of a run
    "cryptokit.mtproto.auth.proof": 1,  # to write the secret number for the server
    "cryptokit.mtproto.auth.rsa": 1,  # to decrypt
    "cryptokit.mtproto.dh": 1,  # to compute a power
    "cryptokit.mtproto.envelope": 2,  # to derive what encrypts one packet
    "cryptokit.mtproto.envelope1": 2,  # the same, as it was before 2017
    "cryptokit.mtproto.files": 4,  # to name a file's key, lock, unlock, and put it in a message
    "cryptokit.mtproto.phone_bytes": 1,  # to write down what a phone holds
    "cryptokit.messengers.whatsapp_line": 1,  # to lock what goes over a line
    "cryptokit.messengers.telegram": 1,  # to type the login code that came
    "cryptokit.mtproto.picture": 2,  # to hash a key for the eye
    "cryptokit.mtproto.login.password": 1,  # to hash what was typed
    "cryptokit.mtproto.login.srp": 5,  # to compute S on both sides, and M1 from it
    "cryptokit.mtproto.line.inbox": 1,  # to write a key into the server's file
    "cryptokit.mtproto.transports.counter": 1,  # to run the stream of a connection
    "cryptokit.mtproto.transports.obfuscated": 1,  # to mix a proxy's secret into the keys
    "cryptokit.mtproto.quick_ack": 1,  # to hash a packet as its envelope does
    "cryptokit.primitives.keystream": 1,  # to encrypt zeros
    "cryptokit.sharing.feldman": 4,  # to check the range, commit, check a share, and hand out the joined secret
    "cryptokit.sharing.formats.bytewise": 1,  # to interpolate
    "cryptokit.sharing.formats.indexed": 1,  # to interpolate
    "cryptokit.sharing.formats.sskr": 2,  # to write a share down, and hand out the joined secret
    "cryptokit.sharing.policy.recursive": 2,  # to split at a gate, and hand out the joined secret
    "cryptokit.sharing.policy.replicated": 1,  # to add up the pieces
    "cryptokit.sharing.policy.shares": 4,  # to check the range, split, join, and compare shares
    "cryptokit.sharing.policy.verifiable": 1,  # to check a share
    "cryptokit.sharing.formats.sss": 3,  # to lock and open the box, and to split its key
    "cryptokit.sharing.pedersen": 6,  # to commit, check the range and a pair, and hand out the joined secret
    "cryptokit.sharing.pieces": 3,  # to check the range and a piece, and to add up
    "cryptokit.sharing.proofs": 2,  # to prove
    "cryptokit.sharing.pvss": 3,  # to deal, to make keys and to open a share
    "cryptokit.sharing.recovery": 2,  # to check a masked share, and hand out the recovered one
    "cryptokit.sharing.redistribution": 2,  # to share a share, and to weigh
    "cryptokit.sharing.repair": 1,  # to weigh one's share
    "cryptokit.sharing.robust": 6,  # to decode, and hand out the joined secret
    "cryptokit.sharing.scalar": 5,  # to check the range, split and interpolate
    "cryptokit.sharing.sealed": 5,  # to split, lock, open, and commit to the key of a box
    "cryptokit.sharing.shamir": 1,  # to hand out the secret that was joined
    "cryptokit.sharing.share": 3,  # to interpolate, write the share down, and check its checksum
    "cryptokit.sharing.slip39.core": 4,  # to split, interpolate, and check the digest
    "cryptokit.sharing.slip39.groups": 1,  # to open with the passphrase
    "cryptokit.sharing.slip39.share": 1,  # to write the share down
    "cryptokit.sharing.xor": 2,  # to add up, and hand out the secret that was joined
    "cryptokit.signal.access_key": 1,  # to encrypt zeros
    "cryptokit.signal.chains": 7,  # to turn a chain and the root, and to encrypt and authenticate one message
    "cryptokit.signal.codecs": 1,  # to write down what a phone holds
    "cryptokit.signal.content": 2,  # to put a file's key and a franking nonce into a message
    "cryptokit.signal.curve": 1,  # to load a private key
    "cryptokit.signal.franking": 2,  # to commit to a text, and to tag a commitment
    "cryptokit.signal.group_messages": 1,  # to write a chain key for a member
    "cryptokit.signal.header_encryption": 4,  # to turn the root, and to lock and open a header
    "cryptokit.signal.media": 2,  # to derive a file's keys, and to name the IV of its MAC
    "cryptokit.signal.sealed_for_many": 4,  # to hide the seed, derive from it, and hash two agreements
    "cryptokit.signal.sealed_sender": 4,  # to hash an agreement, chain, encrypt, and authenticate
    "cryptokit.signal.sender_keys": 1,  # to derive what encrypts one message
    "cryptokit.signal.x3dh": 1,  # to hash the results of a handshake
    "cryptokit.signal.vxeddsa": 1,  # to sign
    "cryptokit.signal.xeddsa": 2,  # to sign in two layouts
    "cryptokit.threshold.batch_proof": 2,  # to prove
    "cryptokit.threshold.box": 2,  # to lock and open a box under its data key
    "cryptokit.threshold.decryption": 1,  # to prove that the sender knew r
    "cryptokit.threshold.dkg.gjkr": 1,  # to commit to two polynomials and hand out their values
    "cryptokit.threshold.dkg.hidden": 2,  # to write a pair for its receiver
    "cryptokit.threshold.dkg.gathering": 1,  # to add up what came
    "cryptokit.threshold.dkg.joint": 2,  # to commit, and hand out values
    "cryptokit.threshold.dkg.messages": 2,  # to check a value, and write it for its receiver
    "cryptokit.threshold.dkg.opening": 1,  # to reconstruct in public what a cheat dealt
    "cryptokit.threshold.dkg.possession": 2,  # to prove
    "cryptokit.threshold.kem": 3,  # to multiply by r, and by a share
    "cryptokit.threshold.oprf": 4,  # to hash a seed and an input, and to multiply by a key or a blind
    "cryptokit.threshold.poprf": 3,  # to add an info to a key, to invert that, and to make it public
    "cryptokit.threshold.voprf": 1,  # to make a public key
}


def reveal_calls(package):
    """Count the places that call or hand on ``.reveal`` or ``.reveal_number``, module by module."""
    found = Counter()
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        found[name] = sum(isinstance(n, ast.Attribute) and n.attr in DOORS for n in nodes)
    return +found


def test_the_search_finds_calls_and_not_words(tmp_path):
    (tmp_path / "room.py").write_text('"""key.reveal()"""\nx = key.reveal()\nmap(Key.reveal, x)\n')
    assert reveal_calls(tmp_path) == {f"{tmp_path.name}.room": 2}


def test_secrets_are_revealed_where_we_know_of_it():
    assert reveal_calls(Path(cryptokit.__file__).parent) == REVEALERS
