"""One run of a device on Telegram's cloud: fresh ids out, no message in twice. No network here.

State in, state out: a packet that is refused leaves no new state behind. What a message asks for
is left to ``hearing`` and ``answerer``, and the life of a salt to ``salts``.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from cryptokit.errors import Replayed, Untrusted
from cryptokit.keys import AuthKey
from cryptokit.mtproto import clock as clocks
from cryptokit.mtproto import schema, tl
from cryptokit.mtproto.clock import OURS, Clock
from cryptokit.mtproto.cloud import CloudMessage, Direction, open_, seal
from cryptokit.rng import Rng, draw, system

WINDOW: Final = 500
"""How many received ids are remembered: Telethon 500, TDLib 1000."""
_ABOUT_TIME: Final = {tl.uint(schema.BAD_SERVER_SALT), tl.uint(schema.BAD_MSG_NOTIFICATION)}


class Kind(Enum):
    """What a message is for. CALL and ANSWER want to be acknowledged, REPLY and NOTE do not.

    The server's ANSWER and REPLY respond to a message of the device; what it says on its own is a
    CALL or a NOTE.
    """

    CALL = "call"
    ANSWER = "answer"
    REPLY = "reply"
    NOTE = "note"

    @property
    def wants_ack(self) -> bool:
        """Whether the other side must say that it came: a "content-related" message."""
        return self is Kind.CALL or self is Kind.ANSWER

    @property
    def responds(self) -> bool:
        """Whether the server's id is 1 modulo 4, and not 3."""
        return self is Kind.ANSWER or self is Kind.REPLY


@dataclass(frozen=True, slots=True)
class Session:
    """Where one side stands: its direction, its last id, its count, and the ids it received.

    ``window`` holds the last ids received, in rising order. ``clock`` is how far the server's
    clock is ahead of ours.
    """

    key: AuthKey
    salt: bytes
    session_id: bytes
    sends: Direction
    last_id: int = 0
    content_sent: int = 0
    window: tuple[int, ...] = ()
    clock: Clock = OURS


def client(key: AuthKey, *, salt: bytes, clock: Clock = OURS, rng: Rng = system) -> Session:
    """Start a session on a device, which draws the session id."""
    return Session(key, salt, draw(rng, 8), sends=Direction.TO_SERVER, clock=clock)


def server(key: AuthKey, *, salt: bytes, session_id: bytes) -> Session:
    """Start the server's side of a session that a device opened."""
    return Session(key, salt, session_id, sends=Direction.TO_CLIENT)


def send(
    session: Session, body: bytes, *, now: float, kind: Kind = Kind.CALL, rng: Rng = system
) -> tuple[Session, bytes]:
    """Encrypt a TL object with the next numbers; ``now`` is in seconds since 1970.

    >>> phone = client(AuthKey(bytes(range(256))), salt=bytes(8))
    >>> cloud = server(phone.key, salt=bytes(8), session_id=phone.session_id)
    >>> phone, packet = send(phone, b"ping", now=1_700_000_000)
    >>> cloud, message = receive(cloud, packet, now=1_700_000_001)
    >>> message.body, message.seq_no, message.message_id >> 32
    (b'ping', 1, 1700000000)
    """
    session, message_id, seq_no = number(session, now=now, kind=kind, rng=rng)
    return session, seal_as(session, message_id, seq_no, body, rng=rng)


def number(
    session: Session, *, now: float, kind: Kind, rng: Rng = system
) -> tuple[Session, int, int]:
    """Give the next message id and seq_no, for a message that is sealed later or packed."""
    session, ((message_id, seq_no),) = numbers(session, [kind], now=now, rng=rng)
    return session, message_id, seq_no


def numbers(
    session: Session, kinds: Iterable[Kind], *, now: float, rng: Rng = system
) -> tuple[Session, list[tuple[int, int]]]:
    """Give the next message ids, which rise, with their seq_nos: one pair for each kind."""
    time = session.clock.server_time(now)
    last_id, content_sent = session.last_id, session.content_sent
    given: list[tuple[int, int]] = []
    for kind in kinds:
        rest = 0 if session.sends is Direction.TO_SERVER else 1 if kind.responds else 3
        last_id = clocks.fresh_id(time, after=last_id, rest=rest, rng=rng)
        given.append((last_id, 2 * content_sent + kind.wants_ack))
        content_sent += kind.wants_ack
    return replace(session, last_id=last_id, content_sent=content_sent), given


def with_salt(session: Session, salt: bytes) -> Session:
    """Send under this salt from now on."""
    return session if salt == session.salt else replace(session, salt=salt)


def seal_as(
    session: Session, message_id: int, seq_no: int, body: bytes, *, rng: Rng = system
) -> bytes:
    """Encrypt a TL object under numbers that were given out before."""
    message = CloudMessage(session.salt, session.session_id, message_id, seq_no, body)
    return seal(session.key, message, to=session.sends, rng=rng)


def receive(session: Session, packet: bytes, *, now: float) -> tuple[Session, CloudMessage]:
    """Decrypt a message and check that it belongs to its session, is new and on time.

    Raises CannotOpen; Untrusted with the field at fault; Replayed for an id that came before.
    Drop the packet then, close the connection and say nothing.

    See: Telegram, "Security Guidelines for Client Software Developers".
    """
    message = unlock(session, packet)
    _check_parity(session, message.message_id)
    window = remember(session.window, message.message_id)
    # A note about a wrong clock must get through to a device whose clock is wrong.
    if session.sends is Direction.TO_CLIENT or message.body[:4] not in _ABOUT_TIME:
        session = on_time(session, message.message_id, now=now)
    return replace(session, window=window), message


def unlock(session: Session, packet: bytes) -> CloudMessage:
    """Decrypt a message and check that it belongs to its session; its numbers are not looked at.

    Raises CannotOpen; Untrusted.
    """
    message = open_(session.key, packet, to=session.sends.back)
    if message.session_id != session.session_id:
        raise Untrusted("it belongs to another session", field="session_id")
    return message


def on_time(session: Session, message_id: int, *, now: float) -> Session:
    """Check the time of a message that came, and let a device learn from it. Raises Untrusted."""
    clocks.check(session.clock, message_id, now=now)
    if session.sends is Direction.TO_CLIENT:
        return session
    clock = clocks.heard(session.clock, message_id, now=now)
    return session if clock is session.clock else replace(session, clock=clock)


def came(window: tuple[int, ...], message_id: int) -> bool:
    """Tell whether an id is among those received.

    >>> came((4, 8), 8), came((4, 8), 6), came((4, 8), 12)
    (True, False, False)
    """
    place = bisect_left(window, message_id)
    return place < len(window) and window[place] == message_id


def remember(window: tuple[int, ...], message_id: int) -> tuple[int, ...]:
    """Add an id to those received.

    Raises Replayed for one that is there, or that may have been: below all the others in a full
    window.
    """
    if came(window, message_id):
        raise Replayed(seen=message_id, expected=window[-1] + 1)
    place = bisect_left(window, message_id)
    # Until the window is full nothing was forgotten, so an id below all the others is still new.
    if place == 0 and len(window) == WINDOW:
        raise Replayed(seen=message_id, expected=window[0] + 1)
    return (*window[:place], message_id, *window[place:])[-WINDOW:]


def _check_parity(session: Session, message_id: int) -> None:
    # A device's ids are divisible by 4 and the server's are odd, so neither passes for the other.
    if session.sends is Direction.TO_SERVER and message_id % 2 == 0:
        raise Untrusted("the server's ids are odd", field="message_id")
    if session.sends is Direction.TO_CLIENT and message_id % 4:
        raise Untrusted("a device's ids are divisible by 4", field="message_id")


def state_of(window: tuple[int, ...], message_id: int) -> int:
    """Tell what is known of a message: 1 nothing any more, 2 and 3 it never came, 4 it came.

    >>> [state_of((8, 16), message_id) for message_id in (4, 8, 12, 20)]
    [2, 4, 2, 3]

    See: Telegram, "Service Messages about Messages", on msgs_state_info.
    """
    if came(window, message_id):
        return 4
    if not window or message_id > window[-1]:
        return 3
    return 1 if len(window) == WINDOW and message_id < window[0] else 2
