"""All phones of a chat in one room, the provider between them: who sends what to whom, in order.

The first two people's phones are followed; the others talk alike, and are left out of the run.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from cryptokit.conversation import Chat
from cryptokit.errors import Unknown
from cryptokit.evidence import signal_files
from cryptokit.evidence.rows import Attached, Plaintext
from cryptokit.evidence.store import Store
from cryptokit.messengers.deploy import first_second, phone_owners
from cryptokit.messengers.relay import RELAY
from cryptokit.messengers.standing import Copies
from cryptokit.messengers.whatsapp_between import Between
from cryptokit.messengers.whatsapp_desk import Desk
from cryptokit.messengers.whatsapp_line import Line
from cryptokit.messengers.whatsapp_media import Given
from cryptokit.messengers.whatsapp_phone import Came, Phone
from cryptokit.messengers.whatsapp_registry import PRIMARY, Entry
from cryptokit.messengers.whatsapp_reports import Packet
from cryptokit.messengers.whatsapp_server import SERVER, Server
from cryptokit.messengers.whatsapp_talk import Heard, Post, to_all, to_each
from cryptokit.rng import Rng
from cryptokit.signal import media
from cryptokit.signal.content import Content
from cryptokit.signal.directory import Address
from cryptokit.signal.franking import FrankingNonce
from cryptokit.signal.media import StoredFile
from cryptokit.transcript import Event
from cryptokit.world import SWAPPED, World

_PAIR = 2
Fetch = Callable[[Address, int], Entry]
"""Asks a directory, at a time in Unix seconds."""


class Room:
    """The provider, the phones, and the time, which goes on with each message."""

    def __init__(
        self, disks: dict[str, Store], world: World, chat: Chat, copies: Copies, rng: Rng
    ) -> None:
        self.server, self.desk = Server(disks[RELAY], chat, copies, rng), Desk()
        self._now, self._copies, self._rng = first_second(chat), copies, rng
        self._followed = {owner: disks[at] for at, owner in phone_owners(world, chat).items()}
        self._in_group = chat.group or len(chat.participants) > _PAIR
        self._between: Between | None = None

    def sign_in(self, address: Address) -> Iterator[Event]:
        """Let somebody install the app: it makes keys, and uploads their public halves."""
        owner, number = address
        disk = self._followed.get(owner) if number == PRIMARY else None
        phone = Phone(address, self._now, self._rng, disk=disk, line=Line(self._rng))
        size = self.desk.sign_in(phone, self._now)
        if disk is not None:
            what = f"public keys of {owner}"
            yield Event(owner, SERVER, what, size, ((SERVER, what),))

    def open(self) -> None:
        """Let the provider note what it knows of people before they talk."""
        self.server.note_people(self._now)

    def close(self) -> None:
        """Put all phones aside; the provider notes when they were there."""
        if SWAPPED in self._copies.standing.since:
            self._step_between()
        self.server.note_last_seen(self._now)
        for phone in self.desk.phones.values():
            phone.save()

    def send(self, row: Plaintext, given: Given | None = None) -> Iterator[Event]:
        """Send a message from its author to all others, a file with it; give what goes by."""
        # Exports are not always sorted, but clocks only go on.
        self._now = max(self._now, row.sent)
        sender = self.desk.phones[row.sender, PRIMARY]
        self.desk.wake(sender, self._now)
        if self._copies.standing.covers(SWAPPED, row.sent):
            self._step_between()
        what = self._upload(row, given)
        if self._between is not None:
            heard = self._read_on(self._between, sender, row, what)
        else:
            others = [one for one in self.desk.phones.values() if one is not sender]
            heard = self._say(sender, others, row, what, self.desk.fetch)
        kept = _kept(row, what, b"" if given is None else given.content)
        self.server.leak(sender, row, *kept)
        if sender.disk is not None:
            sender.disk.add_mixed((row, *kept))
        for address, came in heard.items():
            phone = self.desk.phones[address]
            phone.take(row, came, self._fetch(phone, came, row))
        return self._told(row, heard)

    def report(self, reporter: str, about: str) -> tuple[Plaintext, ...]:
        """Let somebody report another: the last messages that came go to the provider, proved.

        Gives what the provider then has in the clear. Raises Unknown for a name of nobody here, and
        Untrusted with field ``report`` for a message that never passed here.
        """
        known = {owner for owner, _ in self.desk.phones}
        for name in (reporter, about):
            if name not in known:
                raise Unknown("person", name, known=known)
        told = self.desk.phones[reporter, PRIMARY].last_of(about)
        return self.server.take_report(reporter, about, told, self._now)

    def _upload(self, row: Plaintext, given: Given | None) -> Content:
        """Make what a message holds; a file is locked, and goes to the server first."""
        nonce = FrankingNonce.draw(self._rng)
        if given is None:
            return Content(row.text, nonce=nonce)
        attachment, stored = media.lock(given.content, given.kind, rng=self._rng)
        self.server.store(stored, row)
        return Content(row.text, attachment=attachment, name=given.name, nonce=nonce)

    def _fetch(self, phone: Phone, came: Came, row: Plaintext) -> StoredFile | None:
        if came.attachment is None:
            return None
        return self.server.fetch(phone, came.attachment.locked_digest, row)

    def _step_between(self) -> None:
        if self._between is None:
            self._between = Between(self.desk, self._now, self._rng)

    def _read_on(self, between: Between, sender: Phone, row: Plaintext, what: Content) -> Heard:
        """Let a message go to false phones, be read there, and go on in its author's name."""

        def fetch(address: Address, now: int) -> Entry:
            return between.fetch(sender, address, now)

        heard = self._say(sender, between.receivers(sender), row, what, fetch)
        false = between.false.others(sender.owner)[0]
        came = heard[false.address]
        read = replace(row, text=came.words)
        anew = Content(
            came.words,
            attachment=came.attachment,
            name=came.name,
            nonce=FrankingNonce.draw(self._rng),
        )
        self._copies.add(
            SWAPPED, row.sent, *false.rows_of(read, came, self._fetch(false, came, row))
        )
        own = {at: mine for at, mine in heard.items() if at[0] == sender.owner}
        others, pose = self.desk.others(sender.owner), between.posing_as(sender.owner)
        return own | self._say(pose, others, read, anew, self.desk.fetch)

    def _say(
        self,
        sender: Phone,
        receivers: Sequence[Phone],
        row: Plaintext,
        what: Content,
        fetch: Fetch,
    ) -> Heard:
        def carry(by: Phone, to: Sequence[Phone], packet: Packet, called: str) -> list[Packet]:
            return self.server.carry(by, to, packet, called, row)

        post = Post(lambda address: fetch(address, self._now), carry, self._now)
        say = to_all if self._in_group else to_each
        return say(sender, receivers, what, post)

    def _told(self, row: Plaintext, heard: Heard) -> Iterator[Event]:
        """Tell how a message just went through the server, to the phones that are followed."""
        locked, what = f"packet {row.number}, locked", f"message {row.number}"
        yield Event(row.sender, SERVER, locked, self.server.size, ((SERVER, locked),))
        for owner, _ in heard:
            if owner in self._followed and owner != row.sender:
                yield Event(SERVER, owner, locked, self.server.size, ((owner, what),))


def _kept(row: Plaintext, what: Content, content: bytes) -> tuple[Attached, ...]:
    """Give the row of a file that came with a message, if one did."""
    if what.attachment is None:
        return ()
    return (signal_files.attached(row, what.name, what.attachment, content),)
