"""The device's end of a session: calls are kept and sent again until their answers came.

What comes in is taken in ``hearing``. What a call means is the app's affair.
"""

from dataclasses import dataclass, replace

from cryptokit.keys import AuthKey
from cryptokit.mtproto import objects, salts, service
from cryptokit.mtproto import session as sessions
from cryptokit.mtproto.calls import outbox as boxes
from cryptokit.mtproto.calls import packing
from cryptokit.mtproto.calls.outbox import EMPTY, Outbox, Waiting
from cryptokit.mtproto.clock import OURS, Clock
from cryptokit.mtproto.salts import Salts
from cryptokit.mtproto.session import Kind, Session
from cryptokit.rng import Rng, system


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a call, or the id of a ping as it came back."""

    ticket: int
    result: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """The server took a call and could not do it."""

    ticket: int
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nobody can tell whether a call was done: whoever made it must look, and decide."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Update:
    """The server says something that nobody asked for."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """Updates may be missing: the app must ask the server for them.

    The server made the session anew, or an update is so old that nobody can tell whether it came.
    """


Outcome = Answer | Failure | Doubt | Update | Gap


@dataclass(frozen=True, slots=True)
class Caller:
    """A device's state of one session.

    ``coming`` are the salts it stored; ``unique_id`` names the server's session, None before the
    server told; ``tickets`` counts the calls.
    """

    session: Session
    outbox: Outbox = EMPTY
    coming: Salts = ()
    unique_id: int | None = None
    tickets: int = 0


def start(key: AuthKey, *, salt: bytes, clock: Clock = OURS, rng: Rng = system) -> Caller:
    """Start on a device; the first salt and the clock come from the key exchange.

    >>> phone, ticket = call(start(AuthKey(bytes(range(256))), salt=bytes(8)), b"work")
    >>> phone, packet = flush(phone, now=1_700_000_000)
    >>> ticket, len(packet), [one.handle for one in phone.outbox.waiting]
    (1, 72, [1])
    """
    return Caller(sessions.client(key, salt=salt, clock=clock, rng=rng))


def call(caller: Caller, body: bytes) -> tuple[Caller, int]:
    """Take a call to make, a TL object; give the ticket that its answer will carry.

    Raises ValueError if ``outbox.LIMIT`` calls wait for their answers already.
    """
    return _ask(caller, body, insists=False)


def ping(caller: Caller, ping_id: int) -> tuple[Caller, int]:
    """Ask whether the server is there; the answer is ``ping_id`` in 8 bytes."""
    return _ask(caller, objects.write("ping", ping_id=ping_id), insists=True)


def ask_salts(caller: Caller, count: int = salts.COUNT_LIMIT) -> Caller:
    """Ask for the salts of the next hours, up to 64."""
    return _ask(caller, objects.write("get_future_salts", num=count), insists=True)[0]


def ask_states(caller: Caller, *, now: float) -> Caller:
    """Ask about the messages that are overdue, instead of sending them again.

    See: Telegram, "Service Messages about Messages", on msgs_state_req.
    """
    silent = [one for one in caller.outbox.waiting if one.message_id and one.is_due(now)]
    silent = silent[: service.LIST_LIMIT]
    ids = [one.message_id for one in silent]
    if not ids:
        return caller
    held = boxes.put(caller.outbox.held, [replace(one, sent_at=now) for one in silent])
    caller = replace(caller, outbox=replace(caller.outbox, held=held))
    return _ask(caller, service.states_request(ids), insists=True)[0]


def flush(caller: Caller, *, now: float, rng: Rng = system) -> tuple[Caller, bytes | None]:
    """Make one packet of what is due, or None if nothing is; call it until it gives None."""
    session = sessions.with_salt(caller.session, _salt(caller, now))
    session, outbox, packet = packing.flush(session, caller.outbox, now=now, rng=rng)
    return replace(caller, session=session, outbox=outbox), packet


def _ask(caller: Caller, body: bytes, *, insists: bool) -> tuple[Caller, int]:
    ticket = caller.tickets + 1
    waiting = Waiting(ticket, body, Kind.CALL, asks=True, insists=insists)
    return replace(caller, outbox=boxes.add(caller.outbox, waiting), tickets=ticket), ticket


def _salt(caller: Caller, now: float) -> bytes:
    time = caller.session.clock.server_time(now)
    if any(salt.holds(time) for salt in caller.coming):
        return salts.current(caller.coming, now=time)
    return caller.session.salt
