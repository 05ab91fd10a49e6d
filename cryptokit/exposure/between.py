"""A thief who carries the messages: each change of keys becomes two, and the picture stays.

Until the seizure the thief has nothing. What the thief cannot open is passed on as it came.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cryptokit.errors import CannotOpen
from cryptokit.exposure.ops import Party
from cryptokit.exposure.runs import Holdings
from cryptokit.keys import KEY_ID_SIZE, DhExponent, SecretChatKey
from cryptokit.mtproto import dh, secret
from cryptokit.mtproto.actions import AcceptKey, Action, CommitKey, RequestKey
from cryptokit.mtproto.decrypted import Message, Service, Text
from cryptokit.mtproto.secret import Author
from cryptokit.rng import Rng, system

ROLES: Final = {Party.A: Author.CREATOR, Party.B: Author.OTHER}


class GoBetween:
    """Who stands between two phones with stolen keys: opens, changes, locks again.

    ``alter`` says what becomes of a message's words. For each key of one side there is the key
    that the other side takes for it; at first they are the same.

    See: Telegram, "Perfect Forward Secrecy in Secret Chats": only the old key vouches for the new.
    """

    def __init__(
        self, loot: Holdings, *, alter: Callable[[str], str] = str, rng: Rng = system
    ) -> None:
        self._alter, self._rng = alter, rng
        self._waiting = {one.exchange_id: one.exponent for one in loot.pending}
        self._asked: dict[int, tuple[Party, bytes]] = {}
        self._keys: dict[tuple[Party, bytes], tuple[SecretChatKey, SecretChatKey]] = {}
        for key in loot.keys:
            if isinstance(key, SecretChatKey):
                self._pair(Party.A, key, key)

    @property
    def keys(self) -> tuple[SecretChatKey, ...]:
        """All the keys that the thief has by now."""
        return tuple(theirs for theirs, _ in self._keys.values())

    def carry(self, packet: bytes, sender: Party) -> bytes:
        """Take a packet from its sender; give the one that the reader gets."""
        keys = self._keys.get((sender, packet[:KEY_ID_SIZE]))
        if keys is None:
            return packet
        theirs, onward = keys
        try:
            layer = secret.open_as(theirs, packet, ROLES[sender])
        except CannotOpen:
            return packet
        changed = replace(layer, message=self._changed(layer.message, sender))
        return secret.seal_layer(onward, changed, author=ROLES[sender], rng=self._rng)

    def _changed(self, message: Message, sender: Party) -> Message:
        match message:
            case Text(text=said):
                return replace(message, text=self._alter(said))
            case Service(action=action):
                return replace(message, action=self._action(action, sender))
            case _:
                return message

    def _action(self, action: Action, sender: Party) -> Action:
        match action:
            case RequestKey(exchange_id, g_a):
                mine = DhExponent.draw(self._rng)
                self._waiting[exchange_id], self._asked[exchange_id] = mine, (sender, g_a)
                return RequestKey(exchange_id, dh.public(dh.TELEGRAM, mine))
            case AcceptKey() if action.exchange_id in self._waiting:
                return self._accepted(action, sender)
            case CommitKey(exchange_id, fingerprint):
                _, onward = self._keys[sender, fingerprint]
                return CommitKey(exchange_id, onward.key_id())
            case _:
                return action

    def _accepted(self, accept: AcceptKey, sender: Party) -> AcceptKey:
        mine = self._waiting[accept.exchange_id]
        theirs = dh.agree(SecretChatKey, dh.TELEGRAM, mine, accept.g_b, field="g_b")
        if accept.exchange_id not in self._asked:  # the exponent was stolen: the thief knows both
            self._pair(sender, theirs, theirs)
            return accept
        asker, g_a = self._asked[accept.exchange_id]
        other = dh.agree(SecretChatKey, dh.TELEGRAM, mine, g_a, field="g_a")
        self._pair(asker, other, theirs)
        return AcceptKey(accept.exchange_id, dh.public(dh.TELEGRAM, mine), other.key_id())

    def _pair(self, one: Party, key: SecretChatKey, other: SecretChatKey) -> None:
        self._keys[one, key.key_id()] = key, other
        self._keys[one.peer, other.key_id()] = other, key
