"""Messages that come too early wait here, and what is missing is asked for once, and sent again.

Only numbers are looked at. Keys, and what the messages say, are ``phone``'s affair.
"""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cryptokit.errors import OutOfStep, Replayed
from cryptokit.mtproto import secret
from cryptokit.mtproto.actions import Resend
from cryptokit.mtproto.decrypted import Layer
from cryptokit.mtproto.secret import Author, SecretChat

RESEND_MAX: Final = 1000
"""Messages that one Resend may ask for, as in TDLib. See: tdlib/td, SecretChatActor.cpp."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A packet that was sent, until the other side says that it has it."""

    number: int
    in_seq_no: int
    random_id: int
    packet: bytes = field(repr=False)


def line_up(
    chat: SecretChat, early: Sequence[Layer], layer: Layer
) -> tuple[tuple[Layer, ...], Resend | None]:
    """Put a message in line; if it lies behind a new hole, give the Resend that asks for it.

    Raises Replayed: drop it; OutOfStep, also for more than 1000 messages ahead: give the chat up.

    >>> from cryptokit.keys import SecretChatKey
    >>> from cryptokit.mtproto.decrypted import Text
    >>> bob = SecretChat(SecretChatKey(bytes(256)), Author.OTHER)
    >>> fourth = Layer(0, 7, Text(random_id=4, text="four"), bytes(15))
    >>> early, hole = line_up(bob, (), fourth)
    >>> [layer.number for layer in early], hole
    ([3], Resend(start_seq_no=1, end_seq_no=5))

    See: Telegram, "Sequence numbers in secret chats", on gaps.
    """
    secret.check(chat, layer)
    # Nobody answers a longer Resend, and whoever sends from far ahead would fill the memory here.
    if layer.number - chat.received > RESEND_MAX:
        raise OutOfStep("out_seq_no")
    if any(other.number == layer.number for other in early):
        raise Replayed(seen=layer.number, expected=chat.received)
    first = early[-1].number + 1 if early else chat.received
    line = list(early)
    insort(line, layer, key=lambda one: one.number)
    return tuple(line), _hole(first, layer.number, chat.me.peer)


def next_(
    chat: SecretChat, early: Sequence[Layer]
) -> tuple[SecretChat, tuple[Layer, ...], Layer] | None:
    """Take the next message out of the line, if it is there. Raises OutOfStep."""
    if not early or early[0].number != chat.received:
        return None
    # What was acknowledged may have grown since it arrived, so the message is checked again.
    acknowledged = secret.check(chat, early[0])
    chat = replace(chat, received=chat.received + 1, acknowledged=acknowledged)
    return chat, tuple(early[1:]), early[0]


def wanted(chat: SecretChat, kept: Sequence[Kept], resend: Resend) -> tuple[bytes, ...]:
    """Give the packets that the other side asks for again, byte for byte as they were.

    Raises OutOfStep for what cannot be sent again, so that the chat must be given up.
    """
    _, out_bit = chat.me.bits
    for name, number in (("start", resend.start_seq_no), ("end", resend.end_seq_no)):
        if number % 2 != out_bit:
            raise OutOfStep(f"{name}_seq_no parity")
    asked = range(resend.start_seq_no // 2, resend.end_seq_no // 2 + 1)
    found = tuple(one.packet for one in kept if one.number in asked)
    if not 0 < len(asked) <= RESEND_MAX or len(found) != len(asked):
        raise OutOfStep("start_seq_no to end_seq_no")
    return found


def unacknowledged(chat: SecretChat, kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """Forget the packets that the other side has said it has."""
    return tuple(one for one in kept if one.number >= chat.acknowledged)


def _hole(first: int, number: int, author: Author) -> Resend | None:
    if number <= first:  # it came in order, or fills a hole that was asked for
        return None
    _, out_bit = author.bits
    return Resend(2 * first + out_bit, 2 * (number - 1) + out_bit)
