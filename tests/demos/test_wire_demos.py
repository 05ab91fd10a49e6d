"""The demos of the wire: a handshake, and what somebody sees who listens."""

import hashlib
from contextlib import redirect_stdout
from functools import cache
from io import StringIO

from cryptokit.demos import eavesdropper, named
from cryptokit.demos.handshake import PROVES
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.transports.names import TRANSPORTS


@cache
def ran(name):
    with redirect_stdout(StringIO()) as out:
        found = named(name).run()
    return found, out.getvalue()


def test_six_messages_give_both_sides_one_key():
    found, told = ran("handshake")
    assert [one.says for one in found.messages] == [(name,) for name in PROVES]
    assert [one.seen.to for one in found.messages] == [Direction.TO_SERVER, Direction.TO_CLIENT] * 3
    assert found.device_key_id == found.server_key_id != b""
    assert told.count(found.device_key_id.hex()) == 3
    assert {one.seen.key_id for one in found.sealed} == {found.device_key_id}


def test_an_eavesdropper_follows_a_permanent_key_and_loses_temporary_ones():
    found, told = ran("eavesdropper")
    assert set(found.permanent) == {found.permanent[0]}
    assert len({*found.permanent, *found.temporary}) == 1 + len(eavesdropper.NETWORKS)
    assert all(key_id.hex() in told for key_id in (*found.permanent, *found.temporary))


def test_every_transport_shows_the_id_but_the_one_with_a_secret():
    found, _ = ran("eavesdropper")
    seen = {name: view.key_ids for name, view in found.views.items()}
    assert seen.pop("obfuscated2 with a secret") == ()
    assert seen == dict.fromkeys(TRANSPORTS, found.permanent[:1])
    assert found.with_secret.key_ids == found.permanent[:1]


def test_a_demo_shows_the_same_on_every_run():
    def told():
        with redirect_stdout(StringIO()) as out:
            named("handshake").run()
        return hashlib.sha256(out.getvalue().encode()).digest()

    assert told() == told()
