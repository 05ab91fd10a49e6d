"""What the claim would need: five operators with owners of their own, and no whole key.

The key is made by all of them and never put together; two set-ups, one with a factor that only the
people have. Left out: how phones and operators reach each other, and how an operator knows whose
phone asks.

See: Shoup and Gennaro, "Securing Threshold Cryptosystems against Chosen Ciphertext Attack",
EUROCRYPT 1998.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.evidence import at_rest
from cryptokit.evidence.rows import Ciphertext, Locked, Plaintext
from cryptokit.evidence.rows import Event as Metadata
from cryptokit.evidence.store import Store
from cryptokit.messengers import joint_key
from cryptokit.messengers.deploy import (
    SHOWN,
    accounts,
    audience,
    copier,
    first_second,
    history,
    open_disks,
    phone_owners,
    place_accounts,
    place_keys,
    too_long,
)
from cryptokit.messengers.joint_key import FACTOR, KEK, STORE, ChatKey
from cryptokit.messengers.messenger import Messenger, Progress, Promise
from cryptokit.messengers.policies import NOBODY
from cryptokit.messengers.standing import NOTHING, Standing, open_copies
from cryptokit.rng import Rng
from cryptokit.transcript import Event, Transcript
from cryptokit.world import METADATA, PAST, World, load

OPERATORS: Final = {"n1": "CH", "n2": "IS", "n3": "DE", "n4": "US", "n5": "SG"}
"""Where the operators stand, each with its seat in the same country and an owner of its own."""
THRESHOLD: Final = 3


def _world(name: str, about: str, *, factor: bool) -> World:
    own = [FACTOR] if factor else []
    return load(
        {
            "name": name,
            "about": about,
            "entities": {
                "store": {"inc": "NL"},
                **{f"o{node[1:]}": {"inc": country} for node, country in OPERATORS.items()},
            },
            "assets": [
                {
                    "id": "db",
                    "loc": "NL",
                    "custodian": "store",
                    "holds": [STORE, METADATA, "accounts"],
                },
                *(_operator(node, country) for node, country in OPERATORS.items()),
                {"id": "phone_a", "loc": "DE", "custodian": "user", "holds": [PAST, *own]},
                {"id": "phone_b", "loc": "FR", "custodian": "user", "holds": [PAST, *own]},
            ],
            "code_signer": "store",
            "directory": "store",
            "rules": [
                {"out": KEK, "k": THRESHOLD, "of": [f"s{node[1:]}" for node in OPERATORS]},
                {"out": PAST, "k": 2 + len(own), "of": [STORE, KEK, *own]},
                {"out": "future", "k": 1, "of": [PAST, "CODE"]},
            ],
        }
    )


def _operator(node: str, country: str) -> dict[str, object]:
    # While it answers, its process holds its share, and never anybody else's.
    share, owner = [f"s{node[1:]}"], f"o{node[1:]}"
    return {"id": node, "loc": country, "custodian": owner, "shares": share, "ram": share}


WORLD: Final = _world(
    "independent", "3 of 5 independent operators, a sixth stores; no whole key", factor=False
)
WITH_FACTOR: Final = _world(
    "independent_with_factor", "the same, and a factor that only the people have", factor=True
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that we follow: whose it is, its disk, and how it opens what the store has."""

    owner: str
    disk: Store
    open_: Callable[[Locked], str]


def deliver(
    world: World,
    chat: Chat,
    run: Path,
    *,
    rng: Rng,
    progress: Progress,
    standing: Standing = NOTHING,
) -> Transcript:
    """Lock every message on its author's phone, store it, and open it on the phones that we follow.

    The first phone draws the key of the chat and locks it to the operators' joint key; the others
    get it with the help of enough operators. So the store never has a key, and no operator a word.
    """
    made = joint_key.begin(world, rng=rng)
    events = [*joint_key.made(made).events]
    with open_disks(world, run, standing) as disks, open_copies(run, standing) as copies:
        place_keys(world, made.plan(world), run, disks, copies)
        place_accounts(world, disks, accounts(chat, first_second(chat)))
        phones, lock = list[Phone](), at_rest.locker(made.key, rng=rng)
        for name, owner in phone_owners(world, chat).items():
            key, told = (
                joint_key.fetch(made, owner, rng=rng) if phones else (made.key, _began(made, owner))
            )
            phones.append(Phone(owner, disks[name], at_rest.opener(key)))
            events += told.events
        stores = [disks[one.id] for one in world.assets if STORE in one.holds]
        logs = [disks[one.id] for one in world.assets if METADATA in one.holds]
        copy = copier(world, chat, copies)
        for row in history(chat):
            locked = lock(row)
            copy(row)
            for store in stores:
                store.add(Ciphertext, [locked])
            for log in logs:
                log.add(Metadata, [_logged(locked, chat)])
            author = next((phone for phone in phones if phone.owner == row.sender), None)
            for phone in phones:
                got = row if phone is author else replace(row, text=phone.open_(locked))
                phone.disk.add(Plaintext, [got])
            if row.number <= SHOWN:
                events += _events(locked, [one.owner for one in phones if one is not author])
            progress(row.number)
    return Transcript(tuple(events))


def _logged(locked: Ciphertext, chat: Chat) -> Metadata:
    to, size = audience(chat, locked.sender), len(locked.body) - at_rest.OVERHEAD
    return Metadata(locked.sent, locked.sender, to, "message", size)


def _began(made: ChatKey, owner: str) -> Transcript:
    """Tell what the first phone did."""
    learned = ((owner, "the key of the chat"), ("store", "a box for three operators"))
    size = len(made.box.to_bytes())
    return Transcript((Event(owner, "store", "a box with the key of the chat", size, learned),))


def _events(locked: Ciphertext, readers: list[str]) -> Iterator[Event]:
    what, size = f"message {locked.number}", len(locked.body)
    stored = (("store", f"{what}, locked"),)
    yield Event(locked.sender, "store", f"{what}, locked", size, stored)
    for owner in readers:
        yield Event("store", owner, f"{what}, locked", size, ((owner, what),))


_SOURCE: Final = (
    "no operator's words: arithmetic of Shoup and Gennaro, EUROCRYPT 1998, with a key made as in "
    "Pedersen, EUROCRYPT 1991"
)
INDEPENDENT: Final = Messenger(
    "independent",
    "independent operators",
    WORLD,
    Promise(
        "three of five, and the store",
        "nobody reads without the help of three of the five operators and of the one that stores",
        THRESHOLD + 1,
        _SOURCE,
    ),
    deliver,
    too_long,
    NOBODY,
)
INDEPENDENT_WITH_FACTOR: Final = Messenger(
    "independent_with_factor",
    "independent operators, user factor",
    WITH_FACTOR,
    Promise(
        "nobody without you",
        "all operators together, and the one that stores, lack what lies on the phones alone",
        None,
        _SOURCE,
    ),
    deliver,
    too_long,
    NOBODY,
)

__all__ = [
    "INDEPENDENT",
    "INDEPENDENT_WITH_FACTOR",
    "OPERATORS",
    "THRESHOLD",
    "WITH_FACTOR",
    "WORLD",
    "deliver",
]
