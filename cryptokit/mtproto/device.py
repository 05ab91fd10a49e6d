"""What one phone holds of a secret chat, as records; ``phone`` says what happens to them.

Messages that were read are not here: an app keeps those apart. A thief of the phone finds both.
"""

from dataclasses import dataclass, field

from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import dh, rekey
from cryptokit.mtproto.actions import Action
from cryptokit.mtproto.decrypted import RANDOM_BYTES_MIN, Layer, Message
from cryptokit.mtproto.gaps import Kept
from cryptokit.mtproto.layers import Layers
from cryptokit.mtproto.rekey import Idle, Limits, Stage
from cryptokit.mtproto.secret import SecretChat
from cryptokit.mtproto.timers import Timer


@dataclass(frozen=True, slots=True)
class Phone:
    """One side of a secret chat, all of it.

    ``chat`` has the key to send with; ``stage`` the second key, while there is one. ``early``
    waits for what is missing, ``kept`` for acknowledgement, and ``due`` are the answers to send.
    The key has been in use since the time ``agreed``, when ``before`` messages had gone both ways.
    """

    chat: SecretChat
    group: dh.Group
    key_hash: bytes = field(repr=False)
    agreed: float
    before: int = 0
    stage: Stage = field(default_factory=Idle)
    limits: Limits = field(default_factory=Limits)
    layers: Layers = field(default_factory=Layers)
    early: tuple[Layer, ...] = ()
    kept: tuple[Kept, ...] = ()
    due: tuple[Action, ...] = ()
    timers: tuple[Timer, ...] = ()
    ttl: int = 0

    @property
    def used(self) -> int:
        """How many messages went both ways under the key that we send with."""
        return self.chat.sent + self.chat.received - self.before

    @property
    def keys(self) -> tuple[SecretChatKey, ...]:
        """The keys that are held: the one to send with, and the second one if there is one."""
        second = rekey.second_key(self.stage)
        return (self.chat.key,) if second is None else (self.chat.key, second)

    @property
    def exponent(self) -> DhExponent | None:
        """The secret that waits for the other side's answer to RequestKey."""
        return self.stage.exponent if isinstance(self.stage, rekey.Asked) else None


@dataclass(frozen=True, slots=True)
class Delivered:
    """The next message of the other side, in its place: the one with ``number`` before it."""

    number: int
    message: Message


@dataclass(frozen=True, slots=True)
class Missing:
    """A hole: these numbers did not come, as they travel, first and last. They are asked for."""

    start_seq_no: int
    end_seq_no: int


@dataclass(frozen=True, slots=True)
class SentAgain:
    """The other side asked for these numbers, first and last as they travel."""

    start_seq_no: int
    end_seq_no: int


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """The key was changed, both sides know it, and the old one is gone."""

    key_id: bytes


@dataclass(frozen=True, slots=True)
class RekeyRefused:
    """The other side sent a value that failed its check, in this field; the key stays."""

    field: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """The time of these messages is over, or somebody deleted them: the app removes them."""

    random_ids: tuple[int, ...]


Event = Delivered | Missing | SentAgain | Rekeyed | RekeyRefused | Vanished


@dataclass(frozen=True, slots=True)
class Shape:
    """How a packet is dressed: ``blocks`` of 16 more bytes of padding, and random bytes inside.

    Nothing a reader sees; apps differ in it, so packets tell which app made them.
    """

    blocks: int = 0
    random_bytes: int = RANDOM_BYTES_MIN


@dataclass(frozen=True, slots=True)
class Step:
    """What a phone is after something happened, what the app hears, and packets to send."""

    phone: Phone
    events: tuple[Event, ...] = ()
    packets: tuple[bytes, ...] = ()

    def plus(self, after: "Step") -> "Step":
        """Go on with what happened next, from this state."""
        return Step(after.phone, self.events + after.events, self.packets + after.packets)
