"""Telegram cloud chats: MTProto to the server, encrypted at rest, the key split over countries.

Three set-ups of one system: serving (the joined key is in memory beside the data), cold (it is
not), and with the whole key in one other country. Where the parts really lie is not public.
"""

from collections.abc import Mapping
from pathlib import Path

from cryptokit.conversation import Chat
from cryptokit.evidence.rows import Plaintext
from cryptokit.messengers.deploy import history, keeper, open_disks, place_keys
from cryptokit.messengers.line import Line, clock
from cryptokit.messengers.messenger import Messenger, Progress, Promise
from cryptokit.messengers.splitting import plan
from cryptokit.mtproto import tl
from cryptokit.rng import Rng
from cryptokit.transcript import Event, Transcript
from cryptokit.wire import Cursor
from cryptokit.world import USER, World, load

SHOWN = 3
"""So many messages go into the transcript; the others travel alike."""

_PHONES = [
    {"id": "phone_a", "loc": "DE", "custodian": "user", "holds": ["past", "auth_key"]},
    {"id": "phone_b", "loc": "FR", "custodian": "user", "holds": ["past", "auth_key"]},
]
_GROUP = {
    "parent": {"inc": "VG"},
    "nl": {"inc": "NL", "parent": "parent"},
    "us": {"inc": "US", "parent": "parent"},
    "sg": {"inc": "SG", "parent": "parent"},
}
_FUTURE = {"out": "future", "k": 1, "of": ["past", "CODE"]}


def _split_world(name: str, about: str, ram: list[str]) -> World:
    return load(
        {
            "name": name,
            "about": about,
            "entities": _GROUP,
            "persons": [{"id": "ceo", "present": "AE", "entity": "parent"}],
            "assets": [
                {"id": "db", "loc": "NL", "custodian": "nl", "holds": ["ct", "meta"], "ram": ram},
                {"id": "p1", "loc": "US", "custodian": "us", "shares": ["s1"]},
                {"id": "p2", "loc": "SG", "custodian": "sg", "shares": ["s2"]},
                {"id": "p3", "loc": "AE", "custodian": "parent", "shares": ["s3"]},
                *_PHONES,
            ],
            "code_signer": "parent",
            "directory": "parent",
            "rules": [
                {"out": "kek", "k": 3, "of": ["s1", "s2", "s3"]},
                {"out": "past", "k": 2, "of": ["ct", "kek"]},
                _FUTURE,
            ],
        }
    )


SERVING = _split_world(
    "cloud_chat", "key split 3 of 3 over three countries; rebuilt in memory to serve", ["kek"]
)
COLD = _split_world("cloud_chat_cold", "the same as an archive: the key is never in memory", [])
KEY_APART = load(
    {
        "name": "cloud_chat_key_apart",
        "about": "one company, data in NL, the whole key in SG",
        "entities": {"op": {"inc": "VG"}},
        "persons": [{"id": "ceo", "present": "AE", "entity": "op"}],
        "assets": [
            {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct", "meta"]},
            {"id": "kms", "loc": "SG", "custodian": "op", "holds": ["kek"], "ram": ["kek"]},
            *_PHONES,
        ],
        "code_signer": "op",
        "directory": "op",
        "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}, _FUTURE],
    }
)


def deliver(world: World, chat: Chat, run: Path, *, rng: Rng, progress: Progress) -> Transcript:
    """Send every message from its author's phone to the server, and on to the two phones we follow.

    A group has more phones than two; each would show the same history.
    """
    made, events, now = plan(world, rng=rng), list[Event](), 0
    owners = phone_owners(world, chat)
    # In a fixed order, so that the same seed gives everybody the same keys on every run.
    lines = {name: Line.open(rng) for name in dict.fromkeys((*owners, *chat.participants))}
    with open_disks(world, run) as disks:
        place_keys(world, made, run, disks)
        keep = {one.id: keeper(one, made, disks[one.id], chat, rng=rng) for one in world.assets}
        servers = [asset.id for asset in world.assets if asset.custodian != USER]
        for phone in owners:
            disks[phone].add_mixed([lines[phone].key])
        for row in history(chat):
            now = clock(now, row.sent)
            device = next((one for one, owner in owners.items() if owner == row.sender), row.sender)
            arrived = _read(lines[device].up(_write(row), now))
            shown = row.number <= SHOWN
            if shown:
                events.append(_event(row.sender, "server", row.number, lines[device].last_size))
            for server in servers:
                keep[server](arrived)
            for phone, owner in owners.items():
                copy = row if phone == device else _read(lines[phone].down(_write(arrived), now))
                keep[phone](copy)
                if shown and phone != device:
                    events.append(_event("server", owner, row.number, lines[phone].last_size))
            progress(row.number)
    return Transcript(tuple(events))


def phone_owners(world: World, chat: Chat) -> Mapping[str, str]:
    """Tell whose phones we follow: the first two people of the chat, or two phones of one."""
    phones = [asset.id for asset in world.assets if asset.custodian == USER]
    people = chat.participants
    return {phone: people[i % len(people)] for i, phone in enumerate(phones)}


def _event(sender: str, receiver: str, number: int, size: int) -> Event:
    what = f"message {number}"
    return Event(sender, receiver, f"{what} in an MTProto packet", size, ((receiver, what),))


def _write(row: Plaintext) -> bytes:
    numbers = tl.long(row.number) + tl.long(row.sent)
    return numbers + tl.string(row.sender.encode()) + tl.string(row.text.encode())


def _read(body: bytes) -> Plaintext:
    cursor = Cursor(body)
    number, sent = cursor.sint(8, "number"), cursor.sint(8, "sent")
    row = Plaintext(number, sent, tl.read_text(cursor, "sender"), tl.read_text(cursor, "text"))
    cursor.finish()
    return row


_CLAIM = Promise(
    "several court orders from different jurisdictions are required to force us to give up any "
    "data",
    4,
    "the operator's FAQ, as quoted in the press in June 2017",
)
CLOUD_CHAT = Messenger("cloud_chat", "Telegram cloud chat", SERVING, _CLAIM, deliver)
CLOUD_CHAT_COLD = Messenger("cloud_chat_cold", "Telegram cloud chat, cold", COLD, _CLAIM, deliver)
CLOUD_CHAT_KEY_APART = Messenger(
    "cloud_chat_key_apart",
    "Telegram cloud chat, key apart",
    KEY_APART,
    Promise("keys are stored in other data centres than the data", 2,
            "the operator's privacy policy, 2022-23"),
    deliver,
)  # fmt: skip
