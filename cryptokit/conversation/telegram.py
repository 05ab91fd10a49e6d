"""Telegram's ``result.json``: one chat, or a whole account. Secret chats are never in it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cryptokit.conversation.chat import SILENT, Chat, Message, Service
from cryptokit.conversation.jsonfeed import JsonFeed
from cryptokit.conversation.source import Source
from cryptokit.conversation.telegram_entry import Entry, Posted, entry, label
from cryptokit.conversation.telegram_fields import Fields, Misfit, text, whole
from cryptokit.errors import BadExport

EXPORT_AS_JSON: Final = (
    "in Telegram Desktop choose Export chat history, format Machine-readable JSON"
)
_CHAT_LISTS: Final = ("chats", "left_chats")
_UNNAMED: Final = {
    "saved_messages": "Saved Messages",
    "replies": "Replies",
    "verification_codes": "Verification Codes",
}
"""What Telegram itself calls the chats that have no name in the export."""


def read_telegram(source: Source) -> Iterator[Chat]:
    """Yield the chats of an export, each as soon as it is read.

    Raises BadExport for JSON that is cut, broken, or of another program.

    See: telegramdesktop/tdesktop, export_output_json.cpp.
    """
    feed = JsonFeed(source.pieces(), source.name)
    about: dict[str, object] = {}
    entries: list[Entry] | None = None
    account = False
    for key in feed.names():
        if key in _CHAT_LISTS:
            account = True
            yield from _listed(feed)
        elif key == "messages":
            entries = [*(entries or ()), *_entries(feed)]
        else:
            _note(about, key, feed.value())
    feed.finish()
    if entries is not None:
        yield _chat(about, entries, source.name)
    elif not account:
        raise BadExport("JSON, but not a Telegram export", source=source.name, hint=EXPORT_AS_JSON)


def _listed(feed: JsonFeed) -> Iterator[Chat]:
    for key in feed.names():
        if key != "list":
            feed.value()
            continue
        for _ in feed.items():
            yield _one_of_many(feed)


def _one_of_many(feed: JsonFeed) -> Chat:
    about: dict[str, object] = {}
    entries: list[Entry] = []
    for key in feed.names():
        if key == "messages":
            entries += _entries(feed)
        else:
            _note(about, key, feed.value())
    return _chat(about, entries, feed.source)


def _note(about: dict[str, object], key: str, value: object) -> None:
    if key in {"name", "type", "id"}:
        about[key] = value


def _entries(feed: JsonFeed) -> Iterator[Entry]:
    for position, _ in enumerate(feed.items(), start=1):
        value = feed.value()
        try:
            yield entry(value)
        except Misfit as error:
            where = ", ".join(part for part in (label(value, position), error.field) if part)
            raise BadExport(
                error.what, source=feed.source, where=where, hint=EXPORT_AS_JSON
            ) from error


def _chat(about: Fields, entries: Sequence[Entry], source: str) -> Chat:
    try:
        what = text(about, "type") or ""
        other = f"user{whole(about, 'id')}" if what == "personal_chat" else ""
        name = text(about, "name") or other or _UNNAMED.get(what, "unnamed chat")
    except Misfit as error:
        raise BadExport(
            error.what, source=source, where=f"the chat, {error.field}", hint=EXPORT_AS_JSON
        ) from error
    posted = [each for each in entries if isinstance(each, tuple)]
    people = _distinct(_people(posted) | ({} if not other else _silent(posted, other, name)))
    if other and posted and len(people) == 1:
        people[SILENT] = SILENT
    return Chat(
        name=name,
        format="telegram",
        messages=tuple(_under_own_name(posted, people)),
        participants=tuple(people.values()),
        group=what != "personal_chat",
        services=tuple(each for each in entries if isinstance(each, Service)),
        unsupported=tuple(each for each in entries if isinstance(each, int)),
    )


def _people(posted: Sequence[Posted]) -> dict[str, str]:
    """Name everybody who wrote, by id; an id stands for a name only where there is none."""
    people: dict[str, str] = {}
    for message, sender_id in posted:
        if people.get(sender_id, sender_id) == sender_id:
            people[sender_id] = message.sender
    return people


def _silent(posted: Sequence[Posted], other: str, name: str) -> dict[str, str]:
    """Add the other side of a chat between two people, who may not have written a word."""
    wrote = any(other == who or message.sender == name for message, who in posted)
    return {} if wrote else {other: name}


def _distinct(people: Mapping[str, str]) -> dict[str, str]:
    """Tell people who share a name apart by their ids."""
    shared = {name for name, times in Counter(people.values()).items() if times > 1}
    taken: set[str] = set(people.values()) - shared
    named: dict[str, str] = {}
    for who, name in people.items():
        shown = f"{name} ({who})" if name in shared else name
        while name in shared and shown in taken:
            shown += f" ({who})"
        taken.add(shown)
        named[who] = shown
    return named


def _under_own_name(posted: Sequence[Posted], people: Mapping[str, str]) -> Iterator[Message]:
    for message, who in posted:
        name = people[who]
        yield message if message.sender == name else replace(message, sender=name)
