"""Telegram's ``result.json``: one chat, or a whole account. Secret chats are never in it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cryptokit.conversation.account import Section
from cryptokit.conversation.chat import Chat, More
from cryptokit.conversation.files.source import Source
from cryptokit.conversation.findings import Doubt
from cryptokit.conversation.telegram.book import Book
from cryptokit.conversation.telegram.chat import chat
from cryptokit.conversation.telegram.entry import TWICE, UNKNOWN, add, label
from cryptokit.conversation.telegram.fields import Misfit
from cryptokit.conversation.telegram.jsonfeed import JsonFeed
from cryptokit.conversation.telegram.quick import quick
from cryptokit.conversation.telegram.section import SECTIONS, section
from cryptokit.conversation.telegram.service import sentence
from cryptokit.errors import BadExport

EXPORT_AS_JSON: Final = (
    "in Telegram Desktop choose Export chat history, format Machine-readable JSON"
)
_CHAT_LISTS: Final[dict[str, More]] = {"chats": (), "left_chats": (("left", True),)}
"""The lists of chats in the export of an account, and what a chat in them keeps of that."""


_NAMED: Final = re.compile(rf'"(?:messages|{"|".join((*_CHAT_LISTS, *SECTIONS))})"\s*:')


def begins_as_telegram(start: str) -> bool:
    """Tell whether the first piece of some JSON names a part of a Telegram export.

    >>> begins_as_telegram('{"name": "Ann", "messages": ['), begins_as_telegram('{"name": "Ann"}')
    (True, False)
    """
    return _NAMED.search(start) is not None


def read_telegram(source: Source) -> Iterator[Chat | Section]:
    """Yield what is in an export, each chat and each other part as soon as it is read.

    Raises BadExport for JSON that is cut, broken, or of another program.

    >>> from cryptokit.conversation.files.source import a_text
    >>> text = '{"sessions": [{}], "chats": {"list": [{"type": "replies", "messages": []}]}}'
    >>> [part.name for part in read_telegram(a_text(text, "result.json"))]
    ['sessions', 'Replies']

    See: telegramdesktop/tdesktop, export_output_json.cpp.
    """
    feed = JsonFeed(source.pieces(), source.name)
    about: dict[str, object] = {}
    book: Book | None = None
    account = False
    for key in feed.names():
        if key in _CHAT_LISTS:
            account = True
            yield from _listed(feed, key)
        elif key == "messages":
            book = _read(feed, book or Book())
        elif key in SECTIONS:
            account = True
            yield _section(key, feed.value(), source.name)
        else:
            about[key] = feed.value()
    feed.finish()
    if book is not None:
        yield _chat(about, book, source.name)
    elif account:
        yield from (_section(key, value, source.name) for key, value in about.items())
    else:
        raise BadExport("JSON, but not a Telegram export", source=source.name, hint=EXPORT_AS_JSON)


def _listed(feed: JsonFeed, name: str) -> Iterator[Chat | Section]:
    if feed.peek() == "[":
        yield from _chats(feed, name)
        return
    about: dict[str, object] = {}
    for key in feed.names():
        if key == "list":
            yield from _chats(feed, name)
        else:
            about[key] = feed.value()
    if about:
        yield _section(name, about, feed.source)


def _chats(feed: JsonFeed, name: str) -> Iterator[Chat]:
    for _ in feed.items():
        about: dict[str, object] = {}
        book = Book()
        for key in feed.names():
            if key == "messages":
                _read(feed, book)
            else:
                about[key] = feed.value()
        yield _chat(about, book, feed.source, _CHAT_LISTS[name])


def _read(feed: JsonFeed, book: Book) -> Book:
    """Read all entries of a chat into a book."""
    for position, value in enumerate(feed.values(), start=1):
        try:
            doubt = "" if quick(value, book) else add(value, book)
        except Misfit as error:
            where = ", ".join(part for part in (label(value, position), error.field) if part)
            raise _bad(error, feed.source, where) from error
        if doubt == TWICE:
            _add_button(book, feed.first(value, "text"))
        elif doubt:
            about = book.unsupported if doubt == UNKNOWN else [book.messages[-1].id]
            book.doubts.append(Doubt(feed.line(value), about[-1], doubt))
    return book


def _add_button(book: Book, text: object) -> None:
    """Keep the first of two texts; the second, which is empty, is the one that JSON lets live."""
    if not isinstance(text, str) or not text:
        return
    note = book.services[-1]
    said = sentence(note.action, {"text": text})
    book.services[-1] = replace(note, text=said, more=(*note.more, ("text", text)))


def _chat(about: dict[str, object], book: Book, source: str, more: More = ()) -> Chat:
    try:
        return chat(about, book, more)
    except Misfit as error:
        raise _bad(error, source, f"the chat, {error.field}") from error


def _section(name: str, value: object, source: str) -> Section:
    try:
        return section(name, value)
    except Misfit as error:
        raise _bad(error, source, f"the account, {error.field}") from error


def _bad(error: Misfit, source: str, where: str) -> BadExport:
    return BadExport(error.what, source=source, where=where, hint=EXPORT_AS_JSON)
