"""A server with many runs at once: it remembers each for ten minutes, and its last answer.

A query that is wrong ends its run, and the client hears a number only. So whoever can inject
packets, or start many runs, can end those of others, but learns nothing from it. Connections are
not here.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from cryptokit.errors import CryptokitError, Untrusted
from cryptokit.mtproto.auth import plain, server
from cryptokit.mtproto.auth.server import Offered, Posed, Server
from cryptokit.mtproto.auth.terms import Failed, Made
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng, system

MEMORY: Final = 600
"""Seconds that a run is remembered. See: Telegram, "Creating an Authorization Key", on errors."""
RUNS: Final = 256
"""Runs in memory; the one that stood still for longest goes first. A choice of ours."""
QUERIES: Final = ("req_pq_multi", "req_DH_params", "set_client_DH_params")


@dataclass(frozen=True, slots=True)
class Remembered:
    """One run: where it stands, since when, the last query, and the packet that answered it.

    ``state`` is None when the run is over: no key stays here.
    """

    state: Posed | Offered | None
    since: float
    query: bytes
    answer: bytes


@dataclass(frozen=True, slots=True)
class Desk:
    """A server and its runs of the last ten minutes, by the client's nonce."""

    server: Server
    runs: Mapping[bytes, Remembered] = field(default_factory=dict[bytes, Remembered])


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the client; a key, if one was made now; what was wrong, if anything."""

    packet: bytes
    made: Made | None = None
    refused: CryptokitError | None = None


def answer(
    desk: Desk,
    packet: bytes,
    *,
    now: float,
    taken: Container[bytes] = frozenset(),
    rng: Rng = system,
) -> tuple[Desk, Reply]:
    """Answer any packet of any client; nothing that it may send raises.

    The same query once more gets the same answer once more, because the first may be lost.

    >>> from cryptokit.mtproto.auth import client
    >>> from cryptokit.mtproto.auth.lab_key import LAB_KEY
    >>> desk = Desk(Server((LAB_KEY,), dc=2))
    >>> asked, hello = client.start(client.Terms(dc=2), now=5)
    >>> desk, first = answer(desk, hello, now=5)
    >>> desk, second = answer(desk, hello, now=6)
    >>> first.packet == second.packet, len(desk.runs)
    (True, 1)
    >>> answer(desk, b"noise", now=7)[1].packet.hex()
    '6cfeffff'

    See: Telegram, "Creating an Authorization Key", on lost queries and responses.
    """
    desk = replace(desk, runs={n: r for n, r in desk.runs.items() if now - r.since < MEMORY})
    try:
        query = plain.query(packet, *QUERIES)
    except CryptokitError as error:
        return desk, _refuse(error)
    nonce, body = query.data("nonce"), plain.Plain.from_bytes(packet).body
    known = desk.runs.get(nonce)
    if known and known.query == body:
        return desk, Reply(known.answer)
    try:
        state, sent = _step(desk.server, known, query, packet, now=now, taken=taken, rng=rng)
    except CryptokitError as error:
        return _keep(desk, nonce, None), _refuse(error)
    since = known.since if known else now
    made = state if isinstance(state, Made) else None
    waits = state if isinstance(state, Posed | Offered) else None
    return _keep(desk, nonce, Remembered(waits, since, body, sent)), Reply(sent, made)


def _step(
    house: Server,
    known: Remembered | None,
    query: TlObject,
    packet: bytes,
    *,
    now: float,
    taken: Container[bytes],
    rng: Rng,
) -> tuple[Posed | Offered | Made | Failed, bytes]:
    match query.kind, known:
        case "req_pq_multi", None:
            return server.on_req_pq(house, packet, now=now, rng=rng)
        case "req_DH_params", Remembered(Posed() as state):
            return server.on_dh_query(house, state, packet, now=now, rng=rng)
        case "set_client_DH_params", Remembered(Offered() as state):
            return server.on_set_params(house, state, packet, taken=taken, now=now, rng=rng)
        case _:
            raise Untrusted(f"no run here waits for {query.kind}", field="nonce")


def _keep(desk: Desk, nonce: bytes, run: Remembered | None) -> Desk:
    runs = {name: other for name, other in desk.runs.items() if name != nonce}
    runs |= {nonce: run} if run else {}
    if len(runs) > RUNS:
        del runs[next(iter(runs))]
    return replace(desk, runs=runs)


def _refuse(error: CryptokitError) -> Reply:
    wrong_dc = isinstance(error, Untrusted) and error.field == "dc"
    return Reply(plain.refusal(plain.WRONG_DC if wrong_dc else plain.NOT_FOUND), refused=error)
