"""AES-IGE and whole MTProto messages beside the peers, and beside what the machine allows.

The floor of a message is what no implementation avoids: three SHA-256 and one AES-CBC. Only ratios
inside one group count.
"""

import logging
import os
import time
from collections import defaultdict
from hashlib import sha256
from struct import pack

import cryptg
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from telethon.crypto import AuthKey as TelethonKey
from telethon.network.mtprotostate import MTProtoState
from telethon.tl.types import Pong

from cryptokit.keys import AuthKey, SecretChatKey
from cryptokit.mtproto import cloud, envelope, phone, phone_bytes, salts, secret, session
from cryptokit.mtproto.calls import answerer, caller, hearing
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.secret import Author, SecretChat
from cryptokit.primitives import ige

KEY, IV = os.urandom(32), os.urandom(32)
AUTH = AuthKey(b"\x01" + os.urandom(255))
SIZES = {"1 KiB": 1024, "1 MiB": 1 << 20}
BODIES = {"100 B": 100, "4 KiB": 4096}


def cbc(data):
    return Cipher(AES(KEY), CBC(IV[:16])).encryptor().update(data)


def floor(data):
    sha256(AUTH.reveal()[88:120] + data).digest()
    sha256(KEY + IV).digest()
    sha256(IV + KEY).digest()
    return cbc(data)


def tgcrypto(job):
    """Find the C library, or skip."""
    return getattr(pytest.importorskip("tgcrypto"), job)


def telethon():
    return MTProtoState(TelethonKey(AUTH.reveal()), defaultdict(logging.getLogger))


def padded(body):
    return bytes(32) + body + bytes(12 + -(len(body) + 44) % 16)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("who", ["cryptokit", "cryptg", "tgcrypto", "AES-CBC"])
@pytest.mark.parametrize("way", ["encrypt", "decrypt"])
def test_ige(benchmark, way, who, size):
    benchmark.group = f"IGE {way} {size} bytes"
    data = os.urandom(size)
    match who:
        case "cryptokit":
            benchmark(getattr(ige, way), KEY, IV, data)
        case "cryptg":
            benchmark(getattr(cryptg, f"{way}_ige"), data, KEY, IV)
        case "tgcrypto":
            benchmark(tgcrypto(f"ige256_{way}"), data, KEY, IV)
        case _:
            benchmark(cbc, data)


@pytest.mark.parametrize("size", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("who", ["envelope", "cloud", "session", "telethon", "floor"])
def test_message_encrypt(benchmark, who, size):
    benchmark.group = f"message encrypt {size} bytes"
    body = os.urandom(size)
    message = CloudMessage(bytes(8), bytes(8), 4, 1, body)
    match who:
        case "envelope":
            benchmark(envelope.seal, AUTH, message.to_bytes(), x=0)
        case "cloud":
            benchmark(cloud.seal, AUTH, message, to=Direction.TO_SERVER)
        case "session":
            phone = session.client(AUTH, salt=bytes(8))
            benchmark(session.send, phone, body, now=1.7e9)
        case "telethon":
            benchmark(telethon().encrypt_message_data, pack("<qii", 4, 1, size) + body)
        case _:
            benchmark(floor, padded(body))


@pytest.mark.parametrize("size", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("who", ["envelope", "cloud", "session", "floor"])
def test_message_decrypt(benchmark, who, size):
    benchmark.group = f"message decrypt {size} bytes"
    body = os.urandom(size)
    phone = session.client(AUTH, salt=bytes(8))
    desk = session.server(AUTH, salt=bytes(8), session_id=phone.session_id)
    _, packet = session.send(phone, body, now=1.7e9)
    match who:
        case "envelope":
            benchmark(envelope.open_, AUTH, packet, x=0, head=32)
        case "cloud":
            benchmark(cloud.open_, AUTH, packet, to=Direction.TO_SERVER)
        case "session":
            benchmark(session.receive, desk, packet, now=1.7e9)
        case _:
            benchmark(floor, padded(body))


class TestIgeEncrypt:
    """A mebibyte, beside the C and Rust peers and the chain that no mode of this kind can beat."""

    pytestmark = pytest.mark.benchmark(group="IGE: encrypt 1 MiB")
    data = os.urandom(1 << 20)

    def test_cryptokit(self, benchmark):
        benchmark(ige.encrypt, KEY, IV, self.data)

    def test_cryptg(self, benchmark):
        benchmark(cryptg.encrypt_ige, self.data, KEY, IV)

    def test_tgcrypto(self, benchmark):
        benchmark(tgcrypto("ige256_encrypt"), self.data, KEY, IV)

    def test_cbc(self, benchmark):
        benchmark(cbc, self.data)


class TestIgeDecrypt:
    """The same way back, which is a loop in Python: 40 MB/s are aimed at."""

    pytestmark = pytest.mark.benchmark(group="IGE: decrypt 1 MiB")
    data = os.urandom(1 << 20)

    def test_cryptokit(self, benchmark):
        benchmark(ige.decrypt, KEY, IV, self.data)

    def test_cbc(self, benchmark):
        benchmark(cbc, self.data)


class OneMessage:
    """Seal and open one cloud message; the floor is three hashes and one chain, each way."""

    size: int

    def message(self):
        return CloudMessage(bytes(8), bytes(8), 4, 1, os.urandom(self.size))

    def test_seal(self, benchmark):
        benchmark(cloud.seal, AUTH, self.message(), to=Direction.TO_SERVER)

    def test_open(self, benchmark):
        packet = cloud.seal(AUTH, self.message(), to=Direction.TO_SERVER)
        benchmark(cloud.open_, AUTH, packet, to=Direction.TO_SERVER)

    def test_floor(self, benchmark):
        benchmark(floor, padded(self.message().body))


class TestMessage100(OneMessage):
    """A hundred bytes: making the cipher is most of the work."""

    pytestmark = pytest.mark.benchmark(group="message: 100 B")
    size = 100


class TestMessage4096(OneMessage):
    """Four kibibytes: opening chains 256 blocks in Python."""

    pytestmark = pytest.mark.benchmark(group="message: 4 KiB")
    size = 4096


class TestCall:
    """A call and its answer between two ends that keep, number, acknowledge and judge messages."""

    pytestmark = pytest.mark.benchmark(group="call and answer, 100 B each way")

    def test_there_and_back(self, benchmark):
        coming = salts.renew((), now=1.7e9)
        phone = caller.start(AUTH, salt=coming[0].value)
        server = answerer.start(AUTH, session_id=phone.session.session_id, coming=coming)
        body = b"work" * 25

        def there_and_back():
            asking, _ = caller.call(phone, body)
            asking, packet = caller.flush(asking, now=1.7e9)
            serving, (one,) = answerer.take(server, packet, now=1.7e9)
            serving = answerer.answer(serving, one.call_id, body)
            _, packet = answerer.flush(serving, now=1.7e9)
            return hearing.take(asking, packet, now=1.7e9)

        benchmark(there_and_back)


def test_message_decrypt_by_telethon(benchmark):
    benchmark.group = "message decrypt, the smallest that Telethon parses"
    peer = telethon()
    body = bytes(Pong(4, 4))
    number = (int(time.time()) << 32) + 1
    session_id = pack("<q", peer.id)
    message = CloudMessage(bytes(8), session_id, number, 1, body)
    packet = cloud.seal(AUTH, message, to=Direction.TO_CLIENT)

    def open_again():
        peer._recent_remote_ids.clear()
        return peer.decrypt_message_data(packet)

    benchmark(open_again)


def test_secret_chat_message_there_and_back(benchmark):
    benchmark.group = "secret chat, a text of 100 letters"
    key = SecretChatKey(AUTH.reveal())
    alice, bob = SecretChat(key, Author.CREATOR), SecretChat(key, Author.OTHER)

    def there():
        _, packet = secret.seal(alice, Text(1, "x" * 100))
        return secret.open_(bob, packet)

    benchmark(there)


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_secret_chat_with_rekeying(benchmark, count):
    """Time and the largest state must grow tenfold and not at all."""
    benchmark.group = "secret chat between two whole phones, the key changed after 100 messages"

    def chat():
        key, largest = SecretChatKey(AUTH.reveal()), 0
        phones = {who: phone.begin(SecretChat(key, who), now=0) for who in Author}
        for number in range(count):
            who = Author.OTHER if number % 2 else Author.CREATOR
            step = phone.say(phones[who], "x" * 100, now=number)
            phones[who], wire = step.phone, [(who, packet) for packet in step.packets]
            while wire:
                author, packet = wire.pop(0)
                step = phone.hear(phones[author.peer], packet, now=number)
                phones[author.peer] = step.phone
                wire += [(author.peer, packet) for packet in step.packets]
            if number % 100 == 50:
                largest = max(largest, len(phone_bytes.to_bytes(phones[who])))
        return phones, largest

    phones, largest = benchmark.pedantic(chat, rounds=1)
    benchmark.extra_info["bytes of the largest state"] = largest
    assert phones[Author.CREATOR].chat.sent + phones[Author.OTHER].chat.sent > count
    assert phones[Author.CREATOR].chat.key != SecretChatKey(AUTH.reveal())
    assert largest < 10_000
