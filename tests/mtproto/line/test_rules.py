"""What the two parties and their keys do in the cases that a short talk does not meet."""

import asyncio
from contextlib import closing
from dataclasses import replace

import pytest

from cryptokit.mtproto import objects, quick_ack
from cryptokit.mtproto.auth.terms import Terms
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.line import methods, tcp
from cryptokit.mtproto.line.capture import Capture, explain
from cryptokit.mtproto.line.inbox import Inbox, Text
from cryptokit.mtproto.line.keyring import Keyring
from cryptokit.mtproto.line.memory import pair, pump
from cryptokit.mtproto.transports.frames import Packet, QuickAck
from cryptokit.mtproto.transports.listening import listen

HALF_HOUR = 1800


def talk(server, client, lab, *, said=("hello",)):
    """Let a device say something; give what went by, in words."""
    tap = Capture(clock=lambda: lab.NOW)
    ends = pair(lab.transports["intermediate"], tap=tap)
    client.connect(ends.device)
    pump(client, server, ends)
    for text in said:
        client.say(text)
        pump(client, server, ends)
    return [" + ".join(one.says) for one in explain(tap.recording, [client.made.key])]


# Keys


def refuse_keys(monkeypatch, count):
    """Let the server take the next keys for known."""
    seen = []

    def taken(_, key_id):
        seen.append(key_id)
        return len(seen) <= count

    monkeypatch.setattr(Keyring, "__contains__", taken)


@pytest.mark.parametrize(("count", "fails"), [(1, 0), (5, 0), (6, 1)])
def test_a_device_whose_key_is_taken_goes_on_until_it_has_another(
    lab, inbox, monkeypatch, count, fails
):
    refuse_keys(monkeypatch, count)
    with lab.server(inbox) as server:
        client = lab.client()
        told = talk(server, client, lab)
        assert told.count("dh_gen_retry") == count - fails
        assert told.count("dh_gen_fail") == fails
        assert told.count("dh_gen_ok") == 1
        assert server.inbox.key(client.made.key.key_id()) == client.made.key


def test_an_id_is_taken_by_a_permanent_key_and_by_a_temporary_one(lab, inbox):
    with closing(Inbox(inbox)) as file:
        ring, keys = Keyring(file), [lab.key("one"), lab.key("other", expires_at=1 << 32)]
        ids = [made.key.key_id() for made in keys]
        assert [one in ring for one in ids] == [False, False]
        for made in keys:
            ring.add(made, now=lab.NOW)
        assert [one in ring for one in ids] == [True, True]
        assert lab.key("third").key.key_id() not in ring


def test_a_key_that_is_there_stays_as_it_is(lab, inbox):
    with closing(Inbox(inbox)) as file:
        made = lab.key()
        file.add_key(made.key)
        file.add_key(made.key)
        assert file.key(made.key.key_id()) == made.key


def test_the_device_reckons_with_the_servers_clock_from_its_first_packet_on(lab, inbox):
    with lab.server(inbox, at=lambda: lab.NOW + 5000) as server:
        told = talk(server, lab.client(), lab)
        assert "bad_msg_notification" not in " ".join(told)
        assert any("updateShortSentMessage" in one for one in told)


@pytest.mark.parametrize(
    ("later", "refused"), [(HALF_HOUR + 1, False), (2 * HALF_HOUR - 2, False), (7200, True)]
)
def test_the_first_salt_holds_for_an_hour(lab, inbox, later, refused):
    now = [lab.NOW]
    with lab.server(inbox, at=lambda: now[0]) as server:
        client = lab.client(at=lambda: now[0])
        talk(server, client, lab, said=())
        now[0] += later
        told = talk(server, client, lab)
        assert any("bad_server_salt" in one for one in told) is refused
        assert client.unanswered == 0


def test_a_session_goes_on_when_its_salts_have_changed(lab, inbox):
    now = [lab.NOW]
    with lab.server(inbox, at=lambda: now[0]) as server:
        client = lab.client(at=lambda: now[0])
        for _ in range(4):
            told = talk(server, client, lab)
            assert any("updateShortSentMessage" in one for one in told)
            now[0] += 7200
        assert len(server._sessions) == 1


# Refusals


def test_a_refused_step_of_the_handshake_ends_the_connection(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.client(terms=Terms(dc=3))
        ends = pair(lab.transports["full"])
        client.connect(ends.device)
        pump(client, server, ends)
        assert client.refused.code == 444
        assert not ends.server.is_open
        assert not ends.device.is_open


def test_a_receipt_for_a_packet_of_an_earlier_connection_does_not_count(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.acquainted(server, quick=True)
        first, second = (pair(lab.transports["intermediate"]) for _ in range(2))
        client.connect(first.device)
        client.say("did it come?")
        packet = first.server.receive().payload
        client.connect(second.device)
        second.server.receive()
        token = quick_ack.token(client.made.key, packet)
        second.server.send(QuickAck(token))
        client.attend()
        assert client.receipts == 0


def test_a_receipt_counts_once(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.acquainted(server, quick=True)
        ends = pair(lab.transports["intermediate"])
        client.connect(ends.device)
        client.say("did it come?")
        token = quick_ack.token(client.made.key, ends.server.receive().payload)
        for _ in range(2):
            ends.server.send(QuickAck(token))
        client.attend()
        assert client.receipts == 1


def test_a_device_that_speaks_as_a_server_does_is_hung_up_on(lab, inbox):
    with lab.server(inbox) as server:
        ends = pair(lab.transports["intermediate"])
        ends.device.send(Packet(b"\x6c\xfe\xff\xff"))  # -404, which a device has no use for
        server.attend(ends.server)
        assert not ends.server.is_open


# Calls


def asked(inbox, **fields):
    about = Text(b"key id..", b"session.", 4, 0, 5, b"")
    found = methods.do(objects.write("lab.getMessages", **fields), inbox, dc=2, about=about)
    return [one.number("id") for one in objects.read_all(found, "lab.messages")["messages"]]


def test_texts_come_from_where_one_asks_and_a_hundred_at_a_time(inbox):
    with closing(Inbox(inbox)) as file:
        for number in range(102):
            file.add(Text(b"key id..", b"session.", 4 * number, number, 5, b"hello"))
        file.add(Text(b"another.", b"session.", 4, 7, 5, b"not for them"))
        assert asked(file, after=0, limit=1000) == list(range(1, 101))
        assert asked(file, after=100, limit=10) == [101, 102]
        assert asked(file, after=1, limit=2) == [2, 3]
        assert asked(file, after=0, limit=0) == asked(file, after=0, limit=-1) == []


def test_the_longest_text_is_taken(inbox):
    with closing(Inbox(inbox)) as file:
        about = Text(b"key id..", b"session.", 4, 0, 5, b"")
        peer = objects.TlObject("inputPeerSelf", {})
        call = objects.write(
            "messages.sendMessage", peer=peer, message=bytes(methods.TEXT_LIMIT), random_id=1
        )
        found = methods.do(call, file, dc=2, about=about)
        assert objects.read_all(found).kind == "updateShortSentMessage"


def test_the_nearest_data_centre_is_the_only_one(inbox):
    with closing(Inbox(inbox)) as file:
        about = Text(b"key id..", b"session.", 4, 0, 5, b"")
        found = methods.do(objects.write("help.getNearestDc"), file, dc=4, about=about)
        told = objects.read_all(found, "nearestDc")
        assert (told.number("this_dc"), told.number("nearest_dc")) == (4, 4)


def test_a_permanent_key_is_not_bound_to_another(lab, inbox):
    with lab.server(inbox) as server:
        client, other = (lab.acquainted(server, seed=seed) for seed in ("one", "other"))
        client.made = replace(client.made, expires_at=int(lab.NOW) + 60)  # so it claims
        ends = pair(lab.transports["full"])
        client.connect(ends.device)
        client.bind(other.made.key)
        pump(client, server, ends)
        assert [one.text for one in client.outcomes] == ["INPUT_METHOD_INVALID"]


# Sockets


class Socket(asyncio.Transport):
    """Notes what is asked of it."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def __getattribute__(self, name):
        if name in {"pause_reading", "resume_reading", "close", "abort"}:
            return lambda: self.asked.append(name)
        return super().__getattribute__(name)


def test_whoever_does_not_read_is_not_read_from_until_it_does():
    async def run():
        wire = tcp.Wire(listen(), Direction.TO_CLIENT, lambda _: None)
        socket = Socket()
        wire.connection_made(socket)
        wire.pause_writing()
        wire.resume_writing()
        wire.end.close()
        wire.resume_writing()  # too late: nothing more is to come
        assert socket.asked == ["pause_reading", "resume_reading", "close"]
        wire.connection_lost(None)
        assert wire.closed.done()

    asyncio.run(run())


def test_a_place_is_free_again_when_a_connection_ends(lab, inbox):
    async def run(server):
        async with tcp.serving(server, limit=1) as port:
            for _ in range(3):
                client = lab.acquainted(server)
                async with tcp.dialled(lab.transports["abridged"], port) as wire:
                    client.connect(wire.end)
                    ticket = client.ping(1)
                    assert await tcp.talk(client, wire, lambda: client.answer(ticket))  # noqa: B023
                await asyncio.sleep(0.05)

    with lab.server(inbox) as server:
        asyncio.run(run(server))


def test_a_talk_ends_when_the_connection_does(lab, inbox):
    async def run(server):
        client = lab.client(made=lab.key("of another server"))
        async with (
            tcp.serving(server) as port,
            tcp.dialled(lab.transports["abridged"], port) as wire,
        ):
            client.connect(wire.end)
            client.say("anybody there?")
            talk = tcp.talk(client, wire, lambda: client.outcomes)
            assert await asyncio.wait_for(talk, timeout=10) is False
            assert client.refused.code == 404

    with lab.server(inbox) as server:
        asyncio.run(run(server))
