"""Each check of the key exchange left out once: what is lost then, and that it stops with it.

The tests come in the order in which a run meets its checks. ``without`` takes one of them out; all
the others stay. Where a check only says earlier what another would say later, the loss is small,
and the name of the test says what it is.
"""

import itertools
import re
from dataclasses import replace
from math import isqrt, prod
from pathlib import Path

import pytest

from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.keys import AuthKey
from cryptokit.mtproto import dh, objects
from cryptokit.mtproto.auth import checks, client, factor, inner, memory, plain, rsa, server
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.memory import Desk
from cryptokit.mtproto.auth.nonces import first_salt
from cryptokit.mtproto.auth.plain import Plain
from cryptokit.mtproto.auth.proof import Proof
from cryptokit.mtproto.auth.terms import Failed, Made, Terms
from cryptokit.rng import lesson, system

NOW = 1_700_000_000.0
KEYS = [LAB_KEY.public]
SERVER = server.Server((LAB_KEY,), dc=2)
P = dh.DH_PRIME
at = {"now": NOW}


@pytest.fixture
def without(monkeypatch):
    """Take one check out, for as long as the block lasts."""

    def taken_out(module, name, instead=lambda *_, **__: None):
        context = monkeypatch.context()
        patch = context.__enter__()
        patch.setattr(module, name, instead)
        return context

    class Without:
        def __init__(self, *args, **named):
            self.args, self.named = args, named

        def __enter__(self):
            self.context = taken_out(*self.args, **self.named)

        def __exit__(self, *error):
            self.context.__exit__(*error)

    return Without


def refused(field, step, *args, **named):
    with pytest.raises(Untrusted) as caught:
        step(*args, **named)
    assert caught.value.field == field


def changed(packet, **fields):
    """The same message with other fields, as anybody on the way can write it."""
    message = Plain.from_bytes(packet)
    found = objects.read_all(message.body)
    body = objects.rewrite(replace(found, fields={**found.fields, **fields}))
    return Plain(message.message_id, body).to_bytes()


def answered(run, **fields):
    """The server's offer with other fields, as only who knows the secret number can write it."""
    found = inner.open_(run.solved.run, plain.answer(run.dh_params).data("encrypted_answer"))
    written = objects.rewrite(replace(found, fields={**found.fields, **fields}))
    return changed(run.dh_params, encrypted_answer=inner.lock(run.solved.run, written))


def ends(run, packet, **how):
    """Let a client go on from the server's offer; give what it proposes."""
    return client.on_dh_params(run.solved, packet, **at, **how)[0]


def number(value):
    return int.from_bytes(value, "big")


# The client, on resPQ.


def test_without_the_nonce_a_late_answer_of_an_earlier_run_is_taken_and_the_run_is_lost(
    exchange, without
):
    late = exchange("one").res_pq
    asked, hello = client.start(Terms(dc=2), **at)
    desk, _ = memory.answer(Desk(SERVER), hello, **at)
    with without(checks, "same_nonce"):
        _, query = client.on_res_pq(asked, late, KEYS, **at)
    assert memory.answer(desk, query, **at)[1].packet == plain.refusal(404)
    refused("nonce", client.on_res_pq, asked, late, KEYS, **at)


def test_without_the_fingerprint_an_impostor_is_taken_for_the_server(other_key, without):
    impostor = server.Server((other_key,), dc=2)
    asked, hello = client.start(Terms(dc=2), **at)
    posed, res_pq = server.on_req_pq(impostor, hello, **at)
    with without(checks, "known_key", lambda *_: other_key.public):
        solved, query = client.on_res_pq(asked, res_pq, KEYS, **at)
    offered, offer = server.on_dh_query(impostor, posed, query, **at)
    proposed, proposal = client.on_dh_params(solved, offer, **at)
    made, verdict = server.on_set_params(impostor, offered, proposal, taken=(), **at)
    assert client.on_dh_gen(proposed, verdict, **at)[0].key == made.key
    refused("fingerprint", client.on_res_pq, asked, res_pq, KEYS, **at)


class StillBusy(Exception):
    """So many steps, and no end."""


@pytest.fixture
def impatient(monkeypatch):
    """After 3,000 rounds of the factoring, give up: 63 bits need about 400 at most."""
    rounds = itertools.count()

    def walk(*args, real=factor._walk):
        if next(rounds) > 3000:
            raise StillBusy
        return real(*args)

    monkeypatch.setattr(factor, "_walk", walk)
    monkeypatch.setattr(factor, "BATCH", 1)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("check", "pq"),
    [("_check_size", LAB_KEY.public.n), ("_check_composite", (1 << 61) - 1)],
    ids=["size", "prime"],
)
def test_without_a_look_at_pq_a_client_computes_for_ever(check, pq, exchange, without):
    run = exchange("one")
    endless = changed(run.res_pq, pq=rsa.minimal(pq))
    with without(factor, check), pytest.raises(StillBusy):
        client.on_res_pq(run.asked, endless, KEYS, **at)
    refused("pq", client.on_res_pq, run.asked, endless, KEYS, **at)


def test_without_two_primes_luck_decides_what_the_factors_are(without):
    pq = 1009 * 1013 * 1019
    with without(factor, "_check_primes"):
        assert len({factor.factor(pq, rng=lesson(f"{n}")) for n in range(20)}) > 1
    refused("pq", factor.factor, pq)


# The client, on server_DH_params_ok.


@pytest.mark.parametrize("field", ["nonce", "server_nonce"])
def test_without_the_nonces_outside_an_offer_addressed_to_another_run_is_taken(
    field, exchange, without
):
    run, other = exchange("one"), exchange("two")
    theirs = plain.answer(other.dh_params).data(field)
    astray = changed(run.dh_params, **{field: theirs})
    with without(checks, f"same_{field}"):
        assert ends(run, astray).offer.g_a == run.proposed.offer.g_a
    refused(field, ends, run, astray)


def test_without_whole_blocks_a_cut_box_stops_the_program_with_an_error_that_nobody_expects(
    exchange, without
):
    run = exchange("one")
    box = plain.answer(run.dh_params).data("encrypted_answer")
    cut = changed(run.dh_params, encrypted_answer=box[:-1])
    with without(inner, "require_blocks"), pytest.raises(ValueError, match="16-byte blocks"):
        ends(run, cut)
    with pytest.raises(CannotOpen):
        ends(run, cut)


def end_by_parsing(plaintext):
    """How a client finds the end that does not look at the hash."""
    cursor = inner.Cursor(plaintext[20:])
    objects.read(cursor)
    return 20 + cursor.offset


def garbled(packet, field):
    """The message with its last encrypted block changed: IGE garbles no block before it."""
    box = plain.Plain.from_bytes(packet).body
    data = objects.read_all(box).data(field)
    return changed(packet, **{field: data[:-1] + bytes([data[-1] ^ 1])})


def test_without_the_hash_who_carries_an_offer_can_make_both_sides_end_with_different_keys(
    exchange, without
):
    run = exchange("one")
    bad = garbled(run.dh_params, "encrypted_answer")
    with without(inner, "object_end", end_by_parsing):
        proposed, packet = client.on_dh_params(run.solved, bad, **at)
    assert abs(proposed.offer.offset) > 3600  # the time stands in the last block as well
    made, _ = server.on_set_params(SERVER, run.offered, packet, taken=(), **at)
    assert made.key != proposed.key
    with pytest.raises(CannotOpen):
        ends(run, bad)


def test_without_the_hash_who_carries_a_proposal_can_do_the_same(exchange, without):
    run = exchange("one")
    bad = garbled(run.set_params, "encrypted_data")
    with without(inner, "object_end", end_by_parsing):
        assert judged(run, bad).key != run.proposed.key
    with pytest.raises(CannotOpen):
        judged(run, bad)


def test_without_the_bound_on_padding_a_longer_box_opens_to_the_same(exchange, without):
    run = exchange("one")
    box = plain.answer(run.dh_params).data("encrypted_answer")
    longer = changed(run.dh_params, encrypted_answer=box + lesson("any")(160))
    with without(inner, "PADDING_LIMIT", 10**6):
        assert ends(run, longer).offer.g_a == run.proposed.offer.g_a
    with pytest.raises(CannotOpen):
        ends(run, longer)


def test_without_the_nonce_inside_a_recorded_offer_is_taken_again(without):
    """A device whose second number repeats: its source of luck was copied with the machine."""

    def copied():
        second = iter([lesson("copied")(32)])
        return lambda size: next(second, system(32)) if size == 32 else system(size)

    def ask():
        asked, hello = client.start(Terms(dc=2), **at)
        posed, res_pq = server.on_req_pq(SERVER, hello, **at)
        return asked, posed, res_pq

    asked, posed, res_pq = ask()
    _, query = client.on_res_pq(asked, res_pq, KEYS, **at, rng=copied())
    offered, recorded = server.on_dh_query(SERVER, posed, query, **at)

    again, _, _ = ask()
    # Nobody signed the server's first answer, so the number of the earlier run can be put there.
    solved, _ = client.on_res_pq(
        again, changed(res_pq, nonce=again.nonce), KEYS, **at, rng=copied()
    )
    replayed = changed(recorded, nonce=again.nonce)
    with without(checks, "same_nonce"):
        proposed, _ = client.on_dh_params(solved, replayed, **at)
    assert proposed.offer.g_a == dh.public(dh.TELEGRAM, offered.exponent)
    refused("nonce", client.on_dh_params, solved, replayed, **at)


def test_without_the_server_nonce_inside_a_server_that_mixes_two_runs_up_has_another_salt(
    exchange, without
):
    run, other = exchange("one"), exchange("two")
    mixed = replace(run.offered.run, server_nonce=other.posed.server_nonce)
    confused = answered(run, server_nonce=mixed.server_nonce)
    with without(checks, "same_server_nonce"):
        proposed = ends(run, confused)
    assert first_salt(proposed.run) != first_salt(mixed)
    refused("server_nonce", ends, run, confused)


def modp_3072():
    """The safe prime of RFC 3526, section 4, from its formula with the digits of pi."""
    bits = 3100

    def arctan(inverse):
        power = total = (1 << bits) // inverse
        n = 1
        while power:
            power //= inverse * inverse
            total += power // (2 * n + 1) * (-1) ** n
            n += 1
        return total

    pi = 4 * (4 * arctan(5) - arctan(239))
    return 2**3072 - 2**3008 - 1 + 2**64 * ((pi >> (bits - 2942)) + 1690314)


def test_without_the_size_of_p_a_longer_safe_prime_stops_the_program(
    exchange, without, monkeypatch
):
    run, p = exchange("one"), modp_3072()
    assert pow(2, p - 1, p) == 1  # it is the prime of the standard
    monkeypatch.setattr(dh, "ROUNDS", 1)
    long = answered(run, dh_prime=rsa.minimal(p), g=2)
    with without(dh, "require_size"), pytest.raises(OverflowError):
        ends(run, long)
    refused("p", ends, run, long)


LAST = 3_773_852  # the first from 2^2047 on that makes the next number below a prime


def smooth_prime():
    """A prime p of 2048 bits for which p - 1 has small factors only; and those factors."""
    small = [2, *(n for n in range(3, 1459) if all(n % d for d in range(2, isqrt(n) + 1)))]
    p = LAST * prod(small) + 1
    assert pow(3, p - 1, p) == 1
    return p, small


def orders(power, primes, p):
    """Give for each prime l the power's part of order l, with few long exponentiations."""
    if len(primes) == 1:
        return [power]
    half = len(primes) // 2
    left, right = primes[:half], primes[half:]
    return orders(pow(power, prod(right), p), left, p) + orders(pow(power, prod(left), p), right, p)


def test_without_the_test_of_the_prime_the_exponent_is_computed_from_what_is_sent(
    exchange, without
):
    """Pohlig and Hellman, 1978: a logarithm modulo each small factor, and all put together."""
    run, (p, primes) = exchange("one"), smooth_prime()
    assert p.bit_length() == 2048
    g = 4
    g_a = pow(g, 2**1000 * LAST, p)
    thief = answered(run, dh_prime=rsa.minimal(p), g=g, g_a=rsa.minimal(g_a))
    with without(dh, "require_safe_prime"):
        victim, packet = client.on_dh_params(run.solved, thief, **at, rng=lesson("smooth"))
    proposal = inner.open_(run.solved.run, plain.query(packet).data("encrypted_data"))
    g_b = number(proposal.data("g_b"))

    cut = pow(g, LAST, p), pow(g_b, LAST, p)
    found, modulus = 0, 1
    for prime, base, power in zip(primes, *(orders(c, primes, p) for c in cut), strict=True):
        value, n = 1, 0
        while value != power:
            value, n = value * base % p, n + 1
            assert n < prime
        if base == 1:  # a square has no part of order 2
            continue
        found += modulus * ((n - found) * pow(modulus, -1, prime) % prime)
        modulus *= prime
    assert found == number(lesson("smooth")(256)) % modulus
    assert modulus.bit_length() > 1900
    assert pow(g_a, found, p) == number(victim.key.reveal())
    refused("p", ends, run, thief)


def test_without_a_square_as_generator_the_lowest_bit_of_the_exponent_is_seen(exchange, without):
    run = exchange("one")
    open_ = answered(run, g=2)
    seen, drawn = [], []
    for seed in range(3, 7):
        with without(dh, "require_square"):
            _, packet = client.on_dh_params(run.solved, open_, **at, rng=lesson(f"{seed}"))
        proposal = inner.open_(run.solved.run, plain.query(packet).data("encrypted_data"))
        seen.append(pow(number(proposal.data("g_b")), (P - 1) // 2, P) != 1)
        drawn.append(lesson(f"{seed}")(256)[-1] % 2 == 1)
    assert seen == drawn
    assert len(set(seen)) == 2
    refused("g", ends, run, open_)


def all_but(field):
    """The check of public values, for all fields but one."""

    def check(group, value, *, real=dh.require_inner, **named):
        if named["field"] != field:
            real(group, value, **named)

    return check


@pytest.mark.parametrize(("g_a", "keys"), [(1, {1}), (P - 1, {1, P - 1})], ids=["1", "p-1"])
def test_without_the_range_of_g_a_the_key_is_known_to_everybody(g_a, keys, exchange, without):
    run = exchange("one")
    degenerate = answered(run, g_a=rsa.minimal(g_a))
    with without(dh, "require_inner", all_but("g_a")):
        assert number(ends(run, degenerate).key.reveal()) in keys
    refused("g_a", ends, run, degenerate)


def test_without_the_range_of_our_g_b_bad_luck_makes_the_servers_public_value_the_key(
    exchange, without
):
    run = exchange("one")

    def bad(size):
        return bytes(size - 1) + b"\1" if size == 256 else bytes(size)

    with without(dh, "require_inner", all_but("g_b")):
        assert ends(run, run.dh_params, rng=bad).key.reveal() == run.proposed.offer.g_a
    refused("g_b", ends, run, run.dh_params, rng=bad)


# The client, on the verdict.


def test_without_the_hash_of_the_verdict_a_client_keeps_a_key_that_the_server_refused(
    exchange, without
):
    run = exchange("one")
    taken = {run.made.key.key_id()}
    there, fail = server.on_set_params(
        SERVER, replace(run.offered, retries=0), run.set_params, taken=taken, **at
    )
    assert there == Failed()
    found = plain.answer(fail, "dh_gen_fail")
    body = objects.write(
        "dh_gen_ok",
        nonce=found.data("nonce"),
        server_nonce=found.data("server_nonce"),
        new_nonce_hash1=found.data("new_nonce_hash3"),
    )
    forged = Plain(1, body).to_bytes()
    with without(checks, "same_key"):
        assert isinstance(client.on_dh_gen(run.proposed, forged, **at)[0], Made)
    refused("new_nonce_hash1", client.on_dh_gen, run.proposed, forged, **at)


@pytest.mark.parametrize("field", ["nonce", "server_nonce"])
def test_without_the_nonces_a_verdict_addressed_to_another_run_is_taken(field, exchange, without):
    run, other = exchange("one"), exchange("two")
    astray = changed(run.dh_gen, **{field: plain.answer(other.dh_gen).data(field)})
    with without(checks, f"same_{field}"):
        assert client.on_dh_gen(run.proposed, astray, **at)[0].key == run.made.key
    refused(field, client.on_dh_gen, run.proposed, astray, **at)


# The server, on req_DH_params.


def query_of(proof, **fields):
    """The second query for any inner data."""
    named = {
        "nonce": proof.run.nonce,
        "server_nonce": proof.run.server_nonce,
        "p": rsa.minimal(proof.p),
        "q": rsa.minimal(proof.q),
        "public_key_fingerprint": int.from_bytes(LAB_KEY.public.fingerprint, "little", signed=True),
        "encrypted_data": rsa.seal(LAB_KEY.public, proof.to_bytes()),
    }
    return Plain(4, objects.write("req_DH_params", **(named | fields))).to_bytes()


def proof_of(run, **changes):
    p, q = run.posed.puzzle
    return replace(Proof(p * q, p, q, run.solved.run, run.terms), **changes)


def test_a_query_built_by_hand_is_taken(exchange):
    run = exchange("one")
    assert server.on_dh_query(SERVER, run.posed, query_of(proof_of(run)), **at)


@pytest.mark.parametrize("field", ["nonce", "server_nonce"])
def test_without_the_nonces_outside_a_query_of_another_run_is_answered(field, exchange, without):
    run, other = exchange("one"), exchange("two")
    astray = changed(run.dh_query, **{field: getattr(other.posed, field)})
    with without(checks, f"same_{field}"):
        assert server.on_dh_query(SERVER, run.posed, astray, **at)
    refused(field, server.on_dh_query, SERVER, run.posed, astray, **at)


@pytest.mark.parametrize("field", ["nonce", "server_nonce"])
def test_without_the_nonces_inside_a_stranger_starts_a_run_with_a_recorded_block(
    field, exchange, without
):
    victim, run = exchange("one"), exchange("two")
    recorded = plain.query(victim.dh_query).data("encrypted_data")
    p, q = victim.posed.puzzle
    posed = replace(victim.posed, **{field: getattr(run.posed, field)})
    query = query_of(
        replace(proof_of(victim), p=p, q=q),
        nonce=posed.nonce,
        server_nonce=posed.server_nonce,
        encrypted_data=recorded,
    )
    with without(checks, f"same_{field}"):
        offered, _ = server.on_dh_query(SERVER, posed, query, **at)
    assert offered.run.new_nonce == victim.solved.run.new_nonce
    refused(field, server.on_dh_query, SERVER, posed, query, **at)


def test_without_the_factors_a_server_computes_for_a_client_that_did_not(exchange, without):
    run = exchange("one")
    lazy = query_of(proof_of(run, p=3, q=5))
    with without(checks, "solved"):
        _, answer = server.on_dh_query(SERVER, run.posed, lazy, **at)
    assert plain.answer(answer).kind == "server_DH_params_ok"
    refused("pq", server.on_dh_query, SERVER, run.posed, lazy, **at)


def test_the_factors_are_checked_outside_and_inside(exchange):
    run = exchange("one")
    p, q = run.posed.puzzle
    for wrong in ((3, 5), (3, q), (p, 5), (q, p)):
        named = {name: rsa.minimal(number) for name, number in zip("pq", wrong, strict=True)}
        right = {"p": rsa.minimal(p), "q": rsa.minimal(q)}
        inside = query_of(proof_of(run, p=wrong[0], q=wrong[1]), **right)
        outside = query_of(proof_of(run), **named)
        for half in (inside, outside):
            refused("pq", server.on_dh_query, SERVER, run.posed, half, **at)


def test_without_the_fingerprint_a_query_that_names_another_key_is_answered(exchange, without):
    run = exchange("one")
    misnamed = query_of(proof_of(run), public_key_fingerprint=1)
    with without(checks, "known_key", lambda *_: LAB_KEY.public):
        assert server.on_dh_query(SERVER, run.posed, misnamed, **at)
    refused("fingerprint", server.on_dh_query, SERVER, run.posed, misnamed, **at)


def test_without_the_hash_of_rsa_pad_a_server_parses_what_any_stranger_sends(exchange, without):
    run = exchange("one")
    noise = query_of(proof_of(run), encrypted_data=bytes([1]) * 256)
    real = rsa._unpad
    with without(rsa, "_unpad", lambda block: (True, real(block)[1])), pytest.raises(WireError):
        server.on_dh_query(SERVER, run.posed, noise, **at)
    with pytest.raises(CannotOpen):
        server.on_dh_query(SERVER, run.posed, noise, **at)


def test_without_the_data_centre_a_key_is_made_where_nobody_wanted_it(exchange, without):
    run = exchange("one")
    astray = query_of(proof_of(run, terms=Terms(dc=10002)))
    with without(checks, "right_dc"):
        offered, _ = server.on_dh_query(SERVER, run.posed, astray, **at)
    assert offered.terms.dc != SERVER.dc
    refused("dc", server.on_dh_query, SERVER, run.posed, astray, **at)


@pytest.mark.parametrize("seconds", [0, -5])
def test_without_the_lifetime_a_temporary_key_is_over_before_it_starts(seconds, exchange, without):
    run = exchange("one")
    over = query_of(proof_of(run, terms=Terms(dc=2, expires_in=seconds)))
    with without(checks, "lifetime"):
        offered, answer = server.on_dh_query(SERVER, run.posed, over, **at)
        _, packet = client.on_dh_params(run.solved, answer, **at)
        made, _ = server.on_set_params(SERVER, offered, packet, taken=(), **at)
    assert made.expires_at <= NOW
    refused("expires_in", server.on_dh_query, SERVER, run.posed, over, **at)


# The server, on set_client_DH_params.


def proposal(run, **fields):
    """The client's proposal with other fields, as only who knows the secret number can write it."""
    found = inner.open_(run.solved.run, plain.query(run.set_params).data("encrypted_data"))
    written = objects.rewrite(replace(found, fields={**found.fields, **fields}))
    return changed(run.set_params, encrypted_data=inner.lock(run.solved.run, written))


def judged(run, packet, state=None):
    return server.on_set_params(SERVER, state or run.offered, packet, taken=(), **at)[0]


@pytest.mark.parametrize("field", ["nonce", "server_nonce"])
@pytest.mark.parametrize("where", [changed, proposal], ids=["outside", "inside"])
def test_without_the_nonces_a_proposal_addressed_to_another_run_makes_a_key(
    field, where, exchange, without
):
    run, other = exchange("one"), exchange("two")
    fields = {field: getattr(other.posed, field)}
    astray = changed(run.set_params, **fields) if where is changed else proposal(run, **fields)
    with without(checks, f"same_{field}"):
        assert judged(run, astray).key == run.made.key
    refused(field, judged, run, astray)


def test_without_the_attempt_a_key_is_made_that_the_client_has_given_up(exchange, without):
    run = exchange("one")
    taken = {run.made.key.key_id()}
    again, verdict = server.on_set_params(SERVER, run.offered, run.set_params, taken=taken, **at)
    proposed, _ = client.on_dh_gen(run.proposed, verdict, **at)
    # The first proposal comes once more, and by now the other owner of that id is gone.
    with without(checks, "same_attempt"):
        assert judged(run, run.set_params, again).key == run.proposed.key != proposed.key
    refused("retry_id", judged, run, run.set_params, again)


@pytest.mark.parametrize("g_b", [1, P - 1], ids=["1", "p-1"])
def test_without_the_range_of_g_b_a_server_keeps_a_key_that_is_known_to_everybody(
    g_b, exchange, without
):
    run = exchange("one")
    degenerate = proposal(run, g_b=rsa.minimal(g_b))
    with without(dh, "require_inner", all_but("g_b")):
        assert number(judged(run, degenerate).key.reveal()) in {1, P - 1}
    refused("g_b", judged, run, degenerate)


def test_without_the_range_of_our_g_a_bad_luck_makes_the_clients_public_value_the_key(
    exchange, without
):
    run = exchange("one")

    def bad(size):
        return bytes(size - 1) + b"\1" if size == 256 else bytes(size)

    with without(dh, "require_inner", all_but("g_a")):
        offered, _ = server.on_dh_query(SERVER, run.posed, run.dh_query, **at, rng=bad)
    g_b = inner.open_(run.solved.run, plain.query(run.set_params).data("encrypted_data")).data(
        "g_b"
    )
    assert judged(run, run.set_params, offered).key == AuthKey(g_b)
    refused("g_a", server.on_dh_query, SERVER, run.posed, run.dh_query, **at, rng=bad)


def test_every_check_of_the_room_is_left_out_somewhere_above():
    source = Path(__file__).read_text("utf-8").replace("same_{field}", "same_nonce, server_nonce")
    names = [n for n, v in vars(checks).items() if getattr(v, "__module__", "") == checks.__name__]
    assert len(names) == 8
    taken_out = re.findall(r'without\(checks, f?"(\w+)(?:, (\w+))?"', source)
    assert set(names) == {
        f"same_{n}" if n == "server_nonce" else n for t in taken_out for n in t if n
    }
