"""One run of a device on Telegram's cloud: fresh ids out, no message in twice. No network here.

State in, state out: a packet that is refused leaves no new state behind. What a message asks for,
and the salt's half-hour life, are left to a layer above.
"""

from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from cryptokit.errors import Replayed, Untrusted
from cryptokit.keys import AuthKey
from cryptokit.mtproto import schema, tl
from cryptokit.mtproto.cloud import CloudMessage, Direction, open_, seal
from cryptokit.rng import Rng, draw, system

WINDOW: Final = 500
"""How many received ids are remembered: Telethon 500, TDLib 1000."""
PAST_LIMIT: Final = 300
FUTURE_LIMIT: Final = 30
"""Seconds that an id may lag or lead our clock. See: Telegram, "Security Guidelines"."""
_SECOND: Final = 1 << 32
"""Message ids count 2^-32 seconds. See: Telegram, "Mobile Protocol: Detailed Description"."""
_BLUR: Final = (1 << 22) - 1
"""Low bits of an id that luck decides, one millisecond, as in TDLib: they must not all be zero."""
_ABOUT_TIME: Final = {tl.uint(schema.BAD_SERVER_SALT), tl.uint(schema.BAD_MSG_NOTIFICATION)}


class Kind(Enum):
    """What a message is for. CALL and ANSWER want to be acknowledged, NOTE (itself an ack) not."""

    CALL = "call"
    ANSWER = "answer"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Session:
    """Where one side stands: its direction, its last id, its count, and the ids it received.

    ``window`` holds the last ids received, in rising order.
    """

    key: AuthKey
    salt: bytes
    session_id: bytes
    sends: Direction
    last_id: int = 0
    content_sent: int = 0
    window: tuple[int, ...] = ()


def client(key: AuthKey, *, salt: bytes, rng: Rng = system) -> Session:
    """Start a session on a device, which draws the session id."""
    return Session(key, salt, draw(rng, 8), sends=Direction.TO_SERVER)


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
    message = CloudMessage(
        session.salt,
        session.session_id,
        _fresh_id(session, now, kind, rng),
        2 * session.content_sent + (kind is not Kind.NOTE),
        body,
    )
    packet = seal(session.key, message, to=session.sends, rng=rng)
    content_sent = session.content_sent + (kind is not Kind.NOTE)
    return replace(session, last_id=message.message_id, content_sent=content_sent), packet


def receive(session: Session, packet: bytes, *, now: float) -> tuple[Session, CloudMessage]:
    """Decrypt a message and check that it belongs to its session, is new and on time.

    Raises CannotOpen; Untrusted with the field at fault; Replayed for an id that came before.
    Drop the packet then, close the connection and say nothing.

    See: Telegram, "Security Guidelines for Client Software Developers".
    """
    message = open_(session.key, packet, to=session.sends.back)
    if message.session_id != session.session_id:
        raise Untrusted("it belongs to another session", field="session_id")
    _check_parity(session, message.message_id)
    window = _remember(session.window, message.message_id)
    # A note about a wrong clock must get through to a device whose clock is wrong.
    if session.sends is Direction.TO_CLIENT or message.body[:4] not in _ABOUT_TIME:
        _check_time(message.message_id, now)
    return replace(session, window=window), message


def _fresh_id(session: Session, now: float, kind: Kind, rng: Rng) -> int:
    tick = int(now * _SECOND) ^ (int.from_bytes(draw(rng, 3), "little") & _BLUR)
    # Ids rise strictly, even when the clock stands still or is set back.
    tick = max(tick, session.last_id + 4) // 4 * 4
    if session.sends is Direction.TO_SERVER:
        return tick
    return tick + (1 if kind is Kind.ANSWER else 3)


def _check_parity(session: Session, message_id: int) -> None:
    # A device's ids are divisible by 4 and the server's are odd, so neither passes for the other.
    if session.sends is Direction.TO_SERVER and message_id % 2 == 0:
        raise Untrusted("the server's ids are odd", field="message_id")
    if session.sends is Direction.TO_CLIENT and message_id % 4:
        raise Untrusted("a device's ids are divisible by 4", field="message_id")


def _remember(window: tuple[int, ...], message_id: int) -> tuple[int, ...]:
    place = bisect_left(window, message_id)
    if place < len(window) and window[place] == message_id:
        raise Replayed(seen=message_id, expected=window[-1] + 1)
    # Until the window is full nothing was forgotten, so an id below all the others is still new.
    if place == 0 and len(window) == WINDOW:
        raise Replayed(seen=message_id, expected=window[0] + 1)
    return (*window[:place], message_id, *window[place:])[-WINDOW:]


def _check_time(message_id: int, now: float) -> None:
    if not -PAST_LIMIT <= message_id / _SECOND - now <= FUTURE_LIMIT:
        raise Untrusted("its time is too far from our clock", field="message_id time")
