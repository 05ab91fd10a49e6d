"""What a thief opens of three chats, who takes a phone or parts of an escrow.

For ``backdoor`` and ``escrow_leak``.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from cryptokit.conversation import Chat, say
from cryptokit.court import examination
from cryptokit.evidence.escrow import EscrowKey
from cryptokit.messengers import secret_chat
from cryptokit.messengers.backdoored import AGENCY, RELAY, SPLIT, WORLD, steal
from cryptokit.messengers.backdoored import deliver as deliver_with
from cryptokit.messengers.messenger import Deliver
from cryptokit.rng import lesson
from cryptokit.world import Piece, View, World, move

CHATS: Final = {
    ("DE", "FR"): say(["Ada: Is this line safe?", "Ben: As safe as everybody's."]),
    ("SG", "IN"): say(["Devi: Nobody asked about us.", "Chen: Nobody had to."]),
    ("BR", "GB"): say(["Eva: We are not even there.", "Femi: The key is."]),
}
"""Three chats, by the countries of their phones."""
DESIGNS: Final = {
    "no back door": secret_chat.WORLD,
    "one escrow key": WORLD,
    "the key split 2 of 3": SPLIT,
}
NOBODY, PHONE, ONE, TWO = "nothing else", "one phone", "one agency", "two agencies"


def robbed(design: str, world: World, folder: Path) -> Iterator[tuple[str, int | None]]:
    """Deliver the three chats, and count for each theft how many open; None: nothing is there."""
    for theft, opened in each_robbed(design, world, folder):
        yield theft, None if opened is None else sum(opened)


def each_robbed(
    design: str, world: World, folder: Path
) -> Iterator[tuple[str, tuple[bool, ...] | None]]:
    """Deliver the three chats, and tell for each theft which of them open."""
    luck, deliver = lesson(f"demo backdoor {design}"), _deliverer(world)
    for i, ((one, other), chat) in enumerate(CHATS.items()):
        placed = move(move(world, "phone_a", one), "phone_b", other)
        deliver(placed, chat, folder / str(i), rng=luck, progress=lambda _: None)
    agencies = [
        Piece(asset.id, view)
        for asset in world.assets
        for view in (View.DISK, View.PART)
        if asset.id.startswith(AGENCY) and asset.facts(view)
    ]
    loots = {NOBODY: [], PHONE: [Piece("phone_a", View.DISK)], ONE: agencies[:1], TWO: agencies[:2]}
    for theft, pieces in loots.items():
        there = theft == NOBODY or len(pieces) == (2 if theft == TWO else 1)
        yield theft, _opened(folder, theft, pieces) if there else None


def _deliverer(world: World) -> Deliver:
    if world == secret_chat.WORLD:
        return secret_chat.deliver
    return partial(deliver_with, key=EscrowKey.draw(lesson("demo backdoor escrow")))


def _opened(folder: Path, theft: str, pieces: list[Piece]) -> tuple[bool, ...]:
    """Tell which chats open with what was stolen at the first one, and their own packets."""
    read = list[bool]()
    for i, chat in enumerate(CHATS.values()):
        case = folder / "loot" / theft / str(i)
        steal(folder / str(i), case / "packets", Piece(RELAY, View.DISK))
        if pieces:
            steal(folder / "0", case / "stolen", *pieces)
        read.append(_is_read(chat, case))
    return tuple(read)


def _is_read(chat: Chat, case: Path) -> bool:
    texts = {line.text for line in examination(case).read.values()}
    return texts >= {message.shown for message in chat.messages}
