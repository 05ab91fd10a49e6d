"""How a phone sends a message of a secret chat, keeps the packet, and takes words back.

When to send, and what comes in, is ``phone``'s and ``inbox``'s affair.
"""

from collections.abc import Iterable
from dataclasses import replace

from cryptokit.mtproto import effects, rekey, secret
from cryptokit.mtproto.actions import Action, CommitKey, Delete
from cryptokit.mtproto.decrypted import Layer, Message, Service, Unread, fitted
from cryptokit.mtproto.device import Phone, Shape, Step
from cryptokit.mtproto.gaps import Kept
from cryptokit.rng import Rng, draw, system

PLAIN = Shape()


def post(
    phone: Phone, message: Message, *, now: float, shape: Shape = PLAIN, rng: Rng = system
) -> Step:
    """Encrypt a message with the next numbers and keep it; CommitKey changes the key behind it."""
    chat = phone.chat
    layer, packet = _sealed(phone, message, _numbers(phone), shape, rng)
    random_id = 0 if isinstance(message, Unread) else message.random_id
    kept = Kept(chat.sent, layer.in_seq_no, random_id, packet)
    phone = replace(phone, chat=replace(chat, sent=chat.sent + 1), kept=(*phone.kept, kept))
    if isinstance(phone.stage, rekey.Agreed) and _is_commit(message):
        phone = turned(phone, rekey.commit(phone.stage, key=chat.key, number=chat.sent), now=now)
    return Step(effects.watch(phone, message, mine=True), packets=(packet,))


def owing(phone: Phone, action: Action) -> Phone:
    """Add an answer that is due."""
    return replace(phone, due=(*phone.due, action))


def turned(phone: Phone, turn: rekey.Turn, *, now: float) -> Phone:
    """Do what a turn of the change of keys says."""
    phone = replace(phone, stage=turn.stage)
    if turn.reply:
        phone = owing(phone, turn.reply)
    if turn.send_with is None or turn.send_with is phone.chat.key:
        return phone
    before = phone.chat.sent + phone.chat.received
    return replace(phone, chat=replace(phone.chat, key=turn.send_with), agreed=now, before=before)


def take_back(phone: Phone, random_ids: Iterable[int], *, rng: Rng = system) -> Phone:
    """Replace deleted messages among the packets kept by ones that delete themselves.

    See: Telegram, "Sequence numbers in secret chats", on deleting unacknowledged messages.
    """
    wanted = set(random_ids) - {0}
    return replace(
        phone,
        kept=tuple(
            _emptied(phone, one, rng) if one.random_id in wanted else one for one in phone.kept
        ),
    )


def _emptied(phone: Phone, kept: Kept, rng: Rng) -> Kept:
    _, out_bit = phone.chat.me.bits
    nothing = Service(kept.random_id, Delete((kept.random_id,)))
    # The numbers stay, so that the other side's line has no hole and no second message.
    numbers = kept.in_seq_no, 2 * kept.number + out_bit
    return replace(kept, packet=_sealed(phone, nothing, numbers, PLAIN, rng)[1])


def _numbers(phone: Phone) -> tuple[int, int]:
    in_bit, out_bit = phone.chat.me.bits
    return 2 * phone.chat.received + in_bit, 2 * phone.chat.sent + out_bit


def _sealed(
    phone: Phone, message: Message, numbers: tuple[int, int], shape: Shape, rng: Rng
) -> tuple[Layer, bytes]:
    chat, spoken = phone.chat, phone.layers.spoken
    random_bytes = draw(rng, shape.random_bytes)
    layer = Layer(*numbers, fitted(message, spoken), random_bytes, spoken)
    return layer, secret.seal_layer(chat.key, layer, author=chat.me, blocks=shape.blocks, rng=rng)


def _is_commit(message: Message) -> bool:
    return isinstance(message, Service) and isinstance(message.action, CommitKey)
