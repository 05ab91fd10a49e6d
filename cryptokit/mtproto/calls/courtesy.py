"""The part of the service messages in which device and server are alike: each answers the other.

What only a device does is in ``hearing``, what only the server does in ``answerer``.
"""

from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto import service
from cryptokit.mtproto.calls import outbox as boxes
from cryptokit.mtproto.calls.outbox import Outbox
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.events import (
    Acknowledged,
    AllTold,
    Event,
    Pinged,
    ResendAsked,
    StatesAsked,
    StatesTold,
    Waits,
)
from cryptokit.mtproto.session import state_of

CAME: Final = 4
"""The bit of a message's state that says that it came; without it, 1 to 3 say that it did not."""


def answered(outbox: Outbox, window: tuple[int, ...], piece: Piece, event: Event) -> Outbox | None:
    """Do what an event asks of either side; None for an event that is not common to both.

    >>> ping = Piece(4, 1, b"")
    >>> box = answered(Outbox(), (), ping, Pinged(7))
    >>> service.read(Piece(9, 0, box.notes[0]))
    Ponged(call_id=4, ping_id=7)

    See: Telegram, "Service Messages about Messages".
    """
    reply: bytes | None = None
    match event:
        case Acknowledged(ids):
            outbox = boxes.acknowledged(outbox, ids)
        case StatesTold(request_id, states):
            outbox = _told_about(outbox, request_id, states)
        case AllTold(ids, states):
            outbox = told(outbox, ids, states)
        case ResendAsked(ids):
            outbox = _sent_again(outbox, window, piece.message_id, ids)
        case Pinged(ping_id):
            reply = service.pong(piece.message_id, ping_id)
        case StatesAsked(ids):
            reply = service.states(piece.message_id, _states(window, ids))
        case Waits(answer_id):
            reply = service.resend_request([answer_id])
        case _:
            return None
    return boxes.note(outbox, reply) if reply else outbox


def told(outbox: Outbox, ids: tuple[int, ...], states: bytes) -> Outbox:
    """Learn which of our messages came, and send the others once more."""
    came = [one for one, state in zip(ids, states, strict=True) if state & CAME]
    outbox = boxes.acknowledged(outbox, came)
    return boxes.again(outbox, set(ids) - set(came))


def _told_about(outbox: Outbox, request_id: int, states: bytes) -> Outbox:
    outbox, request = boxes.settled(outbox, request_id)
    if request is None:
        return outbox
    asked = service.read(request.piece)
    if not isinstance(asked, StatesAsked) or len(asked.ids) != len(states):
        raise WireError("not one byte for each id", offset=12, field="info")
    return told(outbox, asked.ids, states)


def _sent_again(
    outbox: Outbox, window: tuple[int, ...], request_id: int, ids: tuple[int, ...]
) -> Outbox:
    if not outbox.held.by_id.keys() >= set(ids):
        outbox = boxes.note(outbox, service.states(request_id, _states(window, ids)))
    return boxes.again(outbox, ids)


def _states(window: tuple[int, ...], ids: tuple[int, ...]) -> bytes:
    return bytes(state_of(window, one) for one in ids)
