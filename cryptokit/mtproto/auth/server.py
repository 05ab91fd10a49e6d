"""The server's side of one run, step by step: a state and a packet in, a state and a packet out.

    on_req_pq     (req_pq_multi)         -> Posed, resPQ
    on_dh_query   (req_DH_params)        -> Offered, server_DH_params_ok
    on_set_params (set_client_DH_params) -> Made, dh_gen_ok
                                            or Offered, dh_gen_retry
                                            or Failed, dh_gen_fail

Here a wrong query is an error. What is told to the client, and many runs at once, are in
``memory``.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from typing import Final

from cryptokit.keys import AuthKey, DhExponent
from cryptokit.mtproto import clock, dh, objects
from cryptokit.mtproto.auth import checks, factor, inner, plain, rsa
from cryptokit.mtproto.auth.nonces import NONCE_SIZE, Run, aux_hash, first_salt, nonce_hash
from cryptokit.mtproto.auth.proof import Proof
from cryptokit.mtproto.auth.terms import NO_ATTEMPT, VERDICTS, Failed, Made, Terms
from cryptokit.rng import Rng, draw, system

RETRIES: Final = 5
"""Keys refused before the server gives up: ours, as Telegram does not say."""


@dataclass(frozen=True, slots=True)
class Server:
    """What a server has before anybody comes: RSA keys, its number, a group, and its ways.

    ``puzzle`` draws two primes; ``open_`` is the padding that it takes.
    """

    keys: tuple[rsa.PrivateKey, ...]
    dc: int
    group: dh.Group = dh.TELEGRAM
    retries: int = RETRIES
    puzzle: Callable[[Rng], tuple[int, int]] = factor.draw_primes
    open_: Callable[[rsa.PrivateKey, bytes], bytes] = rsa.open_


@dataclass(frozen=True, slots=True)
class Posed:
    """The server has posed a puzzle. ``sent`` is the id of its last message, here and below."""

    nonce: bytes
    server_nonce: bytes
    puzzle: tuple[int, int]
    sent: int


@dataclass(frozen=True, slots=True)
class Offered:
    """The server has sent its public value. ``refused`` names the last key that it refused."""

    run: Run
    terms: Terms
    exponent: DhExponent
    server_time: int
    sent: int
    retries: int
    refused: bytes = NO_ATTEMPT


def on_req_pq(
    server: Server, packet: bytes, *, now: float, rng: Rng = system
) -> tuple[Posed, bytes]:
    """Pose a puzzle and name the keys; ``now`` is in seconds since 1970, here and below.

    Raises WireError.

    See: Telegram, "Creating an Authorization Key".
    """
    nonce = plain.query(packet, "req_pq_multi").data("nonce")
    server_nonce = draw(rng, NONCE_SIZE)
    p, q = server.puzzle(rng)
    prints = (key.public.fingerprint for key in server.keys)
    answer = objects.write(
        "resPQ",
        nonce=nonce,
        server_nonce=server_nonce,
        pq=rsa.minimal(p * q),
        server_public_key_fingerprints=[int.from_bytes(f, "little", signed=True) for f in prints],
    )
    sent, answer_packet = _send(0, answer, now, rng)
    return Posed(nonce, server_nonce, (p, q), sent), answer_packet


def on_dh_query(
    server: Server, state: Posed, packet: bytes, *, now: float, rng: Rng = system
) -> tuple[Offered, bytes]:
    """Check the client's work, read its secret number and offer a public value.

    Raises WireError; CannotOpen; Untrusted with field ``nonce``, ``server_nonce``, ``pq``,
    ``fingerprint``, ``dc`` or ``expires_in``.
    """
    query = plain.query(packet, "req_DH_params")
    _check_run(query, state.nonce, state.server_nonce)
    p, q = (int.from_bytes(query.data(name), "big") for name in ("p", "q"))
    checks.solved(p, q, puzzle=state.puzzle)
    proof = _read_proof(server, query)
    _check_proof(server, state, proof)
    exponent = DhExponent.draw(rng)
    sent, answer = _send(state.sent, _offer(server, proof.run, exponent, now, rng), now, rng)
    return Offered(proof.run, proof.terms, exponent, int(now), sent, server.retries), answer


def on_set_params(
    server: Server,
    state: Offered,
    packet: bytes,
    *,
    taken: Container[bytes],
    now: float,
    rng: Rng = system,
) -> tuple[Offered | Made | Failed, bytes]:
    """Make the key, and refuse it if its id is among those ``taken``, 8 bytes each.

    Raises WireError; CannotOpen; Untrusted with field ``nonce``, ``server_nonce``, ``retry_id`` or
    ``g_b``.
    """
    query = plain.query(packet, "set_client_DH_params")
    _check_run(query, state.run.nonce, state.run.server_nonce)
    proposal = inner.open_(state.run, query.data("encrypted_data"), "client_DH_inner_data")
    _check_run(proposal, state.run.nonce, state.run.server_nonce)
    checks.same_attempt(proposal, state.refused)
    g_b = proposal.data("g_b")
    key = dh.agree(AuthKey, server.group, state.exponent, g_b, field="g_b")
    verdict = _verdict(state, key, taken)
    sent, answer = _send(state.sent, _written(state.run, verdict, key), now, rng)
    return _next(state, verdict, key, sent), answer


def _check_run(found: objects.TlObject, nonce: bytes, server_nonce: bytes) -> None:
    checks.same_nonce(found, nonce)
    checks.same_server_nonce(found, server_nonce)


def _read_proof(server: Server, query: objects.TlObject) -> Proof:
    named = query.number("public_key_fingerprint").to_bytes(8, "little", signed=True)
    public = checks.known_key([named], [key.public for key in server.keys])
    private = next(key for key in server.keys if key.public == public)
    return Proof.from_bytes(server.open_(private, query.data("encrypted_data")))


def _check_proof(server: Server, state: Posed, proof: Proof) -> None:
    """Check that what was sent in the clear is what was sent under the key."""
    checks.same_nonce(proof.head(), state.nonce)
    checks.same_server_nonce(proof.head(), state.server_nonce)
    checks.solved(proof.p, proof.q, puzzle=state.puzzle)
    checks.right_dc(proof.terms.dc, server.dc)
    checks.lifetime(proof.terms.expires_in)


def _offer(server: Server, run: Run, exponent: DhExponent, now: float, rng: Rng) -> bytes:
    g_a = dh.public(server.group, exponent)
    dh.require_inner(server.group, g_a, field="g_a")
    written = objects.write(
        "server_DH_inner_data",
        nonce=run.nonce,
        server_nonce=run.server_nonce,
        g=server.group.g,
        dh_prime=rsa.minimal(server.group.p),
        g_a=g_a,
        server_time=int(now),
    )
    return objects.write(
        "server_DH_params_ok",
        nonce=run.nonce,
        server_nonce=run.server_nonce,
        encrypted_answer=inner.lock(run, written, rng=rng),
    )


def _verdict(state: Offered, key: AuthKey, taken: Container[bytes]) -> str:
    if key.key_id() not in taken:
        return "dh_gen_ok"
    return "dh_gen_retry" if state.retries else "dh_gen_fail"


def _written(run: Run, verdict: str, key: AuthKey) -> bytes:
    number = VERDICTS[verdict]
    proof = {f"new_nonce_hash{number}": nonce_hash(run, number, key)}
    return objects.write(verdict, nonce=run.nonce, server_nonce=run.server_nonce, **proof)


def _next(state: Offered, verdict: str, key: AuthKey, sent: int) -> Offered | Made | Failed:
    if verdict == "dh_gen_fail":
        return Failed()
    if verdict == "dh_gen_retry":
        return replace(state, retries=state.retries - 1, refused=aux_hash(key), sent=sent)
    lifetime = state.terms.expires_in
    expires_at = None if lifetime is None else state.server_time + lifetime
    return Made(key, first_salt(state.run), 0.0, expires_at)


def _send(last: int, answer: bytes, now: float, rng: Rng) -> tuple[int, bytes]:
    number = clock.fresh_id(now, after=last, rest=plain.FROM_SERVER, rng=rng)
    return number, plain.Plain(number, answer).to_bytes()
