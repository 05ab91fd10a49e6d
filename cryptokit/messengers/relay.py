"""The server's part in a secret chat: it carries what it cannot open, and sees who, when, how long.

A call of one phone gives an answer for it, and news for the other. What the packets mean is between
the phones. We assume the worst: a copy of every packet with a message in it stays here.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from cryptokit.evidence.rows import Envelope, Event, Plaintext
from cryptokit.evidence.schemes import SECRET_CHAT
from cryptokit.evidence.store import Store
from cryptokit.keys import KEY_ID_SIZE
from cryptokit.messengers.secret_phone import MESSAGE, SERVICE, Phone
from cryptokit.mtproto import dh, objects, service
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng, draw

VERSION: Final = 3
"""Of the group that is handed out; phones ask whether they have the newest one."""
RANDOM_MOST: Final = 256
"""Random bytes that a phone may ask for; a choice of ours."""
_NO_FILE: Final = TlObject("encryptedFileEmpty", {})
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
    """A server with its disk, between two phones."""

    def __init__(self, disk: Store, rng: Rng) -> None:
        self._disk, self._rng = disk, rng
        self._counts = Counter[int]()

    def pass_on(
        self, sender: Phone, receiver: Phone, body: bytes, now: int, row: Plaintext | None = None
    ) -> tuple[bytes, bytes]:
        """Do a call; give the answer as its phone has it, and the news as the other phone has it.

        ``row`` tells of a packet that somebody typed: its place in the chat, and when.
        """
        carried, by, to = list[Carried](), sender.number, receiver.number
        date = now if row is None else row.sent

        def do(call: bytes) -> bytes:
            qts = self._counts[to] + 1
            carried.append(carry(call, by=by, to=to, date=date, qts=qts, rng=self._rng))
            return carried[-1].answer

        answer = sender.line.call(body, do, now)
        (one,) = carried
        if one.packet:
            self._counts[to] += 1
            self._keep(one, row, (date, sender.owner, receiver.owner))
        return answer, receiver.line.push(one.news, now) if one.news else b""

    def _keep(self, one: Carried, row: Plaintext | None, who: tuple[int, str, str]) -> None:
        self._disk.add(Event, [Event(*who, one.what, len(one.packet))])
        if row is not None and one.what == "message":
            key_id = one.packet[:KEY_ID_SIZE]
            self._disk.add(Envelope, [Envelope(row.number, *who, SECRET_CHAT, key_id, one.packet)])


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
