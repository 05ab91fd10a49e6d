"""What a network does to messages: which come, in what order, which never, and which twice.

Each message has a number here, where ``schedules`` say step by step what is done to packets.
"""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from cryptokit.testing._mtproto import PARTIES, Do, Flying, Step, change, schedules


@dataclass(frozen=True, slots=True)
class Sent:
    """Party ``by``, 0 or 1, sends message ``number``."""

    number: int
    by: int


@dataclass(frozen=True, slots=True)
class Came:
    """Message ``number`` comes to party ``to``, 0 or 1; ``again`` if a copy of it came before."""

    number: int
    to: int
    again: bool = False


Delivery = tuple[Sent | Came, ...]


@st.composite
def deliveries(draw: st.DrawFn, *, most: int = 20) -> Delivery:
    """Give what a network does to the messages of two parties, in ``most`` steps and after them.

    Messages are numbered as they are sent. Party 0 begins, and party 1 says nothing before the
    first message came to it. What is on its way after the last step comes then, in any order; what
    never comes is lost.

    >>> from hypothesis import given
    >>> @given(deliveries(most=6))
    ... def check(seen):
    ...     first = [one.number for one in seen if isinstance(one, Came) and not one.again]
    ...     assert len(first) == len(set(first))
    >>> check()
    """
    network = _Network()
    for step in draw(schedules(most=most, seizures=0)):
        network.take(step)
    for party in range(PARTIES):
        for number in draw(st.permutations(network.flying[party])):
            network.deliver(number, party)
    return tuple(network.seen)


class _Network:
    """What is on its way to each party, and what was seen of it so far."""

    def __init__(self) -> None:
        self.flying: list[Flying[int]] = [()] * PARTIES
        self.seen = list[Sent | Came]()
        self.came, self.speakers, self.count = set[int](), {0}, 0

    def take(self, step: Step) -> None:
        """Do one step, unless it's about something that was left unsaid."""
        if step.do is Do.SEND:
            self.send(step.party)
        elif there := len(self.flying[step.party]):
            one = replace(step, which=step.which % there)
            self.flying[step.party], number = change(self.flying[step.party], one)
            if number is not None:
                self.deliver(number, step.party)

    def send(self, by: int) -> None:
        """Put the next message on its way, if this party may speak."""
        if by in self.speakers:
            self.seen.append(Sent(self.count, by))
            self.flying[1 - by] += (self.count,)
            self.count += 1

    def deliver(self, number: int, to: int) -> None:
        """Note that a message came, and let its reader speak from now on."""
        self.seen.append(Came(number, to, again=number in self.came))
        self.came.add(number)
        self.speakers.add(to)
