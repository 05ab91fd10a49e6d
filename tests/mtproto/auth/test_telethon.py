"""Telethon as the device: it completes a run with our server, under the padding it still uses."""

import asyncio
import os

import pytest
from telethon.crypto import rsa as theirs
from telethon.extensions import BinaryReader
from telethon.network import authenticator

from cryptokit.errors import WireError
from cryptokit.keys import AuthKey
from cryptokit.mtproto.auth import memory, plain, rsa_old
from cryptokit.mtproto.auth.lab_key import LAB_KEY, LAB_PUBLIC
from cryptokit.mtproto.auth.memory import Desk
from cryptokit.mtproto.auth.plain import Plain
from cryptokit.mtproto.auth.server import Server
from cryptokit.rng import lesson

FINGERPRINT = int.from_bytes(LAB_PUBLIC.fingerprint, "little", signed=True)


class Line:
    """Carries Telethon's queries to our server."""

    def __init__(self, desk):
        self.desk, self.replies = desk, []

    async def send(self, request):
        packet = Plain(4 * len(self.replies) + 4, bytes(request)).to_bytes()
        rng = lesson(f"cloud {len(self.replies)}")
        self.desk, reply = memory.answer(self.desk, packet, now=1e9, rng=rng)
        self.replies.append(reply)
        with BinaryReader(Plain.from_bytes(reply.packet).body) as reader:
            return reader.tgread_object()


@pytest.fixture
def trusting(monkeypatch):
    """Telethon trusts the lab's key, and draws the same bytes on every run."""
    key = theirs.rsa.PublicKey(LAB_PUBLIC.n, LAB_PUBLIC.e)
    monkeypatch.setattr(theirs, "_server_keys", {FINGERPRINT: (key, False)})
    # It drops leading zeros of a key, so this luck is one that gives none.
    monkeypatch.setattr(os, "urandom", lesson("telethon"))


def test_it_names_the_key_alike():
    key = theirs.rsa.PublicKey(LAB_PUBLIC.n, LAB_PUBLIC.e)
    assert theirs._compute_fingerprint(key) == FINGERPRINT


@pytest.mark.usefixtures("trusting")
def test_what_it_seals_opens_here():
    for size in (0, 96, 144, 235):
        box = theirs.encrypt(FINGERPRINT, bytes(size))
        assert rsa_old.open_(LAB_KEY, box) == bytes(size)


@pytest.mark.usefixtures("trusting")
def test_it_completes_a_run_with_our_server():
    line = Line(Desk(Server((LAB_KEY,), dc=2, open_=rsa_old.open_)))
    key, _ = asyncio.run(authenticator.do_authentication(line))
    assert AuthKey(key.key) == line.replies[-1].made.key
    assert key.key_id.to_bytes(8, "little") == line.replies[-1].made.key.key_id()


@pytest.mark.usefixtures("trusting")
def test_its_old_padding_is_refused_by_a_server_of_today():
    line = Line(Desk(Server((LAB_KEY,), dc=2)))
    with pytest.raises(WireError):  # the line meets four bytes where a message is due
        asyncio.run(authenticator.do_authentication(line))
    assert [reply.packet for reply in line.replies[1:]] == [plain.refusal(404)]
