"""Telegram public channels: posts lie open to anybody, and one order yields who wrote them.

Posts are signed with the channel's name, as Telegram has it unless signatures are switched on. So
in every file the sender of a post is the channel, on the authors' own phones too, and no two files
contradict each other; who wrote it stands in the operator's log alone. Left out: comments, views,
private channels. On the wire, posts travel in the calls and updates of a group.

See: the operator's Channels FAQ; Delhi High Court, Neetu Singh v. Telegram FZ LLC, 30 August 2022:
servers in Singapore and a seat in Dubai did not keep a court of one of its markets from learning
names, phone numbers and addresses of administrators.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.evidence.rows import Account, Key, Plaintext, Row
from cryptokit.evidence.rows import Event as Metadata
from cryptokit.evidence.store import Store
from cryptokit.messengers import policies, takedown, telegram
from cryptokit.messengers.deploy import (
    SHOWN,
    copier,
    first_second,
    history,
    open_disks,
    phone_owners,
    place_accounts,
)
from cryptokit.messengers.line import Line, clock
from cryptokit.messengers.messenger import Messenger, Progress, Promise
from cryptokit.messengers.post import Post
from cryptokit.messengers.standing import NOTHING, Standing, open_copies
from cryptokit.messengers.takedown import DB, WEB
from cryptokit.rng import Rng
from cryptokit.transcript import Event, Transcript
from cryptokit.world import Order, World, load

ADMINISTRATOR: Final = "administrator"
SUBSCRIBER: Final = "subscriber"
READER: Final = "a subscriber"
"""The owner of the second phone where one person alone writes."""
MOST_ADMINISTRATORS: Final = 50
"""See: tgchannel.space, "How many administrators can you add to a channel", read November 2026."""

WORLD = load(
    {
        "name": "channel",
        "about": "a public channel: a page for anybody, and one server that knows who posts",
        "entities": {
            "parent": {"inc": "VG"},
            "fz": {"inc": "AE", "parent": "parent", "markets": ["IN"]},
        },
        "persons": [{"id": "ceo", "present": "AE", "entity": "parent"}],
        "assets": [
            {
                "id": DB,
                "loc": "SG",
                "custodian": "fz",
                "holds": ["past", "meta", "accounts", telegram.AUTH_KEY],
            },
            {"id": WEB, "loc": "NL", "custodian": "public", "holds": ["past"]},
            {"id": "phone_a", "loc": "DE", "custodian": "user", "holds": ["past", "auth_key"]},
            {"id": "phone_b", "loc": "FR", "custodian": "user", "holds": ["past", "auth_key"]},
        ],
        "code_signer": "parent",
        "directory": "parent",
        "rules": [{"out": "future", "k": 1, "of": ["past", "CODE"]}],
    }
)


POLICY: Final = policies.TELEGRAM
"""What it says, and not all that an order brings: see ``policies``."""


def refuses(chat: Chat) -> str | None:
    """Say why a chat cannot be a channel, if it cannot.

    Who writes in a channel is an administrator, so two people, a group and one alone are carried
    alike: the same words, said in the open.
    """
    people = len(chat.participants)
    if people > MOST_ADMINISTRATORS:
        most = f"{MOST_ADMINISTRATORS} at most"
        return f"only administrators post in a channel, {most}, and {people} people wrote this"
    return telegram.refuses(chat)


def signed(row: Plaintext, chat: Chat) -> Plaintext:
    """Give a message as the channel shows it: under the name of the channel."""
    return replace(row, sender=chat.name)


def deliver(
    world: World,
    chat: Chat,
    run: Path,
    *,
    rng: Rng,
    progress: Progress,
    standing: Standing = NOTHING,
) -> Transcript:
    """Send every post from its author's phone to the server, which shows it to everybody."""
    readers, now, events = _with_a_reader(chat), first_second(chat), list[Event]()
    # Nobody but the channel speaks in the updates that phones get.
    server, wire = telegram.Server(readers, rng=rng), Post({chat.name: 1}, group=True)
    with open_disks(world, run, standing) as disks, open_copies(run, standing) as copies:
        lines = dict[str, Line]()
        owners = phone_owners(world, readers)
        for name in dict.fromkeys((*owners.values(), *chat.participants)):
            lines[name], steps = server.sign_in(name, now)
            events += steps if name in owners.values() else ()
        for phone, owner in owners.items():
            disks[phone].add_mixed([Key.of(lines[owner].key)])
        copy = copier(world, chat, copies)
        for row in history(chat):
            now = clock(now, row.sent)
            arrived = wire.send(lines[row.sender], row, now)
            public = signed(arrived, chat)
            _publish(disks, arrived, public)
            copy(public)
            sizes = dict[str, int]()
            for phone, owner in owners.items():
                if owner == row.sender:
                    disks[phone].add(Plaintext, [signed(row, chat)])
                else:
                    disks[phone].add(Plaintext, [wire.tell(lines[owner], public, now)])
                    sizes[owner] = lines[owner].size
            if row.number <= SHOWN:
                events += _events(row, lines[row.sender].size, sizes)
            progress(row.number)
        place_accounts(world, disks, _roles(server.rows(), chat))
    return Transcript(tuple(events))


def _with_a_reader(chat: Chat) -> Chat:
    """Add somebody who only reads, if one person alone writes."""
    people = chat.participants
    return chat if len(people) > 1 else replace(chat, participants=(*people, READER))


def _publish(disks: Mapping[str, Store], arrived: Plaintext, public: Plaintext) -> None:
    """Show a post to everybody, and log who sent it."""
    size = len(public.text.encode())
    disks[WEB].add(Plaintext, [public])
    disks[DB].add(Plaintext, [public])
    log = Metadata(arrived.sent, arrived.sender, public.sender, "message", size)
    disks[DB].add(Metadata, [log])


def _roles(rows: Iterable[Row], chat: Chat) -> Iterator[Row]:
    """Say of each account what it may do in the channel."""
    for row in rows:
        if isinstance(row, Account):
            writes = row.name in chat.participants
            yield replace(row, role=ADMINISTRATOR if writes else SUBSCRIBER)
        else:
            yield row


def _events(row: Plaintext, size: int, sizes: Mapping[str, int]) -> Iterator[Event]:
    what = f"message {row.number}"
    packet = f"{what} in MTProto packets"
    yield Event(row.sender, "server", packet, size, (("server", what),))
    shown = len(row.text.encode())
    yield Event("server", "anybody", f"{what} on a public page", shown, (("anybody", what),))
    for owner, received in sizes.items():
        yield Event("server", owner, packet, received, ((owner, what),))


def take_down(
    run: Path, numbers: Collection[int], order: Order, *, now: int
) -> tuple[Plaintext, ...]:
    """Take posts of a deployed channel down, as ``takedown`` does, and give what went.

    >>> import tempfile
    >>> from cryptokit.conversation import say
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.world import Power
    >>> chat, served = say(["Ada: for sale", "Ada: on sale"]), Order("SG", Power.AT_REST, "db")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     run = Path(folder) / "run"
    ...     _ = deliver(WORLD, chat, run, rng=lesson("sale"), progress=lambda _: None)
    ...     [post.text for post in take_down(run, [2], served, now=1_700_000_000)]
    ['on sale']
    """
    return takedown.take_down(run, numbers, order, world=WORLD, now=now)


CHANNEL = Messenger(
    name="channel",
    title="Telegram public channel",
    world=WORLD,
    promise=Promise(
        "it is public",
        "what is posted is for anybody; of people whom a valid order confirms as criminal "
        "suspects, IP address and phone number may be disclosed (of terror suspects only, from "
        "2018 to September 2024)",
        0,
        "the operator's privacy policy, section 8.3, as changed on 23 September 2024, and the "
        "founder's post of 2 October 2024",
    ),
    deliver=deliver,
    refuses=refuses,
    policy=POLICY,
)

__all__ = [
    "ADMINISTRATOR",
    "CHANNEL",
    "MOST_ADMINISTRATORS",
    "POLICY",
    "READER",
    "SUBSCRIBER",
    "WORLD",
    "deliver",
    "refuses",
    "signed",
    "take_down",
]
