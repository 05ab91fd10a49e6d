"""An end-to-end chat with a back door for one country: one escrow key opens everybody's chats.

A thought experiment: no operator is known to run it. Whoever gets the key gets all of it, past
messages too, in every country, by an order, as a copy, or as a thief. How the key gets beside each
packet is in ``escrowed``; what a thief of parts needs is in ``sharing.thefts``.

See: European Court of Human Rights, Podchasov v. Russia, no. 33696/19, 13 February 2024.
"""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from cryptokit.conversation import Chat
from cryptokit.errors import BadExhibit
from cryptokit.evidence import image
from cryptokit.evidence.escrow import EscrowKey
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Key, Part, Row
from cryptokit.evidence.store import Store
from cryptokit.knowledge import Fact
from cryptokit.messengers import relay, secret_chat
from cryptokit.messengers.deploy import open_disks, put
from cryptokit.messengers.escrowed import EscrowedPhone, EscrowedRelay
from cryptokit.messengers.messenger import Messenger, Progress, Promise
from cryptokit.messengers.policies import LISTED
from cryptokit.messengers.standing import NOTHING, Standing, open_copies
from cryptokit.rng import Rng
from cryptokit.sharing import split
from cryptokit.transcript import Transcript
from cryptokit.world import PUBLIC, Asset, Entity, Piece, View, World, load
from cryptokit.world.check import check

ESCROW_KEY: Final = "escrow_key"
"""The fact that somebody holds the private key of the escrow."""
PASSING: Final = "passing"
"""Packets that are copied as they arrive: of those before the order there is no copy."""
COUNTRY: Final = "RU"
"""The country that the door is for, as an example."""
AGENCY: Final = "agency"
RELAY: Final = relay.RELAY


def _world(name: str, about: str, agencies: list[dict[str, Any]], split_rule: list[Any]) -> World:
    offices = {one["id"]: {"inc": COUNTRY} for one in agencies}
    return load(
        {
            "name": name,
            "about": about,
            "entities": {
                "parent": {"inc": "VG"},
                "nl": {"inc": "NL", "parent": "parent"},
                **offices,
            },
            "persons": [{"id": "ceo", "present": "AE", "entity": "parent"}],
            "assets": [
                {
                    "id": RELAY,
                    "loc": "NL",
                    "custodian": "nl",
                    "holds": ["packets", "meta", "accounts"],
                    "line": ["wire", "meta"],
                    "arrives": [PASSING, "meta"],
                },
                *({**one, "loc": COUNTRY, "custodian": one["id"]} for one in agencies),
                {"id": "phone_a", "loc": "DE", "custodian": "user", "holds": ["past", "chat_key"]},
                {"id": "phone_b", "loc": "FR", "custodian": "user", "holds": ["past", "chat_key"]},
            ],
            "code_signer": "parent",
            "directory": "parent",
            "rules": [
                *split_rule,
                {"out": "past", "k": 2, "of": ["packets", ESCROW_KEY]},
                {"out": "future", "k": 1, "of": ["past", "CODE", "DIR"]},
                {"out": "future", "k": 2, "of": [PASSING, ESCROW_KEY]},
            ],
        }
    )


WORLD: Final = _world(
    "backdoored",
    "end to end, and each key sealed to the escrow of one country as well",
    [{"id": AGENCY, "holds": [ESCROW_KEY]}],
    [],
)
SPLIT: Final = _world(
    "backdoored_split",
    "the same, the escrow's key split 2 of 3 among agencies of its country",
    [{"id": f"{AGENCY}_{i}", "shares": [f"e{i}"]} for i in (1, 2, 3)],
    [{"out": ESCROW_KEY, "k": 2, "of": ["e1", "e2", "e3"]}],
)


def copied(world: World, country: str) -> World:
    """Let another country have the escrow's key too: asked for, traded, or found.

    Raises BadWorld for a country that has it already.

    >>> from cryptokit.world import Level, smallest_sets
    >>> smallest_sets(copied(WORLD, "IN"), "past", Level.AT_REST.powers)
    (('IN', 'NL'), ('NL', 'RU'))
    """
    name = f"{AGENCY}_{country.lower()}"
    copy = Asset(name, country, name, holds=(ESCROW_KEY,))
    entities = (*world.entities, Entity(name, country))
    return _checked(replace(world, entities=entities, assets=(*world.assets, copy)))


def leaked(world: World) -> World:
    """Let the escrow's key lie where anybody can look. Raises BadWorld where it does already.

    >>> from cryptokit.world import Level, smallest_sets
    >>> smallest_sets(leaked(WORLD), "past", Level.AT_REST.powers)
    (('NL',),)
    """
    leak = Asset("leak", COUNTRY, PUBLIC, holds=(ESCROW_KEY,))
    return _checked(replace(world, assets=(*world.assets, leak)))


def deliver(
    world: World,
    chat: Chat,
    run: Path,
    *,
    rng: Rng,
    progress: Progress,
    standing: Standing = NOTHING,
    key: EscrowKey | None = None,
) -> Transcript:
    """Send a chat as a secret one, each packet with its key sealed for the escrow.

    ``key`` is that of the escrow, to have several chats under one, as it would be; by default it is
    drawn anew. It is placed where the world says, whole or in parts.
    """
    key = EscrowKey.draw(rng) if key is None else key
    with open_disks(world, run, standing) as disks, open_copies(run, standing) as copies:
        _place(world, _rows(world, key, rng), run, disks)
        return secret_chat.converse(
            disks,
            world,
            chat,
            copies,
            rng=rng,
            progress=progress,
            makers=secret_chat.Makers(
                partial(EscrowedPhone, to=key.public()), partial(EscrowedRelay, to=key.public())
            ),
        )


def steal(run: Path, into: Path, *pieces: Piece) -> tuple[Path, ...]:
    """Take files of a deployed run without any order, and so without a record of custody.

    By default it is the disk of the agency that has the whole key. Give what was taken, which an
    examiner reads like all else. All is taken, or nothing: BadExhibit for what is not there.

    >>> import tempfile
    >>> from cryptokit.conversation import say
    >>> from cryptokit.rng import lesson
    >>> chat = say(["Ada: hi", "Ben: ho"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     run, loot = Path(folder) / "run", Path(folder) / "loot"
    ...     _ = deliver(WORLD, chat, run, rng=lesson("thief"), progress=lambda _: None)
    ...     [path.relative_to(loot).as_posix() for path in steal(run, loot)]
    ['agency/disk.sqlite']

    See: Prevelakis and Spinellis, "The Athens Affair", IEEE Spectrum, July 2007.
    """
    wanted = [path_of(run, piece) for piece in pieces or (Piece(AGENCY, View.DISK),)]
    for path in wanted:
        if not path.is_file():
            what = "is not there, so nothing was taken"
            raise BadExhibit(what, exhibit=path.relative_to(run).as_posix(), hint="another run")
    taken = tuple(into / path.relative_to(run) for path in wanted)
    for path, copy in zip(wanted, taken, strict=True):
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return taken


def _checked(world: World) -> World:
    check(world)
    return world


def _rows(world: World, key: EscrowKey, rng: Rng) -> Mapping[Fact, tuple[Row, ...]]:
    """Say what the key, and each part of it, is in rows."""
    whole = (Key.of(key),)
    made: dict[Fact, tuple[Row, ...]] = {ESCROW_KEY: whole}
    for rule in world.rules:
        if rule.out == ESCROW_KEY:
            shares = split(image.encode(whole), threshold=rule.k, shares=len(rule.of), rng=rng)
            parts = ((Part(share),) for share in shares)
            made |= dict(zip(rule.of, parts, strict=True))
    return made


def _place(
    world: World, made: Mapping[Fact, tuple[Row, ...]], run: Path, disks: dict[str, Store]
) -> None:
    for asset in world.assets:
        for view in View:
            rows = tuple(row for fact in asset.facts(view) for row in made.get(fact, ()))
            put(run, disks, Piece(asset.id, view), rows)


_PROMISE: Final = Promise(
    "one country",
    "a key for one country alone, which opens what its courts name and nothing else",
    1,
    "a thought experiment: in the press of June 2017 the founder answers that no app can be made "
    "unsafe for one country only; the same in Podchasov v. Russia, ECtHR, 13 February 2024",
)
BACKDOORED: Final = Messenger(
    name="backdoored",
    title="chat with a back door",
    world=WORLD,
    promise=_PROMISE,
    deliver=deliver,
    refuses=secret_chat.refuses,
    policy=LISTED[:1],
)
BACKDOORED_SPLIT: Final = replace(
    BACKDOORED, name="backdoored_split", title="back door, key split", world=SPLIT
)
