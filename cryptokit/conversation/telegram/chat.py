"""A Telegram chat made of what was read: its name, who took part. No entry is read here."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from cryptokit.conversation.chat import SILENT, Chat, Message, More
from cryptokit.conversation.jsonvalues import Fields
from cryptokit.conversation.telegram.book import NOBODY, Book
from cryptokit.conversation.telegram.fields import rest, text, whole

BETWEEN_TWO: Final = frozenset({"personal_chat", "bot_chat"})
CHANNELS: Final = frozenset({"private_channel", "public_channel"})
UNNAMED: Final = {
    "saved_messages": "Saved Messages",
    "replies": "Replies",
    "verification_codes": "Verification Codes",
}
"""What Telegram itself calls the chats that have no name in the export."""
_KNOWN: Final = frozenset({"name", "type", "messages"})


def chat(about: Fields, book: Book, more: More = ()) -> Chat:
    """Make a chat of its own fields and its entries. Raises Misfit for a field that does not fit.

    >>> empty = chat({"type": "bot_chat", "id": 7, "name": "Quiz"}, Book())
    >>> empty.name, empty.type, empty.group, empty.participants
    ('Quiz', 'bot_chat', False, ('Quiz',))
    """
    kind, number = text(about, "type") or "", whole(about, "id")
    other = f"user{number}" if kind in BETWEEN_TWO else ""
    name = text(about, "name") or other or UNNAMED.get(kind, "unnamed chat")
    channel = f"channel{number}" if kind in CHANNELS else ""
    people = _distinct(_people(_names(book), channel, name, other))
    if other and book.messages and len(people) == 1:
        people[SILENT] = SILENT
    ids = [{"from": shown, "from_id": who} for who, shown in people.items() if _is_id(who)]
    return Chat(
        name=name,
        format="telegram",
        messages=_under_own_names(book, people),
        participants=tuple(people.values()),
        group=kind not in BETWEEN_TWO,
        services=tuple(book.services),
        unsupported=tuple(book.unsupported),
        type=kind,
        findings=book.clock.findings(),
        doubts=tuple(book.doubts),
        more=(
            *rest(about, _KNOWN),
            *more,
            *((("people", ids),) if ids else ()),
            *book.clock.kept(),
            *((("unsupported", book.strange),) if book.strange else ()),
        ),
    )


def _is_id(who: str) -> bool:
    return who not in {"", SILENT}


def _names(book: Book) -> dict[str, str]:
    """Name everybody who wrote, by id; an id stands for a name only where there is none."""
    names: dict[str, str] = {}
    for who, name in book.met:
        if names.get(who, who) in {who, NOBODY}:
            names[who] = name
    return names


def _people(names: Mapping[str, str], channel: str, name: str, other: str) -> dict[str, str]:
    """Name a channel that only its id stands for, and the one of two who was silent."""
    people = dict(names)
    if channel:  # some exports do not say that it is the channel who writes in a channel
        people |= {who: name for who in ("", channel) if people.get(who) in {NOBODY, channel}}
    wrote = other in people or name in people.values()
    return people if wrote or not other else people | {other: name}


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


def _under_own_names(book: Book, people: Mapping[str, str]) -> tuple[Message, ...]:
    if all(people[who] == name for who, name in book.met):
        return tuple(book.messages)
    return tuple(_renamed(book, people))


def _renamed(book: Book, people: Mapping[str, str]) -> Iterator[Message]:
    """Put messages under the one name of their sender; another that they came with is kept."""
    names = _names(book)
    for message, (who, name) in zip(book.messages, book.writers, strict=True):
        other: More = () if name in {names[who], who, NOBODY} else (("from", name),)
        same = people[who] == name and not other
        yield message if same else replace(message, sender=people[who], more=other + message.more)
