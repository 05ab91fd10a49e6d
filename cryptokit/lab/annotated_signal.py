"""Real messages of Signal's protocol from a lesson's seed, outside and inside, as the apps send it.

The door is ``annotated``. Not here: sealed senders, and what a phone stores.
"""

from typing import Final

from cryptokit.lab.fields_signal import SIGNAL
from cryptokit.lab.hexview import HexView, hexview
from cryptokit.lab.span_trees import graft
from cryptokit.rng import Rng, draw
from cryptokit.signal import prekeys, sender_keys, session
from cryptokit.signal.directory import Directory, fetch, publish
from cryptokit.signal.group_messages import ID_SIZE, GroupMessage
from cryptokit.signal.messages import PreKeySignalMessage, SignalMessage
from cryptokit.signal.prekeys import PhoneKeys
from cryptokit.signal.session import Message, Session
from cryptokit.wire import Cursor

WORDS: Final = b"Meet me at nine"
_BOB: Final = ("Bob", 1)


def first_message(rng: Rng) -> tuple[HexView, ...]:
    """Write to somebody who is off: the message with the one inside, and what he reads."""
    alice, bob, hers = _begun(rng)
    _, first = session.seal(hers, WORDS, registration_id=alice.registration_id)
    his = session.answer(bob, _first(first))
    _, text = session.open_(his, _first(first).message, rng=rng)
    data = first.to_bytes()
    cursor, inner = Cursor(data), Cursor(_first(first).message.to_bytes())
    PreKeySignalMessage.from_bytes(data, cursor)
    SignalMessage.from_bytes(_first(first).message.to_bytes(), inner)
    tree = graft(cursor.tree("first ratchet message"), ["message", "value"], inner.tree("value"))
    return hexview(data, tree, SIGNAL, title="first message, as anybody sees it"), _text(text)


def ratchet_message(rng: Rng) -> tuple[HexView, ...]:
    """Show the second message of a chain that began with an answer, and what its reader sees."""
    alice, bob, hers = _begun(rng)
    number = alice.registration_id
    hers, first = session.seal(hers, b"Are you there?", registration_id=number)
    his = session.answer(bob, _first(first))
    his, _ = session.open_(his, _first(first).message, rng=rng)
    his, reply = session.seal(his, b"Yes.", registration_id=bob.registration_id)
    hers, _ = session.open_(hers, _later(reply), rng=rng)
    hers, before = session.seal(hers, b"Good.", registration_id=number)
    hers, message = session.seal(hers, WORDS, registration_id=number)
    his, _ = session.open_(his, _later(before), rng=rng)
    _, text = session.open_(his, _later(message), rng=rng)
    data = message.to_bytes()
    SignalMessage.from_bytes(data, cursor := Cursor(data))
    title = "message of a session, as anybody sees it"
    return hexview(data, cursor.tree("ratchet message"), SIGNAL, title=title), _text(text)


def group_message(rng: Rng) -> tuple[HexView, ...]:
    """Write to a group under a sender key: the message for all, and what each member reads."""
    mine = sender_keys.begin(draw(rng, ID_SIZE), rng=rng)
    theirs = sender_keys.accept(None, sender_keys.hand_out(mine))
    mine, before = sender_keys.encrypt(mine, b"Hello, all", rng=rng)
    _, data = sender_keys.encrypt(mine, WORDS, rng=rng)
    theirs, _ = sender_keys.decrypt(theirs, before)
    _, text = sender_keys.decrypt(theirs, data)
    GroupMessage.read(cursor := Cursor(data), data)
    title = "group message, as anybody sees it"
    return hexview(data, cursor.tree("group message"), SIGNAL, title=title), _text(text)


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


def _text(plaintext: bytes) -> HexView:
    cursor = Cursor(plaintext)
    cursor.rest("text")
    return hexview(
        plaintext, cursor.tree("plaintext"), SIGNAL, title="inside, as its readers see it"
    )
