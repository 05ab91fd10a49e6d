"""The few calls that the lessons' server knows: an object in, an object out. No bytes travel here.

``messages.sendMessage`` and ``help.getNearestDc`` are Telegram's, ``lab.getMessages`` is ours.
"""

from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto import objects, schema, service
from cryptokit.mtproto.line.inbox import Inbox, Text
from cryptokit.mtproto.objects import TlObject

COUNTRY: Final = b"NL"
LIMIT: Final = 100
"""Texts in one answer; a choice of ours."""
TEXT_LIMIT: Final = 4096
"""Bytes of a text; Telegram counts as many characters. See: Telegram, "messages.sendMessage"."""


def name(body: bytes) -> str:
    """Give the name of a call, or nothing if it is not in the schema."""
    return schema.LINES.get(int.from_bytes(body[:4], "little"), "").partition(" ")[0]


def do(body: bytes, inbox: Inbox, *, dc: int, about: Text) -> bytes:
    """Do a call and give its result, or why it could not be done, as TL objects.

    ``about`` says who calls, and when; its text and random id are filled in here. Whatever is to be
    stored is committed when this returns.
    """
    try:
        call = objects.read_all(body)
    except WireError:
        return service.error(400, "INPUT_METHOD_INVALID")
    match call.kind:
        case "help.getNearestDc":
            return objects.write("nearestDc", country=COUNTRY, this_dc=dc, nearest_dc=dc)
        case "messages.sendMessage":
            return _take(call, inbox, about)
        case "lab.getMessages":
            return _show(call, inbox, about)
        case _:
            return service.error(400, "INPUT_METHOD_INVALID")


def _take(call: TlObject, inbox: Inbox, about: Text) -> bytes:
    text = call.data("message")
    if call.inner("peer").kind != "inputPeerSelf":
        return service.error(400, "PEER_ID_INVALID")
    if not 0 < len(text) <= TEXT_LIMIT:
        return service.error(400, "MESSAGE_TOO_LONG" if text else "MESSAGE_EMPTY")
    filled = Text(
        about.key_id,
        about.session_id,
        about.message_id,
        call.number("random_id"),
        about.date,
        text,
    )
    number = inbox.add(filled)
    return objects.write(
        "updateShortSentMessage", out=True, id=number, pts=number, pts_count=1, date=about.date
    )


def _show(call: TlObject, inbox: Inbox, about: Text) -> bytes:
    limit = max(0, min(call.number("limit"), LIMIT))
    found = inbox.texts(about.key_id, after=call.number("after"), limit=limit)
    listed = [
        TlObject("lab.message", {"id": one.number, "date": one.text.date, "text": one.text.text})
        for one in found
    ]
    return objects.write("lab.messages", messages=listed)
