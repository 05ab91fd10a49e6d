"""A phone's line to Telegram's server: a key that both agreed on, and a session on top of it.

Both ends live here because they stand in one room: what one says, the other hears at once. All that
passes between them are MTProto packets; what carries packets over a wire is not here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from cryptokit.keys import AuthKey
from cryptokit.mtproto import salts, service
from cryptokit.mtproto.auth import client, memory
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.server import Server as House
from cryptokit.mtproto.auth.terms import Failed, Made, Terms
from cryptokit.mtproto.calls import answerer, caller, hearing
from cryptokit.mtproto.calls.answerer import Answerer
from cryptokit.mtproto.calls.caller import Answer, Caller, Failure, Outcome, Update
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.line.handshake import STEPS, Step, advance
from cryptokit.mtproto.salts import Salt
from cryptokit.rng import Rng

LAST_SECOND: Final = (1 << 31) - 1
"""19 January 2038: the ids of packets count seconds in the upper half of a signed long."""
_DC: Final = 2
_HOUSE: Final = House((LAB_KEY,), dc=_DC)

Do = Callable[[bytes], bytes]
"""What a server does with a call: a TL object in, its result out."""
Tap = Callable[[Direction, bytes], None]
"""What listens on a line: it is given every packet, and which way it goes."""


def clock(now: int, sent: int) -> int:
    """Give the time when a message is sent: exports are not always sorted, but clocks only go on.

    >>> clock(10, 12), clock(10, 3)
    (12, 10)
    """
    return max(now, min(sent, LAST_SECOND))


@dataclass(slots=True)
class Line:
    """A phone's connection: two states that move on with every packet.

    ``size`` counts the bytes of all packets that the last call or push took. A ``tap`` hears what
    goes by from when it is put on.
    """

    phone: Caller
    server: Answerer
    rng: Rng
    size: int = 0
    tap: Tap | None = None

    @classmethod
    def open(cls, now: int, rng: Rng) -> Self:
        """Run the key exchange between a new phone and the server, and start a session."""
        here, there, size = _shake_hands(now, rng)
        phone = caller.start(here.key, salt=here.salt, rng=rng)
        first = Salt(now, now + salts.LIFE + salts.GRACE, there.salt)
        name = phone.session.session_id
        server = answerer.start(there.key, session_id=name, coming=(first,), rng=rng)
        return cls(phone, server, rng, size)

    @property
    def key(self) -> AuthKey:
        """The authorization key, which the phone and the server both store."""
        return self.phone.session.key

    def call(self, body: bytes, do: Do, now: int) -> bytes:
        """Call the server from the phone; give the result, or an rpc_error, as the phone has it."""
        self.phone, _ = caller.call(self.phone, body)
        (heard,) = (one for one in self._talk(do, now) if isinstance(one, Answer | Failure))
        if isinstance(heard, Failure):
            return service.error(heard.code, heard.text)
        return heard.result

    def push(self, body: bytes, now: int) -> bytes:
        """Tell the phone what it did not ask for; give what the phone heard."""
        self.server = answerer.push(self.server, body)
        (heard,) = (one for one in self._talk(_refuse, now) if isinstance(one, Update))
        return heard.body

    def _talk(self, do: Do, now: int) -> Sequence[Outcome]:
        """Let packets go both ways until neither end has anything to say."""
        heard, self.size = list[Outcome](), 0
        up: bytes | None
        down: bytes | None
        coming = salts.renew(self.server.salts, now=now, rng=self.rng)
        if coming is not self.server.salts:
            self.server = replace(self.server, salts=coming)
        while True:
            self.phone, up = caller.flush(self.phone, now=now, rng=self.rng)
            if up is not None:
                self._overheard(Direction.TO_SERVER, up)
                self.server, calls = answerer.take(self.server, up, now=now)
                for one in calls:
                    self.server = answerer.answer(self.server, one.call_id, do(one.body))
            self.server, down = answerer.flush(self.server, now=now, rng=self.rng)
            if down is not None:
                self._overheard(Direction.TO_CLIENT, down)
                self.phone, outcomes = hearing.take(self.phone, down, now=now, rng=self.rng)
                heard += outcomes
            if up is None and down is None:
                return heard
            self.size += len(up or b"") + len(down or b"")

    def _overheard(self, to: Direction, packet: bytes) -> None:
        if self.tap is not None:
            self.tap(to, packet)


def _shake_hands(now: int, rng: Rng) -> tuple[Made, Made, int]:
    """Give what the phone made, what the server made, and the bytes that it took."""
    desk, there, size = memory.Desk(_HOUSE), None, 0
    state: Step | Made | Failed
    packet: bytes | None
    state, packet = client.start(Terms(dc=_DC), now=now, rng=rng)
    while packet is not None and isinstance(state, STEPS):
        desk, reply = memory.answer(desk, packet, now=now, rng=rng)
        there, size = reply.made or there, size + len(packet) + len(reply.packet)
        keys = [LAB_KEY.public]
        state, packet = advance(state, reply.packet, keys, now=now, rng=rng)
    if not isinstance(state, Made) or there is None:
        raise RuntimeError("the key exchange ended without a key")
    return state, there, size


def _refuse(call: bytes) -> bytes:
    raise RuntimeError(f"a call of {len(call)} bytes that nobody made")
