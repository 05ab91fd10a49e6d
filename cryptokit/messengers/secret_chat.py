"""Telegram secret chats: end to end between two phones. The server relays what it cannot open.

We assume the worst of the relay: it keeps a copy of every packet. Rekeying is left out here, so
one key lasts for the whole chat.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cryptokit.conversation import Chat
from cryptokit.evidence.rows import Envelope, Key, Plaintext
from cryptokit.evidence.rows import Event as Metadata
from cryptokit.evidence.schemes import SECRET_CHAT as SCHEME
from cryptokit.evidence.store import Store
from cryptokit.keys import KEY_ID_SIZE
from cryptokit.messengers.deploy import SHOWN, history, open_disks, phone_owners, too_long
from cryptokit.messengers.line import Line, clock
from cryptokit.messengers.messenger import Messenger, Progress, Promise
from cryptokit.mtproto import dh, invitation, secret
from cryptokit.mtproto.actions import NotifyLayer
from cryptokit.mtproto.decrypted import LAYER, Message, Service, Text
from cryptokit.mtproto.secret import SecretChat
from cryptokit.rng import Rng, draw
from cryptokit.transcript import Event, Transcript
from cryptokit.world import World, load

WORLD = load(
    {
        "name": "secret_chat",
        "about": "end to end between two phones; the relay keeps every packet it carried",
        "entities": {"parent": {"inc": "VG"}, "nl": {"inc": "NL", "parent": "parent"}},
        "persons": [{"id": "ceo", "present": "AE", "entity": "parent"}],
        "assets": [
            {"id": "relay", "loc": "NL", "custodian": "nl", "holds": ["packets", "meta"]},
            {"id": "phone_a", "loc": "DE", "custodian": "user", "holds": ["past", "chat_key"]},
            {"id": "phone_b", "loc": "FR", "custodian": "user", "holds": ["past", "chat_key"]},
        ],
        "code_signer": "parent",
        "directory": "parent",
        "rules": [
            {"out": "past", "k": 2, "of": ["packets", "chat_key"]},
            {"out": "future", "k": 1, "of": ["CODE", "DIR"]},
        ],
    }
)


class Phone:
    """One of the two phones: it owns a disk, a line to the server, and its end of the chat."""

    def __init__(self, owner: str, disk: Store, rng: Rng) -> None:
        self.owner, self.disk, self.rng = owner, disk, rng
        self.line = Line.open(rng)
        self.chat: SecretChat | None = None
        disk.add_mixed([self.line.key])

    def start(self, chat: SecretChat) -> None:
        """Keep the key that was agreed on."""
        self.chat = chat
        self.disk.add(Key, [Key.of(chat.key)])

    def seal(self, message: Message) -> bytes:
        """Encrypt a message for the other phone."""
        self.chat, packet = secret.seal(self._started, message, rng=self.rng)
        return packet

    def read(self, packet: bytes) -> str:
        """Decrypt a message from the other phone; empty for one that nobody typed."""
        self.chat, layer = secret.open_(self._started, packet)
        return layer.message.text if isinstance(layer.message, Text) else ""

    @property
    def _started(self) -> SecretChat:
        if self.chat is None:
            raise RuntimeError("the chat has not started")
        return self.chat


def refuses(chat: Chat) -> str | None:
    """Say why a chat cannot be a secret one, if it cannot."""
    if not chat.group and len(chat.participants) == 2:
        return too_long(chat)
    people = len(chat.participants)
    kind = f"a group ({people} people wrote)" if people > 1 else "a note to oneself"
    return f"secret chats are for two people on two phones, and this is {kind}"


def deliver(world: World, chat: Chat, run: Path, *, rng: Rng, progress: Progress) -> Transcript:
    """Agree on a key between two phones, then send every message through the relay."""
    owners, now = phone_owners(world, chat), 0
    with open_disks(world, run) as disks:
        a, b = (Phone(owner, disks[phone], rng) for phone, owner in owners.items())
        relay = disks["relay"]
        start = clock(0, min((message.sent for message in chat.messages), default=0))
        events = _agree(a, b, relay, start)
        for row in history(chat):
            now = clock(now, row.sent)
            sender, receiver = (a, b) if row.sender == a.owner else (b, a)
            random_id = int.from_bytes(draw(rng, 8), "little", signed=True)
            packet = sender.line.up(sender.seal(Text(random_id, row.text)), now)
            _keep_copy(relay, row, receiver.owner, packet)
            text = receiver.read(receiver.line.down(packet, now))
            sender.disk.add(Plaintext, [row])
            receiver.disk.add(Plaintext, [replace(row, text=text)])
            if row.number <= SHOWN:
                locked, what = f"packet {row.number}, locked", f"message {row.number}"
                events += _events(sender, receiver, locked, (locked, what))
            progress(row.number)
    return Transcript(tuple(events))


def _agree(a: Phone, b: Phone, relay: Store, now: int) -> list[Event]:
    """Run the Diffie-Hellman exchange through the relay, and say which layer is understood."""
    invited, g_a = invitation.request(dh.TELEGRAM, rng=a.rng)
    # The phone may be switched off before the answer comes, so it writes down what it waits with.
    a.disk.add(Key, [Key.of(invited.exponent)])
    g_a = b.line.down(a.line.up(g_a, now), now)
    events = [*_events(a, b, "g_a: I invite you to a secret chat", ("g_a", "the key"))]
    chat, acceptance = invitation.accept(dh.TELEGRAM, g_a, rng=b.rng)
    b.start(chat)
    answer = a.line.down(b.line.up(acceptance.g_b + acceptance.key_fingerprint, now), now)
    events += _events(b, a, "g_b and the key's fingerprint", ("g_b", "the key"))
    acceptance = invitation.Acceptance(answer[: dh.SIZE], answer[dh.SIZE :])
    a.start(invitation.confirm(invited, acceptance))
    a.disk.forget(invited.exponent)
    for phone, peer in ((a, b), (b, a)):
        packet = phone.line.up(phone.seal(Service(0, NotifyLayer(LAYER))), now)
        # Such packets travel by a method of their own, so the relay knows that nobody typed them.
        relay.add(Metadata, [Metadata(now, phone.owner, peer.owner, "service", len(packet))])
        peer.read(peer.line.down(packet, now))
    return events


def _keep_copy(relay: Store, row: Plaintext, receiver: str, packet: bytes) -> None:
    """Store what a relay sees: who, to whom, when, how long, and a packet that it cannot open."""
    locked = Envelope(
        row.number, row.sent, row.sender, receiver, SCHEME, packet[:KEY_ID_SIZE], packet
    )
    relay.add(Envelope, [locked])
    relay.add(Metadata, [Metadata(row.sent, row.sender, receiver, "message", len(packet))])


def _events(a: Phone, b: Phone, what: str, learned: tuple[str, str]) -> Iterator[Event]:
    """Tell how something just went from a to b through the server, and what the two then have."""
    yield Event(a.owner, "server", what, a.line.last_size, (("server", learned[0]),))
    yield Event("server", b.owner, what, b.line.last_size, ((b.owner, learned[1]),))


SECRET_CHAT = Messenger(
    name="secret_chat",
    title="Telegram secret chat",
    world=WORLD,
    promise=Promise(
        "the two phones",
        "only the two of you can read it: the keys are on your phones alone",
        None,
        "the operator's FAQ on secret chats",
    ),
    deliver=deliver,
    refuses=refuses,
)
