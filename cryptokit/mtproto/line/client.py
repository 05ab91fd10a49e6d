"""A device for lessons: it makes a key, says texts, and says them again until they are answered.

It keeps its state when a connection breaks, and goes on with the next one. Nothing of it is on a
disk. Sockets are in ``tcp``.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from cryptokit.errors import CryptokitError
from cryptokit.keys import AuthKey
from cryptokit.mtproto import binding, objects, quick_ack
from cryptokit.mtproto import session as sessions
from cryptokit.mtproto.auth import client as steps
from cryptokit.mtproto.auth.rsa import PublicKey
from cryptokit.mtproto.auth.terms import Failed, Made, Terms
from cryptokit.mtproto.calls import caller, hearing
from cryptokit.mtproto.calls import outbox as boxes
from cryptokit.mtproto.calls.caller import Answer, Caller, Outcome
from cryptokit.mtproto.calls.outbox import Waiting
from cryptokit.mtproto.clock import Basis, Clock
from cryptokit.mtproto.line import handshake
from cryptokit.mtproto.line.connection import Connection
from cryptokit.mtproto.objects import TlObject
from cryptokit.mtproto.session import Kind
from cryptokit.mtproto.transports.frames import Frame, Packet, QuickAck, Refusal
from cryptokit.rng import Rng, draw, system

OUTCOMES: Final = 4096
"""How many outcomes are kept, the last ones. A choice of ours."""
_SELF: Final = TlObject("inputPeerSelf", {})


class Client:
    """A device that trusts the server keys ``keys``; with ``quick`` it asks for fast receipts.

    With ``made`` it goes on with a key that it has, in a new session.

    ``made`` is its key once there is one, ``refused`` what the server said in place of an answer;
    ``outcomes`` are what came of calls, and updates, and ``receipts`` counts the quick
    acknowledgements that were true.
    """

    def __init__(
        self,
        keys: Iterable[PublicKey],
        terms: Terms,
        *,
        clock: Callable[[], float] = time.time,
        quick: bool = False,
        made: Made | None = None,
        rng: Rng = system,
    ) -> None:
        self.made: Made | None = None
        self.refused: Refusal | None = None
        self.receipts = 0
        self.outcomes: list[Outcome] = []
        self._keys = tuple(keys)
        self._terms = terms
        self._clock = clock
        self._quick = quick
        self._rng = rng
        self._hoped: set[bytes] = set()
        self._step: handshake.Step | None = None
        self._caller: Caller | None = None
        self._connection: Connection | None = None
        if made:
            self._own(made)

    def connect(self, connection: Connection) -> None:
        """Go on over a new connection: start a key exchange, or say all again that is open."""
        self._connection = connection
        self._hoped.clear()
        if self._caller is None:
            self._begin()
            return
        ids = [one.message_id for one in self._caller.outbox.waiting]
        outbox = boxes.again(self._caller.outbox, ids)
        self._flush(replace(self._caller, outbox=outbox))

    def attend(self) -> int:
        """React to all frames that came; tell how many there were.

        What cannot be read closes the connection, as it may be a forger's.
        """
        count = 0
        while self._connection and (frame := self._connection.receive()) is not None:
            count += 1
            try:
                self._take(frame)
            except CryptokitError:
                self._connection.close()
        return count

    def say(self, text: str) -> int:
        """Send a text; give the ticket of the call."""
        random_id = int.from_bytes(draw(self._rng, 8), "little", signed=True)
        return self.call(
            "messages.sendMessage", peer=_SELF, message=text.encode(), random_id=random_id
        )

    def ping(self, ping_id: int) -> int:
        """Ask whether the server is there."""
        return self.call("ping", ping_id=ping_id)

    def call(self, kind: str, **fields: Any) -> int:
        """Make a call by its schema line, and give its ticket.

        Raises ValueError without a key, and where too many calls wait for their answers.
        """
        if self._caller is None:
            raise ValueError("there is no key yet: connect, and let the two shake hands")
        state, ticket = caller.call(self._caller, objects.write(kind, **fields))
        self._flush(state)
        return ticket

    def bind(self, permanent: AuthKey) -> int:
        """Let a permanent key vouch for the temporary one in use; give the ticket of the call.

        Raises ValueError without a temporary key.
        """
        if self._caller is None or self.made is None or self.made.expires_at is None:
            raise ValueError("there is no temporary key yet: connect, and let the two shake hands")
        state, now = self._caller, self._clock()
        # The message names its own id inside, so it must have one before it is written.
        session, message_id, seq_no = sessions.number(
            state.session, now=now, kind=Kind.CALL, rng=self._rng
        )
        body = binding.bind(
            permanent,
            self.made.key,
            session_id=session.session_id,
            message_id=message_id,
            expires_at=self.made.expires_at,
            rng=self._rng,
        )
        ticket = state.tickets + 1
        waiting = Waiting(ticket, body, Kind.CALL, asks=True, message_id=message_id, seq_no=seq_no)
        outbox = boxes.add(state.outbox, waiting)
        self._flush(replace(state, session=session, outbox=outbox, tickets=ticket))
        return ticket

    def answer(self, ticket: int) -> bytes | None:
        """Give the result of a call, a TL object or a number, once it is there."""
        found = (one for one in self.outcomes if isinstance(one, Answer) and one.ticket == ticket)
        return next((one.result for one in found), None)

    @property
    def acknowledged(self) -> frozenset[int]:
        """The tickets of calls that the server says it has: answered, or acknowledged."""
        open_ = self._caller.outbox.waiting if self._caller else ()
        answered = {one.ticket for one in self.outcomes if isinstance(one, Answer)}
        return frozenset(answered | {one.handle for one in open_ if one.acked})

    @property
    def unanswered(self) -> int:
        """How many calls still wait for their answers."""
        return len(self._caller.outbox.waiting) if self._caller else 0

    def _begin(self) -> None:
        self._step, packet = steps.start(self._terms, now=self._clock(), rng=self._rng)
        self._send(packet)

    def _take(self, frame: Frame) -> None:
        match frame:
            case Refusal():
                self.refused = frame
            case QuickAck(token):
                self.receipts += token in self._hoped
                self._hoped.discard(token)
            case Packet(payload):
                self._hear(payload)

    def _hear(self, packet: bytes) -> None:
        now = self._clock()
        if self._caller is not None:
            state, outcomes = hearing.take(self._caller, packet, now=now, rng=self._rng)
            self.outcomes += outcomes
            del self.outcomes[:-OUTCOMES]
            self._flush(state)
        elif self._step is not None:
            self._advance(self._step, packet, now)

    def _advance(self, step: handshake.Step, packet: bytes, now: float) -> None:
        state, more = handshake.advance(step, packet, self._keys, now=now, rng=self._rng)
        match state:
            case Made():
                self._own(state)
            case Failed():
                self._begin()
            case _:
                self._step = state
        if more:
            self._send(more)

    def _own(self, made: Made) -> None:
        clock = Clock(made.time_offset, Basis.SURE)
        self.made, self._step = made, None
        self._caller = caller.start(made.key, salt=made.salt, clock=clock, rng=self._rng)

    def _flush(self, state: Caller) -> None:
        packet: bytes | None = b""
        while packet is not None and self._connection and self._connection.is_open:
            state, packet = caller.flush(state, now=self._clock(), rng=self._rng)
            if packet is not None:
                self._send(packet)
        self._caller = state

    def _send(self, packet: bytes) -> None:
        made = self.made if self._quick else None
        if made:
            self._hoped.add(quick_ack.token(made.key, packet))
        if self._connection:
            self._connection.send(Packet(packet, wants_quick_ack=made is not None))
