"""A phone with one secret chat: it owns a disk, a line to the server, and its end of the chat.

Whenever its keys change, it writes down what it holds in place of what it held. How packets reach
the other phone is ``relay``'s affair.
"""

from typing import Final

from cryptokit.evidence.rows import Key, State
from cryptokit.evidence.schemes import PHONE
from cryptokit.evidence.store import Store
from cryptokit.messengers.line import Line
from cryptokit.mtproto import device, dh, invitation, objects, phone_bytes, tl
from cryptokit.mtproto import phone as phones
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.device import Delivered, Step
from cryptokit.mtproto.invitation import Acceptance, Invited
from cryptokit.mtproto.objects import TlObject
from cryptokit.mtproto.secret import SecretChat
from cryptokit.rng import Rng, draw

MESSAGE: Final = "messages.sendEncrypted"
SERVICE: Final = "messages.sendEncryptedService"
Calls = tuple[bytes, ...]
"""Calls to make, in order."""


class Phone:
    """One of the two phones. ``number`` is that of its owner's account."""

    def __init__(self, owner: str, number: int, disk: Store, line: Line, rng: Rng) -> None:
        self.owner, self.number, self.line = owner, number, line
        self.disk, self._rng = disk, rng
        self._invited: Invited | None = None
        self._chat: device.Phone | None = None
        self._chat_id = 0
        disk.add_mixed([Key.of(line.key)])

    # Agreeing on a key

    def invite(self, group: dh.Group, guest: int) -> bytes:
        """Give the call that invites user ``guest``.

        The phone may be switched off before the answer comes, so it writes down what it waits with.
        """
        self._invited, g_a = invitation.request(group, rng=self._rng)
        self._chat_id = int.from_bytes(draw(self._rng, 4), "little", signed=True)
        self.disk.add(Key, [Key.of(self._invited.exponent)])
        user = TlObject("inputUser", {"user_id": guest, "access_hash": 0})
        return objects.write(
            "messages.requestEncryption", user_id=user, random_id=self._chat_id, g_a=g_a
        )

    def accept(self, group: dh.Group, asked: TlObject, now: int) -> bytes:
        """Make the key, and give the call with g_b. Raises Untrusted if g_a failed its check."""
        chat, acceptance = invitation.accept(group, asked.data("g_a"), rng=self._rng)
        self._chat_id = asked.number("id")
        self._begin(chat, group, now)
        return objects.write(
            "messages.acceptEncryption",
            peer=self._peer,
            g_b=acceptance.g_b,
            key_fingerprint=int.from_bytes(acceptance.key_fingerprint, "little", signed=True),
        )

    def confirm(self, answer: TlObject, now: int) -> None:
        """Make the key out of the answer, and forget the exponent. Raises Untrusted."""
        if self._invited is None:
            raise RuntimeError("this phone invited nobody")
        named = tl.long(answer.number("key_fingerprint"))
        chat = invitation.confirm(self._invited, Acceptance(answer.data("g_a_or_b"), named))
        self._begin(chat, self._invited.group, now)
        self.disk.forget(self._invited.exponent)
        self._invited = None

    def end(self, over: TlObject) -> None:
        """Hear that the chat is over, and drop what it was going on with."""
        if over.number("id") == self._chat_id:
            self._chat = None

    # Messages

    def introduce(self, now: int) -> Calls:
        """Give the calls that are due before anybody types: which layer the phone understands."""
        return self._services(phones.answer(self.chat, now=now, rng=self._rng))

    def say(self, words: str, now: int) -> Calls:
        """Give the call with these words, and those that say what has to be said about keys."""
        due = self.introduce(now)
        step = phones.say(self.chat, words, now=now, rng=self._rng)
        said, *more = step.packets
        self._become(step.phone)
        return (*due, self._call(MESSAGE, said), *(self._call(SERVICE, one) for one in more))

    def hear(self, packet: bytes, now: int) -> tuple[tuple[str, ...], Calls]:
        """Take a packet: give the words in it if somebody typed it, and the answers of the app."""
        step = phones.hear(self.chat, packet, now=now, rng=self._rng)
        words = tuple(
            event.message.text
            for event in step.events
            if isinstance(event, Delivered) and isinstance(event.message, Text)
        )
        return words, self._services(step)

    def save(self) -> None:
        """Write what the phone holds in place of what it held."""
        self.disk.replace(State(PHONE, phone_bytes.to_bytes(self.chat)))

    @property
    def chat(self) -> device.Phone:
        """Give this side of the chat. Raises RuntimeError before there is one."""
        if self._chat is None:
            raise RuntimeError("the chat has not begun")
        return self._chat

    @property
    def chat_id(self) -> int:
        """Give the number by which both phones and the server name the chat."""
        return self._chat_id

    @property
    def _peer(self) -> TlObject:
        return TlObject("inputEncryptedChat", {"chat_id": self._chat_id, "access_hash": 0})

    def _begin(self, chat: SecretChat, group: dh.Group, now: int) -> None:
        self._chat = phones.begin(chat, now=now, group=group)
        self.save()

    def _become(self, after: device.Phone) -> None:
        before, self._chat = self.chat, after
        if (before.keys, before.exponent) != (after.keys, after.exponent):
            self.save()

    def _services(self, step: Step) -> Calls:
        self._become(step.phone)
        return tuple(self._call(SERVICE, packet) for packet in step.packets)

    def _call(self, kind: str, packet: bytes) -> bytes:
        kept = (one.random_id for one in reversed(self.chat.kept) if one.packet == packet)
        return objects.write(kind, peer=self._peer, random_id=next(kept), data=packet)
