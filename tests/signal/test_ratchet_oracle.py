"""The published Double Ratchet beside an independent program: same keys, same bytes, both ways."""

import asyncio
import runpy
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from doubleratchet import EncryptedMessage, Header
from doubleratchet.recommended import diffie_hellman_ratchet_curve25519
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.keys import CurvePrivate
from cryptokit.rng import draw, lesson
from cryptokit.signal import chains, ratchet
from cryptokit.signal.curve import KeyPair, PublicKey

published = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("published.py"))))
ROOT = bytes(range(32))
AD = b"Alice and Bob"


def curve(seed):
    """Their curve, with the private keys that our side draws from the same lesson."""
    luck = lesson(seed)

    class Curve(diffie_hellman_ratchet_curve25519.DiffieHellmanRatchet):
        @staticmethod
        def _generate_priv():
            return KeyPair.from_private(CurvePrivate(draw(luck, 32))).private().reveal()

    return Curve


def settings_of(seed):
    return published.SETTINGS | {
        "diffie_hellman_ratchet_class": curve(seed),
        "dos_protection_threshold": ratchet.MAX_SKIP,
        "max_num_skipped_message_keys": ratchet.KEPT_LIMIT,
        "shared_secret": ROOT,
    }


def run(job):
    return asyncio.run(job)


def ours(message):
    head = message.header
    header = ratchet.Header(
        PublicKey(head.ratchet_pub), head.previous_sending_chain_length, head.sending_chain_length
    )
    return ratchet.Message(header, message.ciphertext)


def theirs(message):
    header = Header(message.header.public.raw, message.header.previous, message.header.number)
    return EncryptedMessage(header=header, ciphertext=message.box)


BOB = KeyPair.draw(lesson("Bob"))


class Pair:
    """Both programs for both sides, from the same luck; each message is made twice and compared."""

    def __init__(self):
        self.luck = {"alice": lesson("a"), "bob": lesson("b")}
        self.mine = {
            "alice": ratchet.begin(chains.RootKey(ROOT), BOB.public, rng=self.luck["alice"]),
            "bob": ratchet.answer(chains.RootKey(ROOT), BOB),
        }
        self.other = {}
        self.first = None
        self.numbers = count()

    def send(self, who):
        text = f"message {next(self.numbers)} of {who}".encode()
        self.mine[who], message = ratchet.encrypt(self.mine[who], text, AD)
        if who in self.other:
            made = run(self.other[who].encrypt_message(text, AD))
        else:
            job = published.Theirs.encrypt_initial_message(
                recipient_ratchet_pub=BOB.public.raw,
                message=text,
                associated_data=AD,
                **settings_of("a"),
            )
            self.other[who], made = run(job)
        assert ours(made) == message
        return text, message

    def deliver(self, who, text, message):
        self.mine[who], opened = ratchet.decrypt(self.mine[who], message, AD, rng=self.luck[who])
        assert opened == text
        if who in self.other:
            assert run(self.other[who].decrypt_message(theirs(message), AD)) == text
        else:
            job = published.Theirs.decrypt_initial_message(
                own_ratchet_priv=BOB.private().reveal(),
                message=theirs(message),
                associated_data=AD,
                **settings_of("b"),
            )
            self.other[who], opened = run(job)
            assert opened == text


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_two_programs_make_the_same_bytes_and_open_each_others(data):
    pair, wires = Pair(), {"alice": [], "bob": []}
    for _ in range(data.draw(st.integers(1, 14))):
        who = data.draw(st.sampled_from(["alice", "bob"]))
        peer = "bob" if who == "alice" else "alice"
        if wires[who] and data.draw(st.booleans()):
            at = data.draw(st.integers(0, len(wires[who]) - 1))
            pair.deliver(who, *wires[who].pop(at))
        elif who == "alice" or pair.mine["bob"].sending is not None:
            wires[peer].append(pair.send(who))


def test_the_other_program_can_take_bobs_part_and_then_alices():
    pair = Pair()
    for who, peer in [("alice", "bob"), ("bob", "alice")] * 5:
        for text, message in [pair.send(who) for _ in range(3)][::-1]:
            pair.deliver(peer, text, message)
    assert pair.mine["alice"].received == 3
    with pytest.raises(ValueError, match="hears first"):
        ratchet.encrypt(ratchet.answer(chains.RootKey(ROOT), BOB), b"too early")
