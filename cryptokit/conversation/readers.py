"""Read the chats that people have, finding the format by itself. Each format lives next door."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Final

from cryptokit.conversation.chat import Chat
from cryptokit.conversation.source import Source, a_file
from cryptokit.conversation.telegram import EXPORT_AS_JSON, read_telegram
from cryptokit.conversation.whatsapp import read_whatsapp
from cryptokit.conversation.whatsapp_styles import style_of
from cryptokit.errors import BadExport, Unknown

Reader = Callable[[Source], Iterator[Chat]]
"""A text -> the chats in it."""

READERS: Final[dict[str, Reader]] = {"telegram": read_telegram, "whatsapp": read_whatsapp}


def read_chat(path: str | PathLike[str], *, chat: str | None = None) -> Chat:
    """Read one chat: the one called ``chat``, or else the longest in the file.

    Raises BadExport for a file that is not a chat export, and Unknown for a chat not in it.

    >>> from cryptokit.conversation.samples import sample
    >>> chat = read_chat(sample("telegram-result.json"))
    >>> chat.name, len(chat.messages), len(chat.participants)
    ('Key-split study circle 🔐 (evening)', 28, 6)
    """
    names: set[str] = set()
    best: Chat | None = None
    count = 0
    for count, each in enumerate(_chats(path), start=1):  # noqa: B007  # used after the loop
        names.add(each.name)
        if chat in (None, each.name) and (best is None or len(each.messages) > len(best.messages)):
            best = each
    if best is not None:
        return replace(best, among=count)
    if chat is None or not names:
        raise BadExport("an export without chats", source=str(path), hint=EXPORT_AS_JSON)
    raise Unknown("chat", chat, known=names)


def read_chats(path: str | PathLike[str]) -> tuple[Chat, ...]:
    """Read all chats of an account, those left included; one for the export of a single chat.

    >>> from cryptokit.conversation.samples import sample
    >>> [chat.format for chat in read_chats(sample("whatsapp-en.txt"))]
    ['whatsapp']
    """
    return tuple(_chats(path))


def _chats(path: str | PathLike[str]) -> Iterator[Chat]:
    source = a_file(Path(path))
    return READERS[format_of(next(source.pieces()), source.name)](source)


def format_of(head: str, source: str) -> str:
    """Find the format from how a text begins. Raises BadExport if no reader knows it.

    >>> format_of('{"name": "Ann"}', "result.json")
    'telegram'
    """
    start = head.lstrip("\ufeff \t\r\n")[:15].lower()
    if start.startswith("{"):
        return "telegram"
    if style_of(head) is not None:
        return "whatsapp"
    raise _strange(start, source)


def _strange(start: str, source: str) -> BadExport:
    if not start:
        return BadExport("the file is empty", source=source, hint="export the chat again")
    if start.startswith(("<!doctype", "<html")):
        what = "a web page; Telegram exports this too, but it is made for reading"
        return BadExport(what, source=source, hint=EXPORT_AS_JSON)
    if start.startswith(("[", '"')):
        what = "not a Telegram export, which begins with {"
        return BadExport(what, source=source, where="line 1", hint=EXPORT_AS_JSON)
    what = "neither Telegram's result.json nor WhatsApp's .txt"
    hint = "export the chat: Telegram Desktop as JSON, WhatsApp as text without media"
    return BadExport(what, source=source, where="line 1", hint=hint)
