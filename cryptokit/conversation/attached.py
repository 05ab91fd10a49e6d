"""Which file belongs to which message: the path by which an export names it. No bytes are read.

Left out: thumbnails, and stickers of Signal, which lie outside of the folder of their chat.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from cryptokit.conversation.chat import Chat, File, Kind, Message
from cryptokit.conversation.jsonvalues import is_fields, is_list

_PATHS: Final = ("photo", "file")
"""Where Telegram keeps the path of a file, and WhatsApp its name."""


def paths_of(message: Message) -> tuple[str, ...]:
    """Give the paths of the files that came with a message, from where the chat lies.

    >>> paths_of(Message(1, 0, "Ann", "", Kind.PHOTO, more=(("photo", "photos/cat.jpg"),)))
    ('photos/cat.jpg',)
    >>> paths_of(Message(2, 0, "Ann", "Read it", Kind.FILE, title="plan.pdf"))
    ('plan.pdf',)
    """
    return tuple(_paths(message)) if message.more or message.kind is Kind.FILE else ()


def _paths(message: Message) -> Iterator[str]:
    more = dict(message.more)
    listed = more.get("attachments")
    paths = [more[name] for name in _PATHS if name in more]
    if is_list(listed):
        paths += [each.get("path") for each in listed if is_fields(each)]
    elif not paths and message.kind is Kind.FILE:
        paths = [message.title]
    yield from (path for path in paths if isinstance(path, str) and path)


def by_number(chat: Chat) -> Mapping[int, File]:
    """Give the first file of each message whose bytes are there, by its place in the chat, from 1.

    >>> from dataclasses import replace
    >>> message = Message(7, 0, "Ann", "", more=(("file", "cat.jpg"),))
    >>> chat = Chat("Ann", "said", (message,), ("Ann",), group=False)
    >>> by_number(replace(chat, files=(File("cat.jpg", bytes(3)),)))
    {1: File(name='cat.jpg')}
    """
    if not chat.files:
        return {}
    known = {file.name: file for file in chat.files}
    return {
        number: known[path]
        for number, message in enumerate(chat.messages, 1)
        for path in paths_of(message)[::-1]
        if path in known
    }


def under_names_of(shown: Chat, held: Chat, files: tuple[File, ...]) -> tuple[File, ...]:
    """Give the files of a chat as it is held the names that they have in it as it is shown.

    Where two names have become one, both files are left out: no message gets another one's.
    """
    names = dict[str, str]()
    for one, other in zip(held.messages, shown.messages, strict=True):
        names.update(zip(paths_of(one), paths_of(other), strict=True))
    times = Counter(names.values())
    renamed = (File(names[file.name], file.content) for file in files if file.name in names)
    return tuple(file for file in renamed if times[file.name] == 1)
