"""How a message gets from one device to all others: a packet for each, or one for a whole group.

In a group, a device first gives its sender key to those who lack it, one by one. Left out: members
who come and go, since exports tell little of them.

See: WhatsApp, "Encryption Overview", version 6, 2021, on messages and on group messages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptokit.messengers.whatsapp_phone import Came, Phone
from cryptokit.messengers.whatsapp_registry import Entry
from cryptokit.messengers.whatsapp_reports import Packet, commitment_to
from cryptokit.messengers.whatsapp_server import MESSAGE, SENDER_KEY
from cryptokit.signal.content import Content
from cryptokit.signal.directory import Address

Fetch = Callable[[Address], Entry]
"""Asks a directory for the bundle of a device."""
Carry = Callable[[Phone, Sequence[Phone], Packet, str], list[Packet]]
"""From whom, to whom, a packet and what it is called; gives it as each of them has it."""
Heard = dict[Address, Came]
"""What came out on each device; no words where it was a key."""


@dataclass(frozen=True, slots=True)
class Post:
    """What takes packets on, and a directory, at a time in Unix seconds."""

    fetch: Fetch
    carry: Carry
    now: int


def to_each(sender: Phone, receivers: Sequence[Phone], what: Content, post: Post) -> Heard:
    """Encrypt once for each device; give what each then reads."""
    addresses = [one.address for one in receivers]
    for address in sender.strangers(addresses, post.now):
        sender.meet(post.fetch(address), post.now)
    called = SENDER_KEY if what.words is None else MESSAGE
    packets, heard = sender.say(addresses, what, post.now), dict[Address, Came]()
    commitment = commitment_to(what)
    for one in receivers:
        packet = Packet(packets[one.address], commitment)
        (arrived,) = post.carry(sender, (one,), packet, called)
        heard[one.address] = one.hear(sender.address, arrived)
    return heard


def to_all(sender: Phone, receivers: Sequence[Phone], what: Content, post: Post) -> Heard:
    """Encrypt once for a group; give what each device then reads."""
    key, lacking = sender.hand_out([one.address for one in receivers])
    if lacking:
        to_each(sender, [one for one in receivers if one.address in lacking], key, post)
    packet = Packet(sender.say_to_all(what), commitment_to(what))
    packets = post.carry(sender, receivers, packet, MESSAGE)
    arrived = zip(receivers, packets, strict=True)
    return {one.address: one.hear(sender.address, packet) for one, packet in arrived}
