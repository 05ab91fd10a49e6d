"""A group under sender keys: one chain for each member, and every phone holds them all.

A and B write, further members only read. New chains travel in pairwise sessions, which are not
played here: whoever holds those too reads on, as far as a Double Ratchet lets them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cryptokit.errors import CannotOpen, Replayed, TooFarAhead, Untrusted
from cryptokit.exposure import chain_facts
from cryptokit.exposure.ops import Party, Schedule, Send, Victim
from cryptokit.exposure.runs import Holdings, Packet, Run, Text, words
from cryptokit.knowledge import Fact, Rule
from cryptokit.rng import Rng, draw, system
from cryptokit.signal import sender_key_bytes, sender_keys
from cryptokit.signal.group_messages import ID_SIZE, GroupMessage
from cryptokit.signal.messages import Kind

_KIND: Final = bytes([Kind.SENDER_KEY])
_STAYS_SHUT: Final = (CannotOpen, Replayed, TooFarAhead, Untrusted)


@dataclass(frozen=True, slots=True)
class SenderKeys:
    """A group of ``members``; before each step in ``leaves`` one leaves, and the others rotate.

    A seizure before such a step takes the chains from before it.

    >>> from cryptokit.exposure.ops import in_order
    >>> from cryptokit.rng import lesson
    >>> run = SenderKeys(3, leaves=(2,)).play(in_order("AA"), rng=lesson("group"))
    >>> [packet.key[-2:] for packet in run.packets], len(run.held[0][Victim.B].states)
    (['#0', '#0'], 3)

    See: WhatsApp, "Encryption Overview", version 6, 2021, on groups; ``signal.sender_keys``.
    """

    members: int = 2
    leaves: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.members < 2 + len(self.leaves):
            what = f"{self.members} members, {len(self.leaves)} leave"
            raise ValueError(f"two members are left at the end, and here are {what}")
        if any(step < 0 for step in self.leaves[:1]) or any(
            a >= b for a, b in pairwise(self.leaves)
        ):
            raise ValueError("members leave one after the other, at steps from 0 up")

    @property
    def title(self) -> str:
        """What people call it."""
        return "sender keys" + (", rotated" if self.leaves else "")

    def play(self, schedule: Schedule, *, rng: Rng = system) -> Run:
        """Play a schedule."""
        play = _Play(self.members, schedule, rng)
        held = [play.holdings()]
        for step, op in enumerate(schedule.ops):
            if step in self.leaves:
                play.rotate()
            if isinstance(op, Send):
                play.send(op.by, op.number, op.at)
            else:
                play.deliver(op.number, op.at)
            held.append(play.holdings())
        return Run(schedule, tuple(play.packets), tuple(held), rules=tuple(_rules(play.packets)))


class _Play:
    """Every member's copy of every member's chains; the first two members are A and B."""

    def __init__(self, members: int, schedule: Schedule, rng: Rng) -> None:
        self.schedule, self.rng, self.group = schedule, rng, draw(rng, ID_SIZE)
        self.there = [f"member {n}" if n > 2 else Party("AB"[n - 1]) for n in range(1, members + 1)]
        self.stores: dict[str, dict[str, sender_keys.SenderKeys]] = {
            name: {} for name in self.there
        }
        self.texts: dict[Party, tuple[Text, ...]] = dict.fromkeys(Party, ())
        self.flying = dict[int, bytes]()
        self.packets = list[Packet]()
        self.begin()

    def begin(self) -> None:
        """Let everybody make a chain and give it to all others."""
        for sender in self.there:
            mine = sender_keys.begin(self.group, rng=self.rng)
            handed = sender_keys.hand_out(mine)
            for reader in self.there:
                before = self.stores[reader].get(sender)
                theirs = mine if reader == sender else sender_keys.accept(before, handed)
                self.stores[reader][sender] = theirs

    def rotate(self) -> None:
        """Let the last member go: the others forget their chains, and begin new ones."""
        gone = self.there.pop()
        del self.stores[gone]
        for store in self.stores.values():
            del store[gone]
        self.begin()

    def send(self, by: Party, number: int, at: float) -> None:
        """Encrypt once for all, and sign."""
        keys, data = sender_keys.encrypt(self.stores[by][by], words(number).encode(), rng=self.rng)
        self.stores[by][by] = keys
        self.flying[number] = data
        passed = self.schedule.delivered.get(number)
        self.packets.append(Packet(_KIND + data, _label(data), number, passed))
        self.texts[by] += (Text(words(number), at),)

    def deliver(self, number: int, at: float) -> None:
        """Let everybody else open a message; if its chain is forgotten, nobody can."""
        sender, data = self.schedule.senders[number], self.flying.pop(number)
        for reader in self.there:
            if reader == sender:
                continue
            store = self.stores[reader]
            try:
                store[sender], said = sender_keys.decrypt(store[sender], data)
            except _STAYS_SHUT:
                continue
            if reader == sender.peer:
                self.texts[sender.peer] += (Text(said.decode(), at),)

    def holdings(self) -> dict[Victim, Holdings]:
        """Tell what each victim holds now; the server only passes packets on."""
        found = {
            Victim(party): Holdings(
                texts=self.texts[party],
                states=tuple(map(sender_key_bytes.to_bytes, self.stores[party].values())),
            )
            for party in Party
        }
        return found | {Victim.SERVER: Holdings()}


def restore(states: Iterable[bytes]) -> tuple[sender_keys.SenderKeys, ...]:
    """Give the sender keys among what lies on a disk. Raises WireError."""
    marked = (one for one in states if one.startswith(sender_key_bytes.MARK))
    return tuple(map(sender_key_bytes.from_bytes, marked))


def read(states: Iterable[bytes], packets: Iterable[bytes]) -> set[bytes]:
    """Open what stolen chains open, each packet by itself."""
    stolen, found = restore(states), set[bytes]()
    for packet in packets:
        for keys in stolen:
            try:
                found.add(sender_keys.decrypt(keys, packet[len(_KIND) :])[1])
            except _STAYS_SHUT:
                continue
    return found


def facts(states: Iterable[bytes]) -> Iterator[Fact]:
    """Give what is known to whoever holds these chains."""
    for keys in restore(states):
        for chain in keys.chains:
            yield chain_facts.chain(str(chain.chain_id), chain.iteration)
            yield from chain_facts.of_kept(str(chain.chain_id), chain.kept)


def _label(data: bytes) -> str:
    message = GroupMessage.from_bytes(data)
    return chain_facts.label(str(message.chain_id), message.iteration)


def _rules(packets: Iterable[Packet]) -> Iterator[Rule]:
    return chain_facts.turning(packet.key for packet in packets)
