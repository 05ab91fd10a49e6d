"""Files that lie near a chat, in its folder or its archive, found by the path that the chat says.

Nothing outside of the folder or the archive is ever found. Reading what was found is next door.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cryptokit.conversation.files.archive_contents import leads_out


@dataclass(frozen=True, slots=True)
class Near:
    """A file that is there: what to call it, and its size in bytes, as far as anybody says."""

    name: str
    size: int
    opened: Callable[[], BinaryIO] = field(repr=False)


Find = Callable[[str], Near | None]
"""A path as the chat says it -> the file, or None where there is none."""


def nothing_near(_path: str) -> Near | None:
    """Find nothing: a text alone has nothing near."""
    return None


def in_folder(chat: Path) -> Find:
    """Make what finds files beside a chat, and in folders there; links may not lead out.

    >>> from cryptokit.conversation.samples import sample
    >>> find = in_folder(sample("whatsapp-en.txt"))
    >>> find("whatsapp-de.txt").size > 0, find("../__init__.py"), find("no such file")
    (True, None, None)
    """

    def find(path: str) -> Near | None:
        if not path or leads_out(path):
            return None
        try:
            folder, place = chat.resolve().parent, (chat.parent / path).resolve(strict=True)
            if place == chat.resolve() or not (place.is_file() and place.is_relative_to(folder)):
                return None
            return Near(str(chat.parent / path), place.stat().st_size, lambda: place.open("rb"))
        except (OSError, RuntimeError, ValueError):  # not there, or no path at all
            return None

    return find
