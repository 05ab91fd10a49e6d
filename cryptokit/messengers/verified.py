"""People who compare, and phones that look: a swapped key and a changed program are seen, refused.

The two compare the pictures of their key whenever it is a new one, and a phone takes a program only
if its digest is in the public log. The app keeps the old chat until the new picture was looked at,
which Telegram's does not. Left out: how the log is kept honest; and a server that carries nothing
more, which no phone can prevent.

See: Melara et al., "CONIKS: Bringing Key Transparency to End Users", USENIX Security 2015;
Al-Bassam and Meiklejohn, "Contour: A Practical System for Binary Transparency", CBT 2018.
"""

from pathlib import Path
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.errors import Untrusted
from cryptokit.evidence import program
from cryptokit.evidence.rows import Event, Plaintext, State
from cryptokit.evidence.store import Store
from cryptokit.messengers import secret_chat
from cryptokit.messengers.deploy import open_disks, phone_owners
from cryptokit.messengers.line import Line
from cryptokit.messengers.messenger import Progress
from cryptokit.messengers.relay import Relay
from cryptokit.messengers.secret_phone import Phone
from cryptokit.messengers.standing import NOTHING, Copies, Standing, open_copies
from cryptokit.mtproto import device, picture
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng
from cryptokit.transcript import Event as Told
from cryptokit.transcript import Transcript
from cryptokit.world import CHANGED, World

PUBLIC_LOG: Final = frozenset({program.installed(program.PUBLISHED).body})
"""Digests of all programs that were ever published: whoever builds the source finds them here."""
REFUSED_KEY: Final = "new key, refused"
REFUSED_PROGRAM: Final = "new program, refused"
"""What a phone notes for its owner of what it did not take; ``experiment.seen`` looks for it."""
_SERVER: Final = "server"


class VerifyingPhone(Phone):
    """A phone whose app keeps the chat that is said to be over until its owner has compared."""

    _before: tuple[device.Phone, int] | None = None

    def end(self, over: TlObject) -> None:
        """Hear that the chat is over, and put it aside."""
        self._before = self.chat, self.chat_id
        super().end(over)

    def go_back(self, now: int) -> None:
        """Drop the new chat, go on with the one before, and note it for the owner."""
        if self._before is None:
            raise RuntimeError("there was no chat before")
        (self._chat, self._chat_id), self._before = self._before, None
        self.save()
        self.disk.add(Event, [Event(now, _SERVER, self.owner, REFUSED_KEY, picture.SIZE)])


def compare(a: Phone, b: Phone) -> None:
    """Hold two phones side by side. Raises Untrusted with field ``picture``.

    See: Telegram, "Secret Chats, End-to-End Encryption", on key visualization.
    """
    one, other = (picture.pixels(phone.chat.key_hash) for phone in (a, b))
    if one != other:
        raise Untrusted("not the one on the other phone", field="picture")


def require_logged(offered: State) -> None:
    """Look for a program in the public log. Raises Untrusted with field ``program``.

    >>> require_logged(program.installed(program.PUBLISHED))
    >>> require_logged(program.installed(program.CHANGED))
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: program: not in the public log...
    """
    if offered.body not in PUBLIC_LOG:
        raise Untrusted("not in the public log", field="program")


def deliver(
    world: World,
    chat: Chat,
    run: Path,
    *,
    rng: Rng,
    progress: Progress,
    standing: Standing = NOTHING,
) -> Transcript:
    """Send a chat as a secret one between two who look; orders that stand are tried, and fail."""
    others = {piece: since for piece, since in standing.since.items() if piece != CHANGED}
    with (
        open_disks(world, run, Standing(others)) as disks,
        open_copies(run, standing) as copies,
    ):
        if CHANGED in standing.since:
            for name, owner in phone_owners(world, chat).items():
                _offer(disks[name], owner, standing.since[CHANGED])
        return secret_chat.converse(
            disks, world, chat, copies, rng=rng, progress=progress, makers=CAREFUL
        )


def _offer(disk: Store, owner: str, now: int) -> None:
    offered = program.installed(program.CHANGED)
    try:
        require_logged(offered)
    except Untrusted:
        # It stays on the disk, so that anybody can be shown what came; it never runs.
        disk.add(State, [offered])
        disk.add(Event, [Event(now, _SERVER, owner, REFUSED_PROGRAM, len(program.CHANGED))])


def _try_to_swap(a: Phone, b: Phone, relay: Relay, now: int) -> list[Told]:
    events = secret_chat.begin_anew(a, b, relay, now)
    try:
        compare(a, b)
    except Untrusted:
        for phone in (a, b):
            if isinstance(phone, VerifyingPhone):
                phone.go_back(now)
    return events


def _keep_quiet(line: Line, row: Plaintext, now: int, copies: Copies) -> None:
    """Send no copy: the program that runs is the published one."""
    del line, row, now, copies


CAREFUL: Final = secret_chat.Makers(
    phone=VerifyingPhone, swap=_try_to_swap, leak=_keep_quiet, meet=compare
)
