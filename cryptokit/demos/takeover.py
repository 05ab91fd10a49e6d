"""A login code that somebody else receives: who holds what before and after, by kind of chat."""

from dataclasses import dataclass

from rich.table import Table

from cryptokit.attacks.mtproto.cloud import (
    CLOUD_CHATS,
    COMMON,
    START,
    Cloud,
    Owner,
    Read,
    opened,
    settle,
)
from cryptokit.attacks.mtproto.takeover import ATTACK, NIGHT, Door, Loot, break_in
from cryptokit.demos.show import show
from cryptokit.mtproto.login.account import FRESH, Account, terminate
from cryptokit.rng import lesson


@dataclass(frozen=True, slots=True)
class Night:
    """One account in that night: what the thief got, and the account before, after, and ended.

    ``ended`` is the account in the morning, when the owner has signed the stranger out.
    """

    door: Door
    loot: Loot
    owner: Read
    owner_secret: tuple[str, ...]
    before: Account
    after: Account
    ended: Account


def run() -> tuple[Night, Night]:
    """Break into one account by its code, once without and once with a second password."""
    nights = (_night(ATTACK.flawed), _night(ATTACK.repaired))
    show(
        "A number was moved to another SIM card. Whoever has the card asks for a login code, waits "
        "until it comes by SMS, and hands it in.",
        _table(nights),
        f"With a password, {nights[1].loot.guesses} of {len(COMMON)} guesses were taken, and no "
        "more that day. It stands at the door only: the server holds the cloud chats with or "
        "without it.",
        "No code opens a secret chat, as its key was never on the server. And for "
        f"{FRESH // 3600} hours a new device can sign no other one out: "
        "so long the owner has to look, and to end it.",
    )
    return nights


def _night(door: Door) -> Night:
    rng = lesson("demo takeover")
    cloud, owner = settle(door.password, rng)
    read, before = cloud.fetch(owner.hands, START), cloud.login.account
    thief, loot = break_in(cloud, ATTACK.budget, rng)
    after = cloud.login.account
    secret = opened(read.packets, owner.chat_key)
    return Night(
        door, loot, read, secret, before, after, _morning(cloud, owner, thief.device.key_id)
    )


def _morning(cloud: Cloud, owner: Owner, stranger: bytes) -> Account:
    """Let the owner look at the list of devices and sign the stranger out."""
    account = cloud.login.account
    if not account.holds(stranger):
        return account
    mine = owner.hands.device.key_id
    return terminate(account, mine, stranger, now=NIGHT + FRESH)


def _table(nights: tuple[Night, Night]) -> Table:
    table = Table(title="Who holds what", title_justify="left", show_lines=True)
    for heading in ("", "the code is enough", "code and password"):
        table.add_column(heading)
    for row in zip(_ROWS, *map(_column, nights), strict=True):
        table.add_row(*row)
    return table


_ROWS = (
    "signed in before",
    "the owner's phone reads",
    "an unasked code on the owner's phone",
    "what the code brought",
    "the last answer",
    "signed in after",
    "the stranger reads",
    "signed in once the owner looked",
)


def _column(night: Night) -> tuple[str, ...]:
    return (
        _names(night.before),
        _reads(night.owner.texts, night.owner_secret, night.owner.packets),
        "yes" if night.loot.warned else "no",
        night.loot.code,
        night.loot.last,
        _names(night.after),
        _reads(night.loot.cloud, night.loot.secret, night.owner.packets),
        _names(night.ended),
    )


def _names(account: Account) -> str:
    return ", ".join(device.name for device in account.devices)


def _reads(texts: tuple[str, ...], secret: tuple[str, ...], packets: tuple[bytes, ...]) -> str:
    cloud = f"{len(texts)} of {len(CLOUD_CHATS)} cloud messages"
    return f"{cloud}, {len(secret)} of {len(packets)} secret ones"


if __name__ == "__main__":
    run()
