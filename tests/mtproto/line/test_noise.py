"""Strangers who send noise: the server says nothing, keeps nothing, and goes on serving."""

import asyncio
import socket
import struct
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.line import tcp
from cryptokit.mtproto.line.connection import End
from cryptokit.mtproto.transports.frames import Packet
from cryptokit.mtproto.transports.listening import listen
from cryptokit.mtproto.transports.names import TRANSPORTS
from cryptokit.rng import lesson, system

CONNECTIONS = 10_000
AT_ONCE = 100
STARTS = [b"", b"\xef", b"\xee" * 4, b"\xdd" * 4, b"\xef\x05" + bytes(8), b"GET / HTTP/1.1\r\n"]
RESET = struct.pack("ii", 1, 0)
"""Close with a reset, so that the system need not remember ten thousand closed sockets."""


def noise(luck):
    """0 to 200 bytes, some of which begin like a transport."""
    kind, size = luck(2)
    return (STARTS[kind % len(STARTS)] + luck(200))[: size % 201]


class Heard:
    """Counts the connections and bytes that a server took."""

    def __init__(self, monkeypatch):
        self.connections = self.bytes = 0
        made, received = tcp.Wire.connection_made, tcp.Wire.data_received

        def connection_made(wire, transport):
            self.connections += 1
            made(wire, transport)

        def data_received(wire, data):
            received(wire, data)
            self.bytes += len(data)

        monkeypatch.setattr(tcp.Wire, "connection_made", connection_made)
        monkeypatch.setattr(tcp.Wire, "data_received", data_received)


def flood(port, heard):
    """Send noise over many connections, a hundred at a time; hang up when all of it was heard."""
    luck, sent = lesson("strangers"), 0
    for _ in range(CONNECTIONS // AT_ONCE):
        strangers = [socket.create_connection((tcp.HERE, port)) for _ in range(AT_ONCE)]
        for stranger in strangers:
            data = noise(luck)
            stranger.sendall(data)
            sent += len(data)
        patience = time.monotonic() + 30  # so that a server which stops does not stop the tests
        while heard.bytes < sent and time.monotonic() < patience:
            time.sleep(0.001)
        for stranger in strangers:
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            stranger.close()
    return sent


def test_ten_thousand_strangers_do_not_stop_the_server(lab, inbox, monkeypatch):
    heard = Heard(monkeypatch)

    async def run(server):
        async with tcp.serving(server) as port:
            sent = await asyncio.wait_for(asyncio.to_thread(flood, port, heard), timeout=60)
            assert (heard.connections, heard.bytes) == (CONNECTIONS, sent)
            client = lab.acquainted(server)
            async with tcp.dialled(TRANSPORTS["padded intermediate"], port) as wire:
                client.connect(wire.end)
                ticket = client.say("still there?")
                assert await tcp.talk(client, wire, lambda: client.answer(ticket))

    with lab.server(inbox) as server:
        asyncio.run(run(server))
        assert len(server._sessions) == 1  # the one device's
        assert not server._desk.runs


@pytest.mark.parametrize("limit", [1, 3])
def test_one_connection_too_many_is_closed_at_once(lab, inbox, limit):
    async def run(server):
        async with tcp.serving(server, limit=limit) as port:
            held = [await asyncio.open_connection(tcp.HERE, port) for _ in range(limit)]
            await asyncio.sleep(0.05)
            reader, writer = await asyncio.open_connection(tcp.HERE, port)
            with suppress(ConnectionResetError):  # an end may look like either
                assert await asyncio.wait_for(reader.read(), timeout=10) == b""
            for _, one in [*held, (reader, writer)]:
                one.close()

    with lab.server(inbox) as server:
        asyncio.run(run(server))


@settings(max_examples=150)
@given(
    start=st.sampled_from(STARTS),
    pieces=st.lists(st.binary(max_size=120), max_size=5),
)
def test_noise_is_answered_with_silence_or_a_refusal(shared_server, start, pieces):
    said = []
    end = End(listen(), sends=Direction.TO_CLIENT, carry=said.append)
    for piece in [start, *pieces]:
        end.arrived(piece)
        shared_server.attend(end)
    assert all(b"\x6c\xfe\xff\xff" in one and len(one) < 24 for one in said)
    assert not said or not end.is_open
    assert not shared_server._sessions


@settings(max_examples=100)
@given(payload=st.binary(min_size=40, max_size=400).filter(any), known=st.booleans())
def test_packets_that_nobody_sealed_are_answered_with_nothing_that_helps(
    shared_server, lab, payload, known
):
    key = lab.key("stranger's aim")
    shared_server._keys.add(key, now=lab.NOW)
    payload = (key.key.key_id() if known else payload[:8]) + payload[8:]
    payload = payload[: len(payload) // 4 * 4]
    said = []
    end = End(listen(), sends=Direction.TO_CLIENT, carry=said.append)
    data = TRANSPORTS["abridged"].dial(system).write(Packet(payload), rng=system)[1]
    end.arrived(data)
    shared_server.attend(end)
    assert not end.is_open
    assert said == ([] if known else [b"\x01\x6c\xfe\xff\xff"])


@pytest.fixture(scope="module")
def shared_server(lab):
    with lab.folder() as folder, lab.server(folder / "inbox.sqlite") as server:
        yield server
