"""The bytes of the files that a chat names, read into memory within limits. Nothing is extracted.

A file that is named and not there is left out: exports without media name files as well.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptokit.conversation.attached import paths_of
from cryptokit.conversation.chat import Chat, File
from cryptokit.conversation.files.archive_contents import shown
from cryptokit.conversation.files.near import Find, Near
from cryptokit.conversation.files.source import unreadable
from cryptokit.errors import BadExport

LARGEST_FILE: Final = 1 << 24
"""Bytes of the largest file that is read: 16 MiB, a choice of ours."""

LARGEST_SUM: Final = 1 << 26
"""Bytes of all files of a chat together: 64 MiB, a choice of ours."""

_WORDS_ALONE: Final = "reading the words alone, or moving the large files away"


def read_files(chat: Chat, find: Find, source: str) -> tuple[File, ...]:
    """Read the files that messages name, each once, in the order in which they are named.

    Raises BadExport where one of them or all together are too large, and for a file that cannot be
    read, such as a damaged, a locked or a dangerous member of an archive.
    """
    paths = dict.fromkeys(path for message in chat.messages for path in paths_of(message))
    found = {path: near for path in paths if (near := find(path)) is not None}
    for near in found.values():
        _check(near.size, near.name)
    _check_sum(sum(near.size for near in found.values()), source)
    return tuple(_read(found, source))


def _read(found: dict[str, Near], source: str) -> Iterator[File]:
    total = 0
    for path, near in found.items():
        content = _content(near)
        total += len(content)
        _check_sum(total, source)  # a size may be a lie
        yield File(path, content)


def _content(near: Near) -> bytes:
    try:
        with near.opened() as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise unreadable(Path(near.name), error) from error
    _check(len(content), near.name)
    return content


def _check(size: int, name: str) -> None:
    if size > LARGEST_FILE:
        what = f"a file of more than {LARGEST_FILE >> 20} MiB"
        raise BadExport(what, source=shown(name), hint=_WORDS_ALONE)


def _check_sum(size: int, source: str) -> None:
    if size > LARGEST_SUM:
        what = f"its files come to more than {LARGEST_SUM >> 20} MiB"
        raise BadExport(what, source=source, hint=_WORDS_ALONE)
