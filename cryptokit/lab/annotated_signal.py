"""Real messages of Signal's protocol from a lesson's seed, outside and inside, as the apps send it.

The door is ``annotated``. Not here: sealed messages for many, and what a phone stores.
"""

from typing import Final
from uuid import UUID

from cryptokit.lab.fields_signal import SIGNAL
from cryptokit.lab.hexview import HexView, hexview
from cryptokit.lab.span_trees import graft
from cryptokit.rng import Rng, draw
from cryptokit.signal import (
    certificates,
    prekeys,
    sealed_content,
    sealed_sender,
    sender_keys,
    session,
)
from cryptokit.signal.content import Content
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.directory import Directory, fetch, publish
from cryptokit.signal.group_messages import ID_SIZE, Distribution, GroupMessage
from cryptokit.signal.messages import PreKeySignalMessage, SignalMessage
from cryptokit.signal.prekeys import PhoneKeys
from cryptokit.signal.session import Message, Session
from cryptokit.wire import Cursor

WORDS: Final = "Meet me at nine"
_EXPIRES: Final = 1_700_086_400_000
"""When the certificate of the sealed message runs out, in Unix milliseconds."""
_INSIDE: Final = "inside, as its readers see it"
_BOB: Final = ("Bob", 1)


def first_message(rng: Rng) -> tuple[HexView, ...]:
    """Write to somebody who is off: the message with the one inside, and what he reads."""
    alice, bob, hers = _begun(rng)
    _, first = session.seal(hers, _said(WORDS), registration_id=alice.registration_id)
    his = session.answer(bob, _first(first))
    _, text = session.open_(his, _first(first).message, rng=rng)
    data = first.to_bytes()
    cursor, inner = Cursor(data), Cursor(_first(first).message.to_bytes())
    PreKeySignalMessage.from_bytes(data, cursor)
    SignalMessage.from_bytes(_first(first).message.to_bytes(), inner)
    tree = graft(cursor.tree("first ratchet message"), ["message", "value"], inner.tree("value"))
    return hexview(data, tree, SIGNAL, title="first message, as anybody sees it"), _content(text)


def ratchet_message(rng: Rng) -> tuple[HexView, ...]:
    """Show the second message of a chain that began with an answer, and what its reader sees."""
    _, _, data, text = _fourth(rng)
    SignalMessage.from_bytes(data, cursor := Cursor(data))
    title = "message of a session, as anybody sees it"
    return hexview(data, cursor.tree("ratchet message"), SIGNAL, title=title), _content(text)


def group_message(rng: Rng) -> tuple[HexView, ...]:
    """Write to a group: the message for all, what each member reads, and the key it got before."""
    mine = sender_keys.begin(draw(rng, ID_SIZE), rng=rng)
    key = Content(distribution=sender_keys.hand_out(mine), group=mine.distribution_id).to_bytes()
    theirs = sender_keys.accept(None, Content.from_bytes(key).distribution)
    mine, before = sender_keys.encrypt(mine, _said("Hello, all"), rng=rng)
    _, data = sender_keys.encrypt(mine, _said(WORDS), rng=rng)
    theirs, _ = sender_keys.decrypt(theirs, before)
    _, text = sender_keys.decrypt(theirs, data)
    GroupMessage.read(cursor := Cursor(data), data)
    title = "group message, as anybody sees it"
    outside = hexview(data, cursor.tree("group message"), SIGNAL, title=title)
    return outside, _content(text), _handed(key)


def sealed_message(rng: Rng) -> tuple[HexView, ...]:
    """Seal a message of a session: what the server sees, and what the recipient finds under it."""
    alice, bob, message, _ = _fourth(rng)
    root, server = KeyPair.draw(rng), KeyPair.draw(rng)
    signed = certificates.issue_server(root, 1, server.public, rng=rng)
    account = UUID(bytes=draw(rng, 16), version=4)
    who = certificates.Sender(account, 1, alice.identity.public)
    shown = certificates.issue_sender(server, signed, who, expires=_EXPIRES, rng=rng)
    content = sealed_content.Content(sealed_content.ContentKind.WHISPER, shown, message)
    data = sealed_sender.seal(content, alice.identity, bob.identity.public, rng=rng)
    opened = sealed_sender.open_(bob.identity, data, outside := Cursor(data))
    certificates.check(opened.certificate, root.public, now=_EXPIRES)
    found = opened.to_bytes()
    sealed_content.Content.from_bytes(found, inside := Cursor(found))
    SignalMessage.from_bytes(message, inner := Cursor(message))
    tree = graft(inside.tree("sealed content"), ["content", "value"], inner.tree("value"))
    title = "sealed message, as the server sees it"
    return (
        hexview(data, outside.tree("sealed message"), SIGNAL, title=title),
        hexview(found, tree, SIGNAL, title="under the seal, as the recipient sees it"),
    )


def _fourth(rng: Rng) -> tuple[PhoneKeys, PhoneKeys, bytes, bytes]:
    """Give two phones, the fourth message between them, and what was in it."""
    alice, bob, hers = _begun(rng)
    number = alice.registration_id
    hers, first = session.seal(hers, _said("Are you there?"), registration_id=number)
    his = session.answer(bob, _first(first))
    his, _ = session.open_(his, _first(first).message, rng=rng)
    his, reply = session.seal(his, _said("Yes."), registration_id=bob.registration_id)
    hers, _ = session.open_(hers, _later(reply), rng=rng)
    hers, before = session.seal(hers, _said("Good."), registration_id=number)
    _, message = session.seal(hers, _said(WORDS), registration_id=number)
    his, _ = session.open_(his, _later(before), rng=rng)
    _, text = session.open_(his, _later(message), rng=rng)
    return alice, bob, message.to_bytes(), text


def _begun(rng: Rng) -> tuple[PhoneKeys, PhoneKeys, Session]:
    alice, bob = (prekeys.install(now=0, one_time=1, rng=rng) for _ in range(2))
    _, bundle = fetch(publish(Directory(), _BOB, prekeys.listing(bob)), _BOB)
    return alice, bob, session.begin(alice, bundle, now=0, rng=rng)


def _first(message: Message) -> PreKeySignalMessage:
    if not isinstance(message, PreKeySignalMessage):
        raise TypeError("before the first reply a session sends prekey messages")
    return message


def _later(message: Message) -> SignalMessage:
    if not isinstance(message, SignalMessage):
        raise TypeError("after the first reply a session sends plain messages")
    return message


def _handed(key: bytes) -> HexView:
    content = Content.from_bytes(key, cursor := Cursor(key))
    Distribution.from_bytes(content.distribution, inner := Cursor(content.distribution))
    path = ["sender_key", "distribution", "value"]
    tree = graft(cursor.tree("plaintext"), path, inner.tree("value"))
    title = "inside the message that brought the key, as one member sees it"
    return hexview(key, tree, SIGNAL, title=title)


def _said(words: str) -> bytes:
    return Content(words).to_bytes()


def _content(plaintext: bytes, *, title: str = _INSIDE) -> HexView:
    Content.from_bytes(plaintext, cursor := Cursor(plaintext))
    return hexview(plaintext, cursor.tree("plaintext"), SIGNAL, title=title)
