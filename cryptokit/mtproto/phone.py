"""One side of a secret chat, whole: what it does when its owner writes, and when a packet comes.

State in, state out: each function gives a ``Step`` with the new phone, what the app is told, and
packets for the other phone. A packet that is refused raises, and the old phone is still good.
"""

from dataclasses import replace

from cryptokit.mtproto import dh, effects, inbox, layers, outbox, picture, rekey, timers
from cryptokit.mtproto.actions import (
    AbortKey,
    AcceptKey,
    Action,
    CommitKey,
    Delete,
    NotifyLayer,
    RequestKey,
    Resend,
)
from cryptokit.mtproto.decrypted import Message, Service, Text
from cryptokit.mtproto.device import Phone, Shape, Step, Vanished
from cryptokit.mtproto.invitation import Discarded
from cryptokit.mtproto.outbox import PLAIN
from cryptokit.mtproto.rekey import Asked, Idle, Limits
from cryptokit.mtproto.secret import SecretChat
from cryptokit.rng import Rng, draw, system

_LONG = 8
_BY_ITSELF = (Resend, RequestKey, AcceptKey, CommitKey, AbortKey)


def begin(
    chat: SecretChat, *, now: float, group: dh.Group = dh.TELEGRAM, limits: Limits | None = None
) -> Phone:
    """Start a chat that was just agreed on; the layer that we know is due to be told.

    ``group`` is that of the set-up, and ``limits`` say how long a key serves.
    """
    told = layers.Layers()
    key_hash = picture.key_hash(chat.key)
    due = (NotifyLayer(told.mine),)
    return Phone(chat, group, key_hash, now, limits=limits or Limits(), layers=told, due=due)


def say(phone: Phone, words: str, *, now: float, rng: Rng = system) -> Step:
    """Send words that live as long as was set for the chat.

    >>> from cryptokit.mtproto import invitation
    >>> invited, g_a = invitation.request(dh.TELEGRAM)
    >>> bob, acceptance = invitation.accept(dh.TELEGRAM, g_a)
    >>> alice = begin(invitation.confirm(invited, acceptance), now=0)
    >>> step, bob = say(alice, "hi", now=0), begin(bob, now=0)
    >>> for packet in step.packets:
    ...     heard = hear(bob, packet, now=0)
    ...     bob = heard.phone
    >>> heard.events[-1].message.text
    'hi'

    See: Telegram, "Secret Chats, End-to-End Encryption".
    """
    return send(phone, Text(_random_id(rng), words, phone.ttl), now=now, rng=rng)


def do(
    phone: Phone, action: Action, *, now: float, shape: Shape = PLAIN, rng: Rng = system
) -> Step:
    """Tell the other app what nobody typed: messages were read, shall go, live only so long.

    It takes effect here as well. A message that is deleted before it was acknowledged is replaced
    among the packets kept, so that it cannot be sent again.
    """
    return send(phone, Service(_random_id(rng), action), now=now, shape=shape, rng=rng)


def send(
    phone: Phone, message: Message, *, now: float, shape: Shape = PLAIN, rng: Rng = system
) -> Step:
    """Send a message, after the answers that are due; ask for another key if it is time."""
    _require_owner(message)
    step = answer(phone, now=now, rng=rng)
    step = step.plus(outbox.post(step.phone, message, now=now, shape=shape, rng=rng))
    if isinstance(message, Service):
        step = step.plus(_effect(step.phone, message.action, now, rng))
    return step.plus(_renew_if_due(step.phone, now, rng))


def hear(phone: Phone, packet: bytes, *, now: float, rng: Rng = system) -> Step:
    """Take a packet of the other side, and send the answers that are due.

    Raises CannotOpen, WireError, Replayed: drop it; OutOfStep: give the chat up with ``discard``.
    """
    step = inbox.take(phone, packet, now=now, rng=rng)
    return step.plus(answer(step.phone, now=now, rng=rng))


def answer(phone: Phone, *, now: float, shape: Shape = PLAIN, rng: Rng = system) -> Step:
    """Send the answers that are due."""
    step = Step(replace(phone, due=()) if phone.due else phone)
    for action in phone.due:
        service = Service(_random_id(rng), action)
        step = step.plus(outbox.post(step.phone, service, now=now, shape=shape, rng=rng))
    return step


def tick(phone: Phone, *, now: float, rng: Rng = system) -> Step:
    """Let time pass: messages whose time is over vanish, and a key that served long is changed."""
    left, over = timers.expire(phone.timers, now=now)
    step = Step(replace(phone, timers=left), (Vanished(over),) if over else ())
    return step.plus(_renew_if_due(step.phone, now, rng))


def renew(phone: Phone, *, now: float, shape: Shape = PLAIN, rng: Rng = system) -> Step:
    """Ask for another key; nothing happens while one is asked for or two are held."""
    if not isinstance(phone.stage, Idle):
        return Step(phone)
    asked, request = rekey.ask(phone.group, rng=rng)
    phone = outbox.owing(replace(phone, stage=asked), request)
    return answer(phone, now=now, shape=shape, rng=rng)


def give_up_renewing(phone: Phone, *, now: float, rng: Rng = system) -> Step:
    """Take back our wish for another key; nothing happens once it was answered."""
    if not isinstance(phone.stage, Asked):
        return Step(phone)
    abort = AbortKey(phone.stage.exchange_id)
    return answer(outbox.owing(replace(phone, stage=Idle()), abort), now=now, rng=rng)


def unacknowledged(phone: Phone) -> tuple[bytes, ...]:
    """Give the packets that may have been lost, to send them again after an outage."""
    return tuple(one.packet for one in phone.kept)


def discard(phone: Phone, *, delete_history: bool = False) -> Discarded:
    """End the chat: no key is left. ``delete_history`` asks the other side to delete it all."""
    chat = phone.chat
    return Discarded(chat.me, chat.sent, chat.received, delete_history=delete_history)


def _effect(phone: Phone, action: Action, now: float, rng: Rng) -> Step:
    if isinstance(action, Delete):
        phone = outbox.take_back(phone, action.random_ids, rng=rng)
    return effects.happen(phone, action, mine=True, now=now)


def _renew_if_due(phone: Phone, now: float, rng: Rng) -> Step:
    due = rekey.is_due(phone.limits, used=phone.used, age=now - phone.agreed)
    return renew(phone, now=now, rng=rng) if due else Step(phone)


def _require_owner(message: Message) -> None:
    action = message.action if isinstance(message, Service) else None
    if type(action) in _BY_ITSELF:
        raise ValueError(f"{type(action).__name__} is sent by the phone itself")


def _random_id(rng: Rng) -> int:
    return int.from_bytes(draw(rng, _LONG), "little", signed=True)
