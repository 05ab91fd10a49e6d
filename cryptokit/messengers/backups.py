"""Backups beside any messenger: a copy of a phone's history at another company, locked in two ways.

Under a key that the company has as well, or under one behind a password and a vault that counts
guesses. How a messenger ends at its phones is not here: it may be as closed as can be. Left out:
backups every night, of which an order that comes again would bring the next; each is made once.

See: WhatsApp, "Security of End-to-End Encrypted Backups", 2021; RFC 9807.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.evidence import backup, store
from cryptokit.evidence.files import path_of
from cryptokit.evidence.hardening import CHEAPEST
from cryptokit.evidence.rows import Ciphertext, Key, Plaintext, Row
from cryptokit.keys import DataKey
from cryptokit.knowledge import Fact, Rule
from cryptokit.messengers.deploy import open_disks, phone_owners
from cryptokit.messengers.messenger import Deliver, Messenger, Progress, Promise
from cryptokit.messengers.policies import BACKED_UP, IN_A_VAULT
from cryptokit.messengers.standing import NOTHING, Standing, open_copies
from cryptokit.mtproto.login.password import Password
from cryptokit.rng import Rng, draw
from cryptokit.transcript import Event as Told
from cryptokit.transcript import Transcript
from cryptokit.world import PAST, Asset, Entity, Piece, View, World
from cryptokit.world.check import check

STORED, STORED_KEY = "bct", "bkey"
"""Facts: the locked backup, and the key that the company has beside it."""
VAULT_KEY, PASSWORD = "vaultkey", "userpw"
"""Facts that no order brings: what the vault's module gives nobody, and what a person remembers."""
BACKUP: Final = "backup"
VAULT: Final = "vault"
COMPANY: Final = "bk"
"""The company that stores backups."""
COUNTRY: Final = "IE"
_PASSWORD_SIZE: Final = 16
Placed = Mapping[Fact, tuple[Row, ...]]
Prepare = Callable[[str, Rng], tuple[DataKey, Placed]]
"""Whose backup it is, and luck; gives the key of it, and the rows that stand for each fact."""


def with_provider_backup(messenger: Messenger) -> Messenger:
    """Let the first phone leave a backup with a company that has its key as well.

    >>> from cryptokit.messengers.secret_chat import SECRET_CHAT
    >>> from cryptokit.world import Level, smallest_sets
    >>> messenger = with_provider_backup(SECRET_CHAT)
    >>> messenger.name, smallest_sets(messenger.world, "past", Level.AT_REST.powers)
    ('secret_chat_backup', (('IE',),))
    """
    store = Asset(BACKUP, COUNTRY, COMPANY, holds=(STORED, STORED_KEY))
    return replace(
        messenger,
        name=f"{messenger.name}_backup",
        title=f"{messenger.title}, cloud backup",
        world=_grown(messenger.world, "_backup", (store,), (STORED, STORED_KEY)),
        promise=_BACKUP,
        deliver=_backed_up(messenger.deliver, _key_beside),
        policy=(*messenger.policy, *BACKED_UP),
    )


def with_vault_backup(messenger: Messenger) -> Messenger:
    """Let the first phone leave a backup, and its key behind a password and the operator's vault.

    The vault stands where whoever runs the directory is incorporated. Its disk is empty: the key
    never leaves the module, so no order brings it. What opens it is in ``restoring``.

    >>> from cryptokit.messengers.secret_chat import SECRET_CHAT
    >>> from cryptokit.world import Level, smallest_sets
    >>> messenger = with_vault_backup(SECRET_CHAT)
    >>> messenger.name, smallest_sets(messenger.world, "past", Level.CODE.powers)
    ('secret_chat_vault', ())
    """
    owner = next(one for one in messenger.world.entities if messenger.world.directory == one.id)
    assets = Asset(BACKUP, COUNTRY, COMPANY, holds=(STORED,)), Asset(VAULT, owner.inc, owner.id)
    needed = STORED, VAULT_KEY, PASSWORD
    return replace(
        messenger,
        name=f"{messenger.name}_vault",
        title=f"{messenger.title}, backup in a vault",
        world=_grown(messenger.world, "_vault", assets, needed),
        promise=_VAULT,
        deliver=_backed_up(messenger.deliver, _key_in_a_vault),
        policy=(*messenger.policy, *IN_A_VAULT),
    )


def _grown(world: World, end: str, assets: tuple[Asset, ...], needed: tuple[Fact, ...]) -> World:
    grown = replace(
        world,
        name=f"{world.name}{end}",
        about=f"{world.about}; a backup at another company",
        entities=(*world.entities, Entity(COMPANY, COUNTRY)),
        assets=(*world.assets, *assets),
        rules=(*world.rules, Rule(PAST, len(needed), needed)),
    )
    check(grown)
    return grown


def _key_beside(_owner: str, rng: Rng) -> tuple[DataKey, Placed]:
    key = DataKey.draw(rng)
    return key, {STORED_KEY: (Key.of(key),)}


def _key_in_a_vault(owner: str, rng: Rng) -> tuple[DataKey, Placed]:
    # Nobody guesses 16 random bytes, so it is no matter what a guess costs. The vault's state and
    # the password end here: the module shows its state to nobody, and people keep no file.
    key, password = DataKey.draw(rng), Password(draw(rng, _PASSWORD_SIZE))
    envelope, _ = backup.register(password, key, name=owner, cost=CHEAPEST, rng=rng)
    return key, {STORED: (envelope.to_state(),)}


def _backed_up(inner: Deliver, prepare: Prepare) -> Deliver:
    """Deliver as before, then copy the first phone's history to whoever stores backups."""

    def deliver(
        world: World,
        chat: Chat,
        run: Path,
        *,
        rng: Rng,
        progress: Progress,
        standing: Standing = NOTHING,
    ) -> Transcript:
        phone, owner = next(iter(phone_owners(world, chat).items()))
        # The key comes first, so that it is the same one however long the chat has become.
        key, placed = prepare(owner, rng)
        before, added = _parted(world)
        ours, theirs = _divided(standing, {one.id for one in added.assets})
        done = inner(before, chat, run, rng=rng, progress=progress, standing=theirs)
        history = store.read(path_of(run, Piece(phone, View.DISK)), Plaintext)
        stored = backup.lock_history(history, key, rng=rng)
        with open_disks(added, run) as disks, open_copies(run, ours):
            for asset in added.assets:
                for fact in asset.holds:
                    disks[asset.id].add_mixed(placed.get(fact, ()))
                if STORED in asset.holds:
                    disks[asset.id].add(Ciphertext, stored)
        told = Told(owner, COMPANY, "a backup, locked", sum(len(one.body) for one in stored))
        return Transcript((*done.events, told))

    return deliver


def _parted(world: World) -> tuple[World, World]:
    """Part a world into the one before there were backups, and the machines that came with them."""
    ours = tuple(one for one in world.assets if one.id == VAULT or STORED in one.brings)
    others = tuple(one for one in world.assets if one not in ours)
    rules = tuple(rule for rule in world.rules if STORED not in rule.of)
    return replace(world, assets=others, rules=rules), replace(world, assets=ours)


def _divided(standing: Standing, machines: Container[str]) -> tuple[Standing, Standing]:
    """Part what orders have begun into what is on these machines, and all else."""
    ours = {piece: at for piece, at in standing.since.items() if piece.asset in machines}
    return Standing(ours), Standing({k: v for k, v in standing.since.items() if k not in ours})


_BACKUP: Final = Promise(
    "two phones",
    "only the two of you can read it",
    None,
    "what operators say of chats end to end, without a word on backups; the FBI's sheet on lawful "
    "access of 7 January 2021 says that with an iCloud backup the keys come along",
)
_VAULT: Final = Promise(
    "nobody without you",
    "neither the operator nor whoever stores the backup can read it or get at its key",
    None,
    'WhatsApp, "Security of End-to-End Encrypted Backups", September 2021',
)
