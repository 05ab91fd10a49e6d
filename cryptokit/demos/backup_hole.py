"""A chat that nobody can read but the two phones, and the copy that one of them leaves elsewhere.

Three ways: no backup, one whose provider has the key, and one behind a password and a vault.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.table import Table

from cryptokit.attacks.mtproto.cloud import COMMON
from cryptokit.conversation import say
from cryptokit.court import examine, seize
from cryptokit.demos.show import show
from cryptokit.evidence import vault
from cryptokit.evidence.guessing import Fallen, fallen
from cryptokit.evidence.hardening import CHEAPEST
from cryptokit.lab.tables import rung
from cryptokit.messengers import Messenger, named
from cryptokit.mtproto.login.password import Password
from cryptokit.rng import lesson
from cryptokit.world import PAST, Coalition, Level, Order, Power, reach, smallest_sets

NAMES: Final = ("end_to_end", "end_to_end_backup", "end_to_end_vault")
CHAT: Final = say(
    (
        "Tilda: I left the company.",
        "Ravi: When?",
        "Tilda: This morning. Delete this chat, please.",
        "Ravi: Deleted. Does your phone keep a copy somewhere?",
        "Tilda: It does, ever since I bought it.",
        "Ravi: Where?",
    )
)
AT: Final = CHAT.messages[-1].sent + 1
ORDERS: Final = {
    "the relay": Order("US", Power.AT_REST, "relay"),
    "the backup": Order("IE", Power.AT_REST, "backup"),
    "the vault": Order("US", Power.AT_REST, "vault"),
    "a phone": Order("DE", Power.ENDPOINT, "phone_a"),
}
LEVELS: Final = (Level.AT_REST, Level.CODE, Level.ENDPOINT)
GUESSES: Final = tuple(map(Password.of, COMMON[:40]))
RANKS: Final = (0, 4, 9, 10, 17, 25, 33, 39)
"""At which place in a list of common passwords those of eight people stand, from 0."""
STRONG: Final = ("a goat ate the flowerpot", "the first key was a spare")
"""Two that are in no list."""
ITERATIONS: Final = 10
"""Rounds of PBKDF2, and the cheapest Argon2id: guesses are made cheap here, not fewer."""


@dataclass(frozen=True, slots=True)
class Hole:
    """What the demo found.

    ``read`` has for each messenger how many messages each order alone opens, None where there is
    nothing to seize. ``sets`` are the smallest sets of countries, up to orders for changed code.
    """

    read: Mapping[str, Mapping[str, int | None]]
    sets: Mapping[str, Mapping[Level, tuple[Coalition, ...]]]
    fell: Fallen


def run() -> Hole:
    """Serve one order at a time on the same chat with and without backups; then guess passwords."""
    messengers = [named(name) for name in NAMES]
    found = Hole(
        {one.name: dict(_orders(one)) for one in messengers},
        {one.name: dict(_sets(one)) for one in messengers},
        _guess(),
    )
    show(
        f"The same {len(CHAT.messages)} messages, end to end: with no backup, with one at a "
        "company that has its key as well, and with one whose key is behind a password and a vault "
        "that counts guesses. One order at a time:",
        _read(found),
        "No cipher was broken: the copy lies at a company that has nothing to do with the chat, in "
        "a country where neither phone is. Who suffices, by what courts may take:",
        _who(found),
        "The vault's disk is empty, and the backup stays shut, whoever orders. What is left is to "
        f"guess the password. Of {found.fell.accounts} people {len(RANKS)} chose one out of a list "
        f"of {len(GUESSES)}, {len(STRONG)} did not. Likeliest first:",
        _fell(found.fell),
        f"The vault deletes its key after {vault.TRIES} wrong guesses in a row. A file that is "
        "locked with a password alone is guessed at home for as long as one likes, and so is the "
        "vault's once somebody cuts it open. Only a good password holds there.",
    )
    return found


def _orders(messenger: Messenger) -> Iterator[tuple[str, int | None]]:
    with tempfile.TemporaryDirectory(prefix="cryptokit-") as temporary:
        folder = Path(temporary)
        deployed, luck = folder / "run", lesson("demo backup_hole")
        messenger.deliver(messenger.world, CHAT, deployed, rng=luck, progress=lambda _: None)
        there = {asset.id for asset in messenger.world.assets}
        for i, (what, order) in enumerate(ORDERS.items()):
            case = folder / str(i)
            yield what, _opened(messenger, deployed, order, case) if order.target in there else None


def _opened(messenger: Messenger, deployed: Path, order: Order, case: Path) -> int:
    """Serve one order and have what it brings examined: how many messages are read."""
    reached = reach(messenger.world, (order.by,), frozenset({order.power}))
    only = {piece: one for piece, one in reached.items() if piece.asset == order.target}
    seize(deployed, only, case, at=AT)
    return examine(case).past


def _sets(messenger: Messenger) -> Iterator[tuple[Level, tuple[Coalition, ...]]]:
    for level in LEVELS:
        yield level, smallest_sets(messenger.world, PAST, level.powers)


def _guess() -> Fallen:
    passwords = [GUESSES[rank] for rank in RANKS] + [Password.of(text) for text in STRONG]
    luck = lesson("demo backup_hole, guesses")
    return fallen(passwords, GUESSES, cost=CHEAPEST, iterations=ITERATIONS, rng=luck)


def _read(found: Hole) -> Table:
    table = Table(title="Messages that one order opens", title_justify="left")
    table.add_column("chat")
    for what, order in ORDERS.items():
        table.add_column(f"{what}\n({order.by})", justify="right")
    for name, counts in found.read.items():
        cells = (
            "-" if one is None else f"{one} of {len(CHAT.messages)}" for one in counts.values()
        )
        table.add_row(named(name).title, *cells)
    return table


def _who(found: Hole) -> Table:
    table = Table(title="Smallest sets of countries, for the past", title_justify="left")
    table.add_column("courts may take, up to")
    for name in found.sets:
        table.add_column(named(name).title)
    for level in LEVELS:
        cells = (" | ".join(" ".join(one) for one in sets[level]) for sets in found.sets.values())
        table.add_row(rung(level), *(cell or "-" for cell in cells))
    return table


def _fell(fell: Fallen) -> Table:
    table = Table(title=f"Backups opened, of {fell.accounts}", title_justify="left")
    table.add_column("tried on")
    table.add_column("opened", justify="right")
    table.add_row(f"the vault, online, {vault.TRIES} guesses each", str(fell.vault))
    table.add_row(f"the vault cut open, {len(GUESSES)} guesses each", str(fell.vault_key_known))
    table.add_row(f"a file at home, {len(GUESSES)} guesses each", str(fell.file))
    return table


if __name__ == "__main__":
    run()
