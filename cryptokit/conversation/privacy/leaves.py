"""What stands where in an export besides the texts: which keys hold names, numbers and ids.

Keys are those of Telegram, the one app that writes any. Nothing is replaced here.

See: telegramdesktop/tdesktop, export_output_json.cpp.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeGuard

from cryptokit.conversation.account import Section
from cryptokit.conversation.chat import Chat, Kind, Message, More, Service
from cryptokit.conversation.jsonvalues import Fields, is_fields

Leaf = tuple[str, object]
"""A key, and a text, number or null that stands under it at any depth."""

PERSON: Final = "person"
"""The key of whoever takes part or acts; exports have several."""

PEOPLE: Final = frozenset(
    {PERSON, "from", "to", "actor", "author", "inviter", "members", "user_name", "contact",
     "new_creator", "peer_name", "boost_peer_name", "bot"}
)  # fmt: skip
MENTIONED: Final = "mention_name"
"""The key of a name in a text that the app itself marked: in full, or a part of one."""

SOURCES: Final = frozenset({"forwarded_from", "saved_from"})
"""Mostly channels, named in words of every day: looked for as a whole only."""

NUMBERS: Final = frozenset({"phone_number", "phone"})
HANDLES: Final = frozenset({"username", "bot_username", "via_bot"})
CARDS: Final = frozenset({"bank_card"})
MARKED: Final = NUMBERS | CARDS | {MENTIONED}
"""Styles of a run of text that say what it is."""

ADDRESSES: Final = frozenset({"last_ip", "ip"})
DEVICES: Final = frozenset({"device_model"})
"""What a device is called: often after its owner, in one word."""

PERSONAL: Final = frozenset({"personal_chat", "bot_chat"})
"""Types of chats that bear the name of the other side."""

SILENT_KEYS: Final = frozenset(
    {"date", "date_unixtime", "edited", "edited_unixtime", "width", "height", "media_type",
     "mime_type", "file_size", "photo_file_size", "thumbnail_file_size", "duration_seconds"}
)  # fmt: skip
"""Keys of times and sizes, which name nobody."""

_PEER: Final = re.compile(r"(?P<kind>user|channel|chat|)(?P<id>[0-9]{1,20})")
"""How Telegram writes who somebody is."""

_PEER_KEYS: Final = ("user_id", "from_id", "actor_id", "to_id", "peer_id", "bot_id", "chat_id",
                     "channel", "channels", "winners")  # fmt: skip
_LETTERS: Final = re.compile(r"\w+")


def peer_id(key: str, value: object) -> int | None:
    """Take the id of a person or a chat; None for anything else, such as the id of a message.

    >>> peer_id("from_id", "user7"), peer_id("user_id", 7), peer_id("reply_to_message_id", 7)
    (7, 7, None)
    """
    if type(value) is int:
        return value if value and key.endswith(_PEER_KEYS) else None  # zero is nobody
    if not isinstance(value, str):
        return None
    match = _PEER.fullmatch(value)
    return int(match["id"]) if match and (match["kind"] or key.endswith(_PEER_KEYS)) else None


def is_row(value: object) -> TypeGuard[Sequence[object]]:
    """Tell whether a value is a list, or a tuple in its place."""
    return isinstance(value, (list, tuple))


def full_name(fields: Fields) -> str:
    """Join the two names of a contact, as Telegram shows them; empty for other objects."""
    both = (fields.get("first_name"), fields.get("last_name"))
    return " ".join(name for name in both if isinstance(name, str) and name)


def leaves(value: object, key: str = "") -> Iterator[Leaf]:
    """Yield all that stands in a JSON value, and the full names of contacts besides.

    >>> list(leaves({"a": ["b", {"first_name": "Ann"}]}))
    [('a', 'b'), ('contact', 'Ann'), ('first_name', 'Ann')]
    """
    if is_fields(value):
        if name := full_name(value):
            yield "contact", name
        yield from of_pairs(value.items(), inside=True)
    elif is_row(value):
        for each in value:
            yield from leaves(each, key)
    else:
        yield key, value


def renamed(key: str, about: object = None, *, inside: bool = False) -> str:
    """Tell keys apart that mean something else at the top of a chat or a section."""
    if key == "id" and not inside:
        return "chat_id"
    return "user_name" if key == "name" and about == "user" else key


def tells(pairs: Iterable[tuple[str, object]]) -> bool:
    """Tell whether some keys may hold a name; most hold times.

    >>> tells((("date", "2025-03-04"),)), tells((("author", "Ada"),))
    (False, True)
    """
    for key, _ in pairs:  # noqa: SIM110  # any() would take three times as long
        if key not in SILENT_KEYS:
            return True
    return False


def of_pairs(pairs: Iterable[tuple[str, object]], *, inside: bool = False) -> Iterator[Leaf]:
    """Yield all that stands under some keys."""
    pairs = tuple(pairs)
    about = described(pairs)
    for key, value in pairs:
        if key not in SILENT_KEYS:
            yield from leaves(value, renamed(key, about, inside=inside))


def described(pairs: More) -> object:
    """Say what some keys tell of: their type, or a user, whose reaction signal-export lists.

    >>> described((("type", "sticker"),)), described((("name", "Ada"), ("emoji", "+")))
    ('sticker', 'user')
    """
    told = dict(pairs)
    return told.get("type", "user" if "emoji" in told else None)


def of_message(message: Message) -> Iterator[Leaf]:
    """Yield what a message holds besides its text and its sender."""
    if message.title:
        yield "title", message.title
        if message.kind is Kind.CONTACT:
            yield "contact", message.title.removesuffix(".vcf")
    for run in message.runs:
        if run.style in MARKED:
            yield run.style, run.text
        if run.more:
            yield from of_pairs(run.more, inside=True)
    if message.more:
        yield from of_pairs(message.more, inside=True)


def of_service(service: Service, chat: Chat) -> Iterator[Leaf]:
    """Yield what a note of the app holds; its actor may be the group itself."""
    own = chat.group and (
        _letters(service.actor) == _letters(chat.name)
        or (
            chat.format == "whatsapp" and service.actor not in service.text
        )  # before it was renamed
    )
    yield "title" if own and service.actor not in chat.participants else PERSON, service.actor
    yield "text", service.text
    yield from of_pairs(service.more, inside=True)


def _letters(name: str) -> list[str]:
    return _LETTERS.findall(name)


def of_chat(chat: Chat) -> Iterator[Leaf]:
    """Yield what a chat holds besides its texts, in order of appearance."""
    unlisted = sorted({message.sender for message in chat.messages} - set(chat.participants))
    yield from ((PERSON, name) for name in (*chat.participants, *unlisted))
    yield _key_of_name(chat), chat.name
    for message in chat.messages:
        if message.title or message.runs or (message.more and tells(message.more)):
            yield from of_message(message)
    for service in chat.services:
        yield from of_service(service, chat)
    for finding in chat.findings:
        yield from (("text", finding.answer), ("text", finding.why))
    yield from (("text", doubt.why) for doubt in chat.doubts)
    yield from of_pairs(chat.more)


def _key_of_name(chat: Chat) -> str:
    """Say what the name of a chat is: WhatsApp names one of two people after the other."""
    if chat.type in PERSONAL:
        return PERSON
    return MENTIONED if chat.format == "whatsapp" and not chat.group else "title"


def of_section(section: Section) -> Iterator[Leaf]:
    """Yield what a section of an account holds."""
    yield "text", section.about
    for item in section.items:
        if name := full_name(item):
            yield "contact", name
        yield from of_pairs(item.items())
