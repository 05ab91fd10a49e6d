"""Read the chats that people have, finding the format by itself. Each format lives next door."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Final

from cryptokit.conversation.account import Account, Section
from cryptokit.conversation.attached import under_names_of
from cryptokit.conversation.chat import Chat
from cryptokit.conversation.choice import place_of
from cryptokit.conversation.date_order import DateOrder
from cryptokit.conversation.files.archive import from_zip, is_zip
from cryptokit.conversation.files.attachments import read_files
from cryptokit.conversation.files.source import Progress, Source, a_file, silent
from cryptokit.conversation.formats import format_of
from cryptokit.conversation.privacy import account_with_aliases
from cryptokit.conversation.signal import read_signal
from cryptokit.conversation.signal.store import look, nothing_to_import
from cryptokit.conversation.telegram import EXPORT_AS_JSON, read_telegram
from cryptokit.conversation.whatsapp import read_whatsapp
from cryptokit.errors import BadExport

Reader = Callable[[Source], Iterator[Chat | Section]]
"""A text -> what is in it, each part as soon as it is read."""

READERS: Final[dict[str, Reader]] = {"telegram": read_telegram, "signal-markdown": read_signal}
"""WhatsApp stands apart: of all formats, only its dates can be read in more than one order."""


def read_chat(
    path: str | PathLike[str],
    *,
    chat: str | None = None,
    names: bool = False,
    date_order: DateOrder | None = None,
    files: bool = False,
    progress: Progress = silent,
) -> Chat:
    """Read one chat: the one called ``chat``, by its real name or as shown, or else the longest.

    Names, numbers and handles of people are replaced by invented ones, unless ``names`` is True.
    ``date_order`` overrides what a WhatsApp export lets one infer. With ``files`` the bytes of the
    files that messages name are read as well, as far as they lie in the folder or the archive of
    the chat. ``progress`` is told how many bytes were read, of how many. Raises BadExport for a
    file that is not a chat export, and for files of a chat that are too large or damaged;
    NothingToImport for a store of Signal's, and Unknown for a chat not in it.

    >>> from cryptokit.conversation.samples import sample
    >>> chat = read_chat(sample("telegram-result.json"), names=True)
    >>> chat.name, len(chat.messages), len(chat.participants)
    ('Key-split study circle 🔐 (evening)', 28, 6)
    """
    held = read_account(path, names=True, date_order=date_order, progress=progress)
    if not held.chats:
        raise BadExport("an export without chats", source=str(path), hint=EXPORT_AS_JSON)
    shown = held.chats if names else account_with_aliases(held).chats
    place = place_of(held.chats, chat, shown)
    one = shown[place]
    return with_files(path, one, held.chats[place]) if files else one


def with_files(path: str | PathLike[str], shown: Chat, held: Chat) -> Chat:
    """Add to a chat as it is shown the files that lie near it as it is ``held``, with real names.

    What is in the files stays as it is. Raises BadExport where they are too large or damaged.
    """
    found = read_files(held, _source(Path(path), silent).near, str(path))
    return replace(shown, files=under_names_of(shown, held, found))


def read_chats(
    path: str | PathLike[str],
    *,
    names: bool = False,
    date_order: DateOrder | None = None,
    progress: Progress = silent,
) -> tuple[Chat, ...]:
    """Read all chats of an account, those left included; one for the export of a single chat.

    One person has one invented name in all of them.

    >>> from cryptokit.conversation.samples import sample
    >>> [chat.format for chat in read_chats(sample("whatsapp-en.txt"))]
    ['whatsapp']
    """
    return read_account(path, names=names, date_order=date_order, progress=progress).chats


def read_account(
    path: str | PathLike[str],
    *,
    names: bool = False,
    date_order: DateOrder | None = None,
    progress: Progress = silent,
) -> Account:
    """Read all that an export holds: its chats, and its sections, such as sessions and contacts.

    >>> from cryptokit.conversation.samples import sample
    >>> read_account(sample("two-classmates.json")).sections
    ()
    """
    chats, sections = list[Chat](), list[Section]()
    for part in _parts(path, date_order, progress):
        if isinstance(part, Chat):
            chats.append(part)
        else:
            sections.append(part)
    account = Account(tuple(chats), tuple(sections))
    return account if names else account_with_aliases(account)


def _parts(
    path: str | PathLike[str], order: DateOrder | None, progress: Progress
) -> Iterator[Chat | Section]:
    source = _source(Path(path), progress)
    known = format_of(next(source.pieces()), source.name)
    if known == "whatsapp":
        return read_whatsapp(source, order)
    if order is not None:
        what = "its dates can be read in one order only"
        raise BadExport(what, source=source.name, hint="leaving out the date order")
    return READERS[known](source)


def _source(path: Path, progress: Progress) -> Source:
    if is_zip(path):
        return from_zip(path, progress)
    store = look(path)
    if store is not None:
        raise nothing_to_import(store)
    return a_file(path, progress)
