"""WhatsApp's exported ``.txt``. It tells messages from notices; words and dates are next door.

Nothing is escaped in this format: a pasted line that looks like a message is a message.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from cryptokit.conversation.chat import SILENT, Chat, Kind, Message, Service
from cryptokit.conversation.source import Source
from cryptokit.conversation.whatsapp_body import Body, dissect, is_plain
from cryptokit.conversation.whatsapp_lines import Line, cut
from cryptokit.conversation.whatsapp_styles import MARK, style_of
from cryptokit.conversation.whatsapp_words import (
    GROUP_ACTIONS,
    Noted,
    Words,
    notice_in,
    words_of,
)
from cryptokit.errors import BadExport

EXPORT_AS_TEXT: Final = "in WhatsApp choose Export chat, and give the .txt file"
_ENOUGH: Final = 16  # pieces in which the style and the language show themselves
_FILE_NAME: Final = re.compile(r"WhatsApp Chat (?:with|-) (?P<name>.+)")
_TITLE: Final = re.compile(r'["“](?P<title>[^"“”]+)["”]\.?$')
_AROUND_A_NAME: Final = f"{MARK}\u202a\u202c\u2068\u2069"
_NOT_IN_ADDRESS_BOOK: Final = "~\u00a0"


class _Names(dict[str, str]):
    """Names as people know them, by how a line writes them; empty for what may be no name."""

    def __missing__(self, sender: str) -> str:
        """Clean a name once: no signs for unlisted numbers and for right-to-left phones."""
        doubtful = "\n" in sender or '"' in sender or "“" in sender
        return self.setdefault(sender, "" if doubtful else cleaned(sender))


def cleaned(sender: str) -> str:
    r"""Take away the signs that the app puts around a name.

    >>> cleaned("~\u00a0Ann")
    'Ann'
    """
    return sender.strip(_AROUND_A_NAME).removeprefix(_NOT_IN_ADDRESS_BOOK) or sender


def read_whatsapp(source: Source) -> Iterator[Chat]:
    r"""Yield the one chat of an export, in the order of the file.

    Raises BadExport if no line begins with a date in a known style.

    >>> from cryptokit.conversation.source import a_text
    >>> [chat] = read_whatsapp(a_text("03/09/2024, 08:59 - Ann: hi\nall\n"))
    >>> chat.messages[0].sender, chat.messages[0].text
    ('Ann', 'hi\nall')
    """
    pieces = source.pieces()
    start = "".join(islice(pieces, _ENOUGH))
    style = style_of(start)
    if style is None:
        what = "no line begins with a date as WhatsApp writes it"
        raise BadExport(what, source=source.name, where="line 1", hint=EXPORT_AS_TEXT)
    entries = _entries(cut(chain([start], pieces), style), words_of(start))
    if not entries:
        what = f"no date in it exists, read as {style.name}"
        raise BadExport(what, source=source.name, where="line 1", hint=EXPORT_AS_TEXT)
    yield _chat(entries, source.stem)


def _entries(lines: Iterable[Line], words: Words) -> list[Message | Service]:
    names = _Names()
    entries: list[Message | Service] = []
    for number, (sent, marked, entry) in enumerate(lines, start=1):
        sender, colon, text = entry.partition(": ")
        name = names[sender] if colon else ""
        if name and is_plain(text, words):
            entries.append(Message(number, sent, name, text))
        else:
            entries.append(_unusual(number, (sent, marked, entry.rstrip("\n")), words))
    return entries


def _unusual(number: int, line: Line, words: Words) -> Message | Service:
    """Read an entry that is not just a name and words."""
    sent, marked, entry = line
    sender, colon, text = entry.partition(": ")
    if not (sender and colon) or _is_notice(sender, entry, words):
        return _service(number, sent, "", notice_in(entry.strip(MARK), words))
    body, name = dissect(text, words), cleaned(sender)
    if text.startswith(MARK) and not (marked or body.kind is not Kind.TEXT or body.edited):
        return _service(number, sent, name, notice_in(body.text, words))
    return _message(number, sent, name, body)


def _is_notice(sender: str, entry: str, words: Words) -> bool:
    """Know a notice with a colon in a later line, or in a group name it quotes."""
    if "\n" in sender:
        return True
    return ('"' in sender or "“" in sender) and bool(notice_in(entry, words).action)


def _message(number: int, sent: int, sender: str, body: Body) -> Message:
    return Message(number, sent, sender, body.text, body.kind, body.title, edited=body.edited)


def _service(number: int, sent: int, actor: str, notice: Noted) -> Service:
    action = notice.action or "notice"
    return Service(number, sent, notice.who or actor, action, notice.text)


def _chat(entries: Sequence[Message | Service], stem: str) -> Chat:
    messages = tuple(each for each in entries if isinstance(each, Message))
    services = tuple(each for each in entries if isinstance(each, Service))
    people = tuple(dict.fromkeys(message.sender for message in messages))
    group = len(people) > 2 or any(each.action in GROUP_ACTIONS for each in services)
    named = _FILE_NAME.fullmatch(stem)
    name = named["name"] if named else _title(services) or stem
    if not group and len(people) == 1:
        people = (*people, name if named and name not in people else SILENT)
    return Chat(
        name=name,
        format="whatsapp",
        messages=messages,
        participants=people,
        group=group,
        services=services,
    )


def _title(services: Sequence[Service]) -> str:
    """Find the last name that a notice gives the group, in quotes; empty for none."""
    titled = {"create_group", "edit_group_title"}
    found = [_TITLE.search(each.text) for each in services if each.action in titled]
    return next((match["title"] for match in reversed(found) if match), "")
