"""A device and a server over loopback TCP and in memory, in every transport: the same bytes."""

import asyncio
from functools import cache

import pytest

from cryptokit.keys import AuthKey
from cryptokit.mtproto import objects, quick_ack
from cryptokit.mtproto.auth.terms import Terms
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.line import tcp
from cryptokit.mtproto.line.capture import Capture
from cryptokit.mtproto.line.client import Client
from cryptokit.mtproto.line.memory import pair, pump
from cryptokit.mtproto.transports.frames import Packet, QuickAck, Refusal
from cryptokit.mtproto.transports.names import TRANSPORTS
from cryptokit.mtproto.transports.recording import one_way
from cryptokit.rng import lesson

NAMES = [*TRANSPORTS, "obfuscated2 with a secret"]
MESSAGES = 50
each_transport = pytest.mark.parametrize("name", NAMES)


def texts(server, client):
    return [one.text.text.decode() for one in server.inbox.texts(client.made.key.key_id())]


def story(client):
    """What a device does, as steps: each gives what must hold before the next."""
    for number in range(MESSAGES):
        ticket = client.say(f"text {number}")
        yield lambda ticket=ticket: client.answer(ticket) is not None
    ping = client.ping(7)
    yield lambda: client.answer(ping) is not None


def end(client):
    """After the reconnect: what was said while there was no connection arrives first."""
    yield lambda: client.unanswered == 0
    show = client.call("lab.getMessages", after=MESSAGES - 1, limit=10)
    yield lambda: client.answer(show) is not None and client.unanswered == 0


def in_memory(lab, name, folder):
    transport = lab.transports[name]
    taps = [Capture(clock=lambda: lab.NOW) for _ in range(2)]
    with lab.server(folder / "memory.sqlite") as server:
        client = lab.client()
        for turn, (tap, steps) in enumerate(zip(taps, (story, end), strict=True)):
            ends = pair(
                transport,
                tap=tap,
                rng=lesson(f"device {turn}"),
                server_rng=lesson("server's transport"),
            )
            client.connect(ends.device)
            pump(client, server, ends)
            for holds in steps(client):
                pump(client, server, ends)
                assert holds()
            ends.device.close()
            if not turn:
                client.say("said while away")
        return taps, client, texts(server, client)


def over_tcp(lab, name, folder):
    transport = lab.transports[name]
    taps = [Capture(clock=lambda: lab.NOW) for _ in range(2)]

    async def run(server, client):
        for turn, (tap, steps) in enumerate(zip(taps, (story, end), strict=True)):
            serving = tcp.serving(server, secret=transport.secret, rng=lesson("server's transport"))
            async with serving as port:
                dialled = tcp.dialled(transport, port, tap=tap, rng=lesson(f"device {turn}"))
                async with dialled as wire:
                    client.connect(wire.end)
                    assert await tcp.talk(client, wire, lambda: client.made)
                    for holds in steps(client):
                        assert await tcp.talk(client, wire, holds)
                assert not wire.end.is_open
            if not turn:
                client.say("said while away")

    with lab.server(folder / "tcp.sqlite") as server:
        client = lab.client()
        asyncio.run(run(server, client))
        return taps, client, texts(server, client)


@pytest.fixture(scope="session")
def ran(lab):
    """Run each way of each transport once."""

    @cache
    def run(way, name):
        with lab.folder() as folder:
            return way(lab, name, folder)

    return run


@each_transport
@pytest.mark.parametrize("way", [in_memory, over_tcp])
def test_a_handshake_fifty_messages_and_a_reconnect(ran, way, name):
    _, client, stored = ran(way, name)
    assert stored == [*(f"text {number}" for number in range(MESSAGES)), "said while away"]
    assert client.unanswered == 0
    assert client.refused is None
    shown = objects.read_all(client.answer(MESSAGES + 3), "lab.messages")
    assert [one.data("text").decode() for one in shown["messages"]] == stored[-2:]


@each_transport
def test_a_socket_carries_the_very_bytes_that_memory_does(ran, name):
    memory, tcp_ = (ran(way, name)[0] for way in (in_memory, over_tcp))
    for one, other in zip(memory, tcp_, strict=True):
        for to in Direction:
            went = one_way(one.recording, to)
            assert went
            assert went == one_way(other.recording, to)


def test_both_sides_hold_one_key_and_the_file_has_it(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.client()
        ends = pair(lab.transports["full"])
        client.connect(ends.device)
        pump(client, server, ends)
        assert server.inbox.key(client.made.key.key_id()) == client.made.key


def test_a_device_trusts_nobody_but_its_servers_keys(lab, inbox):
    with lab.server(inbox) as server:
        client = Client([], Terms(dc=2), clock=lambda: lab.NOW)
        ends = pair(lab.transports["full"])
        client.connect(ends.device)
        pump(client, server, ends)
        assert client.made is None
        assert not ends.device.is_open


def test_a_wrong_data_centre_is_told_so(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.client(terms=Terms(dc=3))
        ends = pair(lab.transports["padded intermediate"])
        client.connect(ends.device)
        pump(client, server, ends)
        assert client.refused == Refusal(444)
        assert client.made is None


def test_a_key_that_the_server_lost_is_told_so(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.client(made=lab.key("of another server"))
        ends = pair(lab.transports["padded intermediate"])
        client.connect(ends.device)
        client.say("anybody there?")
        pump(client, server, ends)
        assert client.refused == Refusal(404)
        assert not ends.server.is_open


def test_calls_wait_for_a_key(lab):
    with pytest.raises(ValueError, match="shake hands"):
        lab.client().say("too early")


@pytest.mark.parametrize("name", [name for name in NAMES if name != "full"])
def test_quick_receipts_come_and_are_true(lab, inbox, name):
    with lab.server(inbox) as server:
        client = lab.acquainted(server, quick=True)
        transport = lab.transports[name]
        ends = pair(transport)
        client.connect(ends.device)
        for number in range(5):
            client.say(f"text {number}")
            pump(client, server, ends)
        assert client.receipts == 5


def test_the_published_receipts_are_computed(messages):
    key = AuthKey(bytes.fromhex(messages["auth_key"]))
    found = [one for one in messages["accept"] if one["version"] == 2 and one["quick_ack_token"]]
    assert len(found) > 1
    for one in found:
        packet = bytes.fromhex(one["packet"])
        assert quick_ack.token(key, packet).hex() == one["quick_ack_token"]


def test_a_forged_receipt_counts_for_nothing(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.acquainted(server, quick=True)
        ends = pair(lab.transports["intermediate"])
        client.connect(ends.device)
        client.say("did it come?")
        assert ends.server.receive().wants_quick_ack
        ends.server.send(QuickAck(b"\1\2\3\x84"))
        client.attend()
        assert client.receipts == 0


def test_two_devices_do_not_see_each_others_texts(lab, inbox):
    with lab.server(inbox) as server:
        one, other = (lab.acquainted(server, seed=seed) for seed in ("one", "other"))
        for client in (one, other):
            ends = pair(lab.transports["abridged"])
            client.connect(ends.device)
            client.say(f"my id is {client.made.key.key_id().hex()}")
            pump(client, server, ends)
        assert texts(server, one) != texts(server, other)
        assert len(texts(server, one)) == len(texts(server, other)) == 1


def sending(text, peer="inputPeerSelf", **whom):
    fields = {"peer": objects.TlObject(peer, whom), "message": text, "random_id": 1}
    return "messages.sendMessage", fields


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (sending(b""), "MESSAGE_EMPTY"),
        (sending(bytes(4097)), "MESSAGE_TOO_LONG"),
        (sending(b"x", "inputPeerChat", chat_id=1), "PEER_ID_INVALID"),
        (sending(b"x", "boolTrue"), "INPUT_METHOD_INVALID"),
        (("help.getConfig", {}), "INPUT_METHOD_INVALID"),
        (("boolTrue", {}), "INPUT_METHOD_INVALID"),
    ],
)
def test_a_call_that_cannot_be_done_says_why(lab, inbox, call, code):
    kind, fields = call
    with lab.server(inbox) as server:
        client = lab.acquainted(server)
        ends = pair(lab.transports["abridged"])
        client.connect(ends.device)
        ticket = client.call(kind, **fields)
        pump(client, server, ends)
        (failure,) = client.outcomes
        assert (failure.ticket, failure.text) == (ticket, code)
        assert texts(server, client) == []


def test_the_nearest_data_centre_is_this_one(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.acquainted(server)
        ends = pair(lab.transports["abridged"])
        client.connect(ends.device)
        ticket = client.call("help.getNearestDc")
        pump(client, server, ends)
        assert objects.read_all(client.answer(ticket), "nearestDc").number("this_dc") == 2


def test_a_temporary_key_that_nobody_vouches_for_may_ask_where_it_is_and_no_more(lab, inbox):
    with lab.server(inbox) as server:
        made = lab.key("temporary", expires_at=int(lab.NOW) + 3600)
        server._keys.add(made, now=lab.NOW)
        client = lab.client(made=made)
        ends = pair(lab.transports["abridged"])
        client.connect(ends.device)
        where = client.call("help.getNearestDc")
        client.say("keep this")
        pump(client, server, ends)
        assert client.answer(where)
        assert client.outcomes[-1].text == "AUTH_KEY_PERM_EMPTY"
        assert texts(server, client) == []
        assert server.inbox.key(made.key.key_id()) is None  # in memory only


def test_a_temporary_key_that_is_bound_writes_into_the_account_of_its_permanent_key(lab, inbox):
    with lab.server(inbox) as server:
        permanent, made = (
            lab.key("permanent"),
            lab.key("temporary", expires_at=int(lab.NOW) + 3600),
        )
        for one in (permanent, made):
            server._keys.add(one, now=lab.NOW)
        client = lab.client(made=made)
        ends = pair(lab.transports["abridged"])
        client.connect(ends.device)
        ticket = client.bind(permanent.key)
        pump(client, server, ends)
        assert client.answer(ticket) == objects.write("boolTrue")
        client.say("keep this")
        pump(client, server, ends)
        (stored,) = server.inbox.texts(permanent.key.key_id())
        assert stored.text.text == b"keep this"


def test_nobody_binds_a_key_without_the_permanent_one(lab, inbox):
    with lab.server(inbox) as server:
        made = lab.key("temporary", expires_at=int(lab.NOW) + 3600)
        server._keys.add(made, now=lab.NOW)
        client = lab.client(made=made)
        ends = pair(lab.transports["abridged"])
        client.connect(ends.device)
        for seed in ("not known here", "temporary"):
            client.bind(lab.key(seed).key)
            pump(client, server, ends)
            assert client.outcomes[-1].text == "ENCRYPTED_MESSAGE_INVALID"
        client.say("keep this")
        pump(client, server, ends)
        assert client.outcomes[-1].text == "AUTH_KEY_PERM_EMPTY"


def test_only_a_temporary_key_is_bound(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.acquainted(server)
        with pytest.raises(ValueError, match="no temporary key"):
            client.bind(lab.key("permanent").key)


def test_a_temporary_key_is_gone_when_its_time_is_over(lab, inbox):
    now = [lab.NOW]
    with lab.server(inbox, at=lambda: now[0]) as server:
        made = lab.key("temporary", expires_at=int(lab.NOW) + 60)
        server._keys.add(made, now=lab.NOW)
        client = lab.client(made=made, at=lambda: now[0])
        ends = pair(lab.transports["abridged"])
        client.connect(ends.device)
        client.ping(1)
        pump(client, server, ends)
        now[0] += 61
        client.ping(2)
        pump(client, server, ends)
        assert client.refused == Refusal(404)


def test_a_packet_that_cannot_be_opened_ends_the_connection_without_a_word(lab, inbox):
    with lab.server(inbox) as server:
        client = lab.acquainted(server)
        ends = pair(lab.transports["intermediate"])
        client.connect(ends.device)
        ends.device.send(Packet(client.made.key.key_id() + bytes(16 + 48)))
        server.attend(ends.server)
        assert not ends.server.is_open
        assert ends.device.receive() is None


@pytest.mark.parametrize("at", [24, 39])
def test_an_answer_to_another_run_ends_the_connection(lab, inbox, at):
    with lab.server(inbox) as server:
        client = lab.client()
        ends = pair(lab.transports["intermediate"])
        client.connect(ends.device)
        server.attend(ends.server)
        answer = bytearray(ends.device.receive().payload)
        answer[at] ^= 1  # the first and the last byte of the nonce
        ends.server.send(Packet(bytes(answer)))
        client.attend()
        assert not ends.device.is_open
        assert client.made is None
