"""What users could notice, looked up in the bytes of their phones: what ``world.signs`` says, done.

A program that is not the published one, a key that is not that of the other phone, a login that
nobody made.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptokit.evidence import program, store
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Event, State
from cryptokit.evidence.schemes import keys_in
from cryptokit.keys import SecretChatKey
from cryptokit.messengers.telegram import NEW_LOGIN
from cryptokit.messengers.verified import REFUSED_KEY
from cryptokit.messengers.whatsapp_codes import differ
from cryptokit.world import USER, Piece, Power, View, World


def seen(world: World, run: Path) -> frozenset[Power]:
    """Tell the powers that left something to see on the phones of a deployed run."""
    phones = [asset.id for asset in world.assets if asset.custodian == USER]
    disks = [path_of(run, Piece(phone, View.DISK)) for phone in phones]
    return frozenset(_seen(disks))


def _seen(disks: list[Path]) -> Iterator[Power]:
    states = [tuple(store.read(disk, State)) for disk in disks]
    published = program.installed(program.PUBLISHED)
    if any(row.scheme == program.SCHEME and row != published for rows in states for row in rows):
        yield Power.CODE
    keys = [_chat_keys(rows) for rows in states]
    told = {event.what for disk in disks for event in store.read(disk, Event)}
    swapped = (len(keys) > 1 and not keys[0] & keys[1] and any(keys)) or differ(states)
    if swapped or REFUSED_KEY in told:
        yield Power.DIRECTORY
    if NEW_LOGIN in told:
        yield Power.NETWORK


def _chat_keys(rows: tuple[State, ...]) -> frozenset[bytes]:
    """Give the ids of the keys of secret chats: the pictures that two people compare show them."""
    found = (key for row in rows for key in keys_in(row))
    return frozenset(key.key_id for key in found if isinstance(key.secret, SecretChatKey))
