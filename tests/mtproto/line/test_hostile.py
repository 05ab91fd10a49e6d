"""What a hostile peer costs: nothing grows without bound, and nothing is kept past its time."""

import asyncio
import gc
from contextlib import suppress

from hypothesis import example, given
from hypothesis import strategies as st

from cryptokit.keys import AuthKey
from cryptokit.mtproto import cloud, objects
from cryptokit.mtproto.auth import memory
from cryptokit.mtproto.calls.caller import Answer
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.line import client as client_
from cryptokit.mtproto.line import server as server_
from cryptokit.mtproto.line import tcp
from cryptokit.mtproto.line.capture import explain
from cryptokit.mtproto.line.connection import End
from cryptokit.mtproto.line.memory import pair, pump
from cryptokit.mtproto.transports.abridged import Abridged
from cryptokit.mtproto.transports.frames import Packet
from cryptokit.mtproto.transports.listening import listen
from cryptokit.mtproto.transports.recording import Chunk
from cryptokit.mtproto.transports.stream import dial
from cryptokit.rng import lesson, system

HOUR = 3600


class Clock:
    """A clock that somebody moves on."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


def met(server, client, lab, name="intermediate"):
    """Connect two, and let them react."""
    ends = pair(lab.transports[name])
    client.connect(ends.device)
    pump(client, server, ends)
    return ends


def temporary(server, lab, seed="temporary", life=HOUR):
    made = lab.key(seed, expires_at=int(lab.NOW) + life)
    server._keys.add(made, now=lab.NOW)
    return made


# Frames


def test_the_frames_behind_a_bad_packet_are_not_even_read(lab, inbox):
    end = End(listen(), sends=Direction.TO_CLIENT, carry=lambda _: None)
    end.arrived(Abridged.tag + b"\x01evil" * 3)
    with lab.server(inbox) as server:
        assert server.attend(end) == 1
    assert not end.is_open
    assert end._codec.received == 1


def test_a_bad_frame_closes_when_its_turn_comes_and_not_before():
    hung_up = []
    end = End(
        listen(),
        sends=Direction.TO_CLIENT,
        carry=lambda _: None,
        hang_up=lambda: hung_up.append(1),
    )
    end.arrived(Abridged.tag + b"\x01good\x00bad")
    assert end.receive() == Packet(b"good")
    assert end.is_open
    assert end.receive() is None
    assert not end.is_open
    assert end.refused.field == "length"
    assert end.receive() is None
    assert hung_up == [1]


def test_a_browser_is_hung_up_on_at_once():
    end = End(listen(), sends=Direction.TO_CLIENT, carry=lambda _: None)
    end.arrived(b"GET / HTTP/1.1")
    assert not end.is_open
    assert end.refused.field == "first bytes"


# Keys that ended


def test_nobody_who_seizes_the_server_finds_a_temporary_key_that_ended(lab, inbox):
    clock = Clock(lab.NOW)
    with lab.server(inbox, at=clock) as server:
        permanent = lab.key("permanent")
        server._keys.add(permanent, now=lab.NOW)
        made = temporary(server, lab)
        client = lab.client(made=made, at=clock)
        ends = met(server, client, lab)
        ticket = client.bind(permanent.key)
        pump(client, server, ends)
        assert client.answer(ticket) == objects.write("boolTrue")
        assert made.key in held(server)
        clock.now += HOUR + 1
        met(server, lab.client(made=permanent, at=clock), lab)
        server.attend(noisy())
        assert made.key not in held(server)
        assert not server._keys._salts.get(made.key.key_id())


def noisy():
    """Give an end at which a packet under an unknown key came."""
    end = End(listen(), sends=Direction.TO_CLIENT, carry=lambda _: None)
    end.arrived(dial(Abridged()).write(Packet(b"stranger" + bytes(32)), rng=system)[1])
    return end


def held(server):
    """All keys that can be reached from a server, in memory."""
    found, todo = {}, [server]
    while todo:
        one = todo.pop()
        if id(one) in found or isinstance(one, type):
            continue
        found[id(one)] = one
        if type(one).__module__.startswith("cryptokit") or isinstance(one, dict | tuple | list):
            todo += [more for more in gc.get_referents(one) if not callable(more)]
    return [one for one in found.values() if isinstance(one, AuthKey)]


def test_a_run_that_is_over_leaves_no_key_in_the_servers_memory(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.client()
        met(server, client, lab)
        assert client.made
        assert [run.state for run in server._desk.runs.values()] == [None]
        assert client.made.key not in held(server)


def test_a_binding_does_not_make_a_key_live_longer(lab, inbox):
    with lab.server(inbox) as server:
        permanent, made = lab.key("permanent"), temporary(server, lab)
        server._keys.add(permanent, now=lab.NOW)
        client = lab.client(made=made)
        client.made = lab.key("temporary", expires_at=int(lab.NOW) + 100 * HOUR)  # so it claims
        ends = met(server, client, lab)
        client.bind(permanent.key)
        pump(client, server, ends)
        (bound,) = server._keys._bound.values()
        assert bound.expires_at == made.expires_at


def test_what_is_said_beside_the_binding_is_taken(lab, inbox):
    with lab.server(inbox) as server:
        permanent, made = lab.key("permanent"), temporary(server, lab)
        server._keys.add(permanent, now=lab.NOW)
        client = lab.client(made=made)
        client.bind(permanent.key)  # while there is no connection: both go in one packet
        client.say("in the same packet")
        met(server, client, lab)
        (stored,) = server.inbox.texts(permanent.key.key_id())
        assert stored.text.text == b"in the same packet"


def test_salts_that_ended_are_forgotten_when_the_next_key_is_made(lab, inbox):
    with lab.server(inbox) as server:
        for day in range(3):
            server._keys.add(lab.key(f"{day}"), now=lab.NOW + day * 24 * HOUR)
        assert set(server._keys._salts) == {lab.key("2").key.key_id()}


# What grows


def test_many_runs_push_out_the_one_that_stood_still_for_longest(lab, inbox, monkeypatch):
    monkeypatch.setattr(memory, "RUNS", 3)
    with lab.server(inbox) as server:
        clients = [lab.client(seed=f"{number}") for number in range(4)]
        ends = [pair(lab.transports["full"]) for _ in clients]
        for client, one in zip(clients, ends, strict=True):
            client.connect(one.device)
        names = [client._step.nonce for client in clients]
        for number in (0, 1, 2):
            server.attend(ends[number].server)
        clients[0].attend()  # it goes on, so it is not the one that stood still
        server.attend(ends[0].server)
        server.attend(ends[3].server)
        assert list(server._desk.runs) == [names[2], names[0], names[3]]
        for client, one in zip(clients, ends, strict=True):
            pump(client, server, one)
        assert [client.made is not None for client in clients] == [True, False, True, True]


def test_a_device_that_takes_no_answer_loses_its_session_and_no_text(lab, inbox, monkeypatch):
    monkeypatch.setattr(server_, "OWED", 500)
    with lab.server(inbox) as server:
        client = lab.acquainted(server)
        ends = pair(lab.transports["abridged"])
        client.connect(ends.device)
        for number in range(40):
            client.say(f"text {number}")
            server.attend(ends.server)
            for state in server._sessions.values():
                assert sum(len(one.body) for one in state.outbox.waiting) <= 500
        pump(client, server, ends)
        assert client.unanswered == 0
        assert len(server.inbox.texts(client.made.key.key_id())) == 40


def test_a_server_remembers_so_many_sessions_and_the_last_that_spoke(lab, inbox, monkeypatch):
    monkeypatch.setattr(server_, "SESSIONS", 2)
    with lab.server(inbox) as server:
        clients = [lab.acquainted(server, seed=f"{number}") for number in range(3)]
        ends = [met(server, client, lab) for client in clients]
        for number in (0, 1, 0, 2):
            clients[number].ping(1)
            pump(clients[number], server, ends[number])
        keys = [client.made.key.key_id() for client in clients]
        assert [place[0] for place in server._sessions] == [keys[0], keys[2]]


def test_a_device_keeps_the_last_outcomes(lab, inbox, monkeypatch):
    monkeypatch.setattr(client_, "OUTCOMES", 3)
    with lab.server(inbox) as server:
        client = lab.acquainted(server)
        ends = met(server, client, lab)
        for number in range(5):
            client.ping(number)
            pump(client, server, ends)
        answers = [Answer(n + 1, n.to_bytes(8, "little")) for n in range(5)]
        assert client.outcomes == answers[-3:]
        assert client.acknowledged == {3, 4, 5}


# Sockets


def test_silence_is_broken_off_and_a_device_that_speaks_is_not(lab, inbox):
    async def run(server):
        async with tcp.serving(server, patience=0.5) as port:
            client = lab.acquainted(server)
            async with tcp.dialled(lab.transports["abridged"], port) as wire:
                client.connect(wire.end)
                reader, writer = await asyncio.open_connection(tcp.HERE, port)
                writer.write(b"\xee" * 4)  # a transport, and then nothing
                for number in range(4):
                    await asyncio.sleep(0.2)
                    ticket = client.ping(number)
                    assert await tcp.talk(client, wire, lambda: client.answer(ticket))  # noqa: B023
                with suppress(ConnectionResetError):
                    assert await asyncio.wait_for(reader.read(), timeout=10) == b""
                writer.close()

    with lab.server(inbox) as server:
        asyncio.run(run(server))


def test_a_connection_that_is_broken_off_before_it_is_there_ends(lab):
    class Socket(asyncio.Transport):
        aborted = False

        def abort(self):
            self.aborted = True

    async def run():
        wire = tcp.Wire(listen(), Direction.TO_CLIENT, lambda _: None)
        wire.abort()
        socket = Socket()
        wire.connection_made(socket)
        assert socket.aborted
        wire.connection_lost(None)
        await asyncio.wait_for(wire.closed, timeout=10)

    asyncio.run(run())


def test_nobody_waits_for_a_connection_that_is_over():
    async def run():
        wire = tcp.Wire(listen(), Direction.TO_CLIENT, lambda _: None)
        wire.give_up_after(HOUR)
        first = wire._end_of_patience
        wire.give_up_after(HOUR)
        assert first.cancelled()
        wire.connection_lost(None)
        assert wire._end_of_patience.cancelled()

    asyncio.run(run())


# Recordings


def sealed(made, body):
    message = CloudMessage(made.salt, b"session.", 4, 1, body)
    return cloud.seal(made.key, message, to=Direction.TO_SERVER, rng=lesson("sealed"))


RESULT = objects.write("rpc_result", req_msg_id=4, result=objects.write("boolTrue"))


@given(st.lists(st.binary(min_size=4, max_size=4), max_size=15).map(b"".join))
@example(RESULT[:4])
@example(RESULT[:-4])
@example(RESULT + b"more")
@example(objects.write("boolTrue") + b"more")
@example(objects.write("msg_container", messages=[])[:4])
def test_whatever_a_key_holder_locks_is_explained_without_an_error(lab, body):
    made = lab.key()
    data = dial(Abridged()).write(Packet(sealed(made, body)), rng=system)[1]
    (found,) = explain([Chunk(5.0, Direction.TO_SERVER, data)], [made.key])
    for part in found.bodies:
        leaves = list(part.span.leaves())
        assert "".join(text for _, text in part.lines()) == part.data.hex()
        assert not part.data or leaves[-1].end == len(part.data)


def test_an_answer_that_does_not_parse_is_named_by_what_it_begins_with(lab):
    made = lab.key()
    data = dial(Abridged()).write(Packet(sealed(made, RESULT[:4])), rng=system)[1]
    (found,) = explain([Chunk(5.0, Direction.TO_SERVER, data)], [made.key])
    assert found.says == ("rpc_result",)
    data = dial(Abridged()).write(Packet(sealed(made, RESULT)), rng=system)[1]
    (found,) = explain([Chunk(5.0, Direction.TO_SERVER, data)], [made.key])
    assert found.says == ("rpc_result: boolTrue",)
