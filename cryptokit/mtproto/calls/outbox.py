"""What one side still has to send, and to hear of: messages, acknowledgements owed, short replies.

Nothing is dropped before the other side is known to have it. A message that is sent once more keeps
its id and travels in a container with a fresh one, so that nobody takes it twice. What the other
side says is read elsewhere, and packets are made in ``packing``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf
from typing import Final

from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.session import Kind

PATIENCE: Final = 10
"""Seconds of silence after which a message is sent once more; a choice of ours."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that is to be sent, or was and is not settled.

    ``handle`` is its name inside one outbox. ``message_id`` is 0 until it has one. ``carriers``
    are the ids of the packets that took it. One that ``asks`` waits for its answer, another one
    until it is acknowledged. One that ``insists`` is sent again until it is answered, as such
    answers (a pong) are sent only when asked for; asking twice does no harm.
    """

    handle: int
    body: bytes
    kind: Kind
    asks: bool = False
    insists: bool = False
    message_id: int = 0
    seq_no: int = 0
    carriers: tuple[int, ...] = ()
    sent_at: float = -inf
    acked: bool = False

    def is_due(self, now: float) -> bool:
        """Tell whether it should be sent now."""
        # Sent in what is the future now: the clock was set back, so nobody knows how long ago.
        return not self.acked and not 0 <= now - self.sent_at < PATIENCE

    @property
    def piece(self) -> Piece:
        """The message as it travels."""
        return Piece(self.message_id, self.seq_no, self.body)


@dataclass(frozen=True, slots=True)
class Outbox:
    """Everything on its way out.

    ``acks`` are ids that we owe an acknowledgement, the first of them since ``owed_since``;
    ``notes`` are sent once; ``carriers`` are the ids of the last packets; ``top`` is the highest id
    of ours that the other side is known to have.
    """

    waiting: tuple[Waiting, ...] = ()
    acks: tuple[int, ...] = ()
    owed_since: float = inf
    notes: tuple[bytes, ...] = ()
    carriers: tuple[int, ...] = ()
    top: int = 0


EMPTY: Final = Outbox()


def add(outbox: Outbox, message: Waiting) -> Outbox:
    """Take a message to send; ValueError if it is no whole TL object."""
    _require_object(message.body)
    return replace(outbox, waiting=(*outbox.waiting, message))


def note(outbox: Outbox, body: bytes) -> Outbox:
    """Take a reply that nobody acknowledges: whoever misses it asks again."""
    return replace(outbox, notes=(*outbox.notes, body))


def owe(outbox: Outbox, message_id: int, *, now: float) -> Outbox:
    """Note that a message came which wants an acknowledgement, perhaps once more."""
    if message_id in outbox.acks:
        return outbox
    since = min(outbox.owed_since, now)
    return replace(outbox, acks=(*outbox.acks, message_id), owed_since=since)


def add_answer(outbox: Outbox, answer: Waiting) -> Outbox:
    """Take an answer to send; it says that the call came, so that no acknowledgement has to."""
    _require_object(answer.body)
    acks = tuple(one for one in outbox.acks if one != answer.handle)
    since = outbox.owed_since if acks else inf
    return replace(outbox, waiting=(*outbox.waiting, answer), acks=acks, owed_since=since)


def acknowledged(outbox: Outbox, ids: Iterable[int]) -> Outbox:
    """Note that the other side has messages: calls wait for their answers now, others are done.

    >>> box = add(Outbox(), Waiting(1, b"call", Kind.CALL, asks=True, message_id=4))
    >>> box = add(box, Waiting(2, b"news", Kind.CALL, message_id=8))
    >>> [(one.handle, one.acked) for one in acknowledged(box, [4, 8]).waiting]
    [(1, True)]
    """
    known = set(ids) - {0}
    ours = [one.message_id for one in outbox.waiting if one.message_id in known]
    left = tuple(
        replace(one, acked=not one.insists) if one.message_id in known else one
        for one in outbox.waiting
        if one.asks or one.message_id not in known
    )
    return replace(outbox, waiting=left, top=max([outbox.top, *ours]))


def settled(outbox: Outbox, message_id: int) -> tuple[Outbox, Waiting | None]:
    """Take out the message that was answered; None if it is not there, or was answered before."""
    found = next((one for one in outbox.waiting if one.message_id == message_id), None)
    if not message_id or found is None or not found.asks:
        return outbox, None
    left = tuple(one for one in outbox.waiting if one is not found)
    return replace(outbox, waiting=left, top=max(outbox.top, message_id)), found


def again(outbox: Outbox, ids: Iterable[int]) -> Outbox:
    """Note that messages did not arrive, so that the next packet takes them once more."""
    lost = set(ids) - {0}
    left = tuple(
        replace(one, acked=False, sent_at=-inf) if one.message_id in lost else one
        for one in outbox.waiting
    )
    return replace(outbox, waiting=left)


def renewed(outbox: Outbox, handles: Iterable[int]) -> Outbox:
    """Take the numbers from messages, so that they are sent once more under new ones."""
    off = set(handles)
    left = tuple(
        Waiting(one.handle, one.body, one.kind, one.asks, one.insists) if one.handle in off else one
        for one in outbox.waiting
    )
    return replace(outbox, waiting=left)


def carried(outbox: Outbox, packet_id: int) -> tuple[Waiting, ...]:
    """Give the messages that a packet took and that are not known to have arrived."""
    return tuple(
        one
        for one in outbox.waiting
        if packet_id and packet_id in {one.message_id, *one.carriers} and not one.acked
    )


def _require_object(body: bytes) -> None:
    if len(body) % 4:
        raise ValueError(f"a TL object fills a multiple of 4 bytes, not {len(body)}")
