"""What lies beside messages or around them: an account's sessions and contacts, a locked store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.conversation import Account, Section
from cryptokit.conversation.signal.reader import SIGNAL_EXPORT
from cryptokit.conversation.signal.store import SignalStore
from cryptokit.lab.moments import moment

Item = Mapping[str, object]

_LONG: Final = 12  # digits of a time after the year 5138
_LISTS: Final = {"about", "chats", "left_chats"}
"""Sections that hold what an app says of its lists of chats, and as a rule no more."""
_NOISE: Final = "(Pure noise would have 8, and text that anybody can read has 4 or 5.)"


@dataclass(frozen=True, slots=True)
class Device:
    """A device that was logged in: what it is, its app, its last address and place, and when."""

    device: str
    app: str
    ip: str
    place: str
    last_active: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """The address book that an operator was given: how many, and what is known of them."""

    saved: int
    with_number: int
    without_account: int


def devices(account: Account, *, real: bool) -> tuple[Device, ...]:
    """List the devices and web sites that were logged in; without ``real`` names no town is shown.

    See: telegramdesktop/tdesktop, export_output_json.cpp, writeSessions and writeWebSessions.
    """
    names = ("sessions", "web_sessions")
    found = [section for section in account.sections if section.name in names]
    return tuple(_device(item, real=real) for section in found for item in section.items)


def contacts(account: Account) -> Contacts | None:
    """Count the contacts; None if the export has no such part."""
    book = next((section for section in account.sections if section.name == "contacts"), None)
    if book is None:
        return None
    return Contacts(
        saved=len(book.items),
        with_number=sum(bool(item.get("phone_number")) for item in book.items),
        without_account=sum(not item.get("user_id") for item in book.items),
    )


def sections(account: Account) -> tuple[Section, ...]:
    """Give the sections of an account without those that only say what a list of chats is.

    >>> about = Section("chats", (), about="This page lists all chats")
    >>> sections(Account((), (about, Section("contacts", ()))))
    (Section(name='contacts', about=''),)
    """
    return tuple(one for one in account.sections if one.items or one.name not in _LISTS)


def size(section: Section) -> int:
    """Count the entries of a section."""
    return len(section.items)


def _device(item: Item, *, real: bool) -> Device:
    place = ("last_country", "last_region") if real else ("last_country",)
    return Device(
        device=_joined(item, "device_model", "browser", "platform", "system_version"),
        app=_joined(item, "application_name", "application_version", "domain_name"),
        ip=_text(item, "last_ip"),
        place=_joined(item, *place),
        last_active=_when(item),
    )


def _joined(item: Item, *names: str) -> str:
    said = dict.fromkeys(_text(item, name) for name in names)
    return " ".join(text for text in said if text)


def _text(item: Item, name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _when(item: Item) -> str:
    counted = _text(item, "last_active_unixtime")
    is_time = counted.isascii() and counted.isdecimal() and len(counted) < _LONG
    return moment(int(counted)) if is_time else _text(item, "last_active")


def locked(store: SignalStore) -> str:
    """Say what a store of Signal's shows to somebody without its key.

    >>> from cryptokit.conversation.signal.store import Key, Store
    >>> store = SignalStore("db.sqlite", Store.DATABASE, 8192, 2, 7.98, Key.ELSEWHERE)
    >>> print(locked(store).partition(". ")[0])
    Nothing to import, and that is the exhibit
    """
    what, bits, *rest = store.sentences
    told = " ".join((what, bits, _NOISE, *rest))
    return f"Nothing to import, and that is the exhibit. {told}\nTry: {SIGNAL_EXPORT}."
