"""Two whole phones of a secret chat, and a line between them that keeps the order.

A packet waits at its reader's door until all before it are there, so nothing is asked for twice.
What two apps tell each other travels at once unless it is stuck behind a message.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptokit.exposure.between import ROLES, GoBetween
from cryptokit.exposure.ops import Deliver, Op, Party, Schedule, Send, Victim
from cryptokit.exposure.runs import Agreement, Holdings, Packet, Pending, Run, Text, words
from cryptokit.keys import KEY_ID_SIZE, SecretChatKey
from cryptokit.mtproto import decrypted, dh, invitation, phone, rekey, secret
from cryptokit.mtproto.actions import AcceptKey, RequestKey
from cryptokit.mtproto.decrypted import Service
from cryptokit.mtproto.device import Delivered, Phone, Step
from cryptokit.mtproto.rekey import Limits
from cryptokit.rng import Rng

_NEVER: Final = Limits(1 << 62, float("inf"))


@dataclass(frozen=True, slots=True)
class Every:
    """Change the key in front of a message, after so many under the last one.

    It waits until no message is on its way, so the change is over before the message goes out.
    """

    messages: int

    def __post_init__(self) -> None:
        if self.messages < 1:
            raise ValueError(f"a key serves 1 message or more, not {self.messages}")


@dataclass(slots=True)
class _Flying:
    """A packet on the line, and its place among all packets; ``there``: it is at the door."""

    data: bytes
    place: int
    there: bool


class Play:
    """Two phones, the line between them, and everything that anybody noted."""

    def __init__(self, rekeying: Every | Limits, schedule: Schedule, rng: Rng) -> None:
        self.rekeying, self.schedule, self.rng = rekeying, schedule, rng
        self.step, self.now, self.used = 0, 0.0, 0
        self.phones: dict[Party, Phone] = {}
        self.public: tuple[bytes, ...] = ()
        self.lines: dict[Party, list[_Flying]] = {party: [] for party in Party}
        self.packets: list[Packet] = []
        self.texts: dict[Party, tuple[Text, ...]] = dict.fromkeys(Party, ())
        self.requests: dict[int, int] = {}
        self.agreements: dict[int, Agreement] = {}
        self.thief: GoBetween | None = None

    @classmethod
    def start(cls, rekeying: Every | Limits, schedule: Schedule, rng: Rng) -> "Play":
        """Agree on the first key, and let both say which layer they know."""
        play = cls(rekeying, schedule, rng)
        invited, g_a = invitation.request(dh.TELEGRAM, rng=rng)
        b, acceptance = invitation.accept(dh.TELEGRAM, g_a, rng=rng)
        a = invitation.confirm(invited, acceptance)
        limits = rekeying if isinstance(rekeying, Limits) else _NEVER
        play.public = (g_a, acceptance.g_b)
        play.phones = {
            Party.A: phone.begin(a, now=0, limits=limits),
            Party.B: phone.begin(b, now=0, limits=limits),
        }
        for party in Party:
            play.stepped(party, phone.answer(play.phones[party], now=0, rng=rng))
        play.settle()
        return play

    def take(self, op: Op) -> None:
        """Do one step of the schedule, and all that follows at once."""
        self.now = op.at
        match op:
            case Send(by, number):
                self.renew_if_due(by)
                self.send(by, number)
            case Deliver(number):
                by = self.schedule.senders[number]
                self.arrive(by, number)
        self.settle()

    def renew_if_due(self, by: Party) -> None:
        """Change the key in front of this message, if that was the plan and the line is quiet."""
        quiet = not any(self.lines.values())
        if isinstance(self.rekeying, Every) and self.used >= self.rekeying.messages and quiet:
            self.stepped(by, phone.renew(self.phones[by], now=self.now, rng=self.rng))
            self.settle()
            self.used = 0

    def send(self, by: Party, number: int) -> None:
        """Send a message, after the answers that are due."""
        self.stepped(by, phone.answer(self.phones[by], now=self.now, rng=self.rng))
        said = phone.say(self.phones[by], words(number), now=self.now, rng=self.rng)
        self.put(by, said.packets[0], number)
        self.stepped(by, replace(said, packets=said.packets[1:]))
        self.texts[by] = (*self.texts[by], Text(words(number), self.now))
        self.used += 1

    def arrive(self, by: Party, number: int) -> None:
        """Bring a message to its reader's door."""
        one = next(one for one in self.lines[by] if self.packets[one.place].number == number)
        one.there = True
        self.packets[one.place] = replace(self.packets[one.place], passed=self.step)

    def settle(self) -> None:
        """Hand over what is at a door with nothing missing in front of it, until nothing is."""
        while by := next((p for p, line in self.lines.items() if line and line[0].there), None):
            one, reader = self.lines[by].pop(0), by.peer
            data = self.thief.carry(one.data, by) if self.thief else one.data
            if self.packets[one.place].number is None:
                self.packets[one.place] = replace(self.packets[one.place], passed=self.step)
                self.note(by, reader, data, one.place)
            heard = phone.hear(self.phones[reader], data, now=self.now, rng=self.rng)
            said = tuple(
                Text(event.message.text, self.now)
                for event in heard.events
                if isinstance(event, Delivered) and isinstance(event.message, decrypted.Text)
            )
            self.texts[reader] += said
            self.stepped(reader, heard)

    def stepped(self, party: Party, step: Step) -> None:
        """Take over a phone's new state, and put on the line what its app says."""
        self.phones[party] = step.phone
        for data in step.packets:
            self.put(party, data, None)

    def put(self, by: Party, data: bytes, number: int | None) -> None:
        """Put a packet on the line; what nobody typed is at the door as soon as it can be."""
        place = len(self.packets)
        self.packets.append(Packet(data, data[:KEY_ID_SIZE].hex(), number, passed=None))
        self.lines[by].append(_Flying(data, place, there=number is None))
        if number is None:
            self.note(by, by, data, place)

    def note(self, by: Party, seen_by: Party, data: bytes, place: int) -> None:
        """Write down who agrees on which key, for those who reason without opening anything."""
        key = next(key for key in self.phones[seen_by].keys if key.key_id() == data[:KEY_ID_SIZE])
        match secret.open_as(key, data, ROLES[by]).message:
            case Service(action=RequestKey(exchange_id)):
                self.requests[exchange_id] = place
            case Service(action=AcceptKey(exchange_id, _, fingerprint)):
                before = self.agreements.get(exchange_id)
                names = {*(before.new if before else ()), fingerprint.hex()}
                made = Agreement(
                    exchange_id, self.requests[exchange_id], place, tuple(sorted(names))
                )
                self.agreements[exchange_id] = made
            case _:
                pass

    def holdings(self) -> dict[Victim, Holdings]:
        """Tell what each victim holds now."""
        found = {
            Victim(party): Holdings(one.keys, _pending(one), texts=self.texts[party])
            for party, one in self.phones.items()
        }
        # All that a server has is public; it may try that as keys.
        tries = tuple(SecretChatKey(value) for value in self.public)
        return found | {Victim.SERVER: Holdings(tries)}

    def run(self, held: tuple[dict[Victim, Holdings], ...]) -> Run:
        """Give what was noted."""
        return Run(
            self.schedule,
            tuple(self.packets),
            held,
            agreements=tuple(self.agreements.values()),
            put_in=self.thief.keys if self.thief else (),
        )


def _pending(one: Phone) -> tuple[Pending, ...]:
    match one.stage:
        case rekey.Asked(exchange_id, exponent):
            return (Pending(exchange_id, exponent),)
        case _:
            return ()
