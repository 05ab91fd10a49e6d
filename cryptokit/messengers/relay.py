"""The server's part in a secret chat: it carries what it cannot open, and sees who, when, how long.

A call of one phone gives an answer for it, and news for the other. What the packets mean is between
the phones. We assume the worst: a copy of every packet with a message in it stays here. How the
server gets between the phones, where it has to, is in ``between``.
"""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cryptokit.evidence.rows import Envelope, Event, Plaintext, Row
from cryptokit.evidence.schemes import SECRET_CHAT
from cryptokit.evidence.store import Store
from cryptokit.keys import KEY_ID_SIZE
from cryptokit.messengers.between import Between
from cryptokit.messengers.line import Line
from cryptokit.messengers.secret_phone import MESSAGE, SERVICE, Phone
from cryptokit.messengers.standing import NOTHING, Copies
from cryptokit.mtproto import dh, objects, service
from cryptokit.mtproto.cloud import Direction
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng, draw
from cryptokit.world import SWAPPED, Piece, View

VERSION: Final = 3
"""Of the group that is handed out; phones ask whether they have the newest one."""
RELAY: Final = "relay"
"""The asset that a relay is in every world."""
RANDOM_MOST: Final = 256
"""Random bytes that a phone may ask for; a choice of ours."""
WIRE: Final = "mtproto-2.0-line"
"""What goes over a line: inside the packet of the phone and the server is one of the two phones'.

Nothing here opens both. How far a phone's key opens what is recorded later, until the next change
of keys, is for ``exposure`` to say.
"""
Who = tuple[int, str, str]
"""When, from whom and to whom."""
_NO_FILE: Final = TlObject("encryptedFileEmpty", {})
PASSING: Final = (Piece(RELAY, View.LINE), Piece(RELAY, View.ARRIVALS))
"""Where orders on a relay have copied what goes by."""
_SENDS: Final = {MESSAGE: "message", SERVICE: "service"}


@dataclass(frozen=True, slots=True)
class Carried:
    """What the server made of a call: the answer, and news for the other phone if there are any.

    ``packet`` is what it carried, and ``what`` it was called: a message, or a service message that
    nobody typed.
    """

    answer: bytes
    news: bytes = b""
    packet: bytes = field(default=b"", repr=False)
    what: str = ""


class Relay:
    """A server with its disk, between two phones; ``copies`` is where orders have things copied."""

    def __init__(self, disk: Store, rng: Rng, copies: Copies | None = None) -> None:
        self._disk, self._rng = disk, rng
        self._copies = Copies(NOTHING, {}) if copies is None else copies
        self._counts = Counter[int]()
        self._between: Between | None = None

    @property
    def is_between(self) -> bool:
        """Tell whether the server has put itself between the two phones."""
        return self._between is not None

    def step_between(self, *phones: Phone, now: int) -> None:
        """Say that the chat is over, and stand between the phones in the one that they start."""
        self._between = self._new_between()
        for phone in phones:
            over = TlObject("encryptedChatDiscarded", {"id": phone.chat_id})
            news = phone.line.push(_news(now, "updateEncryption", chat=over, date=now), now)
            phone.end(objects.read_all(news, "updateShort").inner("update").inner("chat"))

    def pass_on(
        self, sender: Phone, receiver: Phone, body: bytes, now: int, row: Plaintext | None = None
    ) -> tuple[bytes, bytes]:
        """Do a call; give the answer as its phone has it, and the news as the other phone has it.

        ``row`` tells of a packet that somebody typed: its place in the chat, and when.
        """
        carried, by, to = list[Carried](), sender.number, receiver.number
        date = now if row is None else row.sent
        who = date, sender.owner, receiver.owner

        def do(call: bytes) -> bytes:
            qts = self._counts[to] + 1
            one = carry(call, by=by, to=to, date=date, qts=qts, rng=self._rng)
            if self._between is not None:
                told, said = self._between.take(objects.read_all(call), by)
                other = carry(
                    objects.rewrite(told), by=by, to=to, date=date, qts=qts, rng=self._rng
                )
                one = replace(one, news=other.news)
                self._read(said, row, sender.owner)
            carried.append(one)
            return one.answer

        with self._tapped(sender.line, receiver.line, who, row):
            answer = sender.line.call(body, do, now)
            (one,) = carried
            if one.packet:
                self._counts[to] += 1
                self._keep(one, row, who)
            return answer, receiver.line.push(one.news, now) if one.news else b""

    @contextmanager
    def _tapped(self, up: Line, down: Line, who: Who, row: Plaintext | None) -> Generator[None]:
        """Copy what goes over both lines meanwhile, if orders demand it and somebody typed it."""
        if row is None or not any(self._copies.standing.covers(one, who[0]) for one in PASSING):
            yield
            return

        def copy(_to: Direction, packet: bytes) -> None:
            self._pass(who[0], Envelope(row.number, *who, WIRE, packet[:KEY_ID_SIZE], packet))

        up.tap = down.tap = copy
        try:
            yield
        finally:
            up.tap = down.tap = None

    def _pass(self, sent: int, *rows: Row) -> None:
        for piece in PASSING:
            self._copies.add(piece, sent, *rows)

    def _new_between(self) -> Between:
        return Between(self._rng)

    def _read(self, said: str | None, row: Plaintext | None, author: str) -> None:
        if said is not None and row is not None:
            read = Plaintext(row.number, row.sent, author, said)
            self._copies.add(SWAPPED, row.sent, read)

    def _keep(self, one: Carried, row: Plaintext | None, who: Who) -> None:
        event = Event(*who, one.what, len(one.packet))
        self._disk.add(Event, [event])
        self._pass(who[0], event)
        if row is not None and one.what == "message":
            self._disk.add(Envelope, self._packets(one, row, who))

    def _packets(self, one: Carried, row: Plaintext, who: Who) -> tuple[Envelope, ...]:
        key_id = one.packet[:KEY_ID_SIZE]
        return (Envelope(row.number, *who, SECRET_CHAT, key_id, one.packet),)


def carry(body: bytes, *, by: int, to: int, date: int, qts: int, rng: Rng) -> Carried:
    """Do a call of the phone of user ``by``, whose secret chat is with user ``to``.

    ``qts`` counts the packets that went to that other phone, this one included.

    See: Telegram, "Secret Chats, End-to-End Encryption".
    """
    call = objects.read_all(body)
    match call.kind:
        case "messages.getDhConfig":
            return Carried(_group(call.number("random_length"), rng))
        case "messages.requestEncryption":
            chat = _chat(call.number("random_id"), date, admin=by, guest=to)
            asked = TlObject("encryptedChatRequested", {**chat, "g_a": call.data("g_a")})
            waits = objects.write("encryptedChatWaiting", **chat)
            return Carried(waits, _news(date, "updateEncryption", chat=asked, date=date))
        case "messages.acceptEncryption":
            chat = _chat(call.inner("peer").number("chat_id"), date, admin=to, guest=by)
            answer = {"g_a_or_b": call.data("g_b"), "key_fingerprint": call["key_fingerprint"]}
            done = TlObject("encryptedChat", {**chat, **answer})
            news = _news(date, "updateEncryption", chat=done, date=date)
            return Carried(objects.rewrite(done), news)
        case kind if kind in _SENDS:
            return _pass_on(call, date, qts)
        case _:
            return Carried(service.error(400, "INPUT_METHOD_INVALID"))


def _pass_on(call: TlObject, date: int, qts: int) -> Carried:
    packet, what = call.data("data"), _SENDS[call.kind]
    inside = {
        "random_id": call["random_id"],
        "chat_id": call.inner("peer")["chat_id"],
        "date": date,
        "bytes": packet,
    }
    if what == "message":
        message = TlObject("encryptedMessage", {**inside, "file": _NO_FILE})
    else:
        message = TlObject("encryptedMessageService", inside)
    news = _news(date, "updateNewEncryptedMessage", message=message, qts=qts)
    return Carried(objects.write("messages.sentEncryptedMessage", date=date), news, packet, what)


def _group(random_length: int, rng: Rng) -> bytes:
    p = dh.TELEGRAM.p.to_bytes(dh.SIZE, "big")
    luck = draw(rng, random_length) if random_length in range(1, RANDOM_MOST + 1) else b""
    return objects.write("messages.dhConfig", g=dh.TELEGRAM.g, p=p, version=VERSION, random=luck)


def _chat(number: int, date: int, *, admin: int, guest: int) -> dict[str, int]:
    return {
        "id": number,
        "access_hash": 0,
        "date": date,
        "admin_id": admin,
        "participant_id": guest,
    }


def _news(at: int, kind: str, **fields: Any) -> bytes:
    return objects.write("updateShort", update=TlObject(kind, fields), date=at)
