"""A phone, the server, and a wire between them that does what a test says."""

from dataclasses import dataclass, field, replace

import pytest

from cryptokit.keys import AuthKey
from cryptokit.mtproto import containers, objects, salts, service
from cryptokit.mtproto import session as sessions
from cryptokit.mtproto.calls import answerer, caller, hearing
from cryptokit.mtproto.clock import OURS
from cryptokit.rng import lesson

KEY = AuthKey(bytes(range(256)))
NOW = 1_700_000_000


@dataclass
class Line:
    """Both ends, the time, and all that came out of them."""

    phone: caller.Caller
    server: answerer.Answerer
    rng: object
    now: float = NOW
    skew: float = 0
    calls: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)

    def call(self, body=b"work"):
        self.phone, ticket = caller.call(self.phone, body)
        return ticket

    def phone_packets(self):
        packets = []
        while True:
            self.phone, packet = caller.flush(self.phone, now=self.now + self.skew, rng=self.rng)
            if packet is None:
                return packets
            packets.append(packet)

    def server_packets(self):
        packets = []
        while True:
            self.server, packet = answerer.flush(self.server, now=self.now, rng=self.rng)
            if packet is None:
                return packets
            packets.append(packet)

    def to_server(self, packets):
        for packet in packets:
            self.server, calls = answerer.take(self.server, packet, now=self.now)
            self.calls += calls

    def to_phone(self, packets):
        for packet in packets:
            self.phone, outcomes = hearing.take(
                self.phone, packet, now=self.now + self.skew, rng=self.rng
            )
            self.outcomes += outcomes

    def exchange(self):
        """Deliver everything, both ways, once; the server answers what it is asked."""
        self.to_server(self.phone_packets())
        for one in self.calls:
            self.server = answerer.answer(self.server, one.call_id, b"done")
        self.calls = []
        self.to_phone(self.server_packets())

    def from_phone(self, body, *, seq_no=1, late=0.0, message_id=None, salt=None, **changed):
        """Seal a packet that the phone's own code would not."""
        made = int((self.now + late) * 2**32) // 4 * 4 if message_id is None else message_id
        state = replace(self.phone.session, **changed)
        state = replace(state, salt=state.salt if salt is None else salt)
        return sessions.seal_as(state, made, seq_no, body, rng=self.rng)

    def from_server(self, body, *, seq_no=0, late=0.0, rest=1, **changed):
        """Seal a packet that the server's own code would not."""
        made = int((self.now + late) * 2**32) // 4 * 4 + rest
        return sessions.seal_as(
            replace(self.server.session, **changed), made, seq_no, body, rng=self.rng
        )

    def events_of(self, packets, *, at_phone=True):
        """Read what packets say, without taking them."""
        state = self.phone.session if at_phone else self.server.session
        return [
            service.read(piece)
            for packet in packets
            for piece in containers.unpack(sessions.unlock(state, packet))
        ]


def connect(*, clock=OURS, skew=0):
    rng = lesson("line")
    coming = salts.renew((), now=NOW, ahead=3, rng=rng)
    phone = caller.start(KEY, salt=coming[0].value, clock=clock, rng=rng)
    server = answerer.start(KEY, session_id=phone.session.session_id, coming=coming, rng=rng)
    return Line(phone, server, rng, skew=skew)


@pytest.fixture
def line():
    return connect()


@pytest.fixture(scope="session")
def connected():
    return connect


@pytest.fixture
def ping():
    return objects.write("ping", ping_id=7)
