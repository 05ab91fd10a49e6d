"""The provider between the phones: it carries what it cannot open, and notes who, whom and when.

We assume the worst, as of every relay here: a copy of each packet with words in it stays, where the
operator says that it keeps those that wait. Packets with sender keys of a group are only noted. How
the provider reads on, where an order makes it, is in ``whatsapp_between``.

See: FBI sheet on lawful access, 7 January 2021; WhatsApp, "Encryption Overview", version 6, 2021.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.evidence import image, signal_packets
from cryptokit.evidence.rows import Envelope, Event, Plaintext, Row
from cryptokit.evidence.store import Store
from cryptokit.messengers.deploy import accounts, first_second
from cryptokit.messengers.relay import PASSING
from cryptokit.messengers.standing import Copies
from cryptokit.messengers.whatsapp_line import WIRE, Tap
from cryptokit.messengers.whatsapp_phone import Phone
from cryptokit.signal.group_messages import GroupMessage
from cryptokit.world import CHANGED

MESSAGE: Final = "message"
SENDER_KEY: Final = "sender key"
CONTACT: Final = "hashed contact"
MEMBER: Final = "member of a group"
LAST_SEEN: Final = "last seen"
"""What the provider calls the lines of its log."""
SERVER: Final = "server"


class Server:
    """A server with its disk; ``copies`` is where orders have things copied.

    ``size`` is that of the last packet.
    """

    def __init__(self, disk: Store, chat: Chat, copies: Copies) -> None:
        self._disk, self._chat, self._copies = disk, chat, copies
        self.size = 0

    def carry(
        self, sender: Phone, receivers: Sequence[Phone], body: bytes, what: str, row: Plaintext
    ) -> list[bytes]:
        """Take a packet from a device, and give it as each of the others has it.

        ``row`` tells which message it is, or belongs to. A false device is in the server's own
        room, so nothing is noted of what it sends.
        """
        packet, self.size = signal_packets.read(body), len(body)
        to = self._chat.name if isinstance(packet, GroupMessage) else receivers[0].owner
        who = row.sent, row.sender, to
        tap = self._tap(row, who) if what == MESSAGE else None
        if sender.line is not None:
            body = sender.line.up.pass_on(body, tap)
            event = Event(*who, what, len(body))
            self._disk.add(Event, [event])
            self._pass(row.sent, event)
            if what == MESSAGE:
                scheme, key_id = signal_packets.SCHEME, signal_packets.key_id(packet)
                self._disk.add(Envelope, [Envelope(row.number, *who, scheme, key_id, body)])
        return [body if one.line is None else one.line.down.pass_on(body, tap) for one in receivers]

    def leak(self, sender: Phone, row: Plaintext) -> None:
        """Let a changed program send a copy of a message, if an order changed it before.

        It goes over the phone's own line, so that nobody on it sees more than that the phone sent
        something. The provider passes on what reached it, to whoever ordered the change.
        """
        if self._copies.standing.covers(CHANGED, row.sent) and sender.line is not None:
            came = image.decode(sender.line.up.pass_on(image.encode([row])))
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
