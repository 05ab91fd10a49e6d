"""Real messages of MTProto from a lesson's seed, outside and inside. The door is ``annotated``."""

from collections.abc import Iterator
from typing import Final

from cryptokit.keys import AuthKey
from cryptokit.lab.fields_mtproto import MTPROTO
from cryptokit.lab.hexview import HexView, hexview
from cryptokit.lab.span_trees import graft
from cryptokit.mtproto import cloud, dh, envelope, invitation, objects, secret, session
from cryptokit.mtproto.auth import client, inner, plain, rsa, server
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.nonces import Run
from cryptokit.mtproto.auth.terms import Terms
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng, draw
from cryptokit.wire import Cursor, Span

NOW: Final = 1_700_000_000
WORDS: Final = "Meet me at nine"
_SECONDS: Final = 60
_FRIEND: Final = TlObject("inputPeerUser", {"user_id": 4242, "access_hash": 77})
_TERMS: Final = Terms(dc=2)


def cloud_message(rng: Rng) -> tuple[HexView, ...]:
    """Send a text to a friend: the packet, and what the server reads."""
    key = AuthKey.draw(rng)
    phone = session.client(key, salt=draw(rng, 8), rng=rng)
    number = int.from_bytes(draw(rng, 8), "little", signed=True)
    body = objects.write(
        "messages.sendMessage", peer=_FRIEND, message=WORDS.encode(), random_id=number
    )
    _, packet = session.send(phone, body, now=NOW, rng=rng)
    outside = hexview(packet, envelope.explain(packet), MTPROTO, title="packet, as anybody sees it")
    return outside, cloud_inside(key, packet, to=Direction.TO_SERVER)


def cloud_inside(key: AuthKey, packet: bytes, *, to: Direction) -> HexView:
    """Open a packet and show its plaintext, the object in its body included.

    Raises CannotOpen; WireError for an object that is not in the schema.
    """
    plaintext, tree = cloud.explain(key, packet, to=to)
    cursor = Cursor(cloud.open_(key, packet, to=to).body)
    objects.read(cursor)
    cursor.finish()
    tree = graft(tree, ["body"], cursor.tree("body"))
    return hexview(plaintext, tree, MTPROTO, title="inside, as device and server see it")


def secret_message(rng: Rng) -> tuple[HexView, ...]:
    """Agree on a secret chat and send a text: the packet, and what the other device reads."""
    invited, g_a = invitation.request(dh.TELEGRAM, rng=rng)
    _, acceptance = invitation.accept(dh.TELEGRAM, g_a, rng=rng)
    alice = invitation.confirm(invited, acceptance)
    number = int.from_bytes(draw(rng, 8), "little", signed=True)
    _, packet = secret.seal(alice, Text(number, WORDS, ttl=_SECONDS), rng=rng)
    outside = hexview(
        packet, envelope.explain(packet), MTPROTO, title="packet, as a server sees it"
    )
    plaintext, tree = secret.explain(alice.key, packet)
    return outside, hexview(plaintext, tree, MTPROTO, title="inside, as the two devices see it")


def handshake(rng: Rng) -> tuple[HexView, ...]:
    """Make a key: the six messages, each that is locked in part with what is inside."""
    here = server.Server((LAB_KEY,), dc=2)
    asked, hello = client.start(_TERMS, now=NOW, rng=rng)
    posed, puzzle = server.on_req_pq(here, hello, now=NOW, rng=rng)
    solved, query = client.on_res_pq(asked, puzzle, [LAB_KEY.public], now=NOW, rng=rng)
    offered, answer = server.on_dh_query(here, posed, query, now=NOW, rng=rng)
    _, proposal = client.on_dh_params(solved, answer, now=NOW, rng=rng)
    _, verdict = server.on_set_params(here, offered, proposal, taken=(), now=NOW, rng=rng)
    packets = (hello, puzzle, query, answer, proposal, verdict)
    return tuple(
        view for at, packet in enumerate(packets, 1) for view in _step(at, packet, solved.run)
    )


def _step(number: int, packet: bytes, run: Run) -> Iterator[HexView]:
    said = plain.answer(packet)
    title = f"message {number} of 6, {said.kind}, as anybody sees it"
    yield hexview(packet, plain.explain(packet), MTPROTO, title=title)
    found = _opened(said, run)
    if found:
        yield hexview(*found, MTPROTO, title=f"inside message {number}, as both sides see it")


def _opened(said: TlObject, run: Run) -> tuple[bytes, Span] | None:
    match said.kind:
        case "req_DH_params":
            return rsa.explain(LAB_KEY, said.data("encrypted_data"))
        case "server_DH_params_ok":
            return inner.explain(run, said.data("encrypted_answer"))
        case "set_client_DH_params":
            return inner.explain(run, said.data("encrypted_data"))
        case _:
            return None
