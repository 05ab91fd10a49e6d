"""WhatsApp: end to end for two people and for groups; the provider sees who, whom and when.

Phones, keys and packets are those of Signal's protocol, in the version that begins with X3DH. Left
out: whether WhatsApp's own program does what its paper says, which nobody outside can build.

See: WhatsApp, "Encryption Overview", version 6, 2021; FBI sheet on lawful access, 7 January 2021.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.evidence.store import Store
from cryptokit.messengers.backups import with_provider_backup, with_vault_backup
from cryptokit.messengers.deploy import (
    SHOWN,
    history,
    open_disks,
    place_accounts,
    too_long,
)
from cryptokit.messengers.messenger import Messenger, Progress, Promise
from cryptokit.messengers.policies import BACKED_UP, IN_A_VAULT
from cryptokit.messengers.policies import WHATSAPP as POLICY
from cryptokit.messengers.relay import RELAY
from cryptokit.messengers.standing import NOTHING, Copies, Standing, open_copies
from cryptokit.messengers.whatsapp_media import files_of
from cryptokit.messengers.whatsapp_registry import PRIMARY
from cryptokit.messengers.whatsapp_room import Room
from cryptokit.rng import Rng
from cryptokit.signal import group_size
from cryptokit.signal.directory import Address
from cryptokit.transcript import Transcript
from cryptokit.world import World, load

WORLD: Final = load(
    {
        "name": "whatsapp",
        "about": "end to end for everybody; the provider runs the directory and signs the program",
        "entities": {"meta": {"inc": "US"}},
        "assets": [
            {
                "id": RELAY,
                "loc": "US",
                "custodian": "meta",
                "holds": ["packets", "meta", "accounts"],
                "line": ["wire", "meta"],
                "arrives": ["wire", "meta"],
            },
            {"id": "phone_a", "loc": "DE", "custodian": "user", "holds": ["past", "chat_key"]},
            {"id": "phone_b", "loc": "FR", "custodian": "user", "holds": ["past", "chat_key"]},
        ],
        "code_signer": "meta",
        "directory": "meta",
        "rules": [{"out": "future", "k": 1, "of": ["CODE", "DIR"]}],
    }
)
_FEWEST: Final = 2
"""People: a note to oneself goes from one's own device to one's own device."""
_LONGEST_NAME: Final = (1 << 16) - 1
"""Bytes of a name, which a phone's state counts in two."""


def refuses(chat: Chat) -> str | None:
    """Say why a chat cannot be carried, if it cannot.

    A note to oneself is refused: the phone itself signs which devices are its owner's, so a false
    directory reads nothing of it, and the rules of this world would not hold.
    """
    if len(chat.participants) < _FEWEST:
        return "it is for two people or more, and this is a note to oneself"
    if len(chat.participants) > group_size.WHATSAPP:
        return f"a group has at most {group_size.WHATSAPP:,} people there"
    if any(len(name.encode()) > _LONGEST_NAME for name in chat.participants):
        return f"a name is longer than {_LONGEST_NAME:,} bytes"
    return too_long(chat)


def deliver(
    world: World,
    chat: Chat,
    run: Path,
    *,
    rng: Rng,
    progress: Progress,
    standing: Standing = NOTHING,
) -> Transcript:
    """Sign in every phone of the chat, then send each message from its author to all others."""
    with open_disks(world, run, standing) as disks, open_copies(run, standing) as copies:
        return converse(disks, world, chat, copies, rng=rng, progress=progress)


def converse(  # noqa: PLR0913  # what is delivered, whereto, and by whom
    disks: dict[str, Store],
    world: World,
    chat: Chat,
    copies: Copies,
    *,
    rng: Rng,
    progress: Progress,
    companions: Sequence[Address] = (),
    reports: Sequence[tuple[str, str]] = (),
) -> Transcript:
    """Do what ``deliver`` does, on disks that are open.

    ``companions`` are more devices of the same people, by their numbers: 2 or above. ``reports``
    say who reports whom to the provider in the end.
    """
    room = Room(disks, world, chat, copies, rng)
    devices = [(name, PRIMARY) for name in chat.participants]
    events = [event for address in (*devices, *companions) for event in room.sign_in(address)]
    room.open()
    files = files_of(chat)
    for row in history(chat):
        told = room.send(row, files.get(row.number))
        if row.number <= SHOWN:
            events += told
        progress(row.number)
    for reporter, about in reports:
        room.report(reporter, about)
    room.close()
    place_accounts(world, disks, room.server.people())
    return Transcript(tuple(events))


WHATSAPP: Final = Messenger(
    name="whatsapp",
    title="WhatsApp",
    world=WORLD,
    promise=Promise(
        "those in the chat",
        "only the people in this chat can read it, and nobody outside of it, not even the operator",
        None,
        'what the app shows in a chat; "WhatsApp Encryption Overview", first version, April 2016',
    ),
    deliver=deliver,
    refuses=refuses,
    policy=POLICY,
)
_UNTIL_2021, _SINCE = POLICY[:2], POLICY[2:]
WHATSAPP_BACKUP: Final = replace(
    with_provider_backup(WHATSAPP), policy=(*_UNTIL_2021, *BACKED_UP, *_SINCE)
)
WHATSAPP_VAULT: Final = replace(
    with_vault_backup(WHATSAPP), policy=(*_UNTIL_2021, *IN_A_VAULT, *_SINCE)
)
