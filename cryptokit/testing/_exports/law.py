"""Exports of every format, and the law of all readers: what was written is what is read."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cryptokit.conversation import Chat
from cryptokit.errors import Unknown
from cryptokit.testing._exports.export import Export
from cryptokit.testing._exports.signal import signal_exports
from cryptokit.testing._exports.telegram import telegram_exports
from cryptokit.testing._exports.whatsapp import whatsapp_exports

FORMATS: Final[Mapping[str, Callable[[], st.SearchStrategy[Export]]]] = {
    "telegram": telegram_exports,
    "whatsapp": whatsapp_exports,
    "signal-markdown": signal_exports,
}


def exports(format: str | None = None) -> st.SearchStrategy[Export]:  # noqa: A002
    """Draw an export as the app writes it, beside the chat in it: of one format, or of any.

    Raises Unknown for a format that no app here writes.

    >>> from hypothesis import find
    >>> find(exports("signal-markdown"), lambda export: export.chat.group).name
    'Ann.md'
    """
    if format is None:
        return st.one_of([draw() for draw in FORMATS.values()])
    if format not in FORMATS:
        raise Unknown("format", format, known=FORMATS)
    return FORMATS[format]()


def reads_what_was_written(read: Callable[[Path], Chat], format: str | None = None) -> None:  # noqa: A002
    """Hunt for an export that a reader of yours reads otherwise than it was written.

    Raises AssertionError with the smallest that Hypothesis finds. What a format cannot carry, and
    what each reader words in its own way, is left out: see ``comparable``.

    >>> from cryptokit import read_chat
    >>> reads_what_was_written(lambda path: read_chat(path, names=True), "signal-markdown")
    """

    @settings(phases=set(Phase) - {Phase.explain}, deadline=None)  # explaining takes minutes
    @given(export=exports(format))
    def law(export: Export) -> None:
        with TemporaryDirectory() as folder:
            found = comparable(read(export.save(Path(folder))))
        wanted = comparable(export.chat)
        if found != wanted:
            raise AssertionError(f"{export.name} holds {wanted!r}, but was read as {found!r}")

    law()


def comparable(chat: Chat) -> Chat:
    """Leave out what a reader may word in its own way: findings, doubts, notes, unnamed fields.

    >>> from cryptokit.conversation import say
    >>> chat = say(["Ann: hi"])
    >>> comparable(chat) == chat
    True
    """
    messages = tuple(replace(message, more=()) for message in chat.messages)
    services = tuple(replace(service, text="", more=()) for service in chat.services)
    return replace(chat, messages=messages, services=services, findings=(), doubts=(), more=())
