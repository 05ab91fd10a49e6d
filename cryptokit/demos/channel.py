"""A public channel: read without any order, taken down without a key, and who wrote it by one."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rich.table import Table

from cryptokit.conversation import say
from cryptokit.court import examination, seize
from cryptokit.demos.show import show
from cryptokit.evidence.files import path_of
from cryptokit.evidence.rows import Account, Event, Plaintext
from cryptokit.evidence.store import read
from cryptokit.experiment import Result, who_can_read
from cryptokit.lab.stories import how
from cryptokit.lab.tables import overview
from cryptokit.messengers import named
from cryptokit.messengers.channel import POLICY, take_down
from cryptokit.messengers.takedown import DB
from cryptokit.rng import lesson
from cryptokit.world import Level, Order, Piece, Power, View, reach

_SAID: Final = say([
    "Ada: The library is open until ten tonight.",
    "Ben: Solutions of tomorrow's exam, as a gift.",
    "Ada: Tomorrow it closes at six.",
])  # fmt: skip
CHAT: Final = replace(_SAID, name="Campus news")
BAD: Final = 2
"""The post that a court wants to be gone."""
ORDER: Final = Order("SG", Power.AT_REST, DB)
_DAY: Final = 24 * 60 * 60

Posts = Mapping[str, tuple[int, ...]]
"""Which posts each machine has, by their numbers."""


@dataclass(frozen=True, slots=True)
class Moderation:
    """What the demo found: the answers, who had what before and after, and whom the order names."""

    result: Result
    before: Posts
    after: Posts
    accounts: tuple[Account, ...]
    log: tuple[Event, ...]


def run() -> Moderation:
    """Publish three posts, look at them, take one down, and ask the operator who wrote it."""
    channel = named("channel")
    result = who_can_read(CHAT, messengers=[channel], rng=lesson("demo channel"))
    with tempfile.TemporaryDirectory() as folder:
        found = _moderate(result, Path(folder))
    show(
        "Two administrators post in a public channel. The page is for anybody, so nobody needs an "
        "order to read it, on any rung:",
        overview(result),
        how(result),
        f"A court in {ORDER.by} wants post {BAD} to be gone. The operator finds it by reading, as "
        "anybody could; no key is asked for, and none is there.",
        _posts(found),
        "The copies on phones are out of its reach. Telegram's apps drop a deleted post when they "
        "hear of it; these two phones are offline, and nothing makes a copy go. In a secret chat "
        "there would be nothing to take down: the relay cannot tell which packet was meant.",
        "The page does not say who wrote the post: the channel signs. The operator's disk does:",
        _accounts(found),
        *(f"  {one.what}: {one.sender} to {one.receiver}, {one.size} bytes" for one in found.log),
        "What the operator says it hands over:",
        *(f"  since {one.since}, of {one.whom}: {one.what} ({one.source})" for one in POLICY),
        "Content needs no order, and metadata one: several countries were never needed for either.",
    )
    return found


def _moderate(result: Result, folder: Path) -> Moderation:
    world, servers = named("channel").world, folder / "servers"
    named("channel").deliver(
        world, CHAT, servers, rng=lesson("demo channel"), progress=lambda _: None
    )
    now = CHAT.messages[-1].sent + _DAY
    before = _who_has_what(servers)
    take_down(servers, [BAD], ORDER, now=now)
    reached = reach(world, [ORDER.by], Level.AT_REST.powers)
    seize(servers, reached, folder / "case", at=now)
    accounts = sorted(examination(folder / "case").accounts, key=lambda one: one.name)
    log = tuple(read(path_of(folder / "case", Piece(DB, View.DISK)), Event))
    return Moderation(result, before, _who_has_what(servers), tuple(accounts), log)


def _who_has_what(servers: Path) -> Posts:
    disks = {asset.id: Piece(asset.id, View.DISK) for asset in named("channel").world.assets}
    return {
        asset: tuple(row.number for row in read(path_of(servers, disk), Plaintext))
        for asset, disk in disks.items()
    }


def _posts(found: Moderation) -> Table:
    table = Table(title="Which posts lie where", title_justify="left")
    for heading in ("", "before", "after"):
        table.add_column(heading)
    for asset, numbers in found.before.items():
        table.add_row(asset, *(" ".join(map(str, some)) for some in (numbers, found.after[asset])))
    return table


def _accounts(found: Moderation) -> Table:
    table = Table(title=f"What an order of {ORDER.by} brings on people", title_justify="left")
    for heading in ("name", "role", "number", "last address"):
        table.add_column(heading)
    for one in found.accounts:
        table.add_row(one.name, one.role, one.phone, one.address)
    return table


if __name__ == "__main__":
    run()
