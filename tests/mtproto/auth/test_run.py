"""Both sides of a run together: they agree, try again, give up, and forget when it is time."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cryptokit.errors import Untrusted
from cryptokit.mtproto.auth import client, memory, plain, server
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.memory import Desk
from cryptokit.mtproto.auth.nonces import aux_hash
from cryptokit.mtproto.auth.plain import Plain
from cryptokit.mtproto.auth.terms import Failed, Terms
from cryptokit.rng import lesson

NOW = 1_700_000_000.0
SERVER = server.Server((LAB_KEY,), dc=2)
PATIENT = replace(SERVER, retries=2)
terms_ = st.sampled_from([2, -2]).flatmap(
    lambda dc: st.builds(Terms, st.just(dc), st.none() | st.integers(1, 2**31 - 1))
) | st.just(Terms(dc=None))


def finish(state, packet, desk, *, now=NOW, taken=frozenset()):
    """Carry packets until the client has a result; give it, and what the server made."""
    made, rng = None, lesson("finish")
    while packet is not None:
        desk, reply = memory.answer(desk, packet, now=now, taken=taken, rng=rng)
        made = reply.made or made
        match state:
            case client.Asked():
                keys = [key.public for key in desk.server.keys]
                state, packet = client.on_res_pq(state, reply.packet, keys, now=now, rng=rng)
            case client.Solved():
                state, packet = client.on_dh_params(state, reply.packet, now=now, rng=rng)
            case client.Proposed():
                state, packet = client.on_dh_gen(state, reply.packet, now=now, rng=rng)
    return desk, state, made


class Refuses:
    """The first keys are taken; those offered are kept."""

    def __init__(self, count):
        self.count, self.seen = count, []

    def __contains__(self, key_id):
        self.seen.append(key_id)
        return len(self.seen) <= self.count


@settings(max_examples=5)
@given(terms_, st.integers(0, 2**32), st.integers(-(10**6), 10**6))
@example(Terms(dc=-2), 0, 0)
def test_both_sides_end_with_the_same_key_and_salt(terms, seed, skew):
    rng = lesson(f"{seed}")
    phone, hello = client.start(terms, now=NOW, rng=rng)
    desk = Desk(SERVER)
    at = {"now": NOW + skew}
    desk, reply = memory.answer(desk, hello, **at, rng=rng)
    phone, packet = client.on_res_pq(phone, reply.packet, [LAB_KEY.public], now=NOW, rng=rng)
    desk, reply = memory.answer(desk, packet, **at, rng=rng)
    phone, packet = client.on_dh_params(phone, reply.packet, now=NOW, rng=rng)
    desk, reply = memory.answer(desk, packet, **at, rng=rng)
    made, nothing = client.on_dh_gen(phone, reply.packet, now=NOW, rng=rng)
    assert nothing is None
    assert made == replace(reply.made, time_offset=float(skew))
    assert len(made.key) == 256
    assert made.key.from_lesson
    lifetime = terms.expires_in
    assert made.expires_at == (None if lifetime is None else int(NOW + skew) + lifetime)


def test_a_servers_clock_beyond_january_2038_is_read_as_it_is():
    later = (1 << 31) + 5
    _, made, cloud = finish(*client.start(Terms(2, 60), now=later), Desk(SERVER), now=later)
    assert made.time_offset == 0
    assert made.expires_at == cloud.expires_at == later + 60


@pytest.mark.parametrize("count", [1, 2])
def test_a_taken_key_is_replaced_by_another(count):
    taken = Refuses(count)
    _, phone, cloud = finish(*client.start(Terms(dc=2), now=NOW), Desk(PATIENT), taken=taken)
    assert phone.key == cloud.key
    assert phone.key.key_id() == taken.seen[-1]
    assert len(set(taken.seen)) == count + 1


def test_a_server_gives_up_after_its_retries():
    taken = Refuses(3)
    _, phone, cloud = finish(*client.start(Terms(dc=2), now=NOW), Desk(PATIENT), taken=taken)
    assert (phone, cloud, len(taken.seen)) == (Failed(), None, 3)


def test_a_new_attempt_names_the_refused_key(exchange, now):
    run = exchange("one")
    taken = {run.made.key.key_id()}
    again, verdict = server.on_set_params(SERVER, run.offered, run.set_params, taken=taken, now=now)
    assert again.refused == aux_hash(run.made.key)
    proposed, packet = client.on_dh_gen(run.proposed, verdict, now=now)
    assert proposed.key != run.proposed.key
    made, _ = server.on_set_params(SERVER, again, packet, taken=taken, now=now)
    assert made.key == proposed.key


def test_ids_rise_though_the_clock_stands_still_and_tell_who_speaks():
    asked, hello = client.start(Terms(dc=2), now=NOW)
    posed, res_pq = server.on_req_pq(SERVER, hello, now=NOW)
    solved, query = client.on_res_pq(asked, res_pq, [LAB_KEY.public], now=5)
    offered, offer = server.on_dh_query(SERVER, posed, query, now=5)
    _, proposal = client.on_dh_params(solved, offer, now=5)
    _, verdict = server.on_set_params(SERVER, offered, proposal, taken=(), now=5)
    ours = [Plain.from_bytes(packet).message_id for packet in (hello, query, proposal)]
    theirs = [Plain.from_bytes(packet).message_id for packet in (res_pq, offer, verdict)]
    assert (ours, theirs) == (sorted(set(ours)), sorted(set(theirs)))
    assert {n % 4 for n in ours} == {0}
    assert {n % 4 for n in theirs} == {1}


def test_a_client_takes_the_first_key_that_both_know(other_key, now):
    other = other_key
    house = server.Server((other, LAB_KEY), dc=2)
    asked, hello = client.start(Terms(dc=2), now=now)
    posed, res_pq = server.on_req_pq(house, hello, now=now)
    for keys, chosen in (([LAB_KEY.public], LAB_KEY), ([LAB_KEY.public, other.public], other)):
        _, query = client.on_res_pq(asked, res_pq, keys, now=now)
        named = plain.query(query).number("public_key_fingerprint")
        assert named.to_bytes(8, "little", signed=True) == chosen.public.fingerprint
        assert server.on_dh_query(house, posed, query, now=now)


def test_88_trailing_bytes_behind_each_answer_do_no_harm(exchange, now):
    run = exchange("one")

    def longer(packet):
        message = Plain.from_bytes(packet)
        return Plain(message.message_id, message.body + bytes(88)).to_bytes()

    assert client.on_res_pq(run.asked, longer(run.res_pq), run.keys, now=now)
    assert client.on_dh_params(run.solved, longer(run.dh_params), now=now)
    made, _ = client.on_dh_gen(run.proposed, longer(run.dh_gen), now=now)
    assert made.key == run.made.key


# The server's memory.


def through(desk, *packets, now):
    for packet in packets:
        desk, reply = memory.answer(desk, packet, now=now, rng=lesson("through"))
    return desk, reply


def test_the_same_query_gets_the_same_answer_for_ten_minutes():
    phone, hello = client.start(Terms(dc=2), now=NOW)
    desk, first = through(Desk(SERVER), hello, now=NOW)
    phone, query = client.on_res_pq(phone, first.packet, [LAB_KEY.public], now=NOW)
    desk, second = through(desk, query, now=NOW + 10)
    phone, query3 = client.on_dh_params(phone, second.packet, now=NOW)
    desk, third = through(desk, query3, now=NOW + 20)
    assert third.made
    for late in (21, 599.9):
        _, repeated = through(desk, query3, now=NOW + late)
        assert repeated == replace(third, made=None)  # no key is handed out twice
    forgot, refused = through(desk, query3, now=NOW + 600)
    assert refused.packet == plain.refusal(404)
    assert not forgot.runs


def test_a_query_may_be_sent_again_under_another_id():
    _, hello = client.start(Terms(dc=2), now=NOW)
    desk, first = through(Desk(SERVER), hello, now=NOW)
    later = Plain(Plain.from_bytes(hello).message_id + 4, Plain.from_bytes(hello).body)
    assert through(desk, later.to_bytes(), now=NOW + 1) == (desk, first)


def test_a_wrong_query_ends_its_run_and_no_other(exchange):
    desk = Desk(SERVER)
    phones, firsts = [], []
    for _ in range(2):
        phone, hello = client.start(Terms(dc=2), now=NOW)
        desk, reply = through(desk, hello, now=NOW)
        phones.append(phone)
        firsts.append(reply)
    pairs = [
        client.on_res_pq(phone, first.packet, [LAB_KEY.public], now=NOW)
        for phone, first in zip(phones, firsts, strict=True)
    ]
    bad = bytearray(pairs[0][1])
    bad[-1] ^= 1
    desk, reply = through(desk, bytes(bad), now=NOW)
    assert reply.packet == plain.refusal(404)
    assert set(desk.runs) == {phones[1].nonce}
    desk, reply = through(desk, pairs[0][1], now=NOW)
    assert (reply.packet, reply.refused.field) == (plain.refusal(404), "nonce")
    desk, reply = through(desk, pairs[1][1], now=NOW)
    assert client.on_dh_params(pairs[1][0], reply.packet, now=NOW)


@pytest.mark.parametrize("dc", [1, -1, 10002])
def test_a_device_that_meant_another_data_centre_is_told(dc):
    phone, hello = client.start(Terms(dc=dc), now=NOW)
    desk, reply = through(Desk(SERVER), hello, now=NOW)
    _, query = client.on_res_pq(phone, reply.packet, [LAB_KEY.public], now=NOW)
    desk, reply = through(desk, query, now=NOW)
    assert (reply.packet, reply.refused.field) == (plain.refusal(444), "dc")
    with pytest.raises(Untrusted, match="-444"):
        client.on_dh_params(client.Solved(None, None, 0), reply.packet, now=NOW)


def test_queries_out_of_turn_end_a_run(exchange):
    run = exchange("one")
    desk, _ = through(Desk(SERVER), run.hello, now=NOW)
    for early in (run.set_params, run.dh_query):  # the second is of another run of the server
        after, reply = through(desk, early, now=NOW)
        assert reply.packet == plain.refusal(404)
        assert not after.runs


def test_a_failed_run_still_repeats_its_verdict():
    house = replace(SERVER, retries=0)
    taken = Refuses(1)
    phone, hello = client.start(Terms(dc=2), now=NOW)
    desk, phone, made = finish(phone, hello, Desk(house), taken=taken)
    assert (phone, made) == (Failed(), None)
    (run,) = desk.runs.values()
    again = Plain(4, run.query).to_bytes()
    assert memory.answer(desk, again, now=NOW) == (desk, memory.Reply(run.answer))


@given(st.binary(max_size=60), st.integers(0, 3))
def test_noise_gets_a_number_and_changes_nothing(noise, zeros):
    desk = Desk(SERVER)
    assert memory.answer(desk, bytes(8 * zeros) + noise, now=NOW)[0] == desk


def test_a_temporary_key_without_a_data_centre_is_not_asked_for():
    with pytest.raises(ValueError, match="name its dc"):
        Terms(dc=None, expires_in=5)
