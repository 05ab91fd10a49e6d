"""One packet out of what an outbox holds: what is due, in one container, with what is owed.

It decides what travels together. What is sent when nothing is heard is in ``outbox``.
"""

from collections.abc import Iterable
from dataclasses import replace
from math import inf
from typing import Final

from cryptokit.mtproto import containers, service
from cryptokit.mtproto import session as sessions
from cryptokit.mtproto.calls.outbox import Outbox, Waiting
from cryptokit.mtproto.clock import FUTURE_LIMIT, seconds
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.session import Kind, Session
from cryptokit.rng import Rng, system

ACK_BATCH: Final = 16
ACK_DELAY: Final = 60
"""Acknowledgements wait for a message to travel with, until there are more than 16 of them or a
minute passed. See: Telegram, "Service Messages about Messages"."""
CARRIERS: Final = 64
"""How many ids of sent packets are remembered, to tell which refusals are about us."""

_Notes = tuple[tuple[bytes, Kind], ...]


def flush(
    session: Session, outbox: Outbox, *, now: float, rng: Rng = system
) -> tuple[Session, Outbox, bytes | None]:
    """Make one packet of what is due, or None if nothing is; call it until it gives None.

    One fresh message travels as it is; several, and one that is sent once more, in a container.

    See: Telegram, "Service Messages about Messages", on messages that are re-sent.
    """
    notes, due = _choose(outbox, now, held=_is_held(session, outbox, now))
    if not notes and not due:
        return session, outbox, None
    once_more = any(one.message_id for one in due)
    session, due = _number(session, due, now=now, rng=rng)
    session, replies = _number_notes(session, notes, now=now, rng=rng)
    pieces = sorted([*(one.piece for one in due), *replies], key=lambda one: one.message_id)
    outer = pieces[0]
    if once_more or len(pieces) > 1:
        session, outer_id, seq_no = sessions.number(session, now=now, kind=Kind.NOTE, rng=rng)
        outer = Piece(outer_id, seq_no, containers.pack(pieces))
    packet = sessions.seal_as(session, outer.message_id, outer.seq_no, outer.body, rng=rng)
    return session, _sent(outbox, notes, due, outer.message_id, now), packet


def _is_held(session: Session, outbox: Outbox, now: float) -> bool:
    """Tell whether a message is out whose id is ahead of the clock, which was found wrong since.

    Ids rise with their numbers, so nothing new can go before the server refused that one.
    """
    limit = session.clock.server_time(now) + FUTURE_LIMIT
    return any(seconds(one.message_id) > limit and not one.acked for one in outbox.waiting)


def _choose(outbox: Outbox, now: float, *, held: bool) -> tuple[_Notes, tuple[Waiting, ...]]:
    due = tuple(one for one in outbox.waiting if one.is_due(now))
    if held:
        due = tuple(one for one in due if one.message_id)
    notes: _Notes = tuple((body, Kind.REPLY) for body in outbox.notes)
    overdue = len(outbox.acks) > ACK_BATCH or not 0 <= now - outbox.owed_since < ACK_DELAY
    if outbox.acks and (due or notes or overdue):
        # First in the packet, as a refusal behind it must find what is known to have come.
        notes = ((service.ack(outbox.acks[: service.LIST_LIMIT]), Kind.NOTE), *notes)
    count = _fitting([*(body for body, _ in notes), *(one.body for one in due)])
    return notes[:count], due[: max(0, count - len(notes))]


def _fitting(bodies: Iterable[bytes]) -> int:
    """Tell how many of these, from the first on, a container holds; one always travels."""
    count = size = 0
    for body in bodies:
        size += Piece(0, 0, body).size
        if count and (size > containers.SIZE_LIMIT or count == containers.COUNT_LIMIT):
            return count
        count += 1
    return count


def _number(
    session: Session, due: tuple[Waiting, ...], *, now: float, rng: Rng
) -> tuple[Session, tuple[Waiting, ...]]:
    done: list[Waiting] = []
    for one in due:
        numbered = one
        if not one.message_id:
            session, message_id, seq_no = sessions.number(session, now=now, kind=one.kind, rng=rng)
            numbered = replace(one, message_id=message_id, seq_no=seq_no)
        done.append(numbered)
    return session, tuple(done)


def _number_notes(
    session: Session, notes: _Notes, *, now: float, rng: Rng
) -> tuple[Session, list[Piece]]:
    pieces: list[Piece] = []
    for body, kind in notes:
        session, message_id, seq_no = sessions.number(session, now=now, kind=kind, rng=rng)
        pieces.append(Piece(message_id, seq_no, body))
    return session, pieces


def _sent(
    outbox: Outbox, notes: _Notes, due: tuple[Waiting, ...], carrier: int, now: float
) -> Outbox:
    by_handle = {
        one.handle: replace(one, carriers=(*one.carriers, carrier)[-CARRIERS:], sent_at=now)
        for one in due
    }
    acking = bool(notes) and notes[0][1] is Kind.NOTE
    acks = outbox.acks[service.LIST_LIMIT :] if acking else outbox.acks
    return replace(
        outbox,
        waiting=tuple(by_handle.get(one.handle, one) for one in outbox.waiting),
        acks=acks,
        owed_since=outbox.owed_since if acks else inf,
        notes=outbox.notes[len(notes) - acking :],
        carriers=(*outbox.carriers, carrier)[-CARRIERS:],
    )
