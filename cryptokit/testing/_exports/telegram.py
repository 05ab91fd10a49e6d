"""Strategies for Telegram exports, beside what must be read from them. No reader is called.

A second view of the format, made from what Telegram Desktop writes. Not here: exports before 2021,
which lack fields, and two people of one name.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Account, Chat, Message, Section, Service
from cryptokit.conversation.chat import SILENT
from cryptokit.testing._exports.export import AccountExport, Export
from cryptokit.testing._exports.telegram_account import sections
from cryptokit.testing._exports.telegram_entries import Clock, Entry, entries
from cryptokit.testing._exports.telegram_parts import PEOPLE, Fields, Peer, times, words
from cryptokit.testing._exports.telegram_text import written

Drawn = tuple[Fields, Chat]
"""How a chat is written, and what it must be read as."""

_NAMELESS: Final[Mapping[str, str]] = {
    "saved_messages": "Saved Messages",
    "replies": "Replies",
    "verification_codes": "Verification Codes",
}
"""Chats without a name in the file, and how the app calls them."""
_TYPES: Final = (
    *("private_group", "personal_chat", "bot_chat", "private_supergroup", "public_supergroup"),
    *("private_channel", "public_channel", *_NAMELESS),
)
_BETWEEN_TWO: Final = frozenset({"personal_chat", "bot_chat"})
_ME: Final = PEOPLE[0]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HALF_HOURS: Final = (-16, 0, 2, 11)
_MIGRATED: Final = 1_000_000_000  # what Telegram takes from the ids of a group that became super
_MOST: Final = 1 << 20


def telegram_exports(*, most: int = 4) -> st.SearchStrategy[Export]:
    """Give exports of one chat of any type, of up to ``most`` entries of any kind.

    >>> from hypothesis import find
    >>> export = find(telegram_exports(), lambda export: export.chat.type == "saved_messages")
    >>> print(export.data.decode())
    {
     "type": "saved_messages",
     "id": 1000000101,
     "messages": [
     ]
    }
    """
    return _chats(most=most).map(
        lambda drawn: Export("result.json", written(drawn[0]).encode(), drawn[1])
    )


def telegram_accounts(*, chats: int = 2, most: int = 2) -> st.SearchStrategy[AccountExport]:
    """Give exports of an account: its sections, up to so many chats, and chats that it left.

    >>> from hypothesis import Phase, find, settings
    >>> first = settings(phases=[Phase.generate])
    >>> find(telegram_accounts(), lambda export: True, settings=first).account
    Account(chats=(), sections=(Section(name='personal_information', about=''),))
    """
    listed = st.lists(_chats(most=most), max_size=chats)
    return st.builds(_account, sections(), listed, listed)


def _account(
    drawn: tuple[Fields, tuple[Section, ...]], present: Sequence[Drawn], left: Sequence[Drawn]
) -> AccountExport:
    before, parts = drawn
    lists = {"chats": present, "left_chats": left}
    whole: Fields = {"about": "Here is the data you requested."} | before
    whole |= {
        name: {"about": "This page lists chats.", "list": [fields for fields, _ in chats]}
        for name, chats in lists.items()
        if chats
    }
    account = Account(tuple(chat for _, chat in (*present, *left)), parts)
    return AccountExport("result.json", written(whole).encode(), account)


@st.composite
def _chats(draw: st.DrawFn, *, most: int) -> Drawn:
    kind = draw(st.sampled_from(_TYPES))
    number = draw(st.integers(1_000_000_101, 1_000_000_999))
    name = draw(_names(kind))
    people, clock = draw(_people(kind, name, number)), draw(_clocks())
    drawn = [draw(entries(each, people, clock)) for each in draw(_ids(kind, most))]
    fields: Fields = {} if kind in _NAMELESS else {"name": name}
    fields |= {"type": kind, "id": number, "messages": [entry for entry, _ in drawn]}
    title = name or _NAMELESS.get(kind, f"user{number}")
    return fields, _chat(title, kind, drawn, people)


def _chat(name: str, kind: str, drawn: Sequence[Entry], people: Sequence[Peer]) -> Chat:
    read = [what for _, what in drawn]
    messages = tuple(what for what in read if isinstance(what, Message))
    return Chat(
        name=name,
        format="telegram",
        messages=messages,
        participants=_participants(kind, messages, people),
        group=kind not in _BETWEEN_TWO,
        services=tuple(what for what in read if isinstance(what, Service)),
        unsupported=tuple(what for what in read if isinstance(what, int)),
        type=kind,
    )


def _participants(
    kind: str, messages: Sequence[Message], people: Sequence[Peer]
) -> tuple[str, ...]:
    """Say who took part: all who wrote, in order, and the silent one of two."""
    wrote = tuple(dict.fromkeys(message.sender for message in messages))
    if kind not in _BETWEEN_TWO or len(wrote) > 1:
        return wrote
    other = people[1].shown
    return (other, SILENT) if wrote == (other,) else (*wrote, other)


def _names(kind: str) -> st.SearchStrategy[str | None]:
    if kind in _NAMELESS:
        return st.none()
    if kind == "personal_chat":
        return st.sampled_from(("Bea", None))  # who is deleted leaves a chat without a name
    return st.just("Quiz bot") if kind == "bot_chat" else words()


@st.composite
def _people(draw: st.DrawFn, kind: str, name: str | None, number: int) -> Sequence[Peer]:
    if kind == "saved_messages":
        return (_ME,)
    if kind in _BETWEEN_TWO:
        return (_ME, Peer(f"user{number}", name))
    if kind.endswith("channel"):
        return (Peer(f"channel{number}", name),)
    return draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4, unique=True))


def _ids(kind: str, most: int) -> st.SearchStrategy[list[int]]:
    """Give ids in order; those from before a group became a supergroup are below zero."""
    ids = st.integers(1, _MOST)
    if kind.endswith("supergroup"):
        ids |= st.integers(1 - _MIGRATED, _MOST - _MIGRATED)
    return st.lists(ids, max_size=most, unique=True).map(sorted)


@st.composite
def _clocks(draw: st.DrawFn) -> Clock:
    """Give clocks of some zone, which go an hour ahead at some time: no order can be read off."""
    offset = timedelta(minutes=30 * draw(st.sampled_from(_HALF_HOURS)))
    ahead_from = draw(times())

    def clock(sent: int) -> str:
        there = _EPOCH + timedelta(seconds=sent, hours=sent >= ahead_from) + offset
        return f"{there:%Y-%m-%dT%H:%M:%S}"

    return clock
