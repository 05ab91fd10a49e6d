"""A whole account: its chats, and what its export says besides them. No file is read here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptokit.conversation.chat import Chat


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an account's export that is not a chat: its sessions, its contacts.

    ``items`` are its entries as the export writes them, ``about`` what the app says of the part.
    """

    name: str
    items: tuple[Mapping[str, object], ...] = field(repr=False)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """All that one export holds. ``sections`` are the metadata that an operator keeps anyway."""

    chats: tuple[Chat, ...]
    sections: tuple[Section, ...] = ()
