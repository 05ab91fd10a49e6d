"""A recorded session, explained with the keys and without."""

import pytest

from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.line.capture import Capture, explain
from cryptokit.mtproto.line.memory import pair, pump
from cryptokit.mtproto.transports.frames import Packet, Refusal
from cryptokit.mtproto.transports.names import TRANSPORTS
from cryptokit.rng import system

HANDSHAKE = [
    "req_pq_multi",
    "resPQ",
    "req_DH_params",
    "server_DH_params_ok",
    "set_client_DH_params",
    "dh_gen_ok",
]


@pytest.fixture(scope="module", params=[*TRANSPORTS, "obfuscated2 with a secret"])
def session(request, lab):
    """A handshake, two texts and a ping, recorded."""
    transport = lab.transports[request.param]
    tap = Capture(clock=lambda: lab.NOW)
    with lab.folder() as folder, lab.server(folder / "inbox.sqlite") as server:
        client = lab.client()
        ends = pair(transport, tap=tap)
        client.connect(ends.device)
        pump(client, server, ends)
        for text in ("the first secret", "the second secret"):
            client.say(text)
            pump(client, server, ends)
        client.ping(7)
        pump(client, server, ends)
    return transport, tap.recording, client.made.key


def test_with_the_key_every_frame_says_what_it_is(session):
    transport, recording, key = session
    found = explain(recording, [key], secret=transport.secret)
    said = [" + ".join(one.says) for one in found]
    assert said[:6] == HANDSHAKE
    assert said[6] == "messages.sendMessage"
    assert said[7] == "new_session_created + rpc_result: updateShortSentMessage"
    assert said[8].startswith("messages.sendMessage")
    assert "pong" in said[-1]
    bodies = b"".join(part.data for one in found for part in one.bodies)
    assert b"the first secret" in bodies
    assert b"the second secret" in bodies


def test_without_the_key_the_handshake_is_open_and_the_rest_is_shut(session):
    transport, recording, key = session
    found = explain(recording, secret=transport.secret)
    assert [one.says for one in found[:6]] == [(name,) for name in HANDSHAKE]
    assert all(one.says == () and one.inside is None and not one.bodies for one in found[6:])
    everything = b"".join(part.data for one in found for part in (one.wire, one.payload) if part)
    assert b"secret" not in everything
    assert {dict(one.payload.lines())["key_id"] for one in found[6:]} == {key.key_id().hex()}


def test_without_the_proxys_secret_there_is_nothing_to_explain(session):
    transport, recording, key = session
    found = explain(recording, [key])
    assert (found == ()) is (transport.secret is not None)


def test_the_parts_tile_what_they_explain(session):
    transport, recording, key = session
    for one in explain(recording, [key], secret=transport.secret):
        for part in (one.wire, one.payload, one.inside, *one.bodies):
            if part:
                assert "".join(text for _, text in part.lines()) == part.data.hex()


def test_the_frames_are_all_that_went_by(session):
    transport, recording, key = session
    sizes = sum(one.seen.size for one in explain(recording, [key], secret=transport.secret))
    went = sum(len(chunk.data) for chunk in recording)
    assert went - sizes == len(transport.dial(system).opening)


def test_refusals_and_forgeries_are_told_as_what_they_are(lab):
    tap = Capture(clock=lambda: lab.NOW)
    ends = pair(lab.transports["intermediate"], tap=tap)
    key = lab.key().key
    ends.device.send(Packet(key.key_id() + bytes(64)))
    ends.device.send(Packet(bytes(8) + b"not a message of any kind..."))
    ends.server.send(Refusal(429))
    forged, odd, refused = explain(tap.recording, [key])
    assert (forged.says, forged.inside) == ((), None)
    assert (odd.says, odd.payload) == ((), None)
    assert refused.says == ("429: too many connections",)
    assert refused.seen.to is Direction.TO_CLIENT
