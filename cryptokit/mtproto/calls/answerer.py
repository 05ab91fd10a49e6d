"""The server's end of a session: it takes calls once, and keeps its answers until they arrived.

What a call does is none of its business: calls come out, answers go in. One of these is one session
of one key; the salts belong to the key, and are handed in. Each piece of a container is taken or
refused on its own here, where Telegram accepts or rejects a container as a whole.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptokit.errors import Untrusted, WireError
from cryptokit.keys import AuthKey
from cryptokit.mtproto import containers, salts, service
from cryptokit.mtproto import session as sessions
from cryptokit.mtproto.calls import courtesy, packing, register
from cryptokit.mtproto.calls import outbox as boxes
from cryptokit.mtproto.calls.notices import Code
from cryptokit.mtproto.calls.outbox import EMPTY, Outbox, Waiting
from cryptokit.mtproto.calls.register import Register
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.events import (
    Acknowledged,
    AllTold,
    Event,
    Pinged,
    Plain,
    SaltsAsked,
    StatesAsked,
    StatesTold,
    Waits,
)
from cryptokit.mtproto.salts import Salts
from cryptokit.mtproto.session import Kind, Session
from cryptokit.rng import Rng, draw, system

LARGE: Final = 1024
"""Bytes from which on an answer is announced, and not sent again unasked; a choice of ours."""
LIMIT: Final = 2 * boxes.LIMIT
"""Answers, open calls and updates that a device may leave unacknowledged: all of its calls that can
be open, and as many answers whose acknowledgement is under way. A choice of ours."""
_REPLIED: Final = (Pinged, StatesAsked, SaltsAsked)
_NEVER_ACKED: Final = (Acknowledged, StatesTold, AllTold)


@dataclass(frozen=True, slots=True)
class Call:
    """A call to be done, once, and answered under its id."""

    call_id: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Answerer:
    """The server's state of one session.

    ``first_id`` is the lowest id of it that the device was told about, 0 before the first message;
    ``open`` are the ids of the calls that were given out and are not answered yet.
    """

    session: Session
    salts: Salts
    unique_id: int
    outbox: Outbox = EMPTY
    register: Register = register.EMPTY
    first_id: int = 0
    pushed: int = 0
    open: frozenset[int] = frozenset()

    @property
    def is_full(self) -> bool:
        """Whether the device must acknowledge something before another call is taken."""
        return self.outbox.count + len(self.open) >= LIMIT


def start(key: AuthKey, *, session_id: bytes, coming: Salts, rng: Rng = system) -> Answerer:
    """Open the session that a device announced by its first message."""
    session = sessions.server(key, salt=coming[0].value, session_id=session_id)
    return Answerer(session, coming, int.from_bytes(draw(rng, 8), "little", signed=True))


def answer(answerer: Answerer, call_id: int, result: bytes) -> Answerer:
    """Give the result of a call, an object or ``service.error``; it acknowledges the call, too."""
    body = service.result(call_id, result)
    outbox = boxes.add_answer(answerer.outbox, Waiting(call_id, body, Kind.ANSWER))
    return replace(answerer, outbox=outbox, open=answerer.open - {call_id})


def push(answerer: Answerer, body: bytes) -> Answerer:
    """Tell the device something that it did not ask for, such as an update.

    Raises ValueError for a device that is to acknowledge too much already: end its session then,
    and it learns from the next one that it missed something.
    """
    handle = -answerer.pushed - 1
    outbox = boxes.add(answerer.outbox, Waiting(handle, body, Kind.CALL), limit=LIMIT)
    return replace(answerer, outbox=outbox, pushed=answerer.pushed + 1)


def flush(answerer: Answerer, *, now: float, rng: Rng = system) -> tuple[Answerer, bytes | None]:
    """Make one packet of what is due, or None if nothing is; call it until it gives None."""
    session = sessions.with_salt(answerer.session, salts.current(answerer.salts, now=now))
    session, outbox, packet = packing.flush(session, answerer.outbox, now=now, rng=rng)
    return replace(answerer, session=session, outbox=outbox), packet


def take(answerer: Answerer, packet: bytes, *, now: float) -> tuple[Answerer, tuple[Call, ...]]:
    """Open a packet; give the calls in it that are new. Notices and replies go to the outbox.

    Calls of a device that is to acknowledge too much already are left out, as if they were lost on
    the way: it sends them again. An error, as Telegram's 420 FLOOD_WAIT, would wait here as well.

    Raises CannotOpen; Untrusted for another session, and for what only a server may say; WireError
    for a service message that does not parse. The state stays as it was then.

    See: Telegram, "Service Messages about Messages".
    """
    message = sessions.unlock(answerer.session, packet)
    outer = Piece(message.message_id, message.seq_no, message.body)
    try:
        pieces = containers.unpack(message)
    except WireError:
        return _refuse(answerer, outer, Code.BAD_CONTAINER, now=now), ()
    seen = _seen(answerer, outer)
    code = None if seen else _packet_fault(answerer, outer, message.salt, now=now)
    if code:
        return _refuse_packet(answerer, outer, pieces, code, now=now), ()
    if containers.is_container(outer.body) and not seen:
        known = register.took_container(answerer.register, outer.message_id)
        answerer = replace(answerer, register=known)
    calls = list[Call]()
    for piece, event in service.read_each(pieces):
        answerer, call = _take_piece(answerer, piece, event, now=now)
        calls += [call] if call else []
    return answerer, tuple(calls)


def _seen(answerer: Answerer, outer: Piece) -> bool:
    """Tell whether this is a copy of a packet that came, or of one that was refused."""
    known = answerer.register
    if containers.is_container(outer.body):
        return outer.message_id in known.containers
    return _came(answerer, outer.message_id) or outer.message_id in known.burnt


def _came(answerer: Answerer, message_id: int) -> bool:
    """Tell whether a message was taken, which is known of every call that is not done with."""
    waits = message_id in answerer.open or message_id in answerer.outbox.held.by_handle
    return waits or sessions.came(answerer.register.window, message_id)


def _packet_fault(answerer: Answerer, outer: Piece, salt: bytes, *, now: float) -> Code | None:
    if not salts.accepts(answerer.salts, salt, now=now):
        return Code.WRONG_SALT
    if containers.is_container(outer.body):
        return register.container_fault(answerer.register, outer, now=now)
    fault = register.piece_fault(answerer.register, outer, wants_ack=None, now=now)
    # Whoever is told "too old to tell" must not take it for "it never came".
    if fault in {Code.ID_NOT_BY_FOUR, Code.TOO_OLD_TO_TELL}:
        return fault
    return register.time_fault(outer.message_id, now=now)


def _refuse_packet(
    answerer: Answerer, outer: Piece, pieces: tuple[Piece, ...], code: Code, *, now: float
) -> Answerer:
    if code in {Code.ID_TOO_LOW, Code.ID_TOO_HIGH}:
        # The device gives new ids to all that it does not know to have come. So what came is
        # acknowledged beside the notice, and what did not come must not come later, by another way.
        came = [one.message_id for one in pieces if one.wants_ack]
        came = [one for one in came if _came(answerer, one)]
        if came:
            answerer = replace(answerer, outbox=boxes.note(answerer.outbox, service.ack(came)))
        ids = tuple(piece.message_id for piece in pieces)
        answerer = replace(answerer, register=register.burn(answerer.register, ids))
    return _refuse(answerer, outer, code, now=now)


def _refuse(answerer: Answerer, piece: Piece, code: Code, *, now: float) -> Answerer:
    salt = salts.current(answerer.salts, now=now) if code is Code.WRONG_SALT else None
    notice = service.refusal(piece, code, salt=salt)
    return replace(answerer, outbox=boxes.note(answerer.outbox, notice))


def _take_piece(
    answerer: Answerer, piece: Piece, event: Event, *, now: float
) -> tuple[Answerer, Call | None]:
    if _came(answerer, piece.message_id):
        return _take_again(answerer, piece, event, now=now), None
    wanted = _wants_ack(event)
    code = register.piece_fault(answerer.register, piece, wants_ack=wanted, now=now)
    if code:
        return _refuse(answerer, piece, code, now=now), None
    if isinstance(event, Plain) and answerer.is_full:
        return answerer, None
    answerer = _introduced(answerer, piece.message_id, now=now)
    known = register.took(answerer.register, piece)
    if not isinstance(event, Plain):
        outbox = _served(answerer, known.window, piece, event, now=now)
        return replace(answerer, register=known, outbox=outbox), None
    outbox = boxes.owe(answerer.outbox, piece.message_id, now=now)
    call = Call(piece.message_id, event.body)
    open_ = answerer.open | {piece.message_id}
    return replace(answerer, register=known, outbox=outbox, open=open_), call


def _wants_ack(event: Event) -> bool | None:
    if isinstance(event, Plain):
        return True
    return False if isinstance(event, _NEVER_ACKED) else None


def _take_again(answerer: Answerer, piece: Piece, event: Event, *, now: float) -> Answerer:
    if isinstance(event, Plain):
        outbox = _answer_again(answerer.outbox, piece.message_id, now=now)
    else:  # asking twice does no harm, and the reply may be lost
        outbox = _served(answerer, answerer.register.window, piece, event, now=now)
    return replace(answerer, outbox=outbox)


def _answer_again(outbox: Outbox, call_id: int, *, now: float) -> Outbox:
    found = outbox.held.by_handle.get(call_id)
    if found is None:
        return boxes.owe(outbox, call_id, now=now)
    if len(found.body) < LARGE:
        return boxes.again(outbox, [found.message_id])
    notice = service.waits(found.message_id, len(found.body), call_id=call_id)
    return boxes.note(outbox, notice) if found.message_id else outbox


def _served(
    answerer: Answerer, window: tuple[int, ...], piece: Piece, event: Event, *, now: float
) -> Outbox:
    if isinstance(event, SaltsAsked):
        coming = salts.future(answerer.salts, now=now, count=event.count)
        body = service.salts_told(piece.message_id, now=int(now), coming=coming)
        return boxes.note(answerer.outbox, body)
    outbox = courtesy.answered(answerer.outbox, window, piece, event)
    if outbox is None or isinstance(event, Waits):
        raise Untrusted("only a server says this", field="body")
    if piece.wants_ack and not isinstance(event, _REPLIED):
        outbox = boxes.owe(outbox, piece.message_id, now=now)
    return outbox


def _introduced(answerer: Answerer, message_id: int, *, now: float) -> Answerer:
    """Tell of the new session, and again if a message comes that is older than the first."""
    known = answerer.first_id and message_id > answerer.first_id
    if known or answerer.is_full:
        return answerer
    salt = salts.current(answerer.salts, now=now)
    answerer = push(answerer, service.created(message_id, answerer.unique_id, salt=salt))
    return replace(answerer, first_id=message_id)
