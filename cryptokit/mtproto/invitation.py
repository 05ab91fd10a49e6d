"""How a secret chat starts: three steps, and the server carries the two messages between them.

Nothing here tells who the other side is. A go-between who answers in both directions passes every
check; people notice only by comparing the picture of the key.
"""

import hmac
from dataclasses import dataclass

from cryptokit.errors import Untrusted
from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import dh
from cryptokit.mtproto.secret import Author, SecretChat
from cryptokit.rng import Rng, system


@dataclass(frozen=True, slots=True)
class Invited:
    """What the creator's device remembers until the answer comes."""

    group: dh.Group
    exponent: DhExponent


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The answer to an invitation: a public value of 256 bytes, and 8 bytes that name the key."""

    g_b: bytes
    key_fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Discarded:
    """What is left of a chat that ended, or never began: who we were, and how much was said.

    ``delete_history``: the other side is asked to delete what it has.
    """

    me: Author
    sent: int = 0
    received: int = 0
    delete_history: bool = False


def request(group: dh.Group, *, rng: Rng = system) -> tuple[Invited, bytes]:
    """Invite to a secret chat; the result goes to the other device as ``g_a``, 256 bytes.

    >>> invited, g_a = request(dh.TELEGRAM)
    >>> bob, acceptance = accept(dh.TELEGRAM, g_a)
    >>> alice = confirm(invited, acceptance)
    >>> alice.key == bob.key, alice.me.name, bob.me.name
    (True, 'CREATOR', 'OTHER')

    See: Telegram, "Secret Chats, End-to-End Encryption", on key generation.
    """
    exponent = DhExponent.draw(rng)
    return Invited(group, exponent), dh.public(group, exponent)


def accept(group: dh.Group, g_a: bytes, *, rng: Rng = system) -> tuple[SecretChat, Acceptance]:
    """Accept an invitation. Raises Untrusted with field ``g_a``."""
    exponent = DhExponent.draw(rng)
    key = dh.agree(SecretChatKey, group, exponent, g_a, field="g_a")
    acceptance = Acceptance(dh.public(group, exponent), key.key_id())
    return SecretChat(key, Author.OTHER), acceptance


def confirm(invited: Invited, acceptance: Acceptance) -> SecretChat:
    """Finish on the creator's side; both devices then say which layer they understand.

    Raises Untrusted with field ``g_b`` or ``key_fingerprint``.
    """
    key = dh.agree(SecretChatKey, invited.group, invited.exponent, acceptance.g_b, field="g_b")
    # This finds bugs, not attackers: a go-between sends the fingerprint of its own key.
    if not hmac.compare_digest(acceptance.key_fingerprint, key.key_id()):
        raise Untrusted("the other device made another key", field="key_fingerprint")
    return SecretChat(key, Author.CREATOR)


def discard(invited: Invited) -> Discarded:
    """Take an invitation back, or give up on an answer that failed its check: no secret is left.

    >>> invited, _ = request(dh.TELEGRAM)
    >>> discard(invited)
    Discarded(me=<Author.CREATOR: 0>, sent=0, received=0, delete_history=False)
    """
    del invited
    return Discarded(Author.CREATOR)
