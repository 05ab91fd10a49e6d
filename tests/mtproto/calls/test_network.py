"""Two ends and a bad network: packets are dropped, repeated, reordered, delayed; clocks are off.

The model knows what was called and what was done; everything else it leaves to the two ends.
"""

from collections import Counter
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cryptokit.errors import Untrusted
from cryptokit.keys import AuthKey
from cryptokit.mtproto import clock, salts
from cryptokit.mtproto.calls import answerer, caller, hearing
from cryptokit.mtproto.calls.caller import Answer, Update
from cryptokit.rng import lesson

KEY = AuthKey(bytes(range(256)))
START = 1_700_000_000
PLACE = st.integers(0, 2**20)
SKEWS = st.sampled_from((0, 1, -1, 29, 31, 45, -60, 290, -290, 310, -310, 4000, -4000, 86_400))


class Network(RuleBasedStateMachine):
    """A phone and the server, and the packets between them."""

    def __init__(self):
        super().__init__()
        self.rng = lesson("network")
        self.time = float(START)
        self.up, self.down = [], []
        self.done, self.answers, self.updates = Counter(), Counter(), Counter()
        self.called, self.pushed, self.open_calls = {}, 0, []

    @initialize(skew=SKEWS, sure=st.booleans(), stale=st.booleans())
    def connect(self, skew, sure, stale):
        self.skew, self.sure = skew, sure
        known = clock.from_handshake(START, now=START + skew) if sure else clock.UNKNOWN
        self.salts = salts.renew((), now=START, rng=self.rng)
        salt = bytes(8) if stale else self.salts[0].value
        self.phone = caller.start(KEY, salt=salt, clock=known, rng=self.rng)
        self.session_id = self.phone.session.session_id
        self.server = answerer.start(
            KEY, session_id=self.session_id, coming=self.salts, rng=self.rng
        )

    @rule()
    def call(self):
        body = b"call" + len(self.called).to_bytes(4, "little")
        self.phone, ticket = caller.call(self.phone, body)
        self.called[ticket] = body

    @rule()
    def ping(self):
        self.phone, ticket = caller.ping(self.phone, 7)
        self.called[ticket] = b""

    @rule(count=st.integers(1, 4))
    def ask_for_salts(self, count):
        self.phone = caller.ask_salts(self.phone, count)

    @rule()
    def ask_for_states(self):
        self.phone = caller.ask_states(self.phone, now=self.time + self.skew)

    @rule()
    def push(self):
        self.server = answerer.push(self.server, b"news" + self.pushed.to_bytes(4, "little"))
        self.pushed += 1

    @precondition(lambda self: self.open_calls)
    @rule(place=PLACE, size=st.sampled_from((0, 2000)))
    def answer(self, place, size):
        done = self.open_calls.pop(place % len(self.open_calls))
        self.server = answerer.answer(self.server, done.call_id, b"done" + done.body + bytes(size))

    @rule()
    def phone_sends(self):
        self.phone, packet = caller.flush(self.phone, now=self.time + self.skew, rng=self.rng)
        self.up += [packet] if packet else []

    @rule()
    def server_sends(self):
        self.server, packet = answerer.flush(self.server, now=self.time, rng=self.rng)
        self.down += [packet] if packet else []

    @precondition(lambda self: self.up)
    @rule(place=PLACE, keep=st.booleans())
    def deliver_up(self, place, keep):
        self.to_server(take_from(self.up, place, keep))

    @precondition(lambda self: self.down)
    @rule(place=PLACE, keep=st.booleans())
    def deliver_down(self, place, keep):
        self.to_phone(take_from(self.down, place, keep))

    @precondition(lambda self: self.up)
    @rule(place=PLACE)
    def drop_up(self, place):
        take_from(self.up, place, keep=False)

    @precondition(lambda self: self.down)
    @rule(place=PLACE)
    def drop_down(self, place):
        take_from(self.down, place, keep=False)

    @rule(seconds=st.sampled_from((0.001, 1.0, 5.0, 11.0, 70.0, 301.0, 1801.0)))
    def wait(self, seconds):
        self.time += seconds
        self.salts = salts.renew(self.salts, now=self.time, rng=self.rng)
        self.server = replace(self.server, salts=self.salts)

    @precondition(lambda self: not self.sure)
    @rule(skew=SKEWS)
    def set_the_clock(self, skew):
        self.skew = skew

    def to_server(self, packet):
        self.server, calls = answerer.take(self.server, packet, now=self.time)
        for one in calls:
            self.done[one.body] += 1
            self.open_calls.append(one)

    def to_phone(self, packet):
        try:
            self.phone, outcomes = hearing.take(
                self.phone, packet, now=self.time + self.skew, rng=self.rng
            )
        except Untrusted as error:
            if error.field == "message_id time":
                return
            raise
        for one in outcomes:
            match one:
                case Answer(ticket, result):
                    self.answers[ticket] += 1
                    assert self.called[ticket] in result
                case Update(body):
                    self.updates[body] += 1
                case _:
                    raise AssertionError(one)

    @invariant()
    def nothing_is_done_or_answered_twice(self):
        assert set(self.done.values()) <= {1}
        assert set(self.answers.values()) <= {1}
        assert set(self.updates.values()) <= {1}

    @invariant()
    def every_call_is_answered_or_waits(self):
        waiting = {one.handle for one in getattr(self, "phone", NOBODY).outbox.waiting}
        assert all((ticket in waiting) != (ticket in self.answers) for ticket in self.called)

    def teardown(self):
        """The network heals: all that was ever sent arrives, and then nothing is lost any more."""
        if not hasattr(self, "phone"):
            return
        for _ in range(30):
            for packet in self.up:
                self.to_server(packet)
            for packet in self.down:
                self.to_phone(packet)
            self.up, self.down = [], []
            while self.open_calls:
                self.answer(0, 0)
            self.wait(11.0)
            for _ in range(3):
                self.phone_sends()
                self.server_sends()
        assert not self.phone.outbox.waiting
        assert not self.server.outbox.waiting
        assert set(self.answers) == set(self.called)
        assert len(self.updates) == self.pushed
        assert self.phone.session.session_id == self.session_id  # it never had to start over
        self.nothing_is_done_or_answered_twice()


NOBODY = caller.start(KEY, salt=bytes(8))


def take_from(packets, place, keep):
    place %= len(packets)
    return packets[place] if keep else packets.pop(place)


TestNetwork = Network.TestCase
TestNetwork.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
