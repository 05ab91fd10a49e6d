"""The Double Ratchet beside the peer, and beside the library calls that no implementation avoids.

A message has 100 bytes and is encrypted and decrypted. The floor of a turn is one key pair, two
exchanges and two HKDF; of a message two chain steps, two HKDF, AES-CBC and HMAC twice. It has no
header, no state and no protobuf. Only ratios inside one group count.
"""

import asyncio
import os
import runpy
from collections import deque
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from doubleratchet.recommended import diffie_hellman_ratchet_curve25519
from nacl import bindings as sodium

from cryptokit.errors import TooFarAhead
from cryptokit.rng import system
from cryptokit.signal import header_encryption, peers, prekeys, ratchet, shipped, state_bytes, x3dh
from cryptokit.signal.chains import ChainKey, RootKey
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.directory import Directory, fetch, publish
from cryptokit.signal.messages import Header, PreKeySignalMessage, SignalMessage

TEXT = os.urandom(100)
BURST = 1_000
ROOT, CHAIN = os.urandom(32), os.urandom(32)
SHA = SHA256()
SIGNER = Ed25519PrivateKey.generate()
SIGNATURE, SIGNER = SIGNER.sign(TEXT), SIGNER.public_key()
SCALAR = (1 << 252).to_bytes(32, "little")
POINT = sodium.crypto_scalarmult_ed25519_base_noclamp(SCALAR)

published = SimpleNamespace(
    **runpy.run_path(str(Path(__file__).parents[1] / "tests/signal/published.py"))
)
PEER_SETTINGS = published.SETTINGS | {
    "diffie_hellman_ratchet_class": diffie_hellman_ratchet_curve25519.DiffieHellmanRatchet,
    "dos_protection_threshold": 1_000,
    "max_num_skipped_message_keys": 2_000,
    "shared_secret": ROOT,
    "associated_data": b"",
}


def hmac(key, data):
    code = HMAC(key, SHA)
    code.update(data)
    return code.finalize()


class Floor:
    """The library calls alone, with keys that are at hand."""

    def __init__(self):
        self.key, self.their_key = X25519PrivateKey.generate(), X25519PrivateKey.generate()
        self.public = self.their_key.public_key()

    def turn(self):
        """One side of an answer: two exchanges, a key pair and two steps of the root."""
        key = X25519PrivateKey.generate()
        for one in (self.key, key):
            HKDF(SHA, 64, ROOT, b"root").derive(one.exchange(self.public))

    def message(self, work):
        hmac(CHAIN, b"\1")
        hmac(CHAIN, b"\2")
        keys = HKDF(SHA, 80, None, b"keys").derive(CHAIN)
        cipher = Cipher(AES(keys[:32]), CBC(keys[64:]))
        body = getattr(cipher, work)().update(bytes(112))
        hmac(keys[32:64], body)

    def one(self):
        self.message("encryptor")
        self.message("decryptor")


class Published:
    """Both sides of the published ratchet, or of one with its calls."""

    room = ratchet

    def __init__(self):
        pair = KeyPair.draw(system)
        self.alice = self.room.begin(RootKey(ROOT), pair.public)
        self.bob = self.room.answer(RootKey(ROOT), pair)

    def burst(self):
        for _ in range(BURST):
            self.alice, message = self.room.encrypt(self.alice, TEXT)
            self.bob, _ = self.room.decrypt(self.bob, message)

    def backwards(self):
        messages = deque()
        for _ in range(BURST):
            self.alice, message = self.room.encrypt(self.alice, TEXT)
            messages.appendleft(message)
        for message in messages:
            self.bob, _ = self.room.decrypt(self.bob, message)

    def ping_pong(self):
        self.alice, message = self.room.encrypt(self.alice, TEXT)
        self.bob, _ = self.room.decrypt(self.bob, message)
        self.alice, self.bob = self.bob, self.alice


class Hidden(Published):
    """The same with hidden headers: one or two ciphers more."""

    room = header_encryption


LOOP = asyncio.new_event_loop()


@pytest.fixture(autouse=True, scope="module")
def loop_is_closed():
    """Else it warns whenever it is collected: within a benchmark of somebody else's."""
    yield
    LOOP.close()


class Theirs:
    """The peer, driven by one event loop."""

    def __init__(self):
        pair = X25519PrivateKey.generate()
        self.run = LOOP.run_until_complete
        self.alice, first = self.run(
            published.Theirs.encrypt_initial_message(
                recipient_ratchet_pub=pair.public_key().public_bytes_raw(),
                message=TEXT,
                **PEER_SETTINGS,
            )
        )
        self.bob, _ = self.run(
            published.Theirs.decrypt_initial_message(
                own_ratchet_priv=pair.private_bytes_raw(), message=first, **PEER_SETTINGS
            )
        )

    def burst(self):
        self.run(self._burst())

    async def _burst(self):
        for _ in range(BURST):
            await self.bob.decrypt_message(await self.alice.encrypt_message(TEXT, b""), b"")

    def backwards(self):
        self.run(self._backwards())

    async def _backwards(self):
        messages = [await self.alice.encrypt_message(TEXT, b"") for _ in range(BURST)]
        for message in reversed(messages):
            await self.bob.decrypt_message(message, b"")

    def ping_pong(self):
        self.run(self._burst_of_one())
        self.alice, self.bob = self.bob, self.alice

    async def _burst_of_one(self):
        await self.bob.decrypt_message(await self.alice.encrypt_message(TEXT, b""), b"")


class Shipped:
    """Two phones, from the bytes of a message to the bytes: protobuf, MAC over both identities."""

    def __init__(self):
        self.keys = [prekeys.install(now=0, one_time=1) for _ in range(2)]
        bob = ("bob", 1)
        _, bundle = fetch(publish(Directory(), bob, prekeys.listing(self.keys[1])), bob)
        self.peers = [peers.start(self.keys[0], bundle, now=0), None]
        self.send(0, PreKeySignalMessage)
        self.send(1)

    def send(self, who, kind=SignalMessage):
        self.peers[who], message = peers.encrypt(self.keys[who], self.peers[who], TEXT, now=0)
        self.deliver(1 - who, message.to_bytes(), kind)

    def deliver(self, who, data, kind=SignalMessage):
        opened = peers.decrypt(self.keys[who], self.peers[who], kind.from_bytes(data))
        self.keys[who], self.peers[who], _ = opened

    def burst(self):
        for _ in range(BURST):
            self.send(0)

    def backwards(self):
        packets = []
        for _ in range(BURST):
            self.peers[0], message = peers.encrypt(self.keys[0], self.peers[0], TEXT, now=0)
            packets.append(message.to_bytes())
        for packet in reversed(packets):
            self.deliver(1, packet)

    def ping_pong(self):
        self.send(0)
        for row in (self.keys, self.peers):
            row.reverse()


def floor_agreement():
    """Five key pairs and eight exchanges; no signature, no hash."""
    exchanges(pairs=5, count=8)


def floor_first_text():
    """Eight key pairs, eleven exchanges, two signatures, and a check of a signature and of a key.

    Beside the pairs of the agreement there are Alice's own signed prekey and the first ratchet pair
    of either side. Four multiples of the base point stand for two signatures, an Ed25519 check for
    the one that is checked, and a base key is checked to have one spelling.
    """
    exchanges(pairs=8, count=11)
    for _ in range(4):
        sodium.crypto_scalarmult_ed25519_base_noclamp(SCALAR)
    SIGNER.verify(SIGNATURE, TEXT)
    sodium.crypto_core_ed25519_is_valid_point(POINT)


def exchanges(*, pairs, count):
    keys = [X25519PrivateKey.generate() for _ in range(pairs)]
    public = keys[0].public_key()
    for at in range(count):
        keys[at % pairs].exchange(public)


def phones():
    """Give the keys of both phones, and the bundle of one that is off."""
    alice, bob = prekeys.install(now=0, one_time=0), prekeys.install(now=0, one_time=1)
    _, bundle = fetch(publish(Directory(), ("bob", 1), prekeys.listing(bob)), ("bob", 1))
    return alice, bob, bundle


def agreement():
    """Both sides of X3DH, from the keys of the phones on."""
    alice, bob, bundle = phones()
    agreed, opening = x3dh.initiate(alice.identity, bundle, info=b"bench")
    return agreed, x3dh.respond(bob, opening, info=b"bench")


def first_text():
    """Both sides of a session, from the keys of the phones on up to the first text."""
    alice, bob, bundle = phones()
    _, first = peers.encrypt(alice, peers.start(alice, bundle, now=0), TEXT, now=0)
    return peers.decrypt(bob, None, first)


SIDES = {
    "published": Published,
    "hidden headers": Hidden,
    "shipped": Shipped,
    "doubleratchet": Theirs,
}


SET_UP = {
    "agreement": (agreement, floor_agreement),
    "agreement and first text": (first_text, floor_first_text),
}


@pytest.mark.parametrize("who", ["cryptokit", "floor"])
@pytest.mark.parametrize("what", SET_UP)
def test_session_set_up_for_both_sides(benchmark, what, who):
    """Aimed at for an agreement: twice its floor and the signatures, which are not in that floor."""
    benchmark.group = f"session set-up: {what}"
    ours, floor = SET_UP[what]
    benchmark(floor if who == "floor" else ours)


@pytest.mark.parametrize("who", [*SIDES, "floor"])
def test_ping_pong(benchmark, who):
    benchmark.group = "one message there, and the next one back"
    if who == "floor":
        floor = Floor()
        benchmark(lambda: (floor.turn(), floor.one()))
    else:
        side = SIDES[who]()
        side.ping_pong()
        benchmark(side.ping_pong)


@pytest.mark.parametrize("who", [*SIDES, "floor"])
def test_burst(benchmark, who):
    benchmark.group = f"{BURST:,} messages in a row"
    side = None if who == "floor" else SIDES[who]()
    floor = Floor()
    benchmark(side.burst if side else lambda: [floor.one() for _ in range(BURST)])


@pytest.mark.parametrize("who", [*SIDES, "floor"])
def test_last_first(benchmark, who):
    benchmark.group = f"{BURST:,} messages, the last one first"
    side = None if who == "floor" else SIDES[who]()
    floor = Floor()
    benchmark(side.backwards if side else lambda: [floor.one() for _ in range(BURST)])


@pytest.mark.parametrize("missing", [2_500, shipped.MAX_FORWARD_JUMPS])
def test_missing_messages(benchmark, missing):
    """A jump costs one HMAC a message, and what is kept of it stops growing at 2,000 seeds."""
    benchmark.group = "a message far ahead"
    pair = KeyPair.draw(system)
    start = RootKey(ROOT), ChainKey(CHAIN)
    alice, bob = shipped.begin(*start, pair.public), shipped.answer(*start, pair)
    header = Header(alice.own.public, missing)
    after, _ = benchmark(shipped.receive, bob, header)
    size = len(state_bytes.to_bytes(after))
    benchmark.extra_info["bytes of the state"] = size
    assert size < 80_000
    with pytest.raises(TooFarAhead):
        shipped.receive(bob, Header(alice.own.public, shipped.MAX_FORWARD_JUMPS + 1))
