"""A device that talks as WhatsApp's do: a session with each other device, sender keys in groups.

It writes down what it holds when the program is put aside. What carries its packets is in
``whatsapp_server``; the order of things is in ``whatsapp_talk``. Left out: what an app shows of all
that, and a file that waits until its owner asks for it: here each is fetched at once.

See: WhatsApp, "Encryption Overview", version 6, 2021.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from cryptokit.errors import CannotOpen, Untrusted
from cryptokit.evidence import signal_files, signal_packets, signal_phone
from cryptokit.evidence.rows import Event, Plaintext, Row
from cryptokit.evidence.store import Store
from cryptokit.messengers.whatsapp_line import Line
from cryptokit.messengers.whatsapp_registry import PRIMARY, Account, Entry
from cryptokit.messengers.whatsapp_reports import Packet, Reported, proof_of, remember
from cryptokit.rng import Rng, draw
from cryptokit.signal import (
    device_list,
    devices,
    group_size,
    media,
    peers,
    prekeys,
    sender_keys,
    sessions,
)
from cryptokit.signal.content import Content
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.device_list import DeviceList, Listed
from cryptokit.signal.devices import Link
from cryptokit.signal.directory import Address
from cryptokit.signal.franking import Report
from cryptokit.signal.group_messages import ID_SIZE, GroupMessage
from cryptokit.signal.media import Attachment, StoredFile
from cryptokit.signal.prekeys import BATCH, DAY, Listing
from cryptokit.signal.sender_keys import SenderKeys
from cryptokit.signal.sessions import Sessions

LIST_LASTS: Final = 30 * DAY
"""Seconds until a list of devices runs out, unless its phone signs a new one; a choice of ours."""
CODE_CHANGED: Final = "security code changed"
"""What a phone notes for its owner when somebody else's key is another one."""


FILE_REFUSED: Final = "file refused"
"""What a phone notes where the server's copy of a file is not what its message says."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came out of a packet: words, what proves them, and how to get the file beside them."""

    words: str = ""
    attachment: Attachment | None = None
    name: str = ""
    proof: Report | None = None


class Phone:
    """One device of a person; those that nobody follows have no disk, and a false one no line."""

    def __init__(
        self,
        address: Address,
        now: int,
        rng: Rng,
        *,
        disk: Store | None = None,
        line: Line | None = None,
    ) -> None:
        self.address, self.disk, self.line, self._rng = address, disk, line, rng
        self.keys = prekeys.install(now=now, rng=rng)
        self.primary: PublicKey = self.keys.identity.public
        self.sessions = Sessions()
        self._chains = dict[Address, SenderKeys]()
        self._mine: SenderKeys | None = None
        self._handed = set[Address]()
        self._last = dict[str, tuple[Reported, ...]]()

    @property
    def owner(self) -> str:
        """Whose device it is."""
        return self.address[0]

    # Keys of its own

    def listing(self) -> Listing:
        """Give what a new device uploads."""
        return prekeys.listing(self.keys)

    def wake(self, now: int) -> Listing | None:
        """Make a new signed prekey if one is due, and give what is uploaded then."""
        keys = prekeys.rotate(self.keys, now=now, rng=self._rng)
        fresh = keys.signed[-1] is not self.keys.signed[-1]
        self.keys = keys
        return prekeys.listing(keys, newest=0) if fresh else None

    def refill(self) -> Listing:
        """Make more one-time prekeys, as the directory asks for, and give what is uploaded."""
        self.keys = prekeys.refill(self.keys, rng=self._rng)
        return prekeys.listing(self.keys, newest=BATCH)

    def sign_list(self, links: Collection[Link], now: int) -> Account:
        """Sign the list of one's devices, as the phone of an account: companions in their order."""
        listed = tuple(Listed(at, one.companion) for at, one in enumerate(links, PRIMARY + 1))
        made = DeviceList(now, now + LIST_LASTS, listed)
        signed = device_list.sign(self.keys.identity, made, rng=self._rng)
        return Account(self.keys.identity.public, signed, tuple(links))

    def link(self, phone: "Phone") -> Link:
        """Become a companion of somebody's phone: both sign."""
        own, main = self.keys.identity, phone.keys.identity
        invited = devices.invite(main, own.public, b"", rng=self._rng)
        self.primary = main.public
        return devices.join(own, main.public, b"", invited, rng=self._rng)

    # Keys of others

    def strangers(self, addresses: Collection[Address], now: int) -> tuple[Address, ...]:
        """Give the devices that a bundle is needed of before anything is said to them."""
        return sessions.without_session(self.sessions, addresses, now=now)

    def meet(self, entry: Entry, now: int) -> None:
        """Begin a session with a device that stands on its owner's signed list.

        Raises Untrusted for a device that does not, and for another key than the one known.
        """
        self._check_listed(entry, now)
        self.sessions = sessions.start(
            self.sessions, self.keys, entry.owner, entry.bundle, now=now, rng=self._rng
        )

    def meet_anew(self, entry: Entry, now: int) -> None:
        """Take another key for the known one, as apps do, and note that the code has changed.

        A new phone looks like this as well. The group's keys are made anew, too.
        """
        address = (entry.owner, entry.bundle.device)
        if (known := self.sessions.peers.get(address)) is not None:
            known = peers.accept(known, entry.bundle.identity)
            self.sessions = self.sessions.with_peer(address, known)
        self.sessions = sessions.retire(self.sessions, entry.owner, {address}, now=now)
        self.meet(entry, now)
        self._mine = None
        self._chains.pop(address, None)
        if self.disk is not None:
            self.disk.add(Event, [Event(now, entry.owner, self.owner, CODE_CHANGED, 0)])

    # Messages

    def say(self, addresses: Collection[Address], what: Content, now: int) -> dict[Address, bytes]:
        """Encrypt once for each device."""
        self.sessions, sent = sessions.encrypt(
            self.sessions, self.keys, addresses, what.to_bytes(), now=now
        )
        return {address: signal_packets.write(message) for address, message in sent.items()}

    def hand_out(self, members: Collection[Address]) -> tuple[Content, tuple[Address, ...]]:
        """Give the sender key of this device, and to whom it still has to go.

        Raises Untrusted with field ``members`` for a group of more people than there can be.
        """
        group_size.check({self.owner, *(name for name, _ in members)})
        if self._mine is None:
            self._mine = sender_keys.begin(draw(self._rng, ID_SIZE), rng=self._rng)
            self._handed = set[Address]()
        lacking = tuple(one for one in members if one not in self._handed)
        self._handed.update(lacking)
        key = sender_keys.hand_out(self._mine)
        return Content(distribution=key, group=self._mine.distribution_id), lacking

    def say_to_all(self, what: Content) -> bytes:
        """Encrypt once for a group whose members have this device's key."""
        if self._mine is None:
            raise RuntimeError("nobody has a sender key of this device")
        self._mine, packet = sender_keys.encrypt(self._mine, what.to_bytes(), rng=self._rng)
        return signal_packets.write(GroupMessage.from_bytes(packet))

    def hear(self, author: Address, arrived: Packet) -> Came:
        """Open a packet and give what came; a sender key is kept, and gives no words.

        Raises what opening raises, and Untrusted for a group whose key was not handed out, and for
        words that could not be reported.
        """
        packet = signal_packets.read(arrived.body)
        if isinstance(packet, GroupMessage):
            return _came(self._hear_in_group(author, packet), arrived)
        self.sessions, self.keys, data = sessions.decrypt(
            self.sessions, self.keys, author, packet, rng=self._rng
        )
        content = Content.from_bytes(data)
        if content.words is None:
            # A chain of another id is that of a key made anew: the old one is dropped.
            held = self._chains.get(author)
            same = held is not None and held.distribution_id == content.group
            came = sender_keys.accept(held if same else None, content.distribution)
            self._chains[author] = came
            return Came()
        return _came(content, arrived)

    def take(self, row: Plaintext, came: Came, stored: StoredFile | None = None) -> None:
        """Put a message into the history, and a file beside it if the server's copy is right.

        The words stay where the file is refused.
        """
        read = row if came.words == row.text else replace(row, text=came.words)
        if came.proof is not None:
            known = self._last.get(row.sender, ())
            self._last[row.sender] = remember(known, Reported(read, came.proof))
        rows = tuple(self.rows_of(read, came, stored))
        if self.disk is not None:
            self.disk.add_mixed(rows)

    def rows_of(self, row: Plaintext, came: Came, stored: StoredFile | None) -> Iterator[Row]:
        """Give what a message comes to on a disk: the words, and a file, checked and unlocked."""
        yield row
        if came.attachment is None or stored is None:
            return
        content = b""
        try:
            content = media.unlock(came.attachment, stored)
        except CannotOpen:
            yield Event(row.sent, row.sender, self.owner, FILE_REFUSED, 0)
        yield signal_files.attached(row, came.name, came.attachment, content)

    def last_of(self, author: str) -> tuple[Reported, ...]:
        """Give what goes with a report on somebody: the last messages, with their proofs."""
        return self._last.get(author, ())

    def save(self) -> None:
        """Write what the device holds in place of what it held."""
        if self.disk is None:
            return
        self.disk.replace(signal_phone.device(self.address, self.keys))
        self.disk.replace(signal_phone.sessions(self.sessions))
        mine = () if self._mine is None else (self._mine,)
        for place, held in enumerate((*mine, *self._chains.values())):
            row = signal_phone.group(held)
            if place:
                self.disk.add(type(row), [row])
            else:
                self.disk.replace(row)

    def _hear_in_group(self, author: Address, packet: GroupMessage) -> Content:
        if author not in self._chains:
            raise Untrusted("no such chain was handed out to us", field="chain_id")
        held, data = sender_keys.decrypt(self._chains[author], packet.to_bytes())
        self._chains[author] = held
        return Content.from_bytes(data)

    def _check_listed(self, entry: Entry, now: int) -> None:
        primary = self._primary_of(entry)
        listed = device_list.check(entry.account.signed, primary, now=now)
        known = device_list.recipients(listed, entry.account.links, primary)
        if entry.bundle.identity not in known:
            raise Untrusted("it stands on no list of its owner", field="device")

    def _primary_of(self, entry: Entry) -> PublicKey:
        if entry.owner == self.owner:
            return self.primary
        known = self.sessions.peers.get((entry.owner, PRIMARY))
        return entry.account.primary if known is None else known.identity


def _came(content: Content, packet: Packet) -> Came:
    proof = proof_of(content, packet)
    return Came(content.words or "", content.attachment, content.name, proof)
