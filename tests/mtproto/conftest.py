"""Known answers, keys, and strategies' raw material for the tests of this room."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cryptokit.mtproto import dh, invitation, phone
from cryptokit.mtproto.rekey import Limits
from cryptokit.mtproto.secret import Author
from cryptokit.rng import lesson

VECTORS = Path(__file__).parents[1] / "vectors"


@pytest.fixture(scope="session")
def messages():
    return json.loads((VECTORS / "mtproto-message.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def secret_chat():
    return json.loads((VECTORS / "mtproto-secret-chat.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def queue():
    """Give a randomness source that hands out the given bytes in order."""

    def make(*parts):
        left = list(parts)

        def draw(size):
            assert size == len(left[0]), f"{size} bytes drawn, {len(left[0])} in the vector"
            return left.pop(0)

        return draw

    return make


def small(seed):
    """Give luck with short exponents, so that a change of keys takes no time."""
    source = lesson(seed)
    return lambda size: bytes(248) + source(8) if size == dh.SIZE else source(size)


@dataclass
class Couple:
    """Two phones in one secret chat, by their side, and the luck that they draw."""

    phones: dict
    rng: Any

    def carry(self, who, packets, *, now=0.0):
        """Carry packets of ``who`` and all answers; give what the apps were told."""
        wire, events = [(who, packet) for packet in packets], []
        while wire:
            who, packet = wire.pop(0)
            step = phone.hear(self.phones[who.peer], packet, now=now, rng=self.rng)
            self.phones[who.peer] = step.phone
            events += [(who.peer, event) for event in step.events]
            wire += [(who.peer, packet) for packet in step.packets]
        return events

    def happen(self, who, step, *, now=0.0):
        """Take the step of one phone and carry its packets; give those, and what the apps heard."""
        self.phones[who] = step.phone
        return step.packets, self.carry(who, step.packets, now=now)

    def say(self, who, words):
        """Say something and carry it; give its packet, which may be followed by others."""
        step = phone.say(self.phones[who], words, now=0.0, rng=self.rng)
        return self.happen(who, step)[0][0]


@pytest.fixture(scope="session")
def couple():
    """Give a function that makes two phones; ``greeted``: they told each other their layers."""

    def make(seed="couple", *, greeted=True, limits=None):
        rng = small(seed)
        limits = limits or Limits(messages=1 << 40, seconds=float("inf"))
        invited, g_a = invitation.request(dh.TELEGRAM, rng=rng)
        bob, acceptance = invitation.accept(dh.TELEGRAM, g_a, rng=rng)
        chats = {Author.CREATOR: invitation.confirm(invited, acceptance), Author.OTHER: bob}
        phones = {who: phone.begin(chat, now=0.0, limits=limits) for who, chat in chats.items()}
        both = Couple(phones, rng)
        if greeted:
            steps = {who: phone.answer(one, now=0.0, rng=rng) for who, one in phones.items()}
            both.phones = {who: step.phone for who, step in steps.items()}
            for who, step in steps.items():
                both.carry(who, step.packets)
        return both

    return make
