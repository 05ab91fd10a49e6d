"""Telegram cloud chats: MTProto to the server, encrypted at rest, the key split over countries.

Where the machines stand is in ``cloud_worlds``; what the orders bring that stand meanwhile is in
``tapping``, ``leaking`` and ``takeover``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptokit.conversation import Chat
from cryptokit.evidence.rows import Key, Plaintext
from cryptokit.evidence.store import Store
from cryptokit.messengers import takeover
from cryptokit.messengers.cloud_worlds import (
    COLD,
    KEY_APART,
    LOGIN_CODE,
    SERVING,
    asks_password,
    stored,
)
from cryptokit.messengers.deploy import (
    SHOWN,
    Keep,
    copier,
    first_second,
    history,
    keeper,
    open_disks,
    phone_owners,
    place_accounts,
    place_keys,
)
from cryptokit.messengers.leaking import leak
from cryptokit.messengers.line import Line, clock
from cryptokit.messengers.messenger import Messenger, Progress, Promise
from cryptokit.messengers.policies import TELEGRAM
from cryptokit.messengers.post import Post
from cryptokit.messengers.splitting import plan
from cryptokit.messengers.standing import NOTHING, Copies, Standing, open_copies
from cryptokit.messengers.tapping import Wiretap
from cryptokit.messengers.telegram import AUTH_KEY, Server, refuses
from cryptokit.mtproto.login.limits import DAY
from cryptokit.mtproto.login.password import Password
from cryptokit.rng import Rng, draw
from cryptokit.transcript import Event, Transcript
from cryptokit.world import CHANGED, USER, Piece, View, World

_PASSWORD_SIZE = 16
"""Bytes of a password that nobody guesses."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that we follow: whose it is, its line, its disk, and how it stores a message."""

    owner: str
    line: Line
    disk: Store
    keep: Keep


@dataclass(slots=True)
class Cloud:
    """The server and the lines to it: phones that we follow, and those of ``others``.

    ``past`` is what the server shows a new device; it is gathered only if one will ask for it.
    """

    world: World
    server: Server
    post: Post
    copies: Copies
    tap: Wiretap
    copy: Keep
    phones: list[Phone] = field(default_factory=list[Phone])
    others: dict[str, Line] = field(default_factory=dict[str, Line])
    keeps: list[Keep] = field(default_factory=list[Keep])
    past: list[Plaintext] | None = None


def deliver(
    world: World,
    chat: Chat,
    run: Path,
    *,
    rng: Rng,
    progress: Progress,
    standing: Standing = NOTHING,
) -> Transcript:
    """Sign phones in, send every message to the server, and on to the two phones that we follow.

    A group has more phones than two; each would show the same history.
    """
    made, now, events = plan(stored(world), rng=rng), first_second(chat), list[Event]()
    server, post = Server(chat, rng=rng), Post.of(chat)
    with open_disks(world, run, standing) as disks, open_copies(run, standing) as copies:
        place_keys(world, made, run, disks, copies)
        copy = copier(world, chat, copies, elsewhere=[CHANGED])
        cloud = Cloud(world, server, post, copies, Wiretap(world, copies), copy)
        keeps = {one.id: keeper(one, made, disks[one.id], chat, rng=rng) for one in world.assets}
        for one, owner in phone_owners(world, chat).items():
            line, signed = server.sign_in(owner, now)
            cloud.phones.append(Phone(owner, line, disks[one], keeps.pop(one)))
            disks[one].add_mixed([Key.of(line.key)])
            cloud.tap.listen(line, owner)
            events += signed
        cloud.keeps += keeps.values()
        cloud.past = [] if _routes(cloud) else None
        if asks_password(world):
            _set_passwords(cloud, rng)
        for row in history(chat):
            now = clock(now, row.sent)
            passed = _carry(cloud, row, now)
            events += passed if row.number <= SHOWN else ()
            progress(row.number)
        events += _take_over(cloud, now)
        place_accounts(world, disks, server.people)
        for asset in world.assets:
            if AUTH_KEY in asset.holds and asset.custodian != USER:
                disks[asset.id].add_mixed(server.keys)
    return Transcript(tuple(events))


def _carry(cloud: Cloud, row: Plaintext, now: int) -> list[Event]:
    """Send a message up its author's line, and down those of the phones that we follow."""
    author = next((phone for phone in cloud.phones if phone.owner == row.sender), None)
    line = author.line if author else _line_of_another(cloud, row.sender, now)
    cloud.tap.row = row
    arrived = cloud.post.send(line, row, now)
    cloud.copy(arrived)
    for keep in cloud.keeps:
        keep(arrived)
    if cloud.past is not None:
        cloud.past.append(arrived)
    receivers = [phone for phone in cloud.phones if phone is not author]
    had = [] if author is None else [(author, row)]
    for phone in receivers:
        told = cloud.post.tell(phone.line, arrived, now)
        phone.keep(told)
        had.append((phone, told))
    if author:
        author.keep(row)
    events = list(_events(row, line, receivers))
    cloud.tap.row = None
    # All phones run the changed program; what one has sent is not counted again from another.
    sender, shown = had[0]
    leak(sender.line, shown, now, cloud.copies)
    return events


def _line_of_another(cloud: Cloud, name: str, now: int) -> Line:
    if name not in cloud.others:
        cloud.others[name], _ = cloud.server.sign_in(name, now)
        cloud.tap.listen(cloud.others[name], name)
    return cloud.others[name]


def _set_passwords(cloud: Cloud, rng: Rng) -> None:
    lines = {phone.owner: phone.line for phone in cloud.phones}
    for owner, line in lines.items():
        password = Password.of(draw(rng, _PASSWORD_SIZE).hex())
        cloud.server.set_password(owner, line, password)


def _routes(cloud: Cloud) -> dict[Piece, str]:
    """Give the routes that orders take over, each with the person whose codes go that way."""
    pieces = [Piece(a.id, View.ROUTE) for a in cloud.world.assets if LOGIN_CODE in a.route]
    owners = (phone.owner for phone in cloud.phones)
    return {
        piece: owner
        for piece, owner in zip(pieces, owners, strict=False)
        if piece in cloud.copies.standing.since
    }


def _take_over(cloud: Cloud, now: int) -> Iterator[Event]:
    """Let a stranger sign in by each route that was taken over, and copy what the account shows."""
    for days, (piece, owner) in enumerate(_routes(cloud).items()):
        # A server sends only so many codes a day, and two phones may have one number.
        at = clock(now, cloud.copies.standing.since[piece]) + days * DAY
        intruder = takeover.break_in(cloud.server, owner, at)
        if intruder is None:
            continue
        phones = [phone for phone in cloud.phones if phone.owner == owner]
        notes = takeover.alarm((phone.line for phone in phones), intruder)
        for phone, note in zip(phones, notes, strict=True):
            phone.disk.add_mixed([note])
        past = cloud.past or []
        rows = takeover.read_history(cloud.server, intruder, cloud.post, past)
        cloud.copies.put(piece, *rows)
        learned = (("a stranger", f"the account of {owner}"),)
        yield Event("a stranger", "server", "the history", intruder.line.size, learned)


def _events(row: Plaintext, line: Line, receivers: Iterable[Phone]) -> Iterator[Event]:
    what = f"message {row.number}"
    packet = f"{what} in MTProto packets"
    yield Event(row.sender, "server", packet, line.size, (("server", what),))
    for phone in receivers:
        learned = ((phone.owner, what),)
        yield Event("server", phone.owner, packet, phone.line.size, learned)


_CLAIM = Promise(
    "several countries",
    "several court orders from different jurisdictions are required to force us to give up any "
    "data",
    4,
    "the operator's FAQ, as quoted in the press in June 2017",
)
CLOUD_CHAT = Messenger(
    "cloud_chat", "Telegram cloud chat", SERVING, _CLAIM, deliver, refuses, TELEGRAM
)
CLOUD_CHAT_COLD = Messenger(
    "cloud_chat_cold", "Telegram cloud chat, cold", COLD, _CLAIM, deliver, refuses, TELEGRAM
)
CLOUD_CHAT_KEY_APART = Messenger(
    "cloud_chat_key_apart",
    "Telegram cloud chat, key apart",
    KEY_APART,
    Promise("other data centres", "keys are stored in other data centres than the data", 2,
            "the operator's privacy policy, 2022-23"),
    deliver,
    refuses,
    TELEGRAM,
)  # fmt: skip
