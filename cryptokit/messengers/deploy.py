"""Put a chat into a world of stores and split keys: every asset becomes a folder of real files.

This serves any world whose facts are stores, keys and shares. What travels on the wire is the
business of a messenger, which uses the same pieces.
"""

import re
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.errors import BadWorld
from cryptokit.evidence import at_rest, image, program
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Account, Ciphertext, Event, Plaintext, Row, State
from cryptokit.evidence.store import Store
from cryptokit.messengers.messenger import Progress
from cryptokit.messengers.splitting import Plan, plan
from cryptokit.messengers.standing import NOTHING, Copies, Standing, open_copies
from cryptokit.rng import Rng, system
from cryptokit.transcript import Transcript
from cryptokit.world import (
    ACCOUNTS,
    BEGUN,
    CHANGED,
    FUTURE,
    METADATA,
    PAST,
    SWAPPED,
    USER,
    Asset,
    Piece,
    View,
    World,
)

LONGEST: Final = 1 << 23
"""Bytes of a message: half of what a TL string and so an MTProto packet can hold."""
SHOWN: Final = 3
"""So many messages go into a transcript; the others travel alike."""

_FOLDER_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DEVICE: Final = re.compile("(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])")
Keep = Callable[[Plaintext], None]
"""How an asset stores one message that reached it."""


def too_long(chat: Chat, longest: int = LONGEST) -> str | None:
    """Say which message has more than ``longest`` bytes and so cannot be carried, if any."""
    for number, message in enumerate(chat.messages, 1):
        if len(message.shown.encode()) > longest:
            return f"message {number} is longer than {longest >> 10:,} KiB"
    return None


def phone_owners(world: World, chat: Chat) -> Mapping[str, str]:
    """Tell whose phones we follow: the first two people of the chat, or two phones of one."""
    phones = [asset.id for asset in world.assets if asset.custodian == USER]
    people = chat.participants
    return {phone: people[i % len(people)] for i, phone in enumerate(phones)}


def history(chat: Chat) -> Iterator[Plaintext]:
    """Give the messages of a chat as rows, numbered from 1."""
    for number, message in enumerate(chat.messages, 1):
        yield Plaintext(number, message.sent, message.sender, message.shown)


def first_second(chat: Chat) -> int:
    """Give the time of the earliest message in Unix seconds, but none before 1970."""
    return max(0, min((message.sent for message in chat.messages), default=0))


def audience(chat: Chat, sender: str) -> str:
    """Name whom a message is for: the other one of two, or else the chat."""
    if chat.group:
        return chat.name
    return next((name for name in chat.participants if name != sender), chat.name)


def accounts(chat: Chat, since: int) -> tuple[Account, ...]:
    """Invent what an operator knows of the people of a chat: numbers of zeros, example addresses.

    See: RFC 5737, on addresses for documentation.
    """
    return tuple(
        Account(name, "user", f"+{number:010}", f"192.0.2.{number % 255}", since)
        for number, name in enumerate(chat.participants, 1)
    )


def place_accounts(world: World, disks: dict[str, Store], rows: Iterable[Row]) -> None:
    """Put what is known of people where the world says that it is known."""
    known = tuple(rows)
    for asset in world.assets:
        if ACCOUNTS in asset.holds:
            disks[asset.id].add_mixed(known)


@contextmanager
def open_disks(
    world: World, run: Path, standing: Standing = NOTHING
) -> Generator[dict[str, Store]]:
    """Make the folder and the disk of every asset; an error takes back the rows written so far.

    Phones get the program that their makers published, or a changed one where orders demand it.
    """
    with ExitStack() as stack:
        disks = dict[str, Store]()
        _check_folder_names(world)
        for asset in world.assets:
            (run / asset.id).mkdir(parents=True)
            disks[asset.id] = stack.enter_context(Store(path_of(run, Piece(asset.id, View.DISK))))
            if asset.custodian == USER:
                changed = CHANGED in standing.since
                row = program.installed(program.CHANGED if changed else program.PUBLISHED)
                disks[asset.id].add(State, [row])
        yield disks


def _check_folder_names(world: World) -> None:
    # A world may come from anybody, and must not choose where on this machine files are written.
    # Some systems take capitals for small letters, and names such as "nul" for devices.
    seen = set[str]()
    for name in (asset.id for asset in world.assets):
        plain = _FOLDER_NAME.fullmatch(name) and not _DEVICE.fullmatch(name)
        if not plain or name.casefold() in seen:
            where = f"assets {name!r}"
            raise BadWorld("no name for a folder", where=where, hint="letters, digits, - and _")
        seen.add(name.casefold())


def put(run: Path, disks: dict[str, Store], piece: Piece, rows: tuple[Row, ...]) -> None:
    """Put a few rows where they belong: on the disk, or into the image of a part or of memory."""
    if piece.view is View.DISK:
        disks[piece.asset].add_mixed(rows)
    elif rows:
        path_of(run, piece).write_bytes(image.encode(rows))


def place_keys(
    world: World, made: Plan, run: Path, disks: dict[str, Store], copies: Copies
) -> None:
    """Put keys and shares where the world says they lie, or come by."""
    for asset in world.assets:
        for view in (one for one in View if one is not View.RECORDS):
            facts, piece = asset.facts(view), Piece(asset.id, view)
            rows = tuple(row for fact in facts for row in made.rows.get(fact, ()))
            if view in BEGUN:
                copies.put(piece, *rows)
            else:
                put(run, disks, piece, rows)
            stores = made.locks.keys() & {*facts} - ({PAST} if view is View.ROUTE else set())
            if view is not View.DISK and stores:
                where = f"assets {asset.id}"
                raise BadWorld("messages are stored on disks", where=where, hint="'holds'")


def keeper(asset: Asset, made: Plan, disk: Store, chat: Chat, *, rng: Rng) -> Keep:
    """Make the function with which an asset stores a message: locked, in clear, or not at all."""
    keys = [made.locks[fact] for fact in asset.holds if fact in made.locks]
    lockers = [at_rest.locker(key, rng=rng) for key in keys if key is not None]
    in_clear, metadata = None in keys, METADATA in asset.holds

    def keep(row: Plaintext) -> None:
        for lock in lockers:
            disk.add(Ciphertext, [lock(row)])
        if in_clear:
            disk.add(Plaintext, [row])
        if metadata:
            disk.add(Event, [_logged(row, chat)])

    return keep


def copier(world: World, chat: Chat, copies: Copies, elsewhere: Collection[Piece] = ()) -> Keep:
    """Make the function that copies a message to wherever it comes by, as orders demand.

    ``elsewhere`` are pieces that a messenger fills in its own way.
    """
    opens = {fact for rule in world.rules if (rule.out, rule.k) == (FUTURE, 1) for fact in rule.of}
    ours = [piece for piece in copies.standing.since if piece not in elsewhere]
    changes = [one for one in ours if one in (CHANGED, SWAPPED) and one.asset in opens]
    passing = [(one, world.facts(one)) for one in ours if one not in (CHANGED, SWAPPED)]

    def copy(row: Plaintext) -> None:
        for piece in changes:
            copies.add(piece, row.sent, row)
        for piece, facts in passing:
            if FUTURE in facts:
                copies.add(piece, row.sent, row)
            if METADATA in facts:
                copies.add(piece, row.sent, _logged(row, chat))
            if PAST in facts:
                copies.put(piece, row)

    return copy


def _logged(row: Plaintext, chat: Chat) -> Event:
    size = len(row.text.encode())
    return Event(row.sent, row.sender, audience(chat, row.sender), "message", size)


def deploy(
    world: World,
    chat: Chat,
    run: Path,
    *,
    rng: Rng = system,
    progress: Progress = lambda _: None,
    standing: Standing = NOTHING,
) -> Transcript:
    """Write what every asset of the world stores of a chat: ``<run>/<asset>/<view file>``.

    Raises BadWorld if the world is more than stores and split keys.
    """
    made = plan(world, rng=rng)
    with open_disks(world, run, standing) as disks, open_copies(run, standing) as copies:
        place_keys(world, made, run, disks, copies)
        place_accounts(world, disks, accounts(chat, first_second(chat)))
        keepers = [keeper(one, made, disks[one.id], chat, rng=rng) for one in world.assets]
        keepers.append(copier(world, chat, copies))
        for row in history(chat):
            for keep in keepers:
                keep(row)
            progress(row.number)
    return Transcript()
