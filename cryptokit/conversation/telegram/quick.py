"""Telegram messages of words alone, read quickly: nearly all are. The careful way is next door."""

from operator import itemgetter
from typing import Any, Final

from cryptokit.conversation.chat import Kind, quick_message
from cryptokit.conversation.telegram.book import Book
from cryptokit.conversation.telegram.fields import is_count

_KEYS: Final = ("id", "type", "date", "date_unixtime", "from", "from_id", "text", "text_entities")
_values: Final = itemgetter(*_KEYS)
_WORDS: Final = Kind.TEXT  # a member of an enumeration takes long to look up
SHORT: Final = 12  # digits of a time before the year 5138


def quick(fields: Any, book: Book) -> bool:
    """Read a message of words alone, an answer or not; False, and nothing done, for all else.

    >>> book = Book()
    >>> quick({"id": 26, "type": "unsupported"}, book), book.messages
    (False, [])
    """
    try:
        number, what, date, exact, name, who, words, entities = _values(fields)
    except (KeyError, TypeError):
        return False
    reply_to = None if len(fields) == len(_KEYS) else fields.get("reply_to_message_id")
    if not (
        what == "message"
        and isinstance(words, str)
        and isinstance(exact, str)
        and isinstance(date, str)
        and isinstance(who, str)
        and len(exact) < SHORT
        and is_count(exact)
        and type(number) is int
        and number > book.latest
        and (len(fields) == len(_KEYS) or (type(reply_to) is int and len(fields) == len(_KEYS) + 1))
        and entities == ([{"type": "plain", "text": words}] if words else [])
    ):
        return False
    person = book.people.get(who)
    if person is None or person[1] != name:
        if not isinstance(name, str) or not name:
            return False
        person = book.meet(who, name)
    sent, clock = int(exact), book.clock
    told = clock.shows(date, sent) or clock.dated(date, sent, number, exact=True)
    more = () if told else (("date", date),)
    book.latest = number
    book.messages.append(
        quick_message(number, sent, person[1], words, _WORDS, "", reply_to, False, None, (), more)  # noqa: FBT003  # not edited
    )
    book.writers.append(person)
    return True
