"""Packets that were changed on the way: our errors alone come out, and no state changes.

Two packets are not protected and may be changed unnoticed, which their tests say: the first query,
and the server's first answer. What is wrong with them shows one step later.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, CryptokitError, Untrusted, WireError
from cryptokit.mtproto import objects
from cryptokit.mtproto.auth import client, memory, plain, server
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.memory import Desk
from cryptokit.mtproto.auth.plain import Plain
from cryptokit.mtproto.auth.server import Server
from cryptokit.mtproto.auth.terms import Made

NOW = 1_700_000_000.0
KEYS = [LAB_KEY.public]
SERVER = Server((LAB_KEY,), dc=2)
OURS = (Untrusted, WireError, CannotOpen)
at = {"now": NOW}


def steps(run):
    """Each step that takes a packet: its name, the good packet, and the function."""
    return {
        "res_pq": lambda packet: client.on_res_pq(run.asked, packet, KEYS, **at),
        "dh_params": lambda packet: client.on_dh_params(run.solved, packet, **at),
        "dh_gen": lambda packet: client.on_dh_gen(run.proposed, packet, **at),
        "hello": lambda packet: server.on_req_pq(SERVER, packet, **at),
        "dh_query": lambda packet: server.on_dh_query(SERVER, run.posed, packet, **at),
        "set_params": lambda packet: server.on_set_params(
            SERVER, run.offered, packet, taken=(), **at
        ),
    }


def states(run):
    return [run.asked, run.solved, run.proposed, run.posed, run.offered]


damage = st.one_of(
    st.tuples(st.just("flip"), st.integers(0, 2**16)),
    st.tuples(st.just("cut"), st.integers(0, 2**16)),
    st.tuples(st.just("extend"), st.binary(min_size=16, max_size=40)),
    st.tuples(st.just("replace"), st.binary(max_size=60)),
)


def damaged(packet, how, what):
    if how == "flip":
        bit = what % (8 * len(packet))
        number = int.from_bytes(packet, "little") ^ 1 << bit
        return number.to_bytes(len(packet), "little"), bit
    if how == "cut":
        return packet[: what % len(packet)], None
    return (packet + what if how == "extend" else what), None


@pytest.mark.parametrize("name", ["dh_params", "dh_gen", "dh_query", "set_params"])
@settings(max_examples=25)
@given(change=damage)
def test_a_damaged_packet_is_refused_by_one_of_our_errors(name, change, exchange):
    run = exchange("one")
    before = repr(states(run))
    bad, bit = damaged(getattr(run, name), *change)
    if bit in range(8 * 8, 16 * 8):  # the id of the message, which nothing protects
        assert steps(run)[name](bad)
    else:
        with pytest.raises(OURS):
            steps(run)[name](bad)
    assert repr(states(run)) == before


@pytest.mark.parametrize("name", ["dh_params", "dh_gen", "dh_query", "set_params"])
def test_after_damaged_packets_the_good_one_is_still_taken(name, exchange):
    run = exchange("one")
    good = getattr(run, name)
    for bad in (good[:-1], good + bytes(16), good[:-1] + bytes([good[-1] ^ 1]), b""):
        with pytest.raises(OURS):
            steps(run)[name](bad)
    first, second = steps(run)[name](good)[0], steps(run)[name](good)[0]
    assert type(first) is type(second)
    if isinstance(first, Made):
        assert first == second


@settings(max_examples=15)
@given(change=damage)
def test_a_damaged_first_answer_is_refused_at_once_or_by_the_server(change, exchange):
    run = exchange("one")
    bad, bit = damaged(run.res_pq, *change)
    try:
        solved, query = client.on_res_pq(run.asked, bad, KEYS, **at)
    except OURS:
        return
    found, good = (plain.answer(packet, "resPQ") for packet in (bad, run.res_pq))
    if found["server_nonce"] == good["server_nonce"] and found["pq"] == good["pq"]:
        # The id of the message, or a key that was not chosen: the run goes on as if nothing was.
        assert bit is not None
        assert server.on_dh_query(SERVER, run.posed, query, **at)
        return
    assert solved.run.nonce == run.asked.nonce
    with pytest.raises(Untrusted):
        server.on_dh_query(SERVER, run.posed, query, **at)


@settings(max_examples=60)
@given(change=damage)
def test_a_damaged_hello_is_refused_or_is_the_hello_of_another_run(change, exchange):
    run = exchange("one")
    bad, _ = damaged(run.hello, *change)
    try:
        posed, answer = server.on_req_pq(SERVER, bad, **at)
    except OURS:
        return
    if posed.nonce != run.asked.nonce:
        with pytest.raises(Untrusted):
            client.on_res_pq(run.asked, answer, KEYS, **at)


@pytest.mark.parametrize("name", ["res_pq", "dh_params", "dh_gen", "dh_query", "set_params"])
def test_a_packet_of_another_run_is_refused(name, exchange):
    run, other = exchange("one"), exchange("two")
    with pytest.raises(Untrusted) as caught:
        steps(run)[name](getattr(other, name))
    assert caught.value.field == "nonce"


PACKETS = ["hello", "res_pq", "dh_query", "dh_params", "set_params", "dh_gen"]


@pytest.mark.parametrize("name", PACKETS)
def test_a_packet_of_another_step_is_refused(name, exchange):
    run = exchange("one")
    for other in PACKETS:
        if other != name:
            with pytest.raises(WireError) as caught:
                steps(run)[name](getattr(run, other))
            assert caught.value.field == "constructor"


@pytest.mark.parametrize("wanted", ["dh_gen_retry", "dh_gen_fail"])
def test_a_verdict_with_another_name_is_refused(wanted, exchange):
    run = exchange("one")
    found = plain.answer(run.dh_gen)
    number = {"dh_gen_retry": 2, "dh_gen_fail": 3}[wanted]
    renamed = objects.write(
        wanted,
        nonce=found["nonce"],
        server_nonce=found["server_nonce"],
        **{f"new_nonce_hash{number}": found["new_nonce_hash1"]},
    )
    with pytest.raises(Untrusted) as caught:
        client.on_dh_gen(run.proposed, Plain(1, renamed).to_bytes(), **at)
    assert caught.value.field == f"new_nonce_hash{number}"


@settings(max_examples=20)
@given(name=st.sampled_from(["hello", "dh_query", "set_params"]), change=damage)
def test_a_server_with_many_runs_answers_anything_and_loses_at_most_that_run(
    name, change, exchange
):
    run, other = exchange("one"), exchange("two")
    desk = Desk(
        SERVER,
        {
            run.asked.nonce: memory.Remembered(run.offered, NOW, b"", b""),
            other.asked.nonce: memory.Remembered(other.offered, NOW, b"", b""),
        },
    )
    bad, _ = damaged(getattr(run, name), *change)
    after, reply = memory.answer(desk, bad, **at)
    assert after.runs[other.asked.nonce] == desk.runs[other.asked.nonce]
    if reply.refused:
        assert isinstance(reply.refused, CryptokitError)
        assert reply.packet == plain.refusal(404)
        assert reply.made is None
        assert set(after.runs) <= set(desk.runs)
