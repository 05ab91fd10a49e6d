"""What a message of a cloud session says, once read: one record for each kind of service message.

Nothing is read, written or done here; that is for ``service`` and the floor of ``calls``.
"""

from dataclasses import dataclass

from cryptokit.mtproto.salts import Salts


@dataclass(frozen=True, slots=True)
class Plain:
    """An object that is no service message: a call at the server, an update at the device."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """The result of a call."""

    call_id: int
    result: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """A call that the server took and could not do."""

    call_id: int
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """These messages came."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A message was ignored, for the reason ``code``; ``salt`` is the right one, if that was it."""

    bad_id: int
    bad_seq_no: int
    code: int
    salt: bytes | None = None


@dataclass(frozen=True, slots=True)
class Created:
    """The server made a session, and knows no message of it below ``first_id``."""

    first_id: int
    unique_id: int
    salt: bytes


@dataclass(frozen=True, slots=True)
class Pinged:
    """Are you there? With ``delay``, hang up if nothing comes for so many seconds."""

    ping_id: int
    delay: int | None = None


@dataclass(frozen=True, slots=True)
class Ponged:
    """I am."""

    call_id: int
    ping_id: int


@dataclass(frozen=True, slots=True)
class StatesAsked:
    """The other side asks what is known of these messages of its own."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StatesTold:
    """One byte for each message of the question."""

    request_id: int
    states: bytes


@dataclass(frozen=True, slots=True)
class AllTold:
    """The same without being asked."""

    ids: tuple[int, ...]
    states: bytes


@dataclass(frozen=True, slots=True)
class ResendAsked:
    """Send these messages again."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Waits:
    """A message of ``size`` bytes waits for you, perhaps the answer to a call: ask for it."""

    answer_id: int
    size: int
    call_id: int | None = None


@dataclass(frozen=True, slots=True)
class SaltsAsked:
    """The device asks for the salts that come next."""

    count: int


@dataclass(frozen=True, slots=True)
class SaltsTold:
    """The next salts, and the server's clock."""

    call_id: int
    now: int
    salts: Salts


Event = (
    Plain
    | Answered
    | Failed
    | Acknowledged
    | Refused
    | Created
    | Pinged
    | Ponged
    | StatesAsked
    | StatesTold
    | AllTold
    | ResendAsked
    | Waits
    | SaltsAsked
    | SaltsTold
)
