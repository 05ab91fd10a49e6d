"""A Double Ratchet: two phones whose keys turn with every message and heal with every answer.

As the apps run it, from prekeys on, or as published, where the handshake is over before step 0.
Not here: one phone more, a second session, and the post-quantum ratchet beside this one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cryptokit.exposure import chain_facts
from cryptokit.exposure.chain_facts import Turn, short
from cryptokit.exposure.ops import Deliver, Op, Party, Schedule, Seizure, Send, Victim
from cryptokit.exposure.ratchet_between import STAYS_SHUT, RatchetGoBetween
from cryptokit.exposure.ratchet_phones import AppPhone, Form, Phone, header, pair
from cryptokit.exposure.runs import LINE, Holdings, Packet, Run, Text, words
from cryptokit.knowledge import Rule
from cryptokit.rng import Rng, system


@dataclass(frozen=True, slots=True)
class DoubleRatchet:
    """Messages that two phones read, under keys that turn; B speaks after A's first message came.

    >>> from cryptokit.exposure.ops import in_order
    >>> from cryptokit.rng import lesson
    >>> run = DoubleRatchet().play(in_order("AAB"), rng=lesson("ratchet"))
    >>> [packet.key[-2:] for packet in run.packets], len(run.held[6][Victim.A].states)
    (['#0', '#1', '#0'], 2)

    See: Perrin and Marlinspike, "The Double Ratchet Algorithm", 2016; ``signal.shipped``.
    """

    form: Form = Form.SHIPPED

    @property
    def title(self) -> str:
        """What people call it."""
        return "Double Ratchet" + (", as published" if self.form is Form.PUBLISHED else "")

    def play(self, schedule: Schedule, *, thief: Seizure | None = None, rng: Rng = system) -> Run:
        """Play a schedule; an active thief carries the messages from the seizure on.

        Raises ValueError where B speaks first.
        """
        play = _Play(self.form, schedule, rng)
        held = [play.holdings()]
        for step, op in enumerate(schedule.ops):
            if thief and step == thief.t:
                play.let_in(thief.victim, held[-1][thief.victim])
            play.take(op)
            held.append(play.holdings())
        return play.run(tuple(held))


class _Play:
    """Two phones, the packets on the line, and which ratchet keys were put together."""

    def __init__(self, form: Form, schedule: Schedule, rng: Rng) -> None:
        a, b = pair(form, rng=rng)
        self.schedule, self.rng = schedule, rng
        self.phones: dict[Party, Phone] = {Party.A: a, Party.B: b}
        self.states = {party: phone.states() for party, phone in self.phones.items()}
        self.texts: dict[Party, tuple[Text, ...]] = dict.fromkeys(Party, ())
        self.flying = dict[int, bytes]()
        self.packets = list[Packet]()
        self.turns: list[Turn] = [(short(b.own), short(a.own))]
        self.first = tuple(_first(a, b))
        self.thief: RatchetGoBetween | None = None

    def let_in(self, victim: Victim, loot: Holdings) -> None:
        """Let a thief take what is on the line already, and all that comes."""
        self.thief = RatchetGoBetween(loot.states, victim.party, rng=self.rng)
        for number, data in self.flying.items():
            self.flying[number] = self.thief.carry(data, self.schedule.senders[number])

    def take(self, op: Op) -> None:
        """Do one step of the schedule."""
        match op:
            case Send(by, number):
                self.send(by, number)
                self.note(by, number, op.at)
            case Deliver(number):
                reader = self.schedule.senders[number].peer
                if self.hear(reader, self.flying.pop(number)):
                    self.note(reader, number, op.at)

    def send(self, by: Party, number: int) -> None:
        """Put a message on the line."""
        after, data = self.phones[by].say(words(number).encode())
        self.keep(by, after)
        public, place = header(data)
        key = chain_facts.label(short(public), place)
        self.packets.append(Packet(data, key, number, self.schedule.delivered.get(number)))
        self.flying[number] = self.thief.carry(data, by) if self.thief else data

    def hear(self, reader: Party, data: bytes) -> bool:
        """Open a message, and note the turns that it made; False if its chain is forgotten."""
        before = self.phones[reader]
        try:
            after, _ = before.hear(data, rng=self.rng)
        except STAYS_SHUT:
            return False
        if after.own != before.own:
            between = short(header(data)[0])
            self.turns += [(short(before.own), between), (between, short(after.own))]
        self.keep(reader, after)
        return True

    def keep(self, party: Party, phone: Phone) -> None:
        """Take over a phone's new state, and write it to its disk."""
        self.phones[party], self.states[party] = phone, phone.states()

    def note(self, party: Party, number: int, at: float) -> None:
        """Keep a message in the clear, as long as the owner wants."""
        self.texts[party] = (*self.texts[party], Text(words(number), at))

    def holdings(self) -> dict[Victim, Holdings]:
        """Tell what each victim holds now. The server has bundles and packets, which are public."""
        phones = {
            Victim(party): Holdings(texts=self.texts[party], states=self.states[party])
            for party in Party
        }
        return phones | {Victim.SERVER: Holdings()}

    def run(self, held: tuple[dict[Victim, Holdings], ...]) -> Run:
        """Give what was noted."""
        overheard = tuple(said.decode() for said in self.thief.overheard) if self.thief else ()
        rules = (*self.first, *self.rules())
        return replace(
            Run(self.schedule, tuple(self.packets), held), rules=rules, overheard=overheard
        )

    def rules(self) -> Iterator[Rule]:
        """Give what follows from what, for those who reason without opening anything."""
        for made in self.thief.made if self.thief else ():
            yield Rule(chain_facts.private(short(made)), 1, (LINE,))
        yield from chain_facts.agreeing(self.turns)
        yield from chain_facts.turning(packet.key for packet in self.packets)


def speaks_as(party: Party) -> str:
    """Name the fact that a thief begins sessions as somebody, under the same safety number."""
    return f"new sessions as {party}"


def _first(a: Phone, b: Phone) -> Iterator[Rule]:
    """Give what long-lived keys are good for: B's make the first root, and each begins sessions."""
    if not isinstance(a, AppPhone) or not isinstance(b, AppPhone):
        return
    pairs = b.keys.identity, b.keys.signed[-1].pair, b.keys.one_time[-1].pair
    facts = tuple(chain_facts.private(short(one.public)) for one in pairs)
    yield Rule(chain_facts.root(short(b.own)), len(facts), facts)
    for party, phone in ((Party.A, a), (Party.B, b)):
        identity = chain_facts.private(short(phone.keys.identity.public))
        yield Rule(speaks_as(party), 2, (identity, LINE))
