"""What the ratchet stepper shows at one step, as records, worked out of a story.

What a theft opens is found by really stealing: see ``exposure.attempt``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptokit.exposure import Adversary, Deliver, Party, Seizure, Victim, compare
from cryptokit.exposure.ops import Op
from cryptokit.exposure.runs import words as text_of
from cryptokit.lab.widgets.ratchet_story import Phones, Story, chain_of
from cryptokit.rng import Rng, system

_CHAIN = "chain "


@dataclass(frozen=True, slots=True)
class Turn:
    """A chain that turned on a phone: it gives the keys from message ``now`` on, and no earlier."""

    chain: str
    was: int
    now: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """A Diffie-Hellman step: whose private key met whose public one, and what was made of it.

    ``made`` names the new root key and the new chain; ``drawn``: the private key is a new one.
    """

    private: str
    public: str
    made: str
    drawn: bool


@dataclass(frozen=True, slots=True)
class Event:
    """One step: a phone sends a message, or hears it; what turned, and what was agreed on.

    ``begins``: the phone made its first root key out of prekeys. ``opened`` is False for a message
    whose chain the phone has forgotten.
    """

    by: Party
    sends: bool
    number: int
    turns: tuple[Turn, ...]
    agreements: tuple[Agreement, ...]
    begins: bool
    opened: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the conversation, the name of its key, and how far it has come."""

    number: int
    by: Party
    label: str
    sent: bool
    arrived: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What one phone holds now: all keys by name, those of them that are new, and those now gone.

    ``opens`` are the messages, sent and to come, that a theft of this phone now opens.
    """

    party: Party
    keys: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    opens: frozenset[int]


@dataclass(frozen=True, slots=True)
class RatchetFrame:
    """A conversation after some of its steps; ``event`` is the last of them, None before any.

    ``agreed`` counts the Diffie-Hellman steps so far; that with which A begins is before them.
    """

    title: str
    step: int
    steps: int
    thief: Adversary
    event: Event | None
    messages: tuple[Message, ...]
    phones: tuple[Held, ...]
    agreed: int

    @property
    def sent(self) -> frozenset[int]:
        """The messages that were sent so far."""
        return frozenset(one.number for one in self.messages if one.sent)


def frame(story: Story, step: int, thief: Adversary, *, rng: Rng = system) -> RatchetFrame:
    """Show a story after so many of its steps, and what stealing either phone would open now.

    The thief has every packet, and from now on listens or carries the messages. Raises ValueError
    for a step that the story does not have.

    >>> from cryptokit.exposure import Form
    >>> from cryptokit.lab.widgets.ratchet_story import tell
    >>> made = frame(tell("AAAB", Form.SHIPPED), 5, Adversary.PASSIVE)
    >>> made.event.turns, made.event.agreements
    ((Turn(chain='A1', was=2, now=3),), ())

    See: Perrin and Marlinspike, "The Double Ratchet Algorithm", 2016, sections 2.2 to 2.4.
    """
    steps = len(story.schedule.ops)
    if not 0 <= step <= steps:
        raise ValueError(f"a step from 0 to {steps} is needed, not {step}")
    events = [_event(story, at) for at in range(1, step + 1)]
    return RatchetFrame(
        story.how.title,
        step,
        steps,
        thief,
        events[-1] if events else None,
        tuple(_messages(story, step)),
        tuple(_held(story, step, party, thief, rng) for party in Party),
        sum(len(event.agreements) for event in events),
    )


def _messages(story: Story, step: int) -> Iterator[Message]:
    schedule = story.schedule
    for number, (by, label) in enumerate(zip(schedule.senders, story.labels, strict=True)):
        arrived = schedule.delivered.get(number, step) < step
        yield Message(number, by, label, schedule.sent[number] < step, arrived)


def _event(story: Story, step: int) -> Event:
    op, before, after = story.schedule.ops[step - 1], story.phones[step - 1], story.phones[step]
    by = _actor(story, op)
    made = tuple(_agreements(before, after, by, chain_of(story.labels[op.number])))
    begins = bool(made) and not any(key.startswith("root") for key in before.keys[by])
    texts = story.run.held[step][Victim(by)].texts
    opened = any(text.words == text_of(op.number) for text in texts)
    turns = _turns(before.keys[by], after.keys[by])
    return Event(by, not isinstance(op, Deliver), op.number, turns, made, begins, opened)


def _actor(story: Story, op: Op) -> Party:
    sender = story.schedule.senders[op.number]
    return sender.peer if isinstance(op, Deliver) else sender


def _agreements(before: Phones, after: Phones, by: Party, theirs: str) -> Iterator[Agreement]:
    """Give the steps: whoever gets a new ratchet key agrees on it, and again on a new own one."""
    if after.own[by] != before.own[by]:
        yield Agreement(before.own[by], theirs, theirs, drawn=False)
        yield Agreement(after.own[by], theirs, after.own[by], drawn=True)


def _turns(before: Iterable[str], after: Iterable[str]) -> tuple[Turn, ...]:
    was, now = _chains(before), _chains(after)
    moved = (Turn(chain, was.get(chain, 0), at) for chain, at in now.items())
    return tuple(turn for turn in moved if turn.was != turn.now)


def _chains(keys: Iterable[str]) -> dict[str, int]:
    parts = (key.removeprefix(_CHAIN).partition("@") for key in keys if key.startswith(_CHAIN))
    return {name: int(number) for name, _, number in parts}


def _held(story: Story, step: int, party: Party, thief: Adversary, rng: Rng) -> Held:
    keys = story.phones[step].keys[party]
    before = story.phones[max(step - 1, 0)].keys[party]
    seizure = Seizure(step, Victim(party), adversary=thief)
    found = compare(story.how, story.schedule, seizure, run=story.run, rng=rng)
    new = tuple(key for key in keys if key not in before)
    gone = tuple(key for key in before if key not in keys)
    return Held(party, keys, new, gone, found.readable)
