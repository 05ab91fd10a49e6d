"""One entry of a Telegram chat: a message, a note of the app, or one it could not export."""

from sys import intern

from cryptokit.conversation.chat import Message, Service
from cryptokit.conversation.telegram_fields import (
    Fields,
    Misfit,
    edited,
    is_fields,
    joined,
    kind,
    moment,
    text,
    whole,
)
from cryptokit.conversation.telegram_media import MEDIA_KEYS, media

Posted = tuple[Message, str]
"""A message and its sender's id: a name may be shared by two people, or be gone."""

Entry = Posted | Service | int
"""What an entry becomes; a bare number is the id of an unsupported one."""

NOBODY = "unknown"
"""The sender when an export names none at all."""

_RARE = MEDIA_KEYS | {"reply_to_message_id", "edited", "edited_unixtime"}
_SHORT = 12  # digits of a time before the year 5138


def entry(value: object) -> Entry:
    """Read one entry. Raises Misfit, with the field, for one that no Telegram export holds.

    >>> entry({"id": 26, "type": "unsupported"})
    26
    >>> message, sender_id = entry({"id": 3, "type": "message", "date_unixtime": "0", "from": None,
    ...                             "from_id": "user1000000005", "text": ["Hi ", "there"]})
    >>> message.sender, message.text
    ('user1000000005', 'Hi there')
    """
    if not is_fields(value):
        raise Misfit("", f"{kind(value)} where an object belongs")
    number = whole(value, "id")
    if number is None:
        raise Misfit("id", "missing: is this a Telegram export?")
    what = text(value, "type")
    if what == "message":
        return _message(value, number)
    if what == "service":
        return _service(value, number)
    if what == "unsupported":
        return number
    raise Misfit("type", "neither message, service nor unsupported")


def label(value: object, position: int) -> str:
    """Name an entry in an error: by its id, or else by its position from 1."""
    number = value.get("id") if is_fields(value) else None
    return f"message {number}" if type(number) is int else f"entry {position} of the chat"


def _message(fields: Fields, number: int) -> Posted:
    return _plain(fields, number) or _careful(fields, number)


def _plain(fields: Fields, number: int) -> Posted | None:
    """Read a message of words alone quickly, as nearly all are; None for any other."""
    get = fields.get
    sent, sender, sender_id, body = get("date_unixtime"), get("from"), get("from_id"), get("text")
    if (
        isinstance(sent, str)
        and isinstance(sender, str)
        and isinstance(sender_id, str)
        and isinstance(body, str)
        and sender
        and len(sent) < _SHORT
        and sent.isdecimal()
        and _RARE.isdisjoint(fields)
    ):
        return Message(number, int(sent), intern(sender), body), intern(sender_id)
    return None


def _careful(fields: Fields, number: int) -> Posted:
    sender_id = _person(fields, "from_id")
    sender = intern(text(fields, "from") or sender_id or NOBODY)
    body = joined(fields.get("text", ""), "text")
    reply_to = whole(fields, "reply_to_message_id")
    sent = _sent(fields)
    at = edited(fields)
    message = Message(number, sent, sender, body, *media(fields), reply_to, at is not None, at)
    return message, sender_id


def _service(fields: Fields, number: int) -> Service:
    return Service(
        id=number,
        sent=_sent(fields),
        actor=text(fields, "actor") or _person(fields, "actor_id"),
        action=text(fields, "action") or "",
        text=joined(fields.get("text", ""), "text") or text(fields, "title") or "",
    )


def _sent(fields: Fields) -> int:
    when = moment(fields, "date")
    if when is None:
        raise Misfit("date_unixtime", "missing, and so is date")
    return when


def _person(fields: Fields, name: str) -> str:
    value = fields.get(name)
    # Exports before 2021 write the bare number of a user.
    return f"user{value}" if type(value) is int else intern(text(fields, name) or "")
