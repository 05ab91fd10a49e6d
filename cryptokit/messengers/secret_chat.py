"""Telegram secret chats: end to end between two phones. The server carries what it cannot open.

We assume the worst of the relay: it keeps a copy of every packet with a message in it, and a line
for each packet. What a phone does in a chat is ``mtproto.phone``'s affair. A stolen account shows
no secret chat, so there is nothing to be had on the way of a login code.

See: Telegram, "Secret Chats, End-to-End Encryption".
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.evidence.rows import Plaintext
from cryptokit.evidence.store import Store
from cryptokit.messengers import telegram
from cryptokit.messengers.deploy import (
    SHOWN,
    first_second,
    history,
    open_disks,
    phone_owners,
    place_accounts,
    too_long,
)
from cryptokit.messengers.leaking import leak
from cryptokit.messengers.line import Line, clock
from cryptokit.messengers.messenger import Messenger, Progress, Promise
from cryptokit.messengers.policies import SECRET_CHATS
from cryptokit.messengers.relay import RELAY, Relay
from cryptokit.messengers.secret_phone import Calls, Phone
from cryptokit.messengers.standing import NOTHING, Copies, Standing, open_copies
from cryptokit.mtproto import dh, objects
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng
from cryptokit.transcript import Event, Transcript
from cryptokit.world import SWAPPED, World, load

WORLD = load(
    {
        "name": "secret_chat",
        "about": "end to end between two phones; the relay keeps every packet it carried",
        "entities": {"parent": {"inc": "VG"}, "nl": {"inc": "NL", "parent": "parent"}},
        "persons": [{"id": "ceo", "present": "AE", "entity": "parent"}],
        "assets": [
            {
                "id": "relay",
                "loc": "NL",
                "custodian": "nl",
                "holds": ["packets", "meta", "accounts"],
                "line": ["wire", "meta"],
                "arrives": ["wire", "meta"],
            },
            {"id": "phone_a", "loc": "DE", "custodian": "user", "holds": ["past", "chat_key"]},
            {"id": "phone_b", "loc": "FR", "custodian": "user", "holds": ["past", "chat_key"]},
        ],
        "code_signer": "parent",
        "directory": "parent",
        "rules": [
            {"out": "future", "k": 1, "of": ["CODE", "DIR"]},
        ],
    }
)

LONGEST: Final = 1 << 19
"""Bytes of a message: a phone keeps up to a hundred packets until the other one says something, and
``evidence.store`` reads no row above 64 MiB."""
Way = tuple[Phone, Phone]
"""From which phone to which."""
MakePhone = Callable[[str, int, Store, Line, Rng], Phone]
"""Whose phone, the number of the account, its disk, its line to the server, and luck."""
MakeRelay = Callable[[Store, Rng, Copies], Relay]
"""The relay's disk, luck, and where orders have things copied."""
Leak = Callable[[Line, Plaintext, int, Copies], None]
"""A phone's line, what was said there, the time, and where orders have things copied."""
Meet = Callable[[Phone, Phone], None]
"""What two people do before they talk. Raises Untrusted if they will not."""
Swap = Callable[[Phone, Phone, Relay, int], list[Event]]
"""What becomes of an order to swap the keys of two phones, by the time that it is."""


def refuses(chat: Chat) -> str | None:
    """Say why a chat cannot be a secret one, if it cannot."""
    if not chat.group and len(chat.participants) == 2:
        return telegram.refuses(chat) or too_long(chat, LONGEST)
    people = len(chat.participants)
    kind = f"a group ({people} people wrote)" if people > 1 else "a note to oneself"
    return f"secret chats are for two people on two phones, and this is {kind}"


def begin_anew(a: Phone, b: Phone, relay: Relay, now: int) -> list[Event]:
    """Let the server end the chat, and stand between the phones in the one that they start."""
    relay.step_between(a, b, now=now)
    return _agree(a, b, relay, now)


def start_to_talk(a: Phone, b: Phone) -> None:
    """Do nothing about the two pictures, as most people do."""
    del a, b


@dataclass(frozen=True, slots=True)
class Makers:
    """What a secret chat is made of: phones, a relay between them, and what orders make of it.

    ``leak`` is what the program of a phone does with each message where an order changed it, and
    ``meet`` what two people do before they talk.
    """

    phone: MakePhone = Phone
    relay: MakeRelay = Relay
    swap: Swap = begin_anew
    leak: Leak = leak
    meet: Meet = start_to_talk


PLAIN: Final = Makers()


def deliver(
    world: World,
    chat: Chat,
    run: Path,
    *,
    rng: Rng,
    progress: Progress,
    standing: Standing = NOTHING,
) -> Transcript:
    """Sign two phones in, agree on a key, then send every message through the relay."""
    with open_disks(world, run, standing) as disks, open_copies(run, standing) as copies:
        return converse(disks, world, chat, copies, rng=rng, progress=progress)


def converse(
    disks: dict[str, Store],
    world: World,
    chat: Chat,
    copies: Copies,
    *,
    rng: Rng,
    progress: Progress,
    makers: Makers = PLAIN,
) -> Transcript:
    """Do what ``deliver`` does, on disks that are open, with phones and a relay of one's own."""
    server, ids = telegram.Server(chat, rng=rng), telegram.numbered(chat)
    now, phones, events = first_second(chat), list[Phone](), list[Event]()
    for name, owner in phone_owners(world, chat).items():
        line, signed = server.sign_in(owner, now)
        phones.append(makers.phone(owner, ids[owner], disks[name], line, rng))
        events += signed
    a, b = phones
    relay = makers.relay(disks[RELAY], rng, copies)
    events += _agree(a, b, relay, now)
    makers.meet(a, b)
    for row in history(chat):
        now = clock(now, row.sent)
        if copies.standing.covers(SWAPPED, row.sent) and not relay.is_between:
            events += makers.swap(a, b, relay, now)
        sender, receiver = (a, b) if row.sender == a.owner else (b, a)
        (text,) = _settle(relay, (sender, receiver), sender.say(row.text, now), now, row)
        sender.disk.add(Plaintext, [row])
        receiver.disk.add(Plaintext, [replace(row, text=text)])
        makers.leak(sender.line, row, now, copies)
        if row.number <= SHOWN:
            locked, what = f"packet {row.number}, locked", f"message {row.number}"
            events += _passed(sender, receiver, locked, (locked, what))
        progress(row.number)
    if SWAPPED in copies.standing.since and not relay.is_between:
        events += makers.swap(a, b, relay, now)
    for phone in phones:
        phone.save()
    place_accounts(world, disks, server.rows())
    return Transcript(tuple(events))


def _agree(a: Phone, b: Phone, relay: Relay, now: int) -> list[Event]:
    """Run the Diffie-Hellman exchange through the relay, and say which layer is understood."""
    invites = a.invite(_group(a, b, relay, now), b.number)
    _, asked = relay.pass_on(a, b, invites, now)
    events = list(_passed(a, b, "g_a: I invite you to a secret chat", ("g_a", "the key")))
    accepts = b.accept(_group(b, a, relay, now), _chat_in(asked), now)
    _, done = relay.pass_on(b, a, accepts, now)
    events += _passed(b, a, "g_b and the key's fingerprint", ("g_b", "the key"))
    a.confirm(_chat_in(done), now)
    for one, other in ((a, b), (b, a)):
        _settle(relay, (one, other), one.introduce(now), now)
    return events


def _group(phone: Phone, other: Phone, relay: Relay, now: int) -> dh.Group:
    """Ask the server for the group, and check it: a bad one would give all keys away."""
    asks = objects.write("messages.getDhConfig", version=0, random_length=0)
    answer, _ = relay.pass_on(phone, other, asks, now)
    config = objects.read_all(answer, "messages.dhConfig")
    return dh.Group(int.from_bytes(config.data("p"), "big"), config.number("g"))


def _chat_in(news: bytes) -> TlObject:
    return objects.read_all(news, "updateShort").inner("update").inner("chat")


def _settle(
    relay: Relay, way: Way, calls: Calls, now: int, row: Plaintext | None = None
) -> tuple[str, ...]:
    """Carry what a phone says, and what the two apps answer each other; give the words heard."""
    words, going = list[str](), deque((*way, call) for call in calls)
    while going:
        by, to, call = going.popleft()
        _, news = relay.pass_on(by, to, call, now, row)
        message = objects.read_all(news, "updateShort").inner("update").inner("message")
        said, answers = to.hear(message.data("bytes"), now)
        words += said
        going += [(to, by, answer) for answer in answers]
    return tuple(words)


def _passed(a: Phone, b: Phone, what: str, learned: tuple[str, str]) -> Iterator[Event]:
    """Tell how something just went from a to b through the server, and what the two then have."""
    yield Event(a.owner, "server", what, a.line.size, (("server", learned[0]),))
    yield Event("server", b.owner, what, b.line.size, ((b.owner, learned[1]),))


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
    policy=SECRET_CHATS,
)
