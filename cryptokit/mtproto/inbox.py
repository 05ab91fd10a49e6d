"""How a phone takes a packet of a secret chat: open it, put it in line, and act in order.

Answers are left ``due``: ``phone`` sends them.
"""

from dataclasses import replace

from cryptokit.errors import CannotOpen
from cryptokit.keys import KEY_ID_SIZE
from cryptokit.mtproto import effects, gaps, layers, outbox, rekey, secret
from cryptokit.mtproto.actions import CommitKey, KeyAction, Resend
from cryptokit.mtproto.decrypted import Layer, Message, Service
from cryptokit.mtproto.device import (
    Delivered,
    Missing,
    Phone,
    Rekeyed,
    RekeyRefused,
    SentAgain,
    Step,
)
from cryptokit.rng import Rng, system


def take(phone: Phone, packet: bytes, *, now: float, rng: Rng = system) -> Step:
    """Take a packet of the other side, and all that waited for it.

    Raises CannotOpen, WireError, Replayed: drop it; OutOfStep: give the chat up.

    See: Telegram, "Sequence numbers in secret chats".
    """
    phone, layer = _open(phone, packet, now)
    early, hole = gaps.line_up(phone.chat, phone.early, layer)
    step = Step(replace(phone, early=early))
    if hole:
        missing = Missing(hole.start_seq_no, hole.end_seq_no)
        step = Step(outbox.owing(step.phone, hole), (missing,))
    # Now and not in its turn: the message that is missing here may wait for this very packet.
    step = step.plus(_send_again(step.phone, layer.message))
    while found := gaps.next_(step.phone.chat, step.phone.early):
        chat, early, layer = found
        phone = replace(step.phone, chat=chat, early=early)
        step = step.plus(_deliver(phone, layer, now, rng))
    return step


def _open(phone: Phone, packet: bytes, now: float) -> tuple[Phone, Layer]:
    key = next((key for key in phone.keys if key.key_id() == packet[:KEY_ID_SIZE]), None)
    if key is None:
        raise CannotOpen
    layer = secret.open_as(key, packet, phone.chat.me.peer)
    if isinstance(phone.stage, rekey.Answered) and key is phone.stage.key:
        turn = rekey.overtake(phone.stage, key=phone.chat.key)
        phone = outbox.turned(phone, turn, now=now)
    return phone, layer


def _send_again(phone: Phone, message: Message) -> Step:
    match message:
        case Service(action=Resend(first, last) as asked):
            packets = gaps.wanted(phone.chat, phone.kept, asked)
            return Step(phone, (SentAgain(first, last),), packets)
        case _:
            return Step(phone)


def _deliver(phone: Phone, layer: Layer, now: float, rng: Rng) -> Step:
    """Do what the next message of the line asks for."""
    step = _acknowledged(phone, layer)
    step = step.plus(Step(step.phone, (Delivered(layer.number, layer.message),)))
    match layer.message:
        case Service(action=action) if isinstance(action, KeyAction):
            return step.plus(_change_key(step.phone, action, now, rng))
        case Service(action=action):
            return step.plus(effects.happen(step.phone, action, mine=False, now=now))
        case message:
            return step.plus(Step(effects.watch(step.phone, message, mine=False)))


def _acknowledged(phone: Phone, layer: Layer) -> Step:
    """Learn what the other side knows: a layer of the schema, and our messages."""
    known = layers.heard(phone.layers, layer)
    stage = rekey.forget(phone.stage, acknowledged=phone.chat.acknowledged)
    events = (Rekeyed(phone.chat.key.key_id()),) if stage is not phone.stage else ()
    kept = gaps.unacknowledged(phone.chat, phone.kept)
    return Step(replace(phone, layers=known, stage=stage, kept=kept), events)


def _change_key(phone: Phone, action: KeyAction, now: float, rng: Rng) -> Step:
    turn = rekey.handle(phone.stage, action, key=phone.chat.key, group=phone.group, rng=rng)
    phone = outbox.turned(phone, turn, now=now)
    if turn.refused:
        return Step(phone, (RekeyRefused(turn.refused),))
    done = isinstance(action, CommitKey)
    return Step(phone, (Rekeyed(phone.chat.key.key_id()),) if done else ())
