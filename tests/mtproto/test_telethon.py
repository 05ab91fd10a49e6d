"""Telethon on the other side of the line: its packets open here, and ours open there.

Telethon judges only what is good: it lets wrong padding and impossible lengths pass.
"""

import logging
import time
from collections import defaultdict
from struct import pack

from hypothesis import given, settings
from hypothesis import strategies as st
from telethon.crypto import AuthKey as TelethonKey
from telethon.network.mtprotostate import MTProtoState
from telethon.tl.functions import PingRequest
from telethon.tl.types import Pong

from cryptokit.keys import AuthKey
from cryptokit.mtproto import cloud, envelope, session
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.session import Kind

# Telethon drops leading zeros of a key, so this one has none.
key_bytes = st.binary(min_size=256, max_size=256).filter(lambda key: key[0])


def telethon(key):
    return MTProtoState(TelethonKey(key), defaultdict(lambda: logging.getLogger("telethon")))


def our_server_for(peer, key):
    session_id = pack("<q", peer.id)
    return session.server(AuthKey(key), salt=pack("<q", peer.salt), session_id=session_id)


@settings(max_examples=30)
@given(key_bytes, st.binary(min_size=16, max_size=16), st.booleans())
def test_both_derive_the_same_aes_key_and_iv(key, msg_key, to_server):
    ours = envelope.derive(key, msg_key, x=0 if to_server else 8)
    assert ours == MTProtoState._calc_key(key, msg_key, to_server)


@settings(max_examples=30)
@given(key_bytes, st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_a_packet_from_telethon_opens_here(key, salt, ping):
    peer = telethon(key)
    peer.salt = salt
    body = bytes(PingRequest(ping_id=ping))
    number = int(time.time()) << 32
    packet = peer.encrypt_message_data(pack("<qii", number, 1, len(body)) + body)
    _, message = session.receive(our_server_for(peer, key), packet, now=time.time())
    assert message == CloudMessage(pack("<q", salt), pack("<q", peer.id), number, 1, body)


@settings(max_examples=30)
@given(key_bytes, st.integers(-(2**63), 2**63 - 1))
def test_our_packet_opens_at_telethon(key, ping):
    peer = telethon(key)
    cloud_side = our_server_for(peer, key)
    body = bytes(Pong(msg_id=4, ping_id=ping))
    _, packet = session.send(cloud_side, body, now=time.time(), kind=Kind.ANSWER)
    answer = peer.decrypt_message_data(packet)
    assert (answer.obj.ping_id, answer.seq_no, answer.msg_id % 4) == (ping, 1, 1)


@settings(max_examples=30)
@given(key_bytes, st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_both_make_the_same_packet_from_the_same_luck(key, salt, session_id):
    peer = telethon(key)
    peer.salt = int.from_bytes(salt, "little", signed=True)
    peer.id = int.from_bytes(session_id, "little", signed=True)
    theirs = peer.encrypt_message_data(pack("<qii", 4, 1, 8) + b"ping pong"[:8])
    plaintext, tree = cloud.explain(AuthKey(key), theirs, to=Direction.TO_SERVER)
    padding = plaintext[tree.parts[-1].start :]
    message = CloudMessage(salt, session_id, 4, 1, b"ping pon")
    ours = cloud.seal(AuthKey(key), message, to=Direction.TO_SERVER, rng=lambda _: padding)
    assert ours == theirs
