"""The device's side of one run, step by step: a state and a packet in, a state and a packet out.

    start                               -> Asked, req_pq_multi
    on_res_pq    (resPQ)                -> Solved, req_DH_params
    on_dh_params (server_DH_params_ok)  -> Proposed, set_client_DH_params
    on_dh_gen    (dh_gen_ok)            -> Made
                 (dh_gen_retry)         -> Proposed, set_client_DH_params
                 (dh_gen_fail)          -> Failed

A packet that is refused leaves the state as it was: drop it and wait, or start over. Waiting,
sending again and connections are not here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptokit.keys import AuthKey, DhExponent
from cryptokit.mtproto import clock, dh, objects
from cryptokit.mtproto.auth import checks, factor, inner, plain, rsa
from cryptokit.mtproto.auth.nonces import NONCE_SIZE, NewNonce, Run, aux_hash, first_salt
from cryptokit.mtproto.auth.proof import Proof
from cryptokit.mtproto.auth.terms import NO_ATTEMPT, VERDICTS, Failed, Made, Terms
from cryptokit.rng import Rng, draw, system


@dataclass(frozen=True, slots=True)
class Asked:
    """The device has said hello. ``sent`` is the id of its last message, here and below."""

    nonce: bytes
    terms: Terms
    sent: int


@dataclass(frozen=True, slots=True)
class Solved:
    """The device has solved the puzzle and sent its secret number under the server's key."""

    run: Run
    terms: Terms
    sent: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What the server offered: a group, its public value, and the time by its clock."""

    group: dh.Group
    g_a: bytes
    server_time: int
    offset: float


@dataclass(frozen=True, slots=True)
class Proposed:
    """The device has a key, and waits to hear that the server has the same."""

    run: Run
    terms: Terms
    offer: Offer
    key: AuthKey
    sent: int


def start(terms: Terms, *, now: float, rng: Rng = system) -> tuple[Asked, bytes]:
    """Say hello; ``now`` is in seconds since 1970, here and below.

    >>> from cryptokit.mtproto.auth.server import Server, on_req_pq
    >>> from cryptokit.mtproto.auth.lab_key import LAB_KEY
    >>> asked, hello = start(Terms(dc=2), now=1_700_000_000)
    >>> posed, answer = on_req_pq(Server((LAB_KEY,), dc=2), hello, now=1_700_000_000)
    >>> solved, query = on_res_pq(asked, answer, [LAB_KEY.public], now=1_700_000_001)
    >>> solved.run.server_nonce == posed.server_nonce, len(query)
    (True, 340)

    See: Telegram, "Creating an Authorization Key".
    """
    nonce = draw(rng, NONCE_SIZE)
    sent, packet = _send(0, objects.write("req_pq_multi", nonce=nonce), now, rng)
    return Asked(nonce, terms, sent), packet


def on_res_pq(
    state: Asked,
    packet: bytes,
    keys: Iterable[rsa.PublicKey],
    *,
    now: float,
    rng: Rng = system,
    seal: rsa.Seal = rsa.seal,
) -> tuple[Solved, bytes]:
    """Solve the puzzle, and answer with a secret number that only one of ``keys`` can read.

    Raises WireError; Untrusted with field ``answer``, ``nonce``, ``fingerprint`` or ``pq``.
    """
    found = plain.answer(packet, "resPQ")
    checks.same_nonce(found, state.nonce)
    offered = found.numbers("server_public_key_fingerprints")
    key = checks.known_key((number.to_bytes(8, "little", signed=True) for number in offered), keys)
    pq = int.from_bytes(found.data("pq"), "big")
    p, q = factor.factor(pq, rng=rng)
    run = Run(state.nonce, found.data("server_nonce"), NewNonce.draw(rng))
    proof = Proof(pq, p, q, run, state.terms)
    query = objects.write(
        "req_DH_params",
        nonce=run.nonce,
        server_nonce=run.server_nonce,
        p=rsa.minimal(p),
        q=rsa.minimal(q),
        public_key_fingerprint=int.from_bytes(key.fingerprint, "little", signed=True),
        encrypted_data=seal(key, proof.to_bytes(), rng=rng),
    )
    sent, query_packet = _send(state.sent, query, now, rng)
    return Solved(run, state.terms, sent), query_packet


def on_dh_params(
    state: Solved, packet: bytes, *, now: float, rng: Rng = system
) -> tuple[Proposed, bytes]:
    """Check what the server offers, and propose a key.

    Raises WireError; CannotOpen; Untrusted with field ``answer``, ``nonce``, ``server_nonce``,
    ``p``, ``g``, ``g_a`` or ``g_b``.
    """
    found = plain.answer(packet, "server_DH_params_ok")
    _check_run(found, state.run)
    answer = inner.open_(state.run, found.data("encrypted_answer"), "server_DH_inner_data")
    _check_run(answer, state.run)
    group = dh.Group(int.from_bytes(answer.data("dh_prime"), "big"), answer.number("g"))
    server_time = answer.number("server_time") % (1 << 32)
    offset = clock.from_handshake(server_time, now=now).offset
    offer = Offer(group, answer.data("g_a"), server_time, offset)
    return _propose(state, offer, NO_ATTEMPT, now, rng)


def on_dh_gen(
    state: Proposed, packet: bytes, *, now: float, rng: Rng = system
) -> tuple[Proposed, bytes] | tuple[Made | Failed, None]:
    """Take the server's verdict: finish, or propose another key, or give up.

    Raises WireError; Untrusted with field ``answer``, ``nonce``, ``server_nonce``,
    ``new_nonce_hash1``, ``new_nonce_hash2``, ``new_nonce_hash3`` or ``g_b``.
    """
    found = plain.answer(packet, *VERDICTS)
    _check_run(found, state.run)
    checks.same_key(found, state.run, state.key)
    if found.kind == "dh_gen_retry":
        return _propose(state, state.offer, aux_hash(state.key), now, rng)
    return (_finish(state) if found.kind == "dh_gen_ok" else Failed()), None


def _check_run(found: objects.TlObject, run: Run) -> None:
    checks.same_nonce(found, run.nonce)
    checks.same_server_nonce(found, run.server_nonce)


def _propose(
    state: Solved | Proposed, offer: Offer, refused: bytes, now: float, rng: Rng
) -> tuple[Proposed, bytes]:
    exponent, run = DhExponent.draw(rng), state.run
    g_b = dh.public(offer.group, exponent)
    dh.require_inner(offer.group, g_b, field="g_b")
    key = dh.agree(AuthKey, offer.group, exponent, offer.g_a, field="g_a")
    written = objects.write(
        "client_DH_inner_data",
        nonce=run.nonce,
        server_nonce=run.server_nonce,
        retry_id=int.from_bytes(refused, "little", signed=True),
        g_b=g_b,
    )
    query = objects.write(
        "set_client_DH_params",
        nonce=run.nonce,
        server_nonce=run.server_nonce,
        encrypted_data=inner.lock(run, written, rng=rng),
    )
    sent, packet = _send(state.sent, query, now, rng)
    return Proposed(run, state.terms, offer, key, sent), packet


def _finish(state: Proposed) -> Made:
    offer, lifetime = state.offer, state.terms.expires_in
    expires_at = None if lifetime is None else offer.server_time + lifetime
    return Made(state.key, first_salt(state.run), offer.offset, expires_at)


def _send(last: int, query: bytes, now: float, rng: Rng) -> tuple[int, bytes]:
    number = clock.fresh_id(now, after=last, rest=plain.FROM_CLIENT, rng=rng)
    return number, plain.Plain(number, query).to_bytes()
