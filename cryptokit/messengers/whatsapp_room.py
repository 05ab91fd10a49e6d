"""All phones of a chat in one room, the provider between them: who sends what to whom, in order.

The first two people's phones are followed; the others talk alike, and are left out of the run.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from cryptokit.conversation import Chat
from cryptokit.evidence.rows import Plaintext
from cryptokit.evidence.store import Store
from cryptokit.messengers.deploy import first_second, phone_owners
from cryptokit.messengers.relay import RELAY
from cryptokit.messengers.standing import Copies
from cryptokit.messengers.whatsapp_between import Between
from cryptokit.messengers.whatsapp_desk import Desk
from cryptokit.messengers.whatsapp_line import Line
from cryptokit.messengers.whatsapp_phone import Phone
from cryptokit.messengers.whatsapp_registry import PRIMARY, Entry
from cryptokit.messengers.whatsapp_server import SERVER, Server
from cryptokit.messengers.whatsapp_talk import Heard, Post, to_all, to_each
from cryptokit.rng import Rng
from cryptokit.signal.content import Content
from cryptokit.signal.directory import Address
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
        self.server, self.desk = Server(disks[RELAY], chat, copies), Desk()
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

    def send(self, row: Plaintext) -> Iterator[Event]:
        """Send a message from its author to all others; give what goes by."""
        # Exports are not always sorted, but clocks only go on.
        self._now = max(self._now, row.sent)
        sender = self.desk.phones[row.sender, PRIMARY]
        self.desk.wake(sender, self._now)
        if self._copies.standing.covers(SWAPPED, row.sent):
            self._step_between()
        if self._between is not None:
            heard = self._read_on(self._between, sender, row)
        else:
            others = [one for one in self.desk.phones.values() if one is not sender]
            heard = self._say(sender, others, row, self.desk.fetch)
        self.server.leak(sender, row)
        if sender.disk is not None:
            sender.disk.add(Plaintext, [row])
        for address, words in heard.items():
            phone = self.desk.phones[address]
            if phone.disk is not None:
                phone.disk.add(Plaintext, [replace(row, text=words)])
        return self._told(row, heard)

    def _step_between(self) -> None:
        if self._between is None:
            self._between = Between(self.desk, self._now, self._rng)

    def _read_on(self, between: Between, sender: Phone, row: Plaintext) -> Heard:
        """Let a message go to false phones, be read there, and go on in its author's name."""

        def fetch(address: Address, now: int) -> Entry:
            return between.fetch(sender, address, now)

        heard = self._say(sender, between.receivers(sender), row, fetch)
        false = between.false.others(sender.owner)
        read = replace(row, text=heard[false[0].address])
        self._copies.add(SWAPPED, row.sent, read)
        own = {at: words for at, words in heard.items() if at[0] == sender.owner}
        others, pose = self.desk.others(sender.owner), between.posing_as(sender.owner)
        return own | self._say(pose, others, read, self.desk.fetch)

    def _say(
        self, sender: Phone, receivers: Sequence[Phone], row: Plaintext, fetch: Fetch
    ) -> Heard:
        def carry(by: Phone, to: Sequence[Phone], body: bytes, what: str) -> list[bytes]:
            return self.server.carry(by, to, body, what, row)

        post = Post(lambda address: fetch(address, self._now), carry, self._now)
        if self._in_group:
            return to_all(sender, receivers, row.text, post)
        return to_each(sender, receivers, Content(row.text), post)

    def _told(self, row: Plaintext, heard: Heard) -> Iterator[Event]:
        """Tell how a message just went through the server, to the phones that are followed."""
        locked, what = f"packet {row.number}, locked", f"message {row.number}"
        yield Event(row.sender, SERVER, locked, self.server.size, ((SERVER, locked),))
        for owner, _ in heard:
            if owner in self._followed and owner != row.sender:
                yield Event(SERVER, owner, locked, self.server.size, ((owner, what),))
