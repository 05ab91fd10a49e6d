"""What one side still has to send, and to hear of: messages, acknowledgements owed, short replies.

Nothing is dropped before the other side is known to have it. A message that is sent once more keeps
its id and travels in a container with a fresh one, so that nobody takes it twice. What the other
side says is read elsewhere, and packets are made in ``packing``. What may wait is bounded: whoever
hears neither answers nor acknowledgements can take no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final

from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.session import Kind

ACK_BATCH: Final = 16
ACK_DELAY: Final = 60
"""Acknowledgements wait for a message to travel with, until there are more than 16 of them or a
minute passed. See: Telegram, "Service Messages about Messages"."""
PATIENCE: Final = 10
"""Seconds without an answer after which a call is sent once more; a choice of ours."""
ACK_PATIENCE: Final = ACK_DELAY + PATIENCE
"""Seconds without an acknowledgement after which anything else is: the other side may keep one back
for a minute, so whoever asks earlier sends nearly everything twice."""
LIMIT: Final = 2048
"""Messages that may wait: two full containers, a choice of ours. Each step copies what waits, so
this bounds the time of a step, too."""


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
        patience = PATIENCE if self.asks else ACK_PATIENCE
        return not self.acked and not 0 <= now - self.sent_at < patience

    @property
    def piece(self) -> Piece:
        """The message as it travels."""
        return Piece(self.message_id, self.seq_no, self.body)


@dataclass(frozen=True, slots=True)
class Held:
    """Messages by their handles, in the order in which they were taken; and handles by message id.

    Both are copied when one changes, never written to.
    """

    by_handle: Mapping[int, Waiting] = field(default_factory=dict[int, Waiting])
    by_id: Mapping[int, int] = field(default_factory=dict[int, int])

    def get(self, message_id: int) -> Waiting | None:
        """Give the message under an id, or None."""
        handle = self.by_id.get(message_id)
        return None if handle is None else self.by_handle[handle]

    def find(self, ids: Iterable[int]) -> list[Waiting]:
        """Give the messages under these ids, each once; ids that are not there are left out."""
        return [found for one in {*ids} if (found := self.get(one))]


@dataclass(frozen=True, slots=True)
class Outbox:
    """Everything on its way out.

    ``held`` is what waits; ``acks`` are ids that we owe an acknowledgement, the first of them since
    ``owed_since``; ``notes`` are sent once; ``carriers`` are the ids of the last packets; ``top``
    is the highest id of ours that the other side is known to have.
    """

    held: Held = Held()
    acks: tuple[int, ...] = ()
    owed_since: float = inf
    notes: tuple[bytes, ...] = ()
    carriers: tuple[int, ...] = ()
    top: int = 0

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """The messages that wait, in the order in which they were taken."""
        return tuple(self.held.by_handle.values())

    @property
    def count(self) -> int:
        """How many messages wait."""
        return len(self.held.by_handle)


EMPTY: Final = Outbox()


def put(held: Held, messages: Iterable[Waiting], *, gone: Iterable[Waiting] = ()) -> Held:
    """Take messages out, and put others in, or in the place of those with their handles.

    >>> held = put(Held(), [Waiting(1, b"call", Kind.CALL), Waiting(2, b"news", Kind.CALL)])
    >>> held = put(held, [Waiting(1, b"call", Kind.CALL, message_id=4)])
    >>> list(held.by_handle), held.by_id
    ([1, 2], {4: 1})
    """
    by_handle, by_id = {**held.by_handle}, {**held.by_id}
    for one in gone:
        by_id.pop(by_handle.pop(one.handle).message_id, None)
    for one in messages:
        before = by_handle.get(one.handle)
        if before and before.message_id != one.message_id:
            by_id.pop(before.message_id, None)
        if one.message_id:
            by_id[one.message_id] = one.handle
        by_handle[one.handle] = one
    return Held(by_handle, by_id)


def add(outbox: Outbox, message: Waiting, *, limit: int = LIMIT) -> Outbox:
    """Take a message to send.

    Raises ValueError if it is no whole TL object, and if ``limit`` messages wait already.
    """
    _require_new(outbox, message)
    if outbox.count >= limit:
        raise ValueError(f"{limit} messages wait already: the other side must have some of them")
    return _with(outbox, put(outbox.held, (message,)), outbox.acks, outbox.owed_since)


def note(outbox: Outbox, body: bytes) -> Outbox:
    """Take a reply that nobody acknowledges: whoever misses it asks again."""
    return replace(outbox, notes=(*outbox.notes, body))


def owe(outbox: Outbox, message_id: int, *, now: float) -> Outbox:
    """Note that a message came which wants an acknowledgement, perhaps once more."""
    if message_id in outbox.acks:
        return outbox
    return _with(outbox, outbox.held, (*outbox.acks, message_id), min(outbox.owed_since, now))


def add_answer(outbox: Outbox, answer: Waiting) -> Outbox:
    """Take an answer to send; it says that the call came, so that no acknowledgement has to.

    There is no limit here, as the call was taken. Raises ValueError as ``add`` does, and for a call
    whose answer waits.
    """
    _require_new(outbox, answer)
    acks = outbox.acks
    if answer.handle in acks:
        acks = tuple(one for one in acks if one != answer.handle)
    since = outbox.owed_since if acks else inf
    return _with(outbox, put(outbox.held, (answer,)), acks, since)


def acknowledged(outbox: Outbox, ids: Iterable[int]) -> Outbox:
    """Note that the other side has messages: calls wait for their answers now, others are done.

    >>> box = add(Outbox(), Waiting(1, b"call", Kind.CALL, asks=True, message_id=4))
    >>> box = add(box, Waiting(2, b"news", Kind.CALL, message_id=8))
    >>> [(one.handle, one.acked) for one in acknowledged(box, [4, 8]).waiting]
    [(1, True)]
    """
    ours = outbox.held.find(ids)
    if not ours:
        return outbox
    asking = [replace(one, acked=not one.insists) for one in ours if one.asks]
    held = put(outbox.held, asking, gone=[one for one in ours if not one.asks])
    return replace(outbox, held=held, top=max(outbox.top, *(one.message_id for one in ours)))


def settled(outbox: Outbox, message_id: int) -> tuple[Outbox, Waiting | None]:
    """Take out the message that was answered; None if it is not there, or was answered before."""
    found = outbox.held.get(message_id)
    if found is None or not found.asks:
        return outbox, None
    held = put(outbox.held, (), gone=(found,))
    return replace(outbox, held=held, top=max(outbox.top, message_id)), found


def again(outbox: Outbox, ids: Iterable[int]) -> Outbox:
    """Note that messages did not arrive, so that the next packet takes them once more."""
    lost = [replace(one, acked=False, sent_at=-inf) for one in outbox.held.find(ids)]
    return replace(outbox, held=put(outbox.held, lost)) if lost else outbox


def renewed(outbox: Outbox, messages: Iterable[Waiting]) -> Outbox:
    """Take the numbers from messages, so that they are sent once more under new ones."""
    fresh = [Waiting(one.handle, one.body, one.kind, one.asks, one.insists) for one in messages]
    return replace(outbox, held=put(outbox.held, fresh))


def carried(outbox: Outbox, packet_id: int) -> tuple[Waiting, ...]:
    """Give the messages that a packet took and that are not known to have arrived."""
    return tuple(
        one
        for one in outbox.held.by_handle.values()
        if packet_id
        and not one.acked
        and (packet_id == one.message_id or packet_id in one.carriers)
    )


def _with(outbox: Outbox, held: Held, acks: tuple[int, ...], owed_since: float) -> Outbox:
    # At every message: ``replace`` takes three times as long.
    return Outbox(held, acks, owed_since, outbox.notes, outbox.carriers, outbox.top)


def _require_new(outbox: Outbox, message: Waiting) -> None:
    if len(message.body) % 4:
        raise ValueError(f"a TL object fills a multiple of 4 bytes, not {len(message.body)}")
    if message.handle in outbox.held.by_handle:
        raise ValueError(f"a message {message.handle} waits already: each is given once")
