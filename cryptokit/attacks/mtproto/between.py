"""A go-between in a secret chat: two chats in place of one, both made by the rules.

The server carries g_a and g_b, so it can answer each device in the other's name. Nothing is
computed here that ``invitation`` does not do. Not here: whether the two people notice.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptokit.attacks.mtproto.short_exponents import short
from cryptokit.mtproto import dh, invitation, secret
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.secret import SecretChat
from cryptokit.rng import Rng, draw

WORDS: Final = "the door code is 4711"


@dataclass(frozen=True, slots=True)
class Between:
    """The chats as the two devices have them, and those of the go-between with either."""

    alice: SecretChat
    bob: SecretChat
    with_alice: SecretChat
    with_bob: SecretChat


def sit_between(rng: Rng) -> Between:
    """Accept an invitation in the friend's name, and invite the friend in the creator's name.

    >>> from cryptokit.rng import lesson
    >>> chats = sit_between(lesson("between"))
    >>> chats.alice.key == chats.with_alice.key, chats.alice.key == chats.bob.key
    (True, False)

    See: Telegram, "Secret Chats, End-to-End Encryption", on key visualization.
    """
    rng = short(rng)
    invited, g_a = invitation.request(dh.TELEGRAM, rng=rng)
    with_alice, acceptance = invitation.accept(dh.TELEGRAM, g_a, rng=rng)
    asking, g_m = invitation.request(dh.TELEGRAM, rng=rng)
    bob, accepted = invitation.accept(dh.TELEGRAM, g_m, rng=rng)
    with_bob = invitation.confirm(asking, accepted)
    return Between(invitation.confirm(invited, acceptance), bob, with_alice, with_bob)


def agree(rng: Rng) -> tuple[SecretChat, SecretChat]:
    """Let two devices agree with nobody between them."""
    rng = short(rng)
    invited, g_a = invitation.request(dh.TELEGRAM, rng=rng)
    bob, acceptance = invitation.accept(dh.TELEGRAM, g_a, rng=rng)
    return invitation.confirm(invited, acceptance), bob


def write(author: SecretChat, words: str, rng: Rng) -> tuple[SecretChat, bytes]:
    """Seal words for the other side."""
    random_id = int.from_bytes(draw(rng, 8), "little", signed=True)
    return secret.seal(author, Text(random_id, words), rng=rng)


def read(reader: SecretChat, packet: bytes) -> tuple[SecretChat, str]:
    """Open words of the other side."""
    reader, layer = secret.open_(reader, packet)
    return reader, layer.message.text if isinstance(layer.message, Text) else ""


def pass_on(chats: Between, packet: bytes, rng: Rng) -> tuple[Between, str, bytes]:
    """Open a packet of the creator, and seal what it says for the friend."""
    with_alice, words = read(chats.with_alice, packet)
    with_bob, onward = write(chats.with_bob, words, rng)
    return replace(chats, with_alice=with_alice, with_bob=with_bob), words, onward


def talks(alice: SecretChat, bob: SecretChat, rng: Rng) -> bool:
    """Tell whether words arrive, both ways."""
    alice, packet = write(alice, WORDS, rng)
    bob, heard = read(bob, packet)
    _, packet = write(bob, heard.upper(), rng)
    return read(alice, packet)[1] == WORDS.upper()
