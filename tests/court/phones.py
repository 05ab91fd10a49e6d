"""Phones of Signal's protocol and a relay, played step by step, with a seizure at any step.

What they write are the rows that WhatsApp's phones and server write here.
"""

from contextlib import suppress
from dataclasses import dataclass, field

from cryptokit.court import examination
from cryptokit.errors import CannotOpen, Replayed, TooFarAhead, Untrusted
from cryptokit.evidence import signal_packets, signal_phone
from cryptokit.evidence.rows import Envelope
from cryptokit.evidence.store import Store
from cryptokit.exposure import Party, Send
from cryptokit.exposure.runs import number_in, words
from cryptokit.rng import draw, lesson
from cryptokit.signal import prekeys, sender_keys, sessions
from cryptokit.signal.content import Content
from cryptokit.signal.directory import Directory, fetch, publish
from cryptokit.signal.group_messages import GroupMessage
from cryptokit.signal.sessions import Sessions

STAYS_SHUT = (CannotOpen, Replayed, TooFarAhead, Untrusted)


@dataclass
class Phone:
    """What one device holds; ``chains`` are those of other senders in a group."""

    address: tuple
    keys: object
    sessions: Sessions = field(default_factory=Sessions)
    mine: object = None
    chains: dict = field(default_factory=dict)

    def states(self):
        groups = [*([self.mine] if self.mine else []), *self.chains.values()]
        own = [signal_phone.device(self.address, self.keys), signal_phone.sessions(self.sessions)]
        return [*own, *map(signal_phone.group, groups)]


class Play:
    """A case folder with the relay's disk, and with a phone's where one is seized."""

    def __init__(self, case, seed="phones", one_time=2):
        self.case, self.rng, self.one_time = case, lesson(seed), one_time
        self.phones, self.directory, self.envelopes = {}, Directory(), []

    def sign_in(self, *addresses):
        for one in addresses:
            keys = prekeys.install(now=0, one_time=self.one_time, rng=self.rng)
            self.phones[one] = Phone(one, keys)
            self.directory = publish(self.directory, one, prekeys.listing(keys))

    def meet(self, one, other):
        self.directory, bundle = fetch(self.directory, other)
        phone = self.phones[one]
        phone.sessions = sessions.start(
            phone.sessions, phone.keys, other[0], bundle, now=0, rng=self.rng
        )

    def carry(self, number, sender, receiver, packet):
        """Keep a packet at the relay, and give it as it came."""
        key_id, body = signal_packets.key_id(packet), signal_packets.write(packet)
        scheme = signal_packets.SCHEME
        self.envelopes.append(
            Envelope(number, number, sender[0], receiver, scheme, key_id, body)
        )  # fmt: skip
        return body

    def tell(self, sender, to, content, number):
        """Send what an app says to some devices; give what is on its way to each."""
        phone = self.phones[sender]
        for one in sessions.without_session(phone.sessions, to, now=0):
            self.meet(sender, one)
        phone.sessions, sent = sessions.encrypt(
            phone.sessions, phone.keys, to, content.to_bytes(), now=0
        )
        return [(sender, at, self.carry(number, sender, at[0], one)) for at, one in sent.items()]

    def say(self, sender, to, number):
        """Send words to some devices."""
        return self.tell(sender, to, Content(words(number)), number)

    def hand_out(self, sender, to, number):
        """Send a new sender key to some devices."""
        keys = self.phones[sender].mine = sender_keys.begin(draw(self.rng, 16), rng=self.rng)
        key = Content(distribution=sender_keys.hand_out(keys), group=keys.distribution_id)
        return self.tell(sender, to, key, number)

    def say_to_all(self, sender, to, number):
        """Send words to a group, to all at once."""
        phone, data = self.phones[sender], Content(words(number)).to_bytes()
        phone.mine, packet = sender_keys.encrypt(phone.mine, data, rng=self.rng)
        body = self.carry(number, sender, "group", GroupMessage.from_bytes(packet))
        return [(sender, at, body) for at in to]

    def hear(self, flying):
        """Let devices open what came, if they still can."""
        for sender, to, body in flying:
            with suppress(*STAYS_SHUT):
                self.open(self.phones[to], sender, signal_packets.read(body))

    def open(self, phone, sender, packet):
        if isinstance(packet, GroupMessage):
            held = phone.chains[sender]
            phone.chains[sender], _ = sender_keys.decrypt(held, packet.to_bytes())
            return
        phone.sessions, phone.keys, data = sessions.decrypt(
            phone.sessions, phone.keys, sender, packet, rng=self.rng
        )
        content = Content.from_bytes(data)
        if content.distribution:
            phone.chains[sender] = sender_keys.accept(None, content.distribution)

    def seize(self, address, name="phone"):
        """Put a phone's disk, as it is now, into the case."""
        self.put(name, self.phones[address].states())

    def put(self, name, rows):
        (self.case / name).mkdir(parents=True)
        with Store(self.case / name / "disk.sqlite") as disk:
            disk.add_mixed(rows)

    def examined(self):
        """Put the relay's disk into the case; give which messages the court reads, and all else."""
        self.put("relay", self.envelopes)
        found = examination(self.case)
        read = {number: line.text for (number, _, _), line in found.read.items()}
        assert all(number_in(text) == number for number, text in read.items())
        assert not found.bench.bad
        return sorted(read), found


def play(case, schedule, seizure, *, group=False):
    """Play a schedule, seize a phone before a step, and let the court read.

    In a group, both have the other's sender key before the first step; the relay kept those, too.
    """
    one = Play(case)
    there = {party: (str(party), 1) for party in Party}
    one.sign_in(*there.values())
    if group:
        for party in Party:
            one.hear(one.hand_out(there[party], [there[party.peer]], -1))
    else:
        one.meet(there[Party.A], there[Party.B])
    flying = {}
    for step, op in enumerate((*schedule.ops, None)):
        if step == seizure.t and seizure.victim.party:
            one.seize(there[seizure.victim.party])
        if isinstance(op, Send):
            send = one.say_to_all if group else one.say
            flying[op.number] = send(there[op.by], [there[op.by.peer]], op.number)
        elif op is not None:
            one.hear(flying.pop(op.number))
    return one.examined()[0]
