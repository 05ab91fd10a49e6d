"""What a system leaves behind when it plays a schedule: packets, and what each victim holds when.

Not here: how the systems work, and what a thief makes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from cryptokit.exposure.ops import DAY, Schedule, Seizure, Victim
from cryptokit.keys import AuthKey, DhExponent, SecretChatKey, SecretScalar
from cryptokit.knowledge import Fact, Rule
from cryptokit.rng import Rng

Key = AuthKey | SecretChatKey | SecretScalar
LINE: Final[Fact] = "the line"
"""What an active thief has: every packet passes through their hands."""
_WORDS = "message "


@dataclass(frozen=True, slots=True)
class Packet:
    """What crossed the wire. ``key`` names the key that it is under, which is public.

    ``number`` is that of the message in it, None for what nobody typed. ``passed`` is the step at
    which it arrived, None for never; ``stays``: the server keeps it for whoever logs in.
    """

    data: bytes = field(repr=False)
    key: str
    number: int | None
    passed: int | None
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """An exponent that waits for the answer to a RequestKey."""

    exchange_id: int
    exponent: DhExponent


@dataclass(frozen=True, slots=True)
class Text:
    """A message in the clear, and since when it is there, in seconds since the start."""

    words: str
    at: float


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a phone or a server holds at a moment: keys, exponents, and texts in the clear.

    ``account`` is the key that the server takes for the user's; ``states`` are conversations and
    groups as they lie on the disk, keys in the clear.
    """

    keys: tuple[Key, ...] = ()
    pending: tuple[Pending, ...] = ()
    account: AuthKey | None = None
    texts: tuple[Text, ...] = ()
    states: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A change of keys: the names of the new one, and the packets that made it, by place.

    It has two names where a thief made two keys of it, one for each side.
    """

    exchange_id: int
    request: int
    answer: int
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Store:
    """What a cloud's server keeps for good: whom it knows by which keys, and all the messages."""

    accounts: tuple[AuthKey, ...]
    bodies: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Run:
    """One play of a schedule: ``held[t][victim]`` is what a thief finds just before step ``t``.

    ``put_in`` are the keys that a thief made while carrying messages, and ``overheard`` is what was
    read meanwhile. ``rules`` say which key follows from which, where keys turn.
    """

    schedule: Schedule
    packets: tuple[Packet, ...]
    held: tuple[Mapping[Victim, Holdings], ...]
    store: Store | None = None
    agreements: tuple[Agreement, ...] = ()
    put_in: tuple[SecretChatKey, ...] = ()
    rules: tuple[Rule, ...] = field(default=(), repr=False)
    overheard: tuple[str, ...] = ()


class System(Protocol):
    """A way to send messages that can be played, with real keys and real packets."""

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    def play(self, schedule: Schedule, *, rng: Rng) -> Run:
        """Play a schedule in which nobody meddles."""
        ...


def words(number: int) -> str:
    """Write what a message says.

    >>> words(7), number_in(words(7))
    ('message 7', 7)
    """
    return f"{_WORDS}{number}"


def number_in(said: str) -> int:
    """Tell which message this is, by what it says."""
    return int(said.removeprefix(_WORDS))


def name(key: Key) -> str:
    """Name a key as packets do."""
    return key.key_id().hex()


def within_reach(run: Run, seizure: Seizure) -> tuple[int, ...]:
    """Tell which packets the thief has sooner or later, by their places in the run."""
    return tuple(
        place
        for place, packet in enumerate(run.packets)
        if seizure.recorded
        or packet.passed is None
        or packet.passed >= seizure.t
        or (packet.stays and seizure.online)
    )


def kept_texts(run: Run, seizure: Seizure) -> tuple[Text, ...]:
    """Give the texts that lie there in the clear: all at a server, some days' at a phone."""
    texts = run.held[seizure.t][seizure.victim].texts
    if seizure.victim is Victim.SERVER:
        return texts
    now = run.schedule.time(seizure.t)
    return tuple(text for text in texts if now - text.at < seizure.history * DAY)
