"""The provider between the phones: it carries what it cannot open, and notes who, whom and when.

We assume the worst, as of every relay here: a copy of each packet with words in it stays, where the
operator says that it keeps those that wait; locked files stay alike. Packets with sender keys of a
group are only noted. How the provider reads on, where an order makes it, is in
``whatsapp_between``; what users report to it, it has in the clear.

See: FBI sheet on lawful access, 7 January 2021; WhatsApp, "Encryption Overview", version 6, 2021.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.errors import Untrusted
from cryptokit.evidence import image, signal_files, signal_packets
from cryptokit.evidence.rows import Envelope, Event, Plaintext, Row
from cryptokit.evidence.store import Store
from cryptokit.messengers.deploy import accounts, first_second
from cryptokit.messengers.relay import PASSING, RELAY
from cryptokit.messengers.standing import Copies
from cryptokit.messengers.whatsapp_line import WIRE, Tap, Way
from cryptokit.messengers.whatsapp_phone import Phone
from cryptokit.messengers.whatsapp_reports import Packet, Reported, context_of, judge
from cryptokit.rng import Rng
from cryptokit.signal import franking
from cryptokit.signal.franking import FrankingKey
from cryptokit.signal.group_messages import GroupMessage
from cryptokit.signal.media import StoredFile
from cryptokit.world import CHANGED, Piece, View

MESSAGE: Final = "message"
SENDER_KEY: Final = "sender key"
CONTACT: Final = "hashed contact"
MEMBER: Final = "member of a group"
LAST_SEEN: Final = "last seen"
UPLOADED: Final = "file uploaded"
FETCHED: Final = "file fetched"
REPORT: Final = "report"
"""What the provider calls the lines of its log."""
SERVER: Final = "server"
_ARRIVALS: Final = Piece(RELAY, View.ARRIVALS)


class Server:
    """A server with its disk; ``copies`` is where orders have things copied.

    ``size`` is that of the last packet. The key for tags on commitments is on no disk.
    """

    def __init__(self, disk: Store, chat: Chat, copies: Copies, rng: Rng) -> None:
        self._disk, self._chat, self._copies = disk, chat, copies
        self._company, self._files = FrankingKey.draw(rng), dict[bytes, StoredFile]()
        self.size = 0

    def carry(
        self, sender: Phone, receivers: Sequence[Phone], passing: Packet, what: str, row: Plaintext
    ) -> list[Packet]:
        """Take a packet from a device, and give it as each of the others has it.

        ``row`` tells which message it is, or belongs to. A false device is in the server's own
        room, so nothing is noted of what it sends.
        """
        packet, self.size = signal_packets.read(passing.body), len(passing.body)
        to = self._chat.name if isinstance(packet, GroupMessage) else receivers[0].owner
        who = row.sent, row.sender, to
        tap = self._tap(row, who) if what == MESSAGE else None
        if sender.line is not None:
            passing = _over(sender.line.up, passing, tap)
            event = Event(*who, what, len(passing.body))
            self._disk.add(Event, [event])
            self._pass(row.sent, event)
            if what == MESSAGE:
                scheme, key_id = signal_packets.SCHEME, signal_packets.key_id(packet)
                held = Envelope(row.number, *who, scheme, key_id, passing.body)
                self._disk.add(Envelope, [held])
        if passing.commitment:
            context = context_of(row, to)
            tag = franking.tag(self._company, passing.commitment, context)
            passing = Packet(passing.body, passing.commitment, context, tag)
        lines = (one.line for one in receivers)
        return [passing if one is None else _over(one.down, passing, tap) for one in lines]

    def store(self, stored: StoredFile, row: Plaintext) -> None:
        """Take a locked file that comes with a message, to be fetched by its digest."""
        held = signal_files.locked(row.sent, row.sender, stored)
        event = Event(row.sent, row.sender, SERVER, UPLOADED, len(stored.data))
        self._files[held.handle] = stored
        self._disk.add_mixed((held, event))
        self._pass(row.sent, event)
        self._copies.add(_ARRIVALS, row.sent, held)

    def fetch(self, phone: Phone, handle: bytes, row: Plaintext) -> StoredFile:
        """Give a locked file to a device, empty where there is none of this digest.

        A false device is in the server's own room, so nothing is noted of it.
        """
        stored = self._files.get(handle, StoredFile(b""))
        if phone.line is not None:
            event = Event(row.sent, phone.owner, SERVER, FETCHED, len(stored.data))
            self._disk.add(Event, [event])
            self._pass(row.sent, event)
        return stored

    def take_report(
        self, reporter: str, about: str, reported: Sequence[Reported], now: int
    ) -> tuple[Plaintext, ...]:
        """Keep what somebody reports, in the clear, once all of it is proved.

        Raises Untrusted with field ``report``, and then nothing is kept.
        """
        receivers = (reporter, self._chat.name)
        told = tuple(judge(self._company, one, receivers) for one in reported)
        if any(row.sender != about for row in told):
            raise Untrusted("it is about somebody else", field="report")
        size = sum(len(row.text.encode()) for row in told)
        self._disk.add_mixed((*told, Event(now, reporter, about, REPORT, size)))
        return told

    def leak(self, sender: Phone, row: Plaintext, *files: Row) -> None:
        """Let a changed program send a copy of a message, if an order changed it before.

        It goes over the phone's own line, so that nobody on it sees more than that the phone sent
        something. The provider passes on what reached it, to whoever ordered the change.
        """
        if self._copies.standing.covers(CHANGED, row.sent) and sender.line is not None:
            came = image.decode(sender.line.up.pass_on(image.encode([row, *files])))
            self._copies.add(CHANGED, row.sent, *came)

    def people(self) -> Iterator[Row]:
        """Give what is known of people: their accounts, and in a group that they are in it."""
        for one in accounts(self._chat, first_second(self._chat)):
            role = f"member of {self._chat.name}" if self._chat.group else one.role
            yield replace(one, role=role)

    def note_people(self, now: int) -> None:
        """Note whom somebody has in the address book, or which group somebody is in."""
        names = self._chat.participants
        if self._chat.group:
            lines = [(name, self._chat.name, MEMBER) for name in names]
        else:
            lines = [(one, other, CONTACT) for one in names for other in names if one != other]
        self._disk.add(Event, [Event(now, *line, 0) for line in lines])

    def note_last_seen(self, now: int) -> None:
        """Note when the phones were last there."""
        names = self._chat.participants
        self._disk.add(Event, [Event(now, name, SERVER, LAST_SEEN, 0) for name in names])

    def _tap(self, row: Plaintext, who: tuple[int, str, str]) -> Tap | None:
        if not any(self._copies.standing.covers(piece, row.sent) for piece in PASSING):
            return None

        def copy(key_id: bytes, packet: bytes) -> None:
            self._pass(row.sent, Envelope(row.number, *who, WIRE, key_id, packet))

        return copy

    def _pass(self, sent: int, row: Row) -> None:
        for piece in PASSING:
            self._copies.add(piece, sent, row)


def _over(way: Way, packet: Packet, tap: Tap | None) -> Packet:
    """Let a packet go over a line, with what travels beside it; the context is its address."""
    size = len(packet.body)
    data = way.pass_on(packet.body + packet.commitment + packet.tag, tap)
    beside = size + len(packet.commitment)
    return Packet(data[:size], data[size:beside], packet.context, data[beside:])
