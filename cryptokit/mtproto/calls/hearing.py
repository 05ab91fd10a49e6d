"""What a device does with a packet from the server: each answer comes out once.

How it gets over refusals and lost sessions is in ``recovery``.
"""

from dataclasses import replace

from cryptokit.errors import Replayed, Untrusted
from cryptokit.mtproto import containers, service, tl
from cryptokit.mtproto import session as sessions
from cryptokit.mtproto.calls import courtesy, recovery
from cryptokit.mtproto.calls import outbox as boxes
from cryptokit.mtproto.calls.caller import Answer, Caller, Failure, Gap, Outcome, Update
from cryptokit.mtproto.cloud import CloudMessage
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.events import (
    Acknowledged,
    Answered,
    Created,
    Event,
    Failed,
    Plain,
    Ponged,
    Refused,
    SaltsTold,
    Waits,
)
from cryptokit.mtproto.session import Session
from cryptokit.rng import Rng, system

_Read = tuple[tuple[Piece, Event], ...]


def take(
    caller: Caller, packet: bytes, *, now: float, rng: Rng = system
) -> tuple[Caller, tuple[Outcome, ...]]:
    """Open a packet; give what came of it. Acknowledgements and replies go to the outbox.

    Raises CannotOpen; Untrusted with the field at fault; Replayed for a packet of which nobody can
    tell whether it came before; WireError. The state stays as it was then.

    See: Telegram, "Security Guidelines for Client Software Developers".
    """
    message = sessions.unlock(caller.session, packet)
    pieces = containers.unpack(message)
    if not all(one % 2 for one in (message.message_id, *(piece.message_id for piece in pieces))):
        raise Untrusted("the server's ids are odd", field="message_id")
    read: _Read = service.read_each(pieces)
    if sessions.came(caller.session.window, message.message_id):
        return _owe_again(caller, pieces, now=now), ()
    caller, read = _on_time(caller, message, read, now=now)
    if containers.is_container(message.body):
        caller = replace(caller, session=_remembered(caller.session, message.message_id))
    outcomes = list[Outcome]()
    for piece, event in read:
        caller, new = _take_piece(caller, piece, event, now=now, rng=rng)
        outcomes += new
        if caller.session.session_id != message.session_id:
            break  # it started over, so the rest belongs to nobody
    return caller, tuple(outcomes)


def _owe_again(caller: Caller, pieces: tuple[Piece, ...], *, now: float) -> Caller:
    """Acknowledge once more what came before: the first acknowledgement may be lost."""
    for piece in pieces:
        if piece.wants_ack and sessions.came(caller.session.window, piece.message_id):
            outbox = boxes.owe(caller.outbox, piece.message_id, now=now)
            caller = replace(caller, outbox=outbox)
    return caller


def _on_time(
    caller: Caller, message: CloudMessage, read: _Read, *, now: float
) -> tuple[Caller, _Read]:
    sessions.remember(caller.session.window, message.message_id)
    try:
        session = sessions.on_time(caller.session, message.message_id, now=now)
    except Untrusted:
        # A refusal must get through to a device whose clock is wrong, with what it says beside it
        # of messages that came; nothing else.
        if not any(recovery.is_ours(caller.outbox, event) for _, event in read):
            raise
        urgent = tuple(pair for pair in read if isinstance(pair[1], Refused | Acknowledged))
        return caller, urgent
    return caller if session is caller.session else replace(caller, session=session), read


def _remembered(session: Session, message_id: int) -> Session:
    return replace(session, window=sessions.remember(session.window, message_id))


def _take_piece(
    caller: Caller, piece: Piece, event: Event, *, now: float, rng: Rng
) -> tuple[Caller, list[Outcome]]:
    outbox = caller.outbox
    if piece.wants_ack:
        outbox = boxes.owe(outbox, piece.message_id, now=now)
    try:
        session = _remembered(caller.session, piece.message_id)
    except Replayed:
        return _take_again(replace(caller, outbox=outbox), piece, event)
    caller = replace(caller, session=session, outbox=outbox)
    match event:
        case Answered() | Failed() | Ponged() | SaltsTold():
            return _settled(caller, event)
        case Plain(body):
            return caller, [Update(body)]
        case Created():
            return recovery.created(caller, event)
        case Refused():
            return recovery.refused(caller, event, piece.message_id, now=now, rng=rng)
        case _:
            return _courteous(caller, piece, event, now=now), []


def _take_again(caller: Caller, piece: Piece, event: Event) -> tuple[Caller, list[Outcome]]:
    """Take a message that came before, or one so old that nobody can tell from its id.

    Whether a call still waits for its answer is known all the same. An old update may be a copy, so
    the app is told to look.
    """
    if sessions.came(caller.session.window, piece.message_id):
        return caller, []
    match event:
        case Answered() | Failed() | Ponged() | SaltsTold():
            return _settled(caller, event)
        case Created():
            return recovery.created_long_ago(caller, event)
        case Plain():
            return caller, [Gap()]
        case _:
            return caller, []


def _settled(
    caller: Caller, event: Answered | Failed | Ponged | SaltsTold
) -> tuple[Caller, list[Outcome]]:
    """Take out a call that was answered; nothing comes of it if it was answered before."""
    outbox, found = boxes.settled(caller.outbox, event.call_id)
    if found is None:
        return caller, []
    caller = replace(caller, outbox=outbox)
    match event:
        case Answered(_, result):
            return caller, [Answer(found.handle, result)]
        case Failed(_, code, text):
            return caller, [Failure(found.handle, code, text)]
        case Ponged(_, ping_id):
            return caller, [Answer(found.handle, tl.long(ping_id))]
        case SaltsTold(_, _, coming):
            return replace(caller, coming=coming), []


def _courteous(caller: Caller, piece: Piece, event: Event, *, now: float) -> Caller:
    if isinstance(event, Waits) and sessions.came(caller.session.window, event.answer_id):
        outbox = boxes.owe(caller.outbox, event.answer_id, now=now)
        return replace(caller, outbox=outbox)
    done = courtesy.answered(caller.outbox, caller.session.window, piece, event)
    if done is None:
        raise Untrusted("only a device says this", field="body")
    return replace(caller, outbox=done)
