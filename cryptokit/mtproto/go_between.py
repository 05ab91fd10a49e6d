"""Who stands between two phones with a key for each: opens what one says, locks it for the other.

Such a one comes by the keys as a server that makes two exchanges of one, or with keys that were
stolen; each change of keys then becomes two. What cannot be opened is passed on as it came. Not
here: whether anybody compares pictures.

See: Diffie, van Oorschot and Wiener, "Authentication and Authenticated Key Exchanges", Designs,
Codes and Cryptography 2, 1992.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from cryptokit.errors import CannotOpen
from cryptokit.keys import KEY_ID_SIZE, DhExponent, SecretChatKey
from cryptokit.mtproto import dh, invitation, secret
from cryptokit.mtproto.actions import AcceptKey, Action, CommitKey, RequestKey
from cryptokit.mtproto.decrypted import Message, Service, Text
from cryptokit.mtproto.invitation import Acceptance, Invited
from cryptokit.mtproto.secret import Author
from cryptokit.rng import Rng, system


class Carried(NamedTuple):
    """The packet for the reader, the key it is locked with, and what it says, if that was seen."""

    packet: bytes
    key: SecretChatKey | None = None
    message: Message | None = None


class GoBetween:
    """Who stands between two phones of a secret chat.

    ``stolen`` are keys that both phones have, and ``waiting`` stolen exponents by their exchange;
    ``alter`` says what becomes of a message's words. For each key of one side there is the key that
    the other side takes for it.

    See: Telegram, "Perfect Forward Secrecy in Secret Chats": only the old key vouches for the new.
    """

    def __init__(
        self,
        stolen: Iterable[SecretChatKey] = (),
        waiting: Iterable[tuple[int, DhExponent]] = (),
        *,
        alter: Callable[[str], str] = str,
        rng: Rng = system,
    ) -> None:
        self._alter, self._rng = alter, rng
        self._waiting = dict(waiting)
        self._asked: dict[int, tuple[Author, bytes]] = {}
        self._keys: dict[tuple[Author, bytes], tuple[SecretChatKey, SecretChatKey]] = {}
        self._inviting: tuple[Invited, bytes] | None = None
        for key in stolen:
            self._pair(Author.CREATOR, key, key)

    @property
    def keys(self) -> tuple[SecretChatKey, ...]:
        """All the keys that whoever stands here has by now."""
        return tuple(theirs for theirs, _ in self._keys.values())

    def invite(self, g_a: bytes, group: dh.Group = dh.TELEGRAM) -> bytes:
        """Take the creator's value, and give one of our own to invite the other with."""
        invited, mine = invitation.request(group, rng=self._rng)
        self._inviting = invited, g_a
        return mine

    def accept(self, acceptance: Acceptance) -> Acceptance:
        """Take the other's answer as the creator would, and answer the creator as the other would.

        Raises Untrusted with field ``g_a``, ``g_b`` or ``key_fingerprint``.

        >>> from cryptokit.rng import lesson
        >>> alice, g_a = invitation.request(dh.TELEGRAM, rng=lesson("alice"))
        >>> server = GoBetween(rng=lesson("server"))
        >>> bob, answer = invitation.accept(dh.TELEGRAM, server.invite(g_a), rng=lesson("bob"))
        >>> alice = invitation.confirm(alice, server.accept(answer))
        >>> alice.key == bob.key, server.keys == (alice.key, bob.key)
        (False, True)
        """
        if self._inviting is None:
            raise RuntimeError("nobody was invited")
        invited, g_a = self._inviting
        with_other = invitation.confirm(invited, acceptance)
        with_creator, answer = invitation.accept(invited.group, g_a, rng=self._rng)
        self._pair(Author.CREATOR, with_creator.key, with_other.key)
        self._inviting = None
        return answer

    def carry(self, packet: bytes, author: Author) -> Carried:
        """Take a packet from its author; give the one that the reader gets, and what it says."""
        keys = self._keys.get((author, packet[:KEY_ID_SIZE]))
        if keys is None:
            return Carried(packet)
        theirs, onward = keys
        try:
            layer = secret.open_as(theirs, packet, author)
        except CannotOpen:
            return Carried(packet)
        changed = replace(layer, message=self._changed(layer.message, author))
        sealed = secret.seal_layer(onward, changed, author=author, rng=self._rng)
        return Carried(sealed, onward, layer.message)

    def _changed(self, message: Message, author: Author) -> Message:
        match message:
            case Text(text=said):
                return replace(message, text=self._alter(said))
            case Service(action=action):
                return replace(message, action=self._action(action, author))
            case _:
                return message

    def _action(self, action: Action, author: Author) -> Action:
        match action:
            case RequestKey(exchange_id, g_a):
                mine = DhExponent.draw(self._rng)
                self._waiting[exchange_id], self._asked[exchange_id] = mine, (author, g_a)
                return RequestKey(exchange_id, dh.public(dh.TELEGRAM, mine))
            case AcceptKey() if action.exchange_id in self._waiting:
                return self._accepted(action, author)
            case CommitKey(exchange_id, fingerprint):
                _, onward = self._keys[author, fingerprint]
                return CommitKey(exchange_id, onward.key_id())
            case _:
                return action

    def _accepted(self, accept: AcceptKey, author: Author) -> AcceptKey:
        mine = self._waiting[accept.exchange_id]
        theirs = dh.agree(SecretChatKey, dh.TELEGRAM, mine, accept.g_b, field="g_b")
        if accept.exchange_id not in self._asked:  # the exponent was stolen: both sides' key
            self._pair(author, theirs, theirs)
            return accept
        asker, g_a = self._asked[accept.exchange_id]
        other = dh.agree(SecretChatKey, dh.TELEGRAM, mine, g_a, field="g_a")
        self._pair(asker, other, theirs)
        return AcceptKey(accept.exchange_id, dh.public(dh.TELEGRAM, mine), other.key_id())

    def _pair(self, one: Author, key: SecretChatKey, other: SecretChatKey) -> None:
        self._keys[one, key.key_id()] = key, other
        self._keys[one.peer, other.key_id()] = other, key
