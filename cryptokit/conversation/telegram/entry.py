"""One entry of a Telegram chat: a message, a note of the app, or one it could not export."""

from typing import Final

from cryptokit.conversation.chat import More, Service, quick_message
from cryptokit.conversation.jsonvalues import Fields, is_fields, kind
from cryptokit.conversation.telegram.book import NOBODY, Book
from cryptokit.conversation.telegram.fields import (
    Misfit,
    bounded,
    edited,
    is_count,
    moment,
    rest,
    text,
    whole,
)
from cryptokit.conversation.telegram.media import media
from cryptokit.conversation.telegram.quick import SHORT
from cryptokit.conversation.telegram.service import sentence
from cryptokit.conversation.telegram.text import written

_WHEN: Final = frozenset({"id", "type", "date", "date_unixtime"})
_OF_MESSAGE: Final = _WHEN | {
    *("from", "from_id", "edited", "edited_unixtime", "reply_to_message_id", "text"),
    "text_entities",
}
_OF_SERVICE: Final = _WHEN | {"actor", "action", "edited", "edited_unixtime"}
_OF_UNSUPPORTED: Final = frozenset({"id", "type"})
"""What our records have a place for; all other fields are kept as they are."""

TWICE: Final = "text is written twice"
UNKNOWN: Final = "an entry of a type that is not known here: kept as it is, and not read"
_SENT_TO_BOT: Final = "send_webview_data"
"""The action whose button is called ``text``, as is the empty text of the message behind it."""

_TEXTS: Final = ("text", "text_entities")
_EMPTY: Final[tuple[object, ...]] = ("", [])


def add(value: object, book: Book) -> str:
    """Read one entry with care into a book, and say what is doubtful about it, or nothing.

    Raises Misfit, with the field, for an entry that no Telegram export holds.

    >>> book = Book()
    >>> add({"id": 26, "type": "unsupported"}, book), book.unsupported
    ('', [26])
    >>> add({"id": 3, "type": "message", "date_unixtime": "0", "from": None,
    ...      "from_id": "user1000000005", "text": ["Hi ", "there"]}, book)
    ''
    >>> book.messages[0].sender, book.messages[0].text
    ('user1000000005', 'Hi there')
    """
    if not is_fields(value):
        raise Misfit("", f"{kind(value)} where an object belongs")
    number = whole(value, "id")
    if number is None:
        raise Misfit("id", "missing: is this a Telegram export?")
    what = text(value, "type")
    if what == "message":
        return _message(value, number, book)
    if what == "service":
        note = _service(value, number, book)
        book.services.append(note)
        return TWICE if note.action == _SENT_TO_BOT and value.get("text") == "" else ""
    if what is None:
        raise Misfit("type", "neither message, service nor unsupported")
    known = what == "unsupported"
    book.strange += [value] if rest(value, _OF_UNSUPPORTED) or not known else []
    book.unsupported.append(number)
    return "" if known else UNKNOWN


def label(value: object, position: int) -> str:
    """Name an entry in an error: by its id, or else by its position from 1."""
    number = value.get("id") if is_fields(value) else None
    return f"message {number}" if type(number) is int else f"entry {position} of the chat"


def _message(fields: Fields, number: int, book: Book) -> str:
    words, runs, doubt = written(fields)
    who = _person(fields, "from_id")
    person = book.meet(who, text(fields, "from") or who or NOBODY)
    reply_to = whole(fields, "reply_to_message_id")
    at, (what, title) = edited(fields), media(fields)
    sent = _sent(fields)
    more = rest(fields, _OF_MESSAGE)
    if doubt:
        more += (("text_entities", fields["text_entities"]),)
    more = _dates(fields, number, sent, at, book) + more
    book.messages.append(
        quick_message(
            number,
            sent,
            person[1],
            words,
            what,
            title,
            reply_to,
            at is not None,
            at,
            runs,
            more,
        )
    )
    book.writers.append(person)
    return doubt


def _service(fields: Fields, number: int, book: Book) -> Service:
    action = text(fields, "action") or ""
    empty = {key for key in _TEXTS if fields.get(key) in _EMPTY}
    more = rest(fields, _OF_SERVICE | empty)
    actor = text(fields, "actor") or _person(fields, "actor_id")
    sent = _sent(fields)
    dates = _dates(fields, number, sent, None, book)
    return Service(number, sent, actor, action, sentence(action, fields), dates + more)


def _dates(fields: Fields, number: int, sent: int, at: int | None, book: Book) -> More:
    """Set the clock by an entry, and give those of its dates that the clock does not give back."""
    rising, clock = number > book.latest, book.clock
    kept: More = ()
    if rising:
        book.latest = number
    if "date" in fields:
        date, exact = fields["date"], fields.get("date_unixtime") is not None
        if not clock.dated(date, sent, number if rising else None, exact=exact):
            kept = (("date", bounded(date, "date")),)
    if "edited" in fields:
        date = fields["edited"]
        if at is None or not rising or not isinstance(date, str) or not clock.shows(date, at):
            kept += (("edited", bounded(date, "edited")),)
    exactly = fields.get("edited_unixtime")
    if at is None and exactly is not None:
        kept += (("edited_unixtime", bounded(exactly, "edited_unixtime")),)
    return kept


def _sent(fields: Fields) -> int:
    exact = fields.get("date_unixtime")
    if isinstance(exact, str) and is_count(exact) and len(exact) < SHORT:
        return int(exact)
    sent = moment(fields, "date")
    if sent is None:
        raise Misfit("date_unixtime", "missing, and so is date")
    return sent


def _person(fields: Fields, name: str) -> str:
    value = fields.get(name)
    # Exports before 2021 write the bare number of a user.
    return f"user{value}" if type(value) is int else text(fields, name) or ""
