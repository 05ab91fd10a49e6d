"""Whoever carries the packets of a secret chat and stole its key: one who listens, one who swaps.

Not here: how two phones come by their next key, which is the attack's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from cryptokit.attacks.mtproto.short_exponents import short
from cryptokit.errors import CannotOpen
from cryptokit.keys import KEY_ID_SIZE, DhExponent, SecretChatKey
from cryptokit.mtproto import dh, phone, secret
from cryptokit.mtproto.actions import AcceptKey, CommitKey, KeyAction, RequestKey
from cryptokit.mtproto.decrypted import Layer, Message, Service, Text
from cryptokit.mtproto.device import Delivered, Phone, Step
from cryptokit.mtproto.invitation import Acceptance
from cryptokit.mtproto.secret import Author
from cryptokit.rng import Rng

NOW: Final = 1_700_000_000
Pair = Mapping[Author, Phone]
"""The two phones of a chat, by who they are in it."""


class Listener:
    """A carrier with a stolen key: it changes nothing, and keeps in ``read`` what it can read."""

    def __init__(self, stolen: SecretChatKey) -> None:
        self.stolen = stolen
        self.read: list[str] = []

    def swap(self, author: Author, value: bytes) -> bytes:
        """Carry an author's public value that is not encrypted."""
        del author
        return value

    def answer(self, acceptance: Acceptance) -> Acceptance:
        """Carry the answer to an invitation."""
        return acceptance

    def carry(self, author: Author, packet: bytes, rng: Rng) -> bytes:
        """Carry a packet."""
        del rng
        self._note(self.stolen, author, packet)
        return packet

    def _note(self, key: SecretChatKey, author: Author, packet: bytes) -> Layer | None:
        if key.key_id() != packet[:KEY_ID_SIZE]:
            return None
        try:
            layer = secret.open_as(key, packet, author)
        except CannotOpen:
            return None
        self.read += [layer.message.text] if isinstance(layer.message, Text) else []
        return layer


class Thief(Listener):
    """A carrier that puts one value of its own in place of both others', and seals anew.

    ``keys`` are those that it has shared with either side, the stolen one first.
    """

    def __init__(self, stolen: SecretChatKey, rng: Rng) -> None:
        super().__init__(stolen)
        self.exponent = DhExponent.draw(short(rng))
        self.keys = {author: [stolen] for author in Author}

    def swap(self, author: Author, value: bytes) -> bytes:
        """Agree with the author, and give the other side the thief's value."""
        made = dh.agree(SecretChatKey, dh.TELEGRAM, self.exponent, value, field="value")
        self.keys[author].append(made)
        return dh.public(dh.TELEGRAM, self.exponent)

    def answer(self, acceptance: Acceptance) -> Acceptance:
        """Answer in the friend's name, with the fingerprint that fits."""
        value = self.swap(Author.OTHER, acceptance.g_b)
        return Acceptance(value, self.keys[Author.CREATOR][-1].key_id())

    def carry(self, author: Author, packet: bytes, rng: Rng) -> bytes:
        """Open a packet under whichever key it is, and seal it for the other side."""
        # While a key is changed one side has one more, and nothing is sealed under it yet.
        for theirs, onward in zip(self.keys[author], self.keys[author.peer], strict=False):
            if layer := self._note(theirs, author, packet):
                forged = replace(layer, message=self._forged(author, layer.message))
                return secret.seal_layer(onward, forged, author=author, rng=rng)
        return packet

    def _forged(self, author: Author, message: Message) -> Message:
        match message:
            case Service(random_id, action) if isinstance(action, KeyAction):
                return Service(random_id, self._swapped(author, action))
            case _:
                return message

    def _swapped(self, author: Author, action: KeyAction) -> KeyAction:
        match action:
            case RequestKey(exchange_id, g_a):
                return RequestKey(exchange_id, self.swap(author, g_a))
            case AcceptKey(exchange_id, g_b, _):
                value = self.swap(author, g_b)
                return AcceptKey(exchange_id, value, self.keys[author.peer][-1].key_id())
            case CommitKey(exchange_id, _):
                return CommitKey(exchange_id, self.keys[author.peer][-1].key_id())
            case _:
                return action


def deliver(
    pair: Pair, author: Author, step: Step, hands: Listener, rng: Rng
) -> tuple[Pair, tuple[str, ...]]:
    """Carry what an author's phone sent, and all answers to it; give the words that were heard."""
    phones, heard = {**pair, author: step.phone}, list[str]()
    waiting = [(author, packet) for packet in step.packets]
    while waiting:
        sender, packet = waiting.pop(0)
        reader = sender.peer
        answer = phone.hear(phones[reader], hands.carry(sender, packet, rng), now=NOW, rng=rng)
        phones[reader] = answer.phone
        waiting += [(reader, one) for one in answer.packets]
        heard += _words(answer)
    return phones, tuple(heard)


def _words(step: Step) -> Iterable[str]:
    said = (one.message for one in step.events if isinstance(one, Delivered))
    return (one.text for one in said if isinstance(one, Text))
