"""Telegram cloud chats: MTProto to the server, encrypted at rest, the key split over countries.

Three set-ups of one system: serving (the joined key is in memory beside the data), cold (it is
not), and with the whole key in one other country. Where the parts really lie is not public.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptokit.conversation import Chat
from cryptokit.evidence.rows import Key, Plaintext
from cryptokit.messengers.deploy import (
    SHOWN,
    Keep,
    copier,
    first_second,
    history,
    keeper,
    open_disks,
    phone_owners,
    place_accounts,
    place_keys,
)
from cryptokit.messengers.line import Line, clock
from cryptokit.messengers.messenger import Messenger, Progress, Promise
from cryptokit.messengers.policies import TELEGRAM
from cryptokit.messengers.post import Post
from cryptokit.messengers.splitting import plan
from cryptokit.messengers.standing import NOTHING, Standing, open_copies
from cryptokit.messengers.telegram import Server, refuses
from cryptokit.rng import Rng
from cryptokit.transcript import Event, Transcript
from cryptokit.world import World, load

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
                {
                    "id": "db",
                    "loc": "NL",
                    "custodian": "nl",
                    "holds": ["ct", "meta", "accounts"],
                    "ram": ram,
                },
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
            {"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct", "meta", "accounts"]},
            {"id": "kms", "loc": "SG", "custodian": "op", "holds": ["kek"], "ram": ["kek"]},
            *_PHONES,
        ],
        "code_signer": "op",
        "directory": "op",
        "rules": [{"out": "past", "k": 2, "of": ["ct", "kek"]}, _FUTURE],
    }
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that we follow: whose it is, its line to the server, and how it stores a message."""

    owner: str
    line: Line
    keep: Keep


def deliver(
    world: World,
    chat: Chat,
    run: Path,
    *,
    rng: Rng,
    progress: Progress,
    standing: Standing = NOTHING,
) -> Transcript:
    """Sign phones in, send every message to the server, and on to the two phones that we follow.

    A group has more phones than two; each would show the same history.
    """
    made, now, events = plan(world, rng=rng), first_second(chat), list[Event]()
    server, post = Server(chat, rng=rng), Post.of(chat)
    with open_disks(world, run, standing) as disks, open_copies(run, standing) as copies:
        place_keys(world, made, run, disks, copies)
        copy = copier(world, chat, copies)
        keeps = {one.id: keeper(one, made, disks[one.id], chat, rng=rng) for one in world.assets}
        phones, others = list[Phone](), dict[str, Line]()
        for one, owner in phone_owners(world, chat).items():
            line, signed = server.sign_in(owner, now)
            phones.append(Phone(owner, line, keeps.pop(one)))
            disks[one].add_mixed([Key.of(line.key)])
            events += signed
        for row in history(chat):
            now = clock(now, row.sent)
            author = next((phone for phone in phones if phone.owner == row.sender), None)
            if author is None and row.sender not in others:
                others[row.sender], _ = server.sign_in(row.sender, now)
            line = author.line if author else others[row.sender]
            arrived = post.send(line, row, now)
            copy(arrived)
            for keep in keeps.values():
                keep(arrived)
            receivers = [phone for phone in phones if phone is not author]
            for phone in receivers:
                phone.keep(post.tell(phone.line, arrived, now))
            if author:
                author.keep(row)
            if row.number <= SHOWN:
                events += _events(row, line, receivers)
            progress(row.number)
        place_accounts(world, disks, server.rows())
    return Transcript(tuple(events))


def _events(row: Plaintext, line: Line, receivers: Iterable[Phone]) -> Iterator[Event]:
    what = f"message {row.number}"
    packet = f"{what} in MTProto packets"
    yield Event(row.sender, "server", packet, line.size, (("server", what),))
    for phone in receivers:
        learned = ((phone.owner, what),)
        yield Event("server", phone.owner, packet, phone.line.size, learned)


_CLAIM = Promise(
    "several countries",
    "several court orders from different jurisdictions are required to force us to give up any "
    "data",
    4,
    "the operator's FAQ, as quoted in the press in June 2017",
)
CLOUD_CHAT = Messenger(
    "cloud_chat", "Telegram cloud chat", SERVING, _CLAIM, deliver, refuses, TELEGRAM
)
CLOUD_CHAT_COLD = Messenger(
    "cloud_chat_cold", "Telegram cloud chat, cold", COLD, _CLAIM, deliver, refuses, TELEGRAM
)
CLOUD_CHAT_KEY_APART = Messenger(
    "cloud_chat_key_apart",
    "Telegram cloud chat, key apart",
    KEY_APART,
    Promise("other data centres", "keys are stored in other data centres than the data", 2,
            "the operator's privacy policy, 2022-23"),
    deliver,
    refuses,
    TELEGRAM,
)  # fmt: skip
