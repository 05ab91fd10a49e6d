"""What a message does to the phone that sends or receives it, beside being shown. No keys here.

The app is told what to remove; that it does is a promise of the app, and nothing enforces it.
"""

from dataclasses import replace

from cryptokit.mtproto import timers
from cryptokit.mtproto.actions import Action, Delete, Flush, Read, SetTtl
from cryptokit.mtproto.decrypted import Message, Text
from cryptokit.mtproto.device import Phone, Step, Vanished
from cryptokit.mtproto.timers import Timer


def watch(phone: Phone, message: Message, *, mine: bool) -> Phone:
    """Set a timer for a text that shall destroy itself; it starts when the reader reads it."""
    if not isinstance(message, Text) or not message.ttl:
        return phone
    timer = Timer(message.random_id, message.ttl, mine)
    return replace(phone, timers=(*phone.timers, timer))


def happen(phone: Phone, action: Action, *, mine: bool, now: float) -> Step:
    """Let an action take effect; ``mine``: it was sent from here.

    See: Telegram, "Secret Chats, End-to-End Encryption", on service messages.
    """
    match action:
        case SetTtl(seconds):
            return Step(replace(phone, ttl=seconds))
        case Read(random_ids):
            # Who says "read" read what the other wrote, so only those timers start.
            started = timers.start(phone.timers, random_ids, mine=not mine, now=now)
            return Step(replace(phone, timers=started))
        case Delete(random_ids):
            left = timers.drop(phone.timers, random_ids)
            return Step(replace(phone, timers=left), (Vanished(random_ids),))
        case Flush():
            gone = tuple(timer.random_id for timer in phone.timers)
            return Step(replace(phone, timers=()), (Vanished(gone),) if gone else ())
        case _:
            return Step(phone)
