"""One packet out of what an outbox holds: what is due, in one container, with what is owed.

It decides what travels together. What is sent when nothing is heard is in ``outbox``.
"""

from collections.abc import Iterable, Iterator
from math import inf
from typing import Final

from cryptokit.mtproto import containers, service
from cryptokit.mtproto import session as sessions
from cryptokit.mtproto.calls.outbox import ACK_BATCH, ACK_DELAY, Outbox, Waiting, put
from cryptokit.mtproto.clock import FUTURE_LIMIT, seconds
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.session import Kind, Session
from cryptokit.rng import Rng, system

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
    kinds = [*(one.kind for one in due if not one.message_id), *(kind for _, kind in notes)]
    once_more = any(one.message_id for one in due)
    packed = once_more or len(kinds) > 1
    kinds += [Kind.NOTE] if packed else []
    session, given = sessions.numbers(session, kinds, now=now, rng=rng)
    carrier, numbers = given[-1], iter(given)
    due = tuple(_sent(one, numbers, carrier[0], now) for one in due)
    replies = [Piece(*next(numbers), body) for body, _ in notes]
    pieces = sorted([*(one.piece for one in due), *replies], key=lambda one: one.message_id)
    body = containers.pack(pieces) if packed else pieces[0].body
    packet = sessions.seal_as(session, *carrier, body, rng=rng)
    return session, _left(outbox, notes, due, carrier[0]), packet


def _is_held(session: Session, outbox: Outbox, now: float) -> bool:
    """Tell whether a message is out whose id is ahead of the clock, which was found wrong since.

    Ids rise with their numbers, so nothing new can go before the server refused that one.
    """
    limit = session.clock.server_time(now) + FUTURE_LIMIT
    if seconds(session.last_id) <= limit:
        return False  # no id is above the last one
    return any(seconds(one.message_id) > limit and not one.acked for one in outbox.waiting)


def _choose(outbox: Outbox, now: float, *, held: bool) -> tuple[_Notes, tuple[Waiting, ...]]:
    due = tuple([one for one in outbox.held.by_handle.values() if one.is_due(now)])
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
        size += containers.size(body)
        if count and (size > containers.SIZE_LIMIT or count == containers.COUNT_LIMIT):
            return count
        count += 1
    return count


def _sent(one: Waiting, numbers: Iterator[tuple[int, int]], carrier: int, now: float) -> Waiting:
    """Note that a message goes out now, with the next of the numbers if it has none."""
    message_id, seq_no = (one.message_id, one.seq_no) if one.message_id else next(numbers)
    carriers = (*one.carriers, carrier)[-CARRIERS:]
    return Waiting(
        one.handle, one.body, one.kind, one.asks, one.insists, message_id, seq_no, carriers, now
    )


def _left(outbox: Outbox, notes: _Notes, sent: tuple[Waiting, ...], carrier: int) -> Outbox:
    acking = bool(notes) and notes[0][1] is Kind.NOTE
    acks = outbox.acks[service.LIST_LIMIT :] if acking else outbox.acks
    return Outbox(
        put(outbox.held, sent) if sent else outbox.held,
        acks,
        outbox.owed_since if acks else inf,
        outbox.notes[len(notes) - acking :],
        (*outbox.carriers, carrier)[-CARRIERS:],
        outbox.top,
    )
